import { droppedName } from '#shared/kernel/ownNames.ts';
import { writeNumber } from '#shared/kernel/writeNumber.ts';
import { count, listed } from './counts.ts';

/** The name of a file in its folder, of either platform's paths. */
export function baseName(path: string): string {
  return path.split(/[/\\]/).findLast((part) => part !== '') ?? path;
}

/** A drive keeps its separator: `C:` alone is whichever of its folders Windows is in. */
export function folderOf(path: string): string {
  const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  const isRoot = end <= 0 || /^[A-Za-z]:[/\\][^/\\]*$/.test(path);
  return path.slice(0, isRoot ? end + 1 : end);
}

/** Whether a file is the one at a path or lies below it; both whole, or as a plan in that folder names them. */
export function liesUnder(file: string, path: string, planFolder: string): boolean {
  const whole = toWhole(file, planFolder);
  const place = toWhole(path, planFolder);
  return whole === place || whole.startsWith(`${place}/`);
}

function toWhole(path: string, folder: string): string {
  const isWhole = /^(?:[/\\]|[A-Za-z]:)/.test(path);
  const parts = (isWhole ? path : `${folder}/${path}`).split(/[/\\]/);
  return parts.filter((part, index) => part !== '.' && (part !== '' || index === 0)).join('/');
}

/** Shortened in the middle, where addresses and paths have least to say: `/home/…/acme-prod.yaml`. */
export function shortenMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.floor((most - 1) / 2);
  return `${text.slice(0, head)}…${text.slice(text.length - (most - 1 - head))}`;
}

const units = ['bytes', 'kB', 'MB', 'GB'] as const;

/** `512 bytes`, `12 kB`, `3.4 MB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1_000 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 10 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** `10.0.0.1:6443`: a server is one of https, but for what its whole address says beside it. */
export function withoutScheme(server: string): string {
  return server.replace(/^https:\/\//, '');
}

const NAMES_SHOWN = 3;

/** The files and folders that were let go of, for what is kept under a hash; undefined where nothing was. */
export function nameDropped(files: readonly string[]): string | undefined {
  const names = [...new Set(files.map((name) => name.split(/[/\\]/)[0] ?? name))];
  const more = names.length - NAMES_SHOWN;
  if (names.length === 0) return undefined;
  return listed([...names.slice(0, NAMES_SHOWN), ...(more > 0 ? [`${more} more`] : [])]);
}

/** How many files were read, and from where: `4 files read where they lie, 1 as it was dropped`. */
export function describeReading(files: readonly string[]): string {
  const dropped = files.filter((file) => droppedName(file) !== undefined).length;
  const inPlace = files.length - dropped;
  const asDropped = `as ${dropped === 1 ? 'it was' : 'they were'} dropped`;
  if (dropped > 0 && inPlace === 0) return `${count(dropped, 'file')} read ${asDropped}`;
  const whereTheyLie = `${count(inPlace, 'file')} read where ${inPlace === 1 ? 'it lies' : 'they lie'}`;
  return dropped === 0 ? whereTheyLie : `${whereTheyLie}, ${writeNumber(dropped)} ${asDropped}`;
}
