import { describe, expect, it } from 'vitest';
import { askAzure, readAzureFiles } from '../../../testing/askAzure.ts';
import type { AzureAnswer, AzureQuestion } from '../../../testing/askAzure.ts';
import {
  applicationRule,
  collection,
  firewall,
  groupId,
  ipGroupId,
  natRule,
  networkRule,
  policy,
  policyId,
  policyWith,
  routeTableId,
  ruleGroup,
} from '../../../testing/azureFirewalls.ts';
import type { Fields } from '../../../testing/azureFirewalls.ts';
import type { Verdict } from '../../../judging/verdict.ts';

function ask(files: Fields, question: AzureQuestion = {}): AzureAnswer {
  return askAzure(files, { layer: 'azure-firewall', ...question });
}

const app: AzureQuestion = { host: 'app.example.com' };
const allow = (...rules: readonly Fields[]): Fields => collection(rules);
const deny = (rule: Fields, fields: Fields = {}): Fields =>
  collection([rule], { name: 'denying', action: { type: 'Deny' }, ...fields });

const serviceTags = {
  changeNumber: '1',
  values: [{ name: 'Storage.WestEurope', properties: { addressPrefixes: ['203.0.113.0/28', '2001:db8::/48'] } }],
};
const ipGroup = (ipAddresses: unknown, name = 'some'): Fields => ({
  name,
  id: ipGroupId(name),
  type: 'Microsoft.Network/ipGroups',
  ipAddresses,
});
const everything = ['0.0.0.0/0', '::/0'];

describe('a field that says nothing of what is let through', () => {
  const ofResources: readonly (readonly [string, unknown])[] = [
    ['etag', 'W/"1"'],
    ['apiVersion', '2024-05-01'],
    ['location', 'westeurope'],
    ['tags', { owner: 'somebody' }],
    ['zones', ['1']],
    ['identity', { type: 'SystemAssigned' }],
    ['extendedLocation', { name: 'edge' }],
    ['resourceGroup', 'rg'],
    ['systemData', { createdBy: 'somebody' }],
    ['provisioningState', 'Succeeded'],
    ['comments', 'words'],
    ['dependsOn', ['x']],
    ['metadata', { description: 'words' }],
    ['scope', 'x'],
  ];
  /** With the field beside those that let the traffic through, and with one of another name in its place. */
  const withAndWithout = (filesWith: (fields: Fields) => Fields, field: string, value: unknown): readonly Verdict[] =>
    [field, `${field}Other`].map((name) => ask(filesWith({ [name]: value })).verdict);
  const saysNothing: readonly Verdict[] = ['allowed', 'unknown'];
  const group = ruleGroup([allow(networkRule())]);

  it.each<readonly [string, unknown]>([
    ...ofResources,
    ['childPolicies', [{ id: policyId('child') }]],
    ['firewalls', [{ id: 'x' }]],
    ['insights', { isEnabled: true }],
    ['size', '1MB'],
    ['sql', { allowSqlRedirect: true }],
  ])('of a policy: %s', (field, value) => {
    expect(withAndWithout((fields) => ({ 'p.json': policy(fields), 'g.json': group }), field, value)).toEqual(
      saysNothing,
    );
  });

  it.each<readonly [string, unknown]>([...ofResources, ['size', '1MB']])(
    'of a group of collections: %s',
    (field, value) => {
      const of = (fields: Fields): Fields => ({
        'p.json': policy(),
        'g.json': ruleGroup([allow(networkRule())], fields),
      });
      expect(withAndWithout(of, field, value)).toEqual(saysNothing);
    },
  );

  it.each<readonly [string, unknown]>([
    ['id', 'x'],
    ['etag', 'W/"1"'],
    ['type', 'x'],
    ['provisioningState', 'Succeeded'],
    ['resourceGroup', 'rg'],
  ])('of a collection: %s', (field, value) => {
    expect(withAndWithout((fields) => policyWith(collection([networkRule()], fields)), field, value)).toEqual(
      saysNothing,
    );
  });

  it('of a rule: description', () => {
    expect(withAndWithout((fields) => policyWith(allow(networkRule(fields))), 'description', 'words')).toEqual(
      saysNothing,
    );
  });

  it.each<readonly [string, unknown]>([
    ...ofResources,
    ['autoscaleConfiguration', { minCapacity: 2 }],
    ['edgeZone', 'x'],
    ['hubIPAddresses', { privateIPAddress: '10.0.0.4' }],
    ['ipGroups', [{ id: 'x' }]],
    ['managementIpConfiguration', { name: 'x' }],
    ['resourceGuid', 'x'],
  ])('of a firewall: %s', (field, value) => {
    const rules = { name: 'c', priority: 100, action: { type: 'Allow' }, rules: [networkRule()] };
    const { ruleType: _ruleType, ipProtocols, ...classic } = networkRule();
    const networkRuleCollections = [{ ...rules, rules: [{ ...classic, protocols: ipProtocols }] }];
    expect(
      withAndWithout((fields) => ({ 'fw.json': [firewall({ networkRuleCollections, ...fields })] }), field, value),
    ).toEqual(saysNothing);
  });
});

describe('a field of a rule of network that alone turns the verdict', () => {
  it.each<[string, Fields, AzureQuestion, Verdict]>([
    ['nothing', {}, {}, 'allowed'],
    ['protocol of another kind', { ipProtocols: ['UDP'] }, {}, 'denied'],
    ['protocol in other letters', { ipProtocols: ['tcp'] }, {}, 'allowed'],
    ['protocol UDP', { ipProtocols: ['UDP'] }, { protocol: 'UDP' }, 'allowed'],
    ['protocols of which one is asked for', { ipProtocols: ['ICMP', 'TCP'] }, {}, 'allowed'],
    ['protocol ICMP', { ipProtocols: ['ICMP'] }, {}, 'denied'],
    ['protocol Any', { ipProtocols: ['Any'] }, { protocol: 'UDP' }, 'allowed'],
    ['protocol Any, asked for TCP', { ipProtocols: ['Any'] }, {}, 'allowed'],
    ['protocol Any, asked for SCTP', { ipProtocols: ['Any'] }, { protocol: 'SCTP' }, 'allowed'],
    ['port that is not asked for', { destinationPorts: ['444'] }, {}, 'denied'],
    ['range of ports', { destinationPorts: ['80', '400-500'] }, {}, 'allowed'],
    ['every port', { destinationPorts: ['*'] }, { port: 5671 }, 'allowed'],
    ['destination of others', { destinationAddresses: ['198.51.100.0/24'] }, {}, 'denied'],
    ['destination range', { destinationAddresses: ['198.51.100.1', '203.0.113.0/24'] }, {}, 'allowed'],
    ['destination from one address to another', { destinationAddresses: ['203.0.113.1-203.0.113.9'] }, {}, 'allowed'],
    ['destination that ends before', { destinationAddresses: ['203.0.113.1-203.0.113.6'] }, {}, 'denied'],
    ['destination of IPv6', { destinationAddresses: ['2001:db8::/32'] }, { to: ['2001:db8::7'] }, 'allowed'],
    ['source of the nodes', { sourceAddresses: ['10.10.0.0/16'] }, { nodes: ['10.10.0.0/20'] }, 'allowed'],
    ['source of others', { sourceAddresses: ['10.99.0.0/16'] }, { nodes: ['10.10.0.0/20'] }, 'denied'],
    ['source of a part of them', { sourceAddresses: ['10.10.0.0/24'] }, { nodes: ['10.10.0.0/20'] }, 'unknown'],
    ['source, the nodes not known', { sourceAddresses: ['10.10.0.0/24'] }, {}, 'unknown'],
    [
      'source from one to another',
      { sourceAddresses: ['10.10.0.0-10.10.255.255'] },
      { nodes: ['10.10.0.0/20'] },
      'allowed',
    ],
    ['name', { destinationAddresses: [], destinationFqdns: ['app.example.com'] }, app, 'allowed'],
    ['name in other letters', { destinationAddresses: [], destinationFqdns: ['App.Example.com'] }, app, 'allowed'],
    ['name of another', { destinationAddresses: [], destinationFqdns: ['b.example.com'] }, app, 'denied'],
    ['name, only the address known', { destinationAddresses: [], destinationFqdns: ['b.example.com'] }, {}, 'unknown'],
    [
      'name of some that are asked for',
      { destinationAddresses: [], destinationFqdns: ['a.example.com'] },
      { host: '*.example.com' },
      'unknown',
    ],
  ])('is the %s', (_field, fields, question, verdict) => {
    expect(ask(policyWith(allow(networkRule(fields))), question).verdict).toBe(verdict);
  });

  it('is an IP group at either end, once its addresses are given', () => {
    const to = networkRule({ destinationAddresses: [], destinationIpGroups: [ipGroupId('some')] });
    const from = networkRule({ sourceAddresses: [], sourceIpGroups: [ipGroupId('SOME')] });
    const nodes = { nodes: ['10.10.0.0/20'] };
    const given = (rule: Fields, addresses: readonly string[]): AzureAnswer =>
      ask({ ...policyWith(allow(rule)), 'ip.json': [ipGroup(addresses)] }, nodes);
    expect(given(to, ['203.0.113.0-203.0.113.9']).verdict).toBe('allowed');
    expect(given(to, ['198.51.100.1']).verdict).toBe('denied');
    expect(given(from, ['10.10.0.0/16', '10.9.0.1']).verdict).toBe('allowed');
    expect(given(from, ['10.99.0.0/16']).verdict).toBe('denied');
    // A rule whose group has been emptied is skipped.
    expect(given(to, []).verdict).toBe('denied');
    expect(given(from, []).verdict).toBe('denied');
    const { verdict, reasons } = ask(policyWith(allow(to)));
    expect([verdict, reasons.join()]).toEqual(['unknown', expect.stringContaining('az network ip-group list -o json')]);
  });

  it('is a service tag, once its addresses are given', () => {
    const files = policyWith(allow(networkRule({ destinationAddresses: ['Storage.WestEurope'] })));
    expect(ask({ ...files, 'tags.json': serviceTags }).verdict).toBe('allowed');
    expect(ask({ ...files, 'tags.json': serviceTags }, { to: ['198.51.100.1'] }).verdict).toBe('denied');
    const { verdict, reasons } = ask(files);
    expect([verdict, reasons.join()]).toEqual(['unknown', expect.stringContaining('az network list-service-tags')]);
  });

  it('is the action of the collection', () => {
    expect(ask(policyWith(deny(networkRule(), { priority: 90 }), allow(networkRule()))).verdict).toBe('denied');
    expect(ask(policyWith(deny(networkRule(), { priority: 900 }), allow(networkRule()))).verdict).toBe('allowed');
  });
});

describe('a field of a rule of application that alone turns the verdict', () => {
  const https = (port: number): Fields => ({ protocols: [{ protocolType: 'Https', port }] });

  it.each<[string, Fields, AzureQuestion, Verdict]>([
    ['nothing', {}, app, 'allowed'],
    ['name of another', {}, { host: 'b.example.com' }, 'denied'],
    ['name in other letters', { targetFqdns: ['APP.example.com'] }, { host: 'App.Example.Com' }, 'allowed'],
    ['star alone', { targetFqdns: ['*'] }, app, 'allowed'],
    ['star alone, the name not known', { targetFqdns: ['*'] }, {}, 'allowed'],
    ['name, that of the destination not known', {}, {}, 'unknown'],
    ['names that are all asked for', { targetFqdns: ['*.example.com'] }, { host: '*.example.com' }, 'allowed'],
    ['names below', { targetFqdns: ['*.com'] }, { host: '*.example.com' }, 'allowed'],
    ['some of the names', {}, { host: '*.example.com' }, 'unknown'],
    ['names below some of those', { targetFqdns: ['*.a.example.com'] }, { host: '*.example.com' }, 'unknown'],
    ['port that is not asked for', {}, { ...app, port: 8443 }, 'denied'],
    ['port of its own', https(8443), { ...app, port: 8443 }, 'allowed'],
    ['HTTP', { protocols: [{ protocolType: 'Http', port: 80 }] }, { ...app, port: 80 }, 'allowed'],
    [
      'HTTP on a port of its own',
      { protocols: [{ protocolType: 'http', port: 8080 }] },
      { ...app, port: 8080 },
      'allowed',
    ],
    ['HTTP where TLS is spoken', { protocols: [{ protocolType: 'Http', port: 443 }] }, app, 'denied'],
    ['HTTPS where HTTP is spoken', https(80), { ...app, port: 80 }, 'denied'],
    ['MSSQL', { protocols: [{ protocolType: 'Mssql', port: 1433 }] }, { ...app, port: 1433 }, 'allowed'],
    ['HTTPS where MSSQL is spoken', https(1433), { ...app, port: 1433 }, 'denied'],
    ['transport', {}, { ...app, protocol: 'UDP' }, 'denied'],
    ['source of the nodes', { sourceAddresses: ['10.10.0.0/16'] }, { ...app, nodes: ['10.10.0.0/20'] }, 'allowed'],
    ['source of others', { sourceAddresses: ['10.99.0.0/16'] }, { ...app, nodes: ['10.10.0.0/20'] }, 'denied'],
    ['FQDN tag', { targetFqdns: [], fqdnTags: ['WindowsUpdate'] }, app, 'unknown'],
    ['FQDN tag without a protocol', { targetFqdns: [], protocols: [], fqdnTags: ['WindowsUpdate'] }, app, 'unknown'],
    ['FQDN tag on another port', { targetFqdns: [], fqdnTags: ['WindowsUpdate'] }, { ...app, port: 8443 }, 'denied'],
    ['name beside an FQDN tag', { fqdnTags: ['WindowsUpdate'] }, app, 'allowed'],
    ['web category', { targetFqdns: [], webCategories: ['business'] }, app, 'unknown'],
    ['addresses that it is for', { destinationAddresses: ['203.0.113.7'] }, { ...app, to: ['203.0.113.7'] }, 'allowed'],
    [
      'addresses that it is not for',
      { destinationAddresses: ['203.0.113.8'] },
      { ...app, to: ['203.0.113.7'] },
      'denied',
    ],
  ])('is the %s', (_field, fields, question, verdict) => {
    expect(ask(policyWith(allow(applicationRule(fields))), question).verdict).toBe(verdict);
  });

  const byUrl = (url: string, fields: Fields = {}): Fields =>
    applicationRule({ targetFqdns: [], targetUrls: [url], terminateTLS: true, ...fields });
  const premium = { sku: { tier: 'Premium' }, transportSecurity: { certificateAuthority: { name: 'ca' } } };

  it.each<[string, string, Fields, Fields, Verdict]>([
    ['for all of a host', 'app.example.com/*', premium, {}, 'allowed'],
    ['for all of a host, with a scheme', 'https://app.example.com/*', premium, {}, 'allowed'],
    ['for all of a host, with a scheme in capitals', 'HTTPS://app.example.com/*', premium, {}, 'allowed'],
    ['for all of a host, with a port', 'app.example.com:443/*', premium, {}, 'allowed'],
    ['for all hosts below', '*.example.com/*', premium, {}, 'allowed'],
    ['for a part of a host', 'app.example.com/api*', premium, {}, 'unknown'],
    ['for a host with a star behind', 'app.example.com*', premium, {}, 'unknown'],
    ['for another host', 'b.example.com/*', premium, {}, 'denied'],
    ['without decryption', 'app.example.com/*', premium, { terminateTLS: false }, 'unknown'],
    ['without a certificate to decrypt with', 'app.example.com/*', { sku: { tier: 'Premium' } }, {}, 'unknown'],
    ['in a lesser tier', 'app.example.com/*', { ...premium, sku: { tier: 'Standard' } }, {}, 'unknown'],
  ])('is a URL %s', (_what, url, ofPolicy, ofRule, verdict) => {
    const files = { 'p.json': policy(ofPolicy), 'g.json': ruleGroup([allow(byUrl(url, ofRule))]) };
    expect(ask(files, app).verdict).toBe(verdict);
  });

  it('is a URL over HTTP, which needs no decryption', () => {
    const rule = byUrl('app.example.com/*', { terminateTLS: false, protocols: [{ protocolType: 'Http', port: 80 }] });
    const files = { 'p.json': policy({ sku: { tier: 'Premium' } }), 'g.json': ruleGroup([allow(rule)]) };
    expect(ask(files, { ...app, port: 80 }).verdict).toBe('allowed');
  });
});

describe('what firewalls of Azure are usually got wrong by', () => {
  it('tests what translates, then all of network, then all of application, whatever the priorities [R1]', () => {
    const application = allow(applicationRule({ targetFqdns: ['*'] }));
    const closing = (priority: number): Fields => deny(networkRule(), { priority });
    const groups = (first: Fields, second: Fields): Fields => ({
      'policy.json': policy(),
      'groups.json': [
        ruleGroup([first], { name: 'first', priority: 100 }),
        ruleGroup([second], { name: 'second', priority: 65000 }),
      ],
    });
    expect(ask(groups(application, closing(65000)), app).verdict).toBe('denied');
    const opening = allow(networkRule());
    expect(ask(groups(deny(applicationRule()), opening), app)).toMatchObject({
      verdict: 'allowed',
      decidedBy: ['Rule collection group second: collection: by-address'],
    });
    const translating = collection([natRule()], {
      action: { type: 'DNAT' },
      ruleCollectionType: 'FirewallPolicyNatRuleCollection',
    });
    const behind = deny(networkRule({ destinationPorts: ['8443'] }));
    expect(ask(groups(behind, translating)).verdict).toBe('unknown');
    const besides = deny(networkRule({ destinationAddresses: ['10.1.0.4'], destinationPorts: ['443', '8444'] }));
    expect(ask(groups(besides, translating)).verdict).toBe('allowed');
    const elsewhere = deny(networkRule({ destinationAddresses: ['203.0.113.7'] }));
    expect(ask(groups(elsewhere, translating)).verdict).toBe('allowed');
    expect(ask(groups(elsewhere, translating), { port: 444 }).verdict).toBe('denied');
  });

  it('tests the parent policy first, then groups by priority, then collections by theirs [R1]', () => {
    const opening = (priority: number): Fields => collection([networkRule()], { name: 'opening', priority });
    const closing = (priority: number): Fields => deny(networkRule(), { priority });
    const child = policy({ name: 'spoke', basePolicy: { id: policyId('hub') } });
    const inherited = (ofParent: Fields, ofChild: Fields): Verdict =>
      ask({
        'policies.json': [child, policy()],
        'groups.json': [
          ruleGroup([ofChild], { priority: 100, id: groupId('group', 'spoke') }),
          ruleGroup([ofParent], { priority: 60000 }),
        ],
      }).verdict;
    expect(inherited(opening(60000), closing(100))).toBe('allowed');
    expect(inherited(closing(60000), opening(100))).toBe('denied');

    const twoGroups = (first: Fields, second: Fields): Verdict =>
      ask({
        'policies.json': policy(),
        // As written the second comes first.
        'groups.json': [
          ruleGroup([second], { name: 'b', priority: 300 }),
          ruleGroup([first], { name: 'a', priority: 200 }),
        ],
      }).verdict;
    expect(twoGroups(opening(900), closing(100))).toBe('allowed');
    expect(twoGroups(closing(900), opening(100))).toBe('denied');
    expect(ask(policyWith(opening(900), closing(100))).verdict).toBe('denied');
    expect(ask(policyWith(opening(100), closing(900))).verdict).toBe('allowed');
  });

  it('tests rules of application by the same order, those of a parent after all of network of its child [R1]', () => {
    const files = {
      'policies.json': [policy({ name: 'spoke', basePolicy: { id: policyId('hub') } }), policy()],
      'groups.json': [
        ruleGroup([deny(networkRule())], { id: groupId('group', 'spoke') }),
        ruleGroup([allow(applicationRule())]),
      ],
    };
    expect(ask(files, app)).toMatchObject({ verdict: 'denied' });
    expect(
      ask(
        policyWith(
          allow(applicationRule()),
          deny(applicationRule({ targetFqdns: ['*.example.com'] }), { priority: 90 }),
        ),
        app,
      ).verdict,
    ).toBe('denied');
  });

  it('denies what no rule lets through [R1]', () => {
    expect(ask(policyWith())).toMatchObject({ verdict: 'denied', decidedBy: ['Firewall policy hub'] });
    expect(ask({ 'fw.json': firewall() })).toMatchObject({ verdict: 'denied', decidedBy: ['Azure Firewall fw'] });
  });

  it('drops what Microsoft’s feed lists before any rule is read: nobody knows, but of what is on the allowlist [R1]', () => {
    const rules = [allow(networkRule())];
    const files = (fields: Fields): Fields => ({
      'p.json': policy({ threatIntelMode: 'Deny', ...fields }),
      'g.json': ruleGroup(rules),
    });
    const listing = (lists: Fields): Fields => files({ threatIntelWhitelist: lists });
    expect(ask(files({})).verdict).toBe('unknown');
    expect(ask(files({ threatIntelMode: 'Alert' })).verdict).toBe('allowed');
    expect(ask(files({ threatIntelMode: 'Off' })).verdict).toBe('allowed');
    expect(ask(files({}), app).reasons.join()).toContain('enter app.example.com into its allowlist');
    expect(ask(listing({ fqdns: ['app.example.com'] }), app).verdict).toBe('allowed');
    expect(ask(listing({ fqdns: ['*.example.com'] }), app).verdict).toBe('allowed');
    expect(ask(listing({ fqdns: ['*.example.org'] }), app).verdict).toBe('unknown');
    expect(ask(listing({ ipAddresses: ['203.0.113.0/24'] })).verdict).toBe('allowed');
    expect(ask(listing({ ipAddresses: ['203.0.113.1-203.0.113.6'] })).verdict).toBe('unknown');
    // What is denied anyway stays denied.
    expect(ask(files({}), { port: 80 }).verdict).toBe('denied');
    const strict = policy({ name: 'spoke', basePolicy: { id: policyId('hub') } });
    expect(
      ask({ ...files({}), 'child.json': strict, 'more.json': ruleGroup([], {}, 'spoke') }, { attachedTo: ['spoke'] })
        .verdict,
    ).toBe('unknown');
  });

  const premiumTier = { sku: { tier: 'Premium' } };
  const bypass = (fields: Fields = {}): Fields => ({
    name: 'partner',
    protocol: 'TCP',
    sourceAddresses: ['*'],
    destinationAddresses: ['203.0.113.0/24'],
    destinationPorts: ['443'],
    ...fields,
  });
  const bypassing = (...settings: readonly Fields[]): Fields => ({
    mode: 'Deny',
    configuration: { bypassTrafficSettings: settings },
  });

  it.each<[string, Fields, Fields, Verdict]>([
    ['may drop anything in the mode Deny', { mode: 'Deny' }, premiumTier, 'unknown'],
    ['drops nothing in the mode Alert', { mode: 'Alert' }, premiumTier, 'allowed'],
    ['drops nothing where it is off', { mode: 'Off' }, premiumTier, 'allowed'],
    [
      'may drop by one signature that denies',
      { mode: 'Alert', configuration: { signatureOverrides: [{ id: '1', mode: 'Deny' }] } },
      premiumTier,
      'unknown',
    ],
    ['is not in force below the tier Premium', { mode: 'Deny' }, { sku: { tier: 'Standard' } }, 'allowed'],
    ['may be in force in a tier that is not told', { mode: 'Deny' }, { sku: null }, 'unknown'],
    ['leaves alone what it is told to', bypassing(bypass()), premiumTier, 'allowed'],
    ['looks into other ports', bypassing(bypass({ destinationPorts: ['444'] })), premiumTier, 'unknown'],
    ['looks into other protocols', bypassing(bypass({ protocol: 'UDP' })), premiumTier, 'unknown'],
    ['looks into other addresses', bypassing(bypass({ destinationAddresses: ['10.0.0.0/8'] })), premiumTier, 'unknown'],
    ['looks into what is not understood', bypassing(bypass({ destinationPorts: 443 })), premiumTier, 'unknown'],
    ['is in a mode that is not known', { mode: 'Paranoid' }, premiumTier, 'unknown'],
  ])('has intrusion detection, which %s', (_what, intrusionDetection, fields, verdict) => {
    const files = { ...policyWith(allow(networkRule())), 'policy.json': policy({ ...fields, intrusionDetection }) };
    expect(ask(files).verdict).toBe(verdict);
  });

  it('has the intrusion detection of its parent too, and denies all the same what no rule lets through', () => {
    const parent = policy({ name: 'parent', ...premiumTier, intrusionDetection: { mode: 'Deny' } });
    const own = policy({ basePolicy: { id: policyId('parent') }, ...premiumTier });
    const files = {
      'p.json': [parent, own],
      'g.json': [ruleGroup([allow(networkRule())]), ruleGroup([], {}, 'parent')],
    };
    expect(ask(files, { attachedTo: ['hub'] }).verdict).toBe('unknown');
    expect(ask(files, { attachedTo: ['hub'], port: 444 }).verdict).toBe('denied');
  });

  it.each<[string, Fields, AzureQuestion, Verdict]>([
    ['HTTPS on its port, and HTTP is spoken', { protocolType: 'Https', port: 9093 }, {}, 'allowed'],
    [
      'HTTPS on its port, and another protocol is spoken',
      { protocolType: 'Https', port: 9093 },
      { isNoHttp: true },
      'unknown',
    ],
    [
      'HTTP on its port, and another protocol is spoken',
      { protocolType: 'Http', port: 9093 },
      { isNoHttp: true },
      'denied',
    ],
    ['HTTPS on the port of AMQP', { protocolType: 'Https', port: 5671 }, { isNoHttp: true, port: 5671 }, 'denied'],
  ])('reads a rule of application for %s [R3]', (_what, protocol, question, verdict) => {
    const files = policyWith(allow(applicationRule({ protocols: [protocol] })));
    expect(ask(files, { ...app, port: 9093, ...question }).verdict).toBe(verdict);
  });

  it('reads no rule of application where one of network matches [R2]', () => {
    const files = policyWith(allow(networkRule()), deny(applicationRule({ targetFqdns: ['*'] }), { priority: 90 }));
    expect(ask(files, app).verdict).toBe('allowed');
  });

  it('needs the nodes within the sources of the rule [R2]', () => {
    const files = policyWith(allow(networkRule({ sourceAddresses: ['10.10.0.0/20'] })));
    const question = { nodes: ['10.10.0.0/20'], pods: ['10.20.0.0/16'] };
    expect(ask(files, { ...question, from: 'node' }).verdict).toBe('allowed');
    expect(ask(files, { ...question, from: 'pod' }).verdict).toBe('unknown');
    expect(ask(files, question).reasons).toEqual([]);
    expect(ask(files).reasons.join()).toContain('set network.nodeCidrs');
  });

  it.each([
    ['FTP', 21],
    ['SSH', 22],
    ['Telnet', 23],
    ['SMTP', 25],
    ['DNS', 53],
    ['POP3', 110],
    ['IMAP', 143],
    ['LDAP', 389],
    ['SMTP over TLS', 465],
    ['SMTP of clients', 587],
    ['LDAP over TLS', 636],
    ['DNS over TLS', 853],
    ['IMAP over TLS', 993],
    ['POP3 over TLS', 995],
    ['MQTT', 1883],
    ['MySQL', 3306],
    ['RDP', 3389],
    ['PostgreSQL', 5432],
    ['AMQP over TLS', 5671],
    ['AMQP', 5672],
    ['MQTT over TLS', 8883],
  ])('reads rules of application for HTTP, HTTPS and MSSQL alone: not for %s [R3]', (_what, port) => {
    const rule = applicationRule({
      targetFqdns: ['*.servicebus.windows.net'],
      protocols: [{ protocolType: 'Https', port }],
    });
    const host = 'ns.servicebus.windows.net';
    expect(ask(policyWith(allow(rule)), { host, port }).verdict).toBe('denied');
    const byName = networkRule({ destinationAddresses: [], destinationFqdns: [host], destinationPorts: [`${port}`] });
    expect(ask(policyWith(allow(byName)), { host, port }).verdict).toBe('allowed');
    // Whatever is spoken on it, a rule that denies all names says nothing of it either.
    const denied = deny(applicationRule({ targetFqdns: ['*'], protocols: [{ protocolType: 'Https', port }] }));
    expect(ask(policyWith(denied, allow(byName)), { host, port }).verdict).toBe('allowed');
  });

  it('may let the platform’s own names through at last, but where a rule denies all [R4]', () => {
    const host = 'md-1.blob.storage.azure.net';
    expect(ask(policyWith(), { host }).verdict).toBe('unknown');
    expect(ask(policyWith(), { host, port: 80 }).verdict).toBe('unknown');
    expect(ask(policyWith(), { host, protocol: 'UDP' }).verdict).toBe('denied');
    expect(ask(policyWith(), { host: 'account.blob.core.windows.net' }).verdict).toBe('unknown');
    expect(ask(policyWith(), { host, port: 5671 }).verdict).toBe('denied');
    expect(ask(policyWith(), { host: 'ns.servicebus.windows.net' }).verdict).toBe('denied');
    const denyAll = deny(applicationRule({ targetFqdns: ['*'] }), { priority: 65000 });
    expect(ask(policyWith(denyAll), { host }).verdict).toBe('denied');
  });

  it.each([
    ['*.example.com', 'example.com', 'denied'],
    ['*.example.com', 'a.example.com', 'allowed'],
    ['*.example.com', 'a.b.example.com', 'allowed'],
    ['*example.com', 'example.com', 'allowed'],
    ['*example.com', 'counterexample.com', 'allowed'],
    ['*example.com', 'a.b.example.com', 'allowed'],
    ['*.example.com', 'a.example.com.evil.test', 'denied'],
    ['example.com', 'a.example.com', 'denied'],
    ['example.com', 'exampleXcom', 'denied'],
    ['Example.COM.', 'example.com', 'allowed'],
    ['example.com', 'EXAMPLE.com.', 'allowed'],
    ['a.example.com', '*.example.com', 'unknown'],
    ['*.a.example.com', '*.example.com', 'unknown'],
    ['*.example.com', '*.a.example.com', 'allowed'],
    ['a.example.org', '*.example.com', 'denied'],
  ])('takes a star for any depth of names, at the left alone: %s for %s is %s [R5]', (target, host, verdict) => {
    expect(ask(policyWith(allow(applicationRule({ targetFqdns: [target] }))), { host }).verdict).toBe(verdict);
  });

  it.each(['a.*.com', 'app.*', '**.example.com', 'exa mple.com', 'x'.repeat(300)])(
    'does not understand a star or a sign elsewhere: %s [R5]',
    (target) => {
      const files = policyWith(allow(applicationRule({ targetFqdns: [target] })));
      expect(ask(files, app).verdict).toBe('unknown');
      expect(ask(files, { ...app, port: 5671 }).verdict).toBe('denied');
    },
  );

  const byName = ruleGroup([allow(networkRule({ destinationAddresses: [], destinationFqdns: ['app.example.com'] }))]);
  const network = (fields: Fields): Fields => ({
    name: 'vnet',
    type: 'Microsoft.Network/virtualNetworks',
    addressSpace: { addressPrefixes: ['10.10.0.0/16'] },
    subnets: [{ name: 'snet-aks', addressPrefix: '10.10.0.0/20', routeTable: { id: routeTableId('rt') } }],
    ...fields,
  });
  const fromNodes = { ...app, nodes: ['10.10.0.0/20'] };

  it.each<[string, Fields, Verdict]>([
    ['on', { dnsSettings: { enableProxy: true } }, 'allowed'],
    ['off', { dnsSettings: { enableProxy: false } }, 'unknown'],
    ['not said', { dnsSettings: null }, 'unknown'],
    ['on in the tier Basic, which has none', { sku: { tier: 'Basic' } }, 'unknown'],
  ])('needs the DNS proxy for names in rules of network: %s [R6]', (_what, fields, verdict) => {
    expect(ask({ 'p.json': policy(fields), 'g.json': byName }, app).verdict).toBe(verdict);
  });

  it.each<[string, readonly string[], Verdict]>([
    ['the firewall', ['10.0.1.4'], 'allowed'],
    ['Azure', [], 'unknown'],
    ['a server of their own', ['10.0.9.9'], 'unknown'],
    ['the firewall and another', ['10.0.1.4', '10.0.9.9'], 'unknown'],
  ])('needs clients that ask the firewall for names: they ask %s [R6]', (_whom, dnsServers, verdict) => {
    const files = {
      'p.json': policy(),
      'g.json': byName,
      'fw.json': firewall({ firewallPolicy: { id: policyId('hub') } }),
      'vnet.json': network({ dhcpOptions: { dnsServers }, subnets: [] }),
    };
    expect(ask(files, fromNodes).verdict).toBe(verdict);
    expect(
      ask(
        {
          ...files,
          'vnet.json': network({
            dhcpOptions: { dnsServers: ['10.0.9.9'] },
            addressSpace: { addressPrefixes: ['10.77.0.0/16'] },
            subnets: [],
          }),
        },
        fromNodes,
      ).verdict,
    ).toBe('allowed');
  });

  it.each<[string, Fields, Verdict]>([
    ['runs', {}, 'allowed'],
    ['is stopped', { ipConfigurations: [] }, 'unknown'],
    ['says nothing of its addresses', { ipConfigurations: null }, 'allowed'],
    ['is in a virtual hub', { ipConfigurations: [], virtualHub: { id: '/hub' } }, 'allowed'],
    [
      'has addresses of a virtual hub',
      { ipConfigurations: [], hubIPAddresses: { privateIPAddress: '10.0.1.4' } },
      'allowed',
    ],
  ])('lets through what its rules do while it runs: one that %s', (_what, fields, verdict) => {
    const files = {
      ...policyWith(allow(networkRule({ destinationAddresses: ['203.0.113.7'] }))),
      'fw.json': firewall({ firewallPolicy: { id: policyId('hub') }, ...fields }),
    };
    expect(ask(files).verdict).toBe(verdict);
  });

  const vnetId = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/virtualNetworks/vnet';
  const ipConfigurations = (address: string | undefined, subnet: string | undefined): readonly Fields[] => [
    {
      name: 'ip',
      privateIPAddress: address,
      subnet: { id: subnet === undefined ? "[parameters('subnetId')]" : `${vnetId}/subnets/${subnet}` },
    },
  ];
  const scaleSet = (dnsSettings: unknown, subnet: string | undefined): Fields => ({
    type: 'Microsoft.Compute/virtualMachineScaleSets',
    name: 'aks-pool',
    virtualMachineProfile: {
      networkProfile: {
        networkInterfaceConfigurations: [
          { name: 'nic', dnsSettings, ipConfigurations: ipConfigurations(undefined, subnet) },
        ],
      },
    },
  });
  const nic = (dnsServers: unknown, address: string | undefined, subnet: string): Fields => ({
    type: 'Microsoft.Network/networkInterfaces',
    name: 'nic-1',
    dnsSettings: { dnsServers },
    ipConfigurations: ipConfigurations(address, subnet),
  });

  it.each<[string, Fields, Verdict]>([
    ['an interface', nic(['10.0.9.9'], '10.10.0.9', 'snet-aks'), 'unknown'],
    ['an interface without an address yet', nic(['10.0.9.9'], undefined, 'snet-aks'), 'unknown'],
    ['an interface that asks the firewall', nic(['10.0.1.4'], '10.10.0.9', 'snet-aks'), 'allowed'],
    ['an interface that says nothing', nic([], '10.10.0.9', 'snet-aks'), 'allowed'],
    ['an interface elsewhere', nic(['10.0.9.9'], '10.10.77.9', 'snet-db'), 'allowed'],
    ['an interface in a template', nic("[parameters('servers')]", '10.10.0.9', 'snet-aks'), 'unknown'],
    ['a scale set', scaleSet({ dnsServers: ['10.0.9.9'] }, 'snet-aks'), 'unknown'],
    [
      'a scale set in the words of the REST API',
      { properties: scaleSet({ dnsServers: ['10.0.9.9'] }, 'snet-aks') },
      'unknown',
    ],
    ['a scale set that asks the firewall', scaleSet({ dnsServers: ['10.0.1.4'] }, 'snet-aks'), 'allowed'],
    ['a scale set that says nothing', scaleSet(null, 'snet-aks'), 'allowed'],
    ['a scale set in a template', scaleSet({ dnsServers: ['10.0.9.9'] }, undefined), 'unknown'],
    ['a scale set in a part of a template', scaleSet({ dnsServers: ['10.0.9.9'] }, '{pool}'), 'unknown'],
    ['a scale set elsewhere', scaleSet({ dnsServers: ['10.0.9.9'] }, 'snet-db'), 'allowed'],
  ])(
    'needs clients that ask the firewall for names, whatever their network says: %s [R6]',
    (_what, asking, verdict) => {
      const type = 'Microsoft.Compute/virtualMachineScaleSets';
      const files = {
        'p.json': policy(),
        'g.json': byName,
        'fw.json': firewall({ firewallPolicy: { id: policyId('hub') } }),
        'vnet.json': network({
          id: vnetId,
          dhcpOptions: { dnsServers: ['10.0.1.4'] },
          subnets: [{ name: 'snet-aks', addressPrefix: '10.10.0.0/20' }],
        }),
        'asking.json': 'type' in asking ? [asking] : [{ ...asking, type }],
      };
      expect(readAzureFiles(files).problems).toEqual([]);
      expect(ask(files, fromNodes).verdict).toBe(verdict);
    },
  );

  it('tells that clients are taken to ask the firewall, where no file says whom they ask [R6]', () => {
    const files = { 'p.json': policy(), 'g.json': byName };
    expect(readAzureFiles(files).problems).toMatchObject([
      { file: 'g.json', severity: 'warning', message: expect.stringContaining('is taken for granted') as unknown },
    ]);
    expect(readAzureFiles({ ...files, 'vnet.json': network({}) }).problems).toEqual([]);
  });

  it('says which tag or category nobody outside of Microsoft knows [R7]', () => {
    const files = policyWith(allow(applicationRule({ targetFqdns: [], fqdnTags: ['AzureKubernetesService'] })));
    expect(ask(files, app).reasons.join()).toContain('the FQDN tag AzureKubernetesService');
  });

  it('keeps the rules of a classic firewall in the firewall [R7]', () => {
    const classic = ({ ruleType: _ruleType, ipProtocols: protocols, ...rest }: Fields): Fields => ({
      ...rest,
      ...(protocols === undefined ? {} : { protocols }),
    });
    const of = (rule: Fields, action = 'Allow', priority = 100): Fields => ({
      name: 'c',
      priority,
      action: { type: action },
      rules: [classic(rule)],
    });
    const fw = (fields: Fields): Fields => ({ 'fw.json': [firewall(fields)] });
    expect(ask(fw({ networkRuleCollections: [of(networkRule())] })).verdict).toBe('allowed');
    expect(ask(fw({ applicationRuleCollections: [of(applicationRule())] }), app).verdict).toBe('allowed');
    expect(ask(fw({ natRuleCollections: [of(natRule(), 'Dnat')] })).verdict).toBe('allowed');
    expect(
      ask(fw({ networkRuleCollections: [of(networkRule(), 'Deny'), of(networkRule(), 'Allow', 99)] })).verdict,
    ).toBe('allowed');
    const nested = {
      name: 'c',
      properties: { priority: 100, action: { type: 'Allow' }, rules: [classic(networkRule())] },
    };
    const { name, id, type, ...properties } = firewall({ networkRuleCollections: [nested] });
    expect(ask({ 'fw.json': { value: [{ name, id, type, properties }] } }).verdict).toBe('allowed');
  });

  it('reads what a classic firewall has beside its rules [R7]', () => {
    const open = [
      {
        name: 'c',
        priority: 1,
        action: { type: 'Allow' },
        rules: [networkRule({ ruleType: undefined, ipProtocols: undefined, protocols: ['TCP'] })],
      },
    ];
    const fw = (fields: Fields): Fields => ({ 'fw.json': [firewall({ networkRuleCollections: open, ...fields })] });
    const listing = (lists: Fields): Fields => fw({ threatIntelMode: 'Deny', additionalProperties: lists });
    expect(ask(fw({ threatIntelMode: 'Deny' }), app).verdict).toBe('unknown');
    expect(ask(listing({ 'ThreatIntel.Whitelist.FQDNs': '*.x.com, *.example.com' }), app).verdict).toBe('allowed');
    expect(ask(listing({ 'ThreatIntel.Whitelist.IpAddresses': '198.51.100.1, 203.0.113.7' })).verdict).toBe('allowed');
    // As older versions of the CLI flatten them.
    expect(ask(fw({ threatIntelMode: 'Deny', 'ThreatIntel.Whitelist.FQDNs': 'app.example.com' }), app).verdict).toBe(
      'allowed',
    );
    const named = [
      {
        ...open[0],
        rules: [networkRule({ ruleType: undefined, destinationAddresses: [], destinationFqdns: ['app.example.com'] })],
      },
    ];
    const proxy = (value: unknown): Fields =>
      fw({ networkRuleCollections: named, additionalProperties: { 'Network.DNS.EnableProxy': value } });
    expect(ask(proxy('true'), app).verdict).toBe('allowed');
    expect(ask(proxy('false'), app).verdict).toBe('unknown');
  });

  const route = (addressPrefix: string, nextHopType: string, nextHopIpAddress?: string): Fields => ({
    name: `to ${addressPrefix}`,
    addressPrefix,
    nextHopType,
    nextHopIpAddress,
  });
  const routed = (...routes: readonly Fields[]): Fields => ({
    ...policyWith(),
    'fw.json': firewall({ firewallPolicy: { id: policyId('hub') } }),
    'vnet.json': network({}),
    'rt.json': [{ name: 'rt', id: routeTableId('RT'), type: 'Microsoft.Network/routeTables', routes }],
  });
  const toFirewall = route('0.0.0.0/0', 'VirtualAppliance', '10.0.1.4');

  it('is not met by what the platform itself answers', () => {
    expect(ask(policyWith(), { to: ['168.63.129.16'] }).verdict).toBe('allowed');
    expect(ask(policyWith(), { to: ['168.63.129.17'] }).verdict).toBe('denied');
  });

  it.each<[string, readonly Fields[], Verdict]>([
    ['all to the firewall', [toFirewall], 'denied'],
    ['all to the internet', [route('0.0.0.0/0', 'Internet')], 'allowed'],
    ['a longer prefix to the internet', [toFirewall, route('203.0.113.0/24', 'Internet')], 'allowed'],
    ['another prefix to the internet', [toFirewall, route('198.51.100.0/24', 'Internet')], 'denied'],
    [
      'a longer prefix to the firewall',
      [route('0.0.0.0/0', 'Internet'), route('203.0.113.0/24', 'VirtualAppliance', '10.0.1.4')],
      'denied',
    ],
    ['to another appliance', [route('0.0.0.0/0', 'VirtualAppliance', '10.0.9.9')], 'unknown'],
    ['nowhere', [toFirewall, route('203.0.113.7/32', 'None')], 'denied'],
    ['over a gateway', [route('0.0.0.0/0', 'VirtualNetworkGateway')], 'allowed'],
    ['by a next hop that is none', [route('0.0.0.0/0', 'Carrier')], 'unknown'],
    ['a tag whose addresses are not known', [toFirewall, route('AzureMonitor', 'Internet')], 'unknown'],
    ['by the system route alone', [route('198.51.100.0/24', 'Internet')], 'allowed'],
  ])('counts for what is routed to it alone: %s [R8]', (_what, routes, verdict) => {
    expect(ask(routed(...routes), { nodes: ['10.10.0.0/20'] }).verdict).toBe(verdict);
  });

  it.each([
    ['hubIPAddresses', 'privateIPAddress'],
    ['hubIpAddresses', 'privateIpAddress'],
  ])('stands where a virtual hub has it as well: %s.%s [R8]', (field, addressField) => {
    const inHub = (address: string): Fields => ({
      ...routed(route('0.0.0.0/0', 'VirtualAppliance', '10.0.9.9')),
      'fw.json': firewall({
        firewallPolicy: { id: policyId('hub') },
        ipConfigurations: [],
        [field]: { [addressField]: address },
      }),
    });
    expect(ask(inHub('10.0.9.9'), { nodes: ['10.10.0.0/20'] }).verdict).toBe('denied');
    expect(ask(inHub('10.0.9.8'), { nodes: ['10.10.0.0/20'] }).verdict).toBe('unknown');
  });

  const subnetWith = (name: string, addressPrefix: string, table: string): Fields => ({
    name,
    addressPrefix,
    routeTable: { id: routeTableId(table) },
  });

  it('is unknown for all where a subnet of the nodes has a route table that is not in the files', () => {
    const subnets = [subnetWith('a', '10.10.0.0/21', 'rt'), subnetWith('b', '10.10.8.0/21', 'gone')];
    const direct = routed(route('0.0.0.0/0', 'Internet'));
    const { verdict, reasons } = ask({ ...direct, 'vnet.json': network({ subnets }) }, { nodes: ['10.10.0.0/20'] });
    expect([verdict, reasons.join()]).toEqual(['unknown', expect.stringContaining('az network route-table list')]);
    const known = { ...direct, 'vnet.json': network({ subnets: subnets.slice(0, 1) }) };
    expect(ask(known, { nodes: ['10.10.0.0/20'] }).verdict).toBe('allowed');
  });

  it('is passed by where Azure’s own route is more specific than one that drops or leads to it', () => {
    const question = { nodes: ['10.10.0.0/20'], to: ['10.10.200.4'] };
    for (const wide of [route('10.0.0.0/8', 'None'), route('10.0.0.0/8', 'VirtualAppliance', '10.0.1.4')]) {
      expect(ask(routed(toFirewall, wide), question).verdict).toBe('allowed');
      expect(ask(routed(toFirewall, wide), { ...question, to: ['10.11.0.4'] }).verdict).toBe('denied');
    }
    expect(ask(routed(route('10.10.0.0/16', 'None')), question).verdict).toBe('denied');
  });

  it('is believed to be on the path where no route of the nodes is given [R8]', () => {
    const direct = routed(route('0.0.0.0/0', 'Internet'));
    expect(ask(direct, { nodes: ['10.77.0.0/20'] }).verdict).toBe('denied');
    expect(ask(direct).verdict).toBe('denied');
    expect(
      ask(
        { ...direct, 'vnet.json': network({ subnets: [{ name: 's', addressPrefix: '10.10.0.0/20' }] }) },
        { nodes: ['10.10.0.0/20'] },
      ).verdict,
    ).toBe('denied');
  });

  it('knows the addresses of a tag in a route [R8]', () => {
    const files = { ...routed(toFirewall, route('Storage.WestEurope', 'Internet')), 'tags.json': serviceTags };
    expect(ask(files, { nodes: ['10.10.0.0/20'] }).verdict).toBe('allowed');
    expect(ask(files, { nodes: ['10.10.0.0/20'], to: ['198.51.100.1'] }).verdict).toBe('denied');
  });
});

describe('what a plan attaches the layer to', () => {
  const open = ruleGroup([allow(networkRule())]);
  const closed = policy({ name: 'closed' });
  const files = { 'p.json': [policy(), closed], 'g.json': [open, ruleGroup([], {}, 'closed')] };

  it.each<[string, readonly string[], Verdict]>([
    ['a policy', ['hub'], 'allowed'],
    ['a policy in other letters', ['HUB'], 'allowed'],
    ['a policy by its id', [policyId('hub').toUpperCase()], 'allowed'],
    ['two policies', ['hub', 'closed'], 'denied'],
    ['what is not in the files', ['spoke'], 'unknown'],
    ['nothing, where there are two', [], 'unknown'],
  ])('is %s', (_what, attachedTo, verdict) => {
    expect(ask(files, { attachedTo }).verdict).toBe(verdict);
  });

  it('is the firewall with its policy, by its own name', () => {
    const fw = { 'fw.json': [firewall({ firewallPolicy: { id: policyId('hub') } })] };
    expect(ask({ ...files, ...fw }, { attachedTo: ['fw'] }).verdict).toBe('allowed');
    expect(ask({ ...files, ...fw }).verdict).toBe('allowed');
    expect(ask(fw, { attachedTo: ['fw'] }).reasons.join()).toContain('The policy hub is not in the files');
  });

  it('is the last policy where one is the parent of the other', () => {
    const child = policy({ name: 'closed', basePolicy: { id: policyId('hub') } });
    expect(ask({ ...files, 'p.json': [policy(), child] })).toMatchObject({
      verdict: 'allowed',
      decidedBy: ['Rule collection group group: collection: by-address'],
    });
  });

  it('may be several of a name', () => {
    const other = { ...policy(), id: policyId('hub').replace('/rg/', '/other/') };
    const { verdict, reasons } = ask({ ...files, 'q.json': other }, { attachedTo: ['hub'] });
    expect([verdict, reasons.join()]).toEqual(['unknown', expect.stringContaining('write the id in attachedTo')]);
  });

  it.each<[string, Fields, string]>([
    [
      'a parent that is not there',
      { 'p.json': policy({ basePolicy: { id: policyId('top') } }), 'g.json': open },
      'The policy top is not in the files',
    ],
    [
      'a parent that is itself',
      { 'p.json': policy({ basePolicy: { id: policyId('hub') } }), 'g.json': open },
      'Firewall policy hub comes before itself.',
    ],
    [
      'parents in a ring',
      {
        'p.json': [
          policy({ basePolicy: { id: policyId('b') } }),
          policy({ name: 'b', basePolicy: { id: policyId('hub') } }),
        ],
        'g.json': open,
      },
      'comes before itself.',
    ],
    ['no groups', { 'p.json': policy() }, 'The rules of Firewall policy hub are not in the files'],
    [
      'a group that is not there',
      {
        'p.json': policy({ ruleCollectionGroups: [{ id: groupId('group') }, { id: groupId('more') }] }),
        'g.json': open,
      },
      'The rule collection group more of Firewall policy hub is not in the files',
    ],
    ['groups without a policy', { 'g.json': open }, 'Neither the firewall nor its policy is in the files'],
  ])('is not known whole: %s', (_what, given, reason) => {
    const { verdict, reasons } = ask(given, 'p.json' in given ? { attachedTo: ['hub'] } : {});
    expect([verdict, reasons.join()]).toEqual(['unknown', expect.stringContaining(reason)]);
  });

  it('has no rules where it lists no groups', () => {
    expect(ask({ 'p.json': policy({ ruleCollectionGroups: [] }) }).verdict).toBe('denied');
  });
});

describe('a rule collection that is not understood', () => {
  const allowAll = collection([networkRule()], { name: 'rest', priority: 900 });
  const judge = (fields: Fields) => {
    const denying = collection([networkRule()], { name: 'closed', priority: 100, action: { type: 'Deny' }, ...fields });
    const rules = readAzureFiles({ 'p.json': [policy()], 'g.json': [ruleGroup([denying, allowAll])] });
    const { verdict } = askAzure(rules, { layer: 'azure-firewall', attachedTo: ['hub'] });
    return { verdict, messages: rules.problems.map(({ message }) => message) };
  };

  it.each<[string, Fields, string]>([
    ['its rules stand in a field that is not known', { rules: undefined, ruleList: [networkRule()] }, '“ruleList”'],
    ['its rules stand beside none', { rules: [], ruleList: [networkRule()] }, '“ruleList”'],
    ['its type is not known', { ruleCollectionType: 'FirewallPolicyGeoRuleCollection' }, 'The type of collection'],
    ['it has no priority', { priority: undefined, rules: undefined }, 'is no number'],
  ])('may deny what it would have denied: %s', (_what, fields, message) => {
    expect(judge(fields)).toEqual({ verdict: 'unknown', messages: [expect.stringContaining(message)] });
  });

  it('is none that has no rules', () => {
    expect(judge({ rules: [] })).toEqual({ verdict: 'allowed', messages: [] });
    expect(judge({ rules: null })).toEqual({ verdict: 'allowed', messages: [] });
  });
});

describe('a firewall that is not understood', () => {
  const messages = (files: Fields): readonly string[] => readAzureFiles(files).problems.map(({ message }) => message);

  it.each<[string, Fields, string]>([
    ['no source', networkRule({ sourceAddresses: [] }), 'It has no source.'],
    ['no destination', networkRule({ destinationAddresses: [] }), 'It has no destination.'],
    ['no port', networkRule({ destinationPorts: [] }), 'It has no destination port.'],
    ['no protocol', networkRule({ ipProtocols: [] }), 'It has no protocol.'],
    ['a protocol that is none', networkRule({ ipProtocols: ['Gre'] }), 'The protocol “gre” is not known.'],
    ['a port that is none', networkRule({ destinationPorts: ['443-80'] }), '“443-80” is not a port range.'],
    ['ports that are numbers', networkRule({ destinationPorts: [443] }), 'destinationPorts must be a list of texts'],
    [
      'a range that is none',
      networkRule({ destinationAddresses: ['10.0.0.0/33'] }),
      '“10.0.0.0/33” is neither an address range nor a tag.',
    ],
    [
      'a range that ends before it begins',
      networkRule({ destinationAddresses: ['10.0.0.9-10.0.0.1'] }),
      'is neither an address range nor a tag.',
    ],
    [
      'addresses that are a text',
      networkRule({ sourceAddresses: '*' }),
      'sourceAddresses must be a list of texts, not *.',
    ],
    [
      'a star in a name of network',
      networkRule({ destinationFqdns: ['*.example.com'] }),
      'stars are not read in network rules.',
    ],
    [
      'a field that is not known',
      networkRule({ destinationCountries: ['DE'] }),
      'The field “destinationCountries” is not known.',
    ],
    ['a kind that is not known', networkRule({ ruleType: 'GeoRule' }), 'The kind of rule “georule” is not known.'],
    ['no kind', networkRule({ ruleType: undefined }), 'It has no ruleType.'],
    ['no target', applicationRule({ targetFqdns: [] }), 'It has no target.'],
    [
      'a protocol that is not of applications',
      applicationRule({ protocols: [{ protocolType: 'Ftp', port: 21 }] }),
      'The protocol “ftp” is none of Http, Https and Mssql.',
    ],
    [
      'a port of an application that is none',
      applicationRule({ protocols: [{ protocolType: 'Https', port: '443' }] }),
      '“443” is no port.',
    ],
    ['no protocol of an application', applicationRule({ protocols: [] }), 'It has no protocol.'],
    [
      'a switch that is a text',
      applicationRule({ terminateTLS: 'yes' }),
      'terminateTLS must be true or false, not yes.',
    ],
  ])('may let through or not, and is told: %s', (_what, rule, message) => {
    const files = policyWith(allow(rule));
    expect(ask(files, app).verdict).toBe('unknown');
    expect(messages(files).join()).toContain(message);
    expect(messages(files)[0]).toContain('Rule collection group group: collection: ');
  });

  it.each<[string, Fields, Fields]>([
    ['a port', networkRule({ destinationPorts: ['443-80'] }), networkRule()],
    ['a protocol', networkRule({ ipProtocols: ['Gre'] }), networkRule()],
    ['a destination', networkRule({ destinationAddresses: ['10.0.0.0/33'] }), networkRule()],
    ['a source', networkRule({ sourceAddresses: ['10.0.0.0/33'] }), networkRule()],
    ['a protocol of an application', applicationRule({ protocols: ['Https', 443] }), applicationRule()],
  ])('is told of each of several rules that are wrong alike, and of none beside them: %s', (_what, wrong, right) => {
    const rules = [right, wrong, wrong, right].map((rule, index) => ({ ...rule, name: `rule-${index}` }));
    const { problems } = readAzureFiles(policyWith({ ...allow(right), rules }));
    expect(new Set(problems.map(({ message }) => /rule-\d/.exec(message)?.[0]))).toEqual(new Set(['rule-1', 'rule-2']));
  });

  it.each<[string, Fields, string]>([
    ['no priority', { priority: undefined }, 'The priority “nothing” is no number.'],
    ['a priority that is a text', { priority: '100' }, 'The priority “100” is no number.'],
    ['an action that is none', { action: { type: 'Audit' } }, 'The action “audit” is none of Allow, Deny and Dnat.'],
    ['a field that is not known', { schedule: 'nights' }, 'The field “schedule” is not known.'],
    ['rules that are no list', { rules: {} }, 'Its rules are no list.'],
  ])('is a collection with %s', (_what, fields, message) => {
    const files = policyWith({ ...allow(networkRule()), ...fields });
    expect(ask(files).verdict).toBe('unknown');
    expect(messages(files).join()).toContain(message);
  });

  it.each<[string, Fields, Fields, string]>([
    ['a group without a priority', {}, { priority: null }, 'The priority “nothing” is no number.'],
    ['a group whose policy is not known', {}, { id: 'group' }, 'Its id does not say which policy it belongs to.'],
    ['a group with a field that is not known', {}, { mode: 'x' }, 'The field “mode” is not known.'],
    ['a group whose rules stand elsewhere', {}, { ruleCollections: [], lists: [1] }, 'The field “lists” is not known.'],
    ['collections that are no list', {}, { ruleCollections: {} }, 'Its rule collections are no list.'],
    ['a collection that is no object', {}, { ruleCollections: [1] }, 'Rule collection 1 is no object.'],
    ['a policy with a field that is not known', { quarantine: true }, {}, 'The field “quarantine” is not known.'],
    [
      'a mode of threat intelligence that is none',
      { threatIntelMode: 'Block' },
      {},
      'The mode of threat intelligence “block” is not known.',
    ],
    ['a tier that is none', { sku: { tier: 'Gold' } }, {}, 'The tier “gold” is not known.'],
    ['a parent that is a text', { basePolicy: 'top' }, {}, 'Which policy comes before it is not understood.'],
  ])('is one with %s', (_what, ofPolicy, ofGroup, message) => {
    const files = { 'p.json': policy(ofPolicy), 'g.json': ruleGroup([allow(networkRule())], ofGroup) };
    expect(ask(files).verdict).toBe('unknown');
    expect(messages(files).join()).toContain(message);
  });

  it('is one with a policy and with rules of its own', () => {
    const own = [{ name: 'c', priority: 1, action: { type: 'Allow' }, rules: [networkRule()] }];
    const files = {
      ...policyWith(allow(networkRule())),
      'fw.json': firewall({ firewallPolicy: { id: policyId('hub') }, networkRuleCollections: own }),
    };
    expect(ask(files).verdict).toBe('unknown');
  });

  it('is an IP group of which not all is an address', () => {
    const rule = networkRule({ destinationAddresses: [], destinationIpGroups: [ipGroupId('some')] });
    const files = { ...policyWith(allow(rule)), 'ip.json': [ipGroup(['203.0.113.7', 'xx.xx.xx.xx/yy'])] };
    expect(ask(files).verdict).toBe('unknown');
    expect(messages(files)).toEqual(['IP group some: “xx.xx.xx.xx/yy” is no address range.']);
  });

  it('is one that stands twice with other rules; with the same it is one', () => {
    const files = policyWith(allow(networkRule()));
    expect(ask({ ...files, 'again.json': files['groups.json'] }).verdict).toBe('allowed');
    expect(ask({ ...files, 'again.json': ruleGroup([]) }).verdict).toBe('unknown');
    expect(ask({ ...files, 'again.json': policy({ threatIntelMode: 'Off' }) }).verdict).toBe('unknown');
    const rule = networkRule({ destinationAddresses: [], destinationIpGroups: [ipGroupId('some')] });
    const groups = { 'a.json': ipGroup(everything), 'b.json': ipGroup([]) };
    expect(ask({ ...policyWith(allow(rule)), ...groups }).verdict).toBe('unknown');
  });

  it('is two where a firewall with rules of its own stands twice in other tiers', () => {
    const inTier = (tier: string): Fields =>
      firewall({ sku: { name: 'AZFW_VNet', tier }, threatIntelMode: 'Off', networkRuleCollections: [] });
    const verdict = (...tiers: readonly string[]): Verdict =>
      ask(Object.fromEntries(tiers.map((tier, index) => [`${index}.json`, inTier(tier)])), { attachedTo: ['fw'] })
        .verdict;
    expect(verdict('Standard', 'Standard')).toBe('denied');
    expect(verdict('Standard', 'Premium')).toBe('unknown');
  });

  it.each(['both', 'groups', 'collections'])('has %s of one priority that say other things', (which) => {
    const groups = (priority: number): readonly Fields[] => [
      ruleGroup([allow(networkRule({ destinationAddresses: ['203.0.113.0/24'] }))], { name: 'a' }),
      ruleGroup([deny(networkRule())], { name: 'b', priority }),
    ];
    const collections = (priority: number): readonly Fields[] => [
      ruleGroup([allow(networkRule({ destinationAddresses: ['203.0.113.0/24'] })), deny(networkRule(), { priority })]),
    ];
    const tied = { both: groups(200), groups: groups(200), collections: collections(100) }[which];
    const apart = { both: groups(300), groups: groups(300), collections: collections(101) }[which];
    expect(ask({ 'p.json': policy(), 'g.json': tied }).verdict).toBe('unknown');
    expect(ask({ 'p.json': policy(), 'g.json': tied }, { to: ['198.51.100.1'] }).verdict).toBe('denied');
    expect(ask({ 'p.json': policy(), 'g.json': apart }).verdict).toBe('allowed');
  });

  it('is a list that was cut short', () => {
    const files = {
      'p.json': { value: [policy()], nextLink: 'https://management.azure.example/next' },
      'g.json': ruleGroup([allow(networkRule())]),
    };
    expect(ask(files).verdict).toBe('unknown');
    expect(messages(files)).toEqual(['The list was cut short, and what it leaves out is not known.']);
  });

  it('is a page that is empty and not the last, or one of several in a list', () => {
    const files = { 'p.json': policy(), 'g.json': ruleGroup([allow(networkRule())]) };
    const link =
      'https://management.azure.example/subscriptions/s/providers/Microsoft.Network/azureFirewalls?$skiptoken=1';
    expect(ask(files).verdict).toBe('allowed');
    expect(ask({ ...files, 'fw.json': { value: [], nextLink: link } }).verdict).toBe('unknown');
    expect(ask({ ...files, 'p.json': [{ value: [policy()], nextLink: link }] }).verdict).toBe('unknown');
  });
});

describe('files of Azure Firewall', () => {
  it('are listed with what they hold', () => {
    const { sources, problems } = readAzureFiles({
      'fw.json': [firewall(), firewall({ name: 'other' })],
      'p.json': policy(),
      'g.json': [[ruleGroup([])], { value: [ruleGroup([], { name: 'more' })] }],
      'ip.json': [ipGroup(everything)],
      'rt.json': [{ name: 'rt', type: 'Microsoft.Network/routeTables', routes: [] }],
      'nic.json': [{ name: 'nic', type: 'Microsoft.Network/networkInterfaces' }],
    });
    expect(problems).toEqual([]);
    expect(sources.map(({ file, holds, layers }) => [file, holds, layers])).toEqual([
      ['fw.json', '2 firewalls', ['azure-firewall']],
      ['p.json', '1 firewall policy', ['azure-firewall']],
      ['g.json', '2 rule collection groups', ['azure-firewall']],
      ['ip.json', '1 IP group', ['azure-firewall']],
      ['rt.json', '1 route table', ['azure-firewall', 'route']],
      ['nic.json', '1 network interface', ['azure-nsg', 'azure-firewall']],
    ]);
  });

  it('are known without a type by fields that nothing else has', () => {
    const without = ({ type: _type, ...rest }: Fields): Fields => rest;
    const files = {
      'p.json': without(policy({ ruleCollectionGroups: [{ id: groupId('group') }] })),
      'g.json': without(
        ruleGroup([allow(networkRule({ destinationAddresses: [], destinationIpGroups: [ipGroupId('some')] }))]),
      ),
      'ip.json': without({ ...ipGroup(everything), firewallPolicies: [] }),
    };
    expect(ask(files).verdict).toBe('allowed');
    expect(ask({ 'fw.json': without(firewall()) }).verdict).toBe('denied');
  });

  it('have their rules at the line of their names', () => {
    const text = JSON.stringify([ruleGroup([allow(networkRule({ ipProtocols: ['TCP', 'Gre'] }))])], null, 1);
    const line = text.split('\n').findIndex((candidate) => candidate.includes('"name": "by-address"'));
    const [problem] = readAzureFiles({ 'g.json': text }).problems;
    expect([problem?.file, problem?.line]).toEqual(['g.json', line + 1]);
  });
});
