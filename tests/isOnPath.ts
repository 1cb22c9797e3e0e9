import path from 'node:path';
import { isProgram } from './isProgram.ts';

export function isOnPath(name: string): boolean {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => isProgram(path.join(folder, name)));
}
