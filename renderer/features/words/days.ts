/** Whether a text is a day of the calendar in the form in which plans write it: `2026-02-30` is none. */
export function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}

/** What is wrong with a last day that is typed on `today`; both as plans write days, which compare as texts. */
export function findFaultOfLastDay(day: string, today: string): string | undefined {
  if (!isDay(day)) return 'Enter a day of the calendar, such as 2027-01-31.';
  return day < today ? `${day} is over: it would count for nothing.` : undefined;
}
