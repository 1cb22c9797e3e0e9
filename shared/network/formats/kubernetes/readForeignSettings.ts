/** Settings of meshes and of networks, which can change what leaves every pod and are not judged. */
import { hasContent, isRecord } from '../../../kernel/jsonFields.ts';
import { nameOf, placeOf, recordAt } from './manifestObject.ts';
import type { ManifestObject } from './manifestObject.ts';
import type { ForeignPolicy } from './manifests.ts';

/** What Istio's sidecars drop where it stands in the mesh's settings: every destination that no ServiceEntry or Service names. */
const registryOnly = 'REGISTRY_ONLY';
/**
 * Of Kube-OVN: a Subnet is closed to other subnets, or has rules of its own that come before policies; pods may name it
 * themselves. A Vpc has routes that may drop what they match, and is a network apart, as subnets in it are.
 */
const closingFields: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['Subnet', ['private', 'acls', 'vpc']],
  ['Vpc', ['policyRoutes', 'staticRoutes', 'namespaces']],
]);
/** In which all subnets are that name none; it is written into them. */
const defaultVpc = 'ovn-cluster';
const istioGroups = new Set(['install.istio.io', 'sailoperator.io', 'operator.istio.io']);

/** Each as a policy that may decide anything for every pod. */
export function readForeignSettings(object: ManifestObject, group: string | undefined): readonly ForeignPolicy[] {
  const { value } = object;
  if (group === '' && value['kind'] === 'ConfigMap') {
    const data = recordAt(value, 'data');
    return isMeshOfIstio(nameOf(value)) && mentionsRegistryOnly(data['mesh'])
      ? [toSetting(object, ['data', 'mesh'], `outboundTrafficPolicy: ${registryOnly}`)]
      : [];
  }
  if (group === 'kubeovn.io') {
    const spec = recordAt(value, 'spec');
    return (closingFields.get(value['kind']) ?? [])
      .filter((field) => hasContent(spec[field]) && !(field === 'vpc' && spec[field] === defaultVpc))
      .map((field) => toSetting(object, ['spec', field], field));
  }
  return group !== undefined && istioGroups.has(group) && mentionsRegistryOnly(value['spec'])
    ? [toSetting(object, ['spec'], `outboundTrafficPolicy: ${registryOnly}`)]
    : [];
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
