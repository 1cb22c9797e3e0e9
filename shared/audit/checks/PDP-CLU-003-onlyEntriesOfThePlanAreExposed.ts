import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { findGatewayExposures, findIngressExposures, findRouteExposures } from '../../evidence/exposures.ts';
import type { Exposure } from '../../evidence/exposures.ts';
import { fieldAt, nameOf } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { enumerate } from '../../kernel/enumerate.ts';
import { toRanges } from '../../network/flows/addressSpaces.ts';
import { covers, flowsTo } from '../../network/flows/flowSet.ts';
import { isRecord } from '../../kernel/jsonFields.ts';
import { fail, pass, unknown } from '../assessment.ts';
import type { AuditMaterial } from '../auditCheck.ts';
import { selectedBy } from '../cluster/componentWorkloads.ts';
import { safeguardCheck } from '../cluster/safeguardCheck.ts';
import { makeOwnerOfNamespace } from '../cluster/systemNamespaces.ts';
import { firstEvidence } from '../firstEvidence.ts';

const routes = 'routes.route.openshift.io';

const whys = {
  'not-named': 'which the plan does not name',
  'no-clients': 'and the plan names no clients',
  'more-clients': 'which is more than the clients that the plan names',
} as const;

/**
 * Clients enter by the API gateway, from where the plan says; all else that can be reached has to be named in the plan. The
 * gateway's own Services and Gateways are known by their pods.
 */
export const onlyEntriesOfThePlanAreExposed = safeguardCheck({
  id: 'PDP-CLU-003',
  title: 'From outside, only what the plan names can be reached, and only by its clients',
  about: 'What can be reached from outside',
  safeguard: 'exposed-services',
  needs: ['services', 'pods', 'ingresses.networking.k8s.io', 'gateways.gateway.networking.k8s.io', routes],
  failsOnlyOnAll: true,
  assess(cluster, material) {
    const { plan, planFile, catalog } = material;
    const isOfGateway = makeIsOfGateway(cluster.objects('pods'), material);
    const ownerOfNamespace = makeOwnerOfNamespace(cluster, catalog);
    const entries = new Set(plan.network?.entries ?? []);
    const namedClients = plan.network?.clients ?? [];
    const clients = flowsTo(toRanges(namedClients.flatMap(({ cidrs }) => cidrs)));
    // Console, sign-in and metrics of the distribution itself, which it makes on every cluster.
    const { own = [], others = [] } = Object.groupBy(cluster.objects(routes), (route) =>
      ownerOfNamespace(route.metadata.namespace ?? '') === undefined || entries.has(nameOf(route)) ? 'others' : 'own',
    );
    const { ofGateways, ofServices } = findGatewayExposures(
      cluster.objects('gateways.gateway.networking.k8s.io'),
      cluster.objects('services'),
    );
    const exposures = [
      ...ofServices.map((one) => ({ resource: 'services' as const, ...one })),
      ...findIngressExposures(cluster.objects('ingresses.networking.k8s.io')).map((one) => ({
        resource: 'ingresses.networking.k8s.io' as const,
        ...one,
      })),
      ...ofGateways.map((one) => ({ resource: 'gateways.gateway.networking.k8s.io' as const, ...one })),
      ...findRouteExposures(others).map((one) => ({ resource: routes as typeof routes, ...one })),
    ].map((exposure) => {
      const lack = findLack(exposure);
      return { ...exposure, lack, why: lack && whys[lack] };
    });

    function findLack({ object, by = [], from }: Exposure): keyof typeof whys | undefined {
      if (![object, ...by].some((one) => entries.has(nameOf(one)) || isOfGateway(one))) return 'not-named';
      if (from === undefined || covers(clients, from)) return undefined;
      return namedClients.length === 0 ? 'no-clients' : 'more-clients';
    }

    const source = cluster.source('services');
    if (cluster.objects('services').length === 0) {
      return unknown('absent', {
        title: 'The cluster has no Services',
        evidence: [{ text: 'The list of Services is empty: not even that of the API server is there.', source }],
        remedy: 'Audit again once the cluster is whole.',
      });
    }
    const leftOut =
      own.length === 0
        ? []
        : [
            {
              text: `Left out: ${count(own.length, 'Route')} of ${enumerate([...new Set(own.flatMap(({ metadata: { namespace } }) => namespace ?? []))].toSorted())}, which belong to the cluster itself.`,
              source: cluster.source(routes),
            },
          ];
    const unexpected = exposures.filter(({ why }) => why !== undefined);
    const evidenceOf = (some: typeof exposures) => [
      ...firstEvidence(
        some.map(({ resource, object, how, why }) =>
          cluster.evidence(resource, object, why === undefined ? how : `${how}, ${why}`),
        ),
        { source },
      ),
      ...leftOut,
    ];
    if (unexpected.length > 0) {
      const notNamed = unexpected.filter(({ lack }) => lack === 'not-named').length;
      const wide = unexpected.length - notNamed;
      return fail({
        title: [
          ...(notNamed > 0 ? [`${count(notNamed, 'way', 'ways')} into the cluster that the plan does not name`] : []),
          ...(wide > 0 ? [`${count(wide, 'way', 'ways')} into the cluster for more than the clients of the plan`] : []),
        ].join(', '),
        evidence: evidenceOf(unexpected),
        remedy: `Close it, limit it by loadBalancerSourceRanges, or name it in ${planFile}: under network.entries what may be reached, under network.clients by whom.`,
      });
    }
    return exposures.length === 0
      ? pass('observed', {
          title: 'Nothing of the cluster can be reached from outside',
          evidence: [{ text: 'No Service, Ingress, Gateway or Route leads in from outside.', source }, ...leftOut],
        })
      : pass('observed', {
          title: `${count(exposures.length, 'way', 'ways')} into the cluster, all of them in the plan`,
          evidence: evidenceOf(exposures),
        });
  },
});

/** Whether a Service or Gateway leads to pods of the API gateway. */
function makeIsOfGateway(
  pods: readonly ClusterObject[],
  { requirements }: Pick<AuditMaterial, 'requirements'>,
): (object: ClusterObject) => boolean {
  const component = requirements.components.find(({ id }) => id === 'api-gateways');
  const isSelected = selectedBy(component?.selectors ?? []);
  const own = pods.filter(({ metadata: { namespace, labels = {} } }) => isSelected(namespace, labels));
  return (object) => {
    const { namespace, name } = object.metadata;
    const selector =
      object.kind === 'Gateway'
        ? { 'gateway.networking.k8s.io/gateway-name': name }
        : fieldAt(object, 'spec', 'selector');
    if (object.kind === 'Ingress' || !isRecord(selector) || Object.keys(selector).length === 0) return false;
    return own.some(
      (pod) =>
        pod.metadata.namespace === namespace &&
        Object.entries(selector).every(([key, value]) => pod.metadata.labels?.[key] === value),
    );
  };
}
