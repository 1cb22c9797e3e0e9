import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { conditionOf, describeCondition, numberAt, recordsAt, textAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import type { JsonRecord } from '../../kernel/jsonFields.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { gatewayApiIsNotUsed, gateways, httpRoutes, noGateways } from '../cluster/gatewayApi.ts';
import { isAttached } from '../cluster/isAttached.ts';
import { redirectsOnly } from '../cluster/redirectsOnly.ts';

/** What clients send in clear can be read on the way. A listener that does nothing but send them to HTTPS is no opening. */
export const gatewayListenersUseTls = clusterCheck({
  id: 'PDP-CMP-009',
  title: 'Listeners of the gateways speak TLS, or redirect to it',
  about: 'TLS at the gateways',
  requirement: 'component.api-gateways',
  task: 'components-management',
  needs: [gateways, httpRoutes],
  assess(cluster, material) {
    const notUsed = gatewayApiIsNotUsed(cluster, material);
    if (notUsed !== undefined) return notUsed;
    const routes = cluster.objects(httpRoutes);
    const judged = cluster.objects(gateways).flatMap((gateway) =>
      recordsAt(gateway, 'spec', 'listeners').map((listener): Judged => {
        const { state, text } = judgeListener(gateway, listener, routes);
        return {
          state,
          evidence: cluster.evidence(gateways, gateway, `listener ${textAt(listener, 'name')}, ${text}`),
        };
      }),
    );
    return assessEach(judged, {
      source: cluster.source(gateways),
      pass: (all) => `${count(all, 'listener')} of gateways with TLS, or redirecting to it`,
      fail: (bad, all) => `${bad} of ${count(all, 'listener')} of gateways in clear`,
      remedy:
        'Give the listener the protocol HTTPS and a certificate, or let its routes redirect to HTTPS and nothing else.',
      open: {
        title: (open, all) => `${open} of ${count(all, 'listener')} of gateways can’t be judged`,
        remedy: 'See the conditions of the listener, and what its protocol means to its controller.',
      },
      none: noGateways,
    });
  },
});

function judgeListener(
  gateway: ClusterObject,
  listener: JsonRecord,
  routes: readonly ClusterObject[],
): { readonly state: Judged['state']; readonly text: string } {
  const protocol = textAt(listener, 'protocol') ?? 'none';
  const name = textAt(listener, 'name');
  if (protocol === 'HTTPS' || protocol === 'TLS') {
    const status = recordsAt(gateway, 'status', 'listeners').find((one) => one['name'] === name);
    const resolved = conditionOf(status, 'ResolvedRefs');
    const text = `protocol ${protocol}, ${describeCondition('ResolvedRefs', resolved)}`;
    if (resolved?.status === 'True') return { state: 'good', text };
    return { state: resolved?.status === 'False' ? 'bad' : 'open', text };
  }
  if (protocol !== 'HTTP') return { state: 'open', text: `protocol ${protocol}` };
  const attached = routes.filter((route) => isAttached(route, gateway, name));
  const serving = attached.filter((route) => !redirectsOnly(route));
  const [first] = serving;
  // Routes of other kinds, for gRPC or TCP, are counted by the controller and not read here.
  const status = recordsAt(gateway, 'status', 'listeners').find((one) => one['name'] === name);
  const others = (numberAt(status, 'attachedRoutes') ?? 0) - attached.length;
  if (first === undefined && others > 0) {
    return { state: 'open', text: `protocol HTTP, ${count(others, 'route')} of a kind that is not read` };
  }
  return first === undefined
    ? {
        state: 'good',
        text: `protocol HTTP, ${count(attached.length, 'route')}, none that serves more than a redirect`,
      }
    : {
        state: 'bad',
        text: `protocol HTTP, served by ${first.metadata.namespace}/${first.metadata.name}${serving.length > 1 ? ` and ${serving.length - 1} more` : ''}`,
      };
}
