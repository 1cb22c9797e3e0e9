import { InvalidArgumentError, Option } from 'commander';

/** `--as-of`: the day or the instant at which expiries are judged, as an instant. */
export function asOfOption(): Option {
  return new Option(
    '--as-of <instant>',
    'judge expiries as of this day, or instant with its zone, for example 2026-11-21 or 2026-11-21T09:00:00Z',
  ).argParser(toInstant);
}

/** Days count in full, in UTC, so a day alone is its beginning there. `Date` would take 30 February for 2 March. */
function toInstant(text: string): string {
  const [, day, time] = /^(\d{4}-\d{2}-\d{2})(T.*(?:Z|[+-]\d{2}:\d{2}))?$/.exec(text) ?? [];
  if (day === undefined) {
    throw new InvalidArgumentError('Give a day, or a date, a time and a zone, as in 2026-11-21T00:00:00Z.');
  }
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) {
    throw new InvalidArgumentError(`There is no day ${day}.`);
  }
  const instant = time === undefined ? midnight : new Date(text);
  if (Number.isNaN(instant.getTime())) throw new InvalidArgumentError('There is no such time of day.');
  return instant.toISOString();
}
