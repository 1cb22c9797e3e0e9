import { countOpenCauses } from '#shared/audit/gatherCauses.ts';
import type { GatheredCause } from '#shared/audit/gatherCauses.ts';
import type { Coverage } from '#shared/audit/finding.ts';
import { none } from '#shared/kernel/none.ts';
import { PartitionBar } from '../../ui/PartitionBar.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { count } from '../words/counts.ts';
import { applicable, coverageParts, decided, describeCoverage } from '../words/outcomes.ts';

interface CoverageBarProps {
  readonly coverage: Coverage | undefined;
  /** What several unknown results wait for alike: each is one thing to bring, however many wait for it. */
  readonly causes?: readonly GatheredCause[];
}

/** How much of what applies has a result: the sentence, the bar, and every count in words. Never a percentage. */
export function CoverageBar({ coverage, causes = none }: CoverageBarProps) {
  if (coverage === undefined) {
    return (
      <div className="px-6 pb-3 max-rail:px-5">
        <p className="mb-1.75 font-semibold">Not audited yet</p>
        <PartitionBar parts={[]} label="Not audited yet" />
      </div>
    );
  }
  const { outOfScope = 0 } = coverage;
  const parts = coverageParts(coverage);
  return (
    <div className="px-6 pb-3 max-rail:px-5">
      <p className="mb-1.75 flex flex-wrap items-baseline gap-x-2">
        <b className="font-semibold">
          {decided(coverage)} of {count(applicable(coverage), 'applicable check')} have a result
        </b>
        {coverage.unknown > 0 && (
          <span className="text-ink-3">
            {coverage.unknown === 1
              ? '1 is unknown and counts as open'
              : `${coverage.unknown} are unknown and count as open`}
            {causes.length > 0 && `, from ${count(countOpenCauses(coverage.unknown, causes), 'cause')}`}
          </span>
        )}
        {outOfScope > 0 && (
          <span className="text-ink-3">
            {outOfScope === 1 ? '1 more is' : `${outOfScope} more are`} out of scope: no cluster was to be looked at
          </span>
        )}
      </p>
      <PartitionBar parts={parts} label={describeCoverage(coverage)} />
      <div aria-hidden className="mt-1.75 flex flex-wrap gap-x-4 gap-y-1 text-small low:hidden">
        {parts.map(({ tone, count: number, words }) => (
          <ToneMark key={words} tone={tone}>{`${number} ${words}`}</ToneMark>
        ))}
      </div>
    </div>
  );
}
