import { describe, expect, it } from 'vitest';
import { parsePlan } from '#shared/plan/parsePlan.ts';
import { warningAt } from './fieldWarnings.ts';

function viewOf(network: string) {
  const text = `apiVersion: pdp-workbench/v1
kind: Plan
metadata: {name: acme}
edition: choreo
managementModel: self-managed
cloud: azure
securityTier: basic
network:
${network}
`;
  const parsed = parsePlan(text, 'acme.yaml');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.failure));
  const { plan, problems, places } = parsed.value;
  return { plan, problems, lines: Object.fromEntries([...places()].map(([key, { line }]) => [key, line])) };
}

describe('the warning at a field', () => {
  it('names the network that is meant by a range with host bits, at that field alone', () => {
    const view = viewOf('  podCidrs: [10.20.0.5/16]\n  nodeCidrs: [10.10.0.0/20]');
    expect(warningAt(view, ['network', 'podCidrs'], view.plan.network?.podCidrs ?? [])).toContain('10.20.0.0/16');
    expect(warningAt(view, ['network', 'nodeCidrs'], view.plan.network?.nodeCidrs ?? [])).toBeUndefined();
  });

  it('is found for an entry that stands on a line of its own', () => {
    const view = viewOf('  podCidrs:\n    - 10.30.0.0/16\n    - 10.20.0.5/16');
    expect(warningAt(view, ['network', 'podCidrs'], view.plan.network?.podCidrs ?? [])).toContain('10.20.0.0/16');
  });

  it('tells two lists on one line apart', () => {
    const view = viewOf('  {podCidrs: [10.20.0.5/16], nodeCidrs: [10.10.0.0/20]}');
    expect(warningAt(view, ['network', 'podCidrs'], ['10.20.0.0/16'])).toContain('10.20.0.5/16');
    expect(warningAt(view, ['network', 'nodeCidrs'], ['10.10.0.0/20'])).toBeUndefined();
  });
});
