import { accessSync, constants, statSync } from 'node:fs';

/** Whether the file is there and may be run: a folder of that name, or a file without the right to be run, is no program. */
export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
