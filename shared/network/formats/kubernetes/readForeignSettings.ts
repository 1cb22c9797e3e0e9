/** Settings of meshes and of networks, which can change what leaves every pod and are not judged. */
import { hasContent, isRecord } from '../../jsonFields.ts';
import { nameOf, placeOf, recordAt } from './manifestObject.ts';
import type { ManifestObject } from './manifestObject.ts';
import type { ForeignPolicy } from './manifests.ts';

/** What Istio's sidecars drop where it stands in the mesh's settings: every destination that no ServiceEntry or Service names. */
const registryOnly = 'REGISTRY_ONLY';
/** Of a Subnet of Kube-OVN: it is closed to other subnets, and its own rules come before policies. Pods may name it themselves. */
const closingFields = ['private', 'acls'] as const;
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
  if (group === 'kubeovn.io' && value['kind'] === 'Subnet') {
    const spec = recordAt(value, 'spec');
    return closingFields
      .filter((field) => hasContent(spec[field]))
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
