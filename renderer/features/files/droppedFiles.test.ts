// @vitest-environment node -- jsdom's files can't be read as streams
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { toSnapshotFile } from '#shared/evidence/snapshotFile.ts';
import { kindOf } from './droppedFiles.ts';

const snapshot = toSnapshotFile(JSON.stringify({ resources: 'x'.repeat(200_000) }), () => 'a'.repeat(64));

const plain = (text: string): Promise<Blob> => Promise.resolve(new Blob([text]));
const compressed = (text: string): Promise<Blob> =>
  new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
const bytes = (...values: readonly number[]): Promise<Blob> => Promise.resolve(new Blob([new Uint8Array(values)]));

describe('what was dropped', () => {
  it.each([
    ['a plan', plain('apiVersion: pdp-workbench/v1\nkind: Plan\n'), 'plan'],
    ['a plan in JSON', plain('{"apiVersion": "pdp-workbench/v1"}'), 'plan'],
    ['a snapshot, whatever its name', compressed(snapshot), 'snapshot'],
    ['a small snapshot', compressed(snapshot.slice(0, 200)), 'snapshot'],
    ['compressed rules', compressed('apiVersion: v1\nkind: List\n'), 'rules'],
    ['what begins as if it were compressed', bytes(0x1f, 0x8b, 8, 0, 1, 2, 3), 'rules'],
    ['the text of a snapshot that nothing has compressed', plain(snapshot), 'rules'],
    ['nothing', plain(''), 'rules'],
  ])('is known by its beginning: %s', async (_what, content, kind) => {
    expect(await kindOf(await content)).toBe(kind);
  });

  it('is unfolded only where it is compressed: of thousands of files that would hold up the page', async () => {
    const unfolding = vi.spyOn(globalThis, 'DecompressionStream');
    onTestFinished(() => unfolding.mockRestore());
    await kindOf(await plain('kind: List\n'));
    expect(unfolding).not.toHaveBeenCalled();
    await kindOf(await compressed('kind: List\n'));
    expect(unfolding).toHaveBeenCalledOnce();
  });
});
