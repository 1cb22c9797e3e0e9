import type { ClusterObject } from '../../../evidence/clusterSnapshot.ts';
import { conditionOf, fieldAt, nameOf, textAt } from '../../../evidence/objectFields.ts';
import { enumerate } from '../../../kernel/enumerate.ts';
import type { ClusterReading } from '../clusterReading.ts';
import type { Asked } from './asked.ts';
import { withoutAuthorization } from './asked.ts';

export const kongPlugins = 'kongplugins.configuration.konghq.com';

/** Of Ingresses and of Gateways. */
export const controllerOfKong = /^(?:ingress-controllers\.)?konghq\.com\//;

/**
 * Plug-ins that refuse whoever does not say who they are, unless they are told whom to take them for. Source: Kong Plugin Hub,
 * Authentication.
 */
const ways: ReadonlySet<string> = new Set([
  'basic-auth',
  'header-cert-auth',
  'hmac-auth',
  'jwt',
  'key-auth',
  'key-auth-enc',
  'ldap-auth',
  'ldap-auth-advanced',
  'mtls-auth',
  'oauth2',
  'oauth2-introspection',
  'openid-connect',
  'saml',
  'vault-auth',
]);

/** By the KongPlugins of its namespace that an Ingress or a route names. One of the whole cluster, or of the Service behind, is not read. */
export function askedByKong(cluster: ClusterReading<typeof kongPlugins>, route: ClusterObject): Asked {
  const said = route.metadata.annotations?.['konghq.com/plugins'];
  const named = typeof said === 'string' ? said.split(',').map((name) => name.trim()) : [];
  const plugins = cluster
    .objects(kongPlugins)
    .filter(({ metadata }) => metadata.namespace === route.metadata.namespace && named.includes(metadata.name))
    .filter((plugin) => fieldAt(plugin, 'disabled') !== true);
  const asking = plugins.filter((plugin) => ways.has(textAt(plugin, 'plugin') ?? ''));
  if (asking.length === 0) {
    return {
      state: 'open',
      text: 'no KongPlugin that it names asks its clients who they are; plug-ins elsewhere are not read',
    };
  }
  const by = enumerate(asking.map((plugin) => `${textAt(plugin, 'plugin')} by KongPlugin ${nameOf(plugin)}`));
  const doubt = asking.map(doubtOf);
  const [first] = doubt;
  if (first !== undefined && !doubt.includes(undefined)) return { state: 'open', text: `${by}, ${first}` };
  const isLimited = plugins.some((plugin) => textAt(plugin, 'plugin') === 'acl' && doubtOf(plugin) === undefined);
  return { state: 'good', text: `${by}, ${isLimited ? 'authorization by acl' : withoutAuthorization}` };
}

/** Why a plug-in may let somebody in unasked all the same; undefined where it does not. */
function doubtOf(plugin: ClusterObject): string | undefined {
  if (fieldAt(plugin, 'config', 'anonymous') !== undefined)
    return 'which takes whoever says nothing for its anonymous consumer';
  if (fieldAt(plugin, 'configFrom') !== undefined || fieldAt(plugin, 'configPatches') !== undefined) {
    return 'whose settings are in a Secret, and not read';
  }
  if (fieldAt(plugin, 'protocols') !== undefined) return 'which looks at some protocols only';
  return conditionOf(fieldAt(plugin, 'status'), 'Programmed')?.status === 'False'
    ? 'which is not programmed'
    : undefined;
}
