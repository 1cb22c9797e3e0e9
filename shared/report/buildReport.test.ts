import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { coverageOf } from '../audit/coverage.ts';
import type { Coverage } from '../audit/finding.ts';
import { connectionIds, controlIds } from '../catalog/catalog.ts';
import { compareRuns } from '../history/compareRuns.ts';
import { buildReport } from './buildReport.ts';
import type { Report } from './report.ts';
import { barePlan, exampleReportInput } from './testing/exampleReport.ts';
import type { ExampleFiles, ExampleOptions } from './testing/exampleReport.ts';
import { toHtml } from './writers/toHtml.ts';
import { toJson } from './writers/toJson.ts';
import { withheldMark } from '../kernel/withheldMark.ts';

const project = path.resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(path.join(project, file), 'utf8');
const folder = 'tests/fixtures/report/acme-prod';
const acme: ExampleFiles = {
  plan: read(`${folder}/plan.yaml`),
  rules: {
    'rules/policies.yaml': read(`${folder}/rules/policies.yaml`),
    'rules/nsg.json': read(`${folder}/rules/nsg.json`),
  },
};
const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const inputOf = (files: ExampleFiles, options: Partial<ExampleOptions> = {}) =>
  exampleReportInput(files, { catalog: embeddedCatalog, digest, ...options });
const bare: ExampleFiles = { plan: barePlan, rules: {} };

const sum = (coverages: readonly Coverage[]): Coverage =>
  coverages.reduce((all, { pass, fail, unknown, notApplicable, waived }) => ({
    pass: all.pass + pass,
    fail: all.fail + fail,
    unknown: all.unknown + unknown,
    notApplicable: all.notApplicable + notApplicable,
    waived: all.waived + waived,
  }));

describe.each([
  ['a run with every outcome', acme],
  ['a run of nothing', bare],
])('the report of %s', (_, files) => {
  const input = inputOf(files);
  const report = buildReport(input);
  const findings = report.findings.flatMap((group) => group.findings);

  it('is what its published schema describes', () => {
    const ajv = new Ajv2020({ allErrors: true });
    addFormats.default(ajv);
    const validate = ajv.compile(JSON.parse(read('resources/schemas/report.schema.json')));
    validate(JSON.parse(toJson(report)));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('has every finding of the run, once', () => {
    expect(findings.map(({ id }) => id).toSorted()).toEqual(input.record.findings.map(({ id }) => id).toSorted());
  });

  it('counts the same everywhere', () => {
    const { coverage } = input.record;
    expect(report.summary.coverage).toEqual(coverage);
    expect(sum(report.summary.areas.map((area) => area.coverage))).toEqual(coverage);
    expect(sum(report.findings.map((group) => group.coverage))).toEqual(coverage);
    expect(coverageOf(findings)).toEqual(coverage);
    expect(report.summary.open.reduce((all, { fail }) => all + fail, 0)).toBe(coverage.fail);
    expect(report.tested.unknown).toHaveLength(coverage.unknown);
  });

  it('has the rows of the table, each with its finding and why it is there', () => {
    expect(report.connections.rows.map(({ id }) => id)).toEqual(connectionIds);
    const ids = new Set(findings.map(({ id }) => id));
    for (const { finding, why } of report.connections.rows) {
      expect(ids).toContain(finding);
      expect(why?.purpose).toMatch(/\w/);
      expect(why?.source).toMatch(/Connectivity/);
    }
  });

  it('has every control in every tier', () => {
    expect(report.tier.controls.map(({ id }) => id)).toEqual(controlIds);
    for (const { tiers } of report.tier.controls)
      expect(tiers.map(({ tier }) => tier)).toEqual(['basic', 'standard', 'premium']);
  });

  it('says where the run stands in the chain', () => {
    const { hash, previous } = input.record.run;
    expect(report.chain).toMatchObject({ hash, previous, sequence: 14 });
  });

  it('does not tell where the plan’s file is kept', () => {
    expect(input.record.plan.file).toBe('/plans/acme/plan.yaml');
    expect(toJson(report)).not.toContain('/plans/acme');
  });

  it('is the same for the same input', () => {
    expect(toJson(buildReport(inputOf(files)))).toBe(toJson(report));
  });
});

describe('the report of a run with every outcome', () => {
  const report = buildReport(inputOf(acme));
  const row = (id: string): Report['connections']['rows'][number] => {
    const found = report.connections.rows.find((candidate) => candidate.id === id);
    if (found === undefined) throw new Error(`No row ${id}.`);
    return found;
  };

  it('is an example with every standing', () => {
    expect(Object.entries(report.summary.coverage).filter(([, count]) => count === 0)).toEqual([]);
  });

  it('links a verdict to the quote of the rule that decides it', () => {
    const denied = row('apim-adaptor--service-bus');
    const reference = denied.layers.flatMap(({ decidedBy }) => decidedBy).find(({ file }) => file === 'rules/nsg.json');
    const quote = report.quotes.find(({ number }) => number === reference?.quote);
    expect(quote).toMatchObject({
      file: 'rules/nsg.json',
      connections: expect.arrayContaining(['apim-adaptor--service-bus']),
    });
    expect(quote?.lines.join('\n')).toContain('"name": "DenyInternetOutBound"');
    expect(quote?.deciding).toContain(reference?.line);
  });

  it('quotes lines as they stand in their files', () => {
    for (const { file, line, lines } of report.quotes) {
      const written = (acme.rules[file] ?? '').split('\n');
      expect(lines).toEqual(written.slice(line - 1, line - 1 + lines.length));
    }
    expect(report.quotes.length).toBeGreaterThan(5);
  });

  it('tells the layers that were read from those that are declared away', () => {
    expect(report.connections.layers.map(({ layer, state }) => [layer, state])).toEqual([
      ['pod-policy', 'read'],
      ['node-firewall', 'declared-none'],
      ['azure-nsg', 'read'],
      ['azure-firewall', 'declared-none'],
      ['proxy', 'declared-none'],
    ]);
  });

  it('lists waivers and attestations with what came of them', () => {
    expect(report.waivers.map(({ state }) => state)).toEqual(['applied', 'expired']);
    expect(report.attestations.map(({ state }) => state)).toEqual(['counts', 'counts', 'expired', 'not-yet', 'counts']);
  });

  it('puts first what needs somebody: failures, then unknowns, by severity', () => {
    for (const { findings } of report.findings) {
      const order = ['fail', 'unknown', 'waived', 'pass', 'notApplicable'];
      const ranks = findings.map(
        ({ standing, severity }) => order.indexOf(standing) * 10 + ['high', 'medium', 'low'].indexOf(severity),
      );
      expect(ranks).toEqual(ranks.toSorted((one, other) => one - other));
    }
  });

  it('says to mend what fails before to look for what is unknown', () => {
    const failing = new Set(
      report.findings
        .flatMap(({ findings }) => findings)
        .filter(({ standing }) => standing === 'fail')
        .map(({ id }) => id),
    );
    expect(report.summary.steps).toHaveLength(3);
    for (const { findings, responsible } of report.summary.steps) {
      expect(findings.every((id) => failing.has(id))).toBe(true);
      expect(responsible).toBe('Customer, net-team@acme.example');
    }
  });

  it('says of proofs that are nothing but words that they are', () => {
    expect(report.summary.sentences[0]).toMatch(/\d+ of 12 controls are proved by attestation alone/);
  });

  it('names who is responsible, who has signed and who is missing', () => {
    const { tasks, sentence } = report.responsibilities;
    const task = (id: string) => tasks.find((candidate) => candidate.id === id);
    expect(task('network-management')).toMatchObject({
      owners: [
        {
          role: 'responsible',
          who: 'net-team@acme.example',
          signed: 'Signed by j.doe@acme.example on 2 Nov 2026, without saying for which state of the plan',
          signedFor: 'not-said',
        },
      ],
      ownerMissing: false,
    });
    expect(task('remote-access')).toMatchObject({ owners: [], ownerMissing: true });
    expect(sentence).toContain('Of 16 tasks, 15 are yours and one is shared with WSO2. Twelve have no named owner.');
  });

  it('warns of what came to nothing', () => {
    expect(report.tested.problems.filter(({ severity }) => severity === 'warning').length).toBeGreaterThanOrEqual(3);
  });
});

describe('the report of a run of nothing', () => {
  const report = buildReport(inputOf(bare));

  it('says so first', () => {
    expect(report.summary.headline).toMatch(/^Nothing is known yet: \d+ checks are without evidence\.$/);
    expect(report.summary.coverageSentence).toMatch(/^0 of \d+ applicable checks have a result$/);
    expect(report.tested.sentence).toMatch(/^No rule file was read\. Nothing is known of /);
  });

  it('begins with what settles most', () => {
    const [first, second] = report.summary.steps.map(({ step }) => step);
    expect([first, second].toSorted()).toEqual([
      'Look at the cluster: pdp audit with --context NAME where it can be reached, or with --snapshot FILE of what pdp snapshot collected there.',
      'Supply the rules of Pod policy, Node firewall, Azure NSG, Azure Firewall and Proxy. Where there is no such layer, declare it under network.path in plan.yaml, with source: none.',
    ]);
    expect(report.summary.steps[0]?.findings.length).toBeGreaterThan(5);
  });
});

describe('a report', () => {
  const changedPlan = acme.plan.replace('securityTier: standard', 'securityTier: basic');

  it('cautions when the plan is no longer the one that was audited', () => {
    const input = inputOf(acme);
    expect(buildReport(input).cautions).toEqual([]);
    expect(buildReport({ ...input, planHash: digest('another') }).cautions[0]).toMatch(
      /^The plan has changed since this run of 21 Nov 2026/,
    );
  });

  it('cautions when the catalogue is another version', () => {
    const input = inputOf(acme);
    expect(buildReport({ ...input, catalog: { ...embeddedCatalog, version: '9.9.9' } }).cautions[0]).toContain(
      'catalogue 9.9.9',
    );
  });

  it('cautions when a rule file could not be read', () => {
    const broken = { ...acme, rules: { ...acme.rules, 'rules/nsg.json': '[{' } };
    expect(buildReport(inputOf(broken)).cautions[0]).toMatch(/kept rule files from being read in full/);
  });

  it('does not count a rule file that could not be read, and says that it was given', () => {
    const broken = { ...acme, rules: { ...acme.rules, 'rules/nsg.json': '[{' } };
    const { tested, summary } = buildReport(inputOf(broken));
    expect(tested.sentence).toMatch(/^One rule file was read[.] rules\/nsg[.]json was given and could not be read[.]/);
    expect(summary.sentences.join(' ')).toContain('rest on one rule file, and one more could not be read;');
    expect(tested.sources.map(({ file, state }) => [file, state])).toEqual([
      ['rules/policies.yaml', 'read'],
      ['rules/nsg.json', 'unread'],
    ]);
  });

  it('cautions where expiries are judged as of another day than that of the run', () => {
    const input = inputOf(acme);
    const { run } = input.record;
    const later = { ...input.record, run: { ...run, asOf: '2026-12-01T00:00:00.000Z' } };
    expect(buildReport({ ...input, record: later }).cautions).toEqual([
      'Waivers and attestations are judged as of 1 Dec 2026, and not as of 21 Nov 2026, the day of the run.',
    ]);
  });

  it('tells how to see that the chain was cut behind it', () => {
    const { chain } = buildReport(inputOf(acme));
    expect(chain.verify[0]).toContain(`pdp history verify --head ${chain.hash}`);
  });

  it('marks lines of which something was withheld, and explains the mark', () => {
    const input = inputOf(acme);
    const [quote, ...others] = input.quotes;
    if (quote === undefined) throw new Error('Nothing is quoted.');
    const lines = quote.lines.map((text, index) => (index === 0 ? `${text} ${withheldMark}` : text));
    const report = buildReport({ ...input, quotes: [{ ...quote, lines }, ...others] });
    expect(report.quotes.map(({ withheld }) => withheld)).toEqual([[quote.line], ...others.map(() => [])]);
    expect(report.method.map(({ text }) => text).join(' ')).toContain(withheldMark);
    expect(toHtml(report)).toContain(`<mark>${withheldMark}</mark>`);
  });

  it('tells what changed since the run before it, and why', () => {
    const before = inputOf({ ...acme, plan: changedPlan });
    const after = inputOf(acme);
    const comparison = compareRuns(before.record, after.record, { before: before.plan, after: after.plan });
    const { changed } = buildReport({ ...after, comparison }).summary;
    expect(changed?.since).toBe('the run of 21 Nov 2026, 09:00 UTC');
    expect(changed?.sentences[0]).toMatch(/^The plan was changed: \w+/);
    expect(changed?.sentences.join('\n')).toMatch(/from not applicable to unknown\. The plan was changed: \S+/);
  });

  it('tells of a finding that stays as it was what of it is another one', () => {
    const elsewhere = acme.plan.replace('who: net-team@acme.example}}', 'who: edge@acme.example}}');
    const [before, after] = [inputOf(acme), inputOf({ ...acme, plan: elsewhere })];
    const { changed } = buildReport({ ...after, comparison: compareRuns(before.record, after.record) }).summary;
    expect(changed?.sentences[1]).toMatch(/: still \w+, with another owner[.] The plan was changed[.]$/);
  });

  it.each([
    ['this-plan', ', for the plan as it was audited', 1],
    ['another-plan', ', for another state of the plan', 0],
  ] as const)('says of a sign-off whether it is for %s', (signedFor, words, count) => {
    const { run } = inputOf(acme).record;
    const planHash = signedFor === 'this-plan' ? run.signedHash : digest('another');
    const plan = acme.plan.replace('on: 2026-11-02}', `on: 2026-11-02, planHash: ${planHash}}`);
    const { responsibilities } = buildReport(inputOf({ ...acme, plan }));
    const [owner] = responsibilities.tasks.find(({ id }) => id === 'network-management')?.owners ?? [];
    expect(owner).toMatchObject({ signedFor, signed: `Signed by j.doe@acme.example on 2 Nov 2026${words}` });
    expect(responsibilities.sentence).toContain(`${count} of 5 named owners have signed.`);
  });

  it('claims nothing of a sign-off where the record is from before it was judged', () => {
    const plan = acme.plan.replace('on: 2026-11-02}', `on: 2026-11-02, planHash: ${digest('any')}}`);
    const input = inputOf({ ...acme, plan });
    const { signedHash: _signedHash, ...run } = input.record.run;
    const { responsibilities } = buildReport({ ...input, record: { ...input.record, run } });
    const [owner] = responsibilities.tasks.find(({ id }) => id === 'network-management')?.owners ?? [];
    expect(owner).toEqual({
      role: 'responsible',
      who: 'net-team@acme.example',
      signed: 'Signed by j.doe@acme.example on 2 Nov 2026',
    });
  });

  it('has every answer of the plan with its question, also of one that is settled by it', () => {
    const plan = `${acme.plan}answers: {siem-tier-or-add-on: Part of the tier., holdsSubscription: true}\n`;
    const { plan: told, tested } = buildReport(inputOf({ ...acme, plan }));
    expect(told.answers).toEqual([
      {
        id: 'siem-tier-or-add-on',
        question: 'Are SIEM alerts part of the standard and premium tiers, or do they need the add-on?',
        answer: 'Part of the tier.',
      },
      { id: 'holdsSubscription', question: 'holdsSubscription', answer: 'true' },
    ]);
    expect(tested.openQuestions.map(({ question }) => question)).not.toContain(told.answers?.[0]?.question);
  });

  it('says that nothing changed where nothing did', () => {
    const input = inputOf(acme);
    const { changed } = buildReport({ ...input, comparison: compareRuns(input.record, input.record) }).summary;
    expect(changed?.sentences).toEqual([
      'Plan, catalogue, program and evidence are the same in both.',
      'No finding has changed.',
    ]);
  });

  it('says on-premises that tiers can’t be told apart', () => {
    const onPremises = barePlan.replace('cloud: azure', 'cloud: on-premises');
    const { tier, summary } = buildReport(inputOf({ plan: onPremises, rules: {} }));
    expect(tier.reached).toBeNull();
    expect(tier.remarks[0]).toContain('6 of 13 controls are available');
    expect(summary.tiers.map(({ result, asked }) => [result, asked])).toEqual([
      ['not-decidable', 6],
      ['not-decidable', 6],
      ['not-decidable', 6],
    ]);
  });
});
