/** Firewalls of Google Cloud in Terraform: each attribute is what alone turns a verdict. */
import { describe, expect, it } from 'vitest';
import { askTerraform, readTerraform } from './testing/askTerraform.ts';
import type { TerraformQuestion } from './testing/askTerraform.ts';
import { planOf, refersTo } from './testing/planOf.ts';
import type { PlannedResource } from './testing/planOf.ts';

type Values = PlannedResource['values'];

const network: PlannedResource = {
  address: 'google_compute_network.vpc',
  values: { name: 'vpc' },
  unknown: { id: true },
};
const account = {
  address: 'google_service_account.nodes',
  values: { account_id: 'nodes', project: 'p' },
  unknown: { email: true },
};
const firewall = (more: Values = {}, unknown: Values = {}, expressions: Values = {}): PlannedResource => ({
  address: 'google_compute_firewall.rule',
  values: {
    name: 'rule',
    network: 'vpc',
    direction: 'EGRESS',
    priority: 1000,
    deny: [{ protocol: 'tcp', ports: ['443'] }],
    destination_ranges: ['203.0.113.0/24'],
    ...more,
  },
  unknown: { id: true, ...unknown },
  expressions,
});
const node: PlannedResource = {
  address: 'google_compute_instance.node',
  values: {
    name: 'node',
    tags: ['nodes'],
    network_interface: [
      { network: 'vpc', network_ip: '10.0.0.7', alias_ip_range: [{ ip_cidr_range: '10.20.0.0/24' }] },
    ],
    service_account: [{}],
  },
  unknown: { id: true, service_account: [{ email: true }] },
  expressions: { service_account: [{ email: refersTo('google_service_account.nodes.email') }] },
};

const ask = (resources: readonly PlannedResource[], more: Partial<TerraformQuestion> = {}): string =>
  askTerraform({ 'plan.json': planOf(resources) }, { layer: 'gcp-firewall', attachedTo: ['vpc'], ...more }).verdict;

describe('google_compute_firewall', () => {
  const nodes = 'nodes@p.iam.gserviceaccount.com';

  it('of a network that is not known may be for what leaves, unless it is for what comes in', () => {
    const stray = (more: Values, unknown: Values = {}): readonly PlannedResource[] => [
      { ...firewall(), address: 'google_compute_firewall.own' },
      firewall({ network: null, ...more }, { network: true, ...unknown }),
    ];
    const incoming = { direction: 'INGRESS', destination_ranges: null, source_ranges: ['0.0.0.0/0'] };
    expect(ask(stray({}))).toBe('unknown');
    expect(ask(stray(incoming))).toBe('denied');
    expect(ask(stray({ ...incoming, direction: null }, { direction: true }))).toBe('denied');
    expect(
      ask([
        firewall(),
        {
          ...firewall({ network: null, direction: null }, { network: true, direction: true }),
          expressions: { direction: refersTo('var.direction') },
        },
      ]),
    ).toBe('unknown');
  });

  it.each<[title: string, more: Values, expected: string]>([
    ['what it says', {}, 'denied'],
    ['direction', { direction: 'INGRESS', destination_ranges: null, source_ranges: ['0.0.0.0/0'] }, 'allowed'],
    ['disabled', { disabled: true }, 'allowed'],
    ['the protocol of deny', { deny: [{ protocol: 'udp' }] }, 'allowed'],
    ['the ports of deny', { deny: [{ protocol: 'tcp', ports: ['80'] }] }, 'allowed'],
    ['allow', { deny: [], allow: [{ protocol: 'tcp' }] }, 'allowed'],
    ['destination_ranges', { destination_ranges: ['198.51.100.0/24'] }, 'allowed'],
    ['source_ranges', { source_ranges: ['10.0.0.0/24', '10.20.0.0/16'] }, 'denied'],
    ['other source_ranges', { source_ranges: ['10.99.0.0/24'] }, 'allowed'],
    ['target_tags', { target_tags: ['nodes'] }, 'denied'],
    ['other target_tags', { target_tags: ['web'] }, 'allowed'],
    ['target_service_accounts', { target_service_accounts: [nodes] }, 'denied'],
    ['other target_service_accounts', { target_service_accounts: ['web@p.iam.gserviceaccount.com'] }, 'allowed'],
    ['network', { network: 'other' }, 'allowed'],
    ['a field of releases to come', { destination_country: ['x'] }, 'unknown'],
  ])('decides about a machine by %s', (_, more, expected) => {
    expect(ask([network, account, node, firewall(more)], { attachedTo: ['node'] })).toBe(expected);
  });

  it('is tried by its priority', () => {
    const allow = {
      ...firewall({ name: 'allow', deny: [], allow: [{ protocol: 'tcp' }] }),
      address: 'google_compute_firewall.allow',
    };
    expect(ask([network, allow, firewall({ priority: 900 })])).toBe('denied');
    expect(ask([network, allow, firewall({ priority: 1100 })])).toBe('allowed');
  });

  it.each(['account_id', 'project'])(
    'is not known to be for the accounts of a plan whose %s is not known',
    (attribute) => {
      const named = (name: string): PlannedResource => ({
        address: `google_service_account.${name}`,
        values: { ...account.values, account_id: name, [attribute]: null },
        unknown: { email: true, [attribute]: true },
      });
      const ofWeb = firewall(
        { target_service_accounts: [null] },
        { target_service_accounts: [true] },
        { target_service_accounts: refersTo('google_service_account.web.email') },
      );
      const others = firewall({ target_service_accounts: ['nodes@p.iam.gserviceaccount.com'] });
      const web = { ...named('web'), values: { ...account.values, account_id: 'web' }, unknown: { email: true } };
      expect(ask([network, account, web, node, ofWeb], { attachedTo: ['node'] })).toBe('allowed');
      expect(ask([network, named('nodes'), named('web'), node, ofWeb], { attachedTo: ['node'] })).toBe('unknown');
      expect(ask([network, named('nodes'), node, others], { attachedTo: ['node'] })).toBe('unknown');
    },
  );

  it('finds a service account by a reference to it', () => {
    const of = (reference: string): PlannedResource =>
      firewall(
        { target_service_accounts: [null] },
        { target_service_accounts: [true] },
        { target_service_accounts: refersTo(reference) },
      );
    const resources = [network, account, node];
    expect(ask([...resources, of('google_service_account.nodes.email')], { attachedTo: ['node'] })).toBe('denied');
    expect(ask([...resources, of('data.google_service_account.nodes.email')], { attachedTo: ['node'] })).toBe(
      'unknown',
    );
  });

  it.each<[title: string, unknown: Values, rule: Values]>([
    ['service account', { service_account: [{ email: true }] }, { target_service_accounts: [nodes] }],
    ['service account, if any', { service_account: true }, { target_service_accounts: [nodes] }],
    ['tags', { tags: true }, { target_tags: ['nodes'] }],
  ])('may be for a machine whose %s are known only after the apply', (_, unknown, rule) => {
    const values = { ...node.values, tags: null, ...('service_account' in unknown && { service_account: [{}] }) };
    const open = { ...node, values, unknown, expressions: {} };
    expect(ask([network, account, open, firewall(rule)], { attachedTo: ['node'] })).toBe('unknown');
    expect(ask([network, account, open, firewall({ target_tags: [] })], { attachedTo: ['node'] })).toBe('denied');
  });

  it('knows the pods of a machine by its alias_ip_range', () => {
    const asked = (range: string): string =>
      ask([network, account, node, firewall({ source_ranges: [range] })], { attachedTo: ['node'] });
    expect(asked('10.0.0.7/32')).not.toBe('allowed');
    expect(asked('10.20.0.0/16')).not.toBe('allowed');
    expect(asked('10.30.0.0/16')).toBe('allowed');
  });
});

describe('google_compute_firewall that is not known as a whole', () => {
  const attachedTo = ['node'];
  const asked = (more: Values, unknown: Values = {}, expressions: Values = {}): string =>
    ask([network, account, node, firewall(more, unknown, expressions)], { attachedTo });

  it.each<[attribute: string, filledIn: string]>([
    ['disabled', 'denied'],
    ['priority', 'denied'],
    ['destination_ranges', 'denied'],
    ['source_ranges', 'denied'],
    // Without one it is for what comes in.
    ['direction', 'allowed'],
  ])('is what the API takes it for where nobody gave its %s', (attribute, filledIn) => {
    const configured = { [attribute]: refersTo('local.something') };
    expect(asked({ [attribute]: null }, { [attribute]: true })).toBe(filledIn);
    expect(asked({ [attribute]: null }, { [attribute]: true }, configured)).toBe('unknown');
  });

  it.each(['target_tags', 'target_service_accounts', 'source_tags', 'source_service_accounts', 'network', 'deny'])(
    'may be for anything where its %s is known only after the apply',
    (attribute) => {
      const configured = { [attribute]: refersTo('local.something') };
      expect(asked({ [attribute]: null }, { [attribute]: true }, configured)).toBe('unknown');
    },
  );

  it('is for none of the machines without an account, where it is for those with one', () => {
    const { service_account: _none, ...values } = node.values;
    const bare: PlannedResource = { ...node, values, unknown: { id: true }, expressions: {} };
    const rule = firewall({ target_service_accounts: ['nodes@p.iam.gserviceaccount.com'] });
    expect(ask([network, account, node, rule], { attachedTo })).toBe('denied');
    expect(ask([network, account, bare, rule], { attachedTo })).toBe('allowed');
  });
});

describe('the policy of a google_compute_network_firewall_policy_rule', () => {
  const id = 'projects/p/global/firewallPolicies/all';
  const link = `https://www.googleapis.com/compute/v1/${id}`;
  const policy: PlannedResource = {
    address: 'google_compute_network_firewall_policy.all',
    values: { id, self_link: link, name: 'all', network_firewall_policy_id: '77', project: 'p' },
  };
  const association = (firewall_policy: string, more: Partial<PlannedResource> = {}): PlannedResource => ({
    address: 'google_compute_network_firewall_policy_association.all',
    values: { name: 'a', firewall_policy, attachment_target: 'projects/p/global/networks/vpc' },
    ...more,
  });
  const rule = (firewall_policy: string | null, more: Partial<PlannedResource> = {}): PlannedResource => ({
    address: 'google_compute_network_firewall_policy_rule.deny',
    values: {
      firewall_policy,
      priority: 100,
      action: 'deny',
      direction: 'EGRESS',
      match: [{ dest_ip_ranges: ['203.0.113.0/24'], layer4_configs: [{ ip_protocol: 'all' }] }],
    },
    ...more,
  });
  const around = [network, account, node, firewall({ direction: 'INGRESS' })];
  const read = (...resources: readonly PlannedResource[]) =>
    readTerraform({ 'plan.json': planOf([...around, ...resources]) });
  const question: TerraformQuestion = { layer: 'gcp-firewall', attachedTo: ['node'] };

  it.each([
    ['its name', 'all'],
    ['its id', id],
    ['its self_link', link],
  ])('is found by %s', (_, named) => {
    expect(askTerraform(read(policy, association('all'), rule(named)), question).verdict).toBe('denied');
    expect(askTerraform(read(policy, association(named), rule('all')), question).verdict).toBe('denied');
    expect(askTerraform(read(policy, association('all')), question).verdict).toBe('allowed');
  });

  it.each([
    ['firewall_policy', [association('all'), rule(null, { unknown: { firewall_policy: true } })]],
    ['attachment_target', [association('all', { unknown: { attachment_target: true } }), rule('all')]],
  ])('may be any where its %s is known only after the apply', (attribute, parts) => {
    const rules = read(policy, ...parts);
    expect(askTerraform(rules, question).verdict).toBe('unknown');
    expect(rules.problems.map(({ message }) => message).join()).toContain(`its ${attribute} can’t be told`);
  });

  it('has rules beyond the plan where it is not in it', () => {
    const rules = read(association('other'), rule('other'));
    expect(askTerraform(rules, question).verdict).toBe('unknown');
    expect(rules.problems.map(({ message }) => message).join()).toContain('its other rules are not known');
  });
});

describe('google_compute_firewall_policy', () => {
  const rule = (more: Values = {}, match: Values = {}): PlannedResource => ({
    address: 'google_compute_firewall_policy_rule.deny',
    values: {
      firewall_policy: 'locations/global/firewallPolicies/1',
      priority: 100,
      action: 'deny',
      direction: 'EGRESS',
      match: [
        { dest_ip_ranges: ['203.0.113.0/24'], layer4_configs: [{ ip_protocol: 'tcp', ports: ['443'] }], ...match },
      ],
      ...more,
    },
  });
  const policy = (more: Values = {}): PlannedResource => ({
    address: 'google_compute_firewall_policy.all',
    values: { id: 'locations/global/firewallPolicies/1', short_name: 'all', parent: 'organizations/1', ...more },
  });
  const attached = (target: string): PlannedResource => ({
    address: 'google_compute_firewall_policy_association.all',
    values: { name: 'a', firewall_policy: 'locations/global/firewallPolicies/1', attachment_target: target },
  });
  const asked = (ruleGiven: PlannedResource, target = 'organizations/1'): string =>
    ask([network, account, node, firewall({ direction: 'INGRESS' }), policy(), attached(target), ruleGiven], {
      attachedTo: ['node', 'organizations/1'],
    });

  it.each<[title: string, more: Values, match: Values, expected: string]>([
    ['what it says', {}, {}, 'denied'],
    ['action', { action: 'goto_next' }, {}, 'allowed'],
    ['direction', { direction: 'INGRESS' }, {}, 'allowed'],
    ['disabled', { disabled: true }, {}, 'allowed'],
    ['target_resources', { target_resources: ['projects/p/global/networks/other'] }, {}, 'allowed'],
    ['target_service_accounts', { target_service_accounts: ['web@p.iam.gserviceaccount.com'] }, {}, 'allowed'],
    ['dest_ip_ranges', {}, { dest_ip_ranges: ['198.51.100.0/24'] }, 'allowed'],
    ['src_ip_ranges', {}, { src_ip_ranges: ['10.99.0.0/24'] }, 'allowed'],
    ['dest_region_codes', {}, { dest_ip_ranges: [], dest_region_codes: ['DE'] }, 'unknown'],
    ['dest_threat_intelligences', {}, { dest_ip_ranges: [], dest_threat_intelligences: ['iplist-x'] }, 'unknown'],
    ['the ip_protocol of layer4_configs', {}, { layer4_configs: [{ ip_protocol: 'udp' }] }, 'allowed'],
    ['a field of releases to come', { target_cluster: 'x' }, {}, 'unknown'],
    ['a field of releases to come in its match', {}, { dest_cluster: 'x' }, 'unknown'],
    [
      'what it says, whatever profile would look into what passes',
      { security_profile_group: 'g', tls_inspect: true },
      {},
      'denied',
    ],
    ['the ports of layer4_configs', {}, { layer4_configs: [{ ip_protocol: 'tcp', ports: ['80'] }] }, 'allowed'],
  ])('decides by %s of a rule', (_, more, match, expected) => {
    expect(asked(rule(more, match))).toBe(expected);
  });

  it.each(['action', 'direction', 'priority', 'disabled', 'target_resources', 'target_service_accounts', 'match'])(
    'may do anything by a rule whose %s is known only after the apply',
    (attribute) => {
      const open = { ...rule({ [attribute]: null }), unknown: { [attribute]: true } };
      expect(asked({ ...open, expressions: { [attribute]: refersTo('local.something') } })).toBe('unknown');
    },
  );

  it('is found by its short_name and by its number', () => {
    const known = policy({ short_name: 'all', firewall_policy_id: '1', name: '1' });
    for (const firewall_policy of ['all', '1', 'locations/global/firewallPolicies/1']) {
      const of = ask(
        [
          network,
          account,
          node,
          firewall({ direction: 'INGRESS' }),
          known,
          attached('organizations/1'),
          rule({ firewall_policy }),
        ],
        {
          attachedTo: ['node', 'organizations/1'],
        },
      );
      expect(of).toBe('denied');
    }
  });

  it('is in force where it is attached', () => {
    expect(asked(rule(), 'organizations/1')).toBe('denied');
    expect(asked(rule(), 'organizations/2')).not.toBe('denied');
  });

  it('ignores a rule for a secure tag whose state says that it has no effect', () => {
    const tagged = (state: string): PlannedResource => rule({ target_secure_tags: [{ name: 'tagValues/1', state }] });
    const of = (given: PlannedResource): string =>
      ask([network, account, node, firewall({ direction: 'INGRESS' }), policy(), attached('organizations/1'), given], {
        attachedTo: ['node', 'organizations/1', 'tagValues/1'],
      });
    expect(of(tagged('EFFECTIVE'))).toBe('denied');
    expect(of(tagged('INEFFECTIVE'))).toBe('allowed');
  });
});
