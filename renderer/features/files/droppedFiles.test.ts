// @vitest-environment node -- jsdom's files can't be read as streams
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { toSnapshotFile } from '#shared/evidence/snapshotFile.ts';
import { kindsOf } from './droppedFiles.ts';
import type { DroppedFile } from './droppedFiles.ts';

const snapshot = toSnapshotFile(JSON.stringify({ resources: 'x'.repeat(200_000) }), () => 'a'.repeat(64));

const plain = (text: string): Promise<Blob> => Promise.resolve(new Blob([text]));
const compressed = (text: string): Promise<Blob> =>
  new Response(new Blob([text]).stream().pipeThrough(new CompressionStream('gzip'))).blob();
const bytes = (...values: readonly number[]): Promise<Blob> => Promise.resolve(new Blob([new Uint8Array(values)]));

const named = (content: Blob, name = 'nsg.json'): DroppedFile => ({ name, file: content as File });
const never = new AbortController().signal;

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
    expect(await kindsOf([named(await content)], never)).toEqual([kind]);
  });

  it('is unfolded only where it is compressed: of thousands of files that would hold up the page', async () => {
    const unfolding = vi.spyOn(globalThis, 'DecompressionStream');
    onTestFinished(() => unfolding.mockRestore());
    await kindsOf([named(await plain('kind: List\n'))], never);
    expect(unfolding).not.toHaveBeenCalled();
    await kindsOf([named(await compressed('kind: List\n'))], never);
    expect(unfolding).toHaveBeenCalledOnce();
  });

  it('is named where it can’t be read', async () => {
    const gone = await plain('kind: List\n');
    vi.spyOn(gone, 'slice').mockReturnValue({ arrayBuffer: () => Promise.reject(new Error('It is gone.')) } as Blob);
    const files = [named(await plain('kind: List\n')), named(gone, 'rules/gone.yaml')];
    await expect(kindsOf(files, never)).rejects.toThrow('rules/gone.yaml: It is gone.');
  });

  it('is looked at by a few files at a time, in their order, until it is aborted', async () => {
    const controller = new AbortController();
    let looking = 0;
    const most: number[] = [];
    const files = Array.from({ length: 1000 }, (_, index) => {
      const file = new Blob([index % 3 === 0 ? 'apiVersion: pdp-workbench/v1' : 'kind: List']);
      vi.spyOn(file, 'slice').mockImplementation(() => {
        looking += 1;
        most.push(looking);
        const arrayBuffer = async () => {
          await new Promise((resolve) => setTimeout(resolve));
          looking -= 1;
          return file.arrayBuffer();
        };
        return { arrayBuffer } as Blob;
      });
      return named(file);
    });
    const kinds = await kindsOf(files, controller.signal);
    expect(kinds.map((kind) => kind === 'plan')).toEqual(files.map((_, index) => index % 3 === 0));
    expect(Math.max(...most)).toBeLessThanOrEqual(50);
    const asked = kindsOf(files, controller.signal);
    most.length = 0;
    controller.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
    expect(most.length).toBeLessThanOrEqual(50);
  });
});
