import { describe, expect, it } from 'vitest';
import { workOut } from '../../flows/effort.ts';
import type { GcpQuestion } from './testing/askGcp.ts';
import { askGcp, errorsOf, readGcp } from './testing/askGcp.ts';

type Fields = Readonly<Record<string, unknown>>;

const network = 'https://www.googleapis.com/compute/v1/projects/p/global/networks/vpc';
const all = [{ ipProtocol: 'all' }];

/** A rule of a policy, for everything that goes to the partner. */
function rule(action: string, match: Fields = {}, more: Fields = {}): Fields {
  return {
    kind: 'compute#firewallPolicyRule',
    priority: 100,
    direction: 'EGRESS',
    action,
    match: { destIpRanges: ['203.0.113.0/24'], layer4Configs: all, ...match },
    enableLogging: false,
    ...more,
  };
}

const everywhere = { destIpRanges: ['0.0.0.0/0', '::/0'] };
const denyRest = rule('deny', everywhere, { priority: 1000 });
const policy = (type: string, name: string, ...rules: readonly unknown[]): Fields => ({ type, name, rules });

function vpcRule(action: 'allowed' | 'denied', more: Fields = {}): Fields {
  return {
    kind: 'compute#firewall',
    name: `${action}-by-vpc`,
    network,
    direction: 'EGRESS',
    priority: 1000,
    destinationRanges: ['0.0.0.0/0'],
    [action]: [{ IPProtocol: 'all' }],
    ...more,
  };
}

/** For arrivals: it says which network the effective firewalls are of. */
const arrivals = vpcRule('allowed', { name: 'arrivals', direction: 'INGRESS' });

const effective = (policies: readonly unknown[], ...vpcRules: readonly Fields[]): Fields => ({
  'effective.json': { firewalls: [arrivals, ...vpcRules], firewallPolicys: policies },
});
const ask = (policies: readonly unknown[], question: GcpQuestion = {}) => askGcp(effective(policies), question);
/** The rule stands before one that denies the rest. */
const verdict = (one: Fields, question: GcpQuestion = {}) =>
  ask([policy('NETWORK', 'global', one, denyRest)], question).verdict;

describe('a rule of a firewall policy', () => {
  it.each<[field: string, value: unknown]>([
    ['description', 'words'],
    ['ruleName', 'to-partner'],
    ['ruleTupleCount', 4],
    ['enableLogging', true],
    ['tlsInspect', true],
  ])('does not go by %s, which says nothing of what it matches', (field, value) => {
    expect(verdict(rule('allow', {}, { [field]: value }))).toBe('allowed');
    expect(verdict(rule('allow', {}, { [`${field}Other`]: value }))).toBe('unknown');
  });

  it.each<[title: string, rule: Fields, question: GcpQuestion, expected: string]>([
    ['the range holds', rule('allow'), {}, 'allowed'],
    ['the range does not hold', rule('allow', { destIpRanges: ['198.51.100.0/24'] }), {}, 'denied'],
    ['it has several ranges', rule('allow', { destIpRanges: ['10.0.0.0/8', '203.0.113.7/32'] }), {}, 'allowed'],
    ['the protocol is another', rule('allow', { layer4Configs: [{ ipProtocol: 'udp' }] }), {}, 'denied'],
    ['the port is another', rule('allow', { layer4Configs: [{ ipProtocol: 'tcp', ports: ['80'] }] }), {}, 'denied'],
    ['the ports hold', rule('allow', { layer4Configs: [{ ipProtocol: '6', ports: ['80', '443'] }] }), {}, 'allowed'],
    ['it denies', rule('deny'), { to: '203.0.113.7' }, 'denied'],
    ['IPv6 is asked', rule('allow', { destIpRanges: ['2001:db8::/32'] }), { to: '2001:db8::1' }, 'allowed'],
    ['it is disabled', rule('allow', {}, { disabled: true }), {}, 'denied'],
    ['it is not disabled', rule('allow', {}, { disabled: false }), {}, 'allowed'],
    ['its priority is the last that there is', rule('allow', {}, { priority: 2_147_483_647 }), {}, 'denied'],
    [
      'its network is that of the nodes, and a secure tag that they lack its target',
      rule('allow', {}, { targetResources: [network], targetSecureTags: [{ name: 'tagValues/1' }] }),
      { attachedTo: ['vpc', 'tagValues/2'] },
      'denied',
    ],
    [
      'an account and a secure tag of the nodes are its targets',
      rule('allow', {}, { targetServiceAccounts: ['a@b'], targetSecureTags: [{ name: 'tagValues/1' }] }),
      { attachedTo: ['vpc', 'a@b', 'tagValues/2'] },
      'denied',
    ],
    ['it is for arrivals', rule('allow', {}, { direction: 'INGRESS' }), {}, 'denied'],
    [
      'its logging is on',
      rule('allow', {}, { enableLogging: true, ruleName: 'partner', ruleTupleCount: 2 }),
      {},
      'allowed',
    ],
    ['it hands on to what comes after [G7]', rule('goto_next'), {}, 'allowed'],
    [
      'it has the traffic inspected [G7]',
      rule('apply_security_profile_group', {}, { securityProfileGroup: 'g' }),
      {},
      'unknown',
    ],
    [
      'it has other traffic inspected',
      rule('apply_security_profile_group', { destIpRanges: ['10.0.0.0/8'] }),
      {},
      'denied',
    ],
    // The nodes as its target
    ['its network is another', rule('allow', {}, { targetResources: [`${network}-2`] }), {}, 'denied'],
    [
      'its network is that of the nodes',
      rule('allow', {}, { targetResources: [`${network}-2`, network] }),
      {},
      'allowed',
    ],
    [
      'its network is named by the number of the project',
      rule('allow', {}, { targetResources: ['projects/123/global/networks/vpc'] }),
      {},
      'unknown',
    ],
    ['accounts are its targets', rule('allow', {}, { targetServiceAccounts: ['a@b'] }), {}, 'unknown'],
    [
      'the account of the nodes is its target',
      rule('allow', {}, { targetServiceAccounts: ['a@b'] }),
      { attachedTo: ['vpc', 'a@b'] },
      'allowed',
    ],
    [
      'another account is its target',
      rule('allow', {}, { targetServiceAccounts: ['a@b'] }),
      { attachedTo: ['vpc', 'c@d'] },
      'denied',
    ],
    ['secure tags are its targets', rule('allow', {}, { targetSecureTags: [{ name: 'tagValues/1' }] }), {}, 'unknown'],
    [
      'a secure tag of the nodes is its target',
      rule('allow', {}, { targetSecureTags: [{ name: 'tagValues/1', state: 'EFFECTIVE' }] }),
      { attachedTo: ['vpc', 'tagValues/1'] },
      'allowed',
    ],
    [
      'a secure tag that the nodes lack is its target',
      rule('allow', {}, { targetSecureTags: [{ name: 'tagValues/1' }] }),
      { attachedTo: ['vpc', 'tagValues/2'] },
      'denied',
    ],
    [
      'all of its secure tags are gone [G7]',
      rule('allow', {}, { targetSecureTags: [{ name: 'tagValues/1', state: 'INEFFECTIVE' }] }),
      { attachedTo: ['vpc', 'tagValues/1'] },
      'denied',
    ],
    ['it is for proxies of load balancers', rule('allow', {}, { targetType: 'INTERNAL_MANAGED_LB' }), {}, 'denied'],
    ['it is for machines', rule('allow', {}, { targetType: 'INSTANCES' }), {}, 'allowed'],
    // Sources
    [
      'the nodes are its sources',
      rule('allow', { srcIpRanges: ['10.0.0.0/8'] }),
      { nodes: ['10.1.0.0/24'] },
      'allowed',
    ],
    ['others are its sources', rule('allow', { srcIpRanges: ['10.0.0.0/8'] }), { nodes: ['192.168.0.0/24'] }, 'denied'],
    // What needs data.
    ['it goes by region [G8]', rule('allow', { destIpRanges: undefined, destRegionCodes: ['US'] }), {}, 'unknown'],
    [
      'it goes by region, and the destination is private',
      rule('allow', { destIpRanges: undefined, destRegionCodes: ['US'] }),
      { to: '10.0.0.1' },
      'denied',
    ],
    ['it goes by region or range', rule('allow', { destRegionCodes: ['US'] }), {}, 'allowed'],
    [
      'it goes by a list of threats',
      rule(
        'deny',
        { destIpRanges: undefined, destThreatIntelligences: ['iplist-known-malicious-ips'] },
        { priority: 1 },
      ),
      {},
      'denied',
    ],
    [
      'it goes by an address group that is not given',
      rule('allow', { destIpRanges: undefined, destAddressGroups: ['projects/p/locations/global/addressGroups/g'] }),
      {},
      'unknown',
    ],
    // Contexts of the network
    ['it is for the internet', rule('allow', { ...everywhere, destNetworkType: 'INTERNET' }), {}, 'unknown'],
    [
      'it is for the internet alone',
      rule('allow', { destIpRanges: [], destNetworkContext: 'INTERNET' }),
      {},
      'unknown',
    ],
    [
      'it is for the internet, and the destination is private',
      rule('allow', { ...everywhere, destNetworkContext: 'INTERNET' }),
      { to: '10.0.0.1' },
      'denied',
    ],
    [
      'it is for what is not the internet, and the destination is private',
      rule('allow', { ...everywhere, destNetworkType: 'NON_INTERNET' }),
      { to: '10.0.0.1' },
      'allowed',
    ],
    [
      'it is for what is not the internet',
      rule('allow', { ...everywhere, destNetworkType: 'NON_INTERNET' }),
      {},
      'unknown',
    ],
    [
      'it is for its own network',
      rule('allow', { ...everywhere, destNetworkType: 'INTRA_VPC' }),
      { to: '10.0.0.1' },
      'unknown',
    ],
    [
      'it is for its own network, elsewhere',
      rule('allow', { destIpRanges: ['10.0.0.0/8'], destNetworkType: 'INTRA_VPC' }),
      {},
      'denied',
    ],
    [
      'it is for several networks, elsewhere',
      rule('allow', { destIpRanges: ['10.0.0.0/8'], destNetworkType: 'VPC_NETWORKS' }),
      {},
      'denied',
    ],
    [
      'it is for several networks',
      rule('allow', { ...everywhere, destNetworkType: 'VPC_NETWORKS' }),
      { to: '10.0.0.1' },
      'unknown',
    ],
    [
      'it is for what is not the internet alone, and the destination is private',
      rule('allow', { destIpRanges: [], destNetworkContext: 'NON_INTERNET' }),
      { to: 'fd00::1' },
      'allowed',
    ],
    [
      'its context is not specified in the field of one name, and is in that of the other',
      rule('allow', { destNetworkContext: 'UNSPECIFIED', destNetworkType: 'INTERNET' }),
      {},
      'unknown',
    ],
    [
      'its context is not specified in the field of the other name',
      rule('allow', { ...everywhere, destNetworkContext: 'NON_INTERNET', destNetworkType: 'UNSPECIFIED' }),
      { to: '10.0.0.1' },
      'allowed',
    ],
    [
      'its context is the same in both fields',
      rule('allow', { ...everywhere, destNetworkContext: 'NON_INTERNET', destNetworkType: 'NON_INTERNET' }),
      { to: '10.0.0.1' },
      'allowed',
    ],
    ['its context is not specified', rule('allow', { destNetworkType: 'UNSPECIFIED' }), {}, 'allowed'],
  ])('decides where %s', (_, one, question, expected) => {
    expect(verdict(one, question)).toBe(expected);
  });

  it.each<[title: string, rule: Fields]>([
    ['the action is not known', rule('mirror')],
    ['a field is not known', rule('allow', {}, { onlyOnMondays: true })],
    ['a field of match is not known', rule('allow', { destMood: 'good' })],
    ['its sources are those of arrivals', rule('allow', { srcSecureTags: [{ name: 'tagValues/1' }] })],
    ['the direction is strange', rule('allow', {}, { direction: 'UP' })],
    ['the priority is negative', rule('allow', {}, { priority: -1 })],
    ['it has no match', rule('allow', {}, { match: undefined })],
    ['it says nothing of the destination', rule('allow', { destIpRanges: [] })],
    ['it names no protocol', rule('allow', { layer4Configs: [] })],
    ['a range is none', rule('allow', { destIpRanges: ['10.0.0.0/33'] })],
    ['its context is not known', rule('allow', { destNetworkType: 'MOON' })],
    [
      'its contexts are two',
      rule('allow', { ...everywhere, destNetworkContext: 'INTERNET', destNetworkType: 'NON_INTERNET' }),
    ],
    ['its type of target is not known', rule('allow', {}, { targetType: 'CAT' })],
    ['its priority is too high', rule('allow', {}, { priority: 2_147_483_648 })],
    ['a secure tag has no name', rule('allow', {}, { targetSecureTags: [{ state: 'EFFECTIVE' }] })],
    ['its secure tags have no names', rule('allow', {}, { targetSecureTags: ['tagValues/1'] })],
    ['disabled is a text', rule('allow', {}, { disabled: 'no' })],
  ])('is unknown where %s, which is reported with its place', (_, one) => {
    const reading = readGcp(effective([policy('NETWORK', 'global', one, denyRest)]));
    expect(askGcp(reading).verdict).toBe('unknown');
    expect(errorsOf(reading)[0]?.place.path.slice(0, 4)).toEqual(['firewallPolicys', 0, 'rules', 0]);
  });

  it('is unknown where another of its priority does something else', () => {
    const reading = readGcp(effective([policy('NETWORK', 'global', rule('allow'), rule('deny'), denyRest)]));
    expect(askGcp(reading).verdict).toBe('unknown');
    expect(errorsOf(reading)).toHaveLength(1);
    const same = rule('allow', { destIpRanges: ['198.51.100.0/24'] });
    const agreeing = readGcp(effective([policy('NETWORK', 'global', rule('allow'), same, denyRest)]));
    expect(askGcp(agreeing).verdict).toBe('allowed');
    expect(errorsOf(agreeing)).toEqual([]);
    const first = rule('allow', {}, { priority: 1 });
    expect(ask([policy('NETWORK', 'global', rule('allow'), rule('deny'), first)]).verdict).toBe('allowed');
  });

  it('comes by its priority, wherever it stands', () => {
    const [sooner, later] = [rule('allow', {}, { priority: 1 }), rule('deny')];
    expect(ask([policy('NETWORK', 'global', later, sooner)]).verdict).toBe('allowed');
    expect(ask([policy('NETWORK', 'global', sooner, later)]).verdict).toBe('allowed');
  });

  it('is judged by the addresses of each kind of machine, whatever was asked before', () => {
    const open = rule('allow', { srcIpRanges: ['10.0.0.0/8'] });
    for (const files of [
      effective([policy('NETWORK', 'global', open, denyRest)]),
      { 'rules.json': [arrivals], 'p.json': ofNetwork(open, denyRest) },
    ]) {
      const reading = readGcp(files);
      const from = (...nodes: readonly string[]): string => askGcp(reading, { nodes }).verdict;
      expect([from('10.1.0.0/16'), from('192.168.0.0/24')]).toEqual(['allowed', 'denied']);
    }
  });

  function ofNetwork(...rules: readonly Fields[]): Fields {
    const selfLink = 'projects/p/global/firewallPolicies/x';
    return {
      kind: 'compute#firewallPolicy',
      name: 'x',
      selfLink,
      associations: [{ attachmentTarget: network }],
      rules,
    };
  }

  it('is named with its policy, its priority and its name', () => {
    const named = rule('deny', {}, { ruleName: 'no-partner' });
    expect(ask([policy('HIERARCHY', 'org-policy', named)])).toMatchObject({
      verdict: 'denied',
      deniedBy: ['hierarchical policy org-policy: rule 100 (no-partner)'],
    });
  });

  it('that hands on leaves out the rest of its own policy alone', () => {
    const policies = [
      policy('HIERARCHY', 'org', rule('goto_next'), denyRest),
      policy('HIERARCHY', 'folder', rule('deny')),
    ];
    expect(ask(policies)).toMatchObject({ verdict: 'denied', deniedBy: ['hierarchical policy folder: rule 100'] });
    expect(ask(policies.slice(0, 1)).verdict).toBe('allowed');
  });
});

describe('a firewall policy', () => {
  it.each<[field: string, value: unknown]>([
    ['id', '1'],
    ['description', 'words'],
    ['creationTimestamp', '2026-01-01T00:00:00.000-08:00'],
    ['selfLinkWithId', 'projects/p/global/firewallPolicies/1'],
    ['fingerprint', 'x'],
    ['policyType', 'VPC_POLICY'],
    ['policySource', 'USER_DEFINED'],
    ['ruleTupleCount', 4],
    ['packetMirroringRules', [{ priority: 1, action: 'mirror' }]],
  ])('does not go by %s, and is unknown with a field that is not known', (field, value) => {
    const withField = (name: string) =>
      readGcp(effective([{ ...policy('NETWORK', 'x', rule('allow'), denyRest), [name]: value }]));
    expect(askGcp(withField(field)).verdict).toBe('allowed');
    expect(askGcp(withField(`${field}Other`)).verdict).toBe('unknown');
    expect(errorsOf(withField(`${field}Other`))).toMatchObject([
      { message: `global policy x: the field “${field}Other” is not known.`, place: { path: ['firewallPolicys', 0] } },
    ]);
  });
});

describe('names of hosts in rules of firewall policies', () => {
  const byName = (action: string, ...names: readonly string[]): Fields =>
    rule(action, { destIpRanges: undefined, destFqdns: names });
  const last = rule('allow', everywhere, { priority: 2000 });
  const denying = (question: GcpQuestion) =>
    ask([policy('NETWORK', 'g', byName('deny', 'x.com'), last)], question).verdict;

  it.each<[title: string, rule: Fields, question: GcpQuestion, expected: string]>([
    ['open the host of that name', byName('allow', 'y.com', 'x.com'), { host: 'x.com' }, 'allowed'],
    ['count in whatever case, with a dot at the end', byName('allow', 'X.com.'), { host: 'x.COM' }, 'allowed'],
    ['open no other host', byName('allow', 'x.com'), { host: 'a.x.com' }, 'denied'],
    ['open no address that is reached by no name', byName('allow', 'x.com'), { isNameless: true }, 'denied'],
    ['may be that of an address', byName('allow', 'x.com'), {}, 'unknown'],
    ['are not understood with a star', byName('allow', '*.x.com'), { host: 'a.x.com' }, 'unknown'],
    ['open with a star nothing that is reached by no name', byName('allow', '*.x.com'), { isNameless: true }, 'denied'],
    ['stand beside ranges', rule('allow', { destFqdns: ['y.com'] }), { host: 'x.com' }, 'allowed'],
  ])('%s [G8]', (_, one, question, expected) => {
    expect(verdict(one, question)).toBe(expected);
  });

  it('that are denied may share an address with any other [X1]', () => {
    expect(denying({ host: 'x.com' })).toBe('denied');
    expect(denying({ host: 'y.com' })).toBe('unknown');
    expect(denying({ isNameless: true })).toBe('unknown');
  });
});

describe('address groups', () => {
  const path = 'projects/p/locations/global/addressGroups/partners';
  const grouped = rule('allow', {
    destIpRanges: undefined,
    destAddressGroups: [`//networksecurity.googleapis.com/v1/${path}`],
  });
  const withGroup = (items: readonly unknown[]): Fields => ({
    ...effective([policy('NETWORK', 'global', grouped, denyRest)]),
    'groups.json': [{ name: path, type: 'IPV4', capacity: 10, items }],
  });

  it('stand for the addresses that the files give', () => {
    expect(askGcp(withGroup(['203.0.113.7'])).verdict).toBe('allowed');
    expect(askGcp(withGroup(['198.51.100.0/24'])).verdict).toBe('denied');
  });

  it('stand beside names', () => {
    const named = { ...grouped, match: { ...(grouped['match'] as Fields), destFqdns: ['x.com'] } };
    const files = { ...withGroup(['203.0.113.7']), ...effective([policy('NETWORK', 'global', named, denyRest)]) };
    expect(askGcp(files, { host: 'y.com' }).verdict).toBe('allowed');
    expect(askGcp(files, { host: 'y.com', to: '198.51.100.1' }).verdict).toBe('denied');
  });

  it('are unknown where an item is not understood', () => {
    expect(askGcp(withGroup(['x'])).verdict).toBe('unknown');
  });

  it('are named with the command that gives their addresses', () => {
    expect(ask([policy('NETWORK', 'global', grouped, denyRest)]).reasons).toEqual([
      expect.stringContaining('`gcloud network-security address-groups describe'),
    ]);
  });
});

describe('the order of policies and VPC rules', () => {
  const one = (type: string, action: string): Fields => policy(type, `${type} ${action}`, rule(action));
  const described = (order?: string, more: Fields = {}): Fields => ({
    'network.json': {
      kind: 'compute#network',
      name: 'vpc',
      selfLink: network,
      networkFirewallPolicyEnforcementOrder: order,
      ...more,
    },
  });
  const after = described('AFTER_CLASSIC_FIREWALL');
  const before = described('BEFORE_CLASSIC_FIREWALL');

  // Each kind before the next, by whatever order the file has them in.
  it.each<[first: string, second: string]>([
    ['HIERARCHY', 'SYSTEM_GLOBAL'],
    ['SYSTEM', 'SYSTEM_REGIONAL'],
    ['SYSTEM_GLOBAL', 'SYSTEM_REGIONAL'],
    ['SYSTEM_REGIONAL', 'NETWORK'],
    ['NETWORK', 'NETWORK_REGIONAL'],
    ['HIERARCHY', 'NETWORK_REGIONAL'],
  ])('puts %s before %s [G4, G6]', (first, second) => {
    expect(ask([one(second, 'deny'), one(first, 'allow')]).verdict).toBe('allowed');
    expect(ask([one(second, 'allow'), one(first, 'deny')]).verdict).toBe('denied');
  });

  it('puts the organisation before folders, as the API lists them', () => {
    const policies = [policy('HIERARCHY', 'organisation', rule('allow')), policy('HIERARCHY', 'folder', rule('deny'))];
    expect(ask(policies).verdict).toBe('allowed');
    expect(ask(policies.toReversed()).verdict).toBe('denied');
  });

  it('is unknown where an organisation has firewall rules of the former form, and that is told', () => {
    const former = (organizationFirewalls: unknown): Fields => ({
      'effective.json': { firewalls: [arrivals, vpcRule('allowed')], organizationFirewalls },
    });
    expect(askGcp(former([]), {}).verdict).toBe('allowed');
    expect(askGcp(former([{ name: 'former' }]), {})).toMatchObject({
      verdict: 'unknown',
      reasons: [expect.stringContaining('former form')],
    });
  });

  it.each([
    [{ shortName: 'short', displayName: 'shown', name: '77' }, 'short'],
    [{ displayName: 'shown', name: '77' }, 'shown'],
    [{ name: '77' }, '77'],
  ])('is told by the name that people gave it: %j', (names, name) => {
    const { deniedBy } = ask([{ type: 'NETWORK', ...names, rules: [rule('deny')] }]);
    expect(deniedBy.join()).toContain(`policy ${name}`);
  });

  it('goes by the list of hierarchical policies, whatever priorities they have', () => {
    const [first, second] = [policy('HIERARCHY', 'a', rule('allow')), policy('HIERARCHY', 'b', rule('deny'))];
    expect(
      ask([
        { ...first, priority: 2 },
        { ...second, priority: 1 },
      ]).verdict,
    ).toBe('allowed');
  });

  it('is that of two policies where they are called alike and of different kinds', () => {
    const [organisation, ofNetwork] = [
      policy('HIERARCHY', 'x', rule('goto_next')),
      policy('NETWORK', 'x', rule('deny')),
    ];
    expect(ask([organisation, ofNetwork]).verdict).toBe('denied');
  });

  const ofFolder = (folder: string, action: string): Fields => ({
    kind: 'compute#firewallPolicy',
    name: folder,
    shortName: folder,
    parent: 'organizations/1',
    associations: [{ name: folder, attachmentTarget: folder }],
    rules: [rule(action)],
  });
  const ancestors = ['project p', 'folder 8', 'folder 7', 'organization 1'].map((text) => {
    const [type, id] = text.split(' ');
    return { id, type };
  });

  it('puts the organisation before folders in whatever order the files are', () => {
    const files = (...policies: readonly Fields[]): Fields => ({ 'rules.json': [arrivals], 'policies.json': policies });
    const attachedTo = ['vpc', 'organizations/1', 'folders/7'];
    const [folder, organisation] = [ofFolder('folders/7', 'deny'), ofFolder('organizations/1', 'allow')];
    expect(askGcp(files(folder, organisation), { attachedTo }).verdict).toBe('allowed');
    expect(askGcp(files(organisation, folder), { attachedTo }).verdict).toBe('allowed');
  });

  it('is unknown where the order of folders matters and nothing tells it; the ancestors of the project do', () => {
    const attachedTo = ['vpc', 'folders/7', 'folders/8'];
    const policies = [ofFolder('folders/8', 'deny'), ofFolder('folders/7', 'allow')];
    const files = { 'rules.json': [arrivals], 'policies.json': policies };
    const { verdict: told, reasons } = askGcp(files, { attachedTo });
    expect([told, reasons.join()]).toEqual(['unknown', expect.stringContaining('gcloud projects get-ancestors')]);
    expect(askGcp({ ...files, 'ancestors.json': ancestors }, { attachedTo }).verdict).toBe('allowed');
    const same = { ...files, 'policies.json': [ofFolder('folders/8', 'deny'), ofFolder('folders/7', 'deny')] };
    expect(askGcp(same, { attachedTo }).verdict).toBe('denied');
  });

  it('asks each of several folders whose order nothing tells', () => {
    const attachedTo = ['vpc', 'folders/7', 'folders/8'];
    const policies = [ofFolder('folders/8', 'goto_next'), ofFolder('folders/7', 'deny')];
    const files = { 'rules.json': [arrivals], 'policies.json': policies };
    expect(askGcp(files, { attachedTo }).verdict).toBe('denied');
  });

  it('leaves open what policies of more folders do than one project can be in', () => {
    const folders = Array.from({ length: 500 }, (_, index) => `folders/${index + 10}`);
    const files = { 'rules.json': [arrivals], 'policies.json': folders.map((folder) => ofFolder(folder, 'deny')) };
    const asked = (to: string) => workOut(() => askGcp(files, { attachedTo: ['vpc', ...folders], to }), 100_000);
    expect(asked('203.0.113.7')).toMatchObject({
      verdict: 'unknown',
      reasons: [expect.stringContaining('Which of several folders')],
    });
    expect(asked('198.51.100.7').verdict).toBe('allowed');
  });

  it('does not doubt what a folder of the plan decides for what other folders say of other addresses', () => {
    const others = Array.from({ length: 20 }, (_, index) => {
      const rules = [rule('allow', { destIpRanges: ['192.0.2.0/24'] })];
      return { ...ofFolder(`folders/${index + 10}`, 'allow'), rules };
    });
    const closed = { ...ofFolder('folders/7', 'deny'), rules: [denyRest] };
    const files = { 'rules.json': [arrivals], 'policies.json': [...others, closed] };
    const attachedTo = ['vpc', 'folders/7'];
    expect(askGcp(files, { attachedTo }).verdict).toBe('denied');
    // Each of them may come first.
    expect(askGcp(files, { attachedTo, to: '192.0.2.7' }).verdict).toBe('unknown');
  });

  it('puts a policy of several where the highest of them is', () => {
    const associations = ['folders/8', 'organizations/1'].map((attachmentTarget) => ({ attachmentTarget }));
    const highest = { ...ofFolder('folders/8', 'allow'), associations };
    const policies = [ofFolder('folders/7', 'deny'), highest];
    const files = { 'rules.json': [arrivals], 'policies.json': policies };
    expect(askGcp({ ...files, 'ancestors.json': ancestors }).verdict).toBe('allowed');
    expect(askGcp(files, { attachedTo: ['vpc', 'folders/7', 'folders/8'] }).verdict).toBe('allowed');
    const elsewhere = { ...highest, associations: [{ attachmentTarget: 'folders/9' }, ...associations] };
    expect(askGcp({ ...files, 'policies.json': [elsewhere] }, { attachedTo: ['vpc', 'folders/8'] }).verdict).toBe(
      'allowed',
    );
  });

  it('knows the organisation by the ancestors of the project', () => {
    const files = { 'rules.json': [arrivals], 'policies.json': [ofFolder('organizations/1', 'deny')] };
    expect(askGcp(files).verdict).toBe('unknown');
    expect(askGcp({ ...files, 'ancestors.json': ancestors }).verdict).toBe('denied');
  });

  it('goes by the ancestors of the project alone where they are given', () => {
    const files = { 'rules.json': [arrivals], 'ancestors.json': ancestors };
    const with7 = { ...files, 'policies.json': [ofFolder('folders/7', 'deny')] };
    expect(askGcp(with7).verdict).toBe('denied');
    expect(askGcp({ ...files, 'policies.json': [ofFolder('folders/9', 'deny')] }).verdict).toBe('allowed');
    const ofAnother = ancestors.with(0, { id: 'q', type: 'project' });
    expect(askGcp({ ...with7, 'ancestors.json': ofAnother }).verdict).toBe('unknown');
  });

  it('puts policies of one kind in the order of their priorities', () => {
    const policies = [
      { ...policy('NETWORK', 'later', rule('deny')), priority: 20 },
      { ...policy('NETWORK', 'sooner', rule('allow')), priority: 10 },
    ];
    expect(ask(policies).verdict).toBe('allowed');
  });

  it.each(['HIERARCHY', 'SYSTEM_REGIONAL'])(
    'puts %s before VPC rules, whatever the order of enforcement [G4]',
    (type) => {
      for (const order of [after, before, {}]) {
        const files = { ...effective([one(type, 'allow')], vpcRule('denied')), ...order };
        expect(askGcp(files).verdict).toBe('allowed');
        expect(askGcp(files, { to: '198.51.100.1' }).verdict).toBe('denied');
      }
    },
  );

  it.each(['NETWORK', 'NETWORK_REGIONAL'])(
    'puts %s after VPC rules by default, so that it never sees what they match [G5]',
    (type) => {
      const denying = effective([one(type, 'allow')], vpcRule('denied'));
      const allowing = effective([one(type, 'deny')], vpcRule('allowed'));
      expect(askGcp({ ...denying, ...after }).verdict).toBe('denied');
      expect(askGcp({ ...allowing, ...after }).verdict).toBe('allowed');
      expect(askGcp({ ...allowing, ...described() }).verdict).toBe('allowed');
    },
  );

  it.each(['NETWORK', 'NETWORK_REGIONAL'])('puts %s before VPC rules where the network says so [G4]', (type) => {
    expect(askGcp({ ...effective([one(type, 'allow')], vpcRule('denied')), ...before }).verdict).toBe('allowed');
    expect(askGcp({ ...effective([one(type, 'deny')], vpcRule('allowed')), ...before }).verdict).toBe('denied');
  });

  // The implied rule comes after all of them.
  it('asks policies of the network where no VPC rule matches [G5]', () => {
    expect(askGcp({ ...effective([one('NETWORK', 'deny')]), ...after }).verdict).toBe('denied');
    expect(askGcp({ ...effective([one('NETWORK', 'deny')]), ...after }, { to: '198.51.100.1' }).verdict).toBe(
      'allowed',
    );
  });

  it('is unknown where the network is not described and the order matters, with the command that tells it', () => {
    const answer = askGcp(effective([one('NETWORK', 'allow')], vpcRule('denied')));
    expect(answer.verdict).toBe('unknown');
    expect(answer.reasons).toEqual([expect.stringContaining('`gcloud compute networks describe vpc --format json`')]);
    expect(askGcp(effective([one('NETWORK', 'allow')], vpcRule('allowed'))).verdict).toBe('allowed');
  });

  it('is told by a network that has no more than a name', () => {
    const files = {
      ...effective([one('NETWORK', 'allow')], vpcRule('denied')),
      ...described('BEFORE_CLASSIC_FIREWALL', { selfLink: undefined }),
    };
    expect(askGcp(files).verdict).toBe('allowed');
    expect(errorsOf(readGcp(files))).toEqual([]);
  });

  it('is that of the network of the nodes, whatever others say', () => {
    const other = described('BEFORE_CLASSIC_FIREWALL', { name: 'other', selfLink: `${network}-2` })['network.json'];
    const files = effective([one('NETWORK', 'allow')], vpcRule('denied'));
    expect(askGcp({ ...files, 'other.json': other, ...after }).verdict).toBe('denied');
  });

  it('is unknown where what the network says is not known', () => {
    const files = { ...effective([one('NETWORK', 'allow')], vpcRule('denied')), ...described('DURING') };
    expect(askGcp(files).verdict).toBe('unknown');
    expect(errorsOf(readGcp(files))).toMatchObject([{ place: { file: 'network.json' } }]);
  });

  it('is unknown where a policy is of a type that is not known', () => {
    const reading = readGcp(effective([policy('GALACTIC', 'x', rule('allow'))]));
    expect(askGcp(reading).verdict).toBe('unknown');
    expect(errorsOf(reading)).toHaveLength(1);
    expect(errorsOf(reading)[0]?.message).toContain('its type GALACTIC is not known');
  });

  it('is unknown where a policy has no type, as older output says none', () => {
    const reading = readGcp(effective([{ ...policy('NETWORK', 'x', rule('allow')), type: undefined }]));
    expect(askGcp(reading).verdict).toBe('unknown');
    expect(errorsOf(reading)[0]?.message).toContain('it has no type, which says when it is looked at.');
  });

  it('is unknown where the network has a policy that is not in the files', () => {
    const more = { firewallPolicy: 'projects/p/global/firewallPolicies/x' };
    const files = { 'rules.json': [arrivals], ...described(undefined, more) };
    expect(askGcp(files).reasons).toEqual([expect.stringContaining('which is not in the files')]);
    expect(askGcp({ 'rules.json': [vpcRule('denied')], ...described(undefined, more) }).verdict).toBe('denied');
  });

  it('is known where the policy of the network is in the files, or another network has one that is not', () => {
    const more = { firewallPolicy: 'projects/p/global/firewallPolicies/x' };
    const rules = [rule('deny', { destIpRanges: ['198.51.100.0/24'] })];
    const given = { kind: 'compute#firewallPolicy', name: 'x', associations: [{ attachmentTarget: network }], rules };
    expect(askGcp({ 'rules.json': [arrivals, given], ...described(undefined, more) }).verdict).toBe('allowed');
    const ofOther = described(undefined, { ...more, name: 'other', selfLink: `${network}-2` });
    expect(askGcp({ 'rules.json': [arrivals], ...ofOther }).verdict).toBe('allowed');
  });
});

describe('policies that stand by themselves', () => {
  const alone = (more: Fields, ...rules: readonly Fields[]): Fields => ({
    kind: 'compute#firewallPolicy',
    name: 'alone',
    selfLink: 'https://www.googleapis.com/compute/v1/projects/p/global/firewallPolicies/alone',
    associations: [{ name: 'x', attachmentTarget: network }],
    rules,
    ...more,
  });
  const regional = { region: 'https://www.googleapis.com/compute/v1/projects/p/regions/europe-west1' };
  const ofFolder = { parent: 'organizations/1', associations: [{ attachmentTarget: 'folders/7' }] };

  it.each<[title: string, more: Fields, question: GcpQuestion, expected: string]>([
    ['are in force in the network that they are attached to', {}, {}, 'denied'],
    [
      'may be in force in a network that is named by the number of its project',
      { associations: [{ attachmentTarget: 'projects/123/global/networks/vpc' }] },
      { attachedTo: [network] },
      'unknown',
    ],
    [
      'are not in force in the network of another project',
      { associations: [{ attachmentTarget: 'projects/q/global/networks/vpc' }] },
      { attachedTo: [network] },
      'allowed',
    ],
    ['are not in force in another network', { associations: [{ attachmentTarget: `${network}-2` }] }, {}, 'allowed'],
    ['are not in force where they are attached to nothing', { associations: [] }, {}, 'allowed'],
    ['of a region are in force there', regional, { region: 'europe-west1' }, 'denied'],
    ['of another region are not in force', regional, { region: 'europe-west4' }, 'allowed'],
    ['of a region may be in force where the plan names none', regional, {}, 'unknown'],
    ['of a region are in force at a zone of it', regional, { region: 'Europe-West1-b' }, 'denied'],
    ['of a region are in force where the plan has its path', regional, { region: 'regions/europe-west1' }, 'denied'],
    [
      'of a region named by itself are in force there',
      { region: 'europe-west1' },
      { region: 'europe-west1' },
      'denied',
    ],
    ['of a region may be in force in what is no region', regional, { region: 'West Europe' }, 'unknown'],
    [
      'of a region that only their URL names are in force there',
      { selfLink: 'projects/p/regions/europe-west1/firewallPolicies/alone' },
      { region: 'europe-west4' },
      'allowed',
    ],
    ['of a folder may be in force', ofFolder, {}, 'unknown'],
    ['of a folder that the plan names are in force', ofFolder, { attachedTo: ['vpc', 'folders/7'] }, 'denied'],
    ['of a folder are not in force where nothing has them', { ...ofFolder, associations: [] }, {}, 'allowed'],
  ])('%s', (_, more, question, expected) => {
    const files = { 'rules.json': [arrivals], 'policy.json': [alone(more, rule('deny'))] };
    expect(askGcp(files, question).verdict).toBe(expected);
    expect(readGcp(files).problems).toEqual([]);
  });

  it('give way to effective firewalls, which say what is in force', () => {
    const files = { ...effective([]), 'policy.json': alone({}, rule('deny')) };
    expect(askGcp(files).verdict).toBe('allowed');
  });

  it('of a region are not in force beside effective firewalls that tell of the region without them', () => {
    const told = effective([policy('NETWORK_REGIONAL', 'west', rule('goto_next'))]);
    const files = { ...told, 'policy.json': alone(regional, rule('deny')) };
    expect(askGcp(files, { region: 'europe-west1' }).verdict).toBe('allowed');
  });

  it('are no second policy where effective firewalls hold the same one', () => {
    const nameless = { 'effective.json': { firewallPolicys: [policy('NETWORK', 'alone', rule('deny'))] } };
    expect(askGcp({ ...nameless, 'policy.json': alone({}, rule('deny')) }).verdict).toBe('denied');
  });

  it('of two projects are two, however they are called', () => {
    const ofOther = {
      selfLink: 'https://www.googleapis.com/compute/v1/projects/q/global/firewallPolicies/alone',
      associations: [{ attachmentTarget: network.replace('/p/', '/q/') }],
    };
    const files = {
      'rules.json': [arrivals],
      'p.json': alone({}, rule('deny')),
      'q.json': alone(ofOther, rule('allow')),
    };
    expect(askGcp(files, { attachedTo: [network] }).verdict).toBe('denied');
    expect(readGcp(files).problems).toEqual([]);
  });

  it('are unknown where two files say that they are attached to other things', () => {
    const [one, other] = [alone({}, rule('deny')), alone({ associations: [] }, rule('deny'))];
    for (const [a, b] of [
      [one, other],
      [other, one],
    ]) {
      const files = { 'rules.json': [arrivals], 'a.json': a, 'b.json': b };
      expect(readGcp(files).problems.map(({ message }) => message)).toEqual([
        expect.stringContaining('is described differently in a.json and b.json'),
      ]);
    }
  });

  it.each<[what: string, rules: unknown]>([
    ['are nothing', null],
    ['are no list', 'deny'],
    ['hold something that is no object', [1]],
  ])('are unknown where their rules %s', (_, rules) => {
    const reading = readGcp({ 'rules.json': [arrivals], 'policy.json': [alone({ rules })] });
    expect(askGcp(reading).verdict).toBe('unknown');
    expect(errorsOf(reading)).toHaveLength(1);
  });

  it('are read from a list by scope, as the API gives those of every region', () => {
    const items = { 'regions/europe-west1': { firewallPolicies: [alone(regional, rule('deny'))], warning: {} } };
    const files = { 'rules.json': [arrivals], 'policies.json': { kind: 'compute#list', items } };
    expect(askGcp(files, { region: 'europe-west1' }).verdict).toBe('denied');
  });

  it('of a region are in force beside effective firewalls of the network, which lack them', () => {
    const files = { ...effective([]), 'policy.json': alone(regional, rule('deny')) };
    expect(askGcp(files, { region: 'europe-west1' }).verdict).toBe('denied');
    expect(askGcp(files, { region: 'europe-west4' }).verdict).toBe('allowed');
  });

  it('are not silenced by effective firewalls that do not say of which network they are', () => {
    const nameless = { 'effective.json': { firewalls: [], firewallPolicys: [policy('NETWORK', 'x', rule('allow'))] } };
    const files = { ...nameless, 'policy.json': alone({}, rule('deny')) };
    const { verdict: told, reasons } = askGcp(files);
    expect([told, reasons.join()]).toEqual(['unknown', expect.stringContaining('have no VPC rules')]);
    const [vpc, other] = ['vpc', 'other'].map((name) => ({
      kind: 'compute#network',
      name,
      selfLink: network.replace('vpc', name),
    }));
    expect(askGcp({ ...nameless, 'vpc.json': vpc }).verdict).toBe('allowed');
    const denied = { 'effective.json': { firewallPolicys: [policy('NETWORK', 'x', rule('deny'))] } };
    expect(askGcp({ ...denied, 'networks.json': [vpc, other] }).verdict).toBe('unknown');
  });

  it('are unknown where gcloud has listed them without their rules, with the command that gives these', () => {
    const listed = { 'rules.json': [arrivals], 'policy.json': [alone({ rules: undefined })] };
    const reading = readGcp(listed);
    expect(askGcp(reading).verdict).toBe('unknown');
    expect(errorsOf(reading)).toMatchObject([
      { remedy: expect.stringContaining('gcloud compute network-firewall-policies describe') as unknown },
    ]);
  });

  it('are unknown where two files disagree about one', () => {
    const files = { 'rules.json': [arrivals], 'a.json': alone({}, rule('deny')), 'b.json': alone({}, rule('allow')) };
    expect(askGcp(files).verdict).toBe('unknown');
    expect(readGcp(files).problems).toHaveLength(1);
  });

  it('give way to effective firewalls that have no list of VPC rules', () => {
    const vpc = { kind: 'compute#network', name: 'vpc', selfLink: network };
    const policies = { firewallPolicys: [policy('NETWORK', 'x', rule('deny'))] };
    expect(askGcp({ 'effective.json': policies, 'vpc.json': vpc }).verdict).toBe('denied');
  });

  it('speak for the layer without VPC rules', () => {
    expect(askGcp({ 'policy.json': alone({}, rule('deny')) }).verdict).toBe('denied');
  });
});

describe('effective firewalls without a policy of a region', () => {
  it('are told of, since those of a network lack them, unless their file is named after a region', () => {
    const told = (file: string, ...policies: readonly Fields[]) =>
      readGcp({ [file]: { firewalls: [arrivals], firewallPolicys: policies } }).problems;
    expect(told('effective.json')).toMatchObject([
      { severity: 'warning', remedy: expect.stringContaining('--region') },
    ]);
    expect(told('effective-europe-west1.json')).toEqual([]);
    expect(told('effective.json', policy('NETWORK_REGIONAL', 'west', rule('deny')))).toEqual([]);
  });
});

describe('several answers about one network', () => {
  const org = policy('HIERARCHY', 'org', rule('deny', { destIpRanges: ['198.51.100.0/24'] }));
  const ofRegion = policy('NETWORK_REGIONAL', 'west', rule('deny'));
  const answers = (...each: readonly (readonly Fields[])[]): Fields =>
    Object.fromEntries(
      each.map((policies, index) => [`${index}.json`, { firewalls: [arrivals], firewallPolicys: policies }]),
    );

  it('complete each other: that about the network and that about the region', () => {
    const files = answers([org], [org, ofRegion]);
    expect(askGcp(files).verdict).toBe('denied');
    expect(askGcp(files, { to: '198.51.100.1' }).verdict).toBe('denied');
    expect(askGcp(files, { to: '192.0.2.1' }).verdict).toBe('allowed');
  });

  it('leave unknown which of two regions holds', () => {
    expect(askGcp(answers([ofRegion], [policy('NETWORK_REGIONAL', 'east', rule('allow'))])).verdict).toBe('unknown');
  });

  it('leave unknown which of two regions holds, by the policies of Google’s services as well', () => {
    const [west, east] = ['deny', 'allow'].map((action) => policy('SYSTEM_REGIONAL', action, rule(action)));
    expect(askGcp(answers([west ?? {}], [east ?? {}])).verdict).toBe('unknown');
  });

  it('are unknown where they describe a policy for other addresses', () => {
    const [one, other] = ['203.0.113.0/24', '203.0.112.0/24'].map((range) =>
      policy('NETWORK', 'g', rule('deny', { destIpRanges: [range] })),
    );
    expect(askGcp(answers([one ?? {}], [other ?? {}])).verdict).toBe('unknown');
    expect(askGcp(answers([one ?? {}], [one ?? {}])).verdict).toBe('denied');
  });

  it('are unknown where they describe one policy differently', () => {
    expect(
      askGcp(answers([policy('NETWORK', 'g', rule('deny'))], [policy('NETWORK', 'g', rule('allow'))])).verdict,
    ).toBe('unknown');
  });
});
