import { describe, expect, it } from 'vitest';
import { reachEgress } from '../../../judging/reachEgress.ts';
import { askPolicies, askReceiver } from '../../../testing/askPolicies.ts';
import type { PolicyAnswer, PolicyQuestion } from '../../../testing/askPolicies.ts';
import { deployment, describeProblems, namespace, networkPolicy, readDocuments } from '../../../testing/rules.ts';

const api = deployment('{app: api}', {
  metadata: 'name: api, namespace: shop',
  podSpec:
    '{serviceAccountName: api, containers: [{ports: [{name: https, containerPort: 443}, {name: admin, containerPort: 9443}]}]}',
});
const near = deployment('{app: near}', { metadata: 'name: near' });
const account = '{apiVersion: v1, kind: ServiceAccount, metadata: {name: api, namespace: shop, labels: {team: a}}}';
const cluster = [
  namespace('default', '{zone: front}'),
  namespace('shop', '{zone: back}'),
  deployment(),
  api,
  near,
  account,
];

function calico(kind: string, spec: string, metadata = 'name: policy', apiVersion = 'projectcalico.org/v3'): string {
  return `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {${metadata}}, spec: ${spec}}`;
}

const policy = (spec: string, metadata?: string) => calico('NetworkPolicy', spec, metadata);
const global = (spec: string, metadata?: string) => calico('GlobalNetworkPolicy', spec, metadata);
const tier = (name: string, spec: string) => calico('Tier', spec, `name: ${name}`);
const egress = (rules: string, more = '') => `{types: [Egress], ${more} egress: [${rules}]}`;
const deny = '{action: Deny}';
const allow = '{action: Allow}';

function ask(policies: readonly string[], question: PolicyQuestion = {}): PolicyAnswer {
  const rules = readDocuments(...cluster, ...policies);
  expect(describeProblems(rules)).toEqual([]);
  return askPolicies(rules, question).answer;
}

describe('a field of a policy of Calico that alone turns the verdict', () => {
  it.each<[string, string, PolicyAnswer]>([
    ['no selector', '', 'denied'],
    ['an empty selector', "selector: '',", 'denied'],
    ['a selector of all', 'selector: all(),', 'denied'],
    ['a selector that fits', `selector: "app == 'web'",`, 'denied'],
    ['a selector that does not fit', `selector: "app == 'api'",`, 'allowed'],
    ['a selector by namespace', `selector: "projectcalico.org/namespace == 'default'",`, 'denied'],
    ['a selector by another namespace', `selector: "projectcalico.org/namespace == 'shop'",`, 'allowed'],
    ['a selector by a label of the namespace', `selector: "pcns.zone == 'front'",`, 'denied'],
    ['a selector by orchestrator', `selector: "projectcalico.org/orchestrator == 'k8s'",`, 'denied'],
    ['a selector by service account', `selector: "projectcalico.org/serviceaccount == 'api'",`, 'allowed'],
    ['serviceAccountSelector by name', `serviceAccountSelector: "projectcalico.org/name == 'default'",`, 'denied'],
    ['serviceAccountSelector by another name', `serviceAccountSelector: "projectcalico.org/name == 'api'",`, 'allowed'],
    ['serviceAccountSelector by labels that are not in the files', 'serviceAccountSelector: has(team),', 'unknown'],
  ])('is whom it is for: %s', (_field, selector, answer) => {
    expect(ask([policy(egress('', selector))])).toBe(answer);
    expect(ask([global(egress('', selector))])).toBe(answer);
  });

  it('is the labels of the service account', () => {
    const selecting = (selector: string) => global(egress('', `serviceAccountSelector: "${selector}",`));
    expect(ask([selecting("team == 'a'")], { from: 'shop/api' })).toBe('denied');
    expect(ask([selecting("team == 'b'")], { from: 'shop/api' })).toBe('allowed');
  });

  it.each<[string, PolicyAnswer]>([
    ["zone == 'front'", 'denied'],
    ["zone == 'back'", 'allowed'],
    ["projectcalico.org/name == 'default'", 'denied'],
    ["kubernetes.io/metadata.name == 'default'", 'denied'],
    ['all()', 'denied'],
  ])('is the namespace of a global policy: %s', (selector, answer) => {
    expect(ask([global(egress('', `namespaceSelector: "${selector}",`))])).toBe(answer);
  });

  it('is the namespace of a namespaced one', () => {
    expect(ask([policy(egress(''), 'name: p, namespace: shop')])).toBe('allowed');
    expect(ask([policy(egress(''), 'name: p, namespace: shop')], { from: 'shop/api' })).toBe('denied');
  });

  it.each<[string, string, PolicyAnswer]>([
    ['types of egress', '{types: [Egress]}', 'denied'],
    ['types of ingress', `{types: [Ingress], egress: [${deny}]}`, 'allowed'],
    ['types of both', '{types: [Ingress, Egress]}', 'denied'],
    ['no types and no rule', '{}', 'allowed'],
    ['no types and egress rules', '{egress: [{action: Deny, protocol: UDP}]}', 'denied'],
    ['no types and ingress rules', `{ingress: [${deny}]}`, 'allowed'],
    ['no types and both', `{ingress: [${deny}], egress: [${allow}]}`, 'allowed'],
  ])('is the direction: %s [L4]', (_field, spec, answer) => {
    expect(ask([policy(spec)])).toBe(answer);
  });

  it('is the API: what is stored without types is for both directions [L4]', () => {
    expect(ask([calico('NetworkPolicy', '{}', 'name: p', 'crd.projectcalico.org/v1')])).toBe('denied');
    expect(ask([calico('NetworkPolicy', `{egress: [${allow}]}`, 'name: p', 'crd.projectcalico.org/v1')])).toBe(
      'allowed',
    );
  });

  it.each<[string, string, PolicyAnswer]>([
    ['Allow first', `${allow}, ${deny}`, 'allowed'],
    ['Deny first', `${deny}, ${allow}`, 'denied'],
    ['Log first', `{action: Log}, ${allow}`, 'allowed'],
    ['Pass first', `{action: Pass}, ${deny}`, 'allowed'],
    ['no match', '{action: Allow, protocol: UDP}', 'denied'],
  ])('is the first action: %s [L2]', (_field, rules, answer) => {
    expect(ask([policy(egress(rules))])).toBe(answer);
  });

  const destination = (entity: string, protocol = 'TCP'): string =>
    `{action: Allow, protocol: ${protocol}, destination: {${entity}}}`;

  it.each<[string, string, PolicyQuestion, PolicyAnswer]>([
    ['nets', 'nets: [203.0.113.0/24]', {}, 'allowed'],
    ['nets of one address', 'nets: [203.0.113.7/32]', {}, 'allowed'],
    ['other nets', 'nets: [198.51.100.0/24]', {}, 'denied'],
    ['nets, which mean pods too', 'nets: [10.244.0.0/16]', { toPod: 'shop/api' }, 'allowed'],
    ['notNets', 'notNets: [198.51.100.0/24]', {}, 'allowed'],
    ['notNets of it', 'notNets: [203.0.113.0/24]', {}, 'denied'],
    ['notNets of IPv4, for IPv6', 'notNets: [198.51.100.0/24]', { to: '2001:db8::1' }, 'denied'],
    ['notNets of IPv6, for IPv4', "notNets: ['2001:db8:9::/48']", {}, 'denied'],
    ['notNets of IPv6', "notNets: ['2001:db8:9::/48']", { to: '2001:db8::1' }, 'allowed'],
    ['nets without notNets', 'nets: [203.0.113.0/24], notNets: [203.0.113.7/32]', {}, 'denied'],
    ['selector of all, for the internet', 'selector: all()', {}, 'denied'],
    ['selector of all, in the namespace', 'selector: all()', { toPod: 'default/near' }, 'allowed'],
    ['selector of all, elsewhere', 'selector: all()', { toPod: 'shop/api' }, 'denied'],
    ['selector by label', `selector: "app == 'near'"`, { toPod: 'default/near' }, 'allowed'],
    ['selector by another label', `selector: "app == 'far'"`, { toPod: 'default/near' }, 'denied'],
    ['negated selector, for the internet', `selector: "!(app == 'far')"`, {}, 'denied'],
    ['namespaceSelector', `namespaceSelector: "zone == 'back'"`, { toPod: 'shop/api' }, 'allowed'],
    ['another namespaceSelector', `namespaceSelector: "zone == 'front'"`, { toPod: 'shop/api' }, 'denied'],
    ['namespaceSelector of all', 'namespaceSelector: all()', { toPod: 'shop/api' }, 'allowed'],
    ['namespaceSelector of all, for the internet', 'namespaceSelector: all()', {}, 'denied'],
    ['namespaceSelector of none', 'namespaceSelector: global()', { toPod: 'shop/api' }, 'denied'],
    // Calico libcalico-go/lib/validator/v3, globalSelectorRegex, refuses && and || beside it alone.
    ['namespaceSelector of any', 'namespaceSelector: "!global()"', { toPod: 'shop/api' }, 'allowed'],
    ['namespaceSelector of any, for what is in none', 'namespaceSelector: "!global()"', {}, 'denied'],
    [
      'both selectors',
      `namespaceSelector: "zone == 'back'", selector: "app == 'web'"`,
      { toPod: 'shop/api' },
      'denied',
    ],
    ['notSelector in a namespace, elsewhere', `notSelector: "app == 'x'"`, { toPod: 'shop/api' }, 'denied'],
    ['notSelector in a namespace', `notSelector: "app == 'x'"`, { toPod: 'default/near' }, 'allowed'],
    ['notSelector in a namespace, for it', `notSelector: "app == 'near'"`, { toPod: 'default/near' }, 'denied'],
    [
      'service accounts by name',
      'namespaceSelector: all(), serviceAccounts: {names: [api]}',
      { toPod: 'shop/api' },
      'allowed',
    ],
    [
      'service accounts by another name',
      'namespaceSelector: all(), serviceAccounts: {names: [x]}',
      { toPod: 'shop/api' },
      'denied',
    ],
    [
      'service accounts by label',
      `namespaceSelector: all(), serviceAccounts: {selector: "team == 'a'"}`,
      { toPod: 'shop/api' },
      'allowed',
    ],
    [
      'service accounts by another label',
      `namespaceSelector: all(), serviceAccounts: {selector: "team == 'b'"}`,
      { toPod: 'shop/api' },
      'denied',
    ],
    ['ports', 'ports: [443]', {}, 'allowed'],
    ['ports as texts', "ports: ['443']", {}, 'allowed'],
    ['other ports', 'ports: [80]', {}, 'denied'],
    ['ranges of ports', "ports: ['440:450']", {}, 'allowed'],
    ['other ranges of ports', "ports: ['444:450']", {}, 'denied'],
    ['names of ports, for an address', 'ports: [https]', {}, 'denied'],
    ['names of ports', 'namespaceSelector: all(), ports: [https]', { toPod: 'shop/api' }, 'allowed'],
    ['names of other ports', 'namespaceSelector: all(), ports: [admin]', { toPod: 'shop/api' }, 'denied'],
    ['notPorts', 'notPorts: [443]', {}, 'denied'],
    ['other notPorts', "notPorts: ['1:442', 444]", {}, 'allowed'],
    ['notPorts by name', 'namespaceSelector: all(), notPorts: [https]', { toPod: 'shop/api' }, 'denied'],
    ['notPorts by another name', 'namespaceSelector: all(), notPorts: [admin]', { toPod: 'shop/api' }, 'allowed'],
  ])('is a destination: %s [L8, L10, L14]', (_field, entity, question, answer) => {
    expect(ask([policy(egress(destination(entity)))], question)).toBe(answer);
  });

  it.each<[string, string, PolicyQuestion, PolicyAnswer]>([
    ['selector of all, elsewhere', 'selector: all()', { toPod: 'shop/api' }, 'allowed'],
    ['notSelector, for the internet', `notSelector: "app == 'x'"`, {}, 'allowed'],
    ['notSelector, for a pod', `notSelector: "app == 'api'"`, { toPod: 'shop/api' }, 'denied'],
    ['service accounts', 'serviceAccounts: {names: [api]}', { toPod: 'shop/api' }, 'allowed'],
    ['selector that a node may have', 'selector: has(role)', { toNode: { role: 'x' } }, 'unknown'],
    ['selector that no node has', 'selector: has(role)', { toNode: {} }, 'denied'],
  ])('is a destination of a global policy: %s', (_field, entity, question, answer) => {
    expect(ask([global(egress(destination(entity)))], question)).toBe(answer);
  });

  it.each<[string, string, PolicyQuestion, PolicyAnswer]>([
    ['protocol', 'protocol: TCP', {}, 'allowed'],
    ['another protocol', 'protocol: UDP', {}, 'denied'],
    ['protocol by number', 'protocol: 6', {}, 'allowed'],
    ['another protocol by number', 'protocol: 17', {}, 'denied'],
    ['protocol SCTP', 'protocol: SCTP', { protocol: 'SCTP' }, 'allowed'],
    ['protocol ICMP', 'protocol: ICMP, icmp: {type: 8}', {}, 'denied'],
    ['notProtocol', 'notProtocol: TCP', {}, 'denied'],
    ['another notProtocol', 'notProtocol: UDP', {}, 'allowed'],
    ['ipVersion', 'ipVersion: 4', {}, 'allowed'],
    ['another ipVersion', 'ipVersion: 6', {}, 'denied'],
    ['ipVersion of IPv6', 'ipVersion: 6', { to: '2001:db8::1' }, 'allowed'],
    ['metadata', 'metadata: {annotations: {a: b}}', {}, 'allowed'],
    ['source that fits', `source: {selector: "app == 'web'"}`, {}, 'allowed'],
    ['source that does not fit', `source: {selector: "app == 'api'"}`, {}, 'denied'],
    ['source that is excluded', `source: {notSelector: "app == 'web'"}`, {}, 'denied'],
    ['source in another namespace', `source: {namespaceSelector: "zone == 'back'"}`, {}, 'denied'],
    ['source by service account', 'source: {serviceAccounts: {names: [default]}}', {}, 'allowed'],
    ['source by another service account', 'source: {serviceAccounts: {names: [api]}}', {}, 'denied'],
    ['source by address', 'source: {nets: [10.244.1.0/24]}', {}, 'unknown'],
    ['source by port', "protocol: TCP, source: {ports: ['1024:65535']}", {}, 'unknown'],
  ])('is a match: %s [L14]', (_field, match, question, answer) => {
    expect(ask([policy(egress(`{action: Allow, ${match}}`))], question)).toBe(answer);
  });

  it('is a domain, which not all editions know [L11]', () => {
    const rule = (domain: string) => policy(egress(`{action: Allow, destination: {domains: ['${domain}']}}`));
    expect(ask([rule('*.example.com')], { toHost: 'a.b.example.com' })).toBe('unknown');
    expect(ask([rule('*.example.com')], { toHost: 'example.com' })).toBe('denied');
    expect(ask([rule('a.example.com')], { toHost: 'b.example.com' })).toBe('denied');
  });

  it.each<[string, PolicyAnswer]>([
    ['doNotTrack: true, applyOnForward: true,', 'allowed'],
    ['doNotTrack: false,', 'denied'],
    ['applyOnForward: true,', 'denied'],
  ])('is whether host endpoints alone obey it: %s [L13]', (field, answer) => {
    expect(ask([global(egress('', field))])).toBe(answer);
  });
});

describe('a Service and sets of networks as destinations', () => {
  const to = (entity: string) => `{action: Allow, protocol: TCP, destination: {${entity}}}`;
  const service =
    '{apiVersion: v1, kind: Service, metadata: {name: api, namespace: shop}, spec: {selector: {app: api}, ports: [{port: 80, targetPort: https}]}}';

  it.each<[PolicyQuestion, PolicyAnswer]>([
    [{ toPod: 'shop/api' }, 'allowed'],
    [{ toPod: 'shop/api', port: 9443 }, 'denied'],
    [{ toPod: 'shop/api', protocol: 'UDP' }, 'denied'],
    [{ toPod: 'default/near' }, 'denied'],
    [{}, 'denied'],
  ])('are its pods on its target ports: %o [L10]', (question, answer) => {
    const rule = policy(egress('{action: Allow, destination: {services: {name: api, namespace: shop}}}'));
    for (const port of ['port: 80, targetPort: https', 'port: 80, targetPort: 443', 'port: 443']) {
      expect(ask([service.replace('port: 80, targetPort: https', port), rule], question)).toBe(answer);
    }
    const overUdp = service.replace('port: 80', 'port: 80, protocol: UDP').replace('https', '443');
    expect(ask([overUdp, rule], { toPod: 'shop/api', protocol: 'UDP' })).toBe('allowed');
  });

  const globalSet = calico('GlobalNetworkSet', '{nets: [203.0.113.0/24]}', 'name: partners, labels: {kind: partner}');
  const ownSet = calico('NetworkSet', '{nets: [203.0.113.0/24]}', 'name: partners, labels: {kind: partner}');
  const byKind = `selector: "kind == 'partner'"`;

  it.each<[string, readonly string[], PolicyAnswer]>([
    ['a global set in a global policy', [globalSet, global(egress(to(byKind)))], 'allowed'],
    ['a global set in a namespaced policy', [globalSet, policy(egress(to(byKind)))], 'denied'],
    ['a global set by global()', [globalSet, policy(egress(to(`${byKind}, namespaceSelector: global()`)))], 'allowed'],
    ['a set of the namespace', [ownSet, policy(egress(to(byKind)))], 'allowed'],
    ['a set that stands twice and is the same', [globalSet, globalSet, global(egress(to(byKind)))], 'allowed'],
    ['a set of another kind', [ownSet, policy(egress(to(`selector: "kind == 'x'"`)))], 'denied'],
    ['all but a set', [globalSet, global(egress(to(`notSelector: "kind == 'partner'"`)))], 'denied'],
    ['all but another set', [globalSet, global(egress(to(`notSelector: "kind == 'x'"`)))], 'allowed'],
    [
      'a set with domains',
      [
        calico('GlobalNetworkSet', '{allowedEgressDomains: [a.example.com]}', 'name: p, labels: {kind: partner}'),
        global(egress(to(byKind))),
      ],
      'unknown',
    ],
    [
      'no set of all namespaces, by all() in a namespaced policy [L9]',
      [
        calico('GlobalNetworkSet', '{nets: [203.0.113.0/24]}', 'name: p, labels: {kind: partner}'),
        policy(egress(to(`${byKind}, namespaceSelector: all()`))),
      ],
      'denied',
    ],
    [
      'a host endpoint, by global() in a namespaced policy',
      [
        calico('HostEndpoint', '{node: a, expectedIPs: [203.0.113.7]}', 'name: h, labels: {kind: partner}'),
        policy(egress(to(`${byKind}, namespaceSelector: global()`))),
      ],
      'allowed',
    ],
    [
      'no host endpoint without it',
      [
        calico('HostEndpoint', '{node: a, expectedIPs: [203.0.113.7]}', 'name: h, labels: {kind: partner}'),
        policy(egress(to(byKind))),
      ],
      'denied',
    ],
    [
      'a host endpoint',
      [
        calico('HostEndpoint', '{node: a, expectedIPs: [203.0.113.7]}', 'name: h, labels: {kind: partner}'),
        global(egress(to(byKind))),
      ],
      'allowed',
    ],
  ])('are %s', (_case, policies, answer) => {
    expect(ask(policies)).toBe(answer);
  });
});

describe('the order of policies', () => {
  const ordered = (name: string, order: string, rule: string, more = '') =>
    global(egress(rule, `${order === '' ? '' : `order: ${order},`} ${more}`), `name: ${name}`);

  it.each<[string, readonly string[], PolicyAnswer]>([
    ['the lowest order first', [ordered('a', '20', allow), ordered('b', '10', deny)], 'denied'],
    ['no order last', [ordered('a', '', allow), ordered('b', '10', deny)], 'denied'],
    ['the name where orders are equal [L1]', [ordered('a', '10', allow), ordered('b', '10', deny)], 'allowed'],
    ['the name where there is none', [ordered('b', '', deny), ordered('a', '', allow)], 'allowed'],
    [
      'the global one where names are equal, wherever it stands',
      [policy(egress(allow)), global(egress(deny))],
      'denied',
    ],
    [
      'the global one where names are equal, wherever it stands too',
      [global(egress(deny)), policy(egress(allow))],
      'denied',
    ],
    ['fractions too', [ordered('a', '10.5', allow), ordered('b', '10.25', deny)], 'denied'],
  ])('is %s', (_case, policies, answer) => {
    expect(ask(policies)).toBe(answer);
  });

  const ownOf = (name: string, rule: string, order = '') =>
    policy(egress(rule, order), `name: ${name}, namespace: shop`);
  const ofAll = (name: string, rule: string, order = '') => global(egress(rule, order), `name: ${name}`);
  const other = '{action: Deny, protocol: UDP}';

  it.each<[string, readonly string[], PolicyAnswer]>([
    [
      'a name before that of a global policy, in a namespace behind it',
      [ownOf('a', allow), ofAll('b', deny)],
      'unknown',
    ],
    ['the same with one order', [ownOf('a', allow, 'order: 5,'), ofAll('b', deny, 'order: 5,')], 'unknown'],
    ['the same with orders of their own', [ownOf('a', allow, 'order: 5,'), ofAll('b', deny, 'order: 6,')], 'allowed'],
    ['a name behind that of a global policy', [ownOf('b', allow), ofAll('a', deny)], 'denied'],
    ['two that agree', [ownOf('a', allow), ofAll('b', `${other}, ${allow}`)], 'allowed'],
    ['a name that another continues', [ofAll('deny', deny), ofAll('deny-not', allow)], 'unknown'],
    ['a name that another continues with a letter', [ofAll('deny', deny), ofAll('denynot', allow)], 'denied'],
    [
      'a name that another continues, in a tier of its own',
      [tier('early', '{order: 1}'), ofAll('early.deny', deny, 'tier: early,'), ofAll('deny-not', allow)],
      'denied',
    ],
  ])('differs between releases where two have the same: %s', (_case, policies, answer) => {
    expect(ask(policies, { from: 'shop/api' })).toBe(answer);
  });

  it('tells which policies have the same order', () => {
    const rules = readDocuments(...cluster, ownOf('a', allow), ofAll('b', deny));
    expect(askPolicies(rules, { from: 'shop/api' }).because).toEqual([
      'NetworkPolicy shop/a and GlobalNetworkPolicy b have the same order, and releases of Calico differ in which comes first: give each its own.',
    ]);
  });

  const closed = networkPolicy('{podSelector: {}, policyTypes: [Egress]}', 'name: closed');
  const opened = networkPolicy('{podSelector: {}, egress: [{}]}', 'name: opened');

  it.each<[string, readonly string[], PolicyAnswer]>([
    ['a policy before NetworkPolicies', [ordered('a', '999', deny), opened], 'denied'],
    ['a policy after NetworkPolicies', [ordered('a', '1001', deny), opened], 'allowed'],
    ['a policy after those that close', [ordered('a', '1001', allow), closed], 'allowed'],
    ['a policy without a match', [ordered('a', '1001', '{action: Allow, protocol: UDP}'), opened], 'allowed'],
    ['the end of the tier', [ordered('a', '1001', '{action: Allow, protocol: UDP}')], 'denied'],
    ['a pass over NetworkPolicies', [ordered('a', '999', '{action: Pass}'), closed], 'allowed'],
    // Since Calico 3.32 the bare names decide: PolKVLess of felix/calc/policy_sorter.go compares `zdeny//…` with `opened/…`.
    [
      'a policy that denies, of the order of NetworkPolicies that open',
      [ordered('zdeny', '1000', deny), opened],
      'unknown',
    ],
    ['the same with a name before theirs', [ordered('a', '1000', deny), opened], 'unknown'],
    ['a policy of their order that allows what they close', [ordered('zallow', '1000', allow), closed], 'allowed'],
    ['a policy of their order that allows what they open', [ordered('zallow', '1000', allow), opened], 'allowed'],
    [
      'a policy of their order that denies something else',
      [ordered('zdeny', '1000', '{action: Deny, protocol: UDP}'), opened],
      'allowed',
    ],
  ])('has NetworkPolicies in it: %s [L6]', (_case, policies, answer) => {
    expect(ask(policies)).toBe(answer);
  });

  it('tells which policy has the order of NetworkPolicies', () => {
    const rules = readDocuments(...cluster, opened, ordered('zdeny', '1000', deny));
    expect(askPolicies(rules).because).toEqual([
      'GlobalNetworkPolicy zdeny has the order of NetworkPolicies, 1000, and releases of Calico differ in which comes first: give it another.',
    ]);
  });

  const early = tier('early', '{order: 10}');
  const inEarly = (rule: string, name = 'early.a') => ordered(name, '1', rule, 'tier: early,');

  it.each<[string, readonly string[], PolicyAnswer]>([
    ['an earlier tier that allows', [early, inEarly(allow), closed], 'allowed'],
    ['an earlier tier that denies', [early, inEarly(deny), opened], 'denied'],
    ['an earlier tier that passes', [early, inEarly('{action: Pass}'), closed], 'denied'],
    ['an earlier tier without a match', [early, inEarly('{action: Pass, protocol: UDP}'), opened], 'denied'],
    [
      'an earlier tier that passes by default',
      [tier('early', '{order: 10, defaultAction: Pass}'), inEarly('{action: Deny, protocol: UDP}'), opened],
      'allowed',
    ],
    [
      'an earlier tier without a policy for the pod [L3]',
      [early, ordered('early.a', '1', deny, 'tier: early, selector: has(x),'), opened],
      'allowed',
    ],
    [
      'a later tier',
      [tier('late', '{order: 2000000}'), ordered('late.a', '1', deny, 'tier: late,'), opened],
      'allowed',
    ],
    [
      'a tier without an order, which is last',
      [tier('late', '{}'), ordered('late.a', '1', deny, 'tier: late,'), opened],
      'allowed',
    ],
    ['a tier that is not in the files', [inEarly(deny), opened], 'unknown'],
    [
      'the tier of NetworkPolicies, as it is written out',
      [tier('default', '{order: 1000000, defaultAction: Deny}'), ordered('a', '1001', allow), closed],
      'allowed',
    ],
    [
      'that tier without its order',
      [tier('default', '{}'), tier('late', '{order: 2000000}'), ordered('late.a', '1', allow, 'tier: late,'), closed],
      'denied',
    ],
    [
      'tiers of one order by their names',
      [early, tier('b', '{order: 10}'), ordered('b.a', '1', allow, 'tier: b,'), inEarly(deny)],
      'allowed',
    ],
  ])('is by tiers: %s [L1, L3]', (_case, policies, answer) => {
    expect(ask(policies)).toBe(answer);
  });

  it.each<[string, PolicyAnswer]>([
    ['kube-admin', 'allowed'],
    ['adminnetworkpolicy', 'allowed'],
    ['default', 'allowed'],
    ['kube-baseline', 'denied'],
    ['baselineadminnetworkpolicy', 'denied'],
  ])('knows the tiers that Calico makes itself: %s beside NetworkPolicies that close [L5]', (name, answer) => {
    expect(ask([ordered('a', '1', allow, `tier: ${name},`), closed])).toBe(answer);
    // Only that of NetworkPolicies ends in a denial.
    const elsewhere = ordered('a', '1', '{action: Allow, protocol: UDP}', `tier: ${name},`);
    expect(ask([elsewhere])).toBe(name === 'default' ? 'denied' : 'allowed');
  });

  it.each<[string, readonly string[], PolicyAnswer]>([
    ['none in the files', [policy(egress('{action: Pass}'))], 'allowed'],
    [
      'one that allows, as Calico makes it',
      [calico('Profile', `{egress: [${allow}]}`, 'name: kns.default')],
      'allowed',
    ],
    [
      'one that gives a label',
      [
        policy(egress('', 'selector: has(given),')),
        calico('Profile', '{labelsToApply: {given: x}}', 'name: kns.default'),
      ],
      'unknown',
    ],
    [
      'one that gives another label',
      [
        policy(egress('', 'selector: has(given),')),
        calico('Profile', '{labelsToApply: {other: x}}', 'name: kns.default'),
      ],
      'allowed',
    ],
    [
      'one that gives others a label',
      [policy(egress('', 'selector: has(given),')), calico('Profile', '{labelsToApply: {given: x}}', 'name: kns.shop')],
      'allowed',
    ],
    [
      'one of the service account',
      [
        policy(egress('', 'selector: has(given),')),
        calico('Profile', '{labelsToApply: {given: x}}', 'name: ksa.default.default'),
      ],
      'unknown',
    ],
  ])('ends in the profiles: %s [L2]', (_case, policies, answer) => {
    expect(ask(policies)).toBe(answer);
  });

  it('takes labels of a profile that are longer than those of Kubernetes, as Calico makes them of namespaces', () => {
    const profile = calico('Profile', `{labelsToApply: {pcns.${'k'.repeat(63)}: x}}`, 'name: kns.default');
    expect(describeProblems(readDocuments(...cluster, profile))).toEqual([]);
  });

  it('says of a profile with other rules that Calico does not keep them', () => {
    const rules = readDocuments(...cluster, calico('Profile', `{egress: [${deny}]}`, 'name: kns.default'));
    expect(askPolicies(rules).answer).toBe('allowed');
    expect(describeProblems(rules)).toEqual([
      `${cluster.length + 1} (warning) Profile kns.default: Calico makes the profiles of namespaces and service accounts itself, and they allow everything: these rules are not in force.`,
    ]);
  });

  it('knows a policy again that is stored under the name of its tier [L15]', () => {
    const stored = calico('NetworkPolicy', egress(allow), 'name: default.p', 'crd.projectcalico.org/v1');
    expect(ask([stored, policy(egress(allow), 'name: p')])).toBe('allowed');
    const rules = readDocuments(...cluster, stored, policy(egress(deny), 'name: p'));
    expect(askPolicies(rules).answer).toBe('unknown');
    expect(describeProblems(rules)).toEqual([
      `${cluster.length + 2} NetworkPolicy default/p: It stands twice, with other rules in rules.yaml.`,
    ]);
    const beside = (name: string) => ask([stored, policy(egress(deny), `name: ${name}`)]);
    expect([beside('q'), beside('other')]).toEqual(['allowed', 'denied']);
  });

  it('leaves staged policies out [L7]', () => {
    const kinds = ['StagedNetworkPolicy', 'StagedGlobalNetworkPolicy', 'StagedKubernetesNetworkPolicy'];
    expect(ask(kinds.map((kind) => calico(kind, egress(deny))))).toBe('allowed');
    // Nor do they make an end of their tier.
    expect(ask([early, calico('StagedGlobalNetworkPolicy', egress(deny, 'tier: early,')), opened])).toBe('allowed');
  });

  it.each<[string, readonly string[], string]>([
    ['an order that is none', [tier('early', "{order: 'x'}"), inEarly(allow)], 'Tier early: “x” is no order.'],
    [
      'a default action that is none',
      [tier('early', '{order: 10, defaultAction: Allow}'), inEarly(allow)],
      'Tier early: “Allow” is no default action.',
    ],
    [
      'a field that is not known',
      [tier('early', '{order: 10, action: Pass}'), inEarly(allow)],
      'Tier early: spec has no field “action”.',
    ],
    [
      'another default action for NetworkPolicies',
      [tier('default', '{order: 1000000, defaultAction: Pass}'), opened],
      'Tier default: The tier default has the order 1000000 and ends in Deny, and nothing else.',
    ],
    [
      'another order for NetworkPolicies',
      [tier('default', '{order: 5}'), opened],
      'Tier default: The tier default has the order 1000000 and ends in Deny, and nothing else.',
    ],
    [
      'two orders',
      [tier('early', '{order: 20}'), early, inEarly(allow)],
      'Tier early: It stands twice, with other rules in rules.yaml.',
    ],
  ])('is not known where a tier has %s', (_case, policies, message) => {
    // A tier without policies for the pods decides nothing.
    const policyOfCalico = ordered('z', '5000', '{action: Pass, protocol: UDP}');
    const rules = readDocuments(...cluster, ...policies, policyOfCalico);
    expect(askPolicies(rules).answer).toBe('unknown');
    expect(askPolicies(rules).because).toEqual([message]);
    expect(describeProblems(rules).map((problem) => problem.replace(/^\d+ /, ''))).toEqual([message]);
  });
});

describe('the policies of a cluster with Calico', () => {
  it.each<[PolicyQuestion['cni'], PolicyAnswer]>([
    ['calico', 'denied'],
    [undefined, 'denied'],
    ['cilium', 'unknown'],
  ])('are in force with Calico alone: %s', (cni, answer) => {
    expect(ask([policy(egress(deny))], { cni })).toBe(answer);
  });

  it('are not known beside those of another plug-in', () => {
    const other =
      '{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p}, spec: {endpointSelector: {}, egress: [{}]}}';
    const { answer, because } = askPolicies(readDocuments(...cluster, other, policy(egress(deny))));
    expect(answer).toBe('unknown');
    expect(because).toEqual([
      'CiliumNetworkPolicy default/p and NetworkPolicy default/policy are of different plug-ins, of which a cluster runs one: leave out those that are not in force.',
    ]);
  });

  it.each([
    ['has(pod-template-hash)', 'denied'],
    ['!has(pod-template-hash)', 'allowed'],
    ["pod-template-hash == 'abc'", 'unknown'],
    ['has(batch.kubernetes.io/job-name)', 'allowed'],
  ])('know of a label that a controller gives that it is there, and not what it says: %s', (selector, answer) => {
    expect(ask([policy(egress(deny, `selector: "${selector}",`))])).toBe(answer);
  });

  it('do not bear on pods of the node’s network, unless Calico knows the node as a host endpoint [L12]', () => {
    const onNode = deployment('{app: web}', { podSpec: '{hostNetwork: true}' });
    const host = calico('HostEndpoint', '{node: a, expectedIPs: [172.18.0.3]}', 'name: h, labels: {role: node}');
    const answerWith = (...documents: readonly string[]) =>
      askPolicies(readDocuments(namespace('default'), onNode, ...documents));
    expect(answerWith(global(egress(deny))).answer).toBe('on the node’s network');
    expect(answerWith(host, global(egress(deny)))).toMatchObject({
      answer: 'unknown',
      because: ['HostEndpoint h has Calico decide about connections of the node itself, which is not judged yet.'],
    });
    // A host endpoint that no policy opens is closed.
    expect(answerWith(host).answer).toBe('unknown');
  });

  it('do not bear on pods of the node’s network, unless Calico makes a host endpoint of each node and a policy may select it [L12]', () => {
    const onNode = deployment('{app: web}', { podSpec: '{hostNetwork: true}' });
    const settings = (autoCreate: string) =>
      calico(
        'KubeControllersConfiguration',
        `{controllers: {node: {hostEndpoint: {autoCreate: ${autoCreate}}}}}`,
        'name: default',
      );
    const answerWith = (...documents: readonly string[]) =>
      askPolicies(readDocuments(namespace('default'), onNode, ...documents));
    expect(answerWith(settings('Enabled'), global(egress(deny)))).toMatchObject({
      answer: 'unknown',
      because: [
        'KubeControllersConfiguration default has Calico decide about connections of the node itself, which is not judged yet.',
      ],
    });
    expect(answerWith(settings('Disabled'), global(egress(deny))).answer).toBe('on the node’s network');
    expect(answerWith(settings('Enabled'), policy(egress(deny))).answer).toBe('on the node’s network');
    const forwarding = global(egress(deny, 'applyOnForward: true, selector: "has(role)",'));
    expect(ask([settings('Enabled'), forwarding])).toBe('unknown');
    const comingIn = global(
      '{types: [Ingress], applyOnForward: true, selector: "has(role)", ingress: [{action: Deny}]}',
    );
    expect(ask([settings('Enabled'), comingIn])).toBe('allowed');
    expect(ask([settings('Enabled'), global(egress(deny, 'selector: "has(role)",'))])).toBe('allowed');
    expect(ask([settings('Disabled'), forwarding])).toBe('allowed');
  });

  it.each<[string, string, string]>([
    ['no address', '{nets: [internet]}', '“internet” is not an address range in CIDR notation.'],
    ['a field that is not known', '{net: [203.0.113.0/24]}', 'spec has no field “net”.'],
    ['no list', '{nets: 203.0.113.0/24}', 'nets must be a list.'],
  ])('are not known where a set that they select has %s', (_case, spec, message) => {
    const set = calico('GlobalNetworkSet', spec, 'name: s, labels: {kind: partner}');
    const selecting = (kind: string) => global(egress(`{action: Allow, destination: {selector: "kind == '${kind}'"}}`));
    const rules = readDocuments(...cluster, set, selecting('partner'));
    expect(askPolicies(rules)).toMatchObject({ answer: 'unknown', because: [`GlobalNetworkSet s: ${message}`] });
    expect(describeProblems(rules)).toEqual([`${cluster.length + 1} GlobalNetworkSet s: ${message}`]);
    expect(askPolicies(readDocuments(...cluster, set, selecting('other'))).answer).toBe('denied');
  });

  it('are not known where a set that they select stands twice, with other networks or other labels', () => {
    const set = (nets: string, labels: string) =>
      calico('GlobalNetworkSet', `{nets: [${nets}]}`, `name: s, labels: ${labels}`);
    const selecting = global(egress(`{action: Allow, destination: {selector: "kind == 'partner'"}}`));
    const answerWith = (one: string, other: string) =>
      askPolicies(readDocuments(...cluster, one, other, selecting)).answer;
    const partner = set('203.0.113.0/24', '{kind: partner}');
    expect(answerWith(partner, set('198.51.100.0/24', '{kind: partner}'))).toBe('unknown');
    expect(answerWith(partner, set('203.0.113.0/24', '{kind: other}'))).toBe('unknown');
    expect(answerWith(partner, partner)).toBe('allowed');
  });

  it('are not judged where host endpoints forward for pods [L13]', () => {
    const host = calico('HostEndpoint', '{node: a, expectedIPs: [172.18.0.3]}', 'name: h, labels: {role: node}');
    const forwarding = (selector: string) => global(egress(deny, `applyOnForward: true, selector: "${selector}",`));
    expect(ask([host, forwarding('has(role)')])).toBe('unknown');
    expect(ask([host, forwarding('has(other)')])).toBe('allowed');
  });

  it('name what decides by its line', () => {
    expect(askPolicies(readDocuments(...cluster, policy(egress(deny)))).decidedBy).toEqual([
      'NetworkPolicy default/policy',
    ]);
    expect(askPolicies(readDocuments(...cluster, global(egress('')))).decidedBy).toEqual([
      'GlobalNetworkPolicy policy',
    ]);
  });

  it('tell what is not known of the pod, and of a network set only where there is one', () => {
    const rule = 'source: {serviceAccounts: {names: [default]}}';
    const rules = readDocuments(
      ...cluster,
      policy(`{types: [Ingress], ingress: [{action: Allow, ${rule}}]}`, 'name: policy, namespace: shop'),
    );
    const { answer, because } = askReceiver(rules, { at: 'shop/api', fromPod: 'default/web', cni: 'calico' });
    expect([answer, because]).toEqual([
      'unknown',
      [expect.stringContaining('Not all that the rule goes by is known of the pod')],
    ]);
  });

  it.each<[string, string, string]>([
    ['a rule without an action', '{}', '“nothing” is no action.'],
    ['an action that is none', '{action: allow}', '“allow” is no action.'],
    ['a protocol that is none', '{action: Allow, protocol: HTTP}', '“HTTP” is no protocol.'],
    [
      'ports without a protocol',
      '{action: Allow, destination: {ports: [443]}}',
      'Rules with ports need a protocol that has some.',
    ],
    [
      'ports of a protocol without any',
      '{action: Allow, protocol: ICMP, source: {ports: [443]}}',
      'Rules with ports need a protocol that has some.',
    ],
    [
      'ports of UDPLite',
      '{action: Allow, protocol: UDPLite, destination: {notPorts: [443]}}',
      'Rules with ports need a protocol that has some.',
    ],
    ['a port that is none', '{action: Allow, protocol: TCP, destination: {ports: [70000]}}', '“70000” is no port.'],
    [
      'a port without a text',
      '{action: Allow, protocol: TCP, destination: {ports: [{toString: 1}]}}',
      '“a map” is no port.',
    ],
    [
      'a selector with a “!” outside of quotes',
      '{action: Allow, destination: {selector: !has(app) }}',
      '“a map” is no selector of Calico.',
    ],
    [
      'a selector that is none',
      '{action: Allow, destination: {selector: "app = web"}}',
      '“app = web” is no selector of Calico.',
    ],
    [
      'nets that are none',
      '{action: Allow, destination: {nets: [internet]}}',
      '“internet” is not an address range in CIDR notation.',
    ],
    ['a field that is not known', '{action: Allow, destination: {threatfeeds: [x]}}', 'It has no field “threatfeeds”.'],
    [
      'services beside nets',
      '{action: Allow, destination: {services: {name: a}, nets: [10.0.0.0/8]}}',
      'services can’t stand beside nets.',
    ],
    ...[
      'selector: all()',
      'notSelector: all()',
      'notNets: [10.0.0.0/8]',
      'namespaceSelector: all()',
      'serviceAccounts: {names: [a]}',
    ].map((other): [string, string, string] => [
      `services beside ${other}`,
      `{action: Allow, destination: {services: {name: a}, ${other}}}`,
      `services can’t stand beside ${other.split(':')[0]}.`,
    ]),
    ...['ports', 'notPorts'].map((field): [string, string, string] => [
      `services beside ${field}`,
      `{action: Allow, protocol: TCP, destination: {services: {name: a}, ${field}: [443]}}`,
      `services can’t stand beside ${field}.`,
    ]),
    ['a Service without a name', '{action: Allow, destination: {services: {namespace: a}}}', 'services needs a name.'],
    ['a version of IP that is none', '{action: Allow, ipVersion: 5}', '“5” is no version of IP.'],
  ])('are unknown where they are refused, with the line: %s', (_case, rule, message) => {
    const rules = readDocuments(...cluster, policy(egress(rule)));
    expect(askPolicies(rules).answer).toBe('unknown');
    expect(describeProblems(rules)).toEqual([`${cluster.length + 1} NetworkPolicy default/policy: ${message}`]);
  });

  it.each<[string, string, string]>([
    ['an order that is none', "{order: 'first', types: [Egress]}", '“first” is no order.'],
    ['types that are none', '{types: [Outbound]}', 'types may hold Ingress and Egress, and nothing else.'],
    ['a field that is not known', '{types: [Egress], stage: x}', 'spec has no field “stage”.'],
    ['a switch for what comes in', '{types: [Egress], preDNAT: true}', 'spec has no field “preDNAT”.'],
    [
      'a field of global policies',
      '{types: [Egress], namespaceSelector: all()}',
      'spec has no field “namespaceSelector”.',
    ],
  ])('are unknown where the policy is refused: %s', (_case, spec, message) => {
    const rules = readDocuments(...cluster, policy(spec));
    expect(askPolicies(rules).answer).toBe('unknown');
    expect(describeProblems(rules)).toEqual([`${cluster.length + 1} NetworkPolicy default/policy: ${message}`]);
  });

  it.each([
    ['an order that is a text', `{order: '100', types: [Egress], egress: [${deny}]}`],
    ['a tier that is a number', `{tier: 7, types: [Egress], egress: [${deny}]}`],
    ['a spec that is a text', "'{{ toYaml .Values.policy }}'"],
  ])('come before all others where it is not known when they are asked: %s', (_case, spec) => {
    const others = [tier('early', '{order: -5}'), global(egress(allow, 'tier: early, order: -5,'), 'name: early.a')];
    const named = global(egress(allow, 'order: 200,'), 'name: b');
    const inDefault = readDocuments(...cluster, named, global(spec, 'name: a'));
    expect(askPolicies(inDefault).answer).toBe('unknown');
    const inTier = readDocuments(...cluster, ...others, global(spec, 'name: a'));
    expect(askPolicies(inTier).answer).toBe(spec.includes('order') ? 'allowed' : 'unknown');
  });
});

describe('a field that Calico does not know', () => {
  it.each([
    ['a rule', '{action: Deny, x: 1}'],
    ['an end of a rule', '{action: Deny, destination: {x: 1}}'],
    ['service accounts', '{action: Deny, source: {serviceAccounts: {x: 1}}}'],
    ['a Service', '{action: Deny, destination: {services: {name: a, x: 1}}}'],
  ])('leaves what the policy decides unknown, and is told: of %s', (_what, rule) => {
    const rules = readDocuments(...cluster, policy(egress(`${rule}, ${allow}`)));
    expect(askPolicies(rules).answer).toBe('unknown');
    expect(describeProblems(rules).join()).toContain('has no field “x”');
  });
});

describe('what alone turns the verdict of policies of Calico', () => {
  it('is a tier that is not understood, where a policy stands in it', () => {
    const [strange, open] = [tier('strange', '{order: 1, x: 1}'), global(egress(allow))];
    const inTier = global(egress(deny, 'tier: strange,'), 'name: strange.a');
    const answer = (...policies: readonly string[]) => askPolicies(readDocuments(...cluster, ...policies)).answer;
    expect([answer(strange, open), answer(strange, open, inTier)]).toEqual(['allowed', 'unknown']);
  });

  it('is a tier without an order, which comes after all that have one', () => {
    const last = global(egress(deny, 'tier: alate,'), 'name: alate.a');
    expect(ask([tier('alate', '{}'), last, global(egress(allow))])).toBe('allowed');
    expect(ask([tier('alate', '{order: 1}'), last, global(egress(allow))])).toBe('denied');
  });

  it('is the namespace of two policies of one order and name, of which that without any comes first', () => {
    const [one, other] = [global(egress(allow, 'order: 5,')), policy(egress(deny, 'order: 5,'))];
    expect([ask([one, other]), ask([other, one])]).toEqual(['allowed', 'allowed']);
  });

  it.each<[string, string, PolicyQuestion, PolicyAnswer]>([
    ['ports of its protocol', 'ports: [443]', {}, 'allowed'],
    ['ports of another protocol', 'ports: [443]', { protocol: 'UDP' }, 'denied'],
    ['a range of ports from the first', "ports: ['1:443']", {}, 'allowed'],
    ['a range of ports that ends before', "ports: ['1:442']", {}, 'denied'],
    ['a port that a name has for another protocol', 'ports: [https]', { toPod: 'shop/api', protocol: 'UDP' }, 'denied'],
  ])('is of a destination: %s', (_what, field, question, answer) => {
    expect(ask([policy(egress(`{action: Allow, protocol: TCP, destination: {${field}}}`))], question)).toBe(answer);
  });

  it.each<[string, string, string, PolicyAnswer]>([
    ['one of several', '[b.example.com, a.example.com]', 'a.example.com', 'unknown'],
    ['none of several', '[b.example.com, a.example.com]', 'c.example.com', 'denied'],
    ['one in capitals, with a dot at the end', "['A.Example.com.']", 'a.example.com', 'unknown'],
    ['what ends as behind the star', "['*.example.com']", 'a.b.example.com', 'unknown'],
    ['not what ends otherwise', "['*.example.com']", 'a.example.org', 'denied'],
    ['not what lacks the dot', "['*.example.com']", 'aexample.com', 'denied'],
    ['not the name behind the star', "['*.example.com']", 'example.com', 'denied'],
    ['what begins as before the star', "['api*.example.com']", 'api-1.example.com', 'unknown'],
    ['not where the star would stand for nothing', "['api*.example.com']", 'api.example.com', 'denied'],
    ['not what begins otherwise', "['api*.example.com']", 'web-1.example.com', 'denied'],
    ['not where beginning and end overlap', "['aa.b*a.b']", 'aa.b', 'denied'],
  ])('is which names a rule may open: %s', (_what, domains, toHost, answer) => {
    expect(ask([policy(egress(`{action: Allow, destination: {domains: ${domains}}}`))], { toHost })).toBe(answer);
  });

  it.each(['selector', 'notSelector'])('is by which labels each of several rules chooses sets: %s', (field) => {
    const sets = ['a', 'b'].map((name, index) =>
      calico('GlobalNetworkSet', `{nets: [203.0.113.${index}/32]}`, `name: ${name}, labels: {kind: ${name}}`),
    );
    const rules = ['c', 'b', 'a'].map(
      (kind) =>
        `{action: ${kind === 'b' ? 'Allow' : 'Deny'}, destination: {nets: [203.0.113.0/24], ${field}: kind == "${kind}"}}`,
    );
    const to = (address: string) => ask([...sets, global(egress(rules.join(', ')))], { to: address });
    expect([to('203.0.113.0'), to('203.0.113.1')]).toEqual(
      field === 'selector' ? ['denied', 'allowed'] : ['denied', 'denied'],
    );
  });

  it('is a service account, which a set of networks has none of', () => {
    const set = calico('GlobalNetworkSet', '{nets: [203.0.113.0/24]}', 'name: set, labels: {kind: partner}');
    const toSet = (more: string) =>
      global(egress(`{action: Deny, destination: {selector: kind == "partner"${more}}}, {action: Allow}`));
    expect(ask([set, toSet('')])).toBe('denied');
    expect(ask([set, toSet(', serviceAccounts: {names: [api]}')])).toBe('allowed');
  });
});

describe('a host endpoint with a field that Calico does not know', () => {
  it.each([
    ['its spec', '{node: a, interfaceName: eth0, expectedIps: [203.0.113.7]}', 'spec has no field “expectedIps”.'],
    ['its metadata', '{node: a, interfaceName: eth0}', 'metadata has no field “label”.'],
  ])('may have any address where it may be selected, and is told: in %s', (where, spec, message) => {
    const metadata = where === 'its spec' ? 'name: h, labels: {kind: partner}' : 'name: h, label: {kind: partner}';
    const byLabel = global(egress('{action: Deny, destination: {selector: kind == "partner"}}, {action: Allow}'));
    const others = global(egress('{action: Deny, destination: {selector: kind == "other"}}, {action: Allow}'));
    const host = calico('HostEndpoint', spec, metadata);
    const [selecting, not] = [byLabel, others].map((one) => readDocuments(...cluster, host, one));
    expect(describeProblems(selecting ?? readDocuments()).join()).toContain(message);
    expect(askPolicies(selecting ?? readDocuments()).answer).toBe(where === 'its spec' ? 'unknown' : 'allowed');
    expect(askPolicies(not ?? readDocuments()).answer).toBe('allowed');
  });

  it.each(['interfaceName: eth0', 'profiles: [p]', 'ports: [{name: web, port: 80, protocol: TCP}]'])(
    'is none with %s',
    (field) => {
      const host = calico(
        'HostEndpoint',
        `{node: a, expectedIPs: [203.0.113.7], ${field}}`,
        'name: h, labels: {kind: partner}',
      );
      expect(ask([host, global(egress('{action: Allow, destination: {selector: kind == "partner"}}'))])).toBe(
        'allowed',
      );
    },
  );
});

describe('policies of Kubernetes among those of Calico', () => {
  const admin = (kind: string, rest: string) =>
    `{apiVersion: policy.networking.k8s.io/v1alpha1, kind: ${kind}, metadata: {name: default}, spec: {${rest}subject: {namespaces: {}}, egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]}}`;
  const first = admin('AdminNetworkPolicy', 'priority: 1, ');
  const last = admin('BaselineAdminNetworkPolicy', '');
  const inTier = (name: string, action: string) => global(egress(action, `tier: ${name},`), `name: ${name}.p`);

  it.each<[string, readonly string[], PolicyAnswer]>([
    ['first, before the tier default', [first, global(egress(allow))], 'unknown'],
    ['first, behind a tier of lower order', [first, tier('early', '{order: 999}'), inTier('early', allow)], 'allowed'],
    ['first, before a tier of higher order', [first, tier('late', '{order: 1001}'), inTier('late', allow)], 'unknown'],
    ['last, behind what the tier default allows', [last, global(egress(allow))], 'allowed'],
    ['last, behind what the tier default denies', [last, global(egress(deny))], 'denied'],
    [
      'last, after a tier that passes',
      [last, tier('early', '{order: 1}'), inTier('early', '{action: Pass}')],
      'unknown',
    ],
    [
      'last, before a tier of higher order',
      [last, tier('late', '{order: 10000001}'), inTier('late', allow)],
      'unknown',
    ],
    ['last, behind a tier of lower order', [last, tier('late', '{order: 9999999}'), inTier('late', allow)], 'allowed'],
  ])('of clusters stand in tiers of their own, if they are enforced: %s [L5]', (_what, policies, answer) => {
    expect(ask(policies)).toBe(answer);
  });

  it('may be in force while policies of Calico that perhaps select the pods are not', () => {
    const perhaps = policy(egress(allow, `selector: "pod-template-hash == 'abc'",`));
    expect([ask([perhaps]), ask([perhaps, first])]).toEqual(['allowed', 'unknown']);
  });
});

describe('policies of Calico that may select the pods', () => {
  const perhaps = (rules: string, hash = 'abc') =>
    policy(egress(rules, `order: 1, selector: "pod-template-hash == '${hash}'",`), `name: p-${hash}`);
  const to = (port: number, action = 'Allow') => `{action: ${action}, protocol: TCP, destination: {ports: [${port}]}}`;
  const certain = (rules: string) => policy(egress(rules, 'order: 2,'), 'name: certain');

  it.each<[string, readonly string[], PolicyAnswer, PolicyAnswer, PolicyAnswer]>([
    ['alone', [perhaps(to(80))], 'unknown', 'allowed', 'unknown'],
    ['beside one that does', [certain(to(443)), perhaps(to(80))], 'allowed', 'unknown', 'denied'],
    ['and deny', [certain(allow), perhaps(to(80, 'Deny'))], 'allowed', 'unknown', 'allowed'],
    ['each by a label of its own', [perhaps(to(80)), perhaps(to(443), 'def')], 'unknown', 'unknown', 'unknown'],
    [
      'each by a label of its own, beside one that does',
      [certain(to(443)), perhaps(to(80)), perhaps(to(80), 'def')],
      'allowed',
      'unknown',
      'denied',
    ],
  ])('%s', (_what, policies, https, http, ssh) => {
    expect([443, 80, 22].map((port) => ask(policies, { port }))).toEqual([https, http, ssh]);
  });

  it('leave alone workloads that they certainly select or not', () => {
    const labelled = (name: string, labels: string) =>
      deployment(labels, { metadata: `name: ${name}` }).replace('Deployment', 'ReplicaSet');
    const rules = readDocuments(
      ...cluster,
      labelled('this', '{pod-template-hash: abc}'),
      labelled('other', '{pod-template-hash: xyz}'),
      perhaps(to(80)),
    );
    const workloads = ['default/web', 'default/this', 'default/other'];
    const answers = workloads.map((from) => [443, 80].map((port) => askPolicies(rules, { from, port }).answer));
    expect(answers).toEqual([
      ['unknown', 'allowed'],
      ['denied', 'allowed'],
      ['allowed', 'allowed'],
    ]);
    const reached = reachEgress(rules, { cni: 'calico' }).workloads.map(({ name, unknown }) => [name, unknown.length]);
    expect(reached).toContainEqual(['this', 0]);
    expect(reached).toContainEqual(['web', 1]);
  });
});

describe('policies of Calico without rules', () => {
  const isolating = (name: string, hash: string) =>
    global(`{types: [Egress], selector: "app == 'aaa' || pod-template-hash == '${hash}'"}`, `name: ${name}`);

  it('that certainly select one workload and perhaps another answer of each, whichever is asked about first', () => {
    const rules = readDocuments(
      namespace('default'),
      deployment('{app: aaa}', { metadata: 'name: aaa' }),
      deployment('{app: bbb}', { metadata: 'name: bbb' }),
      isolating('px', 'h1'),
      isolating('py', 'h2'),
      networkPolicy(
        '{podSelector: {matchLabels: {pod-template-hash: z}}, egress: [{ports: [{port: 53, protocol: UDP}]}]}',
      ),
    );
    const answers = ['aaa', 'bbb'].map((name) => askPolicies(rules, { from: `default/${name}` }).answer);
    expect(answers).toEqual(['denied', 'unknown']);
    const [, together] = reachEgress(rules, { cni: 'calico' }).workloads;
    const [alone] = reachEgress(rules, { cni: 'calico', workload: 'default/bbb' }).workloads;
    expect(together).toEqual(alone);
  });
});

describe('what a rule of Calico goes by', () => {
  const service = (name: string, where: string, app: string) =>
    `{apiVersion: v1, kind: Service, metadata: {name: ${name}, namespace: ${where}}, spec: {selector: {app: ${app}}}}`;
  const services = [service('api', 'shop', 'api'), service('api', 'default', 'near'), service('other', 'shop', 'none')];
  const toService = (text: string) => policy(egress(`{action: Allow, destination: {services: {${text}}}}`));

  it.each<[string, string, string, PolicyAnswer]>([
    ['its namespace', 'name: api, namespace: shop', 'shop/api', 'allowed'],
    ['no other namespace', 'name: api, namespace: default', 'shop/api', 'denied'],
    ['perhaps the policy’s own namespace', 'name: api', 'default/near', 'unknown'],
    ['the policy’s own namespace alone', 'name: api', 'shop/api', 'denied'],
    ['its name', 'name: other, namespace: shop', 'shop/api', 'denied'],
  ])('is the Service by %s', (_what, text, toPod, answer) => {
    expect(ask([...services, toService(text)], { toPod })).toBe(answer);
  });

  it.each<[string, string, PolicyAnswer]>([
    ['ports that are meant', 'source: {ports: [1000]}', 'unknown'],
    ['ports that are not', 'source: {notPorts: [1000]}', 'unknown'],
    ['no ports', 'source: {ports: []}', 'allowed'],
  ])('is the port of the source, which nobody knows: %s', (_what, source, answer) => {
    expect(ask([policy(egress(`{action: Allow, protocol: TCP, ${source}}`))])).toBe(answer);
  });

  it.each<[string, string, PolicyAnswer]>([
    ['6', 'protocol: 6, destination: {ports: [443]}', 'allowed'],
    ['a text', "protocol: '6', destination: {ports: [443]}", 'allowed'],
    ['255, which is not TCP', 'protocol: 255', 'denied'],
    ['1, which is not TCP', 'protocol: 1', 'denied'],
  ])('is the protocol by its number: %s', (_what, rest, answer) => {
    expect(ask([policy(egress(`{action: Allow, ${rest}}`))])).toBe(answer);
  });

  it.each(['protocol: 0', 'protocol: 256', "protocol: '6x'", 'protocol: x6'])(
    'is no protocol that there is not: %s',
    (rest) => {
      const rules = readDocuments(...cluster, policy(egress(`{action: Allow, ${rest}}`)));
      expect(askPolicies(rules).answer).toBe('unknown');
      expect(describeProblems(rules)).toHaveLength(1);
    },
  );

  it.each(["'443:80'", "'x443'", "'443x:444'", '65536', "'1:65536'"])('is no port that there is not: %s', (port) => {
    const rules = readDocuments(
      ...cluster,
      policy(egress(`{action: Allow, protocol: TCP, destination: {ports: [${port}]}}`)),
    );
    expect(askPolicies(rules).answer).toBe(port === "'x443'" ? 'denied' : 'unknown');
  });
});

describe('labels that Calico gives', () => {
  it.each<[string, string, string, PolicyAnswer]>([
    ['the service account of a pod', "projectcalico.org/serviceaccount == 'default'", 'default/web', 'denied'],
    ['another service account', "projectcalico.org/serviceaccount == 'default'", 'shop/api', 'allowed'],
    ['the labels of its service account', "pcsa.team == 'a'", 'shop/api', 'denied'],
    ['other labels of its service account', "pcsa.team == 'b'", 'shop/api', 'allowed'],
    ['no labels of its service account that is not in the files', "pcsa.team == 'a'", 'default/web', 'unknown'],
    ['the name of its service account', "pcsa.projectcalico.org/name == 'api'", 'shop/api', 'denied'],
    ['the name of its namespace', "pcns.projectcalico.org/name == 'shop'", 'shop/api', 'denied'],
  ])('are what policies select by: %s', (_what, selector, from, answer) => {
    expect(ask([global(egress(deny, `selector: "${selector}",`))], { from })).toBe(answer);
  });

  it.each<[string, string, PolicyAnswer]>([
    ['its namespace', "projectcalico.org/namespace == 'shop'", 'allowed'],
    ['no other namespace', "projectcalico.org/namespace == 'default'", 'denied'],
    ['a label of its namespace', "pcns.zone == 'back'", 'allowed'],
    ['another label of its namespace', "pcns.zone == 'front'", 'denied'],
    ['its own', "kind == 'office'", 'allowed'],
    ['none that it lacks', 'has(toString)', 'denied'],
  ])('are of a NetworkSet as well: %s', (_what, selector, answer) => {
    const set = calico('NetworkSet', '{nets: [203.0.113.0/24]}', 'name: s, namespace: shop, labels: {kind: office}');
    expect(ask([set, global(egress(`{action: Allow, destination: {selector: "${selector}"}}`))])).toBe(answer);
  });

  it.each<[string, string, PolicyAnswer]>([
    ['selectors that do not hold', `notSelector: "app == 'web'"`, 'denied'],
    ['selectors that hold', `notSelector: "app == 'api'"`, 'allowed'],
    ['its addresses', 'nets: [10.0.0.0/8]', 'unknown'],
    ['addresses that are not its own', 'notNets: [10.0.0.0/8]', 'unknown'],
    ['service accounts by name', 'serviceAccounts: {names: [default]}', 'allowed'],
    ['service accounts by label', `serviceAccounts: {selector: "team == 'a'"}`, 'unknown'],
  ])('and addresses are what a rule knows the pods themselves by: %s', (_what, source, answer) => {
    expect(ask([global(egress(`{action: Allow, source: {${source}}}`))])).toBe(answer);
  });
});

/** Source: calico libcalico-go/lib/validator/v3, the same in v3.23 and in 2026. */
describe('what Calico refuses of a policy that can be read', () => {
  function answerAndProblems(document: string): readonly [PolicyAnswer, readonly string[]] {
    const rules = readDocuments(...cluster, document);
    const told = describeProblems(rules).map((problem) => problem.replace(/^\d+ /, ''));
    return [askPolicies(rules).answer, told];
  }

  it.each<[string, string, string]>([
    [
      'addresses of both families',
      "{action: Allow, destination: {nets: [203.0.113.0/24, '2001:db8::/32']}}",
      'A rule can’t have addresses of IPv4 and of IPv6.',
    ],
    [
      'addresses of both families at its two ends',
      "{action: Allow, source: {notNets: ['2001:db8::/32']}, destination: {nets: [203.0.113.0/24]}}",
      'A rule can’t have addresses of IPv4 and of IPv6.',
    ],
    [
      'addresses of another family than its own',
      '{action: Allow, ipVersion: 6, destination: {notNets: [198.51.100.0/24]}}',
      'The rule is for IPv6, and has other addresses.',
    ],
    ['ICMP in IPv6', '{action: Allow, ipVersion: 6, protocol: ICMP}', 'ICMP of the other version is not in IPv6.'],
    [
      'all but ICMPv6 in IPv4',
      '{action: Allow, ipVersion: 4, notProtocol: ICMPv6}',
      'ICMP of the other version is not in IPv4.',
    ],
    [
      'an address alone',
      '{action: Allow, destination: {nets: [203.0.113.7]}}',
      '“203.0.113.7” is not an address range in CIDR notation.',
    ],
    [
      'an address within its range',
      '{action: Allow, destination: {nets: [203.0.113.7/24]}}',
      '“203.0.113.7/24” has bits behind its mask.',
    ],
    ['a protocol in small letters', '{action: Allow, protocol: tcp}', '“tcp” is no protocol.'],
    ['the port 0', '{action: Allow, protocol: TCP, destination: {ports: ["0:443"]}}', '“0:443” is no port.'],
    [
      'a name of a port that no pod can have',
      '{action: Allow, protocol: TCP, destination: {notPorts: [Https]}}',
      '“Https” is no port.',
    ],
    [
      'a port of the source that is none',
      '{action: Allow, protocol: TCP, source: {ports: [65536]}}',
      '“65536” is no port.',
    ],
    [
      'a type of ICMP that it does not take',
      '{action: Deny, protocol: ICMP, icmp: {type: 255}}',
      'icmp has no type or code that there is.',
    ],
    [
      'HTTP on the way out',
      '{action: Allow, http: {methods: [GET]}}',
      'http is for rules alone that allow TCP to come in.',
    ],
    [
      'a Service as its own end',
      '{action: Allow, source: {services: {name: a, namespace: b}}}',
      'egress rules have no services in their source.',
    ],
    [
      'a Service without a namespace',
      '{action: Allow, destination: {services: {name: a}}}',
      'In a GlobalNetworkPolicy services needs a namespace.',
    ],
    [
      'global() among labels',
      '{action: Allow, destination: {selector: "!global() || has(a)"}}',
      'global() is for the namespaceSelector of a rule.',
    ],
    [
      'global() beside other namespaces',
      '{action: Allow, destination: {namespaceSelector: "global() || has(a)"}}',
      'global() can’t stand beside another selector.',
    ],
    [
      'a service account without a name',
      '{action: Allow, destination: {serviceAccounts: {names: [7]}}}',
      '“7” is no name.',
    ],
    [
      'a rule that logs alone and is none',
      '{action: Log, destination: {selector: "a = b"}}',
      '“a = b” is no selector of Calico.',
    ],
  ])('is unknown, with the reason: %s', (_case, rule, message) => {
    expect(answerAndProblems(global(egress(rule)))).toEqual(['unknown', [`GlobalNetworkPolicy policy: ${message}`]]);
  });

  const stored = (spec: string) => calico('GlobalNetworkPolicy', spec, undefined, 'crd.projectcalico.org/v1');

  /** Felix reads these as they are stored: calico libcalico-go/lib/backend/syncersv1/updateprocessors/rules.go, v3.23. */
  it.each<[string, string, string, PolicyAnswer]>([
    ['an address alone', '{action: Allow, destination: {nets: [203.0.113.7]}}', '203.0.113.7', 'allowed'],
    ['another address alone', '{action: Allow, destination: {nets: [203.0.113.8]}}', '203.0.113.7', 'denied'],
    [
      'an address alone that is none',
      '{action: Allow, destination: {notNets: [203.0.113.7]}}',
      '203.0.113.7',
      'denied',
    ],
    [
      'a protocol in small letters',
      '{action: Allow, protocol: tcp, destination: {nets: [203.0.113.7], ports: [443]}}',
      '203.0.113.7',
      'allowed',
    ],
    ['a protocol without ports in small letters', '{action: Allow, protocol: udplite}', '203.0.113.7', 'denied'],
    ['all but a protocol in small letters', '{action: Allow, notProtocol: tcp}', '203.0.113.7', 'denied'],
    [
      'addresses of both families, to one',
      "{action: Allow, destination: {nets: [203.0.113.0/24, '2001:db8::/32']}}",
      '203.0.113.7',
      'allowed',
    ],
    [
      'addresses of both families, to the other',
      "{action: Allow, destination: {nets: [203.0.113.0/24, '2001:db8::/32']}}",
      '2001:db8::1',
      'allowed',
    ],
    [
      'addresses of two families that no packet has both of',
      "{action: Allow, destination: {nets: [203.0.113.0/24], notNets: ['2001:db8::/32']}}",
      '203.0.113.7',
      'denied',
    ],
    [
      'addresses of another family than its own',
      '{action: Allow, ipVersion: 6, destination: {nets: [203.0.113.0/24]}}',
      '203.0.113.7',
      'denied',
    ],
    ['HTTP on the way out', '{action: Allow, http: {methods: [GET]}}', '203.0.113.7', 'unknown'],
  ])('is in force where it is stored past the API: %s', (_case, rule, to, answer) => {
    const rules = readDocuments(...cluster, stored(egress(rule)));
    expect(describeProblems(rules)).toEqual([]);
    expect(askPolicies(rules, { to }).answer).toBe(answer);
  });

  it('is told where a range is stored with bits behind its mask, and in force', () => {
    const [answer, told] = answerAndProblems(stored(egress('{action: Allow, destination: {nets: [203.0.113.7/24]}}')));
    expect([answer, told]).toEqual([
      'allowed',
      ['(warning) GlobalNetworkPolicy policy: “203.0.113.7/24” is read as 203.0.113.0/24.'],
    ]);
  });

  it.each<[string, string]>([
    ['ports without a protocol', '{action: Allow, destination: {ports: [443]}}'],
    ['the port 0', '{action: Allow, protocol: tcp, destination: {ports: [0]}}'],
    ['a protocol that is none', '{action: Allow, protocol: http}'],
    ['no address', '{action: Allow, destination: {nets: [internet]}}'],
  ])('is unknown also where it is stored: %s', (_case, rule) => {
    const [answer, told] = answerAndProblems(stored(egress(rule)));
    expect([answer, told.length]).toEqual(['unknown', 1]);
  });

  it('is stored untracked without applyOnForward, which is for hosts alone, and forwards for pods where there is one', () => {
    const untracked = stored(`{types: [Egress], doNotTrack: true, egress: [${deny}]}`);
    expect(ask([untracked])).toBe('allowed');
    const host = calico('HostEndpoint', '{node: a, interfaceName: eth0}', 'name: h');
    expect(ask([untracked, host])).toBe('unknown');
  });

  it.each<[string, string, string]>([
    ['HTTP that is denied', '{action: Deny, http: {}}', 'http is for rules alone that allow TCP to come in.'],
    ['HTTP over UDP', '{action: Allow, protocol: UDP, http: {}}', 'http is for rules alone that allow TCP to come in.'],
    [
      'a Service as its own end',
      '{action: Allow, destination: {services: {name: a}}}',
      'ingress rules have no services in their destination.',
    ],
  ])('is unknown of what comes in, with the reason: %s', (_case, rule, message) => {
    const rules = readDocuments(...cluster, policy(`{types: [Ingress], ingress: [${rule}]}`));
    expect(askReceiver(rules, { cni: 'calico' }).answer).toBe('unknown');
    expect(describeProblems(rules)).toEqual([`${cluster.length + 1} NetworkPolicy default/policy: ${message}`]);
  });

  it.each<[string, string, string]>([
    ['a direction twice', 'types: [Egress, Egress]', 'types has the same twice.'],
    ['doNotTrack alone', 'doNotTrack: true', 'doNotTrack needs applyOnForward.'],
    ['preDNAT alone', 'preDNAT: true', 'preDNAT needs applyOnForward.'],
    [
      'preDNAT and doNotTrack',
      'preDNAT: true, doNotTrack: true, applyOnForward: true',
      'preDNAT can’t stand beside doNotTrack.',
    ],
    ['a switch that is a text', "applyOnForward: 'true'", 'applyOnForward must be true or false.'],
    ['global()', 'selector: global()', 'global() is for the namespaceSelector of a rule.'],
    ['global() for namespaces', 'namespaceSelector: global()', 'global() is for the namespaceSelector of a rule.'],
    [
      'global() for service accounts',
      'serviceAccountSelector: global()',
      'global() is for the namespaceSelector of a rule.',
    ],
  ])('is unknown of the policy itself: %s', (_case, spec, message) => {
    const [answer, told] = answerAndProblems(global(`{${spec}}`));
    expect([answer, told]).toEqual(['unknown', [`GlobalNetworkPolicy policy: ${message}`]]);
  });

  it.each<[string, string, string]>([
    ['no node', '{expectedIPs: [203.0.113.7]}', 'A host endpoint needs a node.'],
    ['nothing that it is known by', '{node: a}', 'A host endpoint needs an interfaceName or expectedIPs.'],
    ['a range of addresses', '{node: a, expectedIPs: [203.0.113.0/24]}', '“203.0.113.0/24” is no address.'],
  ])('is unknown of a host endpoint with %s', (_case, spec, message) => {
    const host = calico('HostEndpoint', spec, 'name: h, labels: {kind: partner}');
    const rules = readDocuments(
      ...cluster,
      host,
      global(egress('{action: Allow, destination: {selector: kind == "partner"}}')),
    );
    expect(askPolicies(rules)).toMatchObject({ answer: 'unknown', because: [`HostEndpoint h: ${message}`] });
  });

  it('is not an address alone in a set', () => {
    const set = calico('GlobalNetworkSet', "{nets: [203.0.113.7, '2001:db8::1']}", 'name: s, labels: {kind: partner}');
    const selecting = global(egress('{action: Allow, destination: {selector: kind == "partner"}}'));
    const to = (address: string) => ask([set, selecting], { to: address });
    expect(['203.0.113.7', '203.0.113.8', '2001:db8::1'].map(to)).toEqual(['allowed', 'denied', 'allowed']);
  });
});

/** Source: calico felix/calc/rule_scanner.go, ServiceIncludePorts; as its calculation graph of v3.23 answers. */
describe('a Service that connections come from', () => {
  it('is its pods, to whatever port they connect, and not the ports that it leads to itself', () => {
    const service =
      '{apiVersion: v1, kind: Service, metadata: {name: near, namespace: default}, spec: {selector: {app: near}, ports: [{port: 80}]}}';
    const rule = '{action: Deny, source: {services: {name: near, namespace: default}}}';
    const rules = readDocuments(...cluster, service, global(`{types: [Ingress], ingress: [${rule}, ${allow}]}`));
    const from = (fromPod: string, question: Pick<PolicyQuestion, 'port' | 'protocol'>) =>
      askReceiver(rules, { at: 'shop/api', fromPod, cni: 'calico', ...question }).answer;
    expect([from('default/near', { port: 443 }), from('default/near', { port: 53, protocol: 'UDP' })]).toEqual([
      'denied',
      'denied',
    ]);
    expect(from('default/web', { port: 80 })).toBe('allowed');
  });
});

describe('a rule of Calico that means the pods themselves by a set of networks', () => {
  const set = (nets: string) => calico('GlobalNetworkSet', `{nets: [${nets}]}`, 'name: s, labels: {kind: ours}');
  const allowing = (source: string) => global(egress(`{action: Allow, source: {${source}}}`));

  it.each<[string, string, string, PolicyAnswer]>([
    ['that may hold them', '10.244.1.0/24', 'selector: has(kind)', 'unknown'],
    ['that holds no pods', '203.0.113.0/24', 'selector: has(kind)', 'denied'],
    ['that is not selected', '10.244.1.0/24', 'selector: has(other)', 'denied'],
    ['that may hold them, and is excluded', '10.244.1.0/24', 'notSelector: has(kind)', 'unknown'],
    ['that holds no pods, and is excluded', '203.0.113.0/24', 'notSelector: has(kind)', 'allowed'],
    ['or by their labels', '10.244.1.0/24', `selector: has(kind) || app == "web"`, 'allowed'],
  ])('goes by their addresses, which are not known: one %s', (_which, nets, source, answer) => {
    expect(ask([set(nets), allowing(source)])).toBe(answer);
  });
});

/** Source: calico felix/calc/rule_scanner.go, combineMatchesIfPossible; as its calculation graph of v3.23 answers. */
describe('a notSelector of Calico', () => {
  const set = (name: string, nets: string, labels: string) =>
    calico('GlobalNetworkSet', `{nets: [${nets}]}`, `name: ${name}, labels: ${labels}`);
  const sets = [
    set('wide', '203.0.113.0/24', '{kind: partner}'),
    set('narrow', '203.0.113.7/32', '{kind: partner, state: blocked}'),
    set('other', '198.51.100.0/24', '{kind: partner, state: blocked}'),
  ];
  const to = (entity: string, address: string) =>
    ask([...sets, global(egress(`{action: Allow, destination: {${entity}}}`))], { to: address });

  it.each<[string, PolicyAnswer]>([
    ['203.0.113.7', 'allowed'],
    ['203.0.113.8', 'allowed'],
    ['198.51.100.7', 'denied'],
  ])('beside a selector leaves out sets, and not addresses that another set has too: %s', (address, answer) => {
    expect(to('selector: has(kind), notSelector: has(state)', address)).toBe(answer);
    expect(to('selector: "has(kind) && !has(state)"', address)).toBe(answer);
  });

  it('means by global() what all() means', () => {
    const ends = ['selector: has(kind)', 'selector: has(kind), notSelector: global()', 'notSelector: global()'];
    expect(ends.map((end) => to(end, '203.0.113.8'))).toEqual(['allowed', 'denied', 'denied']);
    expect(to('notSelector: global()', '192.0.2.7')).toBe('allowed');
  });

  it.each<[string, PolicyAnswer]>([
    ['203.0.113.7', 'denied'],
    ['203.0.113.8', 'allowed'],
    ['192.0.2.7', 'allowed'],
  ])('alone leaves out addresses: %s', (address, answer) => {
    expect(to('notSelector: has(state)', address)).toBe(answer);
  });
});

/** Source: calico libcalico-go/lib/backend/syncersv1/updateprocessors/rules.go. */
describe('a selector of Calico that says little', () => {
  it('selects everything where serviceAccounts has no name and no selector', () => {
    const to = (entity: string) => ask([global(egress(`{action: Deny, destination: {${entity}}}, ${allow}`))]);
    expect(['serviceAccounts: {}', 'serviceAccounts: {names: []}', 'serviceAccounts: {names: [a]}'].map(to)).toEqual([
      'denied',
      'denied',
      'allowed',
    ]);
  });

  it.each<[string, PolicyAnswer]>([
    ['{selector: "!has(team)"}', 'allowed'],
    ['{selector: has(team)}', 'denied'],
    ['{selector: "!has(team)", names: [api]}', 'denied'],
  ])('asks sets of networks about service accounts, of which they have none: %s', (accounts, answer) => {
    const set = calico('GlobalNetworkSet', '{nets: [203.0.113.0/24]}', 'name: s');
    expect(ask([set, global(egress(`{action: Allow, destination: {serviceAccounts: ${accounts}}}`))])).toBe(answer);
  });

  it.each<[string, PolicyAnswer, PolicyAnswer]>([
    ['all()', 'denied', 'allowed'],
    ['!all()', 'allowed', 'denied'],
    ["all() && zone == 'back'", 'denied', 'allowed'],
    ["!(all() && zone == 'back')", 'allowed', 'denied'],
    ["zone == 'front' || !all()", 'allowed', 'denied'],
    ["zone != 'front'", 'allowed', 'allowed'],
  ])('means by all() among namespaces what is in any of them: %s', (selector, toSet, toPod) => {
    const set = calico('GlobalNetworkSet', '{nets: [203.0.113.0/24]}', 'name: s');
    const rule = global(egress(`{action: Allow, destination: {namespaceSelector: "${selector}"}}`));
    expect([ask([set, rule]), ask([set, rule], { toPod: 'shop/api' })]).toEqual([toSet, toPod]);
  });
});
