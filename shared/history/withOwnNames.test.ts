import { describe, expect, it } from 'vitest';
import type { RunRecord } from './runRecord.ts';
import { sealRun } from './sealRun.ts';
import { exampleFinding, exampleRun } from './testing/exampleRun.ts';
import { sha256 } from './testing/sha256.ts';
import { withOwnNames } from './withOwnNames.ts';

const drop = (digit: string): string =>
  `/home/a user/.pdp/uploads/417-f67b1902-581a-4561-840c-12242bfab9ec/${digit.repeat(64)}/`;

function recordOf(...files: readonly string[]): RunRecord {
  const evidence = files.map((name, index) => ({ hash: String(index), kind: 'rules', name }));
  const findings = files.map((file) =>
    exampleFinding({ evidence: [{ text: `Denied at ${file}:3`, source: `${file}:3` }] }),
  );
  return sealRun(exampleRun({ findings, run: { evidence } }), null, sha256);
}

describe('the record of a run for people', () => {
  it.each<[string, readonly string[], readonly string[]]>([
    ['a file', [`${drop('a')}nsg.json`, 'rules/nsg.json'], ['nsg.json', 'rules/nsg.json']],
    ['a folder', [`${drop('a')}rules/a.yaml`, `${drop('a')}rules/b.yaml`], ['rules/a.yaml', 'rules/b.yaml']],
    [
      'a file that is called as one of the plan is',
      ['nsg.json', `${drop('a')}nsg.json`, `${drop('a')}acl.json`],
      ['nsg.json', 'dropped 1/nsg.json', 'dropped 1/acl.json'],
    ],
    ['two files of one name', [`${drop('a')}nsg.json`, `${drop('b')}nsg.json`], ['nsg.json', 'dropped 2/nsg.json']],
  ])('has the names that the user knows of what was dropped: %s', (_what, files, names) => {
    const { run, findings } = withOwnNames(recordOf(...files));
    expect(run.evidence.map(({ name }) => name)).toEqual(names);
    expect(findings.map(({ evidence }) => evidence[0])).toEqual(
      names.map((name) => ({ text: `Denied at ${name}:3`, source: `${name}:3` })),
    );
  });

  it('is the record itself where nothing was dropped', () => {
    const record = recordOf('rules/nsg.json');
    expect(withOwnNames(record)).toBe(record);
  });
});
