import { readdirSync, readFileSync } from 'node:fs';

/**
 * The process id of the engine below a desktop's main process: Electron's utility process for Node, or the plain Node that
 * takes its place under an Electron that is too old. Linux only: it reads /proc.
 */
export function findEngine(mainProcess: number): number | undefined {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), readParent(name)]),
  );
  const isBelow = (id: number | undefined): boolean =>
    id !== undefined && (id === mainProcess || isBelow(parents.get(id)));
  return [...parents.keys()].find(
    (id) =>
      id !== mainProcess && isBelow(id) && /dist\/node\/engine\.js|node\.mojom\.NodeService/.test(readCommand(id)),
  );
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
