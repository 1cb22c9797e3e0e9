/** In bytes: as much as the browser host takes in one request, what was dropped included. */
export const mostBytesOfRequest = 64 * 1024 * 1024;

/** What a form adds to the list of the files and to what they hold, with room to spare. */
const bytesBesideFiles = 4096;
/** Of a character of JavaScript in UTF-8. */
const mostBytesOfCharacter = 3;

interface FilesToSend {
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  readonly content: { readonly size: number };
}

/** Whether files are more than one request may hold. */
export function isTooMuchToSend({ files, content }: FilesToSend): boolean {
  const listBytes = JSON.stringify(files).length * mostBytesOfCharacter;
  return listBytes + content.size + bytesBesideFiles > mostBytesOfRequest;
}
