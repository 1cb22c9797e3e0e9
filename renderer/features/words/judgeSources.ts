import type { Problem } from '#shared/kernel/problem.ts';
import type { LayerKind } from '#shared/plan/plan.ts';
import type { ConnectionVerdict, EgressCheck, RuleSource } from '#shared/network/judging/verdict.ts';

/** What became of a rule file. */
export interface SourceStanding {
  /** The connections that a rule of the file bears on. */
  readonly connections: readonly ConnectionVerdict[];
  readonly problems: readonly Problem[];
  /**
   * `rules`: its rules bear on connections. `facts`: it was understood, and no rule of its own decides a row; workloads,
   * networks and tags are what the rules of other files are judged with. `hidden`: it has rules, and no row is known at
   * their layers, since another file could not be read. `unread`: an error kept at least a part of it from being read.
   * `foreign`: nothing in it was recognised.
   */
  readonly bearing: 'rules' | 'facts' | 'hidden' | 'unread' | 'foreign';
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
  const hidden = findHiddenLayers(egress);
  return new Map(
    sources.map((source) => {
      const own = decided.get(source.file) ?? [];
      const faults = problemsOf.get(source.file) ?? [];
      return [source.file, { connections: own, problems: faults, bearing: bearingOf(source, own, faults, hidden) }];
    }),
  );
}

function bearingOf(
  { layers, isFacts }: RuleSource,
  connections: readonly ConnectionVerdict[],
  problems: readonly Problem[],
  hidden: ReadonlySet<LayerKind>,
): SourceStanding['bearing'] {
  if (problems.some(isError)) return 'unread';
  if (connections.length > 0) return 'rules';
  if (layers.length === 0) return 'foreign';
  return isFacts !== true && layers.some((layer) => hidden.has(layer)) ? 'hidden' : 'facts';
}

/** Layers at which no row is known, whatever their rules are, since a file that may speak of them could not be read. */
function findHiddenLayers({ connections, preconditions, problems }: EgressCheck): ReadonlySet<LayerKind> {
  if (!problems.some(isError)) return new Set();
  const met = [...connections, ...preconditions].flatMap(({ layers }) => layers);
  const passed = met.filter(({ verdict }) => verdict !== 'not-applicable');
  const known = new Set(
    passed.filter(({ verdict, decidedBy }) => verdict !== 'unknown' || decidedBy.length > 0).map(({ layer }) => layer),
  );
  return new Set(passed.map(({ layer }) => layer).filter((layer) => !known.has(layer)));
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
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
  const errors = problems.filter(isError);
  return [...Map.groupBy(errors, ({ file }) => file)].flatMap(([file, own]) => {
    const [first] = own;
    return first === undefined ? [] : [{ file, first, errors: own.length, isListed: listed.has(file) }];
  });
}
