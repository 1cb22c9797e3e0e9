import type { Found } from '../../reading/ruleFormat.ts';
import { groupOf, placeOf } from './manifestObject.ts';
import type { ManifestObject } from './manifestObject.ts';

/** By API group and kind; Calico stores its objects under a group of its own. */
const factKinds: Readonly<Record<string, Pick<Found, 'what' | 'many'>>> = {
  '/Namespace': { what: 'namespace' },
  '/Node': { what: 'node' },
  '/ServiceAccount': { what: 'service account' },
  '/Service': { what: 'Service' },
  '/Endpoints': { what: 'Endpoints', many: 'Endpoints' },
  'discovery.k8s.io/EndpointSlice': { what: 'EndpointSlice' },
  'cilium.io/CiliumCIDRGroup': { what: 'CiliumCIDRGroup' },
  'projectcalico.org/NetworkSet': { what: 'NetworkSet' },
  'projectcalico.org/GlobalNetworkSet': { what: 'GlobalNetworkSet' },
  'projectcalico.org/HostEndpoint': { what: 'HostEndpoint' },
  'projectcalico.org/Tier': { what: 'Tier' },
  'projectcalico.org/Profile': { what: 'Profile' },
};

/** Whether policies are judged with objects of this kind, workloads apart. */
export function isFact(group: string, kind: string): boolean {
  return Object.hasOwn(factKinds, nameOf(group, kind));
}

function nameOf(group: string, kind: string): string {
  return `${group.replace(/^crd\./, '')}/${kind}`;
}

/** What policies are judged with beside workloads, to be counted. */
export function findFacts(objects: readonly ManifestObject[]): readonly Found[] {
  return objects.flatMap((object) => {
    const { apiVersion, kind } = object.value;
    if (typeof apiVersion !== 'string' || typeof kind !== 'string') return [];
    const group = groupOf(apiVersion);
    return isFact(group, kind)
      ? [{ what: kind, ...factKinds[nameOf(group, kind)], place: placeOf(object), isFact: true }]
      : [];
  });
}
