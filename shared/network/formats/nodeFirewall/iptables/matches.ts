import { always, negateIf, never, perhaps } from '../../../machine/condition.ts';
import type { Condition } from '../../../machine/condition.ts';
import { describeValue } from '../../../../kernel/describeValue.ts';
import { carriesMark } from '../marks.ts';
import type { PacketTest } from './iptablesDump.ts';
import { messagesOf } from '../../../flows/services.ts';
import { toOptions } from './options.ts';
import type { ValueCount } from './options.ts';
import { parseMark } from './parseMark.ts';
import { goesBy } from '../packet.ts';
import { content, journey, marks, process } from '../notInDumps.ts';

/** By name, with the `!` before it where it is negated. */
export type GivenOptions = ReadonlyMap<string, readonly string[]>;

/** What `-m` loads. */
export interface Match {
  /** Options that it has for itself: what they say is in the condition. Those of the others are read one by one. */
  readonly options: ReadonlyMap<string, ValueCount>;
  readonly condition: (given: GivenOptions) => Condition;
  /** In place of the condition, where that goes by the packet. */
  readonly test?: (given: GivenOptions) => PacketTest | undefined;
}

const before = 'How much traffic there was before is not known.';
const way = 'Which way the packet takes through the node is not known: `ip route` and `bridge link` on the node tell.';

/** What goes by something that no dump shows. */
const unknowable: readonly (readonly [match: string, because: string, options: string])[] = [
  ['connmark', marks, 'mark'],
  ['connlabel', marks, 'label set/0'],
  ['socket', marks, 'nowildcard/0 transparent/0 restore-skmark/0'],
  ['cgroup', marks, 'cgroup path'],
  ['realm', marks, 'realm'],
  ['devgroup', marks, 'src-group dst-group'],
  ['helper', marks, 'helper'],
  [
    'cluster',
    marks,
    'cluster-hash-seed cluster-local-node cluster-local-nodemask cluster-total-nodes cluster-mac/0 h-length',
  ],
  ['ipvs', marks, 'ipvs/0 vproto vaddr vport vdir vmethod vportctl'],
  ['owner', process, 'uid-owner gid-owner socket-exists/0 suppl-groups/0 pid-owner sid-owner cmd-owner'],
  ['limit', before, 'limit limit-burst'],
  [
    'hashlimit',
    before,
    `hashlimit hashlimit-above hashlimit-upto hashlimit-burst hashlimit-mode hashlimit-srcmask hashlimit-dstmask
     hashlimit-name hashlimit-htable-size hashlimit-htable-max hashlimit-htable-gcinterval hashlimit-htable-expire
     hashlimit-rate-match/0 hashlimit-rate-interval`,
  ],
  ['connlimit', before, 'connlimit-above connlimit-upto connlimit-mask connlimit-saddr/0 connlimit-daddr/0'],
  ['quota', before, 'quota'],
  [
    'rateest',
    before,
    `rateest rateest1 rateest2 rateest-delta/0 rateest-bps/any rateest-bps1/any rateest-bps2/any rateest-pps/any
     rateest-pps1/any rateest-pps2/any rateest-lt/0 rateest-gt/0 rateest-eq/0`,
  ],
  ['connbytes', before, 'connbytes connbytes-dir connbytes-mode'],
  ['statistic', before, 'mode probability every packet'],
  ['condition', before, 'condition'],
  ['nfacct', 'Whether a quota is set is not known: `nfacct list` on the node tells.', 'nfacct-name'],
  ['string', content, 'from to algo icase/0 string hex-string'],
  ['u32', content, 'u32'],
  ['bpf', content, 'bytecode object-pinned'],
  ['length', content, 'length'],
  [
    'time',
    'When it will be asked for is not known.',
    // Before Linux 2.6.24 it had `--days`.
    `datestart datestop timestart timestop monthdays weekdays days
     contiguous/0 kerneltz/0 utc/0 localtz/0`,
  ],
  ['tos', journey, 'tos'],
  ['dscp', journey, 'dscp dscp-class'],
  ['ecn', journey, 'ecn-tcp-cwr/0 ecn-tcp-ece/0 ecn-ip-ect'],
  ['ttl', journey, 'ttl ttl-eq ttl-lt ttl-gt'],
  ['hl', journey, 'hl-eq hl-lt hl-gt'],
  ['tcpmss', journey, 'mss'],
  ['osf', journey, 'genre ttl log'],
  ['ipv6header', journey, 'header soft/0'],
  ['eui64', journey, ''],
  ['cpu', journey, 'cpu'],
  ['physdev', way, 'physdev-in physdev-out physdev-is-in/0 physdev-is-out/0 physdev-is-bridged/0'],
  ['mac', way, 'mac-source'],
  ['rpfilter', way, 'loose/0 validmark/0 accept-local/0 invert/0'],
  ['policy', way, 'dir pol strict/0 reqid spi proto mode tunnel-src tunnel-dst next/0'],
  ['geoip', way, 'src-cc dst-cc source-country destination-country'],
];

/** They match by headers that neither the first packet of a connection nor a message of ICMP carries. */
const ofOthers: readonly (readonly [match: string, options: string])[] = [
  ['ah', 'ahspi ahlen ahres/0'],
  ['esp', 'espspi'],
  ['ipcomp', 'ipcompspi compres/0'],
  ['dccp', 'dccp-types dccp-option'],
  ['udplite', ''],
  ['rt', 'rt-type rt-segsleft rt-len rt-0-res/0 rt-0-addrs rt-0-not-strict/0'],
  ['hbh', 'hbh-len hbh-opts'],
  ['dst', 'dst-len dst-opts'],
  ['frag', 'fragid fraglen fragres/0 fragfirst/0 fragmore/0 fraglast/0'],
  ['mh', 'mh-type'],
  [
    'srh',
    `srh-next-hdr srh-hdr-len-eq srh-hdr-len-gt srh-hdr-len-lt srh-segs-left-eq srh-segs-left-gt srh-segs-left-lt
     srh-last-entry-eq srh-last-entry-gt srh-last-entry-lt srh-tag srh-psid srh-nsid srh-lsid`,
  ],
];

/** Every match of iptables and ip6tables. Source: iptables-extensions(8). */
export const matches: ReadonlyMap<string, Match> = new Map<string, Match>([
  ...unknowable.map(
    ([match, because, options]) => [match, { options: toOptions(options), condition: () => perhaps(because) }] as const,
  ),
  ...ofOthers.map(([match, options]) => [match, { options: toOptions(options), condition: () => never }] as const),
  ...['tcp', 'udp', 'sctp', 'multiport', 'iprange', 'addrtype', 'conntrack', 'state', 'comment', 'pkttype'].map(
    (match) => [match, { options: toOptions(''), condition: () => always }] as const,
  ),
  ['mark', { options: toOptions('mark'), condition: () => perhaps(marks), test: readMarkTest }],
  ...(
    [
      ['icmp', 'ICMP'],
      ['icmp6', 'ICMPv6'],
      ['icmpv6', 'ICMPv6'],
    ] as const
  ).map(([match, version]) => {
    const messages = goesBy(messagesOf(version));
    return [match, { options: toOptions(''), condition: () => messages }] as const;
  }),
  [
    'set',
    {
      options: toOptions(`match-set/2 return-nomatch/0 update-counters/0 update-subcounters/0 packets-eq packets-lt
        packets-gt bytes-eq bytes-lt bytes-gt`),
      condition: (given) => perhaps(describeSet(given)),
    },
  ],
  [
    'recent',
    {
      options: toOptions('set/0 rcheck/0 update/0 remove/0 seconds reap/0 hitcount rttl/0 name rsource/0 rdest/0 mask'),
      // To add an address always succeeds.
      condition: (given) => (given.has('--set') ? always : perhaps(before)),
    },
  ],
]);

/** Undefined for what is not understood. */
function readMarkTest(given: GivenOptions): PacketTest | undefined {
  const isNegated = given.has('! --mark');
  const [text = '', ...more] = [...(given.get('--mark') ?? []), ...(given.get('! --mark') ?? [])];
  const mark = parseMark(text);
  if (mark === undefined || more.length > 0) return undefined;
  return ({ markings }) => negateIf(isNegated, carriesMark(markings, mark));
}

function describeSet(given: GivenOptions): string {
  const [name] = given.get('--match-set') ?? given.get('! --match-set') ?? [];
  return name === undefined
    ? 'Which addresses are in the set is not known: `ipset list` on the node tells.'
    : `Which addresses are in the set ${describeValue(name)} is not known: \`ipset list ${describeValue(name)}\` on the node tells.`;
}
