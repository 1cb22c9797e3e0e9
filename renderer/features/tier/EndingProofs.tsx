import { SideSection } from '../../ui/SidePanel.tsx';
import { useNow } from '../../state/useNow.ts';
import { usePlan } from '../../state/usePlan.ts';
import { useCatalog } from '../../state/useCatalog.ts';
import { formatDay } from '../words/dates.ts';

const SOON_DAYS = 90;

/** Attestations that end before long: after that, their control is unknown again. */
export function EndingProofs() {
  const { plan } = usePlan();
  const { controls } = useCatalog();
  const now = useNow();
  const today = now.slice(0, 10);
  const until = new Date(Date.parse(now) + SOON_DAYS * 86_400_000).toISOString().slice(0, 10);
  const ending = (plan.attestations ?? [])
    .flatMap(({ control, expires, by }) => (expires === undefined ? [] : [{ control, expires, by }]))
    .filter(({ expires }) => expires >= today)
    .toSorted((one, other) => one.expires.localeCompare(other.expires));
  const titleOf = (attested: string): string => controls.find(({ id }) => id === attested)?.title ?? attested;
  const [first] = ending;
  const soon = ending.filter(({ expires }) => expires <= until);
  return (
    <SideSection title="Proof that ends soon">
      {soon.length > 0 ? (
        <ul className="grid gap-1">
          {soon.map(({ control, expires, by }) => (
            <li key={`${control} ${expires}`}>
              {titleOf(control)}, {formatDay(expires)}, {by}
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-ink-2">
          None in the next {SOON_DAYS} days.{' '}
          {first !== undefined && `First to end: ${titleOf(first.control)}, on ${formatDay(first.expires)}.`}
        </p>
      )}
    </SideSection>
  );
}
