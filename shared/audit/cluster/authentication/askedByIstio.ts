import type { ClusterObject } from '../../../evidence/clusterSnapshot.ts';
import { everySidecar, rootNamespaceOfIstio } from '../../../evidence/namesOfIstio.ts';
import { fieldAt, nameOf, recordsAt, textAt } from '../../../evidence/objectFields.ts';
import { enumerate } from '../../../kernel/enumerate.ts';
import { parseGoBoolean } from '../../../kernel/goBoolean.ts';
import { isRecord, textsOf } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import type { ClusterReading } from '../clusterReading.ts';
import { targetsOf } from '../gatewayApi.ts';
import type { Asked } from './asked.ts';

export const authorizationPolicies = 'authorizationpolicies.security.istio.io';
export const requestAuthentications = 'requestauthentications.security.istio.io';
export const envoyFilters = 'envoyfilters.networking.istio.io';
export const istioGateways = 'gateways.networking.istio.io';
export const virtualServices = 'virtualservices.networking.istio.io';

export const controllerOfIstio = /^istio\.io\/gateway-controller$/;

type Reading = ClusterReading<
  | typeof authorizationPolicies
  | typeof requestAuthentications
  | typeof envoyFilters
  | typeof istioGateways
  | typeof virtualServices
  | 'pods'
>;

/** VirtualServices that lead in from outside; those for the mesh alone are no way in. */
export function findServedVirtualServices(cluster: Reading): readonly ClusterObject[] {
  return cluster.objects(virtualServices).filter((service) => gatewayNamesOf(service).length > 0);
}

function gatewayNamesOf(service: ClusterObject): readonly string[] {
  return textsOf(fieldAt(service, 'spec', 'gateways')).filter((name) => name !== everySidecar);
}

export function askedByVirtualService(cluster: Reading, service: ClusterObject): Asked {
  const pods = gatewayNamesOf(service).map((said) => {
    const full = said.includes('/') ? said : `${service.metadata.namespace}/${said}`;
    const gateway = cluster.objects(istioGateways).find((one) => nameOf(one) === full);
    const selector = fieldAt(gateway, 'spec', 'selector');
    return isRecord(selector) ? cluster.objects('pods').filter((pod) => hasLabels(pod, selector)) : [];
  });
  return pods.some((own) => own.length === 0) ? notFound : askedAt(cluster, pods.flat());
}

/** Of a Gateway of the Gateway API whose pods Istio makes. */
export function askedByIstio(cluster: Reading, gateway: ClusterObject): Asked {
  const { name, namespace } = gateway.metadata;
  const own = { 'gateway.networking.k8s.io/gateway-name': name };
  const pods = cluster.objects('pods').filter((pod) => pod.metadata.namespace === namespace && hasLabels(pod, own));
  return pods.length === 0 ? notFound : askedAt(cluster, pods, gateway);
}

const notFound: Asked = {
  state: 'open',
  text: 'the pods of its gateway were not found, so that no policy of Istio can be said to be for them',
};

/**
 * A RequestAuthentication refuses tokens that are wrong, and lets in who brings none: only an AuthorizationPolicy asks for one.
 * It does where one of DENY refuses whoever has no principal, or where all of ALLOW let in nobody without. Source: Istio,
 * Authorization Policy, and Explicit Deny.
 */
function askedAt(cluster: Reading, pods: readonly ClusterObject[], gateway?: ClusterObject): Asked {
  const policies = cluster.objects(authorizationPolicies).filter(isInForce);
  const checked = cluster.objects(requestAuthentications);
  const filters = cluster.objects(envoyFilters);
  const asking = pods.map((pod) => {
    const own = policies.filter((policy) => isFor(policy, pod, gateway));
    const isChecked = checked.some((one) => isFor(one, pod, gateway));
    return isChecked ? findAsking(own) : [];
  });
  if (asking.some((own) => own.length === 0)) {
    return {
      state: 'open',
      text: 'no AuthorizationPolicy with a RequestAuthentication asks all of its clients for a token at the gateway',
    };
  }
  const by = enumerate([...new Set(asking.flat().map(nameOf))]);
  const places = new Set([rootNamespaceOfIstio, ...pods.map(({ metadata }) => metadata.namespace)]);
  const filter = filters.find(({ metadata }) => places.has(metadata.namespace));
  return filter === undefined
    ? { state: 'good', text: `a token by AuthorizationPolicy ${by}, which says who gets in` }
    : { state: 'open', text: `a token by AuthorizationPolicy ${by}, which EnvoyFilter ${nameOf(filter)} may change` };
}

/** The policies by which nobody gets in without a token; none where somebody does. */
function findAsking(policies: readonly ClusterObject[]): readonly ClusterObject[] {
  const denying = policies.filter(
    (policy) => actionOf(policy) === 'DENY' && recordsAt(policy, 'spec', 'rules').some(refusesUnknown),
  );
  if (denying.length > 0) return denying;
  const allowing = policies.filter((policy) => actionOf(policy) === 'ALLOW');
  const rules = allowing.flatMap((policy) => recordsAt(policy, 'spec', 'rules'));
  return rules.length > 0 && rules.every(asksForPrincipal) ? allowing : [];
}

function actionOf(policy: ClusterObject): string {
  return textAt(policy, 'spec', 'action') ?? 'ALLOW';
}

/** With dry-run it is written down what a policy would do, and nothing is done. Istio reads the word as Go does. */
function isInForce({ metadata: { annotations } }: ClusterObject): boolean {
  return parseGoBoolean(String(annotations?.['istio.io/dry-run'])) !== true;
}

/** Whatever they ask for: a condition beside it would let others in. */
function refusesUnknown(rule: JsonRecord): boolean {
  if (rule['to'] !== undefined || recordsAt(rule, 'when').length > 0) return false;
  return recordsAt(rule, 'from').some((from) => {
    const source = isRecord(from['source']) ? from['source'] : {};
    const isOnly = Object.keys(source).every((field) => field === 'notRequestPrincipals');
    return isOnly && textsOf(source['notRequestPrincipals']).includes('*');
  });
}

function asksForPrincipal(rule: JsonRecord): boolean {
  const from = recordsAt(rule, 'from');
  const isFromKnown = from.length > 0 && from.every((one) => fieldAt(one, 'source', 'requestPrincipals') === true);
  const isOfToken = ({ key, values }: JsonRecord): boolean =>
    values === true && typeof key === 'string' && /^request\.auth\.(?:principal$|claims\[)/.test(key);
  return isFromKnown || recordsAt(rule, 'when').some(isOfToken);
}

/** A policy that names objects is for those alone; without them and without labels it is for its namespace. */
function isFor(policy: ClusterObject, pod: ClusterObject, gateway: ClusterObject | undefined): boolean {
  const { namespace } = policy.metadata;
  const targets = targetsOf(policy);
  if (targets.length > 0) {
    const isNamed = targets.some(({ kind, name }) => kind === 'Gateway' && name === gateway?.metadata.name);
    return gateway !== undefined && namespace === gateway.metadata.namespace && isNamed;
  }
  if (namespace !== pod.metadata.namespace && namespace !== rootNamespaceOfIstio) return false;
  const labels = fieldAt(policy, 'spec', 'selector', 'matchLabels');
  return !isRecord(labels) || hasLabels(pod, labels);
}

function hasLabels({ metadata: { labels = {} } }: ClusterObject, wanted: JsonRecord): boolean {
  return Object.entries(wanted).every(([key, value]) => labels[key] === value);
}
