import { describeDay } from '#shared/report/words.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** `20 Nov 2026, 16:42` of an instant, in the reader's own zone. */
export function formatInstant(instant: string): string {
  const date = new Date(instant);
  return `${formatLocalDay(date)} ${date.getFullYear()}, ${formatClock(date)}`;
}

/** `20 Nov, 16:42`, where the year goes without saying. */
export function formatRecent(instant: string): string {
  const date = new Date(instant);
  return `${formatLocalDay(date)}, ${formatClock(date)}`;
}

/** `20 Nov 2026` of a calendar day such as `2026-11-20`, which has no zone. */
export const formatDay = describeDay;

export function formatClock(date: Date): string {
  return `${String(date.getHours()).padStart(2, '0')}:${String(date.getMinutes()).padStart(2, '0')}`;
}

/** `9 s`, `2 min 05 s`. */
export function formatDuration(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
}

function formatLocalDay(date: Date): string {
  return `${date.getDate()} ${months[date.getMonth()]}`;
}
