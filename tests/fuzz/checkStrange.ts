/**
 * What holds of a file with a part that nobody knows: it lets nothing more through for certain than without that part, and the
 * part is told where it stands, by a problem or by the rule that stays open.
 */
import { covers } from '#shared/network/flows/flowSet.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import type { RuleSet } from '#shared/network/reading/readRules.ts';
import { decideSample } from './decideSample.ts';
import type { SampleDecision } from './decideSample.ts';
import { toRuleFile } from './documents.ts';
import type { Sample } from './ruleKinds.ts';
import { textsOf } from './strangeFiles.ts';
import type { StrangeCase, Texts } from './strangeFiles.ts';

interface KnownSample extends Pick<SampleDecision, 'allowed'> {
  readonly messages: ReadonlySet<string>;
}

const known = new WeakMap<Sample, KnownSample>();

/** What the sample says as it is: it is read without an error, and lets something through. */
function knownSample(sample: Sample): KnownSample {
  let found = known.get(sample);
  if (found === undefined) {
    const { ruleSet, decision } = decide(textsOf(sample), sample);
    const error = ruleSet.problems.find(({ severity }) => severity === 'error');
    if (error !== undefined)
      throw new Error(`A sample is not understood: ${error.file}:${error.line} ${error.message}`);
    if (decision.allowed.every(({ v4, v6 }) => v4.length + v6.length === 0))
      throw new Error('A sample allows nothing.');
    found = { allowed: decision.allowed, messages: new Set(ruleSet.problems.map(({ message }) => message)) };
    known.set(sample, found);
  }
  return found;
}

function decide(texts: Texts, sample: Sample): { readonly ruleSet: RuleSet; readonly decision: SampleDecision } {
  const ruleSet = readRules(texts.map(([file, text]) => toRuleFile(file, text)));
  return { ruleSet, decision: decideSample(ruleSet, sample) };
}

/** Throws where it does not hold. */
export function checkStrange({ sample, texts, file, line, withoutLine }: StrangeCase): void {
  const before = knownSample(sample);
  const { ruleSet, decision } = decide(texts, sample);
  const most = withoutLine === undefined ? before.allowed : decide(withoutLine, sample).decision.allowed;
  if (decision.allowed.some((flows, index) => !covers(most[index] as typeof flows, flows))) {
    throw new Error(`${file}:${line} is not understood, and more is let through than without it.`);
  }
  const lines = (texts.find(([name]) => name === file)?.[1] ?? '').split('\n');
  const isThere = (place: { readonly file: string; readonly line: number }): boolean =>
    place.file === file && isAround(lines, place.line, line);
  const isTold =
    ruleSet.problems.some((problem) => !before.messages.has(problem.message) && isThere(problem)) ||
    (withoutLine === undefined && decision.open().some((place) => isThere(ruleSet.locate(place))));
  if (!isTold) throw new Error(`${file}:${line} is not understood, and nothing tells of it where it stands.`);
}

/** Whether one line is the other, or that of what holds it: by how far lines stand to the right. */
function isAround(lines: readonly string[], told: number, line: number): boolean {
  if (told === line) return true;
  const depthOf = (number: number): number => lines[number - 1]?.search(/\S/) ?? 0;
  const holds = (head: number): boolean =>
    head <= line && lines.slice(head, line).every((_, index) => depthOf(head + index + 1) > depthOf(head));
  if (holds(told)) return true;
  // The name of a thing stands for it.
  const head = lines.findLastIndex((_, index) => index < told - 1 && depthOf(index + 1) < depthOf(told)) + 1;
  return head > 1 && holds(head);
}
