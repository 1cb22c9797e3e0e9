import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { fieldAt, recordsAt, textAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { readLabelSelector, selects } from '../../network/formats/kubernetes/labelSelector.ts';
import { isRecord } from '../../network/jsonFields.ts';
import type { JsonRecord } from '../../network/jsonFields.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { gatewayApiIsNotUsed, gatewayClasses, gateways, httpRoutes } from '../cluster/gatewayApi.ts';
import { isAttached } from '../cluster/isAttached.ts';
import { redirectsOnly } from '../cluster/redirectsOnly.ts';

const policies = 'securitypolicies.gateway.envoyproxy.io';
/** The controller whose policies are read; what other gateways ask of clients is written where only they know. */
const readController = /^gateway\.envoyproxy\.io\//;
const ways = ['jwt', 'oidc', 'basicAuth', 'apiKeyAuth', 'extAuth'] as const;

/** Who comes in has to say who they are, in the gateway. */
export const routesAreAuthenticated = clusterCheck({
  id: 'PDP-CMP-011',
  title: 'The gateways ask clients who they are, on every route',
  about: 'Authentication on routes',
  requirement: 'component.api-gateways',
  task: 'components-management',
  needs: [gatewayClasses, gateways, httpRoutes, policies],
  assess(cluster, material) {
    const notUsed = gatewayApiIsNotUsed(cluster, material);
    if (notUsed !== undefined) return notUsed;
    const classes = cluster.objects(gatewayClasses);
    const all = cluster.objects(gateways);
    const asking = cluster.objects(policies).filter((policy) => waysOf(policy).length > 0);
    // A policy that was not seen may ask them all the same.
    const isAllSeen = cluster.gaps().length === 0;
    // A route that sends clients on, to HTTPS as a rule, serves them nothing.
    const serving = cluster.objects(httpRoutes).filter((route) => !redirectsOnly(route));
    const judged = serving.map((route): Judged => {
      const parents = all.filter((gateway) => isAttached(route, gateway));
      const policy =
        asking.find((one) => targets(one, route)) ??
        asking.find((one) => parents.length > 0 && parents.every((gateway) => targets(one, gateway)));
      if (policy !== undefined) {
        const { allowsAll, text: authorization } = readAuthorization(policy);
        const text = `${waysOf(policy).join(', ')} by SecurityPolicy ${policy.metadata.namespace}/${policy.metadata.name}, ${authorization}`;
        return { state: allowsAll ? 'bad' : 'good', evidence: cluster.evidence(httpRoutes, route, text) };
      }
      const isRead =
        cluster.isServed(policies) &&
        parents.length > 0 &&
        parents.every((gateway) =>
          classes.some(
            (one) =>
              one.metadata.name === textAt(gateway, 'spec', 'gatewayClassName') &&
              readController.test(textAt(one, 'spec', 'controllerName') ?? ''),
          ),
        );
      const isExtended = recordsAt(route, 'spec', 'rules').some((rule) =>
        recordsAt(rule, 'filters').some((filter) => filter['type'] === 'ExtensionRef'),
      );
      const isAskedInPart = asking.some((one) => names(one, route).length > 0);
      return isRead && !isExtended && !isAskedInPart && isAllSeen
        ? { state: 'bad', evidence: cluster.evidence(httpRoutes, route, 'no SecurityPolicy asks its clients anything') }
        : {
            state: 'open',
            evidence: cluster.evidence(
              httpRoutes,
              route,
              'what its gateway asks of clients is written where it is not read',
            ),
          };
    });
    return assessEach(judged, {
      source: cluster.source(httpRoutes),
      pass: (routes) => `${count(routes, 'route')}, all with authentication`,
      fail: (bad, routes) =>
        `${bad} of ${count(routes, 'route')} without authentication${asking.some((one) => readAuthorization(one).allowsAll) ? ', or with an authorization that allows everything' : ''}`,
      remedy:
        'Put a SecurityPolicy with jwt, oidc, apiKeyAuth, basicAuth or extAuth on the route or its gateway; leave defaultAction of an authorization at Deny.',
      open: {
        title: (open, routes) =>
          `Of ${open} of ${count(routes, 'route')} it can’t be read whether clients are authenticated`,
        remedy: 'Look in the console of the control plane, or in the gateway’s own resources, how each API is secured.',
      },
      none: {
        title: 'There are no routes',
        text: 'No HTTPRoute is there that serves more than a redirect.',
        remedy: 'Audit again once an API is deployed.',
      },
    });
  },
});

/** What a policy asks of clients without letting in those who say nothing, or everybody while nobody can be asked. */
function waysOf(policy: ClusterObject): readonly string[] {
  return ways.filter(
    (way) =>
      isRecord(fieldAt(policy, 'spec', way)) &&
      fieldAt(policy, 'spec', way, 'optional') !== true &&
      fieldAt(policy, 'spec', way, 'failOpen') !== true,
  );
}

/**
 * What a policy lets those do of whom it knows who they are. Without an authorization of its own that is left to who is asked
 * by extAuth, or to the service behind; one that denies nobody anything says that somebody decides where nobody does.
 */
function readAuthorization(policy: ClusterObject): { readonly allowsAll: boolean; readonly text: string } {
  const authorization = fieldAt(policy, 'spec', 'authorization');
  if (!isRecord(authorization)) {
    const isLeftToOther = waysOf(policy).includes('extAuth');
    return {
      allowsAll: false,
      text: isLeftToOther
        ? 'authorization by whom extAuth asks'
        : 'without authorization: whoever is known gets in, unless the service refuses',
    };
  }
  const rules = recordsAt(authorization, 'rules');
  const byDefault = textAt(authorization, 'defaultAction') ?? 'Deny';
  return {
    allowsAll: byDefault === 'Allow' && rules.every((rule) => rule['action'] !== 'Deny'),
    text: `authorization by ${count(rules.length, 'rule')} and ${byDefault} for all else`,
  };
}

/** The references of a policy to an object of its namespace, by its name or its labels, and to parts of it. */
function names(policy: ClusterObject, object: ClusterObject): readonly JsonRecord[] {
  if (policy.metadata.namespace !== object.metadata.namespace) return [];
  const single = fieldAt(policy, 'spec', 'targetRef');
  const byName = [...recordsAt(policy, 'spec', 'targetRefs'), ...(isRecord(single) ? [single] : [])].filter(
    (reference) => reference['kind'] === object.kind && reference['name'] === object.metadata.name,
  );
  const byLabels = recordsAt(policy, 'spec', 'targetSelectors').filter((selector) => {
    const { matchLabels, matchExpressions } = selector;
    const labels = readLabelSelector({ matchLabels, matchExpressions });
    return selector['kind'] === object.kind && labels.ok && selects(labels.value, object.metadata.labels ?? {});
  });
  return [...byName, ...byLabels];
}

/** One for a part of the object leaves the others open. */
function targets(policy: ClusterObject, object: ClusterObject): boolean {
  return names(policy, object).some((reference) => reference['sectionName'] === undefined);
}
