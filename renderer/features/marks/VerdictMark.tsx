import type { Finding, HowKnown } from '#shared/audit/finding.ts';
import type { Verdict } from '#shared/network/judging/verdict.ts';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { howKnownWords, verdictWords, wordsOfFinding } from '../words/outcomes.ts';

interface BoxedProps {
  readonly boxed?: boolean;
}

export function VerdictMark({ verdict, boxed = false }: { readonly verdict: Verdict } & BoxedProps) {
  const { tone, word } = verdictWords[verdict];
  return (
    <ToneMark tone={tone} boxed={boxed}>
      {word}
    </ToneMark>
  );
}

export function OutcomeMark({
  finding,
  boxed = false,
}: { readonly finding: Pick<Finding, 'outcome' | 'waiver' | 'outOfScope'> } & BoxedProps) {
  const { tone, word } = wordsOfFinding(finding);
  return (
    <ToneMark tone={tone} boxed={boxed}>
      {word}
    </ToneMark>
  );
}

/** Nothing where nothing was seen or said. */
export function HowKnownMark({ how, boxed = false }: { readonly how: HowKnown | undefined } & BoxedProps) {
  if (how === undefined) return null;
  const { tone, word } = howKnownWords[how];
  return (
    <ToneMark tone={tone} boxed={boxed}>
      {word}
    </ToneMark>
  );
}
