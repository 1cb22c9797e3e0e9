import { doOverlap, isInside, isPrivate, rangeOf } from '../addressRanges.ts';
import type { Backend, Plan, PlanNetwork } from '../plan.ts';
import type { PlanFinding } from '../planFinding.ts';
import { describePath } from '../planPath.ts';
import type { PlanPath } from '../planPath.ts';

/** Whether the declared address ranges can exist side by side, and which are missing. */
export function findNetworkProblems({ network = {} }: Plan): PlanFinding[] {
  const backends = network.backends ?? [];
  return [
    ...findUndeclaredEgress(network),
    ...findMissingRanges(network),
    ...findOverlaps(network),
    ...findPrivateControlPlane(network),
    ...backends.flatMap((backend, index) => findBackendProblems(backend, index)),
    ...findBackendsTwice(backends),
  ];
}

function findUndeclaredEgress({ egress }: PlanNetwork): PlanFinding[] {
  if (egress !== undefined) return [];
  return [
    {
      id: 'egress-undeclared',
      kind: 'open',
      path: ['network', 'egress'],
      message: 'The plan does not say whether outbound traffic is restricted.',
      remedy: 'Set egress to restricted or open.',
    },
  ];
}

const clusterRanges = {
  podCidrs: { words: 'pods', finding: 'pod-ranges-missing' },
  serviceCidrs: { words: 'Services', finding: 'service-ranges-missing' },
  nodeCidrs: { words: 'nodes', finding: 'node-ranges-missing' },
} as const;
type ClusterRange = keyof typeof clusterRanges;

/** Rules name sources and ranges inside the cluster; without these, who they are meant for is a guess. */
function findMissingRanges(network: PlanNetwork): PlanFinding[] {
  const hasRules = network.path?.some(({ source }) => source !== 'none') ?? false;
  if (!hasRules) return [];
  return (Object.keys(clusterRanges) as ClusterRange[])
    .filter((key) => (network[key] ?? []).length === 0)
    .map((key) => ({
      id: clusterRanges[key].finding,
      kind: 'open',
      path: ['network', key],
      message: `The addresses of ${clusterRanges[key].words} are not declared, so rules that name them can’t be told apart.`,
      remedy: `Enter ${key}.`,
    }));
}

interface PlacedRange {
  readonly cidr: string;
  readonly words: string;
  readonly path: PlanPath;
}

/** Two ranges for different things that share addresses can't be routed apart. */
function findOverlaps(network: PlanNetwork): PlanFinding[] {
  const placed = (key: ClusterRange | 'controlPlaneCidrs', words: string): PlacedRange[] =>
    (network[key] ?? []).map((cidr, index) => ({ cidr, words, path: ['network', key, index] }));
  const pods = placed('podCidrs', 'pods');
  const services = placed('serviceCidrs', 'Services');
  const nodes = placed('nodeCidrs', 'nodes');
  const controlPlane = placed('controlPlaneCidrs', 'the control plane');
  const backends = (network.backends ?? []).flatMap(({ name, cidrs = [] }, backend) =>
    cidrs.map((cidr, index) => ({
      cidr,
      words: `the backend ${name}`,
      path: ['network', 'backends', backend, 'cidrs', index],
    })),
  );
  return [
    ...overlapsBetween(pods, services),
    ...overlapsBetween(nodes, services),
    ...overlapsBetween(nodes, pods).map(asSharedSubnet),
    ...overlapsBetween([...pods, ...services, ...nodes], controlPlane),
    ...overlapsBetween([...pods, ...services], backends),
    ...[pods, services, nodes, controlPlane].flatMap(findRepeated),
  ].map(({ finding }) => finding);
}

interface Overlap {
  readonly one: PlacedRange;
  readonly other: PlacedRange;
  readonly finding: PlanFinding;
}

function overlapsBetween(ones: readonly PlacedRange[], others: readonly PlacedRange[]): Overlap[] {
  const pairs = ones.flatMap((one) => others.map((other) => ({ one, other })));
  return pairs
    .filter(({ one, other }) => doOverlap(rangeOf(one.cidr), rangeOf(other.cidr)))
    .map(({ one, other }) => ({
      one,
      other,
      finding: {
        id: `ranges-overlap.${describePath(other.path)}.${describePath(one.path)}`,
        kind: 'contradiction',
        path: other.path,
        message: `${other.cidr} for ${other.words} and ${one.cidr} for ${one.words} share addresses.`,
        remedy: 'Give them ranges of their own.',
      },
    }));
}

/** Some clusters take the pods' addresses from the nodes' subnet: then both are the same range. */
function asSharedSubnet({ one, other, finding }: Overlap): Overlap {
  if (one.cidr !== other.cidr) {
    const remedy = `Give them ranges of their own; or, if pods get addresses of the nodes’ subnet, give both ${one.cidr}.`;
    return { one, other, finding: { ...finding, remedy } };
  }
  return {
    one,
    other,
    finding: {
      ...finding,
      kind: 'warning',
      message: `Pods and nodes have the same range, ${one.cidr}.`,
      remedy: 'Leave it so only if pods get addresses of the nodes’ subnet.',
    },
  };
}

function findRepeated(ranges: readonly PlacedRange[]): Overlap[] {
  return ranges.flatMap((other, index) =>
    overlapsBetween(ranges.slice(0, index), [other]).map((overlap) => ({
      ...overlap,
      finding: {
        ...overlap.finding,
        kind: 'warning' as const,
        message: `${overlap.one.cidr} and ${other.cidr} for ${other.words} share addresses.`,
        remedy: 'Keep the range that is meant.',
      },
    })),
  );
}

function findPrivateControlPlane({ controlPlaneCidrs = [] }: PlanNetwork): PlanFinding[] {
  return controlPlaneCidrs
    .map((cidr, index) => ({ cidr, index }))
    .filter(({ cidr }) => isPrivate(rangeOf(cidr)))
    .map(({ cidr, index }) => ({
      id: `control-plane-range-private.${index}`,
      kind: 'warning',
      path: ['network', 'controlPlaneCidrs', index],
      message: `${cidr} is a private range; the control plane has a public one.`,
      remedy: 'Ask WSO2 for the public IP range of the control plane.',
    }));
}

function findBackendProblems({ name, cidrs = [], hosts = [], ports = [], via }: Backend, index: number): PlanFinding[] {
  const path = ['network', 'backends', index];
  const findings: PlanFinding[] = [];
  if (cidrs.length === 0 && hosts.length === 0) {
    findings.push({
      id: `backend-without-address.${name}`,
      kind: 'open',
      path: [...path, 'cidrs'],
      message: `The backend ${name} has neither addresses nor hosts.`,
      remedy: 'Enter its cidrs or its hosts.',
    });
  }
  if (ports.length === 0) {
    findings.push({
      id: `backend-without-ports.${name}`,
      kind: 'open',
      path: [...path, 'ports'],
      message: `The backend ${name} has no ports.`,
      remedy: 'Enter the ports that are called.',
    });
  }
  for (const [position, cidr] of cidrs.entries()) {
    if (via === 'internet' && isPrivate(rangeOf(cidr))) {
      findings.push({
        id: `backend-unreachable.${name}.${position}`,
        kind: 'contradiction',
        path: [...path, 'cidrs', position],
        message: `The backend ${name} is reached by the internet, but ${cidr} is private.`,
        remedy: 'Correct via, or enter the public addresses.',
      });
    }
  }
  return findings;
}

function findBackendsTwice(backends: readonly Backend[]): PlanFinding[] {
  return backends
    .map(({ name }, index) => ({ name, index, first: backends.findIndex((other) => other.name === name) }))
    .filter(({ index, first }) => first < index)
    .map(({ name, index }) => ({
      id: `backend-twice.${name}.${index}`,
      kind: 'contradiction',
      path: ['network', 'backends', index, 'name'],
      message: `Two backends are called ${name}.`,
      remedy: 'Give each a name of its own, or join them.',
    }));
}

/** Whether every range lies inside one of the others. */
export function areInside(inner: readonly string[], outer: readonly string[]): boolean {
  return inner.every((one) => outer.some((other) => isInside(rangeOf(one), rangeOf(other))));
}
