import type { ClusterObject } from '../../../evidence/clusterSnapshot.ts';
import { fieldAt, nameOf, recordsAt, textAt } from '../../../evidence/objectFields.ts';
import { count } from '../../../kernel/count.ts';
import { readLabelSelector, selects } from '../../../network/formats/kubernetes/labelSelector.ts';
import { isRecord } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import type { ClusterReading } from '../clusterReading.ts';
import { targetsOf } from '../gatewayApi.ts';
import type { Asked } from './asked.ts';
import { authorizationBy, withoutAuthorization } from './asked.ts';

export const securityPolicies = 'securitypolicies.gateway.envoyproxy.io';

export const controllerOfEnvoyGateway = /^gateway\.envoyproxy\.io\//;
const ways = ['jwt', 'oidc', 'basicAuth', 'apiKeyAuth', 'extAuth'] as const;

/**
 * By the SecurityPolicy on a route, or one on all of its gateways; undefined where none is. One on a route takes the place of
 * what its gateway's says, and one on a part the place of what the whole's says, unless it is merged with it: where such a one
 * asks nothing it stays open. Source: Envoy Gateway, SecurityPolicy, Policy Priority.
 */
export function askedBySecurityPolicy(
  cluster: ClusterReading<typeof securityPolicies>,
  route: ClusterObject,
  parents: readonly ClusterObject[],
): Asked | undefined {
  const asking = findAskingPolicies(cluster);
  const onRoute = asking.find((one) => targets(one, route));
  const policy =
    onRoute ?? asking.find((one) => parents.length > 0 && parents.every((gateway) => targets(one, gateway)));
  if (policy === undefined) return undefined;
  const { allowsAll, text: authorization } = readAuthorization(policy);
  const text = `${waysOf(policy).join(', ')} by SecurityPolicy ${nameOf(policy)}, ${authorization}`;
  if (allowsAll) return { state: 'bad', text };
  const places = onRoute === undefined ? [route, ...parents] : [route];
  const rival = cluster
    .objects(securityPolicies)
    .find((one) => waysOf(one).length === 0 && places.some((place) => names(one, place).length > 0));
  return rival === undefined
    ? { state: 'good', text }
    : { state: 'open', text: `${text}; SecurityPolicy ${nameOf(rival)}, which asks nothing, may stand in its place` };
}

/** Whether a policy asks the clients of some of its rules, which says nothing of the others. */
export function isAskedInPart(cluster: ClusterReading<typeof securityPolicies>, route: ClusterObject): boolean {
  return findAskingPolicies(cluster).some((one) => names(one, route).length > 0);
}

function findAskingPolicies(cluster: ClusterReading<typeof securityPolicies>): readonly ClusterObject[] {
  return cluster.objects(securityPolicies).filter((policy) => waysOf(policy).length > 0);
}

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
    return { allowsAll: false, text: isLeftToOther ? authorizationBy('extAuth') : withoutAuthorization };
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
  const byName = targetsOf(policy).filter(
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
