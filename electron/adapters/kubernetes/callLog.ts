import type { ApiCall } from '#shared/evidence/clusterSnapshot.ts';

type Call = Pick<ApiCall, 'verb' | 'path'>;

/** Equal calls in one line, in the order of the first of each. */
export interface CallLog<Key extends Call> {
  note(call: Key, bytes: number): void;
  list(): readonly (Key & ApiCall)[];
}

export function makeCallLog<Key extends Call>(): CallLog<Key> {
  const calls = new Map<string, { readonly call: Key; count: number; bytes: number }>();
  return {
    note(call, bytes) {
      const key = JSON.stringify(Object.values(call));
      const line = calls.get(key) ?? { call, count: 0, bytes: 0 };
      line.count += 1;
      line.bytes += bytes;
      calls.set(key, line);
    },
    list: () => [...calls.values()].map(({ call, count, bytes }) => ({ ...call, count, bytes })),
  };
}
