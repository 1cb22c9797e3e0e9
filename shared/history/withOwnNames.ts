import { droppedName } from '../kernel/ownNames.ts';
import type { RunRecord } from './runRecord.ts';

/**
 * A record as people read it: files that were dropped have the names that the user knows, and not those under which a session
 * kept them, which are others in the next one. Of two drops with a file of one name each the later one’s are told apart.
 */
export function withOwnNames(record: RunRecord): RunRecord {
  const { run, egress, problems } = record;
  const files = [...run.evidence.map(({ name }) => name), ...[...egress.sources, ...problems].map(({ file }) => file)];
  const taken = new Set(files.filter((file) => droppedName(file) === undefined));
  const dropped = [...new Set(files)].flatMap((file) => {
    const name = droppedName(file);
    return name === undefined ? [] : [{ folder: file.slice(0, -name.length), name }];
  });
  const calledOf = new Map<string, string>();
  for (const [folder, inside] of Map.groupBy(dropped, (file) => file.folder)) {
    const isAlone = inside.every(({ name }) => !taken.has(name));
    calledOf.set(folder, isAlone ? '' : `dropped ${calledOf.size + 1}/`);
    for (const { name } of inside) taken.add(name);
  }
  return calledOf.size === 0 ? record : mapTexts(record, (text) => replaceEach(text, calledOf));
}

function replaceEach(text: string, by: ReadonlyMap<string, string>): string {
  return [...by].reduce((left, [folder, called]) => left.replaceAll(folder, called), text);
}

/** Every text of plain values replaced. */
function mapTexts<Value>(value: Value, replace: (text: string) => string): Value {
  const map = (part: unknown): unknown => {
    if (typeof part === 'string') return replace(part);
    if (Array.isArray(part)) return part.map(map);
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, map(inner)]));
  };
  return map(value) as Value;
}
