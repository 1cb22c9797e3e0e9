import { snapshotFormats } from '#shared/evidence/snapshotFormat.ts';

/** Of a file that is only looked at, to tell what it is. */
const GLANCE_BYTES = 20_000;

/** Of thousands of files that are looked at in one go the page would stand still for seconds. */
const GLANCES_AT_ONCE = 32;

type DroppedKind = 'plan' | 'snapshot' | 'rules';

/** What each of the files is, in their order; rejects once it is aborted, and with the name of the file that can’t be read. */
export async function kindsOf(files: readonly DroppedFile[], signal: AbortSignal): Promise<readonly DroppedKind[]> {
  const kinds: DroppedKind[] = [];
  while (kinds.length < files.length) {
    signal.throwIfAborted();
    const next = files.slice(kinds.length, kinds.length + GLANCES_AT_ONCE);
    kinds.push(...(await Promise.all(next.map(({ name, file }) => kindOf(file).catch(naming(name))))));
  }
  return kinds;
}

/** Browsers say why a file can’t be read, and not which: it may have gone since it was dropped. */
function naming(name: string): (error: unknown) => never {
  return (error) => {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  };
}

/** What a file is, as far as its beginning tells; all that is no plan and no snapshot is taken for rules. */
async function kindOf(file: Blob): Promise<DroppedKind> {
  const beginning = await file.slice(0, GLANCE_BYTES).arrayBuffer();
  const [first, second] = new Uint8Array(beginning);
  // Of thousands of files each that is unfolded for nothing holds up the page.
  if (first === 0x1f && second === 0x8b) {
    return (await unfold(beginning)).startsWith(`{"format":"${snapshotFormats}`) ? 'snapshot' : 'rules';
  }
  return isPlanText(new TextDecoder().decode(beginning)) ? 'plan' : 'rules';
}

/** The beginning of what was compressed; nothing of what is damaged. */
async function unfold(beginning: ArrayBuffer): Promise<string> {
  const reader = new Blob([beginning]).stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    const { value } = await reader.read();
    return new TextDecoder().decode(value);
  } catch {
    return '';
  } finally {
    // The rest is cut off, which is an error to whoever reads on.
    reader.cancel().catch(() => {});
  }
}

function isPlanText(text: string): boolean {
  return /^[\s{]*["']?apiVersion["']?\s*:\s*["']?pdp-workbench\//m.test(text);
}

export interface DroppedFile {
  /** With the folders that it lay in, from the folder that was dropped. */
  readonly name: string;
  readonly file: File;
}

/** In bytes. */
export function sizeOf(files: readonly DroppedFile[]): number {
  return files.reduce((bytes, { file }) => bytes + file.size, 0);
}

/** The files of a drop, folders opened; rejects once it is aborted. */
export async function readDropped(transfer: DataTransfer, signal: AbortSignal): Promise<readonly DroppedFile[]> {
  // What is not from the file system, such as a file of another page, has no entry and is a file at once. All are asked for
  // before the first is awaited: a drop's items are gone after that.
  const items = [...transfer.items].map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const files = await Promise.all(
    items.map(({ entry, file }) => {
      if (entry !== null) return filesOf(entry, signal);
      return file === null ? [] : [{ name: file.name, file }];
    }),
  );
  return files.flat();
}

async function filesOf(entry: FileSystemEntry, signal: AbortSignal): Promise<readonly DroppedFile[]> {
  signal.throwIfAborted();
  if (entry.isFile) {
    const name = entry.fullPath.replace(/^\//, '');
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    ).catch(naming(name));
    return [{ name, file }];
  }
  if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: DroppedFile[] = [];
  for (;;) {
    // A reader hands out its entries in portions, until one is empty.
    const portion = await new Promise<readonly FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return files;
    for (const inner of await Promise.all(portion.map((one) => filesOf(one, signal)))) files.push(...inner);
  }
}
