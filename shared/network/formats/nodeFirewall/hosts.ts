import { describeValue } from '../../../kernel/describeValue.ts';

/**
 * Whether a file is of one of the hosts that the plan names, by a part of its path: `node-1/filter.txt`, `node-1.v4`,
 * `node-1`. Where the plan names none, every file is of a host of its path.
 */
export function isOfHost(file: string, attachedTo: readonly string[]): boolean {
  return attachedTo.length === 0 || attachedTo.some((target) => isNamed(file, target));
}

export function isNamed(file: string, target: string): boolean {
  return file
    .split('/')
    .some((part) => part === target || (part.startsWith(target) && /^[._]/.test(part.slice(target.length))));
}

/** A sentence about the first host of which there is no file. */
export function findMissingHost(files: readonly string[], attachedTo: readonly string[]): string | undefined {
  const missing = attachedTo.find((target) => !files.some((file) => isNamed(file, target)));
  if (missing === undefined) return undefined;
  const name = describeValue(missing);
  return `No file is named for the host ${name}: call its rules ${name}.txt, or put them into a folder ${name}.`;
}
