import { directions } from '#shared/history/compareRuns.ts';
import type { Direction, RunComparison } from '#shared/history/compareRuns.ts';

export const directionTitles = {
  worse: 'Worse',
  found: 'Found failing',
  lost: 'No longer known',
  new: 'New',
  better: 'Better',
  gone: 'Gone',
  other: 'Otherwise changed',
} as const satisfies Record<Direction, string>;

/** `1 worse, 2 new`: how many findings moved each way, leaving out the ways in which none did. */
export function describeDirections({ summary }: Pick<RunComparison, 'summary'>): string {
  const moved = directions.filter((direction) => summary[direction] > 0);
  return moved.length === 0
    ? 'nothing has changed'
    : moved.map((direction) => `${summary[direction]} ${directionTitles[direction].toLowerCase()}`).join(', ');
}
