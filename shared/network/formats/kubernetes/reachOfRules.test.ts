import { describe, expect, it } from 'vitest';
import type { Cni } from '../../../plan/plan.ts';
import { toRanges } from '../../flows/addressSpaces.ts';
import type { Destination } from '../../machine/destination.ts';
import { ALL_CONNECTIONS, ALL_FLOWS, covers, flowsTo, isEmpty } from '../../flows/flowSet.ts';
import { listRules } from '../../machine/listRules.ts';
import type { Rule } from '../../machine/ruleProgram.ts';
import { deployment, networkPolicy, readDocuments } from '../../testing/rules.ts';
import { makePodPolicies } from './makePodPolicies.ts';
import type { Direction } from './podPolicy.ts';

const ranges = { podRanges: ['10.244.0.0/16'], nodeRanges: ['172.18.0.0/16'], serviceRanges: ['10.96.0.0/16'] };
const nothingKnown = { labels: {}, incomplete: 'Its labels are not known.' };
const inCluster = { flows: ALL_CONNECTIONS, outside: false };

const destinations: readonly Destination[] = [
  inCluster,
  { flows: ALL_CONNECTIONS, outside: true },
  { flows: ALL_CONNECTIONS, outside: true, isNameless: true },
  { flows: ALL_CONNECTIONS, outside: true, host: 'www.example.com' },
  { flows: flowsTo(toRanges(['10.96.0.7/32'])), outside: false },
  { ...inCluster, isApiServer: true },
  { ...inCluster, node: nothingKnown },
  { ...inCluster, pod: { namespace: 'default', namespaceLabels: nothingKnown, labels: nothingKnown } },
];

/** Ports by number and without one, blocks with holes, in the cluster's own ranges and beyond them. */
const networkPolicyBy = (side: 'to' | 'from') =>
  networkPolicy(
    `{podSelector: {}, ${side === 'to' ? 'egress' : 'ingress'}: [
      {${side}: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.1.0.0/16]}}], ports: [{port: 443}]},
      {${side}: [{ipBlock: {cidr: 203.0.113.0/24}}, {ipBlock: {cidr: '2001:db8::/32'}}]},
      {${side}: [{ipBlock: {cidr: 203.0.113.0/24}}, {podSelector: {}}]}]}`.replaceAll(/\s+/g, ' '),
  );
const ciliumBy = (side: 'to' | 'from') =>
  `{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: policy}, spec: {endpointSelector: {}, ${side === 'to' ? 'egress' : 'ingress'}: [
    {${side}CIDR: [203.0.113.0/24, 10.0.0.0/8], toPorts: [{ports: [{port: '443', protocol: TCP}]}]},
    {${side}CIDRSet: [{cidr: 10.0.0.0/8, except: [10.1.0.0/16]}]},
    {${side}Endpoints: [{}]}]}}`.replaceAll(/\s+/g, ' ');
const calicoBy = (side: 'to' | 'from') =>
  `{apiVersion: projectcalico.org/v3, kind: NetworkPolicy, metadata: {name: policy}, spec: {types: [${side === 'to' ? 'Egress' : 'Ingress'}], ${side === 'to' ? 'egress' : 'ingress'}: [
    {action: Deny, protocol: TCP, ${side === 'to' ? 'destination' : 'source'}: {nets: [203.0.113.0/24, 10.0.0.0/8], notNets: [10.1.0.0/16]}},
    {action: Allow, ${side === 'to' ? 'destination' : 'source'}: {nets: [10.96.0.0/12], selector: all()}},
    {action: Allow, ${side === 'to' ? 'destination' : 'source'}: {selector: all()}}]}}`.replaceAll(/\s+/g, ' ');

function rulesOf(policy: string, cni: Cni | undefined, direction: Direction, serviceRanges: readonly string[]) {
  const { manifests, problems } = readDocuments(deployment(), policy);
  expect(problems).toEqual([]);
  const network = {
    cni,
    podRanges: toRanges(ranges.podRanges),
    nodeRanges: toRanges(ranges.nodeRanges),
    serviceRanges: toRanges(serviceRanges),
  };
  const [workload] = manifests.workloads;
  if (workload === undefined) throw new Error('There is no workload.');
  const decided = makePodPolicies(manifests, network, direction).of(workload);
  return decided.kind === 'program' ? listRules(decided.program) : [];
}

const cases = (['cilium', 'calico', 'ovn-kubernetes', 'generic', undefined] as const).flatMap((cni) =>
  [ranges.serviceRanges, []].flatMap((services) =>
    (['to', 'from'] as const).flatMap((side) =>
      [
        ['NetworkPolicy', networkPolicyBy(side)] as const,
        ...(cni === 'cilium' ? [['CiliumNetworkPolicy', ciliumBy(side)] as const] : []),
        ...(cni === 'calico' ? [['NetworkPolicy of Calico', calicoBy(side)] as const] : []),
      ].map(([kind, policy]) => ({ kind, policy, cni, side, services })),
    ),
  ),
);

describe('what a rule for addresses says that it can match at most', () => {
  it.each(cases)(
    'is all that it matches: $kind, $cni, $side, Services at $services',
    ({ policy, cni, side, services }) => {
      const rules = rulesOf(policy, cni, side === 'to' ? 'egress' : 'ingress', services);
      const bounded = rules.filter(({ reach }) => reach !== undefined);
      const others = rules.filter((rule) => rule.reach === undefined && mayMatch(rule));
      expect(bounded.length).toBeGreaterThan(1);
      expect(others.length).toBeGreaterThan(0);
      for (const rule of bounded) {
        expect(mayMatch(rule)).toBe(true);
        for (const destination of destinations) {
          expect(covers(rule.reach ?? ALL_FLOWS, rule.match(destination).possible)).toBe(true);
        }
      }
    },
  );
});

describe('what a rule matches', () => {
  it.each([
    ['NetworkPolicy', networkPolicyBy('to'), 'generic'],
    ['CiliumNetworkPolicy', ciliumBy('to'), 'cilium'],
    ['NetworkPolicy of Calico', calicoBy('to'), 'calico'],
  ] as const)('is worked out once for the workloads that share it: %s', (_kind, policy, cni) => {
    const ofPolicy = rulesOf(policy, cni, 'egress', ranges.serviceRanges).filter(({ place }) =>
      place.rule.endsWith(' default/policy'),
    );
    expect(ofPolicy.length).toBeGreaterThan(2);
    for (const { match } of ofPolicy.slice(-3)) {
      const [here, there] = [match(inCluster), match({ flows: ALL_CONNECTIONS, outside: true })];
      expect(there).not.toBe(here);
      expect(match(inCluster)).toEqual(here);
      expect(match(inCluster)).toBe(match(inCluster));
    }
  });
});

function mayMatch(rule: Rule): boolean {
  return destinations.some((destination) => !isEmpty(rule.match(destination).possible));
}
