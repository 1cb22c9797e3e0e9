import type { Party, ResponsibilityCell } from '#shared/catalog/catalog.ts';
import { classes } from '../../ui/classes.ts';

interface PartyNamesProps {
  readonly cell: ResponsibilityCell;
  /** Equal to the plan's own: dimmed, so that the eye reads only differences. */
  readonly dimmed?: boolean;
}

/** The parties of one cell: Customer a filled square, WSO2 a hollow one, nobody a dash. */
export function PartyNames({ cell: { parties, ifRequired }, dimmed = false }: PartyNamesProps) {
  if (parties.length === 0) {
    return (
      <span title="Nobody" className={dimmed ? 'text-ink-3' : 'text-ink-2'}>
        –<span className="sr-only"> nobody</span>
      </span>
    );
  }
  return (
    <>
      {parties.map((party) => (
        <PartyName key={party} party={party} dimmed={dimmed} />
      ))}
      {ifRequired && <span className="party-if-required">if required</span>}
    </>
  );
}

function PartyName({ party, dimmed = false }: { readonly party: Party; readonly dimmed?: boolean }) {
  return (
    <span
      className={classes('party-name', dimmed ? 'text-ink-3' : party === 'WSO2' && 'text-ink-2')}
      data-dimmed={dimmed || undefined}
    >
      <span aria-hidden className="party-square" data-party={party} />
      {party}
    </span>
  );
}

/** `Customer`, `WSO2`, `WSO2 and Customer`, `Nobody`: parties in a sentence. */
export function describeParties(parties: readonly Party[]): string {
  return parties.length === 0 ? 'Nobody' : parties.join(' and ');
}
