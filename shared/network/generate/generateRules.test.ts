import * as fc from 'fast-check';
import { loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import type { AddressRange } from '../flows/address.ts';
import { cloudIds, connectionIds, editionIds, managementModelIds } from '../../catalog/catalog.ts';
import type { Plan, PlanNetwork } from '../../plan/plan.ts';
import {
  ALL_IPV4_FLOWS,
  ALL_IPV6_FLOWS,
  areEqual,
  covers,
  describeFlows,
  flowsTo,
  intersect,
  overlaps,
  subtract,
  uniteAll,
  withServices,
} from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { selects } from '../formats/kubernetes/labelSelector.ts';
import type { Workload } from '../formats/kubernetes/manifests.ts';
import { certainlyAllowed } from '../machine/decision.ts';
import type { Subject } from '../reading/ruleFormat.ts';
import { CONNECTION_SERVICES, PORTLESS_SERVICES, SENT_SERVICES, servicesOf } from '../flows/services.ts';
import { parseLabelSelector } from '../../catalog/labelSelector.ts';
import type { EgressCheck } from '../judging/verdict.ts';
import { readRules } from '../reading/readRules.ts';
import { flowsOfTraffic } from '../testing/flowsOfTraffic.ts';
import { fileOf } from '../testing/rules.ts';
import { generateTargets, layerOfTarget } from './generateTargets.ts';
import type { GenerateTarget } from './generateTargets.ts';
import { atTheEdge, flowsOfNeed, groupBySite } from './egressNeed.ts';
import type { EgressNeed } from './egressNeed.ts';
import {
  asked,
  decideAll,
  enforcedTargets,
  generate,
  needsOf,
  proxyOf,
  onlyConnections,
  planOf,
  putInForce,
  requirementsOf,
  textOf,
} from './testing/generated.ts';
import type { EnforcedTarget, InForce } from './testing/generated.ts';

const hosts = ['cp.example.com', 'a.b.example.org', '*.example.net', 'registry.acme.example', 'GitHub.com'];
const publicCidrs = ['198.51.100.7/32', '198.51.100.0/24', '203.0.113.8/29', '192.0.2.1/32', '203.0.113.8/30'];
const privateCidrs = ['10.50.0.4/32', '10.50.0.0/24', '10.80.0.0/16', '172.16.9.9/32', '10.10.0.4/32'];
const cidrs6 = ['2001:db8:5::/48', '2001:db8:6::7/128'];

const someOf = <Value>(values: readonly Value[], minLength = 0) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength, maxLength: 3 });
const port = fc.constantFrom(443, 443, 443, 6443, 5671, 8443);
const ports = fc.uniqueArray(port, { minLength: 1, maxLength: 2 });

const families = ['IPv4', 'both', 'IPv6'] as const;
type Families = (typeof families)[number];

function cidrsOf(spoken: Families): readonly string[] {
  return [...(spoken === 'IPv6' ? [] : [...publicCidrs, ...privateCidrs]), ...(spoken === 'IPv4' ? [] : cidrs6)];
}

function arbitraryDestination(spoken: Families) {
  const cidrs = someOf(cidrsOf(spoken));
  return fc.record({ hosts: someOf(hosts), cidrs, ports }, { requiredKeys: [] });
}

function arbitraryChoices(spoken: Families) {
  const needed = fc
    .tuple(
      arbitraryDestination(spoken),
      fc.record(
        {
          failover: arbitraryDestination(spoken),
          selector: fc.constantFrom('app=one', 'app in (one, two),!canary', 'tier'),
          namespace: fc.constantFrom('pdp', 'flux-system'),
        },
        { requiredKeys: [] },
      ),
    )
    .map(([site, more]) => ({ ...site, ...more }));
  return fc.oneof({ weight: 3, arbitrary: needed }, { weight: 1, arbitrary: fc.constant({ notNeeded: 'not asked' }) });
}

const arbitraryNetwork = fc.constantFrom(...families).chain((spoken) =>
  fc
    .record({
      spoken: fc.constant(spoken),
      choices: fc.record({
        cloud: fc.constantFrom(...cloudIds),
        edition: fc.constantFrom(...editionIds),
        managementModel: fc.constantFrom(...managementModelIds),
      }),
      cni: fc.constantFrom('cilium', 'calico', 'generic') as fc.Arbitrary<PlanNetwork['cni']>,
      backends: fc.uniqueArray(
        fc.record(
          {
            name: fc.constantFrom('erp', 'CRM & billing', 'erp '),
            hosts: someOf(hosts),
            cidrs: someOf(cidrsOf(spoken)),
            ports: fc.oneof(ports, fc.constant([9000, 443, 9001, 9002])),
            via: fc.constantFrom('vpn', 'internet', 'peering'),
          },
          { requiredKeys: ['name'] },
        ),
        { maxLength: 2, selector: ({ name }) => name },
      ) as fc.Arbitrary<NonNullable<PlanNetwork['backends']>>,
      proxy: fc.option(
        fc.record(
          {
            url: fc.constantFrom('http://10.90.0.5:3128', 'http://proxy.acme.example:8080'),
            cidrs: fc.constant(['10.90.0.6/32']),
            noProxy: someOf(['.example.com', 'registry.acme.example', '*.example.net']),
          },
          { requiredKeys: ['url'] },
        ),
        { nil: undefined, freq: 2 },
      ) as fc.Arbitrary<PlanNetwork['proxy']>,
    })
    .map(({ spoken: own, choices, proxy, ...network }) => ({
      spoken: own,
      choices,
      network: {
        ...network,
        ...(proxy === undefined ? {} : { proxy }),
        podCidrs: [...(own === 'IPv6' ? [] : ['10.20.0.0/16']), ...(own === 'IPv4' ? [] : ['2001:db8:1::/48'])],
        nodeCidrs: [...(own === 'IPv6' ? [] : ['10.10.0.0/20']), ...(own === 'IPv4' ? [] : ['2001:db8:2::/48'])],
        serviceCidrs: [own === 'IPv6' ? '2001:db8:3::/112' : '10.30.0.0/16'],
      },
    })),
);

const arbitraryPlan: fc.Arbitrary<Plan> = arbitraryNetwork.chain(({ spoken, choices, network }) =>
  fc
    .dictionary(fc.constantFrom(...connectionIds), arbitraryChoices(spoken), { maxKeys: connectionIds.length })
    .map((connections) =>
      planOf({ network, ...choices, connections: connections as NonNullable<Plan['connections']> }),
    ),
);

/** What the cluster, or the proxy that is given by an address of IPv4, can open at all. */
function spokenBy(subject: Subject, { network }: Plan): FlowSet {
  const ranges = network?.podCidrs ?? [];
  const speaks4 = subject.kind === 'proxy' || ranges.some((range) => !range.includes(':'));
  const speaks6 = subject.kind !== 'proxy' && ranges.some((range) => range.includes(':'));
  return uniteAll([...(speaks4 ? [ALL_IPV4_FLOWS] : []), ...(speaks6 ? [ALL_IPV6_FLOWS] : [])]);
}

function isOpenedBy(need: EgressNeed, { namespace, labels }: Workload): boolean {
  return need.openers.flat().some((selector) => {
    const parsed = parseLabelSelector(selector.selector);
    return parsed.ok && (selector.namespace ?? namespace) === namespace && selects(parsed.value, labels);
  });
}

const isByHandshake = (need: EgressNeed): boolean => need.host !== undefined && need.port === 443;

/** What the proxy carries leaves the network from there, or from anywhere if nobody has said where it is. */
function leavingBy(subject: Subject, needs: readonly EgressNeed[], plan: Plan): readonly EgressNeed[] {
  if (subject.kind === 'proxy') return needs.filter(({ toProxy }) => toProxy !== undefined);
  const isPlaced = (proxyOf(plan)?.addresses ?? []).length > 0;
  return needs.filter(({ toProxy }) => toProxy === undefined || !isPlaced);
}

/** What the rules are to open for a subject by address, as the needs say it. */
function wanted(
  target: EnforcedTarget,
  every: readonly EgressNeed[],
  subject: Subject,
  plan: Plan,
): readonly EgressNeed[] {
  const needs =
    target === 'squid'
      ? every
      : isAtTheEdge(target)
        ? leavingBy(subject, every, plan)
        : every.map((need) => need.toProxy ?? need);
  switch (target) {
    case 'networkpolicy':
    case 'cilium': {
      if (subject.kind !== 'workload') return [];
      const own = needs.filter((need) => need.originator === 'pod' && isOpenedBy(need, subject.workload));
      return target === 'networkpolicy'
        ? own
        : own.filter(({ host, isApiServer }) => host === undefined && !isApiServer);
    }
    case 'aws-network-firewall': {
      const ofProxy = new Set(proxyOf(plan)?.addresses.map(({ family }) => family));
      const isSpoken = ({ family }: AddressRange): boolean => subject.kind !== 'proxy' || ofProxy.has(family);
      return atTheEdge(needs)
        .filter((need) => !isByHandshake(need))
        .map((need) => ({ ...need, addresses: need.addresses.filter(isSpoken) }));
    }
    case 'azure-firewall':
      return atTheEdge(needs)
        .filter((need) => !isByHandshake(need))
        .map((need) => ({ ...need, addresses: need.addresses.filter(({ family }) => family === 4) }));
    case 'squid':
      return atTheEdge(needs).filter(({ host }) => host === undefined);
    default:
      return needs;
  }
}

const isAtTheEdge = (target: EnforcedTarget): boolean =>
  target === 'aws-network-firewall' || target === 'azure-firewall' || target === 'squid';
const isOfPods = (target: EnforcedTarget): boolean => target === 'networkpolicy' || target === 'cilium';

/** Policies are for pods that need something; the others stay as they are. */
function subjectsOf(
  target: EnforcedTarget,
  { manifests, plan }: InForce,
  needs: readonly EgressNeed[],
): readonly Subject[] {
  if (!isOfPods(target)) {
    const ofProxy: readonly Subject[] =
      target !== 'squid' && isAtTheEdge(target) && (proxyOf(plan)?.addresses ?? []).length > 0
        ? [{ kind: 'proxy' }]
        : [];
    return [{ kind: 'missing-workload', because: 'not asked' }, { kind: 'node' }, ...ofProxy];
  }
  return manifests.workloads
    .filter((workload) => needs.some((need) => need.originator === 'pod' && isOpenedBy(need, workload)))
    .map((workload) => ({ kind: 'workload', workload }));
}

/** What the target’s layer answers for what bears on it, but for rows that are listed as not yet possible. */
function answersBeyond(
  listed: ReadonlySet<string>,
  target: EnforcedTarget,
  { connections, preconditions }: EgressCheck,
) {
  return [...connections, ...preconditions]
    .filter(({ id }) => !listed.has(id))
    .flatMap(({ id, layers }) =>
      layers
        .filter(({ layer, verdict }) => layer === layerOfTarget[target] && verdict !== 'not-applicable')
        .map(({ verdict, reason }) => ({ id, verdict, reason })),
    );
}

/** Their rules are for what comes from the cluster. */
const goesBySource: ReadonlySet<EnforcedTarget> = new Set(['azure-firewall', 'aws-network-firewall', 'gcp', 'squid']);

describe.each(enforcedTargets)('what is generated for %s', (target) => {
  it('is read without a problem, and allows every connection that is not listed as not yet possible', () => {
    let allowed = 0;
    fc.assert(
      fc.property(arbitraryPlan, (plan) => {
        const { rules, ruleSet, check } = putInForce(target, plan);
        // That clients ask the firewall for names, the list says as well; scripts are for whoever runs them.
        const others = ruleSet.problems.filter(({ file }) => !file.endsWith('.sh'));
        expect(others.filter(({ message }) => !message.includes('taken for granted'))).toEqual([]);
        const listed = new Set(rules.notYetPossible.map(({ connection }) => connection));
        const answers = answersBeyond(listed, target, check);
        expect(answers.filter(({ verdict }) => verdict !== 'allowed')).toEqual([]);
        allowed += answers.length;
      }),
      { numRuns: 40 },
    );
    expect(allowed).toBeGreaterThan(30);
  }, 60_000);

  it.each<[known: readonly string[]]>([[[]], [['podCidrs']], [['nodeCidrs']]])(
    'allows every connection that is not listed where of the addresses of the cluster the plan says %j',
    (known) => {
      fc.assert(
        fc.property(arbitraryPlan, (complete) => {
          const entries = Object.entries(complete.network ?? {});
          const isSaid = (key: string): boolean => !key.endsWith('Cidrs') || known.includes(key);
          const network = Object.fromEntries(entries.filter(([key]) => isSaid(key)));
          const { rules, check } = putInForce(target, { ...complete, network });
          const listed = new Set(rules.notYetPossible.map(({ connection }) => connection));
          // Where it comes from can’t be judged if half of it is known, nor what HOME_NET is by default: all rows are listed.
          const isUnjudged = known.length === 1 ? goesBySource.has(target) : target === 'aws-network-firewall';
          const others = answersBeyond(listed, target, check).filter(({ verdict }) => verdict !== 'allowed');
          expect([listed.has('all'), isUnjudged ? [] : others]).toEqual([goesBySource.has(target), []]);
        }),
        { numRuns: 10 },
      );
    },
    60_000,
  );

  it('opens nothing else but the surplus that is reported, by address', () => {
    fc.assert(
      fc.property(arbitraryPlan, (plan) => {
        const inForce = putInForce(target, plan);
        const needs = needsOf(inForce.plan);
        const surplus = flowsOfTraffic(inForce.rules.surplus);
        for (const subject of subjectsOf(target, inForce, needs)) {
          const required = uniteAll(wanted(target, needs, subject, inForce.plan).map(flowsOfNeed));
          const expected = intersect(uniteAll([required, surplus]), asked);
          const decision = decideAll(target, inForce, subject);
          // Pod policies leave open whether what has no ports gets out.
          const open = uniteAll([
            withServices(decision.mayAllow, CONNECTION_SERVICES),
            withServices(certainlyAllowed(decision), PORTLESS_SERVICES),
          ]);
          const spoken = intersect(open, spokenBy(subject, inForce.plan));
          expect(describeFlows(subtract(spoken, expected), SENT_SERVICES)).toEqual([]);
          expect(describeFlows(subtract(expected, certainlyAllowed(decision)), SENT_SERVICES)).toEqual([]);
        }
        expect(covers(uniteAll(needs.map(flowsOfNeed)), surplus) && !areEqual(surplus, flowsTo([]))).toBe(false);
      }),
      { numRuns: 30 },
    );
  }, 60_000);

  it('is the same for the same plan, and says of which plan it is', () => {
    const plan = planOf({ network: { podCidrs: ['10.20.0.0/16'], nodeCidrs: ['10.10.0.0/20'] } });
    const [one, other] = [putInForce(target, plan).rules, putInForce(target, plan).rules];
    expect(one).toEqual(other);
    expect(one.files.filter(({ text }) => text.includes('a'.repeat(64)) && text.includes('0.0.0'))).not.toEqual([]);
  });
});

describe('what a proxy carries', () => {
  const plan = planOf({
    network: {
      proxy: { url: 'http://10.90.0.5:3128', noProxy: ['direct.example.com'] },
      podCidrs: ['10.20.0.0/16'],
      nodeCidrs: ['10.10.0.0/20'],
    },
    connections: {
      'pdp-agent--control-plane': { hosts: ['cp.example.com'], ports: [443] },
    },
  });

  it.each<[target: 'azure-firewall' | 'aws-network-firewall' | 'csv', file: string, ofProxy: RegExp]>([
    ['azure-firewall', 'azure-firewall.json', /"10\.90\.0\.5\/32"\s+\],[^\]]+\],[^\]]+"cp\.example\.com"/],
    ['aws-network-firewall', 'aws-network-firewall.yaml', /pass tls 10\.90\.0\.5 any [^\n]*cp\.example\.com/],
    ['csv', 'change-request.csv', /pdp-agent--control-plane,[^,]*,10\.90\.0\.5\/32,[^\n]*cp\.example\.com/],
  ])('comes from the proxy in the rules at the edge of the network: %s', (target, file, ofProxy) => {
    const text = textOf(generate(target, plan), file);
    expect(text).toMatch(ofProxy);
  });

  it('needs no DNS where the proxy is called by its address, unless something is called without it', () => {
    const opensDns = (noProxy: string[]): boolean => {
      const network = { podCidrs: ['10.20.0.0/16'], proxy: { url: 'http://10.90.0.5:3128', noProxy } };
      const connections = onlyConnections({
        'pdp-agent--control-plane': { hosts: ['cp.example.com'], cidrs: ['198.51.100.7/32'], namespace: 'pdp' },
      });
      return generate('networkpolicy', planOf({ network, connections })).files.some(({ text }) =>
        /port: 53$/m.test(text),
      );
    };
    expect(opensDns([])).toBe(false);
    expect(opensDns(['.example.com'])).toBe(true);
  });

  it('is reached by the way to the proxy, which a change request names once for pods', () => {
    const text = textOf(generate('csv', plan), 'change-request.csv');
    expect(text.split('\r\n').filter((line) => line.includes(',the proxy,') && line.includes(',3128,'))).toHaveLength(
      1,
    );
  });
});

describe('what a proxy opens whose addresses are not all known', () => {
  const behindProxy = (layer: 'gcp-firewall' | 'azure-firewall' | 'aws-network-firewall', network: PlanNetwork): Plan =>
    planOf({
      network: {
        podCidrs: ['10.20.0.0/16', '2001:db8:20::/48'],
        nodeCidrs: ['10.10.0.0/20', '2001:db8:10::/64'],
        path: [
          { layer: 'proxy', source: 'squid.conf' },
          { layer, source: 'rules.json' },
        ],
        ...network,
      },
      connections: onlyConnections({ 'pdp-agent--control-plane': { hosts: ['cp.example.com'], ports: [443] } }),
    });
  const targets = [
    ['gcp', 'gcp-firewall'],
    ['azure-firewall', 'azure-firewall'],
    ['aws-network-firewall', 'aws-network-firewall'],
  ] as const;

  it.each(targets)('is said to be open for anybody where none is: %s', (target, layer) => {
    const listedWith = (network: PlanNetwork) =>
      generate(target, behindProxy(layer, network)).notYetPossible.filter(({ connection }) => connection === 'proxy');
    expect(listedWith({ proxy: { url: 'http://proxy.acme.example:3128' } })).toMatchObject([
      { why: expect.stringContaining('opened for anybody'), alternative: 'Enter network.proxy.cidrs.' },
    ]);
    expect(listedWith({ proxy: { url: 'http://proxy.acme.example:3128', cidrs: ['10.90.0.5/32'] } })).toEqual([]);
  });

  it.each(targets)(
    'is not open for anybody over the version of IP of which it has none, and is listed: %s',
    (target, layer) => {
      const { files, notYetPossible } = generate(
        target,
        behindProxy(layer, { proxy: { url: 'http://[2001:db8:90::5]:3128' } }),
      );
      expect(notYetPossible.map(({ connection }) => connection)).toContain('pdp-agent--control-plane');
      const ofRule = files
        .flatMap(({ text }) => text.split(/\n\n|(?=gcloud compute)|(?<=;\))/))
        .filter((part) => /cp\.example\.com/.test(part));
      for (const part of ofRule) expect(part).toContain('2001:db8:90::5');
    },
  );

  it('is open in a policy of Google Cloud over each version of IP that the proxy speaks, whatever the cluster does', () => {
    const network = {
      podCidrs: ['10.20.0.0/16'],
      nodeCidrs: ['10.10.0.0/20'],
      backends: [{ name: 'erp', cidrs: ['198.51.100.7/32', '2001:db8:5::7/128'], ports: [443] }],
      proxy: { url: 'http://proxy.acme.example:3128', cidrs: ['10.90.0.5/32', '2001:db8:90::5/128'] },
    };
    const rules = generate('gcp', behindProxy('gcp-firewall', network));
    const policy = JSON.parse(textOf(rules, 'gcp-firewall-policy.json')) as {
      readonly rules: readonly { readonly ruleName: string; readonly match: object }[];
    };
    const sources = policy.rules.map(({ ruleName, match }) => [ruleName, 'srcIpRanges' in match && match.srcIpRanges]);
    expect(sources.filter(([, from]) => String(from).includes(':'))).toEqual([
      ['pdp-agent-control-plane-443-by-name-ipv6', ['2001:db8:90::5/128']],
    ]);
    expect(rules.notYetPossible).toMatchObject([
      { connection: 'backend erp', alternative: expect.stringContaining('network.podCidrs') },
    ]);
  });

  it('has no rule of an Azure Firewall where the cluster speaks IPv6 alone, and every row is listed', () => {
    const plan = planOf({
      network: { podCidrs: ['2001:db8:20::/48'], nodeCidrs: ['2001:db8:10::/64'] },
      connections: onlyConnections({ 'pdp-agent--control-plane': { cidrs: ['198.51.100.7/32'], ports: [443] } }),
    });
    const rules = generate('azure-firewall', plan);
    expect(textOf(rules, 'azure-firewall.json')).not.toContain('198.51.100.7');
    expect(rules.notYetPossible.map(({ connection }) => connection)).toContain('pdp-agent--control-plane');
  });
});

describe('a backend that may be inside of the network', () => {
  const backend = { name: 'updates', hosts: ['archive.example.org'], ports: [443] };
  const planWith = (more: object): Plan =>
    planOf({
      network: { podCidrs: ['10.20.0.0/16'], nodeCidrs: ['10.10.0.0/20'], backends: [{ ...backend, ...more }] },
      connections: onlyConnections({}),
    });

  it.each(['azure-firewall', 'aws-network-firewall', 'squid'] as const)(
    'is listed where rules at the edge leave it out, until the plan says where it is: %s',
    (target) => {
      const listed = (more: object) =>
        generate(target, planWith(more)).notYetPossible.filter(({ connection }) => connection === 'backend updates');
      expect(listed({})).toMatchObject([{ alternative: expect.stringContaining('network.backends[0].via') }]);
      expect(listed({ via: 'internet' })).toEqual([]);
    },
  );

  it('has a name of its own beside others that are called nearly alike', () => {
    const alike = [
      { ...backend, name: 'erp', cidrs: ['8.8.8.0/24'], hosts: [] },
      { ...backend, name: 'erp', cidrs: ['8.8.9.0/24'], hosts: [] },
      { ...backend, name: 'erp 443', cidrs: ['8.8.10.0/24'], hosts: [], ports: [2] },
    ].map((one) => ({ ...one, via: 'internet' as const }));
    const network = { podCidrs: ['10.20.0.0/16'], nodeCidrs: ['10.10.0.0/20'], backends: alike };
    const text = textOf(generate('azure-nsg', planOf({ network, connections: onlyConnections({}) })), 'azure-nsg.json');
    const names = [...text.matchAll(/"name": "(pdp-acme-backend-erp[^"]*)"/g)].map(([, name]) => name);
    expect(names).toHaveLength(3);
    expect(new Set(names).size).toBe(3);
  });
});

describe('a plan of which too little is known', () => {
  it.each(enforcedTargets)('has every row that can’t be opened on the list, with what to do: %s', (target) => {
    const { rules, plan } = putInForce(target, planOf());
    const required = requirementsOf(plan).connections.filter(({ missing }) => missing.length > 0);
    expect(required.length).toBeGreaterThan(3);
    const listed = new Set(rules.notYetPossible.map(({ connection }) => connection));
    const edge = isAtTheEdge(target);
    const expected = required.filter(
      ({ scope, originator }) =>
        (!edge || scope === 'control-plane' || scope === 'internet') && (!isOfPods(target) || originator === 'pod'),
    );
    expect(expected.map(({ id }) => id).filter((id) => !listed.has(id))).toEqual([]);
    expect(
      rules.notYetPossible.filter(({ why, alternative }) => !/[.]$/.test(why) || !/[.]$/.test(alternative)),
    ).toEqual([]);
  });
});

/** Everything is known: no layer has anything to ask. */
const complete = planOf({
  network: {
    proxy: { url: 'http://10.90.0.5:3128', noProxy: ['h3.example.com', 'h4.example.com'] },
    podCidrs: ['10.20.0.0/16'],
    nodeCidrs: ['10.10.0.0/20'],
    serviceCidrs: ['10.30.0.0/16'],
  },
  connections: {
    ...Object.fromEntries(
      connectionIds.map((id, index) => [
        id,
        { hosts: [`h${index}.example.com`], cidrs: [`198.51.100.${index}/32`], ports: [443], namespace: 'pdp' },
      ]),
    ),
    'pdp-agent--kubernetes-api': { cidrs: ['10.40.0.4/32'], ports: [443], namespace: 'pdp' },
    'container-registry--public-registry': { notNeeded: 'images are mirrored' },
  },
});

describe('a plan of which everything is known', () => {
  it.each(enforcedTargets)('leaves nothing to be listed: %s', (target) => {
    const { rules, check } = putInForce(target, complete);
    expect(rules.notYetPossible).toEqual([]);
    const verdicts = new Set([...check.connections, ...check.preconditions].map(({ verdict }) => verdict));
    expect(verdicts).toEqual(new Set(['allowed', 'not-applicable']));
  });
});

describe('a name that is meant to break out', () => {
  const hostile = 'x\n$(touch owned)\r`id`";\u2028*/ #\u202e-->';
  const plan: Plan = {
    ...complete,
    metadata: { name: hostile },
    network: { ...complete.network, backends: [{ name: hostile, cidrs: ['10.80.0.0/16'], ports: [443] }] },
  };

  it.each(generateTargets)('stays within the comments and texts of %s', (target) => {
    const { files } = generate(target, plan);
    expect(files.length).toBeGreaterThan(0);
    for (const { name, text } of files) {
      expect([name, text.match(/[^\P{Cc}\n\r]|[\p{Bidi_Control}\u2028\u2029]/u)]).toEqual([name, null]);
      const isScript = /[.](?:sh|yaml)$/.test(name);
      const loose = text
        .split('\n')
        .filter((line) => /touch(?!-owned-id)/.test(line) && isScript && !/^#|'[^']*touch[^']*'/.test(line));
      expect([name, loose]).toEqual([name, []]);
    }
  });
});

describe('rules of Cilium', () => {
  const only = onlyConnections({
    'pdp-agent--kubernetes-api': { ports: [6443], selector: 'app=agent', namespace: 'pdp' },
    'apim-adaptor--service-bus': { selector: 'app=agent', namespace: 'pdp' },
  });
  const text = textOf(
    generate('cilium', planOf({ network: { cni: 'cilium' }, connections: only })),
    'cilium-policies.yaml',
  );
  const [policy] = loadAll(text) as { kind: string; spec: { egress: readonly Record<string, unknown>[] } }[];

  it('go by name, of one label and of any depth, behind a rule that lets the DNS proxy see the answers to every name of a search list [C18]', () => {
    const [dns, , bus] = [...(policy?.spec.egress ?? [])].toSorted((one) => ('toEndpoints' in one ? -1 : 1));
    expect(JSON.stringify(dns)).toContain('"rules":{"dns":[{"matchPattern":"*"}]}');
    expect(bus).toEqual({
      toFQDNs: [{ matchPattern: '*.servicebus.windows.net' }, { matchPattern: '**.servicebus.windows.net' }],
      toPorts: [{ ports: [{ port: '5671', protocol: 'TCP' }] }],
    });
  });

  it('open the API server as what it is, whose address need not be known', () => {
    expect(policy?.spec.egress).toContainEqual({
      toEntities: ['kube-apiserver'],
      toPorts: [{ ports: [{ port: '6443', protocol: 'TCP' }] }],
    });
  });

  it('are clusterwide where the plan names no namespace', () => {
    const anywhere = onlyConnections({ 'apim-adaptor--service-bus': { selector: 'app=agent' } });
    const [one] = loadAll(textOf(generate('cilium', planOf({ connections: anywhere })), 'cilium-policies.yaml')) as {
      kind: string;
      metadata: object;
    }[];
    expect(one).toMatchObject({
      kind: 'CiliumClusterwideNetworkPolicy',
      metadata: { name: 'egress-acme.apim-local-adaptor' },
    });
    expect(one?.metadata).not.toHaveProperty('namespace');
  });
});

describe('policies of pods', () => {
  const plan = planOf({
    connections: onlyConnections({
      'pdp-agent--kubernetes-api': { cidrs: ['10.40.0.4/32'], ports: [443], namespace: 'pdp' },
    }),
  });

  it.each([
    ['networkpolicy', 'network-policies.yaml'],
    ['cilium', 'cilium-policies.yaml'],
  ] as const)(
    'of %s have the labels by which those of the plan as it was are found, and are not taken away before a default deny, as is said',
    (target, file) => {
      const rules = generate(target, plan);
      const policies = loadAll(textOf(rules, file)) as { metadata: { labels: Record<string, string> } }[];
      const labels = policies.map(({ metadata }) => Object.entries(metadata.labels).map((label) => label.join('=')));
      expect(labels).toEqual([['app.kubernetes.io/managed-by=pdp-workbench', 'pdp-workbench/plan=acme']]);
      expect(rules.remarks.at(-1)).toContain(` -l ${labels[0]?.join(',')}\` lists all that were made for this plan. `);
      expect(rules.remarks.at(-1)).toMatch(
        /not in this file[.] .* may go anywhere: .* denies the pod everything first[.]$/,
      );
    },
  );
});

describe('rules of a proxy', () => {
  it('hold ranges that lie within each other once, of which squid before release 6 keeps the first alone', () => {
    const backends = [{ name: 'erp', cidrs: ['10.50.0.4/32', '10.50.0.0/24'], ports: [443], via: 'internet' as const }];
    const { rules } = putInForce('squid', planOf({ network: { backends }, connections: onlyConnections({}) }));
    expect(textOf(rules, 'squid-egress.conf')).toContain('_to dst -n 10.50.0.0/24\n');
  });
});

describe('the group of a Network Firewall', () => {
  it('has another name where it has room for more rules, which a group can’t be given later', () => {
    const groupOf = (count: number): readonly (string | undefined)[] => {
      const backends = [{ name: 'erp', hosts: manyHosts.slice(0, count), ports: [443], via: 'internet' as const }];
      const plan = planOf({ network: { backends }, connections: onlyConnections({}) });
      const text = textOf(generate('aws-network-firewall', plan), 'aws-network-firewall.yaml');
      return ['RuleGroupName', 'Capacity'].map((key) => new RegExp(`${key}: (.*)`).exec(text)?.[1]);
    };
    expect([groupOf(90), groupOf(110)]).toEqual([
      ['pdp-egress-200', '200'],
      ['pdp-egress-400', '400'],
    ]);
  });
});

describe('what tells rules of one plan from those of another', () => {
  const networkOf = { podCidrs: ['10.20.0.0/16'], nodeCidrs: ['10.10.0.0/20'] };
  const named = (name: string, network: PlanNetwork = networkOf): Plan => ({
    ...planOf({ network, connections: onlyConnections({}) }),
    metadata: { name },
  });
  const rulesOf = (plan: Plan) => {
    const text = textOf(generate('azure-nsg', plan), 'azure-nsg.json');
    const { resources } = JSON.parse(text) as {
      resources: { properties: { securityRules: { name: string; properties: { description: string } }[] } }[];
    };
    return resources.flatMap(({ properties }) => properties.securityRules);
  };

  it('is the plan’s name, and with it a part of its hash where rules can’t have it as it is', () => {
    const slugOf = (name: string): string | undefined =>
      /PDP Workbench (.*?):/.exec(rulesOf(named(name))[0]?.properties.description ?? '')?.[1];
    expect(slugOf('acme-prod')).toBe('acme-prod');
    expect(slugOf("acme's $(id)")).toMatch(/^acme-s-id[.][0-9a-f]{8}$/);
    expect(slugOf('研究')).toMatch(/^plan[.][0-9a-f]{8}$/);
    const alike = ['a b', 'a-b', 'A-b', 'a.b', `${'x'.repeat(24)}1`, `${'x'.repeat(24)}2`, '研究', '開発'];
    expect(new Set(alike.map(slugOf)).size).toBe(alike.length);
  });

  it.each([
    ['azure-nsg', 'azure-nsg.sh'],
    ['aws-security-group', 'aws-security-group.sh'],
    ['gcp', 'gcp-firewall-policy.sh'],
  ] as const)('is what commands for %s go by when they take rules away, and is said', (target, file) => {
    const { remarks, ...rules } = generate(target, named('dev'));
    expect(textOf({ remarks, ...rules }, file)).toMatch(/(?:\|\| '', |mark=)'PDP Workbench dev:/);
    expect(remarks).toContainEqual(expect.stringContaining('known by “PDP Workbench dev:” in '));
  });

  it.each([
    ['networkpolicy', 'network-policies.yaml'],
    ['cilium', 'cilium-policies.yaml'],
  ] as const)('is in the names of policies, so that two plans in one namespace keep their own: %s', (target, file) => {
    const connections = onlyConnections({
      'pdp-agent--kubernetes-api': { cidrs: ['10.40.0.4/32'], ports: [443], namespace: 'pdp' },
    });
    const nameOf = (name: string): string | undefined => {
      const [policy] = loadAll(textOf(generate(target, { ...planOf({ connections }), metadata: { name } }), file));
      return (policy as { metadata: { name: string } } | undefined)?.metadata.name;
    };
    const names = ['dev', 'prod', 'dev-pdp', '研究', '9', `${'x'.repeat(60)}`].map(nameOf);
    expect(names.slice(0, 2)).toEqual(['egress-dev.pdp-agent', 'egress-prod.pdp-agent']);
    expect(new Set(names).size).toBe(names.length);
    // What the API server takes for a name. Source: RFC 1123, "subdomain".
    const label = '[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?';
    expect(names.filter((name) => !new RegExp(`^${label}([.]${label})*$`).test(name ?? ''))).toEqual([]);
  });

  it('leaves names of an NSG’s rules different, and as Azure takes them', () => {
    const backends = [1, 2].map((last) => ({
      name: `${'long-'.repeat(12)}${last}`,
      cidrs: ['10.80.0.4/32'],
      ports: [443],
    }));
    const names = rulesOf(named('x'.repeat(60), { ...networkOf, backends })).map(({ name }) => name);
    expect(names).toHaveLength(4);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^pdp-[a-z0-9.-]{0,75}[a-z0-9]$/.test(name))).toEqual([]);
  });
});

describe('rules of a security group', () => {
  it('are said to need room for those of before and of now until the commands are through', () => {
    expect(generate('aws-security-group', planOf()).remarks).toContainEqual(
      expect.stringMatching(/the rules of before and of now must fit into the group together, which takes 60 /),
    );
  });

  it('have a range once for a port, whichever rows need it', () => {
    const plan = planOf({
      connections: onlyConnections({
        'pdp-agent--control-plane': { cidrs: ['198.51.100.7/32'], ports: [443] },
        'apim-adaptor--global-adaptor': { cidrs: ['198.51.100.7/32'], ports: [443, 8443] },
      }),
    });
    const { SecurityGroups } = JSON.parse(textOf(generate('aws-security-group', plan), 'aws-security-group.json')) as {
      SecurityGroups: { IpPermissionsEgress: unknown }[];
    };
    expect(SecurityGroups.map(({ IpPermissionsEgress }) => IpPermissionsEgress)).toEqual([
      [
        {
          IpProtocol: 'tcp',
          FromPort: 443,
          ToPort: 443,
          IpRanges: [
            {
              CidrIp: '198.51.100.7/32',
              Description: 'PDP Workbench acme: pdp-agent--control-plane, apim-adaptor--global-adaptor',
            },
          ],
        },
        {
          IpProtocol: 'tcp',
          FromPort: 8443,
          ToPort: 8443,
          IpRanges: [{ CidrIp: '198.51.100.7/32', Description: 'PDP Workbench acme: apim-adaptor--global-adaptor' }],
        },
      ],
    ]);
  });
});

describe('rules that close what nodes send', () => {
  it.each(enforcedTargets.filter((target) => !isOfPods(target) && target !== 'squid'))(
    'say that what the nodes’ own system needs is not opened: %s',
    (target) => {
      expect(generate(target, planOf()).remarks).toContainEqual(expect.stringMatching(/^What the nodes’ own system/));
    },
  );
});

describe('the ports of a row', () => {
  const plan = planOf({
    network: {
      podCidrs: ['10.20.0.0/16'],
      nodeCidrs: ['10.10.0.0/20'],
      proxy: { url: 'http://10.90.0.5:3128' },
      backends: [{ name: 'erp', cidrs: ['10.80.0.0/16'], ports: [8443, 443, 444, 445], via: 'internet' }],
    },
    connections: onlyConnections({}),
  });
  const publicPlan = {
    ...plan,
    network: { ...plan.network, backends: [{ name: 'erp', cidrs: ['203.0.113.8/29'], ports: [8443, 443, 444, 445] }] },
  };

  it.each<[target: GenerateTarget, file: string, rules: RegExp, count: number]>([
    ['azure-nsg', 'azure-nsg.sh', /--destination-port-ranges 443-445 8443$/gm, 1],
    ['azure-firewall', 'azure-firewall.json', /"destinationPorts": \[\s*"443-445",\s*"8443"\s*\]/g, 1],
    ['aws-security-group', 'aws-security-group.sh', /^allow tcp (?:443 445|8443 8443) /gm, 2],
    ['aws-network-firewall', 'aws-network-firewall.yaml', /-> 203[.]0[.]113[.]8\/29 \[443:445,8443\] /g, 1],
    ['gcp', 'gcp-firewall-policy.sh', /--layer4-configs tcp:443-445,tcp:8443 /g, 1],
    ['iptables', 'iptables.rules', /--dport (?:443:445|8443) /g, 2],
    ['squid', 'squid-egress.conf', /_port port 443-445 8443$/gm, 1],
  ])('are opened by one rule, neighbours as a range: %s', (target, file, rules, count) => {
    const text = textOf(generate(target, target === 'squid' ? plan : publicPlan), file);
    expect(text.match(rules) ?? []).toHaveLength(count);
    expect(text).not.toMatch(/444/);
  });

  it('are apart where they lead to different hosts', () => {
    const backends = [{ name: 'erp', hosts: ['a.example.com', 'b.example.com'], ports: [443, 8443] }];
    const needs = needsOf(planOf({ network: { backends }, connections: onlyConnections({}) }));
    const some = needs.filter((need) => need.host !== 'a.example.com' || need.port === 443);
    expect(groupBySite(some).map(({ hosts: own, ports: open }) => [own, open])).toEqual([
      [['a.example.com', 'b.example.com'], [{ first: 443, last: 443 }]],
      [['b.example.com'], [{ first: 8443, last: 8443 }]],
    ]);
  });
});

const wideCidrs = Array.from({ length: 16_000 }, (_, at) => `20.${at >> 8}.${at % 256}.0/28`);
const longCidrs6 = Array.from({ length: 5000 }, (_, at) => {
  return `2001:db8:80:1111:2222:3333:${(4096 + at).toString(16)}:4444/128`;
});
const manyHosts = Array.from({ length: 16_000 }, (_, at) => `h${at}.example.com`);

describe('a plan with more than a product takes at once', () => {
  const count = 1500;
  const cidrs = Array.from({ length: count }, (_, at) => `20.${at >> 8}.${at % 256}.0/28`);
  const plan = planOf({
    network: {
      podCidrs: ['10.20.0.0/16'],
      nodeCidrs: ['10.10.0.0/20'],
      backends: [{ name: 'x'.repeat(300), cidrs, ports: [443], via: 'internet' }],
    },
    connections: onlyConnections({
      'pdp-agent--control-plane': {
        cidrs: ['198.51.100.7/32'],
        ports: Array.from({ length: 50 }, (_, at) => 8000 + at),
        namespace: 'pdp',
      },
    }),
  });

  it.each(enforcedTargets)('is opened by rules that our own reader takes: %s', (target) => {
    const { ruleSet, check } = putInForce(target, plan);
    expect(ruleSet.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    const agent = check.connections.find(({ id }) => id === 'pdp-agent--control-plane');
    const layer = agent?.layers.find((one) => one.layer === layerOfTarget[target]);
    // What has no name passes a proxy only where clients ask for its addresses.
    expect(layer?.verdict).toBe(target === 'squid' ? 'unknown' : 'allowed');
  });

  it('has lines that squid does not cut off', () => {
    const text = textOf(generate('squid', plan), 'squid-egress.conf');
    expect(text.split('\n').filter((line) => line.startsWith('acl ') && line.length > 2000)).toEqual([]);
    expect(text.match(/20[.][0-9]+[.][0-9]+[.]0\/28/g)).toHaveLength(count);
  });

  it('has rules as long as Suricata takes them', () => {
    const text = textOf(generate('aws-network-firewall', plan), 'aws-network-firewall.yaml');
    expect(text.split('\n').filter((line) => !line.startsWith('#') && line.length > 8192)).toEqual([]);
    expect(text.match(/20[.][0-9]+[.][0-9]+[.]0\/28/g)).toHaveLength(count);
  });

  it('has a line for each range of a security group, and says that it takes fewer rules', () => {
    const { remarks, ...rules } = generate('aws-security-group', plan);
    const script = textOf({ remarks, ...rules }, 'aws-security-group.sh');
    expect(script.match(/^allow tcp 443 443 20[.][0-9]+[.][0-9]+[.]0\/28 /gm)).toHaveLength(count);
    expect(remarks).toContainEqual(expect.stringMatching(/^It has 15[0-9]{2} rules .* takes 60 unless the quota/));
  });

  it('has descriptions that Azure takes, and says that an NSG takes fewer rules', () => {
    const backends = Array.from({ length: 1200 }, (_, at) => {
      return { name: `${at}${'x'.repeat(300)}`, cidrs: [`10.80.${at >> 8}.${at % 256}/32`], ports: [443] };
    });
    const { remarks, ...rules } = generate(
      'azure-nsg',
      planOf({ network: { backends }, connections: onlyConnections({}) }),
    );
    const template = JSON.parse(textOf({ remarks, ...rules }, 'azure-nsg.json')) as {
      resources: { properties: { securityRules: { properties: { description: string; priority: number } }[] } }[];
    };
    const own = template.resources[0]?.properties.securityRules.map(({ properties }) => properties) ?? [];
    expect(own).toHaveLength(1201);
    expect(Math.max(...own.map(({ description }) => description.length))).toBe(140);
    expect(new Set(own.map(({ priority }) => priority)).size).toBe(1201);
    expect(Math.max(...own.map(({ priority }) => priority))).toBe(4096);
    expect(remarks).toContainEqual(expect.stringMatching(/^It has 1201 rules, and an NSG takes 1000/));
  });

  it('has rules as long as Google Cloud and a command take them, and says that they are many', () => {
    const names = Array.from({ length: 250 }, (_, at) => `h${at}.example.com`);
    const { remarks, ...rules } = generate(
      'gcp',
      planOf({
        network: {
          podCidrs: ['10.20.0.0/16', '2001:db8:1::/48'],
          nodeCidrs: ['10.10.0.0/20', '2001:db8:2::/48'],
          backends: [
            { name: 'wide', cidrs: longCidrs6, ports: [443] },
            { name: 'many names', hosts: names, ports: [443] },
          ],
        },
        connections: onlyConnections({}),
      }),
    );
    const { rules: own } = JSON.parse(textOf({ remarks, ...rules }, 'gcp-firewall-policy.json')) as {
      rules: { priority: number; match: { destIpRanges?: string[]; destFqdns?: string[] } }[];
    };
    const lengths = own.map(({ match }) => (match.destFqdns ?? match.destIpRanges ?? []).length);
    expect(own.flatMap(({ match }) => match.destIpRanges ?? []).filter((cidr) => cidr.endsWith('/128'))).toEqual(
      longCidrs6,
    );
    expect(own.flatMap(({ match }) => match.destFqdns ?? [])).toEqual([...names, ...names]);
    expect([lengths.filter((length) => length === 2500), lengths.filter((length) => length === 100)]).toEqual([
      [2500, 2500],
      [100, 100, 100, 100],
    ]);
    expect(new Set(own.map(({ priority }) => priority)).size).toBe(own.length);
    const words = textOf({ remarks, ...rules }, 'gcp-firewall-policy.sh').split(/\s+/);
    expect(Math.max(...words.map(({ length }) => length))).toBeLessThan(131_072);
    expect(remarks).toContainEqual(expect.stringMatching(/^It has 55[0-9]{2} rule attributes/));
  });

  it.each<[target: GenerateTarget, backend: object, said: RegExp]>([
    [
      'azure-nsg',
      { cidrs: wideCidrs.slice(0, 3999) },
      /^It has 4001 addresses and ranges as destinations, .* takes 4000/,
    ],
    ['azure-firewall', { cidrs: wideCidrs.slice(0, 10_001), ports: [8443] }, / 20002 pairs of source .* takes 20000/],
    ['azure-firewall', { hosts: manyHosts.slice(0, 1001), ports: [8443] }, / 1001 names, and more than 1000 slow /],
    ['aws-network-firewall', { hosts: manyHosts }, /^Its template has [0-9]{7} characters, and CloudFormation takes /],
  ])('is said to be more than a product takes, and written whole: %s', (target, backend, said) => {
    const backends = [{ name: 'wide', ports: [443], via: 'internet' as const, ...backend }];
    const { remarks, files } = generate(
      target,
      planOf({
        network: { podCidrs: ['10.20.0.0/16'], nodeCidrs: ['10.10.0.0/20'], backends },
        connections: onlyConnections({}),
      }),
    );
    expect(remarks).toContainEqual(expect.stringMatching(said));
    const [rules] = files;
    expect(rules?.text.match(/\b(?:20[.][0-9]+[.][0-9]+[.]0\/28|h[0-9]+[.]example[.]com)\b/g) ?? []).toHaveLength(
      Object.values(backend).flat().length - ('ports' in backend ? 1 : 0),
    );
    expect(rules?.text.includes('Capacity: 30000\n')).toBe(target === 'aws-network-firewall');
  });

  it('has entries of Cilium with as many ports as its CRD takes', () => {
    const [policy] = loadAll(textOf(generate('cilium', plan), 'cilium-policies.yaml')) as {
      spec: { egress: { toPorts: { ports: unknown[] }[] }[] };
    }[];
    const counts = policy?.spec.egress.flatMap(({ toPorts }) => toPorts.map((entry) => entry.ports.length));
    // The first is for DNS.
    expect(counts).toEqual([2, 40, 10]);
  });
});

describe('rules of a firewall that goes by the name in a handshake', () => {
  const plan = planOf({
    network: { podCidrs: ['10.20.0.0/16'], nodeCidrs: ['10.10.0.0/20'] },
    connections: onlyConnections({
      'pdp-agent--control-plane': { hosts: ['*.cp.example.com'], ports: [443] },
      'apim-adaptor--global-adaptor': { hosts: ['exact.example.com'], ports: [443] },
    }),
  });
  const inForce = putInForce('aws-network-firewall', plan);

  it.each([
    ['a.cp.example.com', true],
    ['a.b.cp.example.com', true],
    ['cp.example.com', false],
    ['xcp.example.com', false],
    ['exact.example.com', true],
    ['a.exact.example.com', false],
    ['exact.example.com.evil.example', false],
  ])('open %s: %s', (host, isOpen) => {
    const { mayAllow, mayDeny } = decideAll('aws-network-firewall', inForce, { kind: 'node' }, host);
    const https = withServices({ ...asked, v6: [] }, servicesOf('TCP', 443));
    expect([covers(mayAllow, https), overlaps(mayDeny, https)]).toEqual([isOpen, !isOpen]);
    expect(covers(https, withServices(mayAllow, CONNECTION_SERVICES))).toBe(true);
  });
});

describe('commands', () => {
  const withCommands = generateTargets.filter((target) =>
    generate(target, planOf()).files.some(({ name }) => name.endsWith('.sh')),
  );

  it.each(withCommands)('of %s say what to do about those of an earlier plan', (target) => {
    const { files } = generate(target, planOf());
    const script = files.find(({ name }) => name.endsWith('.sh'))?.text;
    expect(script).toMatch(/for a changed plan|-D OUTPUT/i);
  });

  it('of an Azure Firewall send the whole group at once, since to create it again would empty it', () => {
    const { files } = generate('azure-firewall', planOf());
    const [template, script] = files.map(({ text }) => text);
    const commands = script?.split('\n').filter((line) => /^[a-z]/.test(line) && line !== 'set -eu');
    expect(commands).toEqual([expect.stringMatching(/^az deployment group create /)]);
    const { resources } = JSON.parse(template ?? '') as { resources: { type: string; condition?: string }[] };
    expect(resources.map(({ type, condition }) => [type, condition])).toEqual([
      ['Microsoft.Network/firewallPolicies', "[parameters('makePolicy')]"],
      ['Microsoft.Network/firewallPolicies/ruleCollectionGroups', undefined],
    ]);
  });

  it.each(withCommands)('of %s are told to decide nothing where their rules are not beside them', (target) => {
    const files = generate(target, planOf()).files.map(({ name, text }) => fileOf(`out/${name}`, text));
    const tell = (some: typeof files) => readRules(some).problems.filter(({ file }) => file.endsWith('.sh'));
    expect(tell(files)).toEqual([]);
    expect(tell(files.filter(({ file }) => file.endsWith('.sh')))).toHaveLength(1);
  });
});

describe('a change request', () => {
  it('has a line for each host and port, with what is missing, and guards cells that a spreadsheet would run', () => {
    const plan = planOf({
      network: {
        podCidrs: ['10.20.0.0/16'],
        nodeCidrs: ['10.10.0.0/20'],
        backends: [{ name: '=cmd()', cidrs: ['10.80.0.0/16'], ports: [443] }],
      },
      connections: onlyConnections({
        'flux-source-controller--github': {},
        'secret-resolver--secret-store': { ports: [443] },
      }),
    });
    const rows = textOf(generate('csv', plan), 'change-request.csv').split('\r\n');
    expect(rows.filter((row) => row.includes('flux-source-controller--github'))).toHaveLength(4);
    expect(rows.find((row) => row.includes('secret-resolver'))).toMatch(
      /Enter connections[.]secret-resolver--secret-store[.]cidrs[.]$/,
    );
    expect(rows.find((row) => row.includes('cmd'))).toContain(",'=cmd(),");
  });

  it('is marked as UTF-8 where it has letters beyond ASCII, which a spreadsheet would take for others', () => {
    const requestOf = (name: string): string => {
      const backends = [{ name, cidrs: ['10.80.0.0/16'], ports: [443] }];
      return textOf(
        generate('csv', planOf({ network: { backends }, connections: onlyConnections({}) })),
        'change-request.csv',
      );
    };
    expect([requestOf('Müller').slice(0, 7), requestOf('erp').slice(0, 7)]).toEqual(['\ufeffNumber', 'Number,']);
  });
});
