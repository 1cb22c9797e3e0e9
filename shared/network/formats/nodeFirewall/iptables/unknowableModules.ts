/**
 * Matches of iptables that go by what no dump shows, and why that leaves a rule open, by module. Source:
 * iptables-extensions(8).
 */
export const unknowableModules: ReadonlyMap<string, string> = new Map(
  [
    ['Which addresses are in the set is not known: `ipset list` on the node tells.', ['set']],
    [
      'Which marks the packet carries is not known: what sets them may be outside of these rules.',
      ['mark', 'connmark', 'connlabel', 'socket', 'cgroup', 'realm', 'devgroup', 'cluster', 'ipvs', 'helper'],
    ],
    ['Which process sends the packet is not known.', ['owner']],
    [
      'How much traffic there was before is not known.',
      [
        'limit',
        'hashlimit',
        'connlimit',
        'recent',
        'quota',
        'rateest',
        'connbytes',
        'statistic',
        'condition',
        'psd',
        'fuzzy',
        'nth',
        'random',
      ],
    ],
    [
      'What the packet carries is not known.',
      ['string', 'u32', 'bpf', 'layer7', 'ipp2p', 'ndpi', 'length', 'length2', 'tls', 'webstr'],
    ],
    ['When it will be asked for is not known.', ['time']],
    [
      'How the packet is marked, and how far it came, is not known.',
      ['tos', 'dscp', 'ecn', 'ttl', 'hl', 'tcpmss', 'osf', 'ipv4options', 'ipv6header', 'eui64', 'cpu'],
    ],
    [
      'Which way the packet takes through the node is not known: `ip route` and `bridge link` on the node tell.',
      ['physdev', 'mac', 'rpfilter', 'policy', 'geoip', 'iface'],
    ],
  ].flatMap(([because, modules]) =>
    (modules as readonly string[]).map((module) => [module, because as string] as const),
  ),
);
