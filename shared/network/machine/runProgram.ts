import { eitherOf } from './decision.ts';
import type { Decision, DecisionStep, Unknown } from './decision.ts';
import type { Destination } from './destination.ts';
import { areEqual, intersect, isEmpty, subtract, unite, uniteAll } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import type { RuleProgram, Section, Translation } from './ruleProgram.ts';
import { callersFirst } from './callersFirst.ts';
import { followSections } from './followSections.ts';
import type { Follow } from './followSections.ts';
import { Passages, restrict } from './passages.ts';
import { originalsOf } from './originalsOf.ts';

/** `follow` is told of every rule of the sections that is met while something is still open, in order. */
export function runProgram(program: RuleProgram, destination: Destination, follow?: Follow): Decision {
  if (program.goesByFlowsAlone !== true || follow !== undefined) return runAnew(program, destination, follow);
  const { flows } = destination;
  const answers = knownAnswers.get(program) ?? [];
  knownAnswers.set(program, answers);
  const known = answers.find((answer) => areEqual(answer.flows, flows));
  if (known !== undefined) return known.decision;
  const decision = runAnew(program, destination, undefined);
  if (answers.push({ flows, decision }) > mostAnswersKept) answers.shift();
  return decision;
}

/** Rows of a plan ask for the same flows again and again: every public address on 443/tcp. */
const knownAnswers = new WeakMap<RuleProgram, { readonly flows: FlowSet; readonly decision: Decision }[]>();
const mostAnswersKept = 16;

function runAnew(program: RuleProgram, destination: Destination, follow: Follow | undefined): Decision {
  const { sections, otherReadings = [], translate } = program;
  if (translate !== undefined) return runTranslated(program, destination, translate(destination.flows), follow);
  const run = (some: readonly Section[], someone: Follow | undefined): Decision =>
    runSections(some, destination, new Passages(destination), someone);
  return otherReadings.reduce(
    (decided, other) => eitherOf(decided, run(other.sections, undefined), other.because, destination.flows),
    run(sections, follow),
  );
}

/** Runs a program on what the flows become, and says what that means for the flows as they were. */
function runTranslated(
  program: RuleProgram,
  destination: Destination,
  translation: Translation,
  follow: Follow | undefined,
): Decision {
  const { unchanged, moved } = translation;
  const untranslated = { ...program, translate: undefined };
  if (moved.length === 0 && areEqual(unchanged, destination.flows))
    return runProgram(untranslated, destination, follow);
  const flows = uniteAll([unchanged, ...moved.map(({ to }) => to)]);
  const decision = runProgram(untranslated, { ...destination, flows }, follow);
  const toOriginal = originalsOf(translation);
  const others = subtract(destination.flows, uniteAll([unchanged, ...moved.map(({ from }) => from)]));
  return {
    mayAllow: unite(toOriginal(decision.mayAllow), others),
    mayDeny: toOriginal(decision.mayDeny),
    steps: decision.steps.map((step) => ({
      ...step,
      flows: toOriginal(step.flows),
      matched: step.matched === undefined ? undefined : intersect(step.matched, unchanged),
    })),
    unknowns: decision.unknowns.map((unknown) => ({ ...unknown, flows: toOriginal(unknown.flows) })),
  };
}

function runSections(
  sections: readonly Section[],
  destination: Destination,
  passages: Passages,
  follow: Follow | undefined,
): Decision {
  const allowed: FlowSet[] = [];
  const denied: FlowSet[] = [];
  const steps: DecisionStep[] = [];
  const unknowns: Unknown[] = [];
  const entering = new Map<readonly Section[], FlowSet[]>([[sections, [destination.flows]]]);
  // All that enters sections is known before they are looked at, since those that run them come first.
  for (const some of callersFirst(sections)) {
    const entered = uniteAll(entering.get(some) ?? []);
    if (isEmpty(entered)) continue;
    const passage = passages.of(some);
    allowed.push(intersect(passage.allowed, entered));
    denied.push(intersect(passage.denied, entered));
    for (const step of restrict(passage.steps, entered, passages.domain)) steps.push(step);
    for (const unknown of restrict(passage.unknowns, entered, passages.domain)) unknowns.push(unknown);
    for (const { into, flows } of restrict(passage.runs, entered, passages.domain)) {
      const known = entering.get(into);
      if (known === undefined) entering.set(into, [flows]);
      else known.push(flows);
    }
    const left = intersect(passage.back, entered);
    // Past the last section nothing has decided, and what no rule forbids is let through.
    if (some === sections && !isEmpty(left)) {
      allowed.push(left);
      steps.push({ action: 'allow', flows: left, places: [], matched: undefined });
    }
  }
  if (follow !== undefined) followSections(sections, destination, passages, follow);
  return { mayAllow: uniteAll(allowed), mayDeny: uniteAll(denied), steps, unknowns };
}
