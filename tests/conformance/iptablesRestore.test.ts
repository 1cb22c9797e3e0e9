/** What is read as valid the real iptables takes: without a right to load rules it is only asked to test them. */
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { askFirewall, readFirewall } from '#shared/network/formats/nodeFirewall/testing/askNodeFirewall.ts';
import { messagesOf } from '#shared/network/flows/services.ts';

const canRestore = spawnSync('iptables-restore', ['--test'], { input: '*filter\nCOMMIT\n' }).status === 0;

/** Loads a dump into a network namespace of its own, and prints what is in force there. */
const restoreAndSave = (text: string) =>
  spawnSync('unshare', ['--net', 'sh', '-c', 'iptables-restore && iptables-save'], { input: text, encoding: 'utf8' });
const canLoad = restoreAndSave('*filter\nCOMMIT\n').status === 0;

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
      ['an octet that is none', table('filter', '-A FORWARD -d 10.0.0.300/8 -j ACCEPT')],
      ['a mask cut short', table('filter', '-A FORWARD -d 10.0.0.0/255.0 -j ACCEPT')],
      ['a number that is not octal', table('filter', '-A FORWARD -p tcp --dport 08 -j ACCEPT')],
      ['a list of ports to the end', table('filter', '-A FORWARD -p tcp -m multiport --dports 443: -j ACCEPT')],
      ['a list of ports without multiport', table('filter', '-A FORWARD -p tcp --dports 443 -j ACCEPT')],
      ['a state without conntrack', table('filter', '-A FORWARD --ctstate NEW -j ACCEPT')],
    ])('are refused by both: %s', (_what, text) => {
      expect(readFirewall({ 'node.txt': text }).problems).toMatchObject([{ severity: 'error' }]);
      expect(spawnSync('iptables-restore', ['--test'], { input: text }).status).not.toBe(0);
    });
  },
);

/** On both sides of what the notations below stand for. */
const questions = [
  { to: '10.1.0.0' },
  { to: '10.1.2.3' },
  { to: '10.1.2.9' },
  { to: '10.2.0.1' },
  { to: '8.1.2.3' },
  { port: 80 },
  { port: 291 },
  { port: 443 },
  { port: 65_535 },
  { protocol: 'UDP' },
  { services: messagesOf('ICMP', 8, 0) },
  { services: messagesOf('ICMP', 3, 4) },
] as const;

describe.skipIf(!canLoad)(
  `notations of people${canLoad ? '' : ' (skipped: needs iptables, unshare, and the right to use them)'}`,
  () => {
    it.each([
      '-d 10.1/16',
      '-d 10/8',
      '-d 10',
      '-d 10.1.2',
      '-d 0x0a.1.2.3',
      '-d 010.1.2.3',
      '-d 10.1.2.3/0x18',
      '-d 10.1.2.3/030',
      '-d 10.1.2.3/+8',
      '-d 10.1.2.3/0377.0xff.0.0',
      '-d 0/0',
      '-d 10.1/16,10.2/16',
      '! -d 10.1/16',
      '-m iprange --dst-range 10.1-10.1.2.5',
      '-m iprange --dst-range 10.2-10.1',
      '-m iprange ! --dst-range 10.2-10.1',
      '-p tcp --dport 0x1bb',
      '-p tcp --dport 0443',
      '-p tcp --dport +443',
      '-p tcp --dport https',
      '-p tcp --dport http:https',
      '-p tcp --dport :http',
      '-p tcp --dport 443:',
      '-p tcp -m multiport --dports 0x50,https',
      '-p tcp -m multiport --dport 80,291',
      '-p tcp -m multiport ! --dports 80:290',
      '-p 0x6',
      '-p 021',
      '-p Tcp',
      '-p icmp --icmp-type 010',
      '-p icmp --icmp-type 255',
      '-p icmp --icmp-type 3/0x4',
      '-m conntrack --ctproto 0x11',
      '-m mark --mark 010/0xff',
    ])('mean what iptables-save then prints: %s', (notation) => {
      const mark = '-A FORWARD -p tcp -j MARK --set-xmark 010/0xff';
      const written = table('filter', ':FORWARD DROP [0:0]', mark, `-A FORWARD ${notation} -j ACCEPT`);
      const { status, stdout: printed } = restoreAndSave(written);
      expect(status).toBe(0);
      expect(readFirewall({ 'node.txt': written }).problems).toEqual([]);
      const answersTo = (text: string) => questions.map((question) => askFirewall(text, question));
      expect(answersTo(written)).toEqual(answersTo(printed));
    });
  },
);
