import type { Problem } from '#shared/kernel/problem.ts';
import type { ConnectionVerdict, EgressCheck, RuleSource } from '#shared/network/judging/verdict.ts';

/** What became of a rule file. */
export interface SourceStanding {
  /** The connections that a rule of the file bears on. */
  readonly connections: readonly ConnectionVerdict[];
  readonly problems: readonly Problem[];
  /**
   * `rules`: its rules bear on connections. `facts`: it was understood, and no rule of its own decides a row; workloads,
   * networks and tags are what the rules of other files are judged with. `unread`: an error kept at least a part of it from
   * being read. `foreign`: nothing in it was recognised.
   */
  readonly bearing: 'rules' | 'facts' | 'unread' | 'foreign';
}

/** All sources at once: with hundreds of files, a look through every verdict for each would take its time. */
export function judgeSources(egress: EgressCheck): ReadonlyMap<string, SourceStanding> {
  const { connections, preconditions, sources, problems } = egress;
  const decided = new Map<string, ConnectionVerdict[]>();
  for (const connection of [...connections, ...preconditions]) {
    const files = connection.layers.flatMap(({ decidedBy }) => decidedBy.map(({ file }) => file));
    for (const file of new Set(files)) decided.set(file, [...(decided.get(file) ?? []), connection]);
  }
  const problemsOf = Map.groupBy(problems, ({ file }) => file);
  return new Map(
    sources.map((source) => {
      const own = decided.get(source.file) ?? [];
      const faults = problemsOf.get(source.file) ?? [];
      return [source.file, { connections: own, problems: faults, bearing: bearingOf(source, own, faults) }];
    }),
  );
}

function bearingOf(
  { layers }: RuleSource,
  connections: readonly ConnectionVerdict[],
  problems: readonly Problem[],
): SourceStanding['bearing'] {
  if (problems.some(({ severity }) => severity === 'error')) return 'unread';
  if (connections.length > 0) return 'rules';
  return layers.length > 0 ? 'facts' : 'foreign';
}

/** A file or folder that should have been read, whole or in part, and was not. */
export interface UnreadSource {
  readonly file: string;
  /** The first error, with its line and remedy. */
  readonly first: Problem;
  readonly errors: number;
  /** Among the sources that were read: it can be opened in their table. */
  readonly isListed: boolean;
}

/** Each once, however many errors it has. Good when empty. */
export function findUnreadSources({
  problems,
  sources,
}: Pick<EgressCheck, 'problems' | 'sources'>): readonly UnreadSource[] {
  const listed = new Set(sources.map(({ file }) => file));
  const errors = problems.filter(({ severity }) => severity === 'error');
  return [...Map.groupBy(errors, ({ file }) => file)].flatMap(([file, own]) => {
    const [first] = own;
    return first === undefined ? [] : [{ file, first, errors: own.length, isListed: listed.has(file) }];
  });
}
