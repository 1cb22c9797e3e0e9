import { snapshotFormats } from '#shared/evidence/snapshotFormat.ts';

/** Of a file that is only looked at, to tell what it is. */
const GLANCE_BYTES = 20_000;

/** Of thousands of files that are opened or looked at in one go the page would stand still for seconds. */
const FILES_AT_ONCE = 32;

type DroppedKind = 'plan' | 'snapshot' | 'rules';

/** What each of the files is, in their order; rejects once it is aborted, and with the name of the file that can’t be read. */
export function kindsOf(files: readonly DroppedFile[], signal: AbortSignal): Promise<readonly DroppedKind[]> {
  return inPortions(files, signal, ({ name, file }) => kindOf(file).catch(naming(name)));
}

/** In their order; rejects once it is aborted. */
async function inPortions<Item, Answer>(
  items: readonly Item[],
  signal: AbortSignal,
  ask: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  while (answers.length < items.length) {
    signal.throwIfAborted();
    const portion = items.slice(answers.length, answers.length + FILES_AT_ONCE);
    answers.push(...(await Promise.all(portion.map(ask))));
  }
  return answers;
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

/** As they are sent: in one piece and unread. Of thousands that are sent each by itself the page would stand still. */
export function joinFiles(files: readonly DroppedFile[]) {
  return {
    files: files.map(({ name, file }) => ({ name, bytes: file.size })),
    content: new File(
      files.map(({ file }) => file),
      'dropped',
    ),
  };
}

/** The files of a drop, folders opened; rejects once it is aborted. */
export async function readDropped(transfer: DataTransfer, signal: AbortSignal): Promise<readonly DroppedFile[]> {
  // All are asked for before anything is awaited: a drop's items are gone after that. What is not from the file system, such
  // as a file of another page, has no entry and is a file at once; of thousands that have one, both would take twice as long.
  const entries: FileSystemEntry[] = [];
  const files: File[] = [];
  for (const item of transfer.items) {
    const entry = item.webkitGetAsEntry();
    const file = entry === null ? item.getAsFile() : null;
    if (entry !== null) entries.push(entry);
    if (file !== null) files.push(file);
  }
  const opened = await inPortions(await findFiles(entries, signal), signal, openFile);
  return [...opened, ...files.map((file) => ({ name: file.name, file }))];
}

/** Of folders all that lies below them, unopened. */
async function findFiles(
  entries: readonly FileSystemEntry[],
  signal: AbortSignal,
): Promise<readonly FileSystemFileEntry[]> {
  const found: FileSystemFileEntry[] = [];
  for (const entry of entries) {
    signal.throwIfAborted();
    if (entry.isFile) found.push(entry as FileSystemFileEntry);
    else if (!entry.name.startsWith('.') && entry.name !== 'node_modules') {
      const inner = await listEntries(entry as FileSystemDirectoryEntry);
      for (const file of await findFiles(inner, signal)) found.push(file);
    }
  }
  return found;
}

async function listEntries(folder: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = folder.createReader();
  const entries: FileSystemEntry[] = [];
  for (;;) {
    // A reader hands out its entries in portions, until one is empty.
    const portion = await new Promise<readonly FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return entries;
    entries.push(...portion);
  }
}

async function openFile(entry: FileSystemFileEntry): Promise<DroppedFile> {
  const name = entry.fullPath.replace(/^\//, '');
  const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject)).catch(naming(name));
  return { name, file };
}
