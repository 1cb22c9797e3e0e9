import type { ConnectionVerdict, EgressCheck, Verdict } from '#shared/network/judging/verdict.ts';
import { holdsWords } from '../../ui/FilterField.tsx';
import { verdictOrder, verdictWords } from '../words/outcomes.ts';

export type VerdictFilter = Verdict | 'all';

export interface VerdictFilterEntry {
  readonly id: VerdictFilter;
  readonly label: string;
  readonly count: number;
}

export function verdictFilters({ connections }: EgressCheck): readonly VerdictFilterEntry[] {
  return [
    { id: 'all', label: 'All', count: connections.length },
    ...verdictOrder.map((id) => ({
      id,
      label: verdictWords[id].short,
      count: connections.filter(({ verdict }) => verdict === id).length,
    })),
  ];
}

/** The same digit is the same outcome on every page; 4 is waived, which no connection is. */
export const verdictKeys = {
  '0': 'all',
  '1': 'denied',
  '2': 'partly-allowed',
  '3': 'unknown',
  '5': 'allowed',
  '6': 'not-applicable',
} as const satisfies Record<string, VerdictFilter>;

export function isShown(connection: ConnectionVerdict, filter: VerdictFilter, typed: string): boolean {
  return (filter === 'all' || connection.verdict === filter) && holdsWords(textOf(connection), typed);
}

function textOf({
  id,
  component,
  endpoint,
  protocols,
  ports,
  summary,
  destinations,
  layers,
}: ConnectionVerdict): string {
  return [
    id,
    component,
    endpoint,
    ...protocols,
    ...ports,
    summary,
    ...destinations.flatMap(({ host, ranges }) => [host ?? '', ...ranges]),
    ...layers.flatMap(({ decidedBy }) => decidedBy.flatMap(({ file, rule }) => [file, rule])),
  ].join(' ');
}
