import type { TierVerdict } from '#shared/history/runRecord.ts';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { tierTitles } from '../words/choices.ts';

/** The tier that a run has proved, and how many controls keep it from the wanted one. */
export function TierReached({ tier }: { readonly tier: TierVerdict | undefined }) {
  if (tier === undefined) return <span className="text-ink-3">Not audited</span>;
  const { wanted, reached, blockedBy, unknown } = tier;
  if (reached === wanted) return <ToneMark tone="pass">{tierTitles[reached]}</ToneMark>;
  const open = blockedBy.length + unknown.length;
  return (
    <>
      {reached !== null && <span className="block">{tierTitles[reached]}</span>}
      <ToneMark tone={blockedBy.length > 0 ? 'fail' : 'unknown'} className="text-small">
        {open === 0 ? `${tierTitles[wanted]} not known` : `${tierTitles[wanted]}: ${open} open`}
      </ToneMark>
    </>
  );
}
