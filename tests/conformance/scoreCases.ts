/** Cases with right answers by other judges, counted in the table that `npm run conformance` closes with. */
import { beforeEach, expect, it } from 'vitest';

/** What a test has to do with the table. */
export interface ScoredCase {
  /** Whose answers these are. */
  readonly source: string;
  /** Why the question can’t be put to us; a case without it agrees where its test passes. */
  readonly unsupported?: string;
}

declare module 'vitest' {
  interface TaskMeta {
    conformance?: readonly ScoredCase[];
  }
}

/** Within a `describe`: says which of its tests are cases of a source, by their names. */
export function scoreCases(sourceOf: (testName: string) => string | undefined): void {
  beforeEach(({ task }) => {
    const source = sourceOf(task.name);
    if (source !== undefined) task.meta.conformance = [{ source }];
  });
}

/** Within a `describe`: the cases of a source that are not asked, each with its reason. */
export function listUnsupported(source: string, reasons: readonly string[]): void {
  if (reasons.length === 0) return;
  it(`of ${source}, ${reasons.length} can’t be asked, each for a reason`, ({ task }) => {
    task.meta.conformance = reasons.map((unsupported) => ({ source, unsupported }));
    expect(reasons.every((reason) => reason.trim() !== '')).toBe(true);
  });
}
