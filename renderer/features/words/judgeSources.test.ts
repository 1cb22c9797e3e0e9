import { describe, expect, it } from 'vitest';
import type { Problem } from '#shared/kernel/problem.ts';
import type { ConnectionVerdict, EgressCheck, RuleSource } from '#shared/network/judging/verdict.ts';
import { sample } from '../../client/testing/sample.ts';
import { countReadRuleFiles } from './countReadRuleFiles.ts';
import { findUnreadSources, judgeSources } from './judgeSources.ts';

const { egress } = sample;
const problem = (file: string, severity: Problem['severity'], line = 1): Problem => ({
  file,
  line,
  message: 'It can’t be read.',
  remedy: 'Mend it.',
  severity,
});
const source = (file: string, layers: RuleSource['layers'] = []): RuleSource => ({
  file,
  layers,
  format: 'not recognised',
  bytes: 1,
  hash: 'f'.repeat(64),
  holds: '',
});
const withMore = (sources: readonly RuleSource[], problems: readonly Problem[]): EgressCheck => ({
  ...egress,
  sources: [...egress.sources, ...sources],
  problems: [...egress.problems, ...problems],
});
const bearings = (check: EgressCheck) =>
  Object.fromEntries([...judgeSources(check)].map(([file, { bearing }]) => [file, bearing]));

describe('what became of a rule file', () => {
  it('tells rules that decide a row from facts that other rules are judged with', () => {
    expect(bearings(egress)).toEqual({
      'rules/kubernetes/namespaces.yaml': 'facts',
      'rules/kubernetes/network-policies.yaml': 'rules',
      'rules/kubernetes/workloads.yaml': 'facts',
      'rules/nsg.json': 'rules',
    });
  });

  it('counts for each file the rows that name it, and no other', () => {
    for (const [file, { connections }] of judgeSources(egress)) {
      const named = [...egress.connections, ...egress.preconditions].filter((row) =>
        JSON.stringify(row.layers).includes(`"file":"${file}"`),
      );
      expect(connections).toEqual(named);
    }
  });

  it('never calls a broken file one that bears on nothing', () => {
    const check = withMore(
      [source('rules/broken.yaml', ['pod-policy']), source('rules/notes.txt')],
      [
        problem('rules/broken.yaml', 'error'),
        problem('rules/notes.txt', 'warning'),
        problem('rules/nsg.json', 'error'),
      ],
    );
    expect(bearings(check)).toMatchObject({
      'rules/broken.yaml': 'unread',
      'rules/notes.txt': 'foreign',
      'rules/nsg.json': 'unread',
    });
  });

  it('does not take rules for facts where a broken file keeps every row of their layer unknown', () => {
    const hide = (row: ConnectionVerdict): ConnectionVerdict => ({
      ...row,
      layers: row.layers.map((layer) =>
        layer.layer === 'pod-policy' && layer.verdict !== 'not-applicable'
          ? { ...layer, verdict: 'unknown', decidedBy: [] }
          : layer,
      ),
    });
    const check = withMore([source('rules/more.yaml', ['pod-policy'])], [problem('rules/broken.json', 'error')]);
    const hidden = { connections: check.connections.map(hide), preconditions: check.preconditions.map(hide) };
    expect(bearings({ ...check, ...hidden })).toEqual({
      'rules/kubernetes/namespaces.yaml': 'facts',
      'rules/kubernetes/network-policies.yaml': 'hidden',
      'rules/kubernetes/workloads.yaml': 'facts',
      'rules/more.yaml': 'hidden',
      'rules/nsg.json': 'rules',
    });
    // A row that is known shows that the layer is judged.
    expect(bearings({ ...check, ...hidden, preconditions: check.preconditions })).toMatchObject({
      'rules/kubernetes/network-policies.yaml': 'rules',
      'rules/more.yaml': 'facts',
    });
  });
});

describe('sources that were not read', () => {
  it('are named once each, with the first error and how many there are', () => {
    const check = withMore(
      [source('rules/broken.yaml')],
      [
        problem('rules/firewall.json', 'error'),
        problem('rules/broken.yaml', 'error', 3),
        problem('rules/broken.yaml', 'error', 7),
        problem('rules/odd.yaml', 'warning'),
      ],
    );
    expect(
      findUnreadSources(check).map(({ file, first, errors, isListed }) => [file, first.line, errors, isListed]),
    ).toEqual([
      ['rules/firewall.json', 1, 1, false],
      ['rules/broken.yaml', 3, 2, true],
    ]);
  });

  it('are none in the sample', () => {
    expect(findUnreadSources(egress)).toEqual([]);
  });
});

describe('the rule files that rows are judged by', () => {
  it('are all that there are', () => {
    expect(countReadRuleFiles(egress)).toBe('4 rule files');
  });

  it('are not those that could not be read, nor those in which nothing is known', () => {
    const check = withMore(
      [source('rules/broken.yaml', ['pod-policy']), source('rules/notes.txt')],
      [problem('rules/broken.yaml', 'error')],
    );
    expect(countReadRuleFiles(check)).toBe('4 of 6 rule files');
  });
});
