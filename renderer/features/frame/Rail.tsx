import { Link, Tooltip, TooltipTrigger } from 'react-aria-components';
import { Icon } from '../../ui/Icon.tsx';
import { classes } from '../../ui/classes.ts';
import { formatRoute } from '../../state/route.ts';
import { useRoute } from '../../state/router.ts';
import { useSystem } from '../../state/useCatalog.ts';
import { pageList, pagesOf, stations } from './pageList.ts';
import type { PageEntry, Station } from './pageList.ts';
import { useRailState } from './useRailState.ts';
import type { RailCount } from './useRailState.ts';
import type { Progress } from './progress.ts';

/** The navigation, along the path of the data. */
export function Rail() {
  const { counts, progress } = useRailState();
  const hasPlan = useRoute()?.plan !== undefined;
  const { catalogVersion } = useSystem();
  const [plans, catalogue, settings] = (['plans', 'catalogue', 'settings'] as const).map((page) =>
    pageList.find((entry) => entry.page === page),
  );
  return (
    <nav aria-label="Main" data-moves-focus className="rail">
      {plans && <RailLink entry={plans} />}
      <ul className="rail-path">
        {stations.map((station) => (
          <li key={station} className="rail-station">
            <StationHead station={station} progress={progress[station]} />
            <ul>
              {pagesOf(station).map((entry) => (
                <li key={entry.page}>
                  <RailLink entry={entry} count={counts[entry.page]} isDimmed={!hasPlan} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
      <div className="mt-auto border-t border-line pt-2">
        {catalogue && <RailLink entry={catalogue} note={catalogVersion} />}
        {settings && <RailLink entry={settings} />}
      </div>
    </nav>
  );
}

const progressWords: Record<Progress, string> = { empty: 'nothing yet', half: 'open points', full: 'complete' };

function StationHead({ station, progress }: { readonly station: Station; readonly progress: Progress }) {
  return (
    <div className="station-head" title={`${station}: ${progressWords[progress]}`}>
      <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden className="station-dot">
        <circle cx="7" cy="7" r="7" fill="var(--color-canvas)" />
        <circle
          cx="7"
          cy="7"
          r="2.75"
          fill={progress === 'full' ? 'currentColor' : 'none'}
          stroke={progress === 'empty' ? 'var(--color-ink-3)' : 'currentColor'}
          strokeWidth="1.5"
        />
        {progress === 'half' && <path d="M7 3.5a3.5 3.5 0 0 0 0 7z" fill="currentColor" />}
      </svg>
      <span>
        {station}
        <span className="sr-only">, {progressWords[progress]}</span>
      </span>
    </div>
  );
}

interface RailLinkProps {
  readonly entry: PageEntry;
  readonly count?: RailCount | undefined;
  readonly note?: string;
  /** Without a plan there is nothing behind it: dimmed, and passed over by the keyboard. */
  readonly isDimmed?: boolean;
}

function RailLink({ entry, count, note, isDimmed = false }: RailLinkProps) {
  const route = useRoute();
  const isCurrent = route?.page === entry.page;
  const content = (
    <>
      <Icon of={entry.icon} />
      <span className="rail-label">{entry.title}</span>
      {count !== undefined && (
        <span className={classes('rail-count', count.failing === true && 'font-semibold text-fail')}>
          {count.number}
          <span className="sr-only"> {count.of}</span>
        </span>
      )}
      {note !== undefined && <span className="rail-count">{note}</span>}
    </>
  );
  if (isDimmed) {
    return (
      <span className="rail-link" data-dimmed title="Open a plan first">
        {content}
      </span>
    );
  }
  return (
    <TooltipTrigger delay={300} closeDelay={50}>
      <Link
        href={formatRoute({ page: entry.page, plan: route?.plan })}
        className="rail-link"
        {...(isCurrent ? { 'aria-current': 'page' as const } : {})}
      >
        {content}
      </Link>
      <Tooltip placement="right" offset={8} className="rail-tooltip">
        {entry.title}
      </Tooltip>
    </TooltipTrigger>
  );
}
