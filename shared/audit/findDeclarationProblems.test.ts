import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { findPlanProblems } from '../plan/findPlanProblems.ts';
import type { PlanFinding } from '../plan/planFinding.ts';
import { findExpiredPromises } from './findExpiredPromises.ts';
import { judgeAttestationsUsed } from './attestations.ts';
import { completeAudit } from './runAudit.ts';
import { auditMaterial } from './testing/auditMaterial.ts';

function audit(more: string) {
  const material = auditMaterial(embeddedCatalog, { more });
  const whole = { ...material, planFindings: findPlanProblems(embeddedCatalog, material.plan) };
  return { material, ...completeAudit(whole) };
}
const attestation = (control: string, days = 'on: 2026-11-01, expires: 2027-11-01'): string =>
  `attestations:\n  - {control: ${control}, statement: So it is., by: a@b.example, evidence: ticket 12, ${days}}\n`;
const waiver = (requirement: string): string =>
  `  - {requirement: ${requirement}, reason: r, owner: o, expires: 2027-01-01}\n`;

describe('a declaration that comes to nothing', () => {
  it.each([
    ['a control that the tier does not ask for', attestation('network-firewall')],
    ['a connection, which rules decide', attestation('connection.dns')],
    ['a waiver of what is not asked for', `waivers:\n${waiver('control.network-firewall')}`],
    ['the second waiver of the same', `waivers:\n${waiver('control.sast')}${waiver('control.sast')}`],
  ])('is warned of once: %s', (_, more) => {
    const { problems, material } = audit(more);
    const declared = problems.filter(({ line }) => line > 7);
    const lines = declared.map(({ line }) => line);
    expect(lines).toEqual([...new Set(lines)]);
    expect(lines).toContain(material.locate([more.startsWith('w') ? 'waivers' : 'attestations', 0]).line);
  });

  it('is told in the words, at the place and under the id of pdp plan check, where its days undo it', () => {
    const expired = `waivers:\n  - {requirement: control.sast, reason: r, owner: o, expires: 2026-01-01}\n`;
    const coming = attestation('iac-scanning', 'on: 2027-01-01, expires: 2028-01-01');
    for (const more of [attestation('sast', 'on: 2025-11-01, expires: 2026-11-01'), coming, expired]) {
      const { problems, material } = audit(more);
      const [open] = findExpiredPromises(material.plan, material.asOf);
      expect(open?.id).toMatch(/[.]0$/);
      const { id, message, remedy } = open as PlanFinding;
      expect(problems).toContainEqual({
        file: 'plan.yaml',
        severity: 'warning',
        id,
        message,
        remedy,
        ...material.locate(open?.path ?? []),
      });
    }
  });

  it('is warned of where only the day of the audit shows it', () => {
    expect(audit(attestation('sast', 'on: 2025-11-01, expires: 2026-11-01')).problems).toMatchObject([
      { message: expect.stringContaining('expired on 2026-11-01; until there is a new one') },
    ]);
  });
});

it('tells an attestation that counts from one that the wanted tier does not ask for', () => {
  const stateOf = (control: string) => {
    const { material, findings } = audit(attestation(control));
    return judgeAttestationsUsed(material.plan, findings, material.asOf).map(({ state }) => state);
  };
  expect(stateOf('sast')).toEqual(['counts']);
  expect(stateOf('network-firewall')).toEqual(['not-in-tier']);
  expect(stateOf('connection.dns')).toEqual(['not-asked-for']);
});
