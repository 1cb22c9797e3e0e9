/** The day of an instant, in UTC, as plans write days: `2026-11-21`. Days in this form compare as texts. */
export function dayOf(instant: string): string {
  return new Date(instant).toISOString().slice(0, 10);
}
