/** In bytes: as much as the browser host takes in one request, what was dropped included. */
export const mostBytesOfRequest = 64 * 1024 * 1024;

/** What a form adds to each file: its name, its type and what parts it from the next, with room to spare. */
const bytesBesideFile = 2048;

/** Whether files are more than one request may hold. */
export function isTooMuchToSend(files: readonly { readonly size: number }[]): boolean {
  return files.reduce((bytes, { size }) => bytes + size + bytesBesideFile, 0) > mostBytesOfRequest;
}
