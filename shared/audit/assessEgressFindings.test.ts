import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { askedKinds } from '../network/findings/askedKinds.ts';
import { gatherDoubts } from '../network/findings/missingKeys.ts';
import { egressFindingKinds } from '../network/judging/verdict.ts';
import type { EgressCheck, EgressExamination, EgressFinding, EgressFindingKind } from '../network/judging/verdict.ts';
import { completeAudit } from './runAudit.ts';
import type { Finding } from './finding.ts';
import { auditMaterial, layerVerdict } from './testing/auditMaterial.ts';
import type { MaterialOptions } from './testing/auditMaterial.ts';

const examined = (kind: EgressFindingKind, more: Partial<EgressExamination> = {}): EgressExamination => ({
  kind,
  examined: 12,
  of: '12 rules',
  found: 0,
  unknownBecause: [],
  ...more,
});

const found = (kind: EgressFindingKind, more: Partial<EgressFinding> = {}): EgressFinding => ({
  kind,
  subject: 'NSG nsg: Open (100)',
  title: 'NSG nsg: Open (100) opens every address on every port',
  certainty: 'certain',
  unknownBecause: [],
  layer: 'azure-nsg',
  workloads: ['pdp/agent'],
  connections: [],
  rules: [{ file: 'rules/nsg.json', line: 41, rule: 'NSG nsg: Open (100)' }],
  surplus: [],
  remedy: 'Narrow it.',
  ...more,
});

const source = {
  file: 'rules/nsg.json',
  format: 'Azure network',
  bytes: 1,
  hash: '',
  layers: [],
  holds: '1 NSG',
} as const;

function audit(egress: Partial<EgressCheck>, more: MaterialOptions = {}): readonly Finding[] {
  const material = auditMaterial(embeddedCatalog, { ...more, egress: { sources: [source], ...egress } });
  return completeAudit(material).findings;
}

const only = (findings: readonly Finding[], requirement: string): Finding | undefined =>
  findings.find((finding) => finding.requirement === requirement);

describe.each(askedKinds)('what is asked of the rules as a whole: %s', (kind) => {
  const requirement = `egress.${kind}`;
  const outcomeOf = (examination: Partial<EgressExamination>, findings: readonly EgressFinding[] = []) =>
    only(audit({ findings, examinations: [examined(kind, examination)] }), requirement);

  it('passes where something was examined and nothing found, naming what and where', () => {
    expect(outcomeOf({})).toMatchObject({
      outcome: 'pass',
      how: 'observed',
      evidence: [{ text: 'Examined: 12 rules. Nothing was found.', source: 'rules/nsg.json' }],
    });
  });

  it('fails on what is certain, with its line, its surplus and its remedy', () => {
    const surplus = [{ ranges: ['10.0.0.0-10.0.0.255', '10.1.0.0-10.1.0.0'], ports: { TCP: ['22'] } }];
    expect(outcomeOf({ found: 1 }, [found(kind, { surplus })])).toMatchObject({
      outcome: 'fail',
      evidence: [
        {
          text: 'NSG nsg: Open (100) opens every address on every port: 10.0.0.0–10.0.0.255, 10.1.0.0 on 22/tcp.',
          source: 'rules/nsg.json:41',
        },
      ],
      remedy: 'Narrow it.',
    });
  });

  it('counts what it does not list', () => {
    const many = Array.from({ length: 30 }, () => found(kind));
    expect(outcomeOf({ found: 130 }, many)?.evidence.at(-1)?.text).toBe('And 110 more.');
  });

  it('tells beside what is certain what is only possible, marked as such, and what was not examined', () => {
    const possible = found(kind, { title: 'Another may open', certainty: 'possible' });
    const evidence = outcomeOf({ found: 2, unknownBecause: ['A layer is missing.'] }, [
      possible,
      found(kind),
    ])?.evidence;
    expect(evidence?.map(({ text }) => text)).toEqual([
      'NSG nsg: Open (100) opens every address on every port.',
      'Not certain: Another may open.',
      'Not examined whole: A layer is missing.',
    ]);
  });

  it('says how many workloads of the cluster itself it was not asked about', () => {
    const leftOut = { workloads: 2, namespaces: ['kube-system'] };
    const said = '2 workloads of kube-system were left out: they belong to the cluster itself';
    for (const findings of [[], [found(kind)], [found(kind, { certainty: 'possible' })]])
      expect(outcomeOf({ leftOut }, findings)?.evidence.at(-1)?.text).toContain(said);
  });

  it('names every file that it was examined in, also where the line shows the first of them', () => {
    const names = Array.from({ length: 12 }, (_, at) => `rules/${at}.yaml`);
    const read = (files: readonly string[]) =>
      only(audit({ examinations: [examined(kind)], sources: files.map((file) => ({ ...source, file })) }), requirement)
        ?.evidence;
    expect(read(names)).toMatchObject([
      { source: 'rules/0.yaml, rules/1.yaml, rules/2.yaml and 9 more', sources: names },
    ]);
    expect(read(names.slice(0, 3))).toEqual([
      { text: 'Examined: 12 rules. Nothing was found.', source: 'rules/0.yaml, rules/1.yaml, rules/2.yaml' },
    ]);
  });

  it('is unknown where something is only possible, or could not be examined', () => {
    const possible = found(kind, { certainty: 'possible', unknownBecause: ['Enter the addresses.'] });
    expect(outcomeOf({ found: 1 }, [possible])).toMatchObject({ outcome: 'unknown', remedy: 'Enter the addresses.' });
    expect(outcomeOf({ unknownBecause: ['No rules were given.'] })).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'incomplete',
    });
    expect(outcomeOf({ examined: 0 })).toMatchObject({ outcome: 'unknown', unknownBecause: 'not-collected' });
  });

  it('gives missing keys of the plan as a list, and says once that they are missing', () => {
    const keys = ['connections.flux-source-controller--github.cidrs', 'connections.apim-adaptor--service-bus.cidrs'];
    const examination = { found: 1, ...gatherDoubts(['The tag is not known.'], [...keys, ...keys]) };
    const failing = outcomeOf(examination, [found(kind)]);
    expect(failing?.missing).toEqual(keys);
    expect(failing?.evidence.map(({ text }) => text).slice(1)).toEqual([
      'Not examined whole: The tag is not known.',
      'How much of what may be open is needed is not known: 2 keys are missing in the plan.',
    ]);
    const open = outcomeOf({ ...gatherDoubts([], keys) });
    expect(open).toMatchObject({
      outcome: 'unknown',
      missing: keys,
      remedy: `Enter ${keys.join(' and ')} in the plan.`,
    });
    expect(open?.waitsFor).toBeUndefined();
    const possible = found(kind, { certainty: 'possible', ...gatherDoubts([], keys.slice(0, 1)) });
    expect(outcomeOf({ found: 1, ...gatherDoubts([], keys) }, [possible])?.remedy).toBe(open?.remedy);
  });

  it('does not apply where there is nothing to look for', () => {
    expect(outcomeOf({ examined: 0, notApplicable: 'Egress is open.' })).toMatchObject({
      outcome: 'not-applicable',
      evidence: [{ text: 'Egress is open.' }],
    });
  });

  it('can be waived, and is not asked of records from before', () => {
    const waiver = `waivers:\n  - {requirement: ${requirement}, reason: old, owner: me, expires: 2027-01-01}\n`;
    const waived = audit({ findings: [found(kind)], examinations: [examined(kind)] }, { more: waiver });
    expect(only(waived, requirement)?.waiver?.reason).toBe('old');
    expect(only(audit({}), requirement)).toBeUndefined();
  });
});

describe('findings that are causes of a row’s own failure', () => {
  const row = 'apim-enforcer--event-hub';
  const denied = { verdict: 'denied', layers: [layerVerdict('denied')] } as const;

  it.each(['amqp-behind-proxy', 'response-blocked'] as const)(
    'are told by the row, and not counted again: %s',
    (kind) => {
      const cause = found(kind, { title: 'AMQP is no HTTP', connections: [row], remedy: 'Open 5671.' });
      const examinations = egressFindingKinds.map((one) => examined(one));
      const findings = audit({ findings: [cause], examinations }, { verdicts: { [row]: denied } });
      const own = only(findings, `connection.${row}`);
      expect(own?.evidence).toContainEqual({ text: 'AMQP is no HTTP.', source: 'rules/nsg.json:41' });
      expect(own?.remedy).toContain('Open 5671.');
      expect(findings.filter(({ requirement }) => requirement.startsWith('egress.'))).toHaveLength(askedKinds.length);
      const another = only(findings, 'connection.pdp-agent--control-plane');
      expect(another?.remedy).not.toContain('Open 5671.');
    },
  );

  it('are told by DNS where it is closed for names', () => {
    const cause = found('names-without-dns', { title: 'DNS is closed for pdp/agent', connections: [row] });
    const findings = audit({ findings: [cause] }, { verdicts: { dns: denied } });
    expect(only(findings, 'connection.dns')?.evidence.map(({ text }) => text)).toContain(
      'DNS is closed for pdp/agent.',
    );
  });
});
