import type { CommonCause, Evidence, HowKnown, Outcome, UnknownBecause } from './finding.ts';

/** What a check says about one thing it was asked of. */
export interface Assessment {
  readonly outcome: Outcome;
  /** Absent where nothing was seen or said. */
  readonly how?: HowKnown | undefined;
  /** What is the case, as a title: `The rules don’t let PDP agent through to Kubernetes API server`. */
  readonly title: string;
  readonly evidence: readonly Evidence[];
  /** What to do, or what would decide it; empty where nothing is left to be done. */
  readonly remedy: string;
  readonly unknownBecause?: UnknownBecause | undefined;
  /** What it is about, as a noun; where its title says more than that. */
  readonly about?: string | undefined;
  /** Keys of the plan that would decide it or a part of it. */
  readonly missing?: readonly string[] | undefined;
  /** Open points of the plan that this result stands for. */
  readonly standsFor?: readonly string[] | undefined;
  /** Of an unknown: the one thing that it waits for, together with others. */
  readonly waitsFor?: CommonCause | undefined;
}

type Said = Pick<Assessment, 'title' | 'evidence'>;
type ToBeDone = Said & Pick<Assessment, 'remedy'>;

/** A pass rests on complete evidence, so it has to name some. */
export function pass(how: HowKnown, said: Said): Assessment {
  if (said.evidence.length === 0) throw new Error(`A pass without evidence: ${said.title}`);
  return { outcome: 'pass', how, ...said, remedy: '' };
}

export function fail(said: ToBeDone): Assessment {
  return { outcome: 'fail', how: 'observed', ...said };
}

export function unknown(unknownBecause: UnknownBecause, said: ToBeDone, how?: HowKnown): Assessment {
  return { outcome: 'unknown', ...(how !== undefined && { how }), ...said, unknownBecause };
}

/** `how` is given where somebody's word is behind it; what the plan's choices leave out, nobody had to know. */
export function notApplicable(said: Said, how?: HowKnown): Assessment {
  return { outcome: 'not-applicable', ...(how !== undefined && { how }), ...said, remedy: '' };
}
