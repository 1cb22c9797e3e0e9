import { describe, expect, it } from 'vitest';
import { describeCalls, hostsCalled } from './calls.ts';

const call = (times: number, bytes?: number) => ({ verb: 'list', path: '/api/v1/pods', count: times, bytes });

describe('calls in words', () => {
  it.each([
    [[], '0 calls, 0 bytes'],
    [[call(1, 20)], '1 call, 20 bytes'],
    [[call(2, 1_000), call(3, 500)], '5 calls, 1.5 kB'],
    [[call(2, 1_000), call(3)], '5 calls'],
  ])('%j', (calls, words) => {
    expect(describeCalls(calls)).toBe(words);
  });
});

describe('the hosts that were called', () => {
  it('are each counted once, whether known from a connection or from a call', () => {
    expect(
      hostsCalled(
        [{ host: 'api.acme.example:443' }, { host: 'proxy.acme.example:3128' }],
        [{ server: 'https://api.acme.example' }, { server: 'https://api.acme.example/base' }],
      ),
    ).toEqual(['api.acme.example:443', 'proxy.acme.example:3128']);
  });

  it('are those of this machine as well, where a cluster runs on it', () => {
    expect(hostsCalled([], [{ server: 'https://127.0.0.1:6443' }])).toEqual(['127.0.0.1:6443']);
  });
});
