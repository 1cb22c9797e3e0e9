import { describe, expect, it } from 'vitest';
import { describePorts, describeTraffic } from './describeTraffic.ts';

describe('traffic in words', () => {
  it.each([
    [{ TCP: ['443'] }, '443/tcp'],
    [{ TCP: ['443', '1000-2000'], UDP: ['53'] }, '443/tcp, 1000–2000/tcp, 53/udp'],
    [{}, ''],
  ])('names the ports %o as %s', (ports, words) => {
    expect(describePorts(ports)).toBe(words);
  });

  it('says every address and every port where nothing limits them', () => {
    expect(describeTraffic({ ranges: [], ports: {} })).toBe('every address on every port');
  });

  it('says one address once', () => {
    expect(describeTraffic({ ranges: ['203.0.113.7-203.0.113.7'], ports: { TCP: ['443'] } })).toBe(
      '203.0.113.7 on 443/tcp',
    );
  });

  it('keeps the dashes of what is no range of addresses', () => {
    expect(describeTraffic({ ranges: ['2001:db8::1-2001:db8::2'], ports: { UDP: ['53'] } })).toBe(
      '2001:db8::1–2001:db8::2 on 53/udp',
    );
  });
});
