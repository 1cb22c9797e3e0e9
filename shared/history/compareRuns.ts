import { standingOf } from '../audit/coverage.ts';
import type { Standing } from '../audit/coverage.ts';
import type { Coverage, Finding } from '../audit/finding.ts';
import { enumerate } from '../kernel/enumerate.ts';
import { assertNever } from '../kernel/result.ts';
import { canonicalise } from './canonicalise.ts';
import { planEvidence } from './keptEvidence.ts';
import type { RunIdentity, RunPlan, RunRecord } from './runRecord.ts';

/** Why a finding may differ. Where several inputs differ and the records can't tell which one did it, all are named. */
export type ChangeCause =
  /** The runs are of two plans: what differs is not a change of anything. */
  | 'another-plan'
  | 'plan-changed'
  | 'catalog-changed'
  | 'program-changed'
  /** Files that only the later run has read. */
  | 'evidence-added'
  /** Files that only the earlier run has read. */
  | 'evidence-removed'
  /** Files that both have read, with other content. */
  | 'evidence-changed'
  | 'waiver-appeared'
  | 'waiver-withdrawn'
  | 'waiver-expired'
  /** What proved it was valid for a time that had passed at the later run's `asOf`. */
  | 'proof-expired'
  /** Only the instant at which expiries are judged differs. */
  | 'as-of-moved'
  /** Nothing in the two records differs that could explain it. */
  | 'not-in-the-records';

/**
 * How a finding moved (decision 0044). `worse`: what was settled needs somebody, or a proof is lost. `found`: what was unknown
 * turns out to fail. `lost`: of a failure it is no longer known whether it is one. `better`: proved, and was not. `other`: it
 * says something else, and is neither.
 */
export const directions = ['worse', 'found', 'lost', 'new', 'better', 'gone', 'other'] as const;
export type Direction = (typeof directions)[number];

/** From the earlier standing to the later one. */
const directionOfChange = {
  pass: { pass: 'other', fail: 'worse', unknown: 'worse', waived: 'worse', notApplicable: 'other' },
  fail: { pass: 'better', fail: 'other', unknown: 'lost', waived: 'other', notApplicable: 'other' },
  unknown: { pass: 'better', fail: 'found', unknown: 'other', waived: 'found', notApplicable: 'other' },
  waived: { pass: 'better', fail: 'worse', unknown: 'lost', waived: 'other', notApplicable: 'other' },
  notApplicable: { pass: 'better', fail: 'worse', unknown: 'worse', waived: 'worse', notApplicable: 'other' },
} as const satisfies Record<Standing, Record<Standing, Direction>>;

/** The parts of a finding that are compared, in the order in which they are told. */
const aspects = [
  'outcome',
  'waiver',
  'unknownBecause',
  'how',
  'severity',
  'evidence',
  'remedy',
  'responsible',
  'accountable',
  'owner',
  'task',
  'title',
] as const satisfies readonly (keyof Finding)[];
export type ChangedAspect = (typeof aspects)[number];

/** As nouns: what of a finding is another one. */
export const aspectWords = {
  outcome: 'outcome',
  waiver: 'waiver',
  unknownBecause: 'reason why it is unknown',
  how: 'way of knowing',
  severity: 'severity',
  evidence: 'evidence',
  remedy: 'remedy',
  responsible: 'responsible party',
  accountable: 'accountable party',
  owner: 'owner',
  task: 'task',
  title: 'title',
} as const satisfies Record<ChangedAspect, string>;

export interface FindingChange {
  readonly id: string;
  readonly check: string;
  readonly requirement: string;
  readonly title: string;
  readonly subject: string;
  readonly direction: Direction;
  /** What of the finding differs; empty for one that is new or gone. */
  readonly what: readonly ChangedAspect[];
  readonly because: readonly ChangeCause[];
  readonly before?: Finding | undefined;
  readonly after?: Finding | undefined;
}

export interface ComparedRun {
  readonly plan: RunPlan;
  readonly run: RunIdentity;
  readonly coverage: Coverage;
}

export interface RunComparison {
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  /** What went into the two runs. */
  readonly inputs: {
    /** The same plan, where it was: `same`. Of the same name and in another place: `moved`. Else `other`, which is no comparison of like with like. */
    readonly samePlan: 'same' | 'moved' | 'other';
    readonly planChanged: boolean;
    /** By its version or its content. */
    readonly catalogChanged: boolean;
    /** Whether another version of the program judged; false where a record does not say which. */
    readonly programChanged: boolean;
    readonly asOfMoved: boolean;
    /** Names of what was read, apart from the plan. */
    readonly evidence: {
      readonly added: readonly string[];
      readonly removed: readonly string[];
      readonly changed: readonly string[];
    };
  };
  /** Worse ones first, then in the order of `directions` and of the later run. */
  readonly changes: readonly FindingChange[];
  readonly summary: Readonly<Record<Direction | 'same', number>>;
}

/** What changed between two runs, finding by finding, and why. */
export function compareRuns(before: RunRecord, after: RunRecord): RunComparison {
  const inputs = compareInputs(before, after);
  const earlier = new Map(before.findings.map((finding) => [finding.id, finding]));
  const later = new Set(after.findings.map((finding) => finding.id));
  const changes = [
    ...after.findings.map((finding) => toChange(earlier.get(finding.id), finding, inputs, after)),
    ...before.findings.filter(({ id }) => !later.has(id)).map((finding) => toChange(finding, undefined, inputs, after)),
  ].filter((change) => change !== undefined);

  const count = (direction: Direction): number => changes.filter((change) => change.direction === direction).length;
  const changed = {
    worse: count('worse'),
    found: count('found'),
    lost: count('lost'),
    new: count('new'),
    better: count('better'),
    other: count('other'),
  };
  return {
    before: toComparedRun(before),
    after: toComparedRun(after),
    inputs,
    changes: directions.flatMap((direction) => changes.filter((change) => change.direction === direction)),
    summary: {
      ...changed,
      gone: count('gone'),
      same: after.findings.length - Object.values(changed).reduce((sum, number) => sum + number, 0),
    },
  };
}

function toComparedRun({ plan, run, coverage }: RunRecord): ComparedRun {
  return { plan, run, coverage };
}

function compareInputs(before: RunRecord, after: RunRecord): RunComparison['inputs'] {
  const earlier = hashesByName(before);
  const later = hashesByName(after);
  return {
    samePlan: before.plan.file === after.plan.file ? 'same' : before.plan.name === after.plan.name ? 'moved' : 'other',
    planChanged: before.run.planHash !== after.run.planHash,
    catalogChanged:
      before.run.catalogVersion !== after.run.catalogVersion || isOther(before.run.catalogHash, after.run.catalogHash),
    programChanged: isOther(before.run.programVersion, after.run.programVersion),
    asOfMoved: before.run.asOf !== after.run.asOf,
    evidence: {
      added: [...later.keys()].filter((name) => !earlier.has(name)),
      removed: [...earlier.keys()].filter((name) => !later.has(name)),
      changed: [...later.keys()].filter((name) => earlier.has(name) && earlier.get(name) !== later.get(name)),
    },
  };
}

function isOther(before: string | undefined, after: string | undefined): boolean {
  return before !== undefined && after !== undefined && before !== after;
}

function hashesByName({ run }: RunRecord): ReadonlyMap<string, string> {
  return new Map(run.evidence.filter(({ kind }) => kind !== planEvidence).map(({ name, hash }) => [name, hash]));
}

function toChange(
  before: Finding | undefined,
  after: Finding | undefined,
  inputs: RunComparison['inputs'],
  later: RunRecord,
): FindingChange | undefined {
  const shown = after ?? before;
  if (shown === undefined) return undefined;
  const what =
    before === undefined || after === undefined ? [] : aspects.filter((aspect) => differs(before, after, aspect));
  if (before !== undefined && after !== undefined && what.length === 0) return undefined;
  const { id, check, requirement, title, subject } = shown;
  const because = findCauses(before, after, inputs, later.run.asOf);
  return {
    id,
    check,
    requirement,
    title,
    subject,
    direction: directionOf(before, after),
    what,
    because,
    before,
    after,
  };
}

function differs(before: Finding, after: Finding, aspect: ChangedAspect): boolean {
  return canonicalise(before[aspect] ?? null) !== canonicalise(after[aspect] ?? null);
}

function directionOf(before: Finding | undefined, after: Finding | undefined): Direction {
  if (before === undefined) return 'new';
  if (after === undefined) return 'gone';
  return directionOfChange[standingOf(before)][standingOf(after)];
}

function findCauses(
  before: Finding | undefined,
  after: Finding | undefined,
  inputs: RunComparison['inputs'],
  asOf: string,
): readonly ChangeCause[] {
  if (inputs.samePlan === 'other') return ['another-plan'];
  const known = before === undefined || after === undefined ? [] : findCausesInFindings(before, after, asOf);
  // A waiver or an expiry that is all that differs explains itself. With another outcome, the inputs may have a part in it.
  const explained = known.length > 0 && (before?.outcome === after?.outcome || known.includes('proof-expired'));
  if (explained) return known;

  const causes: ChangeCause[] = [...known];
  if (inputs.planChanged) causes.push('plan-changed');
  if (inputs.catalogChanged) causes.push('catalog-changed');
  if (inputs.programChanged) causes.push('program-changed');
  if (dependsOnEvidence(after ?? before)) {
    if (inputs.evidence.added.length > 0) causes.push('evidence-added');
    if (inputs.evidence.removed.length > 0) causes.push('evidence-removed');
    if (inputs.evidence.changed.length > 0) causes.push('evidence-changed');
  }
  if (causes.length > 0) return causes;
  return [inputs.asOfMoved ? 'as-of-moved' : 'not-in-the-records'];
}

/** What the two findings say themselves about why they differ. */
function findCausesInFindings(before: Finding, after: Finding, asOf: string): readonly ChangeCause[] {
  const causes: ChangeCause[] = [];
  if (before.waiver === undefined && after.waiver !== undefined) causes.push('waiver-appeared');
  if (before.waiver !== undefined && after.waiver === undefined && after.outcome === 'fail') {
    // A waiver holds through its last day: `expires` is a day, `asOf` an instant in UTC.
    causes.push(before.waiver.expires < asOf.slice(0, 10) ? 'waiver-expired' : 'waiver-withdrawn');
  }
  if (before.unknownBecause !== 'expired' && after.unknownBecause === 'expired') causes.push('proof-expired');
  return causes;
}

/** What the plan alone decides, or a person has stated in it, no rule file can change. */
function dependsOnEvidence(finding: Finding | undefined): boolean {
  return finding !== undefined && !finding.requirement.startsWith('plan.') && finding.how !== 'attested';
}

/** Where the runs are of two plans, and where a plan has moved: what must be said before any change is. */
export function describeSamePlan({ before, after, inputs }: RunComparison): string | undefined {
  switch (inputs.samePlan) {
    case 'same':
      return undefined;
    case 'moved':
      return `Both runs are of ${after.plan.name}, whose file was in another place: it was moved, or it is a copy.`;
    case 'other':
      return `These are runs of two plans, ${before.plan.name} and ${after.plan.name}: what differs has not changed, it is another data plane’s.`;
    default:
      return assertNever(inputs.samePlan);
  }
}

/** A cause as a sentence; `inputs` names the files that came, went or changed. */
export function describeChangeCause(
  cause: ChangeCause,
  { evidence }: Pick<RunComparison['inputs'], 'evidence'>,
): string {
  switch (cause) {
    case 'another-plan':
      return 'It is a run of another plan.';
    case 'plan-changed':
      return 'The plan was changed.';
    case 'catalog-changed':
      return 'The catalogue was another.';
    case 'program-changed':
      return 'The program was another version.';
    case 'evidence-added':
      return `${nameFiles(evidence.added)} ${wasOrWere(evidence.added)} read in addition.`;
    case 'evidence-removed':
      return `${nameFiles(evidence.removed)} ${wasOrWere(evidence.removed)} no longer read.`;
    case 'evidence-changed':
      return `${nameFiles(evidence.changed)} ${wasOrWere(evidence.changed)} changed.`;
    case 'waiver-appeared':
      return 'It was waived.';
    case 'waiver-withdrawn':
      return 'Its waiver was taken out of the plan.';
    case 'waiver-expired':
      return 'Its waiver expired.';
    case 'proof-expired':
      return 'What proved it has expired.';
    case 'as-of-moved':
      return 'It was judged as of another instant.';
    case 'not-in-the-records':
      return 'Nothing that was recorded explains it.';
    default:
      return assertNever(cause);
  }
}

const mostNamed = 3;

function nameFiles(names: readonly string[]): string {
  const more = names.length - mostNamed;
  return enumerate(more > 0 ? [...names.slice(0, mostNamed), `${more} more`] : names);
}

function wasOrWere(names: readonly string[]): string {
  return names.length === 1 ? 'was' : 'were';
}
