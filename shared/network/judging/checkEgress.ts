import type { TellProgress } from '../../kernel/progress.ts';
import type { Plan } from '../../plan/plan.ts';
import type { ConnectionRequirement, Requirements } from '../../requirements/deriveRequirements.ts';
import { clusterNetworkOf } from './clusterNetworkOf.ts';
import { makeDecideLayer } from './decideLayer.ts';
import type { DecideLayer } from './decideLayer.ts';
import { describeMissing, findMissing, summarise } from './describeJudgement.ts';
import { workOut } from '../flows/effort.ts';
import { findEgressFindings } from '../findings/findEgressFindings.ts';
import { describeAssumedAddresses, findRequiredFlows } from './findRequiredFlows.ts';
import type { RequiredFlow } from './findRequiredFlows.ts';
import { findSubjects } from './findSubjects.ts';
import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';
import { resolvesName } from './goesByName.ts';
import { judgeConnection } from './judgeConnection.ts';
import type { Judgement } from './judgeConnection.ts';
import { judgeDns } from './judgeDns.ts';
import { findPathLayers } from './pathLayers.ts';
import type { PathLayerState } from './pathLayers.ts';
import { findProxyUse } from './proxyUse.ts';
import type { RuleSet } from '../reading/readRules.ts';
import type { ConnectionVerdict, EgressCheck, UnreadLayer } from './verdict.ts';

export interface EgressCheckInput {
  readonly plan: Plan;
  /** The plan's file, as people know it. */
  readonly planFile: string;
  readonly requirements: Requirements;
  readonly ruleSet: RuleSet;
  /** Without what stands beside them, which of large rules takes longer than the verdicts do. */
  readonly verdictsAlone?: boolean | undefined;
  readonly tell?: TellProgress | undefined;
}

/**
 * Judges every connection of the plan against every layer of its path. A layer that is neither supplied nor declared
 * `none` makes the whole unknown, while each layer's own verdict is still shown.
 */
export function checkEgress(input: EgressCheckInput): EgressCheck {
  return workOut(() => judgeAll(input));
}

function judgeAll({
  plan,
  planFile,
  requirements,
  ruleSet,
  verdictsAlone = false,
  tell,
}: EgressCheckInput): EgressCheck {
  const network = clusterNetworkOf(plan);
  const layers = findPathLayers(plan, ruleSet);
  const proxy = plan.network?.proxy === undefined ? undefined : findProxyUse(plan.network.proxy, network);
  const check = { layers, network, proxy, ruleSet, decideLayer: makeDecideLayer({ ruleSet, network, proxy }) };
  const dns = judgeDns({ ...check, requirements: requirements.connections });
  const connections = requirements.connections.map((requirement, done) => {
    tell?.({ what: 'Judging the plan', done, of: requirements.connections.length, units: 'connections' });
    const row = judgeRow(requirement, check);
    const isByName = findRequiredFlows(requirement, network).some((flow) => resolvesName(flow, proxy));
    return isByName ? withDns(row, dns) : row;
  });
  const layersNotRead = findUnreadLayers(plan, layers, ruleSet.problems);
  return {
    plan: { name: plan.metadata.name, file: planFile },
    layersNotSupplied: layers
      .filter(({ state, layer }) => state === 'not-supplied' && layersNotRead.every((unread) => unread.layer !== layer))
      .map(({ layer }) => layer),
    ...(layersNotRead.length > 0 && { layersNotRead }),
    connections,
    preconditions: [dns],
    ...(verdictsAlone ? {} : findEgressFindings({ ...check, plan, requirements, connections, dns }, tell)),
    sources: ruleSet.sources,
    problems: ruleSet.problems,
  };
}

/** Of the layers that nothing speaks for, those whose files the plan names: they were supplied, and could not be read. */
function findUnreadLayers(
  plan: Plan,
  layers: readonly PathLayerState[],
  problems: RuleSet['problems'],
): readonly UnreadLayer[] {
  const named = new Set((plan.network?.path ?? []).filter(({ source }) => isFile(source)).map(({ layer }) => layer));
  return layers
    .filter(({ layer, state, clouds }) => state === 'not-supplied' && clouds.length > 0 && named.has(layer))
    .map(({ layer, clouds }) => ({
      layer,
      files: clouds,
      because: problems
        .filter(({ file }) => clouds.includes(file))
        .map(({ message, remedy }) => (remedy === undefined ? message : `${message} ${remedy}`)),
    }));
}

function isFile(source: string): boolean {
  return source !== 'none' && source !== 'cluster';
}

interface Check {
  readonly layers: readonly PathLayerState[];
  readonly network: ClusterNetwork;
  readonly ruleSet: RuleSet;
  readonly decideLayer: DecideLayer;
}

/** A row whose pods can't resolve its names keeps its verdict, which is about its own traffic, and says so. */
function withDns(row: ConnectionVerdict, dns: ConnectionVerdict): ConnectionVerdict {
  const verdictOf = new Map(
    dns.workloads.map(({ namespace, name, kind, verdict }) => [`${kind} ${namespace}/${name}`, verdict]),
  );
  const found = new Set(
    row.workloads.map(({ namespace, name, kind }) => verdictOf.get(`${kind} ${namespace}/${name}`)),
  );
  if (row.verdict === 'not-applicable') return row;
  const isClosed = found.has('denied');
  if (!isClosed && !found.has('partly-allowed')) return row;
  return {
    ...row,
    remarks: [isClosed ? 'Its names can’t be resolved: see dns.' : 'Its names can be resolved only in part: see dns.'],
  };
}

function judgeRow(requirement: ConnectionRequirement, check: Check): ConnectionVerdict {
  const { notNeeded, direction } = requirement;
  const flows = findRequiredFlows(requirement, check.network);
  const row = rowOf(requirement, flows);
  if (notNeeded !== undefined) {
    return { ...row, verdict: 'not-applicable', summary: 'Not needed', missing: [], ...without(check, notNeeded) };
  }
  if (direction === 'inbound') {
    const missing = `The ingress rules of the registry decide this row, and are not judged yet. If your registry takes no public images, say why in connections.${requirement.id}.notNeeded.`;
    const layers = without(check, 'It comes from outside, into the registry.');
    return { ...row, verdict: 'unknown', summary: 'Registry’s own rules', missing: [missing], ...layers };
  }
  if (flows.length === 0) {
    const layers = without(check, 'The plan leaves no port to judge it by.');
    return { ...row, verdict: 'unknown', summary: 'No port in plan', missing: describeMissing(requirement), ...layers };
  }
  const judged = judgeConnection({
    flows,
    subjects: findSubjects(requirement, check.ruleSet.manifests),
    layers: check.layers,
    portsAreAlternatives: requirement.missing.some((path) => path.endsWith('.ports')),
    decideLayer: check.decideLayer,
    locate: check.ruleSet.locate,
    id: requirement.id,
    network: check.network,
  });
  const judgement = withDestinationKnown(judged, requirement);
  const { verdict, layers, workloads, destinations, blockedBy } = judgement;
  const assumed = describeAssumedAddresses(requirement, flows, check.network);
  return {
    ...row,
    verdict,
    summary: summarise(requirement, judgement),
    assumptions: [...row.assumptions, ...(assumed === undefined ? [] : [assumed])],
    missing: verdict === 'unknown' ? findMissing(requirement, judgement) : [],
    workloads,
    destinations,
    layers,
    blockedBy,
  };
}

/**
 * A row whose destination nobody has entered is not allowed, whatever the rules let out: nobody has said what it must reach.
 * That nothing at all gets out holds without knowing it.
 */
function withDestinationKnown(judgement: Judgement, { missing }: ConnectionRequirement): Judgement {
  const isMissing = missing.some((path) => /[.](?:hosts|cidrs)$/.test(path));
  return isMissing && judgement.verdict === 'allowed' ? { ...judgement, verdict: 'unknown' } : judgement;
}

/** What a row says of itself, however it is judged. */
function rowOf(requirement: ConnectionRequirement, flows: readonly RequiredFlow[]) {
  const { id, component, endpoint, direction, originator, scope, protocols, why, alsoJudged } = requirement;
  return {
    id,
    component,
    endpoint,
    direction,
    originator,
    scope,
    protocols,
    ports: [...new Set(flows.map(({ port, protocol }) => `${port}/${protocol.toLowerCase()}`))],
    assumptions: [
      ...why.assumptions.map(({ statement }) => statement),
      ...(alsoJudged === undefined ? [] : [`Judged for the ${alsoJudged.component} as well. ${alsoJudged.because}`]),
    ],
  };
}

/** A row that no layer is asked about, and why. */
function without({ layers }: Check, reason: string): Pick<ConnectionVerdict, 'workloads' | 'destinations' | 'layers'> {
  return {
    workloads: [],
    destinations: [],
    layers: layers.map(({ layer, attachedTo }) => ({
      layer,
      verdict: 'not-applicable',
      reason,
      attachedTo,
      decidedBy: [],
      uncovered: [],
    })),
  };
}
