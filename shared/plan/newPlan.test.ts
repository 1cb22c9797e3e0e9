import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { addOnIds, cloudIds, editionIds, managementModelIds, securityTierIds } from '../catalog/ids.ts';
import { findPlanProblems } from './findPlanProblems.ts';
import { layersOfCloud } from './layersOfCloud.ts';
import { cniIds } from './networkIds.ts';
import { newPlan } from './newPlan.ts';
import { describePlanFailure, parsePlan } from './parsePlan.ts';
import type { Plan } from './plan.ts';

function planIn(text: string): Plan {
  const parsed = parsePlan(text, 'new.yaml');
  if (!parsed.ok) throw new Error(describePlanFailure(parsed.failure));
  expect(parsed.value.problems).toEqual([]);
  return parsed.value.plan;
}

/** The text with its comments made a part of the plan; prose begins with a capital and stays a comment. */
function filledIn(text: string): string {
  return text
    .replaceAll(/^( *)# (?=(?: *)(?:- \{|(?:- )?[a-zA-Z0-9-]+:(?: |$)))/gm, '$1')
    .replaceAll('cidrs: []', 'cidrs: [10.50.0.4/32]')
    .replaceAll('hosts: []', 'hosts: [cp.example.com]');
}

describe('newPlan', () => {
  it.each(['acme-prod', 'orders: #1', '2026', 'Zürich', '- x'])('is a plan at once, called %s', (name) => {
    expect(planIn(newPlan(name)).metadata.name).toBe(name);
  });

  it('contradicts itself nowhere and warns of nothing', () => {
    const findings = findPlanProblems(embeddedCatalog, planIn(newPlan('acme-prod')));
    expect(findings.length).toBeGreaterThan(10);
    expect(findings.filter(({ kind }) => kind !== 'open')).toEqual([]);
  });

  it('holds the open points as comments that make a plan when their # is taken away', () => {
    const plan = planIn(filledIn(newPlan('acme-prod')));
    expect(Object.keys(plan)).toEqual(
      expect.arrayContaining(['region', 'connections', 'owners', 'attestations', 'waivers']),
    );
    expect(plan.network?.path?.map(({ layer }) => layer)).toEqual([
      'pod-policy',
      'node-firewall',
      'azure-nsg',
      'azure-firewall',
      'proxy',
    ]);
    expect(findPlanProblems(embeddedCatalog, plan).filter(({ kind }) => kind === 'contradiction')).toEqual([]);
  });

  it.each([
    ...cloudIds.flatMap((cloud) => securityTierIds.map((securityTier) => ({ cloud, securityTier }))),
    ...editionIds.flatMap((edition) =>
      managementModelIds.map((managementModel) => ({ edition, managementModel, securityTier: 'standard' as const })),
    ),
  ])('shows where each point is answered that is open after %j', (chosen) => {
    const text = newPlan('acme-prod', chosen);
    const fresh = planIn(text);
    expect(fresh).toMatchObject(chosen);
    const openIn = (plan: Plan): readonly string[] =>
      findPlanProblems(embeddedCatalog, plan).flatMap(({ id, kind }) => (kind === 'open' ? [id] : []));
    const stillOpen = new Set(openIn(planIn(filledIn(text))));
    expect(openIn(fresh).length).toBeGreaterThan(5);
    expect(openIn(fresh).filter((id) => stillOpen.has(id))).toEqual([]);
  });

  it('names with each choice all its values, so that the comment stays right whichever is chosen', () => {
    const text = newPlan('acme-prod');
    const commentOf = (key: string): readonly string[] => {
      const comment = new RegExp(`^ *${key}: .*# (.*)$`, 'm').exec(text)?.[1] ?? '';
      return comment.replace('any of ', '').split(/ [|] |, /);
    };
    expect(commentOf('edition')).toEqual(editionIds);
    expect(commentOf('managementModel')).toEqual(managementModelIds);
    expect(commentOf('cloud')).toEqual(cloudIds);
    expect(commentOf('securityTier')).toEqual(securityTierIds);
    expect(commentOf('addOns')).toEqual(addOnIds);
    expect(commentOf('egress')).toEqual(['restricted', 'open']);
    expect(commentOf('cni')).toEqual(cniIds);
    const layers = Object.values(layersOfCloud).flat();
    expect(layers.length).toBeGreaterThan(10);
    expect(layers.filter((layer) => !text.includes(layer))).toEqual([]);
  });

  it('shows a waiver of a connection and an attestation with all that one should have', () => {
    const plan = planIn(filledIn(newPlan('acme-prod')));
    const [waiver] = plan.waivers ?? [];
    expect(embeddedCatalog.connections.map(({ id }) => `connection.${id}`)).toContain(waiver?.requirement);
    const [attestation = {}] = plan.attestations ?? [];
    expect(Object.keys(attestation)).toEqual(['control', 'statement', 'evidence', 'by', 'on', 'expires']);
  });

  it('has no line that a terminal or a review would break', () => {
    expect(
      newPlan('acme-prod')
        .split('\n')
        .filter((line) => line.length > 120),
    ).toEqual([]);
  });
});
