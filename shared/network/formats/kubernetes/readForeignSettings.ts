/** Settings of what enforces pod policies, which can change what all of them decide and are not judged. */
import { describeValue } from '../../describeValue.ts';
import { isRecord } from '../../jsonFields.ts';
import { nameOf, namespaceOf, placeOf, recordAt } from './manifestObject.ts';
import type { ManifestObject } from './manifestObject.ts';
import type { ForeignPolicy } from './manifests.ts';

/**
 * What Cilium has where nothing is set, of its settings that bear on policies. Source: cilium Documentation/cmdref and the
 * ConfigMap of its chart.
 */
const ciliumDefaults: Readonly<Record<string, readonly string[]>> = {
  'enable-policy': ['default'],
  'policy-audit-mode': ['false'],
  'policy-cidr-match-mode': [''],
  'enable-l7-proxy': ['true'],
  'enable-non-default-deny-policies': ['true'],
  'enable-k8s-networkpolicy': ['true'],
  'enable-cilium-network-policy': ['true'],
  'enable-cilium-clusterwide-network-policy': ['true'],
};

/** What Istio's sidecars drop where it stands in the mesh's settings: every destination that no ServiceEntry or Service names. */
const registryOnly = 'REGISTRY_ONLY';
const istioGroups = new Set(['install.istio.io', 'sailoperator.io', 'operator.istio.io']);

/** Each as a policy that may decide anything for every pod. */
export function readForeignSettings(object: ManifestObject, group: string | undefined): readonly ForeignPolicy[] {
  const { value } = object;
  if (group === '' && value['kind'] === 'ConfigMap') {
    const data = recordAt(value, 'data');
    if (namespaceOf(value) === 'kube-system' && nameOf(value) === 'cilium-config') return readCilium(object, data);
    return isMeshOfIstio(nameOf(value)) && mentionsRegistryOnly(data['mesh'])
      ? [toSetting(object, ['data', 'mesh'], `outboundTrafficPolicy: ${registryOnly}`)]
      : [];
  }
  return group !== undefined && istioGroups.has(group) && mentionsRegistryOnly(value['spec'])
    ? [toSetting(object, ['spec'], `outboundTrafficPolicy: ${registryOnly}`)]
    : [];
}

function readCilium(object: ManifestObject, data: Readonly<Record<string, unknown>>): readonly ForeignPolicy[] {
  return Object.entries(ciliumDefaults).flatMap(([name, defaults]) => {
    const written = Object.hasOwn(data, name) ? data[name] : undefined;
    if (written === undefined || defaults.includes(String(written).toLowerCase())) return [];
    return [toSetting(object, ['data', name], `${name}: ${describeValue(written)}`)];
  });
}

/** The mesh's own, and one for each revision. */
function isMeshOfIstio(name: string): boolean {
  return name === 'istio' || name.startsWith('istio-');
}

function mentionsRegistryOnly(settings: unknown): boolean {
  if (typeof settings === 'string') return settings.includes(registryOnly);
  return Array.isArray(settings) || isRecord(settings) ? Object.values(settings).some(mentionsRegistryOnly) : false;
}

function toSetting(object: ManifestObject, path: readonly string[], setting: string): ForeignPolicy {
  const { apiVersion, kind } = object.value;
  const place = placeOf(object);
  return {
    apiVersion: typeof apiVersion === 'string' ? apiVersion : undefined,
    kind: String(kind),
    namespace: undefined,
    place: { ...place, path: [...place.path, ...path], rule: `${place.rule} (${setting})` },
  };
}
