import { entryOf } from '../../kernel/entryOf.ts';
import type { TellProgress } from '../../kernel/progress.ts';
import type { Cni } from '../../plan/plan.ts';
import { ALL_CONNECTIONS, describeFlows, isEmpty, withServices } from '../flows/flowSet.ts';
import type { Workload } from '../formats/kubernetes/manifests.ts';
import type { HostOpening } from '../machine/hostOpening.ts';
import { Effort, tooMuch, workOut } from '../flows/effort.ts';
import { makePodPolicies } from '../formats/kubernetes/makePodPolicies.ts';
import type { PodPolicy } from '../formats/kubernetes/podPolicy.ts';
import type { RuleSet } from '../reading/readRules.ts';
import { certainlyAllowed, unknownReasons } from '../machine/decision.ts';
import type { Decision } from '../machine/decision.ts';
import { placeOf } from '../source/placeOf.ts';
import { nameWithin } from '../machine/nameWithin.ts';
import type { RulePlace, RuleProgram } from '../machine/ruleProgram.ts';
import { runProgram } from '../machine/runProgram.ts';
import { CONNECTION_SERVICES, describeServices, intersectServices, uniteAllServices } from '../flows/services.ts';
import type { EgressReach, RuleReference, WorkloadReach } from './verdict.ts';

export interface ReachQuestion {
  /** What enforces the policies. */
  readonly cni?: Cni | undefined;
  /** `namespace/name`, to see one alone. */
  readonly workload?: string | undefined;
  readonly tell?: TellProgress | undefined;
}

/**
 * What each workload may reach outside of the cluster, by address as its pod policies open them. Addresses of known pods
 * and Services are not cut out.
 */
export function reachEgress(ruleSet: RuleSet, question: ReachQuestion = {}): EgressReach {
  return workOut(() => reachAll(ruleSet, question));
}

function reachAll(ruleSet: RuleSet, { cni, workload: wanted, tell }: ReachQuestion): EgressReach {
  const policies = makePodPolicies(
    ruleSet.manifests,
    { cni, podRanges: [], nodeRanges: [], serviceRanges: [] },
    'egress',
  );
  const files = ruleSet.clouded.get('pod-policy') ?? [];
  const unread = files.map((file) => {
    const fault = ruleSet.problems.find((problem) => problem.file === file && problem.severity === 'error');
    const place = fault === undefined ? file : placeOf(fault);
    return { reason: `Not read whole, and a policy in it may decide: ${place}.` };
  });
  // Of thousands of workloads the same policy may leave open what they reach.
  const located = new Map<RulePlace, RuleReference>();
  const locate = (place: RulePlace): RuleReference => entryOf(located, place, () => ruleSet.locate(place));
  // Workloads with the same policies share one answer.
  const answers = new Map<PodPolicy, Reach>();
  const answerTo = (policy: PodPolicy): Reach => {
    let answer = answers.get(policy);
    if (answer === undefined) {
      const reach = new Effort().attempt(
        () => reachOf(policy, locate),
        () => beyondEffort,
      );
      // What was not read may select it.
      answer =
        unread.length === 0
          ? reach
          : { isolated: true, allowed: [], hosts: [], unknown: [...reach.unknown, ...unread] };
      answers.set(policy, answer);
    }
    return answer;
  };
  const rows = ruleSet.manifests.workloads
    .filter(({ namespace, name }) => wanted === undefined || `${namespace}/${name}` === wanted)
    .map((workload, done, { length: of }) => {
      tell?.({ what: 'Following the policies', done, of, units: 'workloads' });
      const policy = new Effort().attempt(
        () => policies.of(workload),
        (place): PodPolicy => ({ kind: 'unknown', because: tooMuch, places: place === undefined ? [] : [place] }),
      );
      return { workload, reach: answerTo(policy) };
    });
  return { workloads: mergeRows(rows), sources: ruleSet.sources, problems: ruleSet.problems };
}

type Reach = Pick<WorkloadReach, 'isolated' | 'allowed' | 'hosts' | 'unknown'>;

const beyondEffort: Reach = { isolated: true, allowed: [], hosts: [], unknown: [{ reason: tooMuch }] };

/** More are no help to a reader. */
const mostRulesNamed = 8;

const everything: Reach = { isolated: false, allowed: describeFlows(ALL_CONNECTIONS), hosts: [], unknown: [] };

function reachOf(policy: PodPolicy, locate: RuleSet['locate']): Reach {
  switch (policy.kind) {
    case 'node-network':
      return everything;
    case 'unknown': {
      const rules = policy.places.slice(0, mostRulesNamed).map(locate);
      const moreRules = policy.places.length - rules.length;
      const unknown = {
        reason: policy.because,
        ...(rules.length > 0 && { rules }),
        ...(moreRules > 0 && { moreRules }),
      };
      return { isolated: true, allowed: [], hosts: [], unknown: [unknown] };
    }
    case 'program': {
      if (policy.isolatedBy.length === 0) return everything;
      const decision = runProgram(policy.program, { flows: ALL_CONNECTIONS, outside: true, isNameless: true });
      const byName = policy.hosts.map((opening) => ({ opening, decision: decideByName(opening, policy.program) }));
      // What another rule denies is not open, whatever name it goes by.
      const possible = byName.filter((one) => !isEmpty(one.decision.mayAllow));
      const [doubtful, certain] = [true, false].map((isDoubtful) =>
        possible.filter((one) => isEmpty(certainlyAllowed(one.decision)) === isDoubtful),
      ) as [typeof possible, typeof possible];
      const reasons = unknownReasons([decision, ...doubtful.map((one) => one.decision)]);
      return {
        isolated: true,
        allowed: describeFlows(certainlyAllowed(decision)),
        hosts: describeHosts(certain.map(({ opening }) => opening)),
        unknown: reasons.map((reason) => ({ reason })),
      };
    }
  }
}

/** Of any address that such a name may resolve to. */
function decideByName({ pattern, services }: HostOpening, program: RuleProgram): Decision {
  return runProgram(program, {
    flows: withServices(ALL_CONNECTIONS, services),
    host: nameWithin(pattern),
    outside: true,
  });
}

/** Names that rules open, each with all the ports that any of them opens. */
function describeHosts(openings: readonly HostOpening[]): Reach['hosts'] {
  const byPattern = Map.groupBy(openings, ({ pattern }) => pattern);
  return [...byPattern]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([pattern, some]) => {
      const services = uniteAllServices(some.map((one) => one.services));
      return { pattern, ports: describeServices(intersectServices(services, CONNECTION_SERVICES)) };
    });
}

interface Row {
  readonly workload: Workload;
  readonly reach: Reach;
}

/** Pods of one owner whose labels differ are one row as long as they may reach the same. */
function mergeRows(rows: readonly Row[]): readonly WorkloadReach[] {
  const merged = new Map<string, Row & { pods: number }>();
  const writtenReach = new Map<Reach, string>();
  for (const { workload, reach } of rows) {
    let written = writtenReach.get(reach);
    if (written === undefined) writtenReach.set(reach, (written = JSON.stringify(reach)));
    const { namespace, kind, name, pods } = workload;
    const key = `${namespace}/${name}/${kind} ${written}`;
    const known = merged.get(key);
    if (known === undefined) merged.set(key, { workload, reach, pods });
    else known.pods += pods;
  }
  return [...merged]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(
      ([
        ,
        {
          workload: { namespace, name, kind },
          reach,
          pods,
        },
      ]) => ({ namespace, name, kind, pods, ...reach }),
    );
}
