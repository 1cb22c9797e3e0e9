import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeFlowTarget, parseFlowTarget } from './flowTarget.ts';

describe('a destination as someone writes it', () => {
  it.each([
    ['203.0.113.7:443', '203.0.113.7:443/tcp'],
    ['203.0.113.7:53/udp', '203.0.113.7:53/udp'],
    [' cp.Example.COM.:443/TCP ', 'cp.example.com:443/tcp'],
    ['*.servicebus.windows.net:5671', '*.servicebus.windows.net:5671/tcp'],
    ['kubernetes:6443/sctp', 'kubernetes:6443/sctp'],
    ['[2001:db8:0:0::7]:443', '[2001:db8::7]:443/tcp'],
    ['kube-system/coredns:53/udp', 'kube-system/coredns:53/udp'],
    ['203.0.113.7:8/icmp', '203.0.113.7:8/0/icmp'],
    ['cp.example.com:3/4/ICMP', 'cp.example.com:3/4/icmp'],
    ['[2001:db8::7]:128/0/icmpv6', '[2001:db8::7]:128/0/icmpv6'],
  ])('%s is %s', (text, described) => {
    const parsed = parseFlowTarget(text);
    expect(parsed.ok && describeFlowTarget(parsed.value)).toBe(described);
  });

  it.each([
    ['cp.example.com', 'Write it as HOST:PORT'],
    ['2001:db8::7:443', '[IPV6]:PORT'],
    ['[example.com]:443', 'no IPv6 address'],
    ['203.0.113.256:443', 'neither an address nor a host name'],
    ['203.0.113.0/24/7:443', 'Write it as'],
    ['shop/-api:443', 'neither an address nor a host name'],
    ['https://example.com:443', 'Write it as'],
    ['-a.example.com:443', 'neither an address nor a host name'],
    ['example.com:0', 'from 1 to 65535'],
    ['example.com:65536', 'from 1 to 65535'],
    ['example.com:443/gre', 'write tcp, udp or sctp'],
    ['example.com:443/0', 'no codes'],
    ['example.com:443/0/tcp', 'no codes'],
    ['example.com:443/icmp', 'types and codes from 0 to 255'],
    ['example.com:8/256/icmp', 'types and codes from 0 to 255'],
    ['203.0.113.7:128/icmpv6', 'write icmp'],
    ['[2001:db8::7]:8/icmp', 'write icmpv6'],
  ])('%s is refused, and told how to write it', (text, remedy) => {
    const parsed = parseFlowTarget(text);
    expect(parsed.ok ? 'accepted' : parsed.failure).toContain(remedy);
  });

  it('is read back as it was described, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.ipV4(),
          fc.ipV6().map((address) => `[${address}]`),
          fc.domain(),
          fc.string(),
        ),
        fc.integer({ min: 0, max: 70_000 }),
        fc.constantFrom('', '/tcp', '/udp', '/sctp', '/icmp', '/4/icmpv6'),
        (host, port, protocol) => {
          const parsed = parseFlowTarget(`${host}:${port}${protocol}`);
          const again = parsed.ok ? parseFlowTarget(describeFlowTarget(parsed.value)) : parsed;
          expect(again).toEqual(parsed);
          expect(parsed.ok || parsed.failure.length > 0).toBe(true);
        },
      ),
    );
  });
});
