import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { completeAudit } from './runAudit.ts';
import { auditMaterial, layerVerdict } from './testing/auditMaterial.ts';
import { clusterOf } from './testing/clusterOf.ts';
import { podOf } from './testing/podOf.ts';
import { judgeWaivers, waiverFor } from './waivers.ts';

const denied = { verdict: 'denied', layers: [layerVerdict('denied')] } as const;
const waivers = (lines: readonly string[]): string => `waivers:\n${lines.map((line) => `  - ${line}\n`).join('')}`;
const line = (requirement: string, expires = '2027-01-01', reason = 'New firewall in January'): string =>
  `{requirement: ${requirement}, reason: ${reason}, owner: ciso@acme.example, expires: ${expires}}`;

function auditWith(lines: readonly string[]) {
  const material = auditMaterial(embeddedCatalog, {
    more: waivers(lines),
    verdicts: {
      'flux-source-controller--github': denied,
      'pdp-agent--control-plane': { verdict: 'allowed', layers: [layerVerdict('allowed')] },
    },
  });
  const result = completeAudit(material);
  return { ...result, judged: judgeWaivers(material.plan, result.findings, material.asOf) };
}

describe('a waiver', () => {
  it('turns a failure into a waived one, counted once', () => {
    const without = auditWith([line('connection.unheard-of')]).coverage;
    const { coverage, findings, judged } = auditWith([line('connection.flux-source-controller--github')]);
    const finding = findings.find(({ subject }) => subject === 'flux-source-controller--github');
    expect(finding).toMatchObject({
      outcome: 'fail',
      waiver: { reason: 'New firewall in January', owner: 'ciso@acme.example', expires: '2027-01-01' },
    });
    expect(coverage).toEqual({ ...without, fail: without.fail - 1, waived: 1 });
    expect(judged).toMatchObject([{ state: 'applied', findings: [finding?.id] }]);
  });

  it('counts through its last day', () => {
    const sast = { requirement: 'control.sast', check: 'PDP-TIR-001' } as const;
    const { plan } = auditMaterial(embeddedCatalog, { more: waivers([line('control.sast', '2026-11-21')]) });
    expect(waiverFor(plan, sast, '2026-11-21T23:59:59Z')).toBeDefined();
    expect(waiverFor(plan, sast, '2026-11-22T00:00:00Z')).toBeUndefined();
  });

  it.each([
    [
      'connection.flux-source-controller--github',
      '2026-11-20',
      'expired',
      'expired on 2026-11-20; a failure counts as a failure again',
    ],
    ['connection.pdp-agent--control-plane', '2027-01-01', 'unused', 'is not used: nothing under that name fails'],
    ['control.sast', '2027-01-01', 'unused', 'whether that holds is not known, and only a failure can be waived'],
    ['connection.unheard-of', '2027-01-01', 'unmatched', 'nothing that was audited has that name'],
  ])(
    'of %s until %s is %s, which the plan’s owner is warned of with its line',
    (requirement, expires, state, words) => {
      const { judged, problems, coverage, findings } = auditWith([line(requirement, expires)]);
      expect(judged).toMatchObject([{ state }]);
      expect(problems).toEqual([
        expect.objectContaining({
          file: 'plan.yaml',
          line: 9,
          severity: 'warning',
          message: expect.stringContaining(words),
        }),
      ]);
      expect(coverage).toMatchObject({ waived: 0, fail: 1 });
      expect(findings.filter(({ waiver }) => waiver !== undefined)).toEqual([]);
    },
  );

  it('is superseded by an earlier one for the same requirement', () => {
    const github = 'connection.flux-source-controller--github';
    const { judged, findings } = auditWith([
      line(github, '2026-11-01'),
      line(github, '2027-01-01', 'Second'),
      line(github, '2027-02-01', 'Third'),
    ]);
    expect(judged.map(({ state }) => state)).toEqual(['expired', 'applied', 'superseded']);
    expect(findings.find(({ waiver }) => waiver !== undefined)?.waiver?.reason).toBe('Second');
  });
});

describe('a waiver for one check', () => {
  const pods = [podOf('shop/web', { container: { image: 'registry.acme.example/web:1' } })];
  const auditOf = (name: string) => {
    const material = auditMaterial(embeddedCatalog, { more: waivers([line(name)]), cluster: clusterOf({ pods }) });
    const { findings, problems } = completeAudit(material);
    return { findings, problems, judged: judgeWaivers(material.plan, findings, material.asOf) };
  };

  it('accepts the failure of that check, and of no other', () => {
    const { findings, judged } = auditOf('PDP-SEC-007');
    const waived = findings.filter(({ waiver }) => waiver !== undefined);
    expect(waived.map(({ check }) => check)).toEqual(['PDP-SEC-007']);
    expect(judged).toMatchObject([{ state: 'applied', findings: [waived[0]?.id] }]);
  });

  it('is for nothing where the check asks several things', () => {
    const { findings, problems, judged } = auditOf('PDP-CMP-001');
    expect(findings.filter(({ waiver }) => waiver !== undefined)).toEqual([]);
    expect(judged).toMatchObject([{ state: 'unmatched' }]);
    expect(problems.some(({ message }) => message.includes('The waiver names PDP-CMP-001'))).toBe(true);
  });
});
