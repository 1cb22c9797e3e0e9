import { describe, expect, it } from 'vitest';
import { askFirewall } from '../testing/askNodeFirewall.ts';
import type { FirewallAnswer, FirewallQuestion } from '../testing/askNodeFirewall.ts';

/** A dump with all tables, of which only these chains have rules; chains that no table has of itself are declared. */
function dump(tables: Readonly<Record<string, readonly string[]>>): string {
  const builtIn: Readonly<Record<string, readonly string[]>> = {
    raw: ['PREROUTING', 'OUTPUT'],
    mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
    nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
    filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  };
  return Object.entries(builtIn)
    .flatMap(([table, chains]) => {
      const rules = tables[table] ?? [];
      const own = rules.map((rule) => rule.split(' ')[1] ?? '').filter((chain) => !chains.includes(chain));
      return [
        `*${table}`,
        ...chains.map((chain) => `:${chain} ACCEPT [0:0]`),
        ...new Set(own.map((chain) => `:${chain} - [0:0]`)),
        ...rules,
        'COMMIT',
      ];
    })
    .concat('')
    .join('\n');
}

function ask(tables: Readonly<Record<string, readonly string[]>>, question: FirewallQuestion = {}): FirewallAnswer {
  return askFirewall(dump(tables), question);
}

/** As a node of Kubernetes drops what it marked before. */
const dropMarked = [
  '-A FORWARD -m mark --mark 0x8000/0x8000 -j DROP',
  '-A OUTPUT -m mark --mark 0x8000/0x8000 -j DROP',
];
const marker = '-A KUBE-MARK-DROP -j MARK --set-xmark 0x8000/0x8000';
const toApi = { to: '10.30.0.1' };

describe('marks', () => {
  type Row = readonly [what: string, nat: readonly string[], question: FirewallQuestion, answer: FirewallAnswer];
  it.each<Row>([
    ['that nothing comes to are on no packet', [marker], {}, 'allowed'],
    ['are on none that the node opens either', [marker], { as: 'node' }, 'allowed'],
    ['may be on what comes to their rule', [marker, '-A PREROUTING -j KUBE-MARK-DROP'], {}, 'unknown'],
    ['of what a node opens are not those of pods', [marker, '-A OUTPUT -j KUBE-MARK-DROP'], {}, 'allowed'],
    [
      'are on what the way to their rule matches',
      [marker, '-A PREROUTING -d 10.30.0.1/32 -j KUBE-MARK-DROP'],
      toApi,
      'unknown',
    ],
    ['are on nothing else', [marker, '-A PREROUTING -d 10.30.0.1/32 -j KUBE-MARK-DROP'], {}, 'allowed'],
    [
      'go along to the new destination',
      [
        marker,
        '-A PREROUTING -d 10.30.0.1/32 -j KUBE-MARK-DROP',
        '-A PREROUTING -d 10.30.0.1/32 -p tcp -j DNAT --to-destination 203.0.113.7',
      ],
      {},
      'unknown',
    ],
    ['of other bits do not count', ['-A PREROUTING -j MARK --set-xmark 0x4000/0x4000', marker], {}, 'allowed'],
    ['that are only cleared are on no packet', ['-A PREROUTING -j MARK --set-xmark 0x0/0x8000'], {}, 'allowed'],
    ['are set by their bits', ['-A PREROUTING -j MARK --or-mark 0x8000'], {}, 'unknown'],
    ['are turned over by their bits', ['-A PREROUTING -j MARK --xor-mark 0x8000'], {}, 'unknown'],
    ['are set as a whole', ['-A PREROUTING -j MARK --set-mark 0x8001'], {}, 'unknown'],
    ['are not set by a mask', ['-A PREROUTING -j MARK --and-mark 0x8000', marker], {}, 'allowed'],
    ['may come back from the connection', [marker, '-A PREROUTING -j CONNMARK --restore-mark'], {}, 'unknown'],
    ['may come back from the socket', [marker, '-A PREROUTING -m socket --restore-skmark -j ACCEPT'], {}, 'unknown'],
    ['that no rule sets come from elsewhere', [], {}, 'unknown'],
    ['are set in eBPF as well by Cilium', [marker], { as: 'node', cni: 'cilium' }, 'unknown'],
  ])('%s', (_what, nat, question, answer) => {
    expect(ask({ nat, filter: dropMarked }, question)).toBe(answer);
  });

  it.each<[test: string, answer: FirewallAnswer]>([
    ['--mark 0x0/0x8000', 'denied'],
    ['! --mark 0x0/0x8000', 'allowed'],
    ['--mark 0x8000/0x8000', 'allowed'],
    ['! --mark 0x8000/0x8000', 'denied'],
    ['--mark 32768/32768', 'allowed'],
    // Bits that no rule of the dump uses may be set outside of it.
    ['--mark 0x8000', 'allowed'],
    ['--mark 0x0', 'unknown'],
  ])('that are not set are 0: a DROP of %s leaves it %s', (test, answer) => {
    expect(ask({ nat: [marker], filter: [`-A FORWARD -m mark ${test} -j DROP`] })).toBe(answer);
  });

  it('of Calico are not followed where its eBPF programs set them', () => {
    const filter = [
      '-A cali-FORWARD -m mark --mark 0x1000000/0x1000000 -j ACCEPT',
      '-A cali-FORWARD -j DROP',
      '-A FORWARD -j cali-FORWARD',
    ];
    expect(ask({ raw: ['-A cali-skip -j MARK --set-xmark 0x1000000/0x1000000'], filter })).toBe('unknown');
  });

  it('let what a pod opens to the internet pass a node of Kubernetes', () => {
    const nat = [
      '-A PREROUTING -j KUBE-SERVICES',
      '-A OUTPUT -j KUBE-SERVICES',
      '-A POSTROUTING -j KUBE-POSTROUTING',
      '-A KUBE-SERVICES -d 10.30.0.1/32 -p tcp -m tcp --dport 443 -j KUBE-SVC-API',
      '-A KUBE-SVC-API ! -s 10.20.0.0/16 -d 10.30.0.1/32 -p tcp -m tcp --dport 443 -j KUBE-MARK-MASQ',
      '-A KUBE-SVC-API -j KUBE-SEP-API',
      '-A KUBE-SEP-API -p tcp -m tcp -j DNAT --to-destination 10.10.0.5:6443',
      '-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000',
      '-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
      '-A KUBE-POSTROUTING -j MARK --xor-mark 0x4000',
      '-A KUBE-POSTROUTING -j MASQUERADE',
      marker,
    ];
    const filter = [
      '-A FORWARD -m mark --mark 0x4000/0x4000 -j ACCEPT',
      '-A FORWARD -s 10.20.0.0/16 -d 203.0.113.0/24 -j ACCEPT',
      '-A FORWARD -j DROP',
      ...dropMarked,
    ];
    expect(ask({ nat, filter })).toBe('allowed');
    expect(ask({ nat, filter }, { to: '198.51.100.7' })).toBe('denied');
    expect(ask({ nat, filter }, { as: 'node' })).toBe('allowed');
  });
});
