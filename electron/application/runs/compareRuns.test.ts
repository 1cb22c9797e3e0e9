import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { clusterOf, objectOf } from '#shared/audit/testing/clusterOf.ts';
import { toSnapshotFile, toSnapshotText } from '#shared/evidence/snapshotFile.ts';
import type { Report } from '#shared/report/report.ts';
import { sha256 } from '../../adapters/system/sha256.ts';
import { openSamplePlan, valueOf } from '../testing/openSamplePlan.ts';

describe('two runs', () => {
  it('that saw the same of a cluster at other times differ by nothing', async () => {
    const sample = await openSamplePlan();
    const snapshot = path.join(sample.folder, 'real.snapshot');
    const look = (startedAt: string, namespace: string): void => {
      const cluster = clusterOf({ namespaces: [objectOf('namespaces', namespace)] }, { startedAt });
      writeFileSync(snapshot, gzipSync(toSnapshotFile(toSnapshotText(cluster), sha256)));
    };
    for (const [startedAt, namespace] of [
      ['2026-11-21T08:00:00Z', 'pdp'],
      ['2026-11-21T09:00:00Z', 'pdp'],
      ['2026-11-21T09:00:00Z', 'other'],
    ] as const) {
      look(startedAt, namespace);
      await sample.audit(undefined, { snapshot });
    }
    const [same, other] = [
      { before: '1', after: '2' },
      { before: '2', after: '3' },
    ];
    expect(valueOf(await sample.operations.runs.compare(same)).inputs.evidence.changed).toEqual([]);
    expect(valueOf(await sample.operations.runs.compare(other)).inputs.evidence.changed).toEqual(['real.snapshot']);
  });
});

describe('what a run tells of a dropped file', () => {
  it('is told under the name that the user knows: by its report, and by what was kept of it', async () => {
    const { operations, folder, plan, audit } = await openSamplePlan();
    const content = new File([readFileSync(path.join(folder, 'rules/nsg.json'))], 'own.json');
    const dropped = valueOf(
      await operations.files.upload({ files: [{ name: 'own.json', bytes: content.size }], content }),
    );
    const { run } = await audit([dropped.folder]);
    const kept = run.evidence.find(({ name }) => name.includes('uploads'));
    const report = valueOf(await operations.report.render({ plan, format: 'json' }));
    expect(report.text).not.toContain('uploads');
    const { tested, quotes } = JSON.parse(report.text) as Report;
    expect(tested.sources.map(({ file }) => file)).toContain('own.json');
    expect(quotes.map(({ file }) => file)).toContain('own.json');
    expect(valueOf(await operations.runs.evidence({ id: '1', name: 'own.json' })).hash).toBe(kept?.hash);
    const unknown = await operations.runs.evidence({ id: '1', name: 'x' });
    expect(unknown).toMatchObject({ failure: { remedy: expect.stringContaining('own.json') } });
  });
});
