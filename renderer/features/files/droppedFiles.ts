/** What a file of text is, as far as one can tell before it is read for rules. */
export function isPlanText(text: string): boolean {
  return /^\s*["']?apiVersion["']?\s*:\s*["']?pdp-workbench\//m.test(text.slice(0, 20_000));
}

/** The files of a drop, folders opened; names carry the folders they came in. */
export async function readDropped(transfer: DataTransfer): Promise<readonly File[]> {
  // What is not from the file system, such as a file of another page, has no entry and is a file at once. All are asked for
  // before the first is awaited: a drop's items are gone after that.
  const items = [...transfer.items].map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const files = await Promise.all(
    items.map(({ entry, file }) => (entry === null ? (file === null ? [] : [file]) : filesOf(entry))),
  );
  return files.flat();
}

async function filesOf(entry: FileSystemEntry): Promise<readonly File[]> {
  if (entry.isFile) {
    return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))];
  }
  if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  for (;;) {
    // A reader hands out its entries in portions, until one is empty.
    const portion = await new Promise<readonly FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (portion.length === 0) return files;
    for (const inner of portion) files.push(...(await filesOf(inner)));
  }
}

/** The bytes of a file in base64. */
export async function readBase64(file: File): Promise<string> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result)));
    reader.addEventListener('error', () => reject(reader.error ?? new Error(`${file.name} can’t be read.`)));
    reader.readAsDataURL(file);
  });
  return url.slice(url.indexOf(',') + 1);
}
