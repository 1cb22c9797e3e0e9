/** What is read as valid the real iptables takes: without a right to load rules it is only asked to test them. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { readFirewall } from '#shared/network/formats/nodeFirewall/testing/askNodeFirewall.ts';

const canRestore = spawnSync('iptables-restore', ['--test'], { input: '*filter\nCOMMIT\n' }).status === 0;

const table = (name: string, ...lines: readonly string[]): string => [`*${name}`, ...lines, 'COMMIT', ''].join('\n');

describe.skipIf(!canRestore)(
  `dumps${canRestore ? '' : ' (skipped: needs iptables-restore, and the right to use it)'}`,
  () => {
    it.each([
      [
        'addresses, ports and chains',
        table(
          'filter',
          ':FORWARD DROP [0:0]',
          ':OWN - [0:0]',
          ':INNER - [0:0]',
          '-A FORWARD ! -s 10.0.0.0/8 -p tcp -m multiport --dports 80,443,8000:8080 -j OWN',
          '-A OWN -m iprange --dst-range 10.0.0.1-10.0.0.9 -g INNER',
          '-A INNER -m addrtype --dst-type LOCAL -j REJECT --reject-with icmp-port-unreachable',
          '-A INNER -m conntrack --ctstate NEW,UNTRACKED -m comment --comment "let \\"it\\" out" -j RETURN',
          '-A INNER -p udp -m udp ! --dport 53 -j LOG --log-prefix "out: "',
        ),
      ],
      [
        'translation',
        table('nat', '-A PREROUTING -p tcp -m tcp --dport 443 -j DNAT --to-destination 10.0.0.5-10.0.0.9:8443'),
      ],
      ['no tracking', table('raw', '-A PREROUTING -p udp -j CT --notrack')],
      [
        'the rules of Kubernetes',
        table(
          'filter',
          ':KUBE-FORWARD - [0:0]',
          '-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD',
          '-A KUBE-FORWARD -m conntrack --ctstate INVALID -j DROP',
          '-A KUBE-FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT',
        ),
      ],
    ])('are read without a problem, and taken by iptables-restore --test: %s', (_what, text) => {
      expect(readFirewall({ 'node.txt': text }).problems).toEqual([]);
      const { status, stderr } = spawnSync('iptables-restore', ['--test'], { input: text, encoding: 'utf8' });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    });

    it.each([
      ['a port that is none', table('filter', '-A FORWARD -p tcp --dport 70000 -j ACCEPT')],
      [
        'more ports than a rule may list',
        table('filter', `-A FORWARD -p tcp -m multiport --dports ${'1,'.repeat(15)}1 -j ACCEPT`),
      ],
      ['ports of no protocol', table('filter', '-A FORWARD --dport 443 -j ACCEPT')],
      ['ports of a protocol without any', table('filter', '-A FORWARD -p icmp --dport 443 -j ACCEPT')],
      ['a list of ports of no protocol', table('filter', '-A FORWARD -m multiport --dports 80,443 -j ACCEPT')],
      ['a list of ports of all but one', table('filter', '-A FORWARD ! -p tcp -m multiport --dports 80 -j ACCEPT')],
      ['a port twice', table('filter', '-A FORWARD -p tcp --dport 443 --dport 80 -j ACCEPT')],
      ['a protocol twice', table('filter', '-A FORWARD -p tcp -p udp -j ACCEPT')],
      ['a source twice', table('filter', '-A FORWARD -s 10.0.0.1 -s 10.0.0.2 -j ACCEPT')],
      ['a destination twice', table('filter', '-A FORWARD -d 10.0.0.1 -d 10.0.0.2 -j ACCEPT')],
      ['all but several addresses', table('filter', '-A FORWARD ! -s 10.0.0.1,10.0.0.2 -j ACCEPT')],
    ])('are refused by both: %s', (_what, text) => {
      expect(readFirewall({ 'node.txt': text }).problems).toMatchObject([{ severity: 'error' }]);
      expect(spawnSync('iptables-restore', ['--test'], { input: text }).status).not.toBe(0);
    });
  },
);
