import type { Assessment } from '../assessment.ts';
import { fail, pass, unknown } from '../assessment.ts';
import type { Evidence } from '../finding.ts';
import { firstEvidence } from '../firstEvidence.ts';

/** One of many things that are judged alike; `open`: what was seen of it does not decide. */
export interface Judged {
  readonly state: 'good' | 'bad' | 'open';
  readonly evidence: Evidence;
}

interface EachWords {
  /** What was asked of which cluster, for what is counted only. */
  readonly source: string;
  readonly pass: (all: number) => string;
  readonly fail: (bad: number, all: number) => string;
  readonly remedy: string;
  /** Of those that are open. Left out where none can be. */
  readonly open?: { readonly title: (open: number, all: number) => string; readonly remedy: string };
  /** Where there is nothing to judge: an empty list is no proof. */
  readonly none: { readonly title: string; readonly text: string; readonly remedy: string };
}

/** All of them have to be good: one that is bad fails, one that is open leaves it open, and none at all proves nothing. */
export function assessEach(judged: readonly Judged[], words: EachWords): Assessment {
  const { source } = words;
  const evidenceOf = (state: Judged['state']): readonly Evidence[] =>
    judged.filter((one) => one.state === state).map(({ evidence }) => evidence);
  const [bad, open] = [evidenceOf('bad'), evidenceOf('open')];
  if (bad.length > 0) {
    return fail({
      title: words.fail(bad.length, judged.length),
      evidence: firstEvidence(bad, { source }),
      remedy: words.remedy,
    });
  }
  if (open.length > 0) {
    return unknown('not-understood', {
      title: words.open?.title(open.length, judged.length) ?? words.fail(open.length, judged.length),
      evidence: firstEvidence(open, { source }),
      remedy: words.open?.remedy ?? words.remedy,
    });
  }
  const { none } = words;
  return judged.length === 0
    ? unknown('absent', { title: none.title, evidence: [{ text: none.text, source }], remedy: none.remedy })
    : pass('observed', {
        title: words.pass(judged.length),
        evidence: firstEvidence(evidenceOf('good'), { source }),
      });
}
