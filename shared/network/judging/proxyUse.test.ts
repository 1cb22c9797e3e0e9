import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import type { Plan, PlanNetwork } from '../../plan/plan.ts';
import { deriveRequirements } from '../../requirements/deriveRequirements.ts';
import { toRanges } from '../flows/addressSpaces.ts';
import { checkEgress } from './checkEgress.ts';
import { explainFlow } from '../explain/explainFlow.ts';
import { findOrigins } from '../explain/findOrigins.ts';
import { parseFlowTarget } from '../explain/flowTarget.ts';
import { readRules } from '../reading/readRules.ts';
import { collection, networkRule, policyWith } from '../testing/azureFirewalls.ts';
import { deployment, fileOf, networkPolicy } from '../testing/rules.ts';
import type { ConnectionVerdict, LayerVerdict } from './verdict.ts';

type PathLayer = NonNullable<PlanNetwork['path']>[number];

const others = (['node-firewall', 'azure-nsg', 'azure-firewall'] as const).map((layer) => ({
  layer,
  source: 'none',
}));
const path: PlanNetwork['path'] = [
  { layer: 'pod-policy', source: 'cluster' },
  ...others,
  { layer: 'proxy', source: 'squid.conf' },
];
const proxy = { url: 'http://10.90.0.5:3128', noProxy: ['.svc'] };

const agent = deployment('{app: agent}', { metadata: 'name: agent, namespace: pdp' });
const adaptor = deployment('{app: adaptor}', { metadata: 'name: adaptor, namespace: pdp' });
/** Pods may open connections to that address and port, and nothing else. */
const only = (cidr: string, port: number): string =>
  networkPolicy(
    `{podSelector: {}, policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: ${cidr}}}], ports: [{port: ${port}}]}]}`,
    'name: only, namespace: pdp',
  );
const open = 'http_access allow all\n';

/** A firewall that opens 443 towards one address, and the machines behind which it stands. */
const azureFirewall = (opens: string): Readonly<Record<string, unknown>> =>
  policyWith(collection([networkRule({ destinationAddresses: [opens], destinationPorts: ['443'] })]));

interface Given {
  /** Empty for no file. */
  readonly squid?: string;
  readonly firewall?: Readonly<Record<string, unknown>>;
  readonly policy?: string;
  readonly network?: PlanNetwork;
  readonly agentRow?: object;
}

const agentRowOf = { hosts: ['cp.example.com'], cidrs: ['198.51.100.7/32'], selector: 'app=agent' };

function check({
  squid = open,
  policy = only('10.90.0.5/32', 3128),
  network = {},
  agentRow = agentRowOf,
  firewall = {},
}: Given) {
  const plan: Plan = {
    apiVersion: 'pdp-workbench/v1',
    kind: 'Plan',
    metadata: { name: 'acme' },
    edition: 'integration-platform',
    managementModel: 'self-managed',
    cloud: 'azure',
    securityTier: 'standard',
    network: {
      path,
      proxy,
      podCidrs: ['10.20.0.0/16'],
      nodeCidrs: ['10.10.0.0/20'],
      serviceCidrs: ['10.30.0.0/16'],
      ...network,
    },
    connections: {
      'pdp-agent--control-plane': agentRow,
      'apim-adaptor--service-bus': { hosts: ['bus.example.com'], cidrs: ['198.51.100.8/32'], selector: 'app=adaptor' },
    },
  };
  const requirements = deriveRequirements(embeddedCatalog, plan);
  const ruleSet = readRules([
    ...(squid === '' ? [] : [fileOf('squid.conf', squid)]),
    ...Object.entries(firewall).map(([file, value]) => fileOf(file, JSON.stringify(value))),
    fileOf('cluster.yaml', [agent, adaptor, policy].map((document) => `--- ${document}\n`).join('')),
  ]);
  const checked = checkEgress({ plan, planFile: 'plan.yaml', requirements, ruleSet });
  const [origins, target] = [findOrigins('pdp/agent', ruleSet.manifests), parseFlowTarget('cp.example.com:443')];
  if (!origins.ok || !target.ok) throw new Error('The question can’t be read.');
  const addresses = toRanges(['198.51.100.7/32']);
  const explained = explainFlow({
    ruleSet,
    from: origins.value,
    to: target.value,
    addresses,
    plan: { plan, requirements },
  });
  const rowOf = (id: string): ConnectionVerdict => {
    const row = checked.connections.find((candidate) => candidate.id === id);
    if (row === undefined) throw new Error(`No row ${id}`);
    return row;
  };
  return { web: rowOf('pdp-agent--control-plane'), amqp: rowOf('apim-adaptor--service-bus'), explained, checked };
}

function layerOf({ layers }: ConnectionVerdict, layer: LayerVerdict['layer']): LayerVerdict {
  const found = layers.find((candidate) => candidate.layer === layer);
  if (found === undefined) throw new Error(`No layer ${layer}`);
  return found;
}

describe('a connection by the proxy', () => {
  it('needs the way to the proxy, and that the proxy lets it through [S5]', () => {
    const { web } = check({});
    expect(web.verdict).toBe('allowed');
    expect(layerOf(web, 'pod-policy').verdict).toBe('allowed');
    expect(layerOf(web, 'proxy').decidedBy).toMatchObject([
      { file: 'squid.conf', line: 1, rule: 'http_access allow all' },
    ]);
  });

  it('is stopped on the way to the proxy', () => {
    const { web } = check({ policy: only('198.51.100.7/32', 443) });
    expect(web).toMatchObject({ verdict: 'denied', blockedBy: 'pod-policy' });
    expect(layerOf(web, 'pod-policy').uncovered).toEqual([
      { ranges: ['10.90.0.5-10.90.0.5'], ports: { TCP: ['3128'] } },
    ]);
    expect(layerOf(web, 'proxy').verdict).toBe('allowed');
  });

  it('needs no name but that of the proxy: of closed DNS nothing is told where the proxy is called by its address', () => {
    const told = ({ web, explained }: ReturnType<typeof check>) => [
      web.remarks?.length ?? 0,
      explained.flows.flatMap(({ remarks }) => remarks).length,
    ];
    expect(told(check({}))).toEqual([0, 0]);
    const named = { ...proxy, url: 'http://proxy.example.com:3128', cidrs: ['10.90.0.5/32'] };
    expect(told(check({ network: { proxy: named } }))).toEqual([1, 1]);
    expect(told(check({ network: { proxy: { ...proxy, noProxy: ['.example.com'] } } }))).toEqual([1, 1]);
    const agentRow = { cidrs: ['198.51.100.7/32'], selector: 'app=agent' };
    expect(told(check({ agentRow, network: { proxy: named } }))[0]).toBe(1);
    expect(told(check({ agentRow }))[0]).toBe(0);
  });

  it('leaves what asks for no name but by the proxy out of name resolution, unless the proxy is called by its name', () => {
    const resolving = (given: Given) => {
      const { checked } = check(given);
      const [finding] = checked.findings?.filter(({ kind }) => kind === 'names-without-dns') ?? [];
      const { workloads = [] } = checked.preconditions[0] ?? {};
      return [workloads.map(({ name }) => name).join(), finding?.workloads.join(), finding?.connections.join()];
    };
    const [web, amqp] = ['pdp-agent--control-plane', 'apim-adaptor--service-bus'];
    const both = ['agent,adaptor', 'pdp/agent,pdp/adaptor', `${web},${amqp}`];
    // What is no HTTP is called without it.
    expect(resolving({})).toEqual(['adaptor', 'pdp/adaptor', amqp]);
    expect(resolving({ network: { proxy: { ...proxy, noProxy: ['.example.com'] } } })).toEqual(both);
    const named = { ...proxy, url: 'http://proxy.example.com:3128', cidrs: ['10.90.0.5/32'] };
    expect(resolving({ network: { proxy: named } })).toEqual(both);
    // What lies outside is called by a name, even where the plan has its address alone.
    const agentRow = { cidrs: ['198.51.100.7/32'], selector: 'app=agent' };
    expect(resolving({ agentRow })[0]).toBe('adaptor');
    expect(resolving({ agentRow, network: { proxy: { ...proxy, noProxy: ['198.51.100.0/24'] } } })).toEqual([
      'agent,adaptor',
      'pdp/agent,pdp/adaptor',
      amqp,
    ]);
  });

  it('is stopped by the proxy', () => {
    const { web } = check({ squid: 'acl cp dstdomain cp.example.com\nhttp_access deny cp\nhttp_access allow all\n' });
    expect(web).toMatchObject({ verdict: 'denied', blockedBy: 'proxy' });
    expect(layerOf(web, 'proxy').decidedBy).toMatchObject([{ line: 2 }]);
  });

  it('goes by the port that the plan names', () => {
    const squid = 'acl inside localport 3128\nhttp_access allow inside\n';
    expect(layerOf(check({ squid }).web, 'proxy').verdict).toBe('allowed');
    const network = { proxy: { ...proxy, url: 'http://10.90.0.5:8080' } };
    expect(layerOf(check({ squid, network }).web, 'proxy').verdict).toBe('denied');
  });

  it('comes from the nodes or pods that the plan names', () => {
    const squid = 'acl pods src 10.20.0.0/16\nacl nodes src 10.10.0.0/20\n';
    expect(
      layerOf(check({ squid: `${squid}http_access allow pods\nhttp_access allow nodes\n` }).web, 'proxy').verdict,
    ).toBe('unknown');
    const both = 'acl ours src 10.20.0.0/16 10.10.0.0/20\nhttp_access allow ours\n';
    expect(layerOf(check({ squid: both }).web, 'proxy').verdict).toBe('allowed');
    expect(layerOf(check({ squid: 'acl ours src 10.99.0.0/16\nhttp_access allow ours\n' }).web, 'proxy').verdict).toBe(
      'denied',
    );
  });

  it('is unknown where the proxy is known by a name alone and rules tell addresses apart', () => {
    const named = { url: 'http://proxy.acme.example:3128', noProxy: ['.svc'] };
    expect(check({ network: { proxy: named } }).web.verdict).toBe('unknown');
    expect(check({ network: { proxy: { ...named, cidrs: ['10.90.0.5/32'] } } }).web.verdict).toBe('allowed');
    expect(check({ network: { proxy: { ...named, cidrs: ['10.90.0.6/32'] } } }).web.verdict).toBe('denied');
  });

  it('is unknown where nothing is said of the edge by which the proxy leaves the network', () => {
    const declared: readonly PathLayer[] = (path ?? []).filter(({ layer }) => layer !== 'azure-firewall');
    const { web } = check({ network: { path: [...declared] } });
    expect(web.verdict).toBe('unknown');
    expect(layerOf(web, 'azure-firewall').verdict).toBe('unknown');
  });

  it('is unknown where the plan names a proxy that its path declares away, or does not name', () => {
    const without: readonly PathLayer[] = (path ?? []).filter(({ layer }) => layer !== 'proxy');
    const away = check({ network: { path: [...without, { layer: 'proxy', source: 'none' }] }, squid: '' }).web;
    expect(layerOf(away, 'proxy')).toMatchObject({
      verdict: 'unknown',
      reason: expect.stringContaining('that there is none') as string,
    });
    expect(away.verdict).toBe('unknown');
    const unnamed = check({ network: { path: [...without] }, squid: '' }).web;
    expect(layerOf(unnamed, 'proxy').verdict).toBe('unknown');
    expect(unnamed.verdict).toBe('unknown');
  });

  it.each<[where: string, isBeyond: boolean, opens: string, verdict: string]>([
    ['beyond the proxy', true, '198.51.100.7', 'allowed'],
    ['beyond the proxy', true, '198.51.100.9', 'denied'],
    ['before a proxy inside of the network', false, '198.51.100.7', 'allowed'],
    ['before a proxy inside of the network', false, '198.51.100.9', 'unknown'],
  ])('meets a firewall that is declared %s (%s) and opens %s: %s', (_where, isBeyond, opens, verdict) => {
    const firewall: PathLayer = { layer: 'azure-firewall', source: 'firewall.json' };
    const rest: readonly PathLayer[] = (path ?? []).filter(({ layer }) => layer !== 'azure-firewall');
    const { web } = check({
      network: { path: isBeyond ? [...rest, firewall] : [firewall, ...rest] },
      firewall: azureFirewall(opens),
    });
    expect(layerOf(web, 'azure-firewall').verdict).toBe(verdict);
    expect(web.verdict).toBe(verdict);
    const isOrderAsked = layerOf(web, 'azure-firewall').reason.includes('declare azure-firewall after the proxy');
    expect(isOrderAsked).toBe(verdict === 'unknown');
  });

  it.each<[ports: string, verdict: string]>([
    ['http_port 3128\n', 'allowed'],
    ['http_port 10.90.0.5:3128\n', 'allowed'],
    ['https_port 3128 cert=/c.pem\n', 'unknown'],
    ['https_port 3128 cert=/c.pem\nhttp_port 10.90.0.5:3128\n', 'allowed'],
    ['', 'allowed'],
    ['http_port 8080\nhttp_port 3128 name=inside\n', 'allowed'],
    ['http_port 8080\n', 'unknown'],
    ['http_port 127.0.0.1:3128\n', 'unknown'],
    ['http_port 3128 intercept\n', 'unknown'],
    ['http_port 3128 tproxy\n', 'unknown'],
    ['http_port 3128 transparent\n', 'unknown'],
    ['http_port 3128 vhost\n', 'unknown'],
    ['http_port 3128 vport\n', 'unknown'],
    ['http_port 3128 vport=80\n', 'unknown'],
    ['http_port 3128 defaultsite=www.example.com\n', 'unknown'],
    ['http_port 3128 accel defaultsite=www.example.com\n', 'unknown'],
    ['http_port 3128 require-proxy-header\n', 'unknown'],
    ['http_port 3128 intercept\nhttp_port 10.90.0.5:3128\n', 'allowed'],
  ])('needs a port on which the proxy takes requests: “%s” is %s', (ports, verdict) => {
    const { web } = check({ squid: `${ports}http_access allow all\n` });
    expect(layerOf(web, 'proxy').verdict).toBe(verdict);
  });

  it.each<[url: string, port: string, verdict: string]>([
    ['http', 'http_port', 'allowed'],
    ['https', 'https_port', 'allowed'],
    ['https', 'http_port', 'unknown'],
    ['http', 'https_port', 'unknown'],
  ])('is spoken to as its URL says: %s on an %s is %s', (scheme, port, verdict) => {
    const url = proxy.url.replace('http:', `${scheme}:`);
    const squid = `${port} 3128\nhttp_access allow all\n`;
    const { web } = check({ squid, network: { proxy: { ...proxy, url } } });
    expect(layerOf(web, 'proxy').verdict).toBe(verdict);
    expect(layerOf(web, 'proxy').reason.includes('https_port')).toBe(verdict === 'unknown');
  });

  it('meets what stands beyond the proxy as the proxy’s own', () => {
    const beyond: PlanNetwork['path'] = [
      ...(path ?? []).filter(({ layer }) => layer !== 'azure-nsg'),
      { layer: 'azure-nsg', source: 'none' },
    ];
    expect(check({ network: { path: beyond } }).web.verdict).toBe('allowed');
    const behind: PlanNetwork['path'] = [
      { layer: 'proxy', source: 'squid.conf' },
      ...others,
      { layer: 'pod-policy', source: 'cluster' },
    ];
    // Pod policies do not bear on what the proxy opens.
    const { web } = check({ network: { path: behind }, policy: only('192.0.2.1/32', 1) });
    expect(layerOf(web, 'pod-policy').verdict).toBe('not-applicable');
  });
});

describe('what does not go by the proxy', () => {
  it.each([
    ['.example.com', true],
    ['example.com', true],
    ['cp.example.com', true],
    ['*.example.com', true],
    ['cp.example.com:443', true],
    ['*', true],
    ['cp.example.com:8443', false],
    ['.cp.example.com', false],
    ['p.example.com', false],
    ['198.51.100.0/24', false],
  ])('by noProxy %s: %s', (entry, isDirect) => {
    const { web } = check({ network: { proxy: { ...proxy, noProxy: [entry] } } });
    expect(layerOf(web, 'proxy').verdict).toBe(isDirect ? 'not-applicable' : 'allowed');
    expect(web.verdict).toBe(isDirect ? 'denied' : 'allowed');
  });

  it('is not known to be so where noProxy names a part of it [S5]', () => {
    const connections = { hosts: ['*.example.com'], cidrs: ['198.51.100.7/32'], selector: 'app=agent' };
    const ask = (noProxy: readonly string[], agentRow: object) =>
      check({ network: { proxy: { ...proxy, noProxy: [...noProxy] } }, agentRow }).web;
    expect(ask(['a.example.com'], connections).verdict).toBe('unknown');
    const byAddress = { cidrs: ['198.51.100.6/31'], selector: 'app=agent' };
    expect(ask(['198.51.100.7'], byAddress).verdict).toBe('unknown');
    const direct = ask(['198.51.100.6:443', '198.51.100.0/24'], byAddress);
    expect(layerOf(direct, 'proxy').verdict).toBe('not-applicable');
    expect(layerOf(ask(['198.51.100.0/24:8443'], byAddress), 'proxy').verdict).not.toBe('not-applicable');
  });

  it('is AMQP, of which a proxy’s refusal counts and its consent does not', () => {
    const { amqp } = check({ policy: only('198.51.100.8/32', 5671) });
    expect(layerOf(amqp, 'pod-policy').verdict).toBe('allowed');
    expect(layerOf(amqp, 'proxy').verdict).toBe('unknown');
    expect(layerOf(amqp, 'proxy').reason).toContain('noProxy');
    const tlsAlone = 'acl SSL_ports port 443\nhttp_access deny CONNECT !SSL_ports\nhttp_access allow all\n';
    expect(check({ squid: tlsAlone }).amqp).toMatchObject({ verdict: 'denied' });
    const direct = { proxy: { ...proxy, noProxy: ['bus.example.com'] } };
    expect(check({ squid: tlsAlone, network: direct, policy: only('198.51.100.8/32', 5671) }).amqp.verdict).toBe(
      'allowed',
    );
  });

  it('is everything where the plan names no proxy: what it would let through stays unknown', () => {
    const { web } = check({ network: { proxy: undefined }, policy: only('198.51.100.7/32', 443) });
    expect(layerOf(web, 'pod-policy').verdict).toBe('allowed');
    expect(web.verdict).toBe('unknown');
    expect(layerOf(web, 'proxy').reason).toContain('network.proxy.url');
    expect(check({ network: { proxy: undefined }, squid: 'http_access deny all\n' }).web.verdict).toBe('denied');
  });
});
