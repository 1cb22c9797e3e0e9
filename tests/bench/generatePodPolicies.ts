/**
 * Walls of rules for single addresses in policies for pods, made up for measuring, as `kubectl get … -o json` prints them: the
 * same text for the same count. Pods of two namespaces of the sample are selected, by turns.
 */
export interface PodPolicies {
  readonly file: string;
  readonly text: string;
  /** What of `network.cni` enforces them. */
  readonly cni: 'cilium' | 'calico';
}

const rulesOfOnePolicy = 100;

export function generatePodPolicies(count: number): readonly PodPolicies[] {
  return [networkPolicies(count), ciliumPolicies(count), calicoPolicies(count)];
}

type ToItem = (about: { readonly name: string; readonly namespace: string }, indices: readonly number[]) => object;

function write(file: string, cni: PodPolicies['cni'], count: number, toItem: ToItem): PodPolicies {
  const items = Array.from({ length: count / rulesOfOnePolicy }, (_, policy) => {
    const about = { name: `partners-${policy}`, namespace: policy % 2 === 0 ? 'pdp-system' : 'pdp-gateway' };
    const indices = Array.from({ length: rulesOfOnePolicy }, (_item, index) => policy * rulesOfOnePolicy + index);
    return toItem(about, indices);
  });
  return { file, cni, text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, undefined, 2) };
}

function addressOf(index: number): string {
  return `${20 + (index >> 16)}.${(index >> 8) % 256}.${index % 256}.${(index * 7) % 256}/32`;
}

function portOf(index: number): number {
  return 1 + ((index * 13) % 65_000);
}

function networkPolicies(count: number): PodPolicies {
  return write('network-policies.json', 'cilium', count, (metadata, indices) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata,
    spec: {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: indices.map((index) => ({
        to: [{ ipBlock: { cidr: addressOf(index) } }],
        ports: [{ protocol: 'TCP', port: portOf(index) }],
      })),
    },
  }));
}

function ciliumPolicies(count: number): PodPolicies {
  return write('cilium-policies.json', 'cilium', count, (metadata, indices) => ({
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata,
    spec: {
      endpointSelector: {},
      egress: indices.map((index) => ({
        toCIDR: [addressOf(index)],
        toPorts: [{ ports: [{ port: String(portOf(index)), protocol: 'TCP' }] }],
      })),
    },
  }));
}

function calicoPolicies(count: number): PodPolicies {
  return write('calico-policies.json', 'calico', count, ({ name, namespace }, indices) => ({
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec: {
      order: 100,
      selector: 'all()',
      types: ['Egress'],
      egress: indices.map((index) => ({
        action: index % 3 === 0 ? 'Deny' : 'Allow',
        protocol: 'TCP',
        destination: { nets: [addressOf(index)], ports: [portOf(index)] },
      })),
    },
  }));
}
