import { describe, expect, it } from 'vitest';
import { servicesOfProtocol } from '../../flows/services.ts';
import type { GcpQuestion } from './testing/askGcp.ts';
import { askGcp, errorsOf, readGcp } from './testing/askGcp.ts';

type Fields = Readonly<Record<string, unknown>>;

const network = 'https://www.googleapis.com/compute/v1/projects/p/global/networks/vpc';

/** A rule that allows TCP 443 to the destination, at priority 1000. */
function rule(name: string, more: Fields = {}): Fields {
  return {
    kind: 'compute#firewall',
    name,
    network,
    direction: 'EGRESS',
    priority: 1000,
    destinationRanges: ['203.0.113.0/24'],
    allowed: [{ IPProtocol: 'tcp', ports: ['443'] }],
    disabled: false,
    logConfig: { enable: false },
    ...more,
  };
}

/** A rule that denies everything that no rule before it has allowed. */
const denyAll = rule('deny-all', {
  priority: 65000,
  destinationRanges: ['0.0.0.0/0'],
  allowed: undefined,
  denied: [{ IPProtocol: 'all' }],
});
const denyAllIpv6 = { ...denyAll, name: 'deny-all-6', destinationRanges: ['::/0'] };

const files = (...rules: readonly unknown[]): Fields => ({ 'firewall-rules.json': rules });
const verdict = (rules: readonly unknown[], question: GcpQuestion = {}) => askGcp(files(...rules), question).verdict;

describe('rules of a VPC network', () => {
  it.each<[field: string, value: unknown]>([
    ['id', '1'],
    ['description', 'words'],
    ['creationTimestamp', '2026-01-01T00:00:00.000-08:00'],
    ['selfLink', 'https://www.googleapis.com/compute/v1/projects/p/global/firewalls/to-partner'],
    ['selfLinkWithId', 'https://www.googleapis.com/compute/v1/projects/p/global/firewalls/1'],
    ['enableLogging', true],
    ['params', { resourceManagerTags: { x: 'y' } }],
  ])('do not go by %s, which says nothing of what they match', (field, value) => {
    expect(verdict([denyAll, rule('to-partner', { [field]: value })])).toBe('allowed');
    expect(verdict([denyAll, rule('to-partner', { [`${field}Other`]: value })])).toBe('unknown');
  });

  it('let out what none of them denies, by the implied rule that is not listed [G1]', () => {
    const answer = askGcp(files(rule('arrivals', { direction: 'INGRESS' })));
    expect(answer.verdict).toBe('allowed');
    expect(answer.allowedBy).toEqual(['what leaves is allowed where no rule of Google Cloud decides (65535)']);
  });

  it('decide by the first that matches, which is named with its priority', () => {
    const answer = askGcp(files(denyAll, rule('to-partner')));
    expect(answer).toMatchObject({ verdict: 'allowed', allowedBy: ['VPC firewall rule to-partner (1000)'] });
    expect(askGcp(files(denyAll), {})).toMatchObject({
      verdict: 'denied',
      deniedBy: ['VPC firewall rule deny-all (65000)'],
    });
  });

  it('of the same priority decide by the denying one [G1]', () => {
    expect(verdict([rule('a'), { ...denyAll, priority: 1000 }])).toBe('denied');
    expect(verdict([{ ...denyAll, priority: 1000 }, rule('a')])).toBe('denied');
    expect(verdict([rule('a', { priority: 999 }), { ...denyAll, priority: 1000 }])).toBe('allowed');
  });

  it('have the priority 1000 where none is written [G1]', () => {
    const deny = (priority: number): Fields => ({ ...denyAll, priority });
    expect(verdict([rule('a', { priority: undefined }), deny(1001)])).toBe('allowed');
    expect(verdict([rule('a', { priority: undefined }), deny(1000)])).toBe('denied');
  });

  it('are for arrivals where no direction is written [G1]', () => {
    expect(verdict([{ ...denyAll, direction: undefined }])).toBe('allowed');
  });

  it('may be for what leaves where a field that is not known may say so', () => {
    const { direction: _direction, ...deny } = denyAll;
    const misspelt = { ...deny, directon: 'EGRESS' };
    expect(verdict([misspelt])).toBe('unknown');
    expect(errorsOf(readGcp(files(misspelt)))[0]?.message).toContain('“directon” is not known');
  });

  it('need no rule for replies', () => {
    const arrivals = { ...denyAll, direction: 'INGRESS', sourceRanges: ['0.0.0.0/0'], destinationRanges: undefined };
    expect(verdict([arrivals, rule('out'), denyAll])).toBe('allowed');
  });

  it.each<[title: string, more: Fields, question: GcpQuestion, expected: string]>([
    ['the range holds', {}, {}, 'allowed'],
    ['the range does not hold', { destinationRanges: ['203.0.112.0/24'] }, {}, 'denied'],
    ['one of several ranges holds', { destinationRanges: ['10.0.0.0/8', '203.0.113.7'] }, {}, 'allowed'],
    ['a part of the destinations is in range', {}, { to: '203.0.112.0/23' }, 'partly-allowed'],
    ['the port is another', {}, { port: 5671 }, 'denied'],
    ['the protocol is another', {}, { protocol: 'UDP' }, 'denied'],
    ['the ports are a range', { allowed: [{ IPProtocol: 'tcp', ports: ['22', '440-445'] }] }, {}, 'allowed'],
    ['the range of ports ends before', { allowed: [{ IPProtocol: 'tcp', ports: ['400-442'] }] }, {}, 'denied'],
    ['the ports begin at zero', { allowed: [{ IPProtocol: 'tcp', ports: ['0-65535'] }] }, {}, 'allowed'],
    ['no ports are written [G2]', { allowed: [{ IPProtocol: 'tcp' }] }, { port: 5671 }, 'allowed'],
    ['every protocol is meant', { allowed: [{ IPProtocol: 'all' }] }, { protocol: 'SCTP', port: 9 }, 'allowed'],
    ['TCP is written as a number', { allowed: [{ IPProtocol: '6', ports: ['443'] }] }, {}, 'allowed'],
    ['UDP is written as a word', { allowed: [{ IPProtocol: 'udp', ports: ['443'] }] }, { protocol: 'UDP' }, 'allowed'],
    ['AH is written as a word', { allowed: [{ IPProtocol: 'ah' }] }, { services: servicesOfProtocol(51) }, 'allowed'],
    [
      'IPIP is written as a word',
      { allowed: [{ IPProtocol: 'ipip' }] },
      { services: servicesOfProtocol(94) },
      'allowed',
    ],
    ['UDP is written as a number', { allowed: [{ IPProtocol: 17 }] }, { protocol: 'UDP' }, 'allowed'],
    ['SCTP has ports', { allowed: [{ IPProtocol: 'sctp', ports: ['9'] }] }, { protocol: 'SCTP', port: 9 }, 'allowed'],
    ['SCTP is written as a number', { allowed: [{ IPProtocol: '132' }] }, { protocol: 'SCTP' }, 'allowed'],
    ['it is for other protocols', { allowed: [{ IPProtocol: 'icmp' }, { IPProtocol: '47' }] }, {}, 'denied'],
    ['protocols are in capitals', { allowed: [{ IPProtocol: 'TCP', ports: ['443'] }] }, {}, 'allowed'],
    ['one of several entries fits', { allowed: [{ IPProtocol: 'icmp' }, { IPProtocol: 'tcp' }] }, {}, 'allowed'],
    ['it is disabled', { disabled: true }, {}, 'denied'],
    ['it is disabled, whatever else is wrong with it [G2]', { disabled: true, allowed: 'x' }, {}, 'denied'],
    ['its logging is on', { logConfig: { enable: true } }, {}, 'allowed'],
    ['IPv6 is asked and IPv4 is open', {}, { to: '2001:db8::1' }, 'denied'],
    ['IPv6 is open', { destinationRanges: ['2001:db8::/32'] }, { to: '2001:db8::1' }, 'allowed'],
    ['no destinations are written', { destinationRanges: undefined }, {}, 'allowed'],
    ['no destinations are written and IPv6 is asked [G2]', { destinationRanges: [] }, { to: '2001:db8::1' }, 'unknown'],
    ['the nodes are in the source ranges', { sourceRanges: ['10.0.0.0/8'] }, { nodes: ['10.1.0.0/16'] }, 'allowed'],
    [
      'the nodes are not in the source ranges',
      { sourceRanges: ['10.0.0.0/8'] },
      { nodes: ['192.168.0.0/24'] },
      'denied',
    ],
    [
      'a part of the nodes is in the source ranges',
      { sourceRanges: ['10.0.0.0/8'] },
      { nodes: ['8.0.0.0/6'] },
      'unknown',
    ],
    ['the addresses of the nodes are not known', { sourceRanges: ['10.0.0.0/8'] }, {}, 'unknown'],
    ['every source is meant', { sourceRanges: ['0.0.0.0/0'] }, {}, 'allowed'],
    [
      'the nodes are in neither the source ranges nor tagged',
      { sourceRanges: ['10.0.0.0/8'], sourceTags: ['x'] },
      { nodes: ['192.168.0.0/24'], attachedTo: ['vpc', 'arrivals'] },
      'denied',
    ],
    [
      'the nodes have neither the tag nor the account of the sources',
      { sourceTags: ['x'], sourceServiceAccounts: ['a@b'] },
      { attachedTo: ['vpc', 'arrivals', 'c@d'] },
      'denied',
    ],
    ['one tag of the nodes is a source', { sourceTags: ['arrivals'] }, { attachedTo: ['arrivals', 'x'] }, 'allowed'],
    ['another account is a source', { sourceServiceAccounts: ['a@b'] }, { attachedTo: ['vpc', 'c@d'] }, 'denied'],
    ['the priority is the last that there is', { priority: 64999 }, {}, 'allowed'],
    [
      'a protocol has the last number',
      { allowed: [{ IPProtocol: '255' }] },
      { services: servicesOfProtocol(255) },
      'allowed',
    ],
    ['its priority is a text', { priority: '900' }, {}, 'allowed'],
  ])('where %s', (_, more, question, expected) => {
    const arrivals = rule('arrivals', { direction: 'INGRESS', sourceTags: ['arrivals', 'x'] });
    expect(verdict([rule('a', more), arrivals, denyAll, denyAllIpv6], question)).toBe(expected);
  });

  it.each<[title: string, more: Fields]>([
    ['a field is not known', { onlyOnMondays: true }],
    ['neither allowed nor denied is written', { allowed: [] }],
    ['both are written', { denied: [{ IPProtocol: 'tcp' }] }],
    ['the direction is strange', { direction: 'SIDEWAYS' }],
    ['the priority is too high', { priority: 65536 }],
    ['the priority is no number', { priority: 'first' }],
    ['the protocol is not known', { allowed: [{ IPProtocol: 'quic' }] }],
    ['the number of the protocol is too high', { allowed: [{ IPProtocol: '256' }] }],
    ['the protocol is missing', { allowed: [{ ports: ['443'] }] }],
    ['every protocol has ports', { allowed: [{ IPProtocol: 'all', ports: ['443'] }] }],
    ['an entry has an unknown field', { allowed: [{ IPProtocol: 'tcp', ports: ['443'], sourcePorts: ['1'] }] }],
    ['an entry is no object', { allowed: ['tcp'] }],
    ['the ports are the wrong way round', { allowed: [{ IPProtocol: 'tcp', ports: ['500-400'] }] }],
    ['the ports are no list', { allowed: [{ IPProtocol: 'tcp', ports: '443' }] }],
    ['a port is too high', { allowed: [{ IPProtocol: 'tcp', ports: ['70000'] }] }],
    ['a range is none', { destinationRanges: ['anywhere'] }],
    ['the ranges are no list', { destinationRanges: '203.0.113.0/24' }],
    ['disabled is a text', { disabled: 'true' }],
    ['tags of sources are numbers', { sourceTags: [1] }],
    ['tags of targets are numbers', { targetTags: [1] }],
  ])('are unknown where one may decide and %s, which is reported with its place', (_, more) => {
    const reading = readGcp(files(rule('a', more), denyAll));
    expect(askGcp(reading).verdict).toBe('unknown');
    const errors = errorsOf(reading);
    expect(errors.length).toBeGreaterThan(0);
    for (const { place } of errors) {
      expect(place).toMatchObject({ file: 'firewall-rules.json', document: 0, path: [0, 'name'] });
    }
  });

  it('that are not understood leave known what a rule before them decides', () => {
    expect(verdict([rule('first', { priority: 1 }), rule('strange', { priority: 2, strange: 1 }), denyAll])).toBe(
      'allowed',
    );
  });

  it('stand in several lists without a contradiction, in whatever form', () => {
    const again = { ...rule('a'), logConfig: { enable: true }, disabled: undefined, targetTags: [] };
    const twice = { 'a.json': [rule('a'), denyAll], 'b.json': { firewalls: [again, denyAll] } };
    expect(askGcp(twice).verdict).toBe('allowed');
    expect(errorsOf(readGcp(twice))).toEqual([]);
  });

  it('are unknown where two files disagree about one', () => {
    const twice = { 'a.json': [rule('a'), denyAll], 'b.json': [rule('a', { disabled: true })] };
    expect(askGcp(twice).verdict).toBe('unknown');
    expect(readGcp(twice).problems.map(({ message }) => message)).toContain(
      'VPC firewall rule a (1000) is described differently in a.json and b.json.',
    );
  });

  it('that are disabled are not told of, whatever is wrong with them', () => {
    expect(errorsOf(readGcp(files(rule('a', { disabled: true, strange: 1 }))))).toEqual([]);
  });

  it('that are described twice are unknown from the first place that either may have', () => {
    const twice = (...priorities: readonly number[]): string =>
      verdict([...priorities.map((priority) => rule('a', { priority })), { ...denyAll, priority: 500 }]);
    expect([twice(400, 600), twice(600, 400), twice(600, 700)]).toEqual(['unknown', 'unknown', 'denied']);
  });

  it('for arrivals are not for what leaves, whatever field of theirs is not known', () => {
    expect(verdict([rule('a'), rule('in', { ...denyAll, name: 'in', direction: 'INGRESS', strange: 1 })])).toBe(
      'allowed',
    );
  });

  it('are of the network that is called default where none is written', () => {
    const { network: _network, ...open } = rule('a');
    expect(verdict([open, { ...denyAll, network: `${network}-2` }], { attachedTo: ['default'] })).toBe('allowed');
  });

  it('are judged by the addresses of each kind of machine, whatever was asked before', () => {
    const reading = readGcp(files(rule('a', { sourceRanges: ['10.0.0.0/8'] }), denyAll));
    const from = (...nodes: readonly string[]): string => askGcp(reading, { nodes }).verdict;
    expect([from('10.1.0.0/16'), from('192.168.0.0/24'), from('10.2.0.0/16')]).toEqual([
      'allowed',
      'denied',
      'allowed',
    ]);
  });

  it('of other networks decide nothing', () => {
    const other = { ...denyAll, network: network.replace('/vpc', '/other') };
    expect(verdict([other, rule('a')], { to: '198.51.100.1' })).toBe('allowed');
    expect(verdict([other, rule('a')], { attachedTo: ['other'] })).toBe('denied');
  });

  it('are given alone with a warning, since policies may come before them', () => {
    expect(readGcp(files(rule('a'))).problems).toMatchObject([{ severity: 'warning', place: { path: [] } }]);
    expect(errorsOf(readGcp({ 'a.json': { firewalls: [rule('a')] } }))).toEqual([]);
  });
});

describe('what no rule of a VPC network bears on', () => {
  it('is the metadata server [G9]', () => {
    expect(verdict([denyAll], { to: '169.254.169.254', port: 80 })).toBe('allowed');
    expect(verdict([denyAllIpv6], { to: 'fd20:ce::254', port: 80 })).toBe('allowed');
  });

  it('is mail to the internet, which Google Cloud blocks for most projects [G9]', () => {
    const answer = askGcp(files(rule('a', { allowed: [{ IPProtocol: 'all' }] })), { port: 25 });
    expect(answer.verdict).toBe('unknown');
    expect(answer.reasons).toEqual([expect.stringContaining('TCP 25')]);
    expect(verdict([denyAll], { port: 25 })).toBe('denied');
    expect(verdict([rule('a')], { port: 25, to: '10.0.0.1' })).toBe('allowed');
    expect(verdict([rule('a')], { port: 25, protocol: 'UDP' })).toBe('allowed');
  });
});

describe('the machines that rules of a VPC network are for', () => {
  const instance = (name: string, more: Fields = {}): Fields => ({
    kind: 'compute#instance',
    name,
    selfLink: `https://www.googleapis.com/compute/v1/projects/p/zones/z/instances/${name}`,
    networkInterfaces: [{ network, networkIP: '10.0.0.2', aliasIpRanges: [{ ipCidrRange: '10.8.0.0/24' }] }],
    tags: { items: ['gke-node'], fingerprint: 'x' },
    serviceAccounts: [{ email: 'nodes@p.iam.gserviceaccount.com' }],
    ...more,
  });
  const tagged = rule('tagged', { targetTags: ['gke-node', 'bastion'] });
  const accounted = rule('accounted', { targetServiceAccounts: ['nodes@p.iam.gserviceaccount.com'] });
  const other = rule('other', { destinationRanges: [], targetTags: ['other'] });

  it('are all of its network where neither tags nor accounts are written [G3]', () => {
    expect(verdict([rule('a'), denyAll])).toBe('allowed');
  });

  it.each<[title: string, rules: readonly Fields[], question: GcpQuestion, expected: string]>([
    ['it is tagged and the plan names a tag', [tagged], { attachedTo: ['gke-node'] }, 'allowed'],
    ['the plan names network and tag', [tagged], { attachedTo: ['vpc', 'gke-node'] }, 'allowed'],
    ['the plan names another tag', [tagged, other], { attachedTo: ['other'] }, 'allowed'],
    ['the plan names another tag, and nothing else is open', [tagged], { attachedTo: ['vpc', 'web'] }, 'denied'],
    ['the plan names no tag', [tagged], {}, 'unknown'],
    ['a tag of the nodes is a source', [rule('a', { sourceTags: ['web'] })], { attachedTo: ['web'] }, 'allowed'],
    ['another tag is a source', [rule('a', { sourceTags: ['x'] })], { attachedTo: ['web'] }, 'denied'],
    ['a tag is a source and the plan names none', [rule('a', { sourceTags: ['x'] })], {}, 'unknown'],
    ['an account is a source', [rule('a', { sourceServiceAccounts: ['a@b'] })], { attachedTo: ['a@b'] }, 'allowed'],
    [
      'the range of sources holds and the tag is another [G3]',
      [rule('a', { sourceTags: ['x'], sourceRanges: ['10.0.0.0/8'] })],
      { attachedTo: ['web'], nodes: ['10.0.0.0/24'] },
      'allowed',
    ],
    ['the plan names a service account', [accounted], { attachedTo: ['nodes@p.iam.gserviceaccount.com'] }, 'allowed'],
    ['the plan names another service account', [accounted], { attachedTo: ['x@y'] }, 'denied'],
    ['the plan names no service account', [accounted], {}, 'unknown'],
    ['the plan names a tag, and accounts are asked', [accounted], { attachedTo: ['gke-node'] }, 'unknown'],
    [
      'the plan names the network by its path',
      [rule('a')],
      { attachedTo: ['projects/p/global/networks/vpc'] },
      'allowed',
    ],
    ['the plan names the network by its URL', [rule('a')], { attachedTo: [network] }, 'allowed'],
    ['the plan names the end of its path', [rule('a')], { attachedTo: ['networks/vpc'] }, 'allowed'],
    ['the plan names no network that is there', [rule('a')], { attachedTo: ['nowhere'] }, 'unknown'],
    ['the plan names nothing', [rule('a')], { attachedTo: [] }, 'unknown'],
  ])('are chosen where %s', (_, rules, question, expected) => {
    const web = rule('web', { direction: 'INGRESS', targetTags: ['web', 'gke-node'] });
    expect(verdict([...rules, web, denyAll], question)).toBe(expected);
  });

  it.each<[title: string, more: Fields, rules: readonly Fields[], expected: string]>([
    ['its tag is a target', {}, [tagged], 'allowed'],
    ['its tag is no target', { tags: { items: ['web'] } }, [tagged], 'denied'],
    ['it has no tags', { tags: { fingerprint: 'x' } }, [tagged], 'denied'],
    ['its service account is a target', {}, [accounted], 'allowed'],
    ['its service account is no target', { serviceAccounts: [] }, [accounted], 'denied'],
    ['its own address is a source', {}, [rule('a', { sourceRanges: ['10.0.0.0/8'] })], 'allowed'],
    ['the addresses of its pods are no source', {}, [rule('a', { sourceRanges: ['10.0.0.0/24'] })], 'unknown'],
    ['it is in another network', { networkInterfaces: [{ network: `${network}-2` }] }, [rule('a')], 'allowed'],
    ['its network is not written', { networkInterfaces: [] }, [rule('a')], 'unknown'],
  ])('are an instance where %s', (_, more, rules, expected) => {
    const known = { ...files(...rules, denyAll), 'instances.json': [instance('node-1', more)] };
    expect(askGcp(known, { attachedTo: ['node-1'] }).verdict).toBe(expected);
  });

  it('must all be let out, where the plan names several', () => {
    const known = {
      ...files(tagged, denyAll),
      'instances.json': [instance('node-1'), instance('node-2', { tags: { items: ['web'] } })],
    };
    expect(askGcp(known, { attachedTo: ['node-1'] }).verdict).toBe('allowed');
    expect(askGcp(known, { attachedTo: ['node-1', 'node-2'] }).verdict).toBe('denied');
  });

  it.each<[what: string, more: Fields]>([
    ['accounts', { serviceAccounts: [{ email: 'web@p.iam.gserviceaccount.com' }] }],
    ['networks', { networkInterfaces: [{ network: `${network}-2`, networkIP: '10.0.0.3' }] }],
  ])('must all be let out, where they are tagged alike and have other %s', (_, more) => {
    const closed = { ...denyAll, name: 'closed', network: `${network}-2` };
    const known = {
      ...files(accounted, denyAll, closed),
      'instances.json': [instance('node-1'), instance('node-2', more)],
    };
    expect(askGcp(known, { attachedTo: ['node-1'] }).verdict).toBe('allowed');
    expect(askGcp(known, { attachedTo: ['node-1', 'node-2'] }).verdict).toBe('denied');
  });

  it('are an instance by its IPv6 address', () => {
    const sixth = instance('node-1', { networkInterfaces: [{ network, ipv6Address: 'fd00::2' }] });
    const from = (sourceRanges: readonly string[]): string =>
      askGcp(
        { ...files(rule('a', { sourceRanges, destinationRanges: ['::/0'] }), denyAllIpv6), 'instances.json': [sixth] },
        { attachedTo: ['node-1'], to: '2001:db8::1' },
      ).verdict;
    expect([from(['fd00::/64']), from(['fd01::/64'])]).toEqual(['allowed', 'denied']);
  });

  it('are those with a tag that only an instance or a source of a rule has', () => {
    const fromTag = rule('in', { direction: 'INGRESS', sourceTags: ['edge'] });
    const known = { ...files(rule('a'), fromTag, denyAll), 'instances.json': [instance('node-1')] };
    const named = (...attachedTo: readonly string[]): string => askGcp(known, { attachedTo }).verdict;
    expect([named('gke-node'), named('edge'), named('nobody')]).toEqual(['allowed', 'allowed', 'unknown']);
  });

  it('are an instance and those that the plan says to have a tag, which must all be let out', () => {
    const web = rule('web', { direction: 'INGRESS', targetTags: ['web'] });
    const known = { ...files(tagged, web, denyAll), 'instances.json': [instance('node-1')] };
    const named = (...attachedTo: readonly string[]): string => askGcp(known, { attachedTo }).verdict;
    expect([named('node-1'), named('node-1', 'web'), named('node-1', 'x@y')]).toEqual(['allowed', 'denied', 'unknown']);
  });

  it('are those of the network of a subnet that the plan names', () => {
    const subnet = { kind: 'compute#subnetwork', name: 'gke', network, ipCidrRange: '10.0.0.0/24' };
    const open = rule('open', { network: `${network}-2` });
    const known = { ...files(denyAll, open), 'subnets.json': [subnet] };
    expect(askGcp(known, { attachedTo: ['gke'] }).verdict).toBe('denied');
    expect(askGcp(known, { attachedTo: ['vpc-2'] }).verdict).toBe('allowed');
  });

  it('are asked about one by one, whatever was asked of others before', () => {
    const policyRule = (action: string, priority: number, more: Fields): Fields => ({
      kind: 'compute#firewallPolicyRule',
      direction: 'EGRESS',
      match: { destIpRanges: ['0.0.0.0/0'], layer4Configs: [{ ipProtocol: 'all' }] },
      action,
      priority,
      ...more,
    });
    const forTag = policyRule('allow', 1, { targetSecureTags: [{ name: 'tagValues/1', state: 'EFFECTIVE' }] });
    const web = rule('web', { direction: 'INGRESS', targetTags: ['web'] });
    const firewallPolicys = [{ type: 'NETWORK', name: 'policy', rules: [forTag, policyRule('deny', 2, {})] }];
    const ofOrganisation = {
      kind: 'compute#firewallPolicy',
      name: '7',
      parent: 'organizations/1',
      associations: [{ attachmentTarget: 'organizations/1', name: 'organizations/1' }],
      rules: [policyRule('allow', 1, {})],
    };
    const reading = readGcp({
      'a.json': { firewalls: [tagged, accounted, web], firewallPolicys },
      'b.json': [rule('open', { network: `${network}-2` })],
      'net.json': [
        {
          kind: 'compute#network',
          name: 'vpc',
          selfLink: network,
          networkFirewallPolicyEnforcementOrder: 'AFTER_CLASSIC_FIREWALL',
        },
      ],
    });
    const verdictOf = (...attachedTo: readonly string[]): string => askGcp(reading, { attachedTo }).verdict;
    const named = ['vpc', 'web', 'x@y', 'tagValues/9'];
    expect(verdictOf(...named)).toBe('denied');
    expect(verdictOf(...named.with(0, 'vpc-2'))).toBe('allowed');
    expect(verdictOf(...named.with(1, 'gke-node'))).toBe('allowed');
    expect(verdictOf(...named.with(2, 'nodes@p.iam.gserviceaccount.com'))).toBe('allowed');
    expect(verdictOf(...named.with(3, 'tagValues/1'))).toBe('allowed');
    const above = readGcp({ 'a.json': [denyAll], 'o.json': [ofOrganisation] });
    expect(askGcp(above).verdict).toBe('unknown');
    expect(askGcp(above, { attachedTo: ['vpc', 'organizations/1'] }).verdict).toBe('allowed');
  });

  it.each(['nodes', 'projects/-/serviceAccounts/nodes@p', 'a@b c'])(
    'may be any where an account is written in a way that is not known: %s',
    (account) => {
      expect(verdict([rule('a', { targetServiceAccounts: [account] }), denyAll], { attachedTo: ['vpc', 'x@y'] })).toBe(
        'unknown',
      );
    },
  );

  it('have the tags of Resource Manager that the plan names, where it names instances', () => {
    const targetSecureTags = [{ name: 'tagValues/1', state: 'EFFECTIVE' }];
    const deny = {
      direction: 'EGRESS',
      match: { destIpRanges: ['0.0.0.0/0'], layer4Configs: [{ ipProtocol: 'all' }] },
      action: 'deny',
      priority: 1,
      targetSecureTags,
    };
    const known = {
      'a.json': { firewalls: [tagged], firewallPolicys: [{ type: 'HIERARCHY', name: '1', rules: [deny] }] },
      'instances.json': [instance('node-1')],
    };
    const verdictOf = (...attachedTo: readonly string[]): string => askGcp(known, { attachedTo }).verdict;
    expect([verdictOf('node-1'), verdictOf('node-1', 'tagValues/2'), verdictOf('node-1', 'tagValues/1')]).toEqual([
      'unknown',
      'allowed',
      'denied',
    ]);
  });

  it('are in the one network of the files where the plan names tags alone, and unknown where there are two', () => {
    expect(verdict([tagged, denyAll], { attachedTo: ['gke-node'] })).toBe('allowed');
    const two = [tagged, denyAll, rule('a', { network: `${network}-2` })];
    expect(askGcp(files(...two), { attachedTo: ['gke-node'] }).reasons).toEqual([
      'The files are about 2 networks (vpc, vpc-2): name that of the nodes in attachedTo of the layer gcp-firewall.',
    ]);
  });

  it('are named with the command that tells of them, where they are missing', () => {
    expect(askGcp(files(tagged, denyAll)).reasons).toEqual([
      expect.stringMatching(/have the network tag gke-node is not known: .*`gcloud compute instances list/),
    ]);
    expect(askGcp(files(rule('a')), { attachedTo: ['nowhere'] }).reasons).toEqual([
      expect.stringContaining('No network, instance or network tag in the files is called nowhere'),
    ]);
  });
});

describe('files of Google Cloud', () => {
  it('are listed with what they hold, and for which layers', () => {
    const policy = { kind: 'compute#firewallPolicy', name: 'p', rules: [] };
    const { found } = readGcp({
      'rules.json': [rule('a'), denyAll],
      'policies.json': [policy],
      'effective.json': { firewalls: [rule('a')], firewallPolicys: [{ type: 'NETWORK', name: 'p', rules: [] }] },
      'groups.json': [{ name: 'projects/p/locations/global/addressGroups/g', items: [] }],
      'ancestors.json': [{ id: 'p', type: 'project' }],
      'network.json': { kind: 'compute#network', name: 'vpc', nextPageToken: 'x' },
      'places.json': ['subnetwork', 'route', 'router', 'instance'].map((kind) => ({
        kind: `compute#${kind}`,
        name: 'x',
      })),
      'asset.json': { assetType: 'compute.googleapis.com/Firewall' },
      'rule.json': { kind: 'compute#firewallPolicyRule' },
      'table.json': [{ type: 'org-firewall', direction: 'EGRESS' }],
      'cut.json': { kind: 'compute#firewallList', items: [], nextPageToken: 'x' },
    });
    const firewall = ['gcp-firewall'];
    expect(found.map(({ what, many, place, layers }) => [place.file, what, many, layers])).toEqual([
      ['rules.json', 'VPC firewall rule', undefined, firewall],
      ['rules.json', 'VPC firewall rule', undefined, firewall],
      ['policies.json', 'firewall policy', 'firewall policies', firewall],
      ['effective.json', 'VPC firewall rule', undefined, firewall],
      ['effective.json', 'firewall policy', 'firewall policies', firewall],
      ['groups.json', 'address group', undefined, firewall],
      ['ancestors.json', 'ancestor', undefined, firewall],
      ['network.json', 'network', undefined, ['gcp-firewall', 'route']],
      ['places.json', 'subnetwork', undefined, ['route']],
      ['places.json', 'route', undefined, ['route']],
      ['places.json', 'router', undefined, ['route']],
      ['places.json', 'instance', undefined, ['gcp-firewall', 'route']],
      ['asset.json', 'asset', undefined, ['gcp-firewall', 'route']],
      ['rule.json', 'policy rule', undefined, firewall],
      ['table.json', 'row of effective firewalls', undefined, firewall],
    ]);
  });
});

describe('lists of rules', () => {
  const rules = [rule('a'), denyAll];
  const other: GcpQuestion = { to: '198.51.100.1' };

  it.each<[title: string, document: unknown]>([
    ['gcloud', rules],
    ['the REST API', { kind: 'compute#firewallList', items: rules, selfLink: 'x' }],
    ['effective firewalls', { firewalls: rules }],
    ['effective firewalls in a list', [{ firewalls: rules, firewallPolicys: [] }]],
    ['effective firewalls beside other fields', { firewalls: rules, etag: 'x' }],
    ['hand, without kinds', rules.map(({ kind: _kind, ...more }: Fields) => more)],
  ])('are read as written by %s', (_, document) => {
    const reading = readGcp({ 'a.json': document });
    expect([askGcp(reading).verdict, askGcp(reading, other).verdict]).toEqual(['allowed', 'denied']);
    expect(errorsOf(reading)).toEqual([]);
  });

  it('of which one rule stands in a document are read together', () => {
    const each = Object.fromEntries(rules.map((one, index) => [`${index}.yaml`, one]));
    expect([askGcp(each).verdict, askGcp(each, other).verdict]).toEqual(['allowed', 'denied']);
  });

  it.each<[title: string, document: unknown, message: RegExp]>([
    ['that were cut short', { kind: 'compute#firewallList', items: rules, nextPageToken: 'x' }, /cut short/],
    ['that were cut short before the first', { kind: 'compute#networkList', nextPageToken: 'x' }, /cut short/],
    [
      'that were printed as a table',
      [{ type: 'network-firewall', direction: 'EGRESS', action: 'ALLOW', ip_ranges: ['0.0.0.0/0'], priority: 1 }],
      /leaves out protocols and ports/,
    ],
    ['with something that is no object', { firewalls: [1], firewallPolicys: [] }, /no object/],
    [
      'of the asset inventory',
      [
        { assetType: 'compute.googleapis.com/Network', resource: { data: {} } },
        { assetType: 'compute.googleapis.com/Firewall', resource: { data: rules[0] } },
      ],
      /Cloud Asset Inventory/,
    ],
    [
      'of the asset inventory, exported to BigQuery',
      { asset_type: 'compute.googleapis.com/Firewall', resource: { data: '{}' } },
      /Cloud Asset Inventory/,
    ],
    [
      'of a policy that is not named and of no kind',
      [{ priority: 1, match: {}, action: 'deny' }],
      /of which is not said/,
    ],
    ['of a policy that is not named', [{ kind: 'compute#firewallPolicyRule', priority: 1 }], /of which is not said/],
    ...[
      'org-firewall',
      'network-firewall-policy',
      'network-regional-firewall-policy',
      'system-network-firewall-policy',
      'system-network-regional-firewall-policy',
    ].map((type): [string, unknown, RegExp] => [
      `that were printed as a table, of the type ${type}`,
      [{ type, direction: 'EGRESS', action: 'ALLOW' }],
      /leaves out protocols and ports/,
    ]),
  ])('make everything unknown %s', (_, document, message) => {
    const { unreadable, problems } = readGcp({ 'a.json': document });
    expect(unreadable).toMatchObject([{ file: 'a.json', path: [] }]);
    expect(problems.map((problem) => problem.message)).toContainEqual(expect.stringMatching(message));
  });
});
