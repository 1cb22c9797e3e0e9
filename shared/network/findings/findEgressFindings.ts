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

/** Everything about the rules that a reader should know beside the verdicts. */
export function findEgressFindings(given: Omit<FindingInput, 'rows' | 'groups'>, tell?: TellProgress): EgressFindings {
  return workOut(() => search(given, tell), mostOfFindings);
}

function search(given: Omit<FindingInput, 'rows' | 'groups'>, tell: TellProgress | undefined): EgressFindings {
  const rows = findOutboundRows(given);
  const { groups, leftOut } = findSubjectGroups(given, rows);
  const input = { ...given, rows, groups };
  const all = egressFindingKinds.map((kind, done) => {
    tell?.({ what: 'Looking through the rules', done, of: egressFindingKinds.length, units: 'searches' });
    const examined = new Effort(mostOfFindings).attempt(
      () => searches[kind](input),
      () => notLookedFor,
    );
    return { kind, ...examined };
  });
  return {
    findings: all.flatMap(({ kind, findings }) => findings.map((finding) => ({ kind, ...finding }))),
    examinations: all.map(({ findings, found = findings.length, ...examined }) => ({
      ...examined,
      found,
      ...(leftOut !== undefined &&
        examined.notApplicable === undefined &&
        kindsByWorkload.has(examined.kind) && { leftOut }),
    })),
  };
}
