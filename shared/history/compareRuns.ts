import { standingOf } from '../audit/coverage.ts';
import type { Standing } from '../audit/coverage.ts';
import type { Coverage, Finding } from '../audit/finding.ts';
import { enumerate } from '../kernel/enumerate.ts';
import { assertNever } from '../kernel/result.ts';
import type { ConnectionVerdict } from '../network/judging/verdict.ts';
import type { LayerKind, Plan } from '../plan/plan.ts';
import { canonicalise } from './canonicalise.ts';
import { bearsOn, comparePlans, describePlanChanges } from './comparePlans.ts';
import type { PlanChange } from './comparePlans.ts';
import { planEvidence } from './keptEvidence.ts';
import type { RunIdentity, RunPlan, RunRecord } from './runRecord.ts';
import { withOwnNames } from './withOwnNames.ts';

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
  /** It was left out of the scope of one of the runs. */
  | 'scope-changed'
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
  pass: {
    pass: 'other',
    fail: 'worse',
    unknown: 'worse',
    waived: 'worse',
    notApplicable: 'other',
    outOfScope: 'worse',
  },
  fail: { pass: 'better', fail: 'other', unknown: 'lost', waived: 'other', notApplicable: 'other', outOfScope: 'lost' },
  unknown: {
    pass: 'better',
    fail: 'found',
    unknown: 'other',
    waived: 'found',
    notApplicable: 'other',
    outOfScope: 'other',
  },
  waived: {
    pass: 'better',
    fail: 'worse',
    unknown: 'lost',
    waived: 'other',
    notApplicable: 'other',
    outOfScope: 'lost',
  },
  notApplicable: {
    pass: 'better',
    fail: 'worse',
    unknown: 'worse',
    waived: 'worse',
    notApplicable: 'other',
    outOfScope: 'other',
  },
  outOfScope: {
    pass: 'better',
    fail: 'found',
    unknown: 'other',
    waived: 'found',
    notApplicable: 'other',
    outOfScope: 'other',
  },
} as const satisfies Record<Standing, Record<Standing, Direction>>;

/** The parts of a finding that are compared, in the order in which they are told. */
const aspects = [
  'outcome',
  'waiver',
  'outOfScope',
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
  outOfScope: 'scope',
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
  /** Of what differs between the runs, that which bears on this finding. */
  readonly inputs: ChangedInputs;
  readonly before?: Finding | undefined;
  readonly after?: Finding | undefined;
}

export interface ComparedRun {
  readonly plan: RunPlan;
  readonly run: RunIdentity;
  readonly coverage: Coverage;
}

export interface ChangedInputs {
  /** What the plan says otherwise; absent where one of the two plans was not kept. */
  readonly planChanges?: readonly PlanChange[] | undefined;
  /** Names of what was read, apart from the plan. */
  readonly evidence: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly string[];
  };
}

export interface RunComparison {
  readonly before: ComparedRun;
  readonly after: ComparedRun;
  /** What went into the two runs. */
  readonly inputs: ChangedInputs & {
    /** The same plan, where it was: `same`. Of the same name and in another place: `moved`. Else `other`, which is no comparison of like with like. */
    readonly samePlan: 'same' | 'moved' | 'other';
    readonly planChanged: boolean;
    /** By its version or its content. */
    readonly catalogChanged: boolean;
    /** Whether another version of the program judged; false where a record does not say which. */
    readonly programChanged: boolean;
    readonly asOfMoved: boolean;
  };
  /** Worse ones first, then in the order of `directions` and of the later run. */
  readonly changes: readonly FindingChange[];
  readonly summary: Readonly<Record<Direction | 'same', number>>;
}

/** The plans of two runs, as they were kept with them. */
export interface ComparedPlans {
  readonly before: Plan;
  readonly after: Plan;
}

/**
 * What changed between two runs, finding by finding, and why. That a rule stands at another line is no change, nor is evidence
 * of another hash of which `saysTheSame` names the name.
 */
export function compareRuns(
  earlierRun: RunRecord,
  laterRun: RunRecord,
  plans?: ComparedPlans,
  saysTheSame: readonly string[] = [],
): RunComparison {
  const [before, after] = [withOwnNames(earlierRun), withOwnNames(laterRun)];
  const inputs = compareInputs(before, after, plans, saysTheSame);
  const runs = { before, after, inputs, withoutLines: makeWithoutLines(before, after) };
  const earlier = new Map(before.findings.map((finding) => [finding.id, finding]));
  const later = new Set(after.findings.map((finding) => finding.id));
  const changes = [
    ...after.findings.map((finding) => toChange(earlier.get(finding.id), finding, runs)),
    ...before.findings.filter(({ id }) => !later.has(id)).map((finding) => toChange(finding, undefined, runs)),
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

function compareInputs(
  before: RunRecord,
  after: RunRecord,
  plans: ComparedPlans | undefined,
  saysTheSame: readonly string[],
): RunComparison['inputs'] {
  const earlier = hashesByName(before);
  const later = hashesByName(after);
  return {
    samePlan: before.plan.file === after.plan.file ? 'same' : before.plan.name === after.plan.name ? 'moved' : 'other',
    planChanged: before.run.planHash !== after.run.planHash,
    ...(plans !== undefined && { planChanges: comparePlans(plans.before, plans.after) }),
    catalogChanged:
      before.run.catalogVersion !== after.run.catalogVersion || isOther(before.run.catalogHash, after.run.catalogHash),
    programChanged: isOther(before.run.programVersion, after.run.programVersion),
    asOfMoved: before.run.asOf !== after.run.asOf,
    evidence: {
      added: [...later.keys()].filter((name) => !earlier.has(name)),
      removed: [...earlier.keys()].filter((name) => !later.has(name)),
      changed: [...later].flatMap(([name, hash]) =>
        !earlier.has(name) || earlier.get(name) === hash || saysTheSame.includes(name) ? [] : [name],
      ),
    },
  };
}

function isOther(before: string | undefined, after: string | undefined): boolean {
  return before !== undefined && after !== undefined && before !== after;
}

function hashesByName({ run }: RunRecord): ReadonlyMap<string, string> {
  return new Map(run.evidence.filter(({ kind }) => kind !== planEvidence).map(({ name, hash }) => [name, hash]));
}

/** A finding’s two runs, and how a text reads without the lines of the files that they have read. */
interface TwoRuns {
  readonly before: RunRecord;
  readonly after: RunRecord;
  readonly inputs: RunComparison['inputs'];
  readonly withoutLines: (text: string) => string;
}

function makeWithoutLines(before: RunRecord, after: RunRecord): TwoRuns['withoutLines'] {
  const files = new Set(
    [before, after].flatMap(({ egress }) => [egress.plan.file, ...egress.sources.map(({ file }) => file)]),
  );
  return (text) =>
    [...files].reduce((left, file) => {
      const [start = '', ...parts] = left.split(`${file}:`);
      return [start, ...parts.map((part) => part.replace(/^\d+/, ''))].join(file);
    }, text);
}

function toChange(before: Finding | undefined, after: Finding | undefined, runs: TwoRuns): FindingChange | undefined {
  const shown = after ?? before;
  if (shown === undefined) return undefined;
  const what =
    before === undefined || after === undefined
      ? []
      : aspects.filter((aspect) => differs(before[aspect], after[aspect], runs));
  if (before !== undefined && after !== undefined && what.length === 0) return undefined;
  const { id, check, requirement, title, subject } = shown;
  const { because, inputs } = findCauses(before, after, runs);
  return {
    id,
    check,
    requirement,
    title,
    subject,
    direction: directionOf(before, after),
    what,
    because,
    inputs,
    before,
    after,
  };
}

function differs(before: unknown, after: unknown, { withoutLines }: Pick<TwoRuns, 'withoutLines'>): boolean {
  return withoutLines(canonicalise(before ?? null)) !== withoutLines(canonicalise(after ?? null));
}

function directionOf(before: Finding | undefined, after: Finding | undefined): Direction {
  if (before === undefined) return 'new';
  if (after === undefined) return 'gone';
  return directionOfChange[standingOf(before)][standingOf(after)];
}

function findCauses(
  before: Finding | undefined,
  after: Finding | undefined,
  runs: TwoRuns,
): Pick<FindingChange, 'because' | 'inputs'> {
  const { inputs } = runs;
  const all = { evidence: inputs.evidence, planChanges: inputs.planChanges };
  if (inputs.samePlan === 'other') return { because: ['another-plan'], inputs: all };
  const { asOf } = runs.after.run;
  const known = before === undefined || after === undefined ? [] : findCausesInFindings(before, after, asOf);
  // A waiver or an expiry that is all that differs explains itself. With another outcome, the inputs may have a part in it.
  const explained = known.length > 0 && (before?.outcome === after?.outcome || known.includes('proof-expired'));
  const finding = after ?? before;
  if (explained || finding === undefined) return { because: known, inputs: all };

  const bearing = findBearing(finding, runs);
  const rests = dependsOnEvidence(finding);
  const because = [...known, ...findCausesInInputs(inputs, bearing, rests)];
  if (because.length > 0) return { because, inputs: bearing };
  const possible = findCausesInInputs(inputs, all, rests);
  if (possible.length > 0) return { because: possible, inputs: all };
  return { because: [inputs.asOfMoved ? 'as-of-moved' : 'not-in-the-records'], inputs: all };
}

function findCausesInInputs(
  { planChanged, catalogChanged, programChanged }: RunComparison['inputs'],
  { planChanges, evidence }: ChangedInputs,
  restsOnEvidence: boolean,
): readonly ChangeCause[] {
  const causes: readonly (readonly [ChangeCause, boolean])[] = [
    ['plan-changed', planChanged && (planChanges === undefined || planChanges.length > 0)],
    ['catalog-changed', catalogChanged],
    ['program-changed', programChanged],
    ['evidence-added', restsOnEvidence && evidence.added.length > 0],
    ['evidence-removed', restsOnEvidence && evidence.removed.length > 0],
    ['evidence-changed', restsOnEvidence && evidence.changed.length > 0],
  ];
  return causes.filter(([, holds]) => holds).map(([cause]) => cause);
}

/** What the verdict rests on: keys of the plan that can have a part in it, and files that speak for layers that differ. */
function findBearing(finding: Finding, runs: TwoRuns): ChangedInputs {
  const { before, after, inputs } = runs;
  const layers = findDifferingLayers(finding, runs);
  const speaks = (name: string): boolean =>
    layers === undefined ||
    [before, after].some(({ egress }) =>
      egress.sources.some((source) => source.file === name && source.layers.some((layer) => layers.has(layer))),
    );
  const { added, removed, changed } = inputs.evidence;
  return {
    planChanges: inputs.planChanges?.filter((change) => bearsOn(change, finding)),
    evidence: { added: added.filter(speaks), removed: removed.filter(speaks), changed: changed.filter(speaks) },
  };
}

/** The layers whose word on a connection differs; undefined for what does not go by layers, or is in one record only. */
function findDifferingLayers({ requirement }: Finding, runs: TwoRuns): ReadonlySet<LayerKind> | undefined {
  const [earlier, later] = [runs.before, runs.after].map(({ egress }) =>
    [...egress.connections, ...egress.preconditions].find(({ id }) => requirement === `connection.${id}`),
  );
  if (earlier === undefined || later === undefined) return undefined;
  const wordOf = ({ layers }: ConnectionVerdict, kind: LayerKind) => {
    const said = layers.find(({ layer }) => layer === kind);
    return said && { ...said, decidedBy: said.decidedBy.map(({ line: _line, ...rule }) => rule) };
  };
  const kinds = [...earlier.layers, ...later.layers].map(({ layer }) => layer);
  return new Set(kinds.filter((kind) => differs(wordOf(earlier, kind), wordOf(later, kind), runs)));
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
  if ((before.outOfScope === undefined) !== (after.outOfScope === undefined)) causes.push('scope-changed');
  return causes;
}

/** Rules decide connections and what is asked of the rules as a whole; a person’s word in the plan, no file can change. */
function dependsOnEvidence({ requirement, how }: Finding): boolean {
  return /^(?:connection|egress)\./.test(requirement) && how !== 'attested';
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

/** What went into the two runs differently, as sentences. */
export function describeChangedInputs({ inputs }: Pick<RunComparison, 'inputs'>): string {
  const told = findCausesInInputs(inputs, inputs, true).map((cause) => describeChangeCause(cause, inputs));
  return told.join(' ') || 'Plan, catalogue, program and evidence are the same in both.';
}

/** A cause as a sentence; `inputs` names the keys of the plan, and the files that came, went or changed. */
export function describeChangeCause(cause: ChangeCause, { evidence, planChanges = [] }: ChangedInputs): string {
  switch (cause) {
    case 'another-plan':
      return 'It is a run of another plan.';
    case 'plan-changed':
      return planChanges.length === 0
        ? 'The plan was changed.'
        : `The plan was changed: ${describePlanChanges(planChanges)}.`;
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
    case 'scope-changed':
      return 'One of the two runs was not to look at a cluster.';
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
