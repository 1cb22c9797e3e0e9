import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { findPlanProblems } from './findPlanProblems.ts';
import { newPlan } from './newPlan.ts';
import { describePlanFailure, parsePlan } from './parsePlan.ts';
import type { Plan } from './plan.ts';

function planIn(text: string): Plan {
  const parsed = parsePlan(text, 'new.yaml');
  if (!parsed.ok) throw new Error(describePlanFailure(parsed.failure));
  expect(parsed.value.problems).toEqual([]);
  return parsed.value.plan;
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
    const text = newPlan('acme-prod');
    // The first lines are prose, and so are the comments that begin with a capital after a section's #.
    const filled = text
      .replaceAll(/^( *)# (?=(?: *)(?:- \{|[a-zA-Z-]+:(?: |$)))/gm, '$1')
      .replaceAll('cidrs: []', 'cidrs: [10.50.0.4/32]')
      .replaceAll('hosts: []', 'hosts: [cp.example.com]');
    const plan = planIn(filled);
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

  it('has no line that a terminal or a review would break', () => {
    expect(
      newPlan('acme-prod')
        .split('\n')
        .filter((line) => line.length > 120),
    ).toEqual([]);
  });
});
