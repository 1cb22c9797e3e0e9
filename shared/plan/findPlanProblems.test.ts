import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { editionIds, managementModelIds, taskIds } from '../catalog/catalog.ts';
import { findPlanProblems } from './findPlanProblems.ts';
import { describePlanFailure, parsePlan } from './parsePlan.ts';
import type { Plan, PlanNetwork } from './plan.ts';
import type { PlanFinding } from './planFinding.ts';

const owner = { responsible: { who: 'team@acme.example' }, accountable: { who: 'lead@acme.example' } };

/** A plan with nothing open and nothing wrong: what a test changes is then the only thing that is told. */
const complete: Plan = {
  apiVersion: 'pdp-workbench/v1',
  kind: 'Plan',
  metadata: { name: 'acme-prod' },
  edition: 'integration-platform',
  managementModel: 'self-managed',
  cloud: 'azure',
  securityTier: 'standard',
  addOns: ['siem'],
  network: {
    egress: 'restricted',
    cni: 'cilium',
    podCidrs: ['10.20.0.0/16'],
    serviceCidrs: ['10.30.0.0/16'],
    nodeCidrs: ['10.10.0.0/20'],
    controlPlaneCidrs: ['198.51.100.0/24'],
    path: [
      { layer: 'pod-policy', source: 'rules/kubernetes' },
      { layer: 'node-firewall', source: 'none' },
      { layer: 'azure-nsg', source: 'rules/nsg.json', attachedTo: ['snet-aks'] },
      { layer: 'azure-firewall', source: 'none' },
      { layer: 'proxy', source: 'none' },
    ],
  },
  connections: {
    'pdp-agent--kubernetes-api': { cidrs: ['10.40.0.4/32'], ports: [443] },
    'secret-resolver--secret-store': { cidrs: ['10.50.0.4/32'] },
    'container-registry--internal-registry': { cidrs: ['10.50.0.5/32'] },
    'container-registry--public-registry': { notNeeded: 'All images are built inside.' },
    'flux-helm-controller--wso2-registry': { hosts: ['charts.example.com'] },
  },
  owners: Object.fromEntries(taskIds.map((id) => [id, owner])),
};

function problemsOf(change: Partial<Plan>): readonly PlanFinding[] {
  const plan = { ...complete, ...change };
  // What is judged is a plan that could be read.
  const parsed = parsePlan(JSON.stringify(plan), 'plan.json');
  if (!parsed.ok) throw new Error(describePlanFailure(parsed.failure));
  return findPlanProblems(embeddedCatalog, parsed.value.plan);
}

const inNetwork = (network: Partial<PlanNetwork>): Partial<Plan> => ({ network: { ...complete.network, ...network } });
const inConnections = (connections: Plan['connections']): Partial<Plan> => ({
  connections: { ...complete.connections, ...connections },
});
const path = complete.network?.path ?? [];
const nsg = path[2] ?? { layer: 'azure-nsg', source: 'none' };

function told(findings: readonly PlanFinding[]): string[] {
  return findings.map(({ kind, id, path: place }) => `${kind} ${id} ${place.join('/')}`);
}

describe('findPlanProblems', () => {
  it('has nothing to say of a complete plan', () => {
    expect(told(problemsOf({}))).toEqual([]);
  });

  it('tells how pods that share the nodes’ subnets are written', () => {
    const [overlap] = problemsOf(inNetwork({ podCidrs: ['10.10.8.0/21'] }));
    expect(overlap?.remedy).toMatch(/if pods get addresses of the nodes’ subnet, give both 10\.10\.0\.0\/20\.$/);
  });

  it.each<[what: string, change: Partial<Plan>, found: readonly string[]]>([
    ['the tier standard without SIEM', { addOns: [] }, ['open question.siem-tier-or-add-on addOns']],
    [
      'an answer that says whose the subscription is, against the model',
      { answers: { holdsSubscription: 'WSO2' } },
      ['contradiction subscription-holder answers/holdsSubscription'],
    ],
    [
      'a data plane that may be open or not',
      inNetwork({ egress: undefined }),
      ['open egress-undeclared network/egress'],
    ],
    [
      'pods and Services that share addresses',
      inNetwork({ serviceCidrs: ['10.20.128.0/17'] }),
      ['contradiction ranges-overlap.network.serviceCidrs[0].network.podCidrs[0] network/serviceCidrs/0'],
    ],
    [
      'nodes and Services that share addresses',
      inNetwork({ serviceCidrs: ['10.10.0.0/24'] }),
      ['contradiction ranges-overlap.network.serviceCidrs[0].network.nodeCidrs[0] network/serviceCidrs/0'],
    ],
    [
      'pods in a part of the nodes’ range',
      inNetwork({ podCidrs: ['10.10.8.0/21'] }),
      ['contradiction ranges-overlap.network.podCidrs[0].network.nodeCidrs[0] network/podCidrs/0'],
    ],
    [
      'pods in the nodes’ own range, which some clusters do',
      inNetwork({ podCidrs: ['10.10.0.0/20'] }),
      ['warning ranges-overlap.network.podCidrs[0].network.nodeCidrs[0] network/podCidrs/0'],
    ],
    [
      'ranges of one kind that share addresses',
      inNetwork({ podCidrs: ['10.20.0.0/16', '10.20.1.0/24'] }),
      ['warning ranges-overlap.network.podCidrs[1].network.podCidrs[0] network/podCidrs/1'],
    ],
    [
      'a backend among the pods',
      inNetwork({ backends: [{ name: 'erp', cidrs: ['10.20.3.0/24'], ports: [443] }] }),
      ['contradiction ranges-overlap.network.backends[0].cidrs[0].network.podCidrs[0] network/backends/0/cidrs/0'],
    ],
    [
      'a control plane with a private range',
      inNetwork({ controlPlaneCidrs: ['192.168.0.0/24'] }),
      ['warning control-plane-range-private.0 network/controlPlaneCidrs/0'],
    ],
    [
      'a backend that nobody could reach',
      inNetwork({
        backends: [{ name: 'erp' }, { name: 'erp', cidrs: ['10.80.0.0/16'], ports: [443], via: 'internet' }],
      }),
      [
        'open backend-without-address.erp network/backends/0/cidrs',
        'open backend-without-ports.erp network/backends/0/ports',
        'contradiction backend-unreachable.erp.0 network/backends/1/cidrs/0',
        'contradiction backend-twice.erp.1 network/backends/1/name',
      ],
    ],
    [
      'rules for addresses that are not declared',
      inNetwork({ podCidrs: undefined, serviceCidrs: [], nodeCidrs: undefined }),
      [
        'open pod-ranges-missing network/podCidrs',
        'open service-ranges-missing network/serviceCidrs',
        'open node-ranges-missing network/nodeCidrs',
      ],
    ],
    ['no path', inNetwork({ path: undefined }), ['open path-undeclared network/path']],
    [
      'a layer that is not declared',
      inNetwork({ path: path.slice(0, 4) }),
      ['open layer-undeclared.proxy network/path'],
    ],
    [
      'another cloud’s layer',
      inNetwork({ path: [...path, { layer: 'aws-network-acl', source: 'none' }] }),
      ['contradiction layer-on-other-cloud.5 network/path/5/layer', 'warning path-order network/path/5'],
    ],
    [
      'rules of a cloud that are looked for in the cluster',
      inNetwork({ path: path.with(2, { ...nsg, source: 'cluster' }) }),
      ['contradiction source-not-in-cluster.2 network/path/2/source'],
    ],
    [
      'a layer of which nobody says what it is attached to',
      inNetwork({ path: path.with(2, { layer: 'azure-nsg', source: 'rules/nsg.json' }) }),
      ['open layer-unbound.2 network/path/2/attachedTo'],
    ],
    [
      'a layer that is bound to nothing',
      inNetwork({ path: path.with(2, { ...nsg, attachedTo: [] }) }),
      ['contradiction layer-unbound.2 network/path/2/attachedTo'],
    ],
    [
      'a layer that does not exist and is attached',
      inNetwork({ path: path.with(2, { ...nsg, source: 'none' }) }),
      ['contradiction layer-attached-without-rules.2 network/path/2/attachedTo'],
    ],
    [
      'a layer declared twice',
      inNetwork({ path: path.toSpliced(3, 0, nsg) }),
      ['contradiction layer-twice.3 network/path/3'],
    ],
    [
      'a layer that is there and is not there',
      inNetwork({ path: [{ layer: 'pod-policy', source: 'none' }, ...path] }),
      ['contradiction layer-twice.1 network/path/1'],
    ],
    [
      'layers in another order than a packet meets them',
      inNetwork({ path: [nsg, ...path.filter(({ layer }) => layer !== 'azure-nsg')] }),
      ['warning path-order network/path/1'],
    ],
    [
      'restricted egress that nothing restricts',
      inNetwork({ path: path.map(({ layer }) => ({ layer, source: 'none' })) }),
      ['contradiction restricted-without-rules network/egress'],
    ],
    ['open egress with rules', inNetwork({ egress: 'open' }), ['warning open-with-rules network/egress']],
    ['policies that nobody knows the reader of', inNetwork({ cni: undefined }), ['open cni-undeclared network/cni']],
    ['another CNI than a data plane brings', inNetwork({ cni: 'calico' }), ['warning cni-not-cilium network/cni']],
    [
      'a proxy without an address',
      inNetwork({ path: path.with(4, { layer: 'proxy', source: 'squid.conf' }) }),
      ['open proxy-address-missing network/proxy/url'],
    ],
    [
      'a proxy that the path does not pass, and that takes what is inside',
      inNetwork({ proxy: { url: 'http://proxy.acme.example:3128' } }),
      [
        'contradiction proxy-without-layer network/proxy',
        'warning no-proxy-names network/proxy',
        'warning no-proxy-services network/proxy',
      ],
    ],
    [
      'a range in noProxy that is none',
      inNetwork({
        path: path.with(4, { layer: 'proxy', source: 'squid.conf' }),
        proxy: { url: 'http://proxy.acme.example:3128', noProxy: ['.svc', '10.0.0.0/8', '10.0.0.0/88'] },
      }),
      ['warning no-proxy-range.2 network/proxy/noProxy/2'],
    ],
    [
      'rows without a destination',
      {
        ...inNetwork({ controlPlaneCidrs: [] }),
        connections: { 'container-registry--public-registry': { notNeeded: 'No.' } },
      },
      [
        'open destination-missing.pdp-agent--control-plane connections/pdp-agent--control-plane/hosts',
        'open destination-missing.pdp-agent--kubernetes-api connections/pdp-agent--kubernetes-api/cidrs',
        'open ports-missing.pdp-agent--kubernetes-api connections/pdp-agent--kubernetes-api/ports',
        'open destination-missing.apim-adaptor--global-adaptor connections/apim-adaptor--global-adaptor/hosts',
        'open destination-missing.secret-resolver--secret-store connections/secret-resolver--secret-store/cidrs',
        'open destination-missing.container-registry--internal-registry connections/container-registry--internal-registry/cidrs',
        'open destination-missing.flux-helm-controller--wso2-registry connections/flux-helm-controller--wso2-registry/hosts',
      ],
    ],
    [
      'images from outside of which nothing is said',
      { connections: { ...complete.connections, 'container-registry--public-registry': {} } },
      ['open question.inbound-image-row connections/container-registry--public-registry'],
    ],
    [
      'a row without a port',
      inConnections({ 'certificate-manager--lets-encrypt': { ports: [] } }),
      ['open ports-missing.certificate-manager--lets-encrypt connections/certificate-manager--lets-encrypt/ports'],
    ],
    [
      'a row that is not needed and has hosts',
      inConnections({ 'certificate-manager--azure-dns': { notNeeded: 'Our own CA.', hosts: ['a.example.com'] } }),
      [
        'contradiction not-needed-yet-described.certificate-manager--azure-dns connections/certificate-manager--azure-dns/notNeeded',
      ],
    ],
    [
      'a control plane that is not needed',
      inConnections({ 'pdp-agent--control-plane': { notNeeded: 'We are on our own.' } }),
      ['warning not-needed-for-control.pdp-agent--control-plane connections/pdp-agent--control-plane/notNeeded'],
    ],
    [
      'a failover site without an address',
      inConnections({ 'pdp-agent--control-plane': { hosts: ['cp.example.com'], failover: {} } }),
      ['open failover-without-address.pdp-agent--control-plane connections/pdp-agent--control-plane/failover'],
    ],
    [
      'a failover site that is the primary one',
      inConnections({
        'pdp-agent--control-plane': { hosts: ['cp.example.com'], failover: { hosts: ['cp.example.com'] } },
      }),
      ['contradiction failover-is-primary.pdp-agent--control-plane connections/pdp-agent--control-plane/failover'],
    ],
    [
      'a secret store with a public address',
      inConnections({ 'secret-resolver--secret-store': { cidrs: ['203.0.113.9/32'] } }),
      [
        'warning public-address-inside.secret-resolver--secret-store.0 connections/secret-resolver--secret-store/cidrs/0',
      ],
    ],
    [
      'an agent that calls outside of the control plane’s range',
      inConnections({ 'pdp-agent--control-plane': { cidrs: ['203.0.113.7/32'] } }),
      ['warning outside-control-plane-range.pdp-agent--control-plane connections/pdp-agent--control-plane/cidrs'],
    ],
    [
      'a selector for what no pod opens',
      inConnections({ 'container-registry--internal-registry': { cidrs: ['10.50.0.5/32'], selector: 'app=kubelet' } }),
      [
        'warning selector-without-pods.container-registry--internal-registry connections/container-registry--internal-registry/selector',
      ],
    ],
    [
      'a profile that has no workload for a row',
      { profile: 'openchoreo' },
      [
        'open workload-unknown.apim-adaptor--global-adaptor connections/apim-adaptor--global-adaptor/selector',
        'open workload-unknown.apim-adaptor--service-bus connections/apim-adaptor--service-bus/selector',
        'open workload-unknown.apim-enforcer--event-hub connections/apim-enforcer--event-hub/selector',
      ],
    ],
    [
      'attestations for nothing',
      {
        attestations: [
          { control: 'sats', statement: 's', by: 'b', on: '2026-11-01' },
          { control: 'network-firewall', statement: 's', by: 'b', on: '2026-11-01' },
          { control: 'connection.dns', statement: 's', by: 'b', on: '2026-11-01' },
          { control: 'control.sast', statement: 's', by: 'b', on: '2026-11-01', expires: '2026-10-01' },
        ],
      },
      [
        'contradiction attestation-unknown.0 attestations/0/control',
        'warning attestation-not-asked-for.1 attestations/1/control',
        'warning attestation-of-connection.2 attestations/2/control',
        'contradiction attestation-never-valid.3 attestations/3/expires',
      ],
    ],
    [
      'waivers for nothing',
      {
        waivers: ['sast', 'control.network-firewall', 'connection.dns', 'connection.dns', 'plan.path-order'].map(
          (requirement) => ({ requirement, reason: 'r', owner: 'o', expires: '2027-01-01' }),
        ),
      },
      [
        'contradiction waiver-unknown.0 waivers/0/requirement',
        'warning waiver-not-asked-for.1 waivers/1/requirement',
        'warning waiver-twice.3 waivers/3/requirement',
      ],
    ],
    [
      'promises for one check, of those that ask one thing',
      {
        attestations: [
          { control: 'PDP-CMP-018', statement: 's', evidence: 'e', by: 'b', on: '2026-11-01', expires: '2027-11-01' },
          { control: 'PDP-CMP-001', statement: 's', by: 'b', on: '2026-11-01' },
        ],
        waivers: ['PDP-SEC-007', 'PDP-SEC-07'].map((requirement) => ({
          requirement,
          reason: 'r',
          owner: 'o',
          expires: '2027-01-01',
        })),
      },
      [
        'contradiction attestation-unknown.1 attestations/1/control',
        'contradiction waiver-unknown.1 waivers/1/requirement',
      ],
    ],
    [
      'labels that are confirmed and not written down',
      {
        components: {
          flux: { confirmedSelector: true },
          cilium: { confirmedSelector: true, selector: 'k8s-app=cilium' },
          observability: { confirmedSelector: false },
        },
      },
      ['warning selector-not-written.flux components/flux/confirmedSelector'],
    ],
    [
      'attestations that nobody can follow',
      {
        attestations: [
          { control: 'sast', statement: 's', by: 'b', on: '2026-11-01', expires: '2027-11-01' },
          { control: 'cspm', statement: 's', by: 'b', on: '2026-11-01', evidence: 'ticket 12' },
          { control: 'iac-scanning', statement: 's', by: 'b', on: '2026-11-01', expires: '2027-11-01', evidence: 'e' },
        ],
      },
      ['warning attestation-thin.0 attestations/0', 'warning attestation-thin.1 attestations/1'],
    ],
    [
      'a control that is attested and waived',
      {
        attestations: [{ control: 'sast', statement: 's', by: 'b', on: '2026-11-01' }],
        waivers: [{ requirement: 'control.sast', reason: 'r', owner: 'o', expires: '2027-01-01' }],
      },
      ['warning attestation-thin.0 attestations/0', 'warning attested-and-waived.0 waivers/0/requirement'],
    ],
  ])('tells of %s', (_, change, found) => {
    expect(told(problemsOf(change))).toEqual(found);
  });

  it.each([
    ['wso2-subscription', 'contradiction'],
    ['customer-subscription', 'warning'],
  ] as const)('takes the model %s on-premises for a %s, with what the documents say', (managementModel, kind) => {
    const finding = problemsOf({ managementModel, cloud: 'on-premises' }).find(({ id }) => id === 'model-not-on-cloud');
    expect(finding).toMatchObject({ kind, path: ['managementModel'] });
    expect(finding?.message).toContain('supported on Azure, AWS and GCP only');
    expect(finding?.says?.map(({ source }) => source.document)).toEqual(['choreo-models', 'choreo-models']);
  });

  it('lets a customer manage a data plane on-premises alone, and says that tiers are alike there', () => {
    const findings = problemsOf({
      cloud: 'on-premises',
      ...inNetwork({
        path: [
          { layer: 'pod-policy', source: 'cluster' },
          { layer: 'node-firewall', source: 'none' },
          { layer: 'proxy', source: 'none' },
        ],
      }),
    });
    expect(told(findings)).toEqual([
      'warning tiers-alike-on-premises securityTier',
      'open question.azure-dns-elsewhere connections/certificate-manager--azure-dns',
    ]);
    expect(findings[0]?.message).toBe(
      'On-premises 6 of 13 controls are available, the same in every tier: tiers can’t be told apart here.',
    );
  });

  it('wants of a tier with a network firewall that the path has one', () => {
    const firewall = (source: string): Partial<Plan> =>
      inNetwork({ path: path.map((layer) => (layer.layer === 'azure-firewall' ? { ...layer, source } : layer)) });
    const ofFirewall = (change: Partial<Plan>) =>
      problemsOf(change)
        .filter(({ id }) => id.includes('firewall'))
        .map(({ id, kind, says }) => [id, kind, says?.[0]?.source.document]);
    const premium = { securityTier: 'premium' } as const;
    const attestation = { control: 'network-firewall', statement: 'A firewall of ours.', by: 'me', on: '2026-11-01' };
    expect(ofFirewall({ ...premium, ...firewall('none') })).toEqual([
      ['tier-without-firewall', 'contradiction', 'choreo-security-levels'],
    ]);
    expect(ofFirewall({ ...premium, ...firewall('none'), attestations: [attestation] })).toEqual([
      ['firewall-not-in-path', 'open', 'choreo-security-levels'],
    ]);
    expect(ofFirewall({ ...premium, ...firewall('rules/firewall.json') })).toEqual([]);
    expect(ofFirewall(firewall('none'))).toEqual([]);
    expect(
      ofFirewall({ ...premium, ...inNetwork({ path: path.filter(({ layer }) => layer !== 'azure-firewall') }) }),
    ).toEqual([['layer-undeclared.azure-firewall', 'open', undefined]]);
  });

  it('quotes both sources on SIEM, until the plan buys it or answers the question', () => {
    const [finding] = problemsOf({ addOns: [] });
    expect(finding?.says?.map(({ source }) => source.document)).toEqual(['choreo-models', 'choreo-security-levels']);
    expect(finding?.remedy).toMatch(/Until then, they stay a task of security monitoring;/);
    expect(problemsOf({ addOns: ['siem'] })).toEqual([]);
    expect(
      problemsOf({ addOns: [], answers: { 'siem-tier-or-add-on': 'Part of the tier, says our contract.' } }),
    ).toEqual([]);
    expect(problemsOf({ addOns: [], securityTier: 'basic' })).toEqual([]);
  });

  it('asks whether Azure DNS is needed elsewhere, until the row says so', () => {
    const aws = {
      cloud: 'aws',
      ...inNetwork({
        path: (
          [
            'pod-policy',
            'node-firewall',
            'aws-security-group',
            'aws-network-acl',
            'aws-network-firewall',
            'proxy',
          ] as const
        ).map((layer) => (layer === 'pod-policy' ? { layer, source: 'cluster' } : { layer, source: 'none' })),
      }),
    } as const;
    expect(told(problemsOf(aws))).toEqual([
      'open question.azure-dns-elsewhere connections/certificate-manager--azure-dns',
    ]);
    const notNeeded = { 'certificate-manager--azure-dns': { notNeeded: 'Route 53 proves our domains.' } };
    expect(problemsOf({ ...aws, ...inConnections(notNeeded) })).toEqual([]);
  });

  it('finds for every edition and model something to do, and never a contradiction on Azure', () => {
    for (const edition of editionIds) {
      for (const managementModel of managementModelIds) {
        const findings = problemsOf({ edition, managementModel, owners: {}, connections: {} });
        expect(findings.length).toBeGreaterThan(5);
        expect(findings.filter(({ kind }) => kind === 'contradiction')).toEqual([]);
      }
    }
  });

  it('gives every finding an id of its own, a message and a remedy', () => {
    const findings = problemsOf({
      owners: {},
      connections: {},
      ...inNetwork({ path: [nsg, nsg, { layer: 'gcp-firewall', source: 'x' }], serviceCidrs: ['10.20.0.0/16'] }),
    });
    expect(findings.length).toBeGreaterThan(20);
    expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
    for (const { message, remedy } of findings) {
      expect(message).toMatch(/^\S.*[.?]$/);
      expect(remedy).toMatch(/^[A-Z].*[.?]$/);
    }
  });

  it('suggests the requirement that was meant', () => {
    const remedies = problemsOf({
      attestations: [{ control: 'encryption-in-rest', statement: 's', by: 'b', on: '2026-11-01' }],
      waivers: ['sast', 'conection.dns'].map((requirement) => ({
        requirement,
        reason: 'r',
        owner: 'o',
        expires: '2027-01-01',
      })),
    }).map(({ remedy }) => remedy);
    expect(remedies).toEqual([
      'Did you mean control.encryption-at-rest?',
      'Did you mean control.sast?',
      'Did you mean connection.dns?',
    ]);
  });
});
