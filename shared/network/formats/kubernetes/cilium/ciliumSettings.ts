/**
 * What Cilium's agents are told that bears on all policies, in the ConfigMap of its chart. Source: cilium Documentation/cmdref and
 * security/policy/intro.
 */
import { describeValue } from '../../../../kernel/describeValue.ts';
import { parseGoBoolean } from '../../../../kernel/goBoolean.ts';
import { textOf } from '../../../../kernel/jsonFields.ts';
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import { nameOf, namespaceOf, placeOf, recordAt } from '../manifestObject.ts';
import type { ManifestObject } from '../manifestObject.ts';
import type { ForeignPolicy, NotEnforced } from '../manifests.ts';
import type { CiliumPolicy, CiliumSide } from './ciliumPolicy.ts';

/** What holds where nothing is set, of the settings that bear on policies. */
const defaults = {
  'enable-policy': ['default'],
  'policy-audit-mode': ['false'],
  'policy-cidr-match-mode': [''],
  'enable-l7-proxy': ['true'],
  'enable-non-default-deny-policies': ['true'],
  'enable-k8s-networkpolicy': ['true'],
  'enable-cilium-network-policy': ['true'],
  'enable-cilium-clusterwide-network-policy': ['true'],
  labels: [''],
} as const satisfies Readonly<Record<string, readonly string[]>>;

type SettingName = keyof typeof defaults;
type Settings = Readonly<Record<string, unknown>>;

export interface CiliumSettings {
  /** The policies that settings stand for. */
  readonly policies: readonly CiliumPolicy[];
  /** Set where no policy decides anything. */
  readonly notEnforced: NotEnforced | undefined;
  /** Settings under which policies mean something else, and which are not judged. */
  readonly notJudged: readonly ForeignPolicy[];
}

/** Whether pods that no policy selects are open, all are closed, or none are. */
export type CiliumEnforcement =
  | { readonly kind: 'default' }
  | { readonly kind: 'always' | 'off'; readonly name: SettingName; readonly because: string };

export function isCiliumConfig(group: string | undefined, { value }: ManifestObject): boolean {
  const isConfigMap = group === '' && value['kind'] === 'ConfigMap';
  return isConfigMap && namespaceOf(value) === 'kube-system' && nameOf(value) === 'cilium-config';
}

export function readCiliumEnforcement(settings: Settings): CiliumEnforcement {
  const told = (kind: 'always' | 'off', name: SettingName, means: string): CiliumEnforcement => ({
    kind,
    name,
    because: `Cilium is configured with ${name}: ${written(settings, name)}, ${means}`,
  });
  if (written(settings, 'policy-audit-mode') === 'true')
    return told('off', 'policy-audit-mode', 'which reports what policies deny and lets it through');
  switch (written(settings, 'enable-policy')) {
    case 'never':
      return told('off', 'enable-policy', 'which turns policies off');
    case 'always':
      return told('always', 'enable-policy', 'which closes pods that no policy opens');
    default:
      return { kind: 'default' };
  }
}

/** Of the settings of Cilium's proxy, that it is off means something only to policies that go by it. */
export function readCiliumSettings(object: ManifestObject, policies: readonly CiliumPolicy[]): CiliumSettings {
  const data = recordAt(object.value, 'data');
  const enforcement = readCiliumEnforcement(data);
  const placeOfSetting = (name: string): RulePlace => {
    const place = placeOf(object);
    const rule = `${place.rule} (${name}: ${describeValue(data[name])})`;
    return { ...place, path: [...place.path, 'data', name], rule };
  };
  const names = Object.keys(defaults) as readonly SettingName[];
  const judged = new Set<SettingName>(enforcement.kind === 'default' ? [] : ['enable-policy', 'policy-audit-mode']);
  if (!policies.some(needsProxy)) judged.add('enable-l7-proxy');
  return {
    policies: enforcement.kind === 'always' ? [closeEverything(placeOfSetting(enforcement.name))] : [],
    notEnforced:
      enforcement.kind === 'off'
        ? { because: enforcement.because, place: placeOfSetting(enforcement.name) }
        : undefined,
    notJudged: names
      .filter((name) => !judged.has(name) && !isDefault(data, name))
      .map((name) => ({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        namespace: undefined,
        place: placeOfSetting(name),
      })),
  };
}

function isDefault(settings: Settings, name: SettingName): boolean {
  const value = written(settings, name);
  return value === undefined || defaults[name].some((usual) => usual === value);
}

/** A switch by what the agents take it for, whatever word was written for it. */
function written(settings: Settings, name: SettingName): string | undefined {
  if (!Object.hasOwn(settings, name)) return undefined;
  const text = textOf(settings[name]) ?? String(settings[name]);
  return String(parseGoBoolean(text) ?? text.toLowerCase());
}

/** Names, requests and TLS are looked at by the proxy; ports and addresses are not. */
function needsProxy({ rules }: CiliumPolicy): boolean {
  const entries = rules.flatMap(({ egress, ingress }) => [...egress.allow, ...ingress.allow]);
  return entries.some(
    ({ peers = [], openings }) =>
      peers.some(({ kind }) => kind === 'name') ||
      openings.some(
        ({ dnsNames, serverNames, limit, login }) =>
          login !== undefined || dnsNames !== undefined || serverNames !== undefined || limit !== undefined,
      ),
  );
}

/** To enforce always is one more policy, which closes every pod and opens nothing. */
function closeEverything(place: RulePlace): CiliumPolicy {
  const closed: CiliumSide = { allow: [], deny: [], closes: true };
  const name = 'enable-policy: always';
  const rules = [{ endpointSelector: [], egress: closed, ingress: closed, place }];
  return { name, namespace: undefined, rules, place, notUnderstood: undefined };
}
