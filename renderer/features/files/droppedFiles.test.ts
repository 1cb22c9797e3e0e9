// @vitest-environment node -- jsdom's files can't be read as streams
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { toSnapshotFile } from '#shared/evidence/snapshotFile.ts';
import { joinFiles, kindsOf, readDropped } from './droppedFiles.ts';
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

describe('a folder that was dropped', () => {
  /** So many folders of so many files each, as a browser hands them over. */
  function folderOf(folders: number, files: number) {
    let opening = 0;
    const most: number[] = [];
    const fileAt = (fullPath: string) => ({
      isFile: true,
      fullPath,
      file(take: (file: File) => void) {
        opening += 1;
        most.push(opening);
        setTimeout(() => {
          opening -= 1;
          take(new File([], fullPath));
        });
      },
    });
    const folderAt = (name: string, inner: readonly unknown[]) => {
      const portions = [inner.slice(0, 2), inner.slice(2), []];
      return {
        isFile: false,
        name,
        createReader: () => ({ readEntries: (take: (some: unknown) => void) => take(portions.shift()) }),
      };
    };
    const inner = Array.from({ length: folders }, (_, at) =>
      folderAt(
        `${at}`,
        Array.from({ length: files }, (__, index) => fileAt(`/rules/${at}/${index}.yaml`)),
      ),
    );
    const hidden = folderAt('.git', [fileAt('/rules/.git/config')]);
    const items = [{ webkitGetAsEntry: () => folderAt('rules', [...inner, hidden]) }];
    return { transfer: { items } as unknown as DataTransfer, most };
  }

  it('is opened by a few files at a time, in their order, but for what is hidden', async () => {
    const { transfer, most } = folderOf(10, 50);
    const files = await readDropped(transfer, never);
    expect(files.map(({ name }) => name)).toEqual(
      Array.from({ length: 500 }, (_, index) => `rules/${Math.floor(index / 50)}/${index % 50}.yaml`),
    );
    expect(Math.max(...most)).toBeLessThanOrEqual(50);
  });
});

describe('what is sent of a drop', () => {
  it('is one file, however many were dropped, with the name and the size of each', async () => {
    const inFolder = named(new File(['[]'], 'nsg.json'), 'azure/nsg.json');
    const { files, content } = joinFiles([
      inFolder,
      named(new File([], 'a.yaml'), 'a.yaml'),
      named(new File(['ü'], 'b'), 'b'),
    ]);
    expect(files).toEqual([
      { name: 'azure/nsg.json', bytes: 2 },
      { name: 'a.yaml', bytes: 0 },
      { name: 'b', bytes: 2 },
    ]);
    expect(await content.text()).toBe('[]ü');
  });
});
