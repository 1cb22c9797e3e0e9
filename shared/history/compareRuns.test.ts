import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AppliedWaiver, Finding } from '../audit/finding.ts';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { auditMaterial, layerVerdict } from '../audit/testing/auditMaterial.ts';
import type { LayerVerdict, RuleSource, Verdict } from '../network/judging/verdict.ts';
import type { LayerKind, Plan } from '../plan/plan.ts';
import { compareRuns, describeChangeCause, describeSamePlan, directions } from './compareRuns.ts';
import type { FindingChange } from './compareRuns.ts';
import type { RunIdentity, RunRecord } from './runRecord.ts';
import { sealRun } from './sealRun.ts';
import { exampleFinding, exampleRun } from './testing/exampleRun.ts';
import { sha256 } from './testing/sha256.ts';

function runWith(findings: readonly Finding[], run: Partial<RunIdentity> = {}): RunRecord {
  return sealRun(exampleRun({ findings, run }), null, sha256);
}

const waiver: AppliedWaiver = { reason: 'Moves in January', owner: 'net-team', expires: '2026-12-31' };
const rules = (hash: string, name = 'rules.yaml'): RunIdentity['evidence'][number] => ({ hash, kind: 'rules', name });

const made = { programVersion: '0.1.0', catalogHash: 'c'.repeat(64) };

interface DrawnFinding {
  readonly id: string;
  readonly outcome: Finding['outcome'];
  readonly waived: boolean;
}

function toFindings(drawn: readonly DrawnFinding[]): Finding[] {
  return drawn.map(({ id, outcome, waived }) => exampleFinding({ id, outcome, ...(waived ? { waiver } : {}) }));
}

describe('compareRuns', () => {
  it('finds nothing between a run and the same run again', () => {
    const run = runWith([exampleFinding(), exampleFinding({ id: 'second' })]);
    expect(compareRuns(run, run)).toMatchObject({
      changes: [],
      summary: { same: 2, worse: 0, found: 0, lost: 0, better: 0, new: 0, gone: 0, other: 0 },
    });
  });

  it('finds nothing between two sessions in which the same files were dropped', () => {
    const of = (session: string): RunRecord => {
      const name = `/data/uploads/${session}/${'a'.repeat(64)}/rules.yaml`;
      const evidence = [{ text: 'Denied', source: `${name}:3` }];
      return runWith([exampleFinding({ evidence })], { evidence: [rules('1', name)] });
    };
    const sessions = ['7-f67b1902-581a-4561-840c-12242bfab9ec', '8-0a7b1902-581a-4561-840c-12242bfab9ed'];
    const [before, after] = sessions.map(of) as [RunRecord, RunRecord];
    expect(compareRuns(before, after)).toMatchObject({
      changes: [],
      inputs: { evidence: { added: [], removed: [], changed: [] } },
    });
  });

  it.each<[string, Partial<Finding>, Partial<Finding>, Partial<RunIdentity>, string, string[], string[]]>([
    [
      'what was unknown and is out of scope now',
      { outcome: 'unknown', waitsFor: 'cluster' },
      { outcome: 'unknown', waitsFor: 'cluster', outOfScope: 'No cluster was to be looked at.' },
      {},
      'other',
      ['outOfScope'],
      ['scope-changed'],
    ],
    [
      'a pass whose cluster nobody was to look at again',
      { outcome: 'pass' },
      { outcome: 'unknown', waitsFor: 'cluster', outOfScope: 'No cluster was to be looked at.' },
      {},
      'worse',
      ['outcome', 'outOfScope'],
      ['scope-changed'],
    ],
    [
      'a failure that other rules mended',
      {},
      { outcome: 'pass' },
      { evidence: [rules('2')] },
      'better',
      ['outcome'],
      ['evidence-changed'],
    ],
    [
      'a pass that an edit of the plan made a failure',
      { outcome: 'pass' },
      { outcome: 'fail' },
      { planHash: 'b'.repeat(64) },
      'worse',
      ['outcome'],
      ['plan-changed'],
    ],
    [
      'a change with both the plan and the rules changed',
      { outcome: 'pass' },
      { outcome: 'fail' },
      { planHash: 'b'.repeat(64), evidence: [rules('1'), rules('2', 'more.yaml')] },
      'worse',
      ['outcome'],
      ['plan-changed', 'evidence-added'],
    ],
    [
      'another catalogue',
      { outcome: 'pass' },
      { outcome: 'unknown', unknownBecause: 'not-collected' },
      { catalogVersion: '2027-01-01' },
      'worse',
      ['outcome', 'unknownBecause'],
      ['catalog-changed'],
    ],
    [
      'another text of the same catalogue',
      { outcome: 'pass' },
      { outcome: 'fail' },
      { catalogHash: 'd'.repeat(64) },
      'worse',
      ['outcome'],
      ['catalog-changed'],
    ],
    [
      'another version of the program',
      { outcome: 'pass' },
      { outcome: 'fail' },
      { programVersion: '0.2.0' },
      'worse',
      ['outcome'],
      ['program-changed'],
    ],
    [
      'a failure that is no longer known since its file went missing',
      {},
      { outcome: 'unknown', unknownBecause: 'not-collected' },
      { evidence: [] },
      'lost',
      ['outcome', 'unknownBecause'],
      ['evidence-removed'],
    ],
    [
      'an unknown that turned out to fail once its rules were read',
      { outcome: 'unknown' },
      { outcome: 'fail' },
      { evidence: [rules('1'), rules('2', 'more.yaml')] },
      'found',
      ['outcome'],
      ['evidence-added'],
    ],
    [
      'a failure that is no longer asked for',
      {},
      { outcome: 'not-applicable' },
      { planHash: 'b'.repeat(64) },
      'other',
      ['outcome'],
      ['plan-changed'],
    ],
    ['a waiver that was added', {}, { waiver }, { planHash: 'b'.repeat(64) }, 'other', ['waiver'], ['waiver-appeared']],
    [
      'a waiver that expired',
      { waiver },
      {},
      { asOf: '2027-01-01T00:00:00.000Z' },
      'worse',
      ['waiver'],
      ['waiver-expired'],
    ],
    [
      'a waiver taken out on its last day',
      { waiver },
      {},
      { asOf: '2026-12-31T23:59:59.999Z', planHash: 'b'.repeat(64) },
      'worse',
      ['waiver'],
      ['waiver-withdrawn'],
    ],
    [
      'an attestation that expired',
      { requirement: 'control.sast', outcome: 'pass', how: 'attested' },
      { requirement: 'control.sast', outcome: 'unknown', how: 'attested', unknownBecause: 'expired' },
      { asOf: '2027-12-01T00:00:00.000Z', evidence: [rules('2')] },
      'worse',
      ['outcome', 'unknownBecause'],
      ['proof-expired'],
    ],
    [
      'a finding on the plan, which no rule file can change',
      { requirement: 'plan.siem', outcome: 'unknown' },
      { requirement: 'plan.siem', outcome: 'pass' },
      { planHash: 'b'.repeat(64), evidence: [rules('2')] },
      'better',
      ['outcome'],
      ['plan-changed'],
    ],
    [
      'only another instant to judge at',
      { outcome: 'pass' },
      { outcome: 'fail' },
      { asOf: '2027-12-01T00:00:00.000Z' },
      'worse',
      ['outcome'],
      ['as-of-moved'],
    ],
    [
      'a change that no input explains',
      { outcome: 'pass' },
      { outcome: 'fail' },
      {},
      'worse',
      ['outcome'],
      ['not-in-the-records'],
    ],
    [
      'the same outcome on other grounds',
      {},
      { evidence: [{ text: 'Denied by deny-all', source: 'rules/policies.yaml:40' }] },
      { evidence: [rules('2')] },
      'other',
      ['evidence'],
      ['evidence-changed'],
    ],
  ])('explains %s', (_what, before, after, run, direction, what, because) => {
    const comparison = compareRuns(
      runWith([exampleFinding(before)], { ...made, evidence: [rules('1')] }),
      runWith([exampleFinding(after)], { ...made, evidence: [rules('1')], ...run }),
    );
    expect(comparison.changes).toHaveLength(1);
    expect(comparison.changes[0]).toMatchObject({ direction, what, because });
    expect(comparison.summary).toMatchObject({ [direction]: 1, same: 0 });
  });

  describe('of what differs, names that which the verdict rests on', () => {
    const files = ['rules/policies.yaml', 'rules/nsg.json'] as const;
    const layerOf = { 'rules/policies.yaml': 'pod-policy', 'rules/nsg.json': 'azure-nsg' } as const;
    const source = (file: (typeof files)[number]): RuleSource => ({
      file,
      format: 'rules',
      bytes: 1,
      hash: '',
      layers: [layerOf[file]],
      holds: '',
    });
    const layer = (of: LayerKind, verdict: Verdict, line: number): LayerVerdict =>
      layerVerdict(verdict, { layer: of, decidedBy: [{ file: 'rules/policies.yaml', line, rule: 'own' }] });
    const run = (
      finding: Partial<Finding>,
      layers: readonly LayerVerdict[],
      { hashes = ['1', '1'], planHash = 'a' }: { hashes?: readonly string[]; planHash?: string } = {},
    ): RunRecord => {
      const material = auditMaterial(embeddedCatalog, { verdicts: { 'pdp-agent--control-plane': { layers } } });
      const egress = { ...material.egress, sources: files.map(source) };
      const evidence = files.map((file, at) => rules(hashes[at] ?? '', file));
      const unsealed = exampleRun({
        findings: [exampleFinding(finding)],
        egress,
        run: { evidence, planHash: planHash.repeat(64) },
      });
      return sealRun(unsealed, null, sha256);
    };
    const at = (line: number) => ({
      evidence: [{ text: 'Denied by own', source: `rules/policies.yaml:${line}` }],
      remedy: `Open it at rules/policies.yaml:${line}.`,
    });
    const plan = (words: string): Plan => auditMaterial(embeddedCatalog, { more: words }).plan;

    it('and not that a rule stands at another line', () => {
      const comparison = compareRuns(
        run(at(12), [layer('pod-policy', 'denied', 12)]),
        run(at(40), [layer('pod-policy', 'denied', 40)], { hashes: ['2', '1'] }),
      );
      expect(comparison).toMatchObject({ changes: [], summary: { same: 1 } });
      expect(comparison.inputs.evidence.changed).toEqual(['rules/policies.yaml']);
    });

    it('and not a file whose layer says what it said before', () => {
      const before = run({ outcome: 'pass' }, [layer('pod-policy', 'allowed', 1), layer('azure-nsg', 'allowed', 1)]);
      const after = run({ outcome: 'fail' }, [layer('pod-policy', 'allowed', 9), layer('azure-nsg', 'denied', 1)], {
        hashes: ['2', '2'],
      });
      const { because, inputs } = compareRuns(before, after).changes[0] as FindingChange;
      expect(because.map((cause) => describeChangeCause(cause, inputs))).toEqual(['rules/nsg.json was changed.']);
    });

    it('and of the plan the keys that can have a part in it', () => {
      const plans = {
        before: plan('network: {cni: cilium}\nwaivers: []\n'),
        after: plan('network: {cni: calico}\nattestations: [{control: sast, statement: s, by: me, on: 2026-01-01}]\n'),
      };
      const comparison = compareRuns(
        run({ outcome: 'pass' }, []),
        run({ outcome: 'fail' }, [], { planHash: 'b' }),
        plans,
      );
      const { because, inputs } = comparison.changes[0] as FindingChange;
      expect(because.map((cause) => describeChangeCause(cause, inputs))).toEqual([
        'The plan was changed: network.cni from cilium to calico.',
      ]);
      expect(comparison.inputs.planChanges?.map(({ key }) => key)).toContain('attestations.sast');
    });

    it('and never none of them, where nothing that bears on it has changed', () => {
      const same = [layer('pod-policy', 'allowed', 1)];
      const { changes } = compareRuns(run({ outcome: 'pass' }, same), run({}, same, { hashes: ['1', '2'] }));
      expect(changes[0]?.because).toEqual(['evidence-changed']);
    });
  });

  it('lists new and gone findings with what they said', () => {
    const before = runWith([exampleFinding({ id: 'old' })]);
    const after = runWith([exampleFinding({ id: 'fresh' })], { planHash: 'b'.repeat(64) });
    const { changes, summary } = compareRuns(before, after);
    expect(changes.map(({ id, direction, because }) => [id, direction, because])).toStrictEqual([
      ['fresh', 'new', ['plan-changed']],
      ['old', 'gone', ['plan-changed']],
    ]);
    expect(summary).toStrictEqual({ worse: 0, found: 0, lost: 0, new: 1, better: 0, gone: 1, other: 0, same: 0 });
  });

  it('tells which evidence came, went or changed, and counts the plan file as the plan', () => {
    const before = runWith([], {
      evidence: [rules('1', 'a'), rules('1', 'b'), { hash: '1', kind: 'plan', name: 'p' }],
    });
    const after = runWith([], { evidence: [rules('2', 'a'), rules('1', 'c'), { hash: '2', kind: 'plan', name: 'p' }] });
    expect(compareRuns(before, after).inputs.evidence).toStrictEqual({ added: ['c'], removed: ['b'], changed: ['a'] });
  });

  it('does not say that the program was another where a record of old does not tell', () => {
    const { inputs } = compareRuns(runWith([]), runWith([], made));
    expect(inputs).toMatchObject({ programChanged: false, catalogChanged: false });
  });

  it('names the files that came, went or changed, and not too many of them', () => {
    const evidence = { added: ['a.yaml'], removed: ['b.yaml', 'c.yaml'], changed: ['1', '2', '3', '4', '5'] };
    const told = (['evidence-added', 'evidence-removed', 'evidence-changed'] as const).map((cause) =>
      describeChangeCause(cause, { evidence }),
    );
    expect(told).toStrictEqual([
      'a.yaml was read in addition.',
      'b.yaml and c.yaml were no longer read.',
      '1, 2, 3 and 2 more were changed.',
    ]);
  });

  describe('of runs of', () => {
    const of = (name: string, file: string, outcome: Finding['outcome']): RunRecord => {
      const run = exampleRun({ findings: [exampleFinding({ outcome })] });
      return sealRun({ ...run, plan: { ...run.plan, name, file } }, null, sha256);
    };

    it('a plan that has moved says so, and compares them', () => {
      const comparison = compareRuns(of('acme', '/old/plan.yaml', 'pass'), of('acme', '/new/plan.yaml', 'fail'));
      expect(comparison.inputs.samePlan).toBe('moved');
      expect(describeSamePlan(comparison)).toContain('in another place');
      expect(comparison.changes[0]?.because).not.toContain('another-plan');
    });

    it('two plans says so, and gives no other cause', () => {
      const comparison = compareRuns(of('acme', '/acme.yaml', 'pass'), of('beta', '/beta.yaml', 'fail'));
      expect(comparison.inputs.samePlan).toBe('other');
      expect(describeSamePlan(comparison)).toMatch(/^These are runs of two plans, acme and beta/);
      expect(comparison.changes.map(({ because }) => because)).toStrictEqual([['another-plan']]);
    });

    it('one plan has nothing to say of that, also where it was given another name', () => {
      const comparison = compareRuns(of('acme', '/acme.yaml', 'pass'), of('acme-prod', '/acme.yaml', 'fail'));
      expect(describeSamePlan(comparison)).toBeUndefined();
    });
  });

  it('counts every finding of both runs exactly once, and gives each change a cause', () => {
    const findings = fc.uniqueArray(
      fc.record({
        id: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
        outcome: fc.constantFrom('pass', 'fail', 'unknown', 'not-applicable' as const),
        waived: fc.boolean(),
      }),
      { selector: ({ id }) => id },
    );
    fc.assert(
      fc.property(findings, findings, (before, after) => {
        const { changes, summary } = compareRuns(runWith(toFindings(before)), runWith(toFindings(after)));
        const ids = new Set([...before, ...after].map(({ id }) => id));
        expect(Object.values(summary).reduce((sum, count) => sum + count, 0)).toBe(ids.size);
        expect(changes.every(({ because }) => because.length > 0)).toBe(true);
        expect(changes.map(({ direction }) => directions.indexOf(direction))).toStrictEqual(
          changes.map(({ direction }) => directions.indexOf(direction)).toSorted((one, other) => one - other),
        );
      }),
    );
  });
});
