import { describe, expect, it } from 'vitest';
import { parsePlan } from '../plan/parsePlan.ts';
import type { Plan } from '../plan/plan.ts';
import { bearsOn, comparePlans, describePlanChanges } from './comparePlans.ts';

function planOf(tier: string, more = ''): Plan {
  const parsed = parsePlan(
    `apiVersion: pdp-workbench/v1
kind: Plan
metadata: {name: acme}
edition: integration-platform
managementModel: self-managed
cloud: azure
securityTier: ${tier}
${more}`,
    'plan.yaml',
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.failure));
  return parsed.value.plan;
}

const network = (cni: string, nsg: string, backends: string) =>
  `network: {cni: ${cni}, path: [{layer: pod-policy, source: cluster}, {layer: azure-nsg, source: ${nsg}}], backends: [${backends}]}`;

describe('what two plans say differently', () => {
  it('is nothing where they differ in order and comments alone', () => {
    expect(
      comparePlans(planOf('basic', 'region: x\naddOns: [siem]'), planOf('basic', 'addOns: [siem] # why\nregion: x')),
    ).toEqual([]);
  });

  it('is named key by key, with what it said and says', () => {
    const erp = '{name: erp, cidrs: [10.0.0.0/8]}';
    const before = planOf('standard', network('cilium', 'none', erp));
    const after = planOf('premium', network('calico', 'rules/nsg.json', `${erp}, {name: crm, ports: [443]}`));
    expect(comparePlans(before, after)).toEqual([
      { key: 'securityTier', before: 'standard', after: 'premium' },
      { key: 'network.cni', before: 'cilium', after: 'calico' },
      { key: 'network.path.azure-nsg.source', before: 'none', after: 'rules/nsg.json' },
      { key: 'network.backends.crm', after: 'there' },
    ]);
    expect(describePlanChanges(comparePlans(before, after).slice(0, 2))).toBe(
      'securityTier from standard to premium; network.cni from cilium to calico',
    );
  });

  it('says what is new and what is gone, and counts what is too much to list', () => {
    const [before, after] = [planOf('basic', 'region: here'), planOf('basic', 'addOns: [siem, soc]')];
    expect(describePlanChanges(comparePlans(before, after))).toBe('addOns, now siem, soc; region, no longer here');
    const path = (words: string) => planOf('basic', `network: {path: [${words}]}`);
    const moved = comparePlans(path('{layer: proxy, source: none}'), path('{layer: route, source: none}'));
    expect(describePlanChanges(moved)).toBe('network.path.route, now there; network.path.proxy, no longer there');
    const many = Array.from({ length: 9 }, (_, at) => ({ key: `k${at}` }));
    expect(describePlanChanges(many)).toBe('k0; k1; k2; k3; 5 more');
  });
});

describe('whether a key can have a part in a result', () => {
  it.each([
    ['metadata.description', 'connection.dns', false],
    ['network.cni', 'connection.pdp-agent--control-plane', true],
    ['network.cni', 'control.sast', false],
    ['connections.pdp-agent--control-plane.hosts', 'connection.pdp-agent--control-plane', true],
    ['connections.pdp-agent--control-plane.hosts', 'connection.apim-adaptor--service-bus', false],
    ['connections.pdp-agent--control-plane.hosts', 'egress.unplanned-egress', true],
    ['securityTier', 'control.sast', true],
    ['securityTier', 'connection.dns', false],
    ['attestations.sast.expires', 'control.sast', true],
    ['attestations.sast.expires', 'control.cspm', false],
    ['waivers.control.sast.owner', 'control.sast', true],
    ['owners.firewall-rules.responsible.who', 'egress.any-any', true],
    ['owners.network-management.responsible.who', 'egress.any-any', false],
    ['metadata.name', 'plan.siem', false],
    ['owners.network-management.responsible.who', 'plan.siem', true],
    ['cloud', 'connection.dns', true],
  ])('%s in %s: %s', (key, requirement, expected) => {
    expect(bearsOn({ key }, { requirement, task: 'firewall-rules' })).toBe(expected);
  });
});
