import { readdirSync, readFileSync } from 'node:fs';

/** The processes below another one whose command line matches. Linux only: it reads /proc. */
export function findProcesses(ancestor: number, command: RegExp): readonly number[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), readParent(name)]),
  );
  const isBelow = (id: number | undefined): boolean => {
    const parent = id === undefined ? undefined : parents.get(id);
    return parent !== undefined && (parent === ancestor || isBelow(parent));
  };
  return [...parents.keys()].filter((id) => isBelow(id) && command.test(readCommand(id)));
}

function readParent(id: string): number | undefined {
  try {
    // The name before it may hold anything, parentheses included.
    const afterName = readFileSync(`/proc/${id}/stat`, 'utf8').replace(/^.*\) /s, '');
    return Number(afterName.split(' ')[1]);
  } catch {
    return undefined;
  }
}

function readCommand(id: number): string {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
