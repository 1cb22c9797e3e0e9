import { useState } from 'react';

/** The instant at which the page was opened, in ISO 8601: what has expired is judged by it. */
export function useNow(): string {
  const [now] = useState(() => new Date().toISOString());
  return now;
}
