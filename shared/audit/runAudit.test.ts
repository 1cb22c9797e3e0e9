import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { connectionIds, controlIds } from '../catalog/catalog.ts';
import type { Verdict } from '../network/judging/verdict.ts';
import { verdicts } from '../network/judging/verdict.ts';
import type { PlanFinding } from '../plan/planFinding.ts';
import type { AuditCheck } from './auditCheck.ts';
import { allChecks } from './checks/allChecks.ts';
import { clusterChecks } from './checks/clusterChecks.ts';
import { coverageOf } from './coverage.ts';
import type { Finding } from './finding.ts';
import type { AuditStep } from './runAudit.ts';
import { completeAudit, runAudit } from './runAudit.ts';
import { verdictOfRun } from './verdictOfRun.ts';
import type { MaterialOptions } from './testing/auditMaterial.ts';
import { auditMaterial, layerVerdict } from './testing/auditMaterial.ts';

const audit = (options: MaterialOptions = {}) => completeAudit(auditMaterial(embeddedCatalog, options));
const findingOf = (findings: readonly Finding[], requirement: string): Finding => {
  const found = findings.find((finding) => finding.requirement === requirement);
  if (found === undefined) throw new Error(`No finding for ${requirement}.`);
  return found;
};
const everyRow = (verdict: Verdict): NonNullable<MaterialOptions['verdicts']> =>
  Object.fromEntries(connectionIds.map((id) => [id, { verdict, layers: [layerVerdict(verdict)] }]));
const attest = (control: string, days = 'on: 2026-11-01, expires: 2027-11-01'): string =>
  `  - {control: ${control}, statement: It is so., by: ciso@acme.example, ${days}}\n`;
const attestEvery = `attestations:\n${controlIds.map((id) => attest(id)).join('')}`;

describe('an audit of nothing', () => {
  const { findings, coverage, tier, problems } = audit();

  it('has no pass and no failure', () => {
    expect(coverage).toMatchObject({ pass: 0, fail: 0, waived: 0 });
    expect(coverage.unknown).toBeGreaterThan(0);
  });

  it('is open, which ends with exit code 4', () => {
    expect(verdictOfRun({ coverage })).toBe('open');
  });

  it('reaches no tier and has nothing proved', () => {
    expect(tier).toMatchObject({ reached: null, provedBy: { observed: 0, attested: 0, imported: 0 }, blockedBy: [] });
    expect(tier.unknown).toHaveLength(12);
  });

  it('still asks for each connection, component, piece of infrastructure and control', () => {
    const asked = new Set(findings.map(({ requirement }) => requirement));
    for (const part of ['connections', 'components', 'infrastructure', 'controls'] as const) {
      const area = {
        connections: 'connection',
        components: 'component',
        infrastructure: 'infrastructure',
        controls: 'control',
      }[part];
      for (const { id } of embeddedCatalog[part]) expect(asked).toContain(`${area}.${id}`);
    }
  });

  it('tells of every unknown what would decide it and who acts', () => {
    for (const finding of findings.filter(({ outcome }) => outcome === 'unknown')) {
      expect(finding).toMatchObject({ remedy: expect.stringMatching(/\w/), unknownBecause: expect.any(String) });
      expect(finding.responsible).not.toEqual([]);
      expect(finding.evidence).not.toEqual([]);
    }
  });

  it('has nothing to warn of', () => {
    expect(problems).toEqual([]);
  });
});

describe('an audit', () => {
  const attestAll =
    attestEvery +
    embeddedCatalog.components.map(({ id }) => attest(`component.${id}`)).join('') +
    embeddedCatalog.infrastructure.map(({ id }) => attest(`infrastructure.${id}`)).join('');

  it('leaves open only what a look at the cluster answers, when every row is allowed and all else is attested', () => {
    const { findings, coverage, tier } = audit({ verdicts: everyRow('allowed'), more: attestAll });
    const open = findings.filter(({ outcome }) => outcome === 'unknown');
    expect(open.map(({ check, unknownBecause }) => [check, unknownBecause])).toEqual(
      clusterChecks.map(({ id }) => [id, 'not-collected']),
    );
    expect(coverage).toMatchObject({ fail: 0, unknown: open.length, notApplicable: 1 });
    expect(verdictOfRun({ coverage })).toBe('open');
    expect(tier).toMatchObject({ reached: 'standard', provedBy: { observed: 0, attested: 12, imported: 0 } });
  });

  it('is met when nothing is left open', () => {
    const { coverage } = completeAudit(
      auditMaterial(embeddedCatalog, { verdicts: everyRow('allowed'), more: attestAll }),
      allChecks.filter((check) => !clusterChecks.includes(check)),
    );
    expect(verdictOfRun({ coverage })).toBe('met');
  });

  it.each([
    ['allowed', 'pass'],
    ['denied', 'fail'],
    ['partly-allowed', 'fail'],
    ['unknown', 'unknown'],
    ['not-applicable', 'not-applicable'],
  ] as const)('calls a connection that is %s %s', (verdict, outcome) => {
    const { findings } = audit({
      verdicts: { 'flux-source-controller--github': { verdict, layers: [layerVerdict(verdict)] } },
    });
    expect(findingOf(findings, 'connection.flux-source-controller--github').outcome).toBe(outcome);
  });

  it('calls a row unknown that the network check forgot', () => {
    const { findings } = audit({ egress: { connections: [] } });
    expect(
      findings
        .filter(({ check }) => check === 'PDP-NET-001')
        .map(({ outcome, unknownBecause }) => [outcome, unknownBecause]),
    ).toEqual(connectionIds.map(() => ['unknown', 'failed']));
  });

  it('asks for DNS as well, where the network check names it', () => {
    const { findings } = audit({ verdicts: { dns: { verdict: 'denied', layers: [layerVerdict('denied')] } } });
    expect(findingOf(findings, 'connection.dns')).toMatchObject({
      check: 'PDP-NET-002',
      outcome: 'fail',
      severity: 'high',
    });
  });

  const contradiction: PlanFinding = {
    id: 'model-on-cloud',
    kind: 'contradiction',
    path: ['managementModel'],
    message: 'The model is not offered on-premises.',
    remedy: 'Choose self-managed.',
  };

  it('turns contradictions of the plan into failures, open points into unknowns and oddities into warnings', () => {
    const { findings, problems } = audit({
      planFindings: [
        contradiction,
        { ...contradiction, id: 'siem', kind: 'open', path: ['addOns'], message: 'Is SIEM part of the tier?' },
        { ...contradiction, id: 'odd', kind: 'warning', path: ['cloud'], message: 'Unusual.' },
      ],
    });
    expect(findingOf(findings, 'plan.model-on-cloud')).toMatchObject({
      check: 'PDP-PLN-001',
      outcome: 'fail',
      severity: 'high',
      evidence: [{ text: 'The model is not offered on-premises.', source: 'plan.yaml:5' }],
      remedy: 'Choose self-managed.',
    });
    expect(findingOf(findings, 'plan.siem')).toMatchObject({
      check: 'PDP-PLN-002',
      outcome: 'unknown',
      unknownBecause: 'absent',
    });
    expect(findings.map(({ requirement }) => requirement)).not.toContain('plan.odd');
    expect(problems).toMatchObject([{ file: 'plan.yaml', line: 6, message: 'Unusual.', severity: 'warning' }]);
  });

  it('quotes what the documents say where a plan’s finding rests on them', () => {
    const source = { document: 'choreo-models', heading: 'Security monitoring' };
    const says = [{ text: 'SIEM alerts are watched in the standard tier.', source }];
    const { findings } = audit({ planFindings: [{ ...contradiction, says }] });
    expect(findingOf(findings, 'plan.model-on-cloud').evidence[1]).toEqual({
      text: 'SIEM alerts are watched in the standard tier.',
      source: 'Private Data Plane Management Models (Choreo), Security monitoring',
    });
  });

  it.each([
    ['nothing attests it', '', 'unknown', 'not-collected', undefined],
    ['an attestation counts', 'on: 2026-11-01, expires: 2027-11-01', 'pass', undefined, 'attested'],
    ['the attestation has expired', 'on: 2025-11-01, expires: 2026-11-01', 'unknown', 'expired', 'attested'],
    ['the attestation is of tomorrow', 'on: 2026-11-22', 'unknown', 'not-collected', 'attested'],
  ] as const)('calls a control, where %s (%s), %s', (_, days, outcome, because, how) => {
    const more = days === '' ? '' : `attestations:\n${attest('sast', days)}`;
    const finding = findingOf(audit({ more }).findings, 'control.sast');
    expect(finding.outcome).toBe(outcome);
    expect(finding.how).toBe(how);
    expect(finding.unknownBecause).toBe(because);
  });

  it('judges expiry at its own instant, not today', () => {
    const more = `attestations:\n${attest('sast', 'on: 2025-11-01, expires: 2026-11-01')}`;
    expect(findingOf(audit({ more, asOf: '2026-10-31T00:00:00Z' }).findings, 'control.sast').outcome).toBe('pass');
  });

  it('quotes who attested what, and opens neither proof nor signature', () => {
    const more = `attestations:
  - {control: sast, statement: Scanned., by: a@b.example, on: 2026-11-01, evidence: https://wiki.acme.example/sast, signature: {algorithm: ed25519, publicKey: k, value: v}}
`;
    expect(findingOf(audit({ more }).findings, 'control.sast').evidence).toEqual([
      { text: '“Scanned.” Attested by a@b.example on 2026-11-01, without an end.', source: 'plan.yaml:9' },
      { text: 'Proof named by the attestation; it was not opened.', source: 'https://wiki.acme.example/sast' },
      { text: 'The attestation is signed; the signature was not verified.', source: 'plan.yaml:9' },
    ]);
  });

  it('does not take an attestation in a standard plan for the higher degree that premium asks for', () => {
    const { tier } = audit({ more: attestEvery });
    const premium = tier.tiers.find(({ tier: name }) => name === 'premium')?.controls ?? [];
    expect(tier.reached).toBe('standard');
    expect(premium.filter(({ outcome }) => outcome !== 'pass').map(({ control }) => control)).toEqual([
      'ddos-protection',
      'cspm',
    ]);
  });

  it('takes an attestation in a premium plan for what the lower tiers ask for', () => {
    const { tier } = audit({ more: attestEvery, replace: { 'securityTier: standard': 'securityTier: premium' } });
    expect(tier.reached).toBe('premium');
    expect(tier.tiers.every(({ controls }) => controls.every(({ outcome }) => outcome !== 'unknown'))).toBe(true);
  });

  it('calls controls not applicable that the tier leaves out or that are not to be had on-premises', () => {
    const { findings, tier } = audit({ more: attestEvery, replace: { 'cloud: azure': 'cloud: on-premises' } });
    expect(findingOf(findings, 'control.network-firewall').title).toContain('is not available on-premises');
    expect(findingOf(findings, 'control.sast').outcome).toBe('pass');
    expect(tier).toMatchObject({ reached: null, blockedBy: [], unknown: [], provedBy: { attested: 6 } });
    expect(findingOf(audit().findings, 'control.network-firewall').title).toBe(
      'Network firewall is not part of the standard tier',
    );
  });

  it('gives each finding its parties from the plan’s model and its owner from the plan', () => {
    const more = `owners:
  firewall-rules: {responsible: {who: net-team@acme.example}, accountable: {who: cto@acme.example}}
  security-monitoring: {accountable: {who: ciso@acme.example}}
`;
    const { findings } = audit({ more });
    const row = findingOf(findings, 'connection.pdp-agent--control-plane');
    expect(row).toMatchObject({
      task: 'firewall-rules',
      responsible: ['Customer'],
      accountable: ['Customer'],
      owner: 'net-team@acme.example',
    });
    expect(findingOf(findings, 'control.sast')).toMatchObject({
      responsible: ['WSO2', 'Customer'],
      owner: 'ciso@acme.example',
    });
    const managed = audit({ replace: { 'managementModel: self-managed': 'managementModel: wso2-subscription' } });
    expect(findingOf(managed.findings, 'connection.pdp-agent--control-plane').responsible).toEqual(['WSO2']);
  });

  it('survives a check that breaks, and says so of its one result', () => {
    const breaking: AuditCheck = {
      id: 'PDP-NET-999',
      title: 'Breaks',
      questions: () => [
        {
          requirement: 'connection.dns',
          subject: 'dns',
          severity: 'low',
          task: 'dns-management',
          assess() {
            throw new Error('Out of luck');
          },
        },
      ],
    };
    const { findings, coverage } = completeAudit(auditMaterial(embeddedCatalog), [breaking, ...allChecks]);
    expect(findings[0]).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'failed',
      evidence: [{ text: 'Error: Out of luck' }],
    });
    expect(coverage.unknown).toBe(audit().coverage.unknown + 1);
  });
});

describe('the findings of an audit', () => {
  it('have ids that are theirs alone and the same in every run', () => {
    const ids = audit().findings.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(audit({ verdicts: everyRow('denied') }).findings.map(({ id }) => id)).toEqual(ids);
    expect(ids.every((id) => /^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toBe(
      true,
    );
  });

  it('are the same bytes for the same material', () => {
    const options = { verdicts: everyRow('partly-allowed'), more: attestEvery };
    expect(JSON.stringify(audit(options))).toBe(JSON.stringify(audit(options)));
  });

  it('are counted once each, whatever the verdicts are', () => {
    const anyVerdicts = fc.record(Object.fromEntries(connectionIds.map((id) => [id, fc.constantFrom(...verdicts)])));
    fc.assert(
      fc.property(anyVerdicts, (of) => {
        const { findings, coverage } = audit({
          verdicts: Object.fromEntries(
            Object.entries(of).map(([id, verdict]) => [id, { verdict, layers: [layerVerdict(verdict)] }]),
          ),
        });
        expect(coverage).toEqual(coverageOf(findings));
        expect(coverage.pass).toBe(Object.values(of).filter((verdict) => verdict === 'allowed').length);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the steps of an audit', () => {
  it('come one at a time: progress, then a finding with the counts so far', () => {
    const steps: AuditStep[] = [];
    const run = runAudit(auditMaterial(embeddedCatalog));
    for (let step = run.next(); step.done !== true; step = run.next()) steps.push(step.value);
    const findings = steps.filter((step) => step.kind === 'finding');
    expect(steps).toHaveLength(findings.length * 2 + 1);
    expect(steps.at(-1)).toEqual({
      kind: 'progress',
      done: findings.length,
      of: findings.length,
      units: 'checks',
      what: 'Security tier',
    });
    for (const [index, step] of findings.entries()) {
      expect(Object.values(step.coverage).reduce((sum, count) => sum + count, 0)).toBe(index + 1);
    }
  });

  it('ask nothing more once the caller has stopped', () => {
    let asked = 0;
    const counting: AuditCheck = {
      id: 'PDP-NET-998',
      title: 'Counts',
      questions: (material) =>
        (allChecks.find(({ id }) => id === 'PDP-NET-001')?.questions(material) ?? []).map((question) => ({
          ...question,
          assess() {
            asked += 1;
            return question.assess();
          },
        })),
    };
    for (const step of runAudit(auditMaterial(embeddedCatalog), [counting])) if (step.kind === 'finding') break;
    expect(asked).toBe(1);
  });
});

describe('the checks', () => {
  it('have ids of their own, and a title that is a statement', () => {
    expect(new Set(allChecks.map(({ id }) => id)).size).toBe(allChecks.length);
    for (const { id, title } of allChecks) {
      expect(id).toMatch(/^PDP-[A-Z]{3}-\d{3}$/);
      expect(title).toMatch(/^[A-Z].*[^.]$/);
    }
  });
});
