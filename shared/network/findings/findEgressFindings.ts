import type { TellProgress } from '../../kernel/progress.ts';
import { Effort, mostOfFindings, tooMuchToLookThrough, workOut } from '../flows/effort.ts';
import type { Examined } from './examined.ts';
import type { EgressExamination, EgressFinding, EgressFindingKind } from '../judging/verdict.ts';
import { egressFindingKinds } from '../judging/verdict.ts';
import { findAmqpBehindProxy } from './findAmqpBehindProxy.ts';
import { findAnyAnyRules } from './findAnyAnyRules.ts';
import { findBlockedResponses } from './findBlockedResponses.ts';
import { findControlPlaneOpenings } from './findControlPlaneOpenings.ts';
import type { FindingInput } from './findingInput.ts';
import { findNamesWithoutDns } from './findNamesWithoutDns.ts';
import { findRulesThatNeverDecide } from './findRulesThatNeverDecide.ts';
import { findUnenforcedPolicies } from './findUnenforcedPolicies.ts';
import { findUnplannedEgress } from './findUnplannedEgress.ts';
import { findOutboundRows, findSubjectGroups } from './subjectGroups.ts';
import type { SubjectGroups } from './subjectGroups.ts';

const searches: Readonly<Record<EgressFindingKind, (input: FindingInput) => Examined>> = {
  'unplanned-egress': findUnplannedEgress,
  'any-any': findAnyAnyRules,
  'control-plane-opening': findControlPlaneOpenings,
  'policies-not-enforced': findUnenforcedPolicies,
  'names-without-dns': findNamesWithoutDns,
  'amqp-behind-proxy': findAmqpBehindProxy,
  'response-blocked': findBlockedResponses,
  'rule-never-decides': findRulesThatNeverDecide,
};

export interface EgressFindings {
  readonly findings: readonly EgressFinding[];
  /** One for each kind, so that a kind without findings can be told from one that could not be looked for. */
  readonly examinations: readonly EgressExamination[];
}

const notLookedFor: Examined = { findings: [], examined: 0, of: 'rules', unknownBecause: [tooMuchToLookThrough] };

/** What is looked for workload by workload, where those of the cluster itself are left out. */
const kindsByWorkload: ReadonlySet<EgressFindingKind> = new Set<EgressFindingKind>([
  'unplanned-egress',
  'any-any',
  'control-plane-opening',
  'rule-never-decides',
]);

/** These two follow every rule, for all that anybody may send. */
const heavy: ReadonlySet<EgressFindingKind> = new Set(['unplanned-egress', 'rule-never-decides']);
const heaviestLast = [...egressFindingKinds.filter((kind) => !heavy.has(kind)), ...heavy];

/** Everything about the rules that a reader should know beside the verdicts. */
export function findEgressFindings(given: Omit<FindingInput, 'rows' | 'groups'>, tell?: TellProgress): EgressFindings {
  return workOut(() => search(given, tell), mostOfFindings);
}

function search(given: Omit<FindingInput, 'rows' | 'groups'>, tell: TellProgress | undefined): EgressFindings {
  const rows = findOutboundRows(given);
  const asked = findSubjectGroups(given, rows);
  const input = { ...given, rows, groups: asked.groups };
  const examined = new Map<EgressFindingKind, Examined>();
  for (const [done, kind] of heaviestLast.entries()) {
    tell?.({ what: 'Looking through the rules', done, of: heaviestLast.length, units: 'searches' });
    // Each has a share of the room, and what it leaves is for those that come after it.
    const one = Effort.shareOf(heaviestLast.length - done).attempt(
      () => searches[kind](input),
      () => notLookedFor,
    );
    examined.set(kind, kindsByWorkload.has(kind) && one.notApplicable === undefined ? withLeftOut(one, asked) : one);
  }
  const all = egressFindingKinds.map((kind) => ({ kind, ...(examined.get(kind) as Examined) }));
  return {
    findings: all.flatMap(({ kind, findings }) => findings.map((finding) => ({ kind, ...finding }))),
    examinations: all.map(({ findings, found = findings.length, ...rest }) => ({ ...rest, found })),
  };
}

/** Workloads that it was not looked for at: those of the cluster itself, and what can’t be read. */
function withLeftOut(examined: Examined, { leftOut, unread }: SubjectGroups): Examined {
  return {
    ...examined,
    unknownBecause: [...examined.unknownBecause, ...unread],
    ...(leftOut !== undefined && { leftOut }),
  };
}
