import type { Catalog } from '../../catalog/catalog.ts';
import { cloudTitles } from '../cloudTitles.ts';
import { layersOfCloud } from '../layersOfCloud.ts';
import type { LayerKind, PathLayer, Plan } from '../plan.ts';
import type { PlanFinding } from '../planFinding.ts';

/** Whether the declared path of a packet is whole and can be a path: a verdict is as good as the layers behind it. */
export function findPathProblems(catalog: Catalog, plan: Plan): PlanFinding[] {
  const path = plan.network?.path;
  if (path === undefined) return [undeclaredPath];
  return [
    ...findUndeclaredLayers(plan, path),
    ...path.flatMap((layer, index) => [
      ...findForeignLayer(plan, layer, index),
      ...findSourceProblem(layer, index),
      ...findBindingProblem(layer, index),
      ...findRepetition(path, layer, index),
    ]),
    ...findOrderProblem(path),
    ...findEgressProblem(plan, path),
    ...findPolicyEngineProblem(catalog, plan, path),
  ];
}

const undeclaredPath: PlanFinding = {
  id: 'path-undeclared',
  kind: 'open',
  path: ['network', 'path'],
  message: 'The plan does not say which layers of rules a packet passes, so no connection can be found allowed.',
  remedy: 'Declare each layer under network.path, with the source of its rules or none.',
};

function findUndeclaredLayers({ cloud }: Plan, path: readonly PathLayer[]): PlanFinding[] {
  return layersOfCloud[cloud]
    .filter((kind) => path.every(({ layer }) => layer !== kind))
    .map((kind) => ({
      id: `layer-undeclared.${kind}`,
      kind: 'open',
      path: ['network', 'path'],
      message: `The plan does not say whether a packet meets ${layerWords[kind]}.`,
      remedy: `Add {layer: ${kind}, source: …} with the file of its rules, or source: none.`,
    }));
}

function findForeignLayer({ cloud }: Plan, { layer }: PathLayer, index: number): PlanFinding[] {
  const known: readonly LayerKind[] = layersOfCloud[cloud];
  if (layer === 'route' || known.includes(layer)) return [];
  return [
    {
      id: `layer-on-other-cloud.${index}`,
      kind: 'contradiction',
      path: ['network', 'path', index, 'layer'],
      message: `A packet does not meet ${layerWords[layer]} ${cloud === 'on-premises' ? '' : 'on '}${cloudTitles[cloud]}.`,
      remedy: 'Remove the layer, or correct the cloud.',
    },
  ];
}

function findSourceProblem({ layer, source }: PathLayer, index: number): PlanFinding[] {
  if (source !== 'cluster' || layer === 'pod-policy') return [];
  return [
    {
      id: `source-not-in-cluster.${index}`,
      kind: 'contradiction',
      path: ['network', 'path', index, 'source'],
      message: `The rules of ${layer} are not kept in the cluster.`,
      remedy: 'Name the file or folder with its rules, or none.',
    },
  ];
}

/** Rules of these kinds bear only on what they are attached to. */
const attachedKinds: ReadonlySet<LayerKind> = new Set([
  'node-firewall',
  'azure-nsg',
  'aws-security-group',
  'aws-network-acl',
  'gcp-firewall',
]);

function findBindingProblem({ layer, source, attachedTo }: PathLayer, index: number): PlanFinding[] {
  const path = ['network', 'path', index, 'attachedTo'];
  if (source === 'none' && attachedTo !== undefined) {
    return [
      {
        id: `layer-attached-without-rules.${index}`,
        kind: 'contradiction',
        path,
        message: `The plan says that there is no ${layer}, and to what it is attached.`,
        remedy: 'Name the source of its rules, or remove attachedTo.',
      },
    ];
  }
  if (source === 'none' || !attachedKinds.has(layer) || (attachedTo ?? []).length > 0) return [];
  return [
    {
      id: `layer-unbound.${index}`,
      // An empty list says that the rules bear on nothing, yet the plan has the packet meet them.
      kind: attachedTo === undefined ? 'open' : 'contradiction',
      path,
      message: `The rules of ${layer} in ${source} are attached to nothing, so they decide nothing.`,
      remedy: 'Enter under attachedTo the subnets, groups or hosts that they are attached to.',
    },
  ];
}

function findRepetition(path: readonly PathLayer[], { layer, source }: PathLayer, index: number): PlanFinding[] {
  const earlier = path.slice(0, index).filter((other) => other.layer === layer);
  const contradicts = earlier.some((other) => other.source === source || [other.source, source].includes('none'));
  if (!contradicts) return [];
  return [
    {
      id: `layer-twice.${index}`,
      kind: 'contradiction',
      path: ['network', 'path', index],
      message: `The layer ${layer} is declared twice.`,
      remedy: 'Keep one of them, or give each a source of its own.',
    },
  ];
}

/** How far out a layer is. Proxies and routes may stand anywhere. */
const distance: Partial<Record<LayerKind, number>> = {
  'pod-policy': 0,
  'node-firewall': 1,
  'azure-nsg': 2,
  'aws-security-group': 2,
  'gcp-firewall': 2,
  'aws-network-acl': 3,
  'azure-firewall': 4,
  'aws-network-firewall': 4,
};

function findOrderProblem(path: readonly PathLayer[]): PlanFinding[] {
  let farthest = 0;
  for (const [index, { layer }] of path.entries()) {
    const here = distance[layer] ?? farthest;
    if (here < farthest) {
      return [
        {
          id: 'path-order',
          kind: 'warning',
          path: ['network', 'path', index],
          message: `A packet meets ${layerWords[layer]} before the layer that stands above it.`,
          remedy: 'List the layers from the pod outward.',
        },
      ];
    }
    farthest = here;
  }
  return [];
}

function findEgressProblem({ network }: Plan, path: readonly PathLayer[]): PlanFinding[] {
  const hasRules = path.some(({ layer, source }) => layer !== 'route' && source !== 'none');
  if (network?.egress === 'restricted' && !hasRules) {
    return [
      {
        id: 'restricted-without-rules',
        kind: 'contradiction',
        path: ['network', 'egress'],
        message: 'Egress is restricted, but no layer of the path has rules.',
        remedy: 'Name the source of the rules that restrict it, or set egress to open.',
      },
    ];
  }
  if (network?.egress === 'open' && hasRules) {
    return [
      {
        id: 'open-with-rules',
        kind: 'warning',
        path: ['network', 'egress'],
        message: 'Egress is called open, and the path names rules.',
        remedy: 'Set egress to restricted if those rules limit what may go out.',
      },
    ];
  }
  return [];
}

function findPolicyEngineProblem(catalog: Catalog, { network }: Plan, path: readonly PathLayer[]): PlanFinding[] {
  const hasPolicies = path.some(({ layer, source }) => layer === 'pod-policy' && source !== 'none');
  const cni = network?.cni;
  if (hasPolicies && cni === undefined) {
    return [
      {
        id: 'cni-undeclared',
        kind: 'open',
        path: ['network', 'cni'],
        message: 'The plan does not say what enforces pod policies, and products read the same policy differently.',
        remedy: 'Set cni; a private data plane installs cilium.',
      },
    ];
  }
  if (cni === undefined || cni === 'cilium' || cni === 'generic') return [];
  const cilium = catalog.components.find(({ id }) => id === 'cilium');
  return [
    {
      id: 'cni-not-cilium',
      kind: 'warning',
      path: ['network', 'cni'],
      message: `Pod policies are said to be enforced by ${cni}; the installation of a private data plane brings Cilium.`,
      remedy: 'Ask WSO2 whether this data plane does without Cilium.',
      says: cilium && [{ text: cilium.title.default, source: cilium.source }],
    },
  ];
}

const layerWords = {
  'pod-policy': 'pod policies',
  'node-firewall': 'a node firewall',
  'azure-nsg': 'a network security group',
  'azure-firewall': 'an Azure Firewall',
  'aws-security-group': 'a security group',
  'aws-network-acl': 'a network ACL',
  'aws-network-firewall': 'an AWS Network Firewall',
  'gcp-firewall': 'a GCP firewall',
  proxy: 'a proxy',
  route: 'a route',
} as const satisfies Record<LayerKind, string>;
