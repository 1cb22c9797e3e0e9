import { makeIsNamed } from '../../catalog/makeIsNamed.ts';
import type { ConnectionId } from '../../catalog/catalog.ts';
import type { DecideLayer, LayerDecision } from '../judging/decideLayer.ts';
import { findRequiredFlows } from '../judging/findRequiredFlows.ts';
import type { RequiredFlow } from '../judging/findRequiredFlows.ts';
import { findSubjects } from '../judging/findSubjects.ts';
import { ALL_CONNECTIONS } from '../flows/flowSet.ts';
import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';
import type { Workload } from '../formats/kubernetes/manifests.ts';
import type { PathLayerState } from '../judging/pathLayers.ts';
import type { RuleSet } from '../reading/readRules.ts';
import type { LayerBinding, Subject } from '../reading/ruleFormat.ts';
import type { LeftOutWorkloads } from '../judging/verdict.ts';
import { allOf } from '../machine/decision.ts';
import type { Decision } from '../machine/decision.ts';
import type { ConnectionRequirement, Requirements } from '../../requirements/deriveRequirements.ts';

/** Subjects that the same rules decide about and that open the same connections: one answer holds for all of them. */
export interface SubjectGroup {
  /** One that stands for all. */
  readonly subject: Subject;
  /** Empty for what leaves the nodes. */
  readonly workloads: readonly Workload[];
  /** `namespace/name` of each, sorted; `nodes` for what leaves the nodes. */
  readonly names: readonly string[];
  /** The rows of the plan that they open; of the nodes, all, since what pods send leaves by them. */
  readonly rows: readonly OutboundRow[];
  /** What each layer makes of anything that goes to an address outside of the cluster, known by no name. */
  readonly layers: readonly GroupLayer[];
  /** What all of them together make of it. */
  readonly decision: Decision;
}

export interface GroupLayer extends LayerDecision {
  readonly state: PathLayerState;
}

/** A row of the plan that is needed and goes out, with what it has to reach. */
export interface OutboundRow {
  readonly id: ConnectionId;
  readonly requirement: ConnectionRequirement;
  readonly flows: readonly RequiredFlow[];
  readonly subjects: readonly Subject[];
}

export interface GroupInput {
  readonly requirements: Pick<Requirements, 'connections' | 'systemNamespaces'>;
  readonly layers: readonly PathLayerState[];
  readonly network: ClusterNetwork;
  readonly ruleSet: Pick<RuleSet, 'manifests'>;
  readonly decideLayer: DecideLayer;
}

const anythingOutside = { flows: ALL_CONNECTIONS, outside: true, isNameless: true } as const;

export function findOutboundRows({ requirements, network, ruleSet }: GroupInput): readonly OutboundRow[] {
  return requirements.connections
    .filter(({ required, direction }) => required && direction === 'outbound')
    .map((requirement) => ({
      id: requirement.id,
      requirement,
      flows: findRequiredFlows(requirement, network),
      subjects: findSubjects(requirement, ruleSet.manifests),
    }));
}

/** Whom the searches ask about, and whom they do not. */
export interface SubjectGroups {
  readonly groups: readonly SubjectGroup[];
  /** Workloads of the cluster itself that no row names; absent where there are none. */
  readonly leftOut?: LeftOutWorkloads | undefined;
  /** Of workloads that can’t be read, which they are and why, as sentences. */
  readonly unread: readonly string[];
}

/** Every workload of the files, except those of the cluster itself that no row names; and the nodes. */
export function findSubjectGroups(input: GroupInput, rows: readonly OutboundRow[]): SubjectGroups {
  const rowsOf = new Map<Workload, OutboundRow[]>();
  for (const row of rows) {
    for (const subject of row.subjects) {
      if (subject.kind !== 'workload') continue;
      const own = rowsOf.get(subject.workload) ?? [];
      rowsOf.set(subject.workload, [...own, row]);
    }
  }
  const isSystem = makeIsNamed(input.requirements.systemNamespaces);
  const numberOf = makeNumbers();
  const { asked = [], leftOut = [] } = Object.groupBy(input.ruleSet.manifests.workloads, (workload) =>
    rowsOf.has(workload) || !isSystem(workload.namespace) ? 'asked' : 'leftOut',
  );
  const groups = Map.groupBy(asked, (workload) => {
    const subject: Subject = { kind: 'workload', workload };
    const rules = input.layers.map((layer) => input.decideLayer.bindingsOf(layer, subject).map(numberOf).join('+'));
    return `${rules.join('|')} ${(rowsOf.get(workload) ?? []).map(({ id }) => id).join()}`;
  });
  const ofWorkloads = [...groups.values()].map((workloads): SubjectGroup => {
    const [workload] = workloads as [Workload];
    const names = [...new Set(workloads.map(({ namespace, name }) => `${namespace}/${name}`))].toSorted();
    return toGroup({ kind: 'workload', workload }, workloads, names, rowsOf.get(workload) ?? [], input);
  });
  const ofNodes = toGroup({ kind: 'node' }, [], ['nodes'], rows, input);
  // Where the plan declares that nothing stands in the way of nodes, no rules were read that could be wrong.
  const isAskedOfNodes = ofNodes.layers.some(({ bears }) => bears);
  return {
    groups: isAskedOfNodes ? [...ofWorkloads, ofNodes] : ofWorkloads,
    unread: input.ruleSet.manifests.refusedWorkloads
      .filter(({ namespace }) => namespace === undefined || !isSystem(namespace))
      .map(({ unread }) => unread),
    ...(leftOut.length > 0 && {
      leftOut: {
        workloads: leftOut.length,
        namespaces: [...new Set(leftOut.map(({ namespace }) => namespace))].toSorted(),
      },
    }),
  };
}

/** Bindings that decide alike have one number. */
function makeNumbers(): (binding: LayerBinding) => string {
  const numbers = new Map<unknown, number>();
  const numberOf = (thing: unknown): number => {
    const number = numbers.get(thing) ?? numbers.size;
    numbers.set(thing, number);
    return number;
  };
  return (binding) =>
    binding.kind === 'bound'
      ? binding.programs.map(numberOf).join()
      : `${binding.kind} ${numberOf(binding.because).toString()}`;
}

function toGroup(
  subject: Subject,
  workloads: readonly Workload[],
  names: readonly string[],
  rows: readonly OutboundRow[],
  { layers, decideLayer }: GroupInput,
): SubjectGroup {
  const asked = layers.map((state): GroupLayer => ({
    state,
    ...decideLayer(state, subject, { destination: anythingOutside, mayStayInside: true }),
  }));
  const decision = allOf(
    asked.map((layer) => layer.decision),
    ALL_CONNECTIONS,
  );
  return { subject, workloads, names, rows, layers: asked, decision };
}
