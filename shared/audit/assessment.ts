import type { Evidence, HowKnown, Outcome, UnknownBecause } from './finding.ts';

/** What a check says about one thing it was asked of. */
export interface Assessment {
  readonly outcome: Outcome;
  readonly how: HowKnown;
  /** What is the case, as a title: `PDP agent cannot reach Kubernetes API server`. */
  readonly title: string;
  readonly evidence: readonly Evidence[];
  /** What to do, or what would decide it; empty where nothing is left to be done. */
  readonly remedy: string;
  readonly unknownBecause?: UnknownBecause | undefined;
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

export function unknown(unknownBecause: UnknownBecause, said: ToBeDone, how: HowKnown = 'observed'): Assessment {
  return { outcome: 'unknown', how, ...said, unknownBecause };
}

export function notApplicable(said: Said): Assessment {
  return { outcome: 'not-applicable', how: 'observed', ...said, remedy: '' };
}
