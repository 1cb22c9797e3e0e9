import type { WatchEvent } from '#shared/contract/views.ts';
import { folderOf, pathFrom } from './fileNames.ts';
import { findPlanSources } from './planSources.ts';
import type { Abilities, FilesState } from '../ports.ts';
import { readPlan } from '../plans/readPlan.ts';

export interface WatchRulesInput {
  readonly plan: string;
  readonly rules?: readonly string[] | undefined;
}

/** Between two looks; longer where there are many files, so that looking takes little of the time. Milliseconds. */
const betweenLooksMs = 1000;
const perFileMs = 1;
/** Programs write a file in steps, and several one after the other: what is told of is at rest. */
const settlingMs = 150;
const mostSettlings = 20;

/**
 * Tells each time that the plan, its rule files or those given beside it have changed on disk: it was written to, replaced, taken
 * away, or is there at last. Files are looked at again and again rather than followed by the system, which tells nothing of
 * network file systems, loses files that editors replace, and runs out of watches in large folders.
 */
export async function* watchRules(
  abilities: Pick<Abilities, 'planFiles' | 'ruleFiles' | 'pause'>,
  { plan, rules = [] }: WatchRulesInput,
  signal: AbortSignal | undefined,
): AsyncGenerator<WatchEvent, void, void> {
  const { ruleFiles, pause } = abilities;
  const first = readPlan(abilities, plan);
  if (!first.ok && first.failure.kind === 'forbidden') {
    yield { kind: 'failed', failure: first.failure };
    return;
  }
  let sources: readonly string[] = [];
  /** A plan that can't be read for a while is watched with the sources that it had. */
  const look = (): Promise<FilesState> => {
    const read = readPlan(abilities, plan);
    if (read.ok) {
      const folder = folderOf(read.value.path);
      sources = findPlanSources(abilities, read.value).map((source) => pathFrom(folder, source.path));
    }
    return ruleFiles.look([plan, ...sources, ...rules], signal);
  };
  const isOver = (): boolean => signal?.aborted === true;

  let known = await look();
  if (!isOver()) yield { kind: 'watching', files: known.files };
  while (!isOver()) {
    await pause(betweenLooksMs + known.files * perFileMs, signal);
    let seen = await look();
    if (seen.state === known.state) continue;
    for (let again = 0; again < mostSettlings && !isOver(); again += 1) {
      const before = seen;
      await pause(settlingMs, signal);
      seen = await look();
      if (seen.state === before.state) break;
    }
    known = seen;
    if (!isOver()) yield { kind: 'changed', files: known.files };
  }
}
