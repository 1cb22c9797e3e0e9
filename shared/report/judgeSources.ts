import type { RunRecord } from '../history/runRecord.ts';
import type { RuleSource } from '../network/judging/verdict.ts';

/** `read`: rules were read from it. `unread`: it was given and could not be read in full. `no-rules`: it holds none that are known. */
export const sourceStates = ['read', 'unread', 'no-rules'] as const;
export type SourceState = (typeof sourceStates)[number];

export interface JudgedSources {
  readonly sources: readonly (RuleSource & { readonly state: SourceState })[];
  /** Files from which rules were read. */
  readonly read: number;
  /** Names of what was given and could not be read, also of what could not even be opened. */
  readonly unread: readonly string[];
}

/** What became of each rule file that was given: one that could not be read is none that the verdicts rest on. */
export function judgeSources({ egress, problems }: Pick<RunRecord, 'egress' | 'problems'>): JudgedSources {
  const broken = new Set(problems.filter(({ severity }) => severity === 'error').map(({ file }) => file));
  broken.delete(egress.plan.file);
  const sources = egress.sources.map(
    (source) =>
      ({
        ...source,
        state: broken.has(source.file) ? 'unread' : source.layers.length === 0 ? 'no-rules' : 'read',
      }) as const,
  );
  return { sources, read: sources.filter(({ state }) => state === 'read').length, unread: [...broken] };
}
