import { hasContent, isRecord } from '../../../../kernel/jsonFields.ts';
import type { DocumentInput, Translation } from '../../../reading/ruleFormat.ts';
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import { recordAt } from '../manifestObject.ts';
import { selectsPodsAlone } from './ciliumLabels.ts';
import { agentRuleKind, ruleFields, ruleSections } from './ciliumPolicy.ts';
import type { CiliumPeer } from './ciliumPolicy.ts';

/**
 * Rules as Cilium’s agent prints them, without an object of Kubernetes around them: `cilium-dbg policy get`. Each names the
 * namespaces that it is for among its labels, as the rules of a policy for the whole cluster do. Source: cilium
 * pkg/policy/api/rule.go, Rule.MarshalJSON.
 */
export function holdsAgentRules(value: unknown): boolean {
  return findAgentRules(value) !== undefined;
}

interface AgentRules {
  readonly rules: readonly unknown[];
  /** Where in the document each stands. */
  readonly pathOf: (index: number) => RulePlace['path'];
  /** Whether what stands below them has places of its own. */
  readonly isText: boolean;
}

function findAgentRules(value: unknown): AgentRules | undefined {
  if (isRevision(value)) return { rules: rulesInText(value['policy']), pathOf: () => ['policy'], isText: true };
  if (!Array.isArray(value)) {
    return isAgentRule(value) ? { rules: [value], pathOf: () => [], isText: false } : undefined;
  }
  const holdsRules =
    value.some((one) => isAgentRule(one)) && !value.some((one) => isRecord(one) && Object.hasOwn(one, 'kind'));
  return holdsRules ? { rules: value, pathOf: (index) => [index], isText: false } : undefined;
}

/** What `-o json` prints: the list of rules as a text, beside their revision. Source: cilium api/v1/models/policy.go. */
function isRevision(value: unknown): value is { readonly policy: string } {
  if (!isRecord(value) || typeof value['revision'] !== 'number') return false;
  return typeof value['policy'] === 'string' && /^\s*\[/.test(value['policy']);
}

/** A list that is broken is taken for a rule, which is then refused. */
function rulesInText(text: string): readonly unknown[] {
  try {
    return JSON.parse(text) as readonly unknown[];
  } catch {
    return [text];
  }
}

/**
 * A rule says something. Values of Helm charts have a `nodeSelector` as well: with that alone it has nothing else than the fields
 * of a rule, and lists. An `endpointSelector` nothing else has, and what is not known beside it is refused when the rule is read.
 */
function isAgentRule(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const isForNodes = isRecord(value['nodeSelector']) && Object.keys(value).every((field) => ruleFields.includes(field));
  if ((value['endpointSelector'] ?? undefined) === undefined && !isForNodes) return false;
  const sections = ruleSections.map((section) => value[section]).filter(hasContent);
  const saysSomething = sections.length > 0 && (!isForNodes || sections.every(Array.isArray));
  return saysSomething || Object.keys(recordAt(value, 'enableDefaultDeny')).length > 0;
}

export const giveObjects =
  'Give the objects that it was made of instead: `kubectl get networkpolicies,ciliumnetworkpolicies,ciliumclusterwidenetworkpolicies -A -o yaml`.';

/** A policy of each, of which `metadata.name` is what people call the rule. */
export function translateAgentRules({ value }: DocumentInput): Translation | undefined {
  const found = findAgentRules(value);
  if (found === undefined) return undefined;
  const { rules, pathOf, isText } = found;
  const indexes = new Map<unknown, number>();
  const documents = rules.map((rule, index) => {
    const policy = {
      apiVersion: 'cilium.io/v2',
      kind: agentRuleKind,
      metadata: { name: originOf(rule) ?? `Rule ${index + 1} of Cilium’s agent` },
      spec: asObjectsSayIt(rule),
    };
    indexes.set(policy, index);
    return policy;
  });
  return {
    documents,
    trace: (document, [_spec, ...path]) => [...pathOf(indexes.get(document) ?? 0), ...(isText ? [] : path)],
    remedy: giveObjects,
  };
}

/**
 * The object of Kubernetes that it was made of, as `CiliumNetworkPolicy shop/web`; undefined where its labels do not say.
 * Source: cilium pkg/k8s/apis/cilium.io/utils/utils.go, GetPolicyLabels.
 */
function originOf(rule: unknown): string | undefined {
  const labels = isRecord(rule) && Array.isArray(rule['labels']) ? rule['labels'] : [];
  const values = new Map(
    labels.flatMap((label: unknown) =>
      isRecord(label) && label['source'] === 'k8s' ? [[label['key'], label['value']] as const] : [],
    ),
  );
  const [kind, namespace, name] = ['derived-from', 'namespace', 'name'].map((part) => {
    const value = values.get(`io.cilium.k8s.policy.${part}`);
    return typeof value === 'string' && value !== '' ? value : undefined;
  });
  if (kind === undefined || name === undefined) return undefined;
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/**
 * An empty selector of peers is anybody to the agent, the world and nodes included: so it has rules of NetworkPolicies that
 * name no peers, and policies of its own kinds never, since it has written their namespaces into them. An address alone it
 * takes for itself, which the API does not. Source: cilium pkg/k8s/network_policy.go; pkg/policy/api/selector.go,
 * WildcardEndpointSelector; pkg/policy/api/rule_validation.go, CIDR.sanitize.
 */
function asObjectsSayIt(rule: unknown): unknown {
  return changeLists(rule, ruleSections, (entry) => {
    const changed = changeLists(entry, ['toCIDR', 'fromCIDR'], withLength);
    if (!isRecord(changed)) return changed;
    const field = (['toEndpoints', 'fromEndpoints'] as const).find((one) => isForEverybody(changed[one]));
    if (field === undefined) return changed;
    const { [field]: _everybody, ...others } = changed;
    return { ...others, [field === 'toEndpoints' ? 'toEntities' : 'fromEntities']: ['all'] };
  });
}

function isForEverybody(peers: unknown): boolean {
  return Array.isArray(peers) && peers.some((peer) => isEmptySelector(peer) || isSelectorOfAll(peer));
}

/** As older releases write it. */
function isSelectorOfAll(value: unknown): boolean {
  const keys = Object.keys(recordAt(isRecord(value) ? value : {}, 'matchLabels'));
  return isRecord(value) && keys.length === 1 && keys[0] === 'reserved:all' && !hasContent(value['matchExpressions']);
}

function withLength(address: unknown): unknown {
  if (typeof address !== 'string' || address.includes('/')) return address;
  return `${address}/${address.includes(':') ? 128 : 32}`;
}

function isEmptySelector(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { matchLabels, matchExpressions, ...others } = value;
  const isEmpty = (part: unknown): boolean =>
    (part ?? null) === null || (typeof part === 'object' && part !== null && Object.keys(part).length === 0);
  return isEmpty(matchLabels) && isEmpty(matchExpressions) && Object.keys(others).length === 0;
}

function changeLists(value: unknown, fields: readonly string[], change: (item: unknown) => unknown): unknown {
  if (!isRecord(value)) return value;
  const changed = fields.flatMap((field) => {
    const list = value[field];
    return Array.isArray(list) ? [[field, list.map((item: unknown) => change(item))]] : [];
  });
  return { ...value, ...Object.fromEntries(changed) };
}

/** Why it is not known what a peer means in the agent’s form, where it differs from that of the objects. */
export function findAgentDoubt(peer: CiliumPeer): string | undefined {
  switch (peer.kind) {
    case 'endpoints':
      return selectsPodsAlone(peer.selector)
        ? undefined
        : 'A selector without a namespace may mean more than pods in the rules of Cilium’s agent.';
    case 'service':
    case 'services':
      return 'Of a Service, rules of Cilium’s agent do not say all that is behind it.';
    default:
      return undefined;
  }
}
