import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import type { ConnectionId } from '../../catalog/catalog.ts';
import type { Plan, PlanNetwork } from '../../plan/plan.ts';
import { deriveRequirements } from '../../requirements/deriveRequirements.ts';
import { checkEgress } from './checkEgress.ts';
import { readRules } from '../reading/readRules.ts';
import { deployment, fileOf, namespace, networkPolicy } from '../testing/rules.ts';
import type { ConnectionVerdict, EgressCheck, LayerVerdict, Verdict } from './verdict.ts';

type Files = Readonly<Record<string, string>>;

/** Every layer of Azure but pod policies is declared away, so that these decide alone. */
const podPolicyAlone: PlanNetwork['path'] = [
  { layer: 'node-firewall', source: 'none' },
  { layer: 'azure-nsg', source: 'none' },
  { layer: 'azure-firewall', source: 'none' },
  { layer: 'proxy', source: 'none' },
];

interface Choices extends Partial<Omit<Plan, 'network'>> {
  readonly network?: PlanNetwork;
}

function planOf({ network, ...choices }: Choices = {}): Plan {
  return {
    apiVersion: 'pdp-workbench/v1',
    kind: 'Plan',
    metadata: { name: 'acme' },
    edition: 'integration-platform',
    managementModel: 'self-managed',
    cloud: 'azure',
    securityTier: 'standard',
    network: { path: podPolicyAlone, cni: 'cilium', ...network },
    ...choices,
  };
}

function check(files: Files, choices: Choices = {}): EgressCheck {
  const plan = planOf(choices);
  return checkEgress({
    plan,
    planFile: 'plan.yaml',
    requirements: deriveRequirements(embeddedCatalog, plan),
    ruleSet: readRules(Object.entries(files).map(([file, text]) => fileOf(file, text))),
  });
}

function rowOf({ connections, preconditions }: EgressCheck, id: ConnectionId | 'dns'): ConnectionVerdict {
  const row = [...connections, ...preconditions].find((candidate) => candidate.id === id);
  if (row === undefined) throw new Error(`No row ${id}`);
  return row;
}

function layerOf(row: ConnectionVerdict, layer: LayerVerdict['layer']): LayerVerdict {
  const found = row.layers.find((candidate) => candidate.layer === layer);
  if (found === undefined) throw new Error(`No layer ${layer}`);
  return found;
}

const documents = (...texts: readonly string[]): string => texts.map((text) => `--- ${text}\n`).join('');

const agent = deployment('{app: pdp-agent}', { metadata: 'name: agent, namespace: pdp' });
const inPdp = (spec: string, name = 'policy') => networkPolicy(spec, `name: ${name}, namespace: pdp`);
const denyAll = inPdp('{podSelector: {}, policyTypes: [Egress]}', 'deny');
const allowTo = (cidr: string, port = 443) =>
  inPdp(`{podSelector: {}, egress: [{to: [{ipBlock: {cidr: '${cidr}'}}], ports: [{port: ${port}}]}]}`, 'allow');
/** Selects none of the pods asked about; with it, policies were read. */
const policyElsewhere = networkPolicy(
  '{podSelector: {}, policyTypes: [Egress]}',
  'name: elsewhere, namespace: elsewhere',
);
const agentTo = (...policies: readonly string[]): Files => ({
  'pods.yaml': documents(agent, ...policies, policyElsewhere),
});

const toControlPlane = 'pdp-agent--control-plane';
const controlPlane = (fields: object): Choices => ({
  connections: { [toControlPlane]: { hosts: ['cp.example.com'], ...fields } },
});
const atAddress = controlPlane({ cidrs: ['203.0.113.7/32'] });

/** The row of the agent to the control plane. */
function judge(files: Files, choices: Choices = atAddress): ConnectionVerdict {
  return rowOf(check(files, choices), toControlPlane);
}

const nsgAt = (access: 'Allow' | 'Deny') =>
  JSON.stringify([
    {
      name: 'nsg-aks',
      subnets: [{ id: '/x/subnets/snet-aks' }],
      securityRules: [
        {
          name: 'rule',
          direction: 'Outbound',
          access,
          priority: 100,
          protocol: '*',
          sourceAddressPrefix: '*',
          sourcePortRange: '*',
          destinationAddressPrefix: '*',
          destinationPortRange: '*',
        },
      ],
    },
  ]);

describe('the layers of the path', () => {
  const withNsg: Choices = {
    ...atAddress,
    network: {
      path: [
        { layer: 'azure-nsg', source: 'nsg.json', attachedTo: ['snet-aks'] },
        ...podPolicyAlone.filter(({ layer }) => layer !== 'azure-nsg'),
      ],
    },
  };

  it('that are neither supplied nor declared none are listed, and make what they might block unknown', () => {
    const result = check(agentTo(), { ...atAddress, network: { path: [] } });
    expect(result.layersNotSupplied).toEqual(['node-firewall', 'azure-nsg', 'azure-firewall', 'proxy']);
    const row = rowOf(result, toControlPlane);
    expect(row.verdict).toBe('unknown');
    expect(layerOf(row, 'pod-policy')).toMatchObject({
      verdict: 'allowed',
      reason: 'No policy that was read selects these pods for egress.',
    });
    expect(layerOf(row, 'azure-nsg').reason).toBe(
      'No rules of Azure NSG were given: add them, or declare `source: none` for azure-nsg in network.path.',
    );
    expect(layerOf(row, 'azure-firewall').reason).toBe(
      'No rules of Azure Firewall were given: add them, or declare `source: none` for azure-firewall in network.path.',
    );
    expect(row.missing).toEqual(row.layers.slice(1).map(({ reason }) => reason));
  });

  it('that are declared none do not bear', () => {
    const row = judge(agentTo());
    expect(row.verdict).toBe('allowed');
    expect(row.layers.map(({ layer, verdict }) => `${layer} ${verdict}`)).toEqual([
      'pod-policy allowed',
      'node-firewall not-applicable',
      'azure-nsg not-applicable',
      'azure-firewall not-applicable',
      'proxy not-applicable',
    ]);
    expect(layerOf(row, 'proxy').reason).toBe('The plan declares that there is none.');
  });

  it('are denied together where one denies, whatever is not known of another', () => {
    const row = judge(agentTo(denyAll), { ...atAddress, network: { path: [] } });
    expect(row).toMatchObject({ verdict: 'denied', blockedBy: 'pod-policy', summary: 'Pod policy', missing: [] });
    expect(layerOf(row, 'azure-nsg').verdict).toBe('unknown');
  });

  it.each<[string, Files, Verdict, string | undefined]>([
    ['each allows', { ...agentTo(allowTo('203.0.113.0/24')), 'nsg.json': nsgAt('Allow') }, 'allowed', undefined],
    ['the second denies', { ...agentTo(), 'nsg.json': nsgAt('Deny') }, 'denied', 'azure-nsg'],
    ['the first denies', { ...agentTo(denyAll), 'nsg.json': nsgAt('Allow') }, 'denied', 'pod-policy'],
    ['both deny: the first blocks', { ...agentTo(denyAll), 'nsg.json': nsgAt('Deny') }, 'denied', 'pod-policy'],
  ])('must all allow: %s', (_what, files, verdict, blockedBy) => {
    expect(judge(files, withNsg)).toMatchObject({ verdict, blockedBy });
  });

  it('are unknown while the plan does not say what they are attached to', () => {
    const path: PlanNetwork['path'] = [
      { layer: 'azure-nsg', source: 'nsg.json' },
      ...podPolicyAlone.filter(({ layer }) => layer !== 'azure-nsg'),
    ];
    const row = judge({ ...agentTo(), 'nsg.json': nsgAt('Allow') }, { ...atAddress, network: { path } });
    expect(row.verdict).toBe('unknown');
    expect(layerOf(row, 'azure-nsg').reason).toContain('set attachedTo of the layer azure-nsg in network.path');
  });

  it('stand in the plan’s order, the others where a packet usually meets them', () => {
    const path: PlanNetwork['path'] = [
      { layer: 'proxy', source: 'none' },
      { layer: 'azure-nsg', source: 'none' },
      { layer: 'route', source: 'none' },
    ];
    expect(judge(agentTo(), { network: { path } }).layers.map(({ layer }) => layer)).toEqual([
      'pod-policy',
      'node-firewall',
      'azure-firewall',
      'proxy',
      'azure-nsg',
      'route',
    ]);
  });

  it('that the plan names twice are attached to all that it names', () => {
    const path: PlanNetwork['path'] = [
      { layer: 'azure-nsg', source: 'a.json', attachedTo: ['snet-aks'] },
      { layer: 'azure-nsg', source: 'b.json', attachedTo: ['nsg-aks', 'snet-aks'] },
    ];
    const row = judge({ 'nsg.json': nsgAt('Deny') }, { network: { path } });
    expect(layerOf(row, 'azure-nsg')).toMatchObject({ attachedTo: ['snet-aks', 'nsg-aks'], verdict: 'denied' });
  });

  it('that the plan names once with rules and once with none are not declared away', () => {
    const path: PlanNetwork['path'] = [...podPolicyAlone, { layer: 'proxy', source: 'squid.conf' }];
    expect(check(agentTo(), { network: { path } }).layersNotSupplied).toEqual(['proxy']);
  });

  it('whose files can’t be read are no layers without rules: the cause and what to do are told', () => {
    const broken = check({ ...agentTo(), 'nsg.json': '[{"name": ' }, withNsg);
    expect(broken.layersNotSupplied).toEqual([]);
    expect(broken.layersNotRead).toEqual([
      { layer: 'azure-nsg', files: ['nsg.json'], because: [expect.stringMatching(/^Not valid JSON: .* Correct it/)] },
    ]);
    expect(rowOf(broken, toControlPlane).verdict).toBe('unknown');
    expect(check({ ...agentTo(), 'nsg.json': nsgAt('Allow') }, withNsg)).not.toHaveProperty('layersNotRead');
  });

  it('of another cloud are judged where rules of theirs are given', () => {
    const choices: Choices = { ...atAddress, cloud: 'on-premises', network: { path: [] } };
    const row = judge({ ...agentTo(), 'nsg.json': nsgAt('Deny') }, choices);
    expect(row.layers.map(({ layer }) => layer)).toEqual(['pod-policy', 'node-firewall', 'azure-nsg', 'proxy']);
    expect(layerOf(row, 'azure-nsg').verdict).toBe('unknown');
  });

  it('that are declared none, with rules given all the same, are judged', () => {
    const row = judge({ ...agentTo(), 'nsg.json': nsgAt('Deny') });
    expect(layerOf(row, 'azure-nsg').verdict).not.toBe('not-applicable');
    expect(row.verdict).toBe('unknown');
  });

  it('at the edge of the network are met by what leaves it only', () => {
    const edge: PlanNetwork['path'] = podPolicyAlone.filter(({ layer }) => layer !== 'azure-firewall');
    const store = (cidrs: readonly string[]): ConnectionVerdict =>
      rowOf(
        check(
          { 'pods.yaml': documents(deployment('{app: secret-resolver}'), policyElsewhere) },
          {
            network: { path: edge },
            connections: { 'secret-resolver--secret-store': { hosts: ['kv.example.com'], cidrs: [...cidrs] } },
          },
        ),
        'secret-resolver--secret-store',
      );
    expect(store(['10.30.0.5/32'])).toMatchObject({ verdict: 'allowed', summary: 'Private address' });
    expect(layerOf(store(['10.30.0.5/32']), 'azure-firewall')).toMatchObject({
      verdict: 'not-applicable',
      reason: 'It goes to private addresses, and is taken to stay inside the network.',
    });
    expect(store(['10.30.0.5/32', '203.0.113.9/32']).verdict).toBe('unknown');
    expect(layerOf(store(['203.0.113.9/32']), 'azure-firewall').verdict).toBe('unknown');
  });
});

describe('hosts and addresses', () => {
  const byName = controlPlane({});

  it('that are known must be let through, all of them', () => {
    expect(judge(agentTo(allowTo('203.0.113.7/32'))).verdict).toBe('allowed');
    expect(judge(agentTo(allowTo('203.0.113.8/32'))).verdict).toBe('denied');
    const row = judge(
      agentTo(allowTo('203.0.113.0/28')),
      controlPlane({ cidrs: ['203.0.113.0/27', '198.51.100.1/32'] }),
    );
    expect(row).toMatchObject({ verdict: 'partly-allowed', blockedBy: 'pod-policy', summary: 'Pod policy' });
    expect(layerOf(row, 'pod-policy').uncovered).toEqual([
      { ranges: ['198.51.100.1-198.51.100.1', '203.0.113.16-203.0.113.31'], ports: { TCP: ['443'] } },
    ]);
  });

  it('without addresses are decided only by what holds for every address that they could have [X1]', () => {
    expect(judge(agentTo(allowTo('0.0.0.0/0')), byName).verdict).toBe('allowed');
    expect(judge(agentTo(denyAll), byName).verdict).toBe('denied');
    const row = judge(agentTo(allowTo('203.0.113.0/24')), byName);
    expect(row).toMatchObject({ verdict: 'unknown', summary: 'Pod policy' });
    expect(row.missing).toEqual([
      'The rules go by address, and those of cp.example.com are not known: set connections.pdp-agent--control-plane.cidrs.',
    ]);
    expect(layerOf(row, 'pod-policy').reason).toBe(
      'It lets some addresses through and others not, and those meant are not known.',
    );
  });

  it('inside the network are neither pods nor Services', () => {
    const except = ', except: [10.20.0.0/16, 10.30.0.0/16]';
    const inside = [`10.0.0.0/8${except}`, '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'];
    const blocks = inside.map((cidr) => `{ipBlock: {cidr: ${cidr}}}`);
    const policy = networkPolicy(`{podSelector: {}, egress: [{to: [${blocks.join()}]}]}`);
    const row = rowOf(
      check(
        { 'pods.yaml': documents(deployment('{app: secret-resolver}'), policy) },
        {
          network: { podCidrs: ['10.20.0.0/16'], serviceCidrs: ['10.30.0.0/16'] },
          connections: { 'secret-resolver--secret-store': { hosts: ['kv.example.com'] } },
        },
      ),
      'secret-resolver--secret-store',
    );
    expect(row.verdict).toBe('allowed');
  });

  it('by the public range of the control plane are those of the rows that go there', () => {
    const choices: Choices = {
      network: { controlPlaneCidrs: ['203.0.113.0/24'] },
      connections: { [toControlPlane]: { hosts: ['cp.example.com'] } },
    };
    expect(judge(agentTo(allowTo('203.0.113.0/24')), choices).verdict).toBe('allowed');
  });

  it('that no one has entered leave the row unknown, with the key to set', () => {
    const row = judge(agentTo(allowTo('203.0.113.0/24')), {});
    expect(row).toMatchObject({ verdict: 'unknown', summary: 'No host in plan' });
    expect(row.missing[0]).toBe('The plan names no host: set connections.pdp-agent--control-plane.hosts.');
  });

  it('are destinations, each with its verdict', () => {
    const files = {
      'pods.yaml': documents(
        deployment('{app: source-controller}', { metadata: 'name: source-controller, namespace: flux-system' }),
        policyElsewhere,
      ),
    };
    const row = rowOf(check(files), 'flux-source-controller--github');
    expect(row).toMatchObject({ verdict: 'allowed', summary: '4 of 4 hosts', ports: ['443/tcp'] });
    expect(row.destinations.map(({ host, verdict, failover }) => [host, verdict, failover])).toEqual([
      ['github.com', 'allowed', false],
      ['api.github.com', 'allowed', false],
      ['codeload.github.com', 'allowed', false],
      ['objects.githubusercontent.com', 'allowed', false],
    ]);
  });

  it('of both families need rules of both [K20]', () => {
    const both = controlPlane({ cidrs: ['203.0.113.7/32', '2001:db8::7/128'] });
    expect(judge(agentTo(allowTo('0.0.0.0/0')), both).verdict).toBe('partly-allowed');
    expect(judge(agentTo(allowTo('::/0')), both).verdict).toBe('partly-allowed');
    expect(
      judge(agentTo(allowTo('0.0.0.0/0'), allowTo('::/0').replace('name: allow', 'name: six')), both).verdict,
    ).toBe('allowed');
  });

  it('of IPv4 are translated for pods that have IPv6 alone, so that rules may see others', () => {
    const verdictOf = (to: readonly string[], podCidrs: string[]): ConnectionVerdict => {
      const egress = to.map((cidr) => `{to: [{ipBlock: {cidr: '${cidr}'}}]}`).join();
      const policy = inPdp(`{podSelector: {}, policyTypes: [Egress], egress: [${egress}]}`);
      return judge({ 'pods.yaml': documents(agent, policy) }, { ...atAddress, network: { podCidrs } });
    };
    const [four, six] = ['10.20.0.0/16', '2001:db8:20::/56'];
    expect(verdictOf(['203.0.113.7/32'], [four]).verdict).toBe('allowed');
    const translated = verdictOf(['203.0.113.7/32'], [six]);
    expect(translated.verdict).toBe('unknown');
    expect(translated.assumptions).toContainEqual(expect.stringContaining('something translates (NAT64)'));
    expect(verdictOf(['64:ff9b::/96'], [six]).verdict).toBe('unknown');
    expect(verdictOf(['203.0.113.7/32'], [four, six]).verdict).toBe('allowed');
    expect(verdictOf(['0.0.0.0/0', '::/0'], [six]).verdict).toBe('allowed');
    expect(verdictOf([], [six]).verdict).toBe('denied');
    expect(verdictOf(['203.0.113.7/32'], []).verdict).toBe('allowed');
  });

  it('of IPv4 are translated for nodes that have IPv6 alone, whatever pods have', () => {
    const toRegistry = 'container-registry--internal-registry';
    const group = (open: string): string => {
      const rule = { name: 'open', direction: 'Outbound', access: 'Allow', priority: 100, protocol: '*' };
      const from = { sourceAddressPrefix: '*', sourcePortRange: '*', destinationPortRange: '*' };
      const rest = { ...rule, ...from, name: 'rest', access: 'Deny', priority: 200, destinationAddressPrefix: '*' };
      const securityRules = [{ ...rule, ...from, destinationAddressPrefix: open }, rest];
      return JSON.stringify([{ name: 'nsg-aks', subnets: [{ id: '/x/subnets/snet-aks' }], securityRules }]);
    };
    const verdictOf = (open: string, nodeCidrs: string[]): string =>
      rowOf(
        check(
          { 'nsg.json': group(open) },
          {
            connections: { [toRegistry]: { hosts: ['registry.acme.example'], cidrs: ['10.40.0.5/32'] } },
            network: {
              path: [{ layer: 'azure-nsg', source: 'nsg.json', attachedTo: ['snet-aks'] }],
              podCidrs: ['10.20.0.0/16'],
              nodeCidrs,
            },
          },
        ),
        toRegistry,
      ).layers.find(({ layer }) => layer === 'azure-nsg')?.verdict ?? '';
    const six = ['2001:db8:10::/64'];
    expect(verdictOf('::/0', six)).toBe('unknown');
    expect(verdictOf('0.0.0.0/0', six)).toBe('unknown');
    expect(verdictOf('*', six)).toBe('allowed');
    expect(verdictOf('0.0.0.0/0', ['10.10.0.0/20'])).toBe('allowed');
    expect(verdictOf('::/0', ['10.10.0.0/20'])).toBe('denied');
  });

  it('that are not known may be of each family that pods have [K20]', () => {
    const dualStack: Choices = { ...byName, network: { podCidrs: ['10.20.0.0/16', 'fd00:20::/56'] } };
    expect(judge(agentTo(allowTo('0.0.0.0/0')), dualStack).verdict).toBe('unknown');
    expect(judge(agentTo(allowTo('0.0.0.0/0')), { ...byName, network: { podCidrs: ['10.20.0.0/16'] } }).verdict).toBe(
      'allowed',
    );
    expect(judge(agentTo(allowTo('::/0')), { ...byName, network: { podCidrs: ['fd00:20::/56'] } }).verdict).toBe(
      'allowed',
    );
  });
});

describe('a second site', () => {
  const withFailover = (failover: object): Choices => controlPlane({ cidrs: ['203.0.113.7/32'], failover });

  it('is needed as well as the first', () => {
    const choices = withFailover({ hosts: ['cp2.example.com'], cidrs: ['198.51.100.7/32'] });
    expect(judge(agentTo(), choices)).toMatchObject({ verdict: 'allowed', summary: '2 of 2 hosts' });
    const row = judge(agentTo(allowTo('203.0.113.0/24')), choices);
    expect(row).toMatchObject({ verdict: 'partly-allowed', summary: '1 of 2 hosts', blockedBy: 'pod-policy' });
    expect(row.destinations.map(({ host, failover, verdict, ranges }) => [host, failover, verdict, ranges])).toEqual([
      ['cp.example.com', false, 'allowed', ['203.0.113.7-203.0.113.7']],
      ['cp2.example.com', true, 'denied', ['198.51.100.7-198.51.100.7']],
    ]);
  });

  it.each([
    ['not given', {}],
    ['an empty list', { ports: [] }],
  ])('has the ports of the first where its own are %s', (_what, ports) => {
    const row = judge(agentTo(allowTo('203.0.113.0/24')), withFailover({ cidrs: ['198.51.100.7/32'], ...ports }));
    expect(row.destinations.map(({ ports: used }) => used)).toEqual([{ TCP: ['443'] }, { TCP: ['443'] }]);
    expect(row.verdict).toBe('partly-allowed');
  });

  it('without addresses leaves the row open as far as the first is let through', () => {
    expect(judge(agentTo(allowTo('203.0.113.0/24')), withFailover({ hosts: ['cp2.example.com'] })).verdict).toBe(
      'unknown',
    );
  });
});

describe('ports', () => {
  const toApi = 'pdp-agent--kubernetes-api';
  const api = (fields: object, network: PlanNetwork = {}): Choices => ({ network, connections: { [toApi]: fields } });
  const judgeApi = (policies: readonly string[], choices: Choices): ConnectionVerdict =>
    rowOf(check(agentTo(...policies), choices), toApi);

  it('that are alternatives are allowed where each is', () => {
    const row = judgeApi(
      [allowTo('0.0.0.0/0'), allowTo('0.0.0.0/0', 6443).replace('name: allow', 'name: more')],
      api({ cidrs: ['198.51.100.9/32'] }),
    );
    expect(row).toMatchObject({ verdict: 'allowed', ports: ['443/tcp', '6443/tcp'], summary: 'Every layer allows it' });
  });

  it('that are alternatives, one allowed and one denied, leave the row unknown', () => {
    const row = judgeApi([allowTo('0.0.0.0/0')], api({ cidrs: ['198.51.100.9/32'] }));
    expect(row).toMatchObject({ verdict: 'unknown', summary: 'No port in plan' });
    expect(row.missing).toEqual(['The plan does not say which port: set connections.pdp-agent--kubernetes-api.ports.']);
    expect(layerOf(row, 'pod-policy').reason).toBe('It depends on the port: 443/tcp allowed, 6443/tcp denied.');
  });

  it('that the plan names are all needed', () => {
    const choose = (ports: readonly number[]) =>
      judgeApi([allowTo('0.0.0.0/0')], api({ cidrs: ['198.51.100.9/32'], ports: [...ports] }));
    expect(choose([443]).verdict).toBe('allowed');
    expect(choose([443, 6443]).verdict).toBe('partly-allowed');
    expect(choose([6443]).verdict).toBe('denied');
  });

  it('of which the plan leaves none make the row unknown, and no layer is asked', () => {
    const row = judge(agentTo(), controlPlane({ cidrs: ['203.0.113.7/32'], ports: [] }));
    expect(row).toMatchObject({ verdict: 'unknown', summary: 'No port in plan', ports: [] });
    expect(row.missing).toEqual(['The plan does not say which port: set connections.pdp-agent--control-plane.ports.']);
  });

  it.each([
    ['cilium', 'denied'],
    ['calico', 'allowed'],
    ['ovn-kubernetes', 'allowed'],
    ['antrea', 'unknown'],
    ['amazon-vpc-cni', 'unknown'],
    ['generic', 'unknown'],
  ] as const)(
    'towards an API server on a node are open by an ipBlock as the plug-in has it: with %s they are %s [K9]',
    (cni, verdict) => {
      const choices = api({ cidrs: ['10.10.0.4/32'], ports: [6443] }, { cni, nodeCidrs: ['10.10.0.0/20'] });
      expect(judgeApi([allowTo('10.10.0.0/20', 6443)], choices).verdict).toBe(verdict);
    },
  );

  it('towards an API server are never open by selectors [K7]', () => {
    const toAllPods = inPdp('{podSelector: {}, egress: [{to: [{namespaceSelector: {}}]}]}');
    expect(judgeApi([toAllPods], api({ ports: [443] }, { podCidrs: ['10.20.0.0/16'] })).verdict).toBe('denied');
    expect(judgeApi([toAllPods], api({ ports: [443], cidrs: ['198.51.100.9/32'] })).verdict).toBe('denied');
  });

  it('towards the address of a Service are tested behind it, so that only what is open to everything is certain [K10]', () => {
    const service: PlanNetwork = { serviceCidrs: ['10.30.0.0/16'], podCidrs: ['10.20.0.0/16'] };
    const choices = api({ cidrs: ['10.30.0.1/32'], ports: [443] }, service);
    expect(judgeApi([inPdp('{podSelector: {}, egress: [{}]}')], choices).verdict).toBe('allowed');
    expect(judgeApi([inPdp('{podSelector: {}, egress: [{ports: [{protocol: TCP}]}]}')], choices).verdict).toBe(
      'allowed',
    );
    expect(judgeApi([allowTo('10.30.0.1/32')], choices).verdict).toBe('unknown');
    expect(judgeApi([allowTo('10.10.0.4/32', 6443)], choices).verdict).toBe('unknown');
    expect(judgeApi([inPdp('{podSelector: {}, egress: [{ports: [{port: 443}]}]}')], choices).verdict).toBe('unknown');
    expect(
      judgeApi([inPdp('{podSelector: {}, egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}')], choices).verdict,
    ).toBe('unknown');
    expect(judgeApi([inPdp('{podSelector: {}, egress: [{ports: [{port: https}]}]}')], choices).verdict).toBe('unknown');
    expect(judgeApi([denyAll], choices).verdict).toBe('denied');
    expect(judgeApi([inPdp('{podSelector: {}, egress: [{ports: [{protocol: UDP}]}]}')], choices).verdict).toBe(
      'denied',
    );
    expect(judgeApi([allowTo('10.30.0.1/32')], choices).missing).toEqual([
      'Pod policies are tested with what stands behind the address of a Service: give that address and port in the plan.',
    ]);
  });

  it.each([
    ['cilium', 'allowed'],
    ['generic', 'unknown'],
  ] as const)(
    'towards an API server whose address is not known are no Service’s, where that is translated first: with %s they are %s [K10]',
    (cni, verdict) => {
      const choices = api({ ports: [443] }, { serviceCidrs: ['10.30.0.0/16'], cni });
      const row = judgeApi([allowTo('0.0.0.0/0')], choices);
      expect(row.layers.find(({ layer }) => layer === 'pod-policy')?.verdict).toBe(verdict);
    },
  );

  it('towards a destination that nobody has entered is never allowed, and denied where nothing gets out', () => {
    const open = judgeApi([], api({ ports: [443] }));
    expect(open.verdict).toBe('unknown');
    expect(open.missing[0]).toBe('The plan names no address: set connections.pdp-agent--kubernetes-api.cidrs.');
    expect(judgeApi([inPdp('{podSelector: {}, policyTypes: [Egress]}')], api({ ports: [443] })).verdict).toBe('denied');
    expect(judgeApi([], api({ ports: [443], cidrs: ['10.40.0.4/32'] }))).toMatchObject({
      verdict: 'allowed',
      summary: 'Private address',
    });
  });

  it('towards an address of the pods may be open by selectors, as long as the labels there are not known', () => {
    const toAllPods = inPdp('{podSelector: {}, egress: [{to: [{namespaceSelector: {}}]}]}');
    const choices = api({ ports: [443], cidrs: ['10.20.0.9/32'] }, { podCidrs: ['10.20.0.0/16'] });
    expect(judgeApi([toAllPods], choices).missing[0]).toContain('which labels the pod there has is not known');
  });

  it('towards an API server whose address is not known may be met by layers at the edge', () => {
    const path = podPolicyAlone.filter(({ layer }) => layer !== 'azure-firewall');
    const row = judgeApi([], api({ ports: [443] }, { path }));
    expect(row.verdict).toBe('unknown');
    expect(row.missing[0]).toBe('The plan names no address: set connections.pdp-agent--kubernetes-api.cidrs.');
    expect(judgeApi([], api({ ports: [443], cidrs: ['10.10.0.4/32'] }, { path })).verdict).toBe('allowed');
  });
});

describe('who opens the connection', () => {
  it('is unknown while no workload matches, and the labels wanted are told', () => {
    const row = judge({ 'pods.yaml': documents(deployment('{app: other}'), policyElsewhere) });
    expect(row).toMatchObject({ verdict: 'unknown', workloads: [] });
    expect(row.missing).toEqual([
      'PDP agent: no workload that was read matches app in (mizzen-agent, pdp-agent). Set connections.pdp-agent--control-plane.selector if its labels are others, or add its manifests where rules are given as files.',
    ]);
  });

  it('is unknown where the profile knows no labels', () => {
    const row = rowOf(check(agentTo(), { profile: 'openchoreo' }), 'apim-adaptor--global-adaptor');
    expect(row.missing).toContain(
      'APIM / local adaptor: this profile knows no labels of its pods. Set connections.apim-adaptor--global-adaptor.selector.',
    );
  });

  it('is told by the plan’s own selector and namespace', () => {
    const own = controlPlane({ cidrs: ['203.0.113.7/32'], selector: 'role=agent', namespace: 'pdp' });
    const files = {
      'pods.yaml': documents(
        deployment('{role: agent}', { metadata: 'name: mine, namespace: pdp' }),
        deployment('{role: agent}', { metadata: 'name: elsewhere' }),
        denyAll,
      ),
    };
    expect(judge(files, own)).toMatchObject({
      verdict: 'denied',
      workloads: [{ namespace: 'pdp', name: 'mine', kind: 'Deployment' }],
    });
  });

  it('is every workload that matches: where one can’t, the connection is partly there', () => {
    const second = deployment('{app: pdp-agent}', { metadata: 'name: agent, namespace: pdp-2' });
    const row = judge({ 'pods.yaml': documents(agent, second, denyAll) });
    expect(row.verdict).toBe('partly-allowed');
    expect(row.workloads.map(({ namespace: space, verdict }) => [space, verdict])).toEqual([
      ['pdp', 'denied'],
      ['pdp-2', 'allowed'],
    ]);
  });

  it.each<[what: string, labels: string, namespace: string, Verdict]>([
    ['a value of a label that is left open', '{app: pdp-agent, version: "${VERSION}"}', 'pdp', 'unknown'],
    ['the label that is wanted left open', '{app: "${APP}"}', 'pdp', 'unknown'],
    ['a key of a label left open', '{"${KEY}": pdp-agent}', 'pdp', 'unknown'],
    ['no map of labels', '[app]', 'pdp', 'unknown'],
    ['a namespace that is left open', '{app: pdp-agent}', '"${NS}"', 'unknown'],
    ['other labels than those wanted', '{app: web, version: "${VERSION}"}', 'pdp', 'allowed'],
  ])('may be one that can’t be read, with %s', (_what, labels, space, verdict) => {
    const canary = deployment(labels, { metadata: `name: canary, namespace: ${space}` });
    const policy = networkPolicy('{podSelector: {matchLabels: {track: canary}}, policyTypes: [Egress]}', 'name: p');
    const result = check({ 'pods.yaml': documents(agent, canary, policy) }, atAddress);
    const row = rowOf(result, toControlPlane);
    expect([row.verdict, rowOf(result, 'dns').verdict]).toEqual([verdict, verdict]);
    const isTold = row.missing.some((told) => /^Deployment .*canary may open it too, and can’t be read: /.test(told));
    expect(isTold).toBe(verdict === 'unknown');
    expect(judge({ 'pods.yaml': documents(agent, canary, denyAll) }).verdict).not.toBe('allowed');
  });

  it('may be in another namespace than one that can’t be read', () => {
    const own = controlPlane({ cidrs: ['203.0.113.7/32'], selector: 'app=pdp-agent', namespace: 'pdp' });
    const elsewhere = deployment('{app: pdp-agent, version: 1.2}', { metadata: 'name: canary, namespace: other' });
    expect(judge({ 'pods.yaml': documents(agent, elsewhere, policyElsewhere) }, own).verdict).toBe('allowed');
  });

  it('may be a node, on which pod policies do not bear', () => {
    const toRegistry = 'container-registry--internal-registry';
    const choices: Choices = {
      connections: { [toRegistry]: { hosts: ['registry.acme.example'], cidrs: ['10.40.0.5/32'] } },
    };
    const row = rowOf(check(agentTo(denyAll), choices), toRegistry);
    expect(row.verdict).toBe('allowed');
    expect(layerOf(row, 'pod-policy')).toMatchObject({
      verdict: 'not-applicable',
      reason: 'Pod policies do not bear on what a node opens.',
    });
    expect(rowOf(check({}, choices), toRegistry).verdict).toBe('allowed');
  });

  it.each([
    [
      'a policy of Cilium for nodes',
      '{apiVersion: cilium.io/v2, kind: CiliumClusterwideNetworkPolicy, metadata: {name: nodes}, spec: {nodeSelector: {}, egress: [{}]}}',
    ],
    [
      'a host endpoint of Calico',
      '{apiVersion: projectcalico.org/v3, kind: HostEndpoint, metadata: {name: node}, spec: {node: a, expectedIPs: [10.10.0.4]}}',
    ],
  ])('may be a node, whose connections are not judged where there is %s [C28, L12]', (_what, document) => {
    const toRegistry = 'container-registry--internal-registry';
    const choices: Choices = {
      connections: { [toRegistry]: { hosts: ['registry.acme.example'], cidrs: ['10.40.0.5/32'] } },
    };
    const row = rowOf(check(agentTo(denyAll, document), choices), toRegistry);
    expect(row.verdict).toBe('unknown');
    expect(layerOf(row, 'pod-policy').verdict).toBe('unknown');
  });

  it('may be a pod on the node’s network, on which pod policies do not bear with some plug-ins [K14]', () => {
    const onNode = deployment('{app: pdp-agent}', {
      metadata: 'name: agent, namespace: pdp',
      podSpec: '{hostNetwork: true}',
    });
    const row = judge({ 'pods.yaml': documents(onNode, denyAll) });
    expect(layerOf(row, 'pod-policy').reason).toBe(
      'The pod runs on the node’s network, where pod policies do not bear.',
    );
  });

  it('may be a pod on the node’s network, which cloud rules see by the node’s address alone [K14]', () => {
    const fromPods = nsgAt('Deny').replace('"sourceAddressPrefix":"*"', '"sourceAddressPrefix":"10.20.0.0/16"');
    const path: PlanNetwork['path'] = [{ layer: 'azure-nsg', source: 'nsg.json', attachedTo: ['snet-aks'] }];
    const choices: Choices = {
      ...atAddress,
      network: { path, nodeCidrs: ['10.10.0.0/20'], podCidrs: ['10.20.0.0/16'] },
    };
    const judgeAs = (podSpec: string): LayerVerdict =>
      layerOf(
        judge({ 'pods.yaml': deployment('{app: pdp-agent}', { podSpec }), 'nsg.json': fromPods }, choices),
        'azure-nsg',
      );
    expect(judgeAs('{hostNetwork: true}').verdict).toBe('allowed');
    expect(judgeAs('{}').verdict).toBe('unknown');
  });

  it('is for charts the source controller as well as the Helm controller, and the row says so', () => {
    const toCharts = 'flux-helm-controller--wso2-registry';
    const controller = (name: string) =>
      deployment(`{app: ${name}}`, { metadata: `name: ${name}, namespace: flux-system` });
    const policy = networkPolicy(
      '{podSelector: {matchLabels: {app: source-controller}}, policyTypes: [Egress]}',
      'name: p, namespace: flux-system',
    );
    const choices: Choices = { connections: { [toCharts]: { hosts: ['registry.example.com'] } } };
    const row = rowOf(
      check(
        { 'flux.yaml': documents(controller('source-controller'), controller('helm-controller'), policy) },
        choices,
      ),
      toCharts,
    );
    expect(row.verdict).toBe('partly-allowed');
    expect(row.workloads.map(({ name, verdict }) => [name, verdict])).toEqual([
      ['helm-controller', 'allowed'],
      ['source-controller', 'denied'],
    ]);
    expect(row.assumptions.at(-2)).toMatch(
      /^Judged for the Flux source controller as well\. The documents name the Flux Helm controller\./,
    );
    const alone = rowOf(
      check({ 'flux.yaml': documents(controller('helm-controller'), policyElsewhere) }, choices),
      toCharts,
    );
    expect(alone.verdict).toBe('unknown');
    expect(alone.missing[0]).toContain(
      'Flux source controller: no workload that was read matches app=source-controller in flux-system.',
    );
  });
});

describe('rows that are not judged', () => {
  it('are those that the plan does without', () => {
    const row = judge(agentTo(denyAll), controlPlane({ notNeeded: 'There is no control plane.' }));
    expect(row).toMatchObject({
      verdict: 'not-applicable',
      summary: 'Not needed',
      missing: [],
      workloads: [],
      destinations: [],
    });
    expect(new Set(row.layers.map(({ reason }) => reason))).toEqual(new Set(['There is no control plane.']));
  });

  it('are those that come from outside: the registry’s own rules decide', () => {
    const row = rowOf(check(agentTo()), 'container-registry--public-registry');
    expect(row).toMatchObject({ verdict: 'unknown', direction: 'inbound', summary: 'Registry’s own rules' });
    expect(row.missing).toHaveLength(1);
    expect(row.missing[0]).toContain('connections.container-registry--public-registry.notNeeded');
    expect(row.layers.every(({ verdict }) => verdict === 'not-applicable')).toBe(true);
  });
});

describe('name resolution', () => {
  const dns = (
    label = 'kube-dns',
    ports = '[{name: dns, containerPort: 53, protocol: UDP}, {name: dns-tcp, containerPort: 53}]',
  ) =>
    deployment(`{k8s-app: ${label}}`, {
      metadata: `name: ${label}, namespace: kube-system`,
      podSpec: `{containers: [{ports: ${ports}}]}`,
    });
  const system = namespace('kube-system', '{purpose: system}');
  const open = (to: string, ports = '[{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]') =>
    inPdp(`{podSelector: {}, egress: [{to: [${to}], ports: ${ports}}]}`);
  const judgeDns = (rest: readonly string[], choices: Choices = {}): ConnectionVerdict =>
    rowOf(check({ 'pods.yaml': documents(agent, ...rest, policyElsewhere) }, choices), 'dns');

  const bySystem = '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}';

  it('is one precondition, not one of the twelve', () => {
    const result = check(agentTo());
    expect(result.connections).toHaveLength(12);
    expect(result.preconditions.map(({ id, ports }) => [id, ports])).toEqual([['dns', ['53/udp', '53/tcp']]]);
  });

  it.each<[string, readonly string[], Verdict]>([
    ['no policy', [dns(), system], 'allowed'],
    ['a policy that denies all', [dns(), system, denyAll], 'denied'],
    ['the namespace by name', [dns(), system, open(bySystem)], 'allowed'],
    ['all namespaces', [dns(), system, open('{namespaceSelector: {}}')], 'allowed'],
    [
      'the namespace by a label of its own',
      [dns(), system, open('{namespaceSelector: {matchLabels: {purpose: system}}}')],
      'allowed',
    ],
    [
      'the namespace by another label',
      [dns(), system, open('{namespaceSelector: {matchLabels: {purpose: shop}}}')],
      'denied',
    ],
    [
      'the namespace and the pods',
      [dns(), system, open('{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}')],
      'allowed',
    ],
    [
      'the namespace and other pods',
      [dns(), system, open('{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: x}}}')],
      'denied',
    ],
    [
      'the pods alone, in a namespace that is not theirs',
      [dns(), system, open('{podSelector: {matchLabels: {k8s-app: kube-dns}}}')],
      'denied',
    ],
    ['everything', [dns(), system, inPdp('{podSelector: {}, egress: [{}]}')], 'allowed'],
    ['UDP alone', [dns(), system, open(bySystem, '[{protocol: UDP, port: 53}]')], 'partly-allowed'],
    ['TCP alone', [dns(), system, open(bySystem, '[{port: 53}]')], 'partly-allowed'],
    ['another port', [dns(), system, open(bySystem, '[{port: 5353}]')], 'denied'],
    ['ports by name', [dns(), system, open(bySystem, '[{protocol: UDP, port: dns}, {port: dns-tcp}]')], 'allowed'],
    ['a port by the name of another protocol', [dns(), system, open(bySystem, '[{port: dns}]')], 'denied'],
    ['a port by a name that no pod has', [dns(), system, open(bySystem, '[{protocol: UDP, port: domain}]')], 'denied'],
  ])('is judged by the policies of the pods that connect by name: %s', (_what, rest, verdict) => {
    expect(judgeDns(rest).verdict).toBe(verdict);
  });

  it('needs both selectors of one destination, and one of two destinations [K6]', () => {
    const and = open(
      '{namespaceSelector: {matchLabels: {purpose: shop}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}',
    );
    const or = open(
      '{namespaceSelector: {matchLabels: {purpose: system}}}, {podSelector: {matchLabels: {k8s-app: x}}}',
    );
    expect(judgeDns([dns(), system, and]).verdict).toBe('denied');
    expect(judgeDns([dns(), system, or]).verdict).toBe('allowed');
  });

  it('is not open over UDP by port 53 without protocol [K5]', () => {
    const row = judgeDns([dns(), system, open(bySystem, '[{port: 53}]')]);
    expect(layerOf(row, 'pod-policy').uncovered.map(({ ports }) => ports)).toEqual([{ UDP: ['53'] }]);
  });

  it('is told to be closed beside the rows by name, which keep the verdict of their own traffic [K16]', () => {
    const result = check({ 'pods.yaml': documents(agent, dns(), system, allowTo('203.0.113.7/32')) }, atAddress);
    expect([rowOf(result, 'dns').verdict, rowOf(result, toControlPlane).verdict]).toEqual(['denied', 'allowed']);
    expect(rowOf(result, 'dns').workloads).toMatchObject([{ namespace: 'pdp', name: 'agent', verdict: 'denied' }]);
  });

  it('finds the name of a port on the DNS pods themselves [K12]', () => {
    const elsewhere = dns(
      'kube-dns',
      '[{name: dns, containerPort: 5353, protocol: UDP}, {name: dns-tcp, containerPort: 5353}]',
    );
    const byName = open(bySystem, '[{protocol: UDP, port: dns}, {port: dns-tcp}]');
    expect(judgeDns([elsewhere, system, byName]).verdict).toBe('allowed');
    expect(judgeDns([elsewhere, system, open(bySystem, '[{port: dns}]')]).verdict).toBe('denied');
  });

  const portsOpened = { service: '53', pods: '5353', both: '53, 5353' } as const;
  it.each([
    ['cilium', 'service', 'denied'],
    ['cilium', 'pods', 'allowed'],
    ['calico', 'service', 'denied'],
    ['calico', 'pods', 'allowed'],
    ['antrea', 'pods', 'allowed'],
    ['ovn-kubernetes', 'service', 'denied'],
    ['ovn-kubernetes', 'pods', 'allowed'],
    ['amazon-vpc-cni', 'service', 'unknown'],
    ['amazon-vpc-cni', 'pods', 'unknown'],
    ['amazon-vpc-cni', 'both', 'allowed'],
    ['generic', 'pods', 'unknown'],
    ['generic', 'both', 'allowed'],
  ] as const)(
    'needs the port of the DNS pods, where Services are translated first: with %s and the port of the %s open it is %s [K10, K11]',
    (cni, opened, verdict) => {
      const elsewhere = dns(
        'kube-dns',
        '[{name: dns, containerPort: 5353, protocol: UDP}, {name: dns-tcp, containerPort: 5353}]',
      );
      const ports = portsOpened[opened]
        .split(', ')
        .flatMap((port) => [`{port: ${port}}`, `{protocol: UDP, port: ${port}}`]);
      const network: PlanNetwork = { podCidrs: ['10.20.0.0/16'], cni };
      expect(judgeDns([elsewhere, system, open(bySystem, `[${ports.join(', ')}]`)], { network }).verdict).toBe(verdict);
      expect(judgeDns([elsewhere, system, denyAll], { network }).verdict).toBe('denied');
      expect(judgeDns([elsewhere, system], { network }).verdict).toBe('allowed');
    },
  );

  it('goes to where OpenShift has its DNS pods, and to the port that they listen on', () => {
    const pods = deployment('{dns.operator.openshift.io/daemonset-dns: default}', {
      metadata: 'name: dns-default, namespace: openshift-dns',
      podSpec:
        '{containers: [{ports: [{name: dns, containerPort: 5353, protocol: UDP}, {name: dns-tcp, containerPort: 5353}]}]}',
    });
    const toDns = (ports: string) =>
      open('{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}}', ports);
    const choices: Choices = { network: { podCidrs: ['10.20.0.0/16'], cni: 'ovn-kubernetes' } };
    const home = namespace('openshift-dns');
    // Every cluster has a namespace kube-system, OpenShift's as well.
    for (const files of [[pods, home], [home], [namespace('kube-system'), home]]) {
      expect(judgeDns([...files, toDns('[{protocol: UDP, port: 5353}, {port: 5353}]')], choices).verdict).toBe(
        'allowed',
      );
      expect(judgeDns([...files, toDns('[{protocol: UDP, port: 53}, {port: 53}]')], choices).verdict).toBe('denied');
      expect(judgeDns([...files, open(bySystem)], choices).verdict).toBe('denied');
    }
    expect(judgeDns([home], choices).assumptions[0]).toBe(
      'The DNS pods are not in the files; they are taken to be in openshift-dns with the label dns.operator.openshift.io/daemonset-dns=default.',
    );
    expect(layerOf(judgeDns([pods, home, denyAll], choices), 'pod-policy').remedy).toContain(
      'podSelector: {matchLabels: {dns.operator.openshift.io/daemonset-dns: default}}}], ports: [{protocol: TCP, port: 5353}',
    );
  });

  it.each([
    ['cilium', 'denied'],
    ['calico', 'allowed'],
    ['ovn-kubernetes', 'allowed'],
    ['antrea', 'unknown'],
    [undefined, 'unknown'],
  ] as const)(
    'by an ipBlock over the pods’ addresses is as the plug-in has it: with %s it is %s [K9]',
    (cni, verdict) => {
      const byBlock = open('{ipBlock: {cidr: 10.20.0.0/16}}');
      const network: PlanNetwork = { podCidrs: ['10.20.0.0/16'], ...(cni === undefined ? {} : { cni }) };
      const plan = planOf({ network });
      const choices: Choices =
        cni === undefined ? { network: { ...plan.network, cni: undefined as never } } : { network };
      expect(judgeDns([dns(), system, byBlock], choices).verdict).toBe(verdict);
    },
  );

  it.each([
    ['cilium', 'denied'],
    ['calico', 'denied'],
    ['ovn-kubernetes', 'denied'],
    ['generic', 'unknown'],
  ] as const)(
    'by an ipBlock over the address of its Service depends on when that is translated: with %s it is %s [K10]',
    (cni, verdict) => {
      const byBlock = open('{ipBlock: {cidr: 10.30.0.10/32}}');
      const network: PlanNetwork = { podCidrs: ['10.20.0.0/16'], serviceCidrs: ['10.30.0.0/16'], cni };
      expect(judgeDns([dns(), system, byBlock], { network }).verdict).toBe(verdict);
    },
  );

  it('is unknown where it depends on labels that are not in the files, and the manifest to add is named', () => {
    const byLabel = open('{namespaceSelector: {matchLabels: {purpose: system}}}');
    const unread = judgeDns([dns(), byLabel]);
    expect(unread).toMatchObject({ verdict: 'unknown', summary: 'Not known' });
    expect(unread.missing).toEqual(['The labels of the namespace kube-system are not in the files: add its manifest.']);
    const byPod = open('{namespaceSelector: {}, podSelector: {matchLabels: {tier: dns}}}');
    expect(judgeDns([system, byPod]).missing).toEqual([
      'The DNS pods are not in the files, so that not all of their labels are known: add the manifests of kube-system.',
    ]);
    expect(judgeDns([dns(), open(bySystem)]).verdict).toBe('allowed');
    expect(judgeDns([open(bySystem)]).verdict).toBe('allowed');
  });

  it('does not know the labels of a namespace that stands twice, beyond what both say', () => {
    const byLabel = open('{namespaceSelector: {matchLabels: {purpose: system}}}');
    const twice = [dns(), system, namespace('kube-system', '{team: a}'), byLabel];
    expect(judgeDns(twice).verdict).toBe('unknown');
    expect(judgeDns([dns(), system, system, byLabel]).verdict).toBe('allowed');
  });

  it('that is closed is remarked in the rows by name of the same pods, whose verdict stays', () => {
    const remarksOf = (...policies: readonly string[]): readonly unknown[] => {
      const row = rowOf(
        check({ 'pods.yaml': documents(agent, dns(), system, ...policies) }, atAddress),
        toControlPlane,
      );
      return [row.verdict, row.remarks];
    };
    const to = allowTo('203.0.113.7/32');
    expect(remarksOf(to)).toEqual(['allowed', ['Its names can’t be resolved: see dns.']]);
    const udp = open(bySystem, '[{protocol: UDP, port: 53}]').replace('name: policy', 'name: dns');
    expect(remarksOf(to, udp)).toEqual(['allowed', ['Its names can be resolved only in part: see dns.']]);
    expect(remarksOf(to, open(bySystem))).toEqual(['allowed', undefined]);
  });

  it('that is closed concerns no row by address and no other pods', () => {
    const byAddress = controlPlane({ hosts: [], cidrs: ['203.0.113.7/32'] });
    expect(rowOf(check(agentTo(denyAll), byAddress), toControlPlane).remarks).toBeUndefined();
    const other = networkPolicy('{podSelector: {}, policyTypes: [Egress]}', 'name: deny, namespace: shop');
    const shop = deployment('{app: source-controller}', { metadata: 'name: flux, namespace: flux-system' });
    const result = check({ 'pods.yaml': documents(agent, shop, other, denyAll) }, atAddress);
    expect(rowOf(result, toControlPlane).remarks).toHaveLength(1);
    expect(rowOf(result, 'flux-source-controller--github').remarks).toBeUndefined();
  });

  it('has a remedy that is ready to be written', () => {
    const row = judgeDns([
      dns(),
      system,
      inPdp('{podSelector: {matchLabels: {app: pdp-agent}}, egress: []}', 'own'),
      denyAll,
    ]);
    expect(layerOf(row, 'pod-policy').remedy).toBe(
      'Add a NetworkPolicy for these pods, since NetworkPolicy pdp/deny (pods.yaml:5) closes what no other opens, with the egress rule: `- {to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ports: [{protocol: TCP, port: 53}, {protocol: UDP, port: 53}]}`.',
    );
  });

  it.each([
    [
      'calico',
      (account: string) =>
        `{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: p, namespace: pdp}, spec: {types: [Egress], egress: [{action: Allow, protocol: UDP, destination: {serviceAccounts: {names: [${account}]}, ports: [53], namespaceSelector: all()}}, {action: Allow, protocol: TCP, destination: {serviceAccounts: {names: [${account}]}, ports: [53], namespaceSelector: all()}}]}}`,
    ],
    [
      'cilium',
      (account: string) =>
        `{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p, namespace: pdp}, spec: {endpointSelector: {}, egress: [{toEndpoints: [{matchLabels: {io.kubernetes.pod.namespace: kube-system, io.cilium.k8s.policy.serviceaccount: ${account}}}], toPorts: [{ports: [{port: "53", protocol: ANY}]}]}]}}`,
    ],
  ] as const)('goes by the service account of the DNS pods where a policy of %s does', (cni, policy) => {
    const coreDns = deployment('{k8s-app: kube-dns}', {
      metadata: 'name: coredns, namespace: kube-system',
      podSpec: '{serviceAccountName: coredns, containers: [{ports: [{containerPort: 53, protocol: UDP}]}]}',
    });
    const verdictOf = (account: string): Verdict =>
      judgeDns([coreDns, system, policy(account)], { network: { podCidrs: ['10.20.0.0/16'], cni } }).verdict;
    expect([verdictOf('coredns'), verdictOf('other')]).toEqual(['allowed', 'denied']);
  });

  it('says of a rule of Cilium by name which policy’s rules.dns stops it, and nothing of one on another port [C13]', () => {
    const cilium = (name: string, egress: string): string =>
      `{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: ${name}, namespace: pdp}, spec: {endpointSelector: {}, egress: [${egress}]}}`;
    const toDns =
      '{toEndpoints: [{matchLabels: {io.kubernetes.pod.namespace: kube-system, k8s-app: kube-dns}}], toPorts: [{ports: [{port: "53", protocol: ANY}], rules: {dns: [{matchName: other.example}]}}]}';
    const layerWith = (port: number): LayerVerdict => {
      const toName = `{toFQDNs: [{matchName: cp.acme.example}], toPorts: [{ports: [{port: "${port}"}]}]}`;
      const files = agentTo(cilium('dns', toDns), cilium('names', toName));
      const toAgent = { 'pdp-agent--control-plane': { hosts: ['cp.acme.example'], ports: [443] } };
      return layerOf(rowOf(check(files, { connections: toAgent }), 'pdp-agent--control-plane'), 'pod-policy');
    };
    const stopped = layerWith(443);
    expect(stopped.reason).toBe(
      'Not let through by CiliumNetworkPolicy pdp/names: it names the host, but the DNS proxy refuses the query for it, as rules.dns of CiliumNetworkPolicy pdp/dns does not list it: list it there.',
    );
    expect([stopped.verdict, stopped.decidedBy[0]?.rule]).toEqual(['denied', 'CiliumNetworkPolicy pdp/names']);
    expect(layerWith(80).reason).not.toContain('names the host');
  });

  const inSystem = (spec: string): string => networkPolicy(spec, 'name: resolver, namespace: kube-system');
  const fromPdp = '{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: pdp}}}';
  it.each<[string, string, Verdict]>([
    ['closed', '{podSelector: {matchLabels: {k8s-app: kube-dns}}}', 'denied'],
    ['for other pods', '{podSelector: {matchLabels: {k8s-app: other}}}', 'allowed'],
    ['for egress', '{podSelector: {}, policyTypes: [Egress]}', 'allowed'],
    ['open to all', '{podSelector: {}, ingress: [{}]}', 'allowed'],
    ['open to the namespace', `{podSelector: {}, ingress: [{from: [${fromPdp}]}]}`, 'allowed'],
    [
      'open to the pods',
      '{podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: pdp-agent}}}]}]}',
      'allowed',
    ],
    [
      'open to other pods',
      '{podSelector: {}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: x}}}]}]}',
      'denied',
    ],
    [
      'open on one port by its name',
      '{podSelector: {}, ingress: [{ports: [{port: dns, protocol: UDP}]}]}',
      'partly-allowed',
    ],
  ])('needs the policies of the pods that answer as well: %s', (_what, spec, verdict) => {
    expect(judgeDns([dns(), system, inSystem(spec)]).verdict).toBe(verdict);
  });

  it.each<[string, Verdict]>([
    ['10.20.0.0/16', 'allowed'],
    ['10.20.0.0/24', 'unknown'],
    ['10.99.0.0/16', 'denied'],
  ])('is open as far as all addresses of pods are, where rules go by those: %s', (cidr, verdict) => {
    const byAddress = inSystem(`{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: ${cidr}}}]}]}`);
    const choices: Choices = { network: { podCidrs: ['10.20.0.0/16'], cni: 'calico' } };
    expect(judgeDns([dns(), system, byAddress], choices).verdict).toBe(verdict);
  });

  it('names the policy of the pods that answer, and what to add to it', () => {
    const closed = inSystem(
      `{podSelector: {matchLabels: {k8s-app: kube-dns}}, ingress: [{from: [{podSelector: {}}]}]}`,
    );
    const layer = layerOf(judgeDns([dns(), system, closed]), 'pod-policy');
    expect(layer.decidedBy.map(({ rule, note }) => [rule, note])).toEqual([
      ['NetworkPolicy kube-system/resolver', undefined],
    ]);
    expect(layer.remedy).toBe(
      'Add to the ingress of NetworkPolicy kube-system/resolver (pods.yaml:4), which closes the pods that take it: `- {from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: pdp}}}], ports: [{protocol: TCP, port: 53}, {protocol: UDP, port: 53}]}`.',
    );
  });

  it('is unknown where a policy closes DNS pods that the files do not show whole', () => {
    const row = judgeDns([system, inSystem('{podSelector: {}}')]);
    expect(row.verdict).toBe('unknown');
    expect(row.missing.join()).toContain('add the manifests of kube-system');
  });

  it('says what it assumes where the DNS pods are not in the files', () => {
    expect(judgeDns([]).assumptions[0]).toBe(
      'The DNS pods are not in the files; they are taken to be in kube-system with the label k8s-app=kube-dns.',
    );
    expect(judgeDns([dns()]).assumptions).toHaveLength(1);
  });

  it('may be answered on the node, where rules that select the DNS pods may miss it [K17]', () => {
    const cache = dns('node-local-dns');
    const row = judgeDns([
      dns(),
      system,
      cache,
      open(`{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}`),
    ]);
    expect(row.verdict).toBe('unknown');
    expect(row.missing[0]).toContain('node-local-dns answers names on the node');
    expect(judgeDns([dns(), system, cache]).verdict).toBe('allowed');
    expect(judgeDns([dns(), system, cache, inPdp('{podSelector: {}, egress: [{}]}')]).verdict).toBe('allowed');
  });

  it('is unknown while no workload that connects by name is in the files', () => {
    const row = rowOf(check({ 'pods.yaml': documents(dns(), denyAll) }), 'dns');
    expect(row).toMatchObject({ verdict: 'unknown', missing: ['No workload that connects by name is in the files.'] });
  });
});

describe('a file that can’t be read', () => {
  const broken = '{apiVersion: v1, kind: List, items: [';

  it('among good ones makes unknown what may depend on it, and nothing else', () => {
    const files = { ...agentTo(), 'nsg.json': nsgAt('Deny'), 'broken.yaml': broken };
    const row = judge(files, {
      ...atAddress,
      network: { path: [{ layer: 'azure-nsg', source: 'nsg.json', attachedTo: ['snet-aks'] }] },
    });
    expect(row.verdict).toBe('unknown');
    expect(layerOf(row, 'pod-policy').reason).toBe(
      'broken.yaml could not be read whole, and what is missing may decide: mend what is reported there.',
    );
    expect(layerOf(row, 'azure-nsg').verdict).toBe('unknown');
    expect(check(files).problems).toMatchObject([{ file: 'broken.yaml', line: 1, severity: 'error' }]);
  });

  it('that the plan names for one layer clouds that layer alone', () => {
    const plan = planOf({
      ...atAddress,
      network: { path: [{ layer: 'azure-nsg', source: 'nsg.json', attachedTo: ['snet-aks'] }] },
    });
    const ruleSet = readRules(
      [fileOf('pods.yaml', documents(agent, denyAll)), fileOf('nsg.json', nsgAt('Deny')), fileOf('broken.json', '{')],
      (file) => (file === 'pods.yaml' ? 'pod-policy' : 'azure-nsg'),
    );
    const result = checkEgress({
      plan,
      planFile: 'plan.yaml',
      requirements: deriveRequirements(embeddedCatalog, plan),
      ruleSet,
    });
    const row = rowOf(result, toControlPlane);
    expect(row).toMatchObject({ verdict: 'denied', blockedBy: 'pod-policy' });
    expect(layerOf(row, 'azure-nsg').verdict).toBe('unknown');
  });

  it('in which some documents are readable clouds the layers of those', () => {
    const half = `${documents(agent, denyAll)}---\nkind: [\n`;
    const row = judge(
      { 'pods.yaml': half, 'nsg.json': nsgAt('Deny') },
      { ...atAddress, network: { path: [{ layer: 'azure-nsg', source: 'nsg.json', attachedTo: ['snet-aks'] }] } },
    );
    expect(layerOf(row, 'pod-policy').verdict).toBe('unknown');
    expect(layerOf(row, 'azure-nsg').verdict).toBe('denied');
  });

  it('was perhaps not even opened', () => {
    const unread = { file: 'locked.yaml', line: 1, severity: 'error', message: 'It may not be read.' } as const;
    const plan = planOf(atAddress);
    const ruleSet = readRules([fileOf('pods.yaml', documents(agent))], () => 'pod-policy', [unread]);
    const result = checkEgress({
      plan,
      planFile: 'plan.yaml',
      requirements: deriveRequirements(embeddedCatalog, plan),
      ruleSet,
    });
    expect(rowOf(result, toControlPlane).verdict).toBe('unknown');
    expect(result.problems).toEqual([unread]);
  });
});

describe('what is said', () => {
  const everything = [
    check({}, { network: { path: [] } }),
    check(agentTo(), { network: { path: [] } }),
    check({ ...agentTo(denyAll), 'nsg.json': nsgAt('Deny'), 'broken.yaml': '[' }, { network: { path: [] } }),
    check(agentTo(allowTo('203.0.113.0/24')), { network: { path: podPolicyAlone } }),
  ];
  const rows = everything.flatMap(({ connections, preconditions }) => [...connections, ...preconditions]);

  it('of an unknown row always names something that is missing', () => {
    const unknown = rows.filter(({ verdict }) => verdict === 'unknown');
    expect(unknown.length).toBeGreaterThan(20);
    expect(unknown.filter(({ missing }) => missing.length === 0).map(({ id }) => id)).toEqual([]);
  });

  it('of a layer is a sentence, and of a cell none', () => {
    const sentences = rows.flatMap(({ layers, missing }) => [...layers.map(({ reason }) => reason), ...missing]);
    expect(sentences.length).toBeGreaterThan(100);
    expect(sentences.filter((text) => !/^[A-Za-z].*\.$/.test(text) || text.includes('undefined'))).toEqual([]);
    const summaries = rows.map(({ summary }) => summary);
    expect(summaries.filter((text) => !/^[A-Z0-9].*[^.]$/.test(text) || text.length > 30)).toEqual([]);
  });

  it('of a denial names the rules and the line of each', () => {
    const row = judge(agentTo(denyAll));
    expect(layerOf(row, 'pod-policy')).toMatchObject({
      reason: 'Not let through by NetworkPolicy pdp/deny.',
      decidedBy: [{ file: 'pods.yaml', line: 2, rule: 'NetworkPolicy pdp/deny' }],
    });
  });

  const dnsOnly = inPdp('{podSelector: {}, egress: [{ports: [{port: 53, protocol: UDP}]}]}', 'dns');
  const own = (egress: string, name = 'own') =>
    inPdp(`{podSelector: {matchLabels: {app: pdp-agent}}, policyTypes: [Egress], egress: ${egress}}`, name);
  const named = (row: ConnectionVerdict): readonly string[] =>
    layerOf(row, 'pod-policy').decidedBy.map(({ rule, note }) =>
      [rule, ...(note === undefined ? [] : [note])].join(': '),
    );

  it('of a denial by policies begins with the one that comes nearest, and ends with those that are everywhere', () => {
    const row = judge(agentTo(denyAll, dnsOnly, own('[{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 8080}]}]')));
    expect(named(row)).toEqual([
      'NetworkPolicy pdp/own: opens 8080/tcp there, not 443/tcp',
      'NetworkPolicy pdp/deny: also selects the pod',
      'NetworkPolicy pdp/dns: also selects the pod',
    ]);
    expect(layerOf(row, 'pod-policy').reason).toBe(
      'Not let through by NetworkPolicy pdp/own: it opens 8080/tcp there, not 443/tcp.',
    );
  });

  it('of a denial takes the rule for one address for nearer than the one for all', () => {
    const rules =
      '[{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: 8080}]}, {to: [{ipBlock: {cidr: 203.0.113.8/32}}], ports: [{port: 443}]}]';
    expect(named(judge(agentTo(denyAll, own(rules))))).toEqual([
      'NetworkPolicy pdp/own: opens 443/tcp, but not to 203.0.113.7',
      'NetworkPolicy pdp/own: opens 8080/tcp there, not 443/tcp',
      'NetworkPolicy pdp/deny: also selects the pod',
    ]);
  });

  it('of a denial to which no rule comes near begins with the policy for the fewest pods', () => {
    expect(named(judge(agentTo(denyAll, dnsOnly, own('[]'))))).toEqual([
      'NetworkPolicy pdp/own',
      'NetworkPolicy pdp/deny: also selects the pod',
      'NetworkPolicy pdp/dns: also selects the pod',
    ]);
  });

  it('of an allowance names the rule that decided it, and none that bears on a few of the addresses', () => {
    const row = judge(
      agentTo(allowTo('203.0.113.7/32'), own("[{to: [{ipBlock: {cidr: '0.0.0.0/0'}}]}]")),
      controlPlane({}),
    );
    expect(row.verdict).toBe('allowed');
    expect(named(row)).toEqual(['NetworkPolicy pdp/own']);
    const known = judge(agentTo(allowTo('203.0.113.7/32'), own("[{to: [{ipBlock: {cidr: '0.0.0.0/0'}}]}]")));
    expect(named(known)).toEqual(['NetworkPolicy pdp/allow']);
  });

  it('of a denial names no rule of the product itself as one that comes near', () => {
    const groups = [
      {
        GroupId: 'sg-1',
        VpcId: 'vpc-1',
        IpPermissionsEgress: [
          { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '198.51.100.0/24' }] },
        ],
      },
    ];
    const path = [{ layer: 'aws-security-group' as const, source: 'sg.json', attachedTo: ['sg-1'] }];
    const row = judge(
      { ...agentTo(), 'sg.json': JSON.stringify({ SecurityGroups: groups }) },
      { ...atAddress, cloud: 'aws', network: { path } },
    );
    const { verdict, decidedBy = [] } = row.layers.find(({ layer }) => layer === 'aws-security-group') ?? {};
    expect(verdict).toBe('denied');
    expect(decidedBy.map(({ rule }) => rule).join()).toContain('sg-1');
    expect(decidedBy.map(({ rule }) => rule).join()).not.toContain('of the platform');
  });

  it('of an NSG is the line of the rule’s own name', () => {
    const nsg = JSON.stringify(JSON.parse(nsgAt('Deny')), null, 2);
    const path: PlanNetwork['path'] = [
      { layer: 'azure-nsg', source: 'nsg.json', attachedTo: ['snet-aks'] },
      ...podPolicyAlone.filter(({ layer }) => layer !== 'azure-nsg'),
    ];
    const row = judge({ ...agentTo(), 'nsg.json': nsg }, { ...atAddress, network: { path } });
    const [decided] = layerOf(row, 'azure-nsg').decidedBy;
    expect(decided?.rule).toBe('NSG nsg-aks: rule (100)');
    expect(nsg.split('\n')[(decided?.line ?? 0) - 1]).toContain('"name": "rule"');
  });

  describe('to do about pod policies', () => {
    const remedyOf = (row: ConnectionVerdict): string | undefined => layerOf(row, 'pod-policy').remedy;
    const egress = '[{to: [{ipBlock: {cidr: 203.0.113.8/32}}], ports: [{port: 443}]}]';

    it('is a rule for the known addresses, and the list that it belongs into', () => {
      expect(remedyOf(judge(agentTo(denyAll, own(egress))))).toBe(
        "Add to the egress of NetworkPolicy pdp/own (pods.yaml:3): `- {to: [{ipBlock: {cidr: '203.0.113.7/32'}}], ports: [{protocol: TCP, port: 443}]}`.",
      );
    });

    it('lets the row through once it is written', () => {
      const remedy = remedyOf(judge(agentTo(denyAll, own(egress)))) ?? '';
      const rule = /`- (.*)`/.exec(remedy)?.[1] ?? '';
      expect(judge(agentTo(denyAll, own(egress.replace(/\]$/, `, ${rule}]`)))).verdict).toBe('allowed');
    });

    it('is a policy of its own where those that deny are for every pod', () => {
      expect(remedyOf(judge(agentTo(denyAll)))).toBe(
        "Add a NetworkPolicy for these pods, since NetworkPolicy pdp/deny (pods.yaml:2) closes what no other opens, with the egress rule: `- {to: [{ipBlock: {cidr: '203.0.113.7/32'}}], ports: [{protocol: TCP, port: 443}]}`.",
      );
    });

    it('asks first for the addresses, where there is but a name', () => {
      const byName = (cni: 'cilium' | 'calico') =>
        remedyOf(judge(agentTo(denyAll, own('[{ports: [{port: 8080}]}]')), { ...controlPlane({}), network: { cni } }));
      const ask =
        'A NetworkPolicy knows no host names: enter the addresses of cp.example.com in connections.pdp-agent--control-plane.cidrs, and add them as ipBlock on 443/tcp to the egress of NetworkPolicy pdp/own (pods.yaml:3).';
      expect(byName('calico')).toBe(ask);
      expect(byName('cilium')).toBe(
        `${ask} Or go by name in a CiliumNetworkPolicy: \`toFQDNs: [{matchName: 'cp.example.com'}]\`, with the DNS rule that lets Cilium see the answers.`,
      );
    });

    it('is no ipBlock for a node, which Cilium would not match', () => {
      const choices: Choices = {
        network: { cni: 'cilium', nodeCidrs: ['10.10.0.0/20'] },
        connections: { 'pdp-agent--kubernetes-api': { cidrs: ['10.10.0.4/32'], ports: [6443] } },
      };
      const row = rowOf(check(agentTo(denyAll), choices), 'pdp-agent--kubernetes-api');
      expect(remedyOf(row)).toBe(
        '10.10.0.4/32: Cilium takes no node for an ipBlock; open the entities kube-apiserver or host and remote-node in a CiliumNetworkPolicy.',
      );
    });

    it('is not said where nothing is denied', () => {
      expect(remedyOf(judge(agentTo()))).toBeUndefined();
    });
  });

  it('of what is not let through are words, where every address is meant', () => {
    const where = (id: ConnectionId, choices: Choices = {}) =>
      rowOf(
        check(
          {
            'pods.yaml': documents(
              deployment('{app: secret-resolver}'),
              agent,
              denyAll,
              networkPolicy('{podSelector: {}, policyTypes: [Egress]}'),
            ),
          },
          choices,
        ),
        id,
      )
        .layers.flatMap(({ uncovered }) => uncovered)
        .map((traffic) => [traffic.where, traffic.ports]);
    expect(where(toControlPlane, controlPlane({}))).toEqual([['any public address', { TCP: ['443'] }]]);
    expect(where(toControlPlane, atAddress)).toEqual([[undefined, { TCP: ['443'] }]]);
    const store = { connections: { 'secret-resolver--secret-store': { hosts: ['kv.example.com'] } } };
    expect(where('secret-resolver--secret-store', store)).toEqual([['any private address', { TCP: ['443'] }]]);
  });

  it.each<[PlanNetwork, string]>([
    [{}, 'Destinations by name are taken to be public addresses, IPv4 (network.podCidrs names no family).'],
    [
      { podCidrs: ['10.20.0.0/16', 'fd00:20::/56'] },
      'Destinations by name are taken to be public addresses, IPv4 and IPv6 (as the cluster’s pods have).',
    ],
  ])('of a row by name is what its addresses are taken for: %j', (network, assumption) => {
    expect(judge(agentTo(), { ...controlPlane({}), network }).assumptions.at(-1)).toBe(assumption);
    expect(judge(agentTo(), { ...atAddress, network }).assumptions).not.toContain(assumption);
  });

  it('of a service tag asks for its addresses and for those of the destination, since neither decides alone', () => {
    const [group] = JSON.parse(nsgAt('Allow')) as { securityRules: object[] }[];
    const [rule] = group?.securityRules ?? [];
    const byTag = { ...rule, destinationAddressPrefix: 'ServiceBus' };
    const nsg = JSON.stringify({ ...group, securityRules: [byTag, { ...rule, priority: 200, access: 'Deny' }] });
    const path: PlanNetwork['path'] = [
      { layer: 'azure-nsg', source: 'nsg.json', attachedTo: ['snet-aks'] },
      ...podPolicyAlone.filter(({ layer }) => layer !== 'azure-nsg'),
    ];
    const tags = JSON.stringify({
      values: [{ name: 'ServiceBus', properties: { addressPrefixes: ['203.0.113.0/24'] } }],
    });
    const askFor = (choices: Choices, more: Files = {}) =>
      judge({ ...agentTo(), 'nsg.json': nsg, ...more }, { region: 'northeurope', ...choices, network: { path } });
    const address =
      'The rules go by address, and those of cp.example.com are not known: set connections.pdp-agent--control-plane.cidrs.';
    const tagList =
      'The addresses of the service tag ServiceBus (NSG nsg-aks: rule (100)) are not in the files: add the output of `az network list-service-tags --location northeurope -o json`.';
    expect(askFor(controlPlane({})).missing).toEqual([address, tagList]);
    expect(askFor(atAddress).missing).toEqual([tagList]);
    expect(askFor(controlPlane({}), { 'tags.json': tags }).missing).toEqual([address]);
    expect(askFor(atAddress, { 'tags.json': tags }).verdict).toBe('allowed');
  });
});
