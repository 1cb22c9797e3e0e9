import type { ConnectionVerdict, EgressCheck } from '#shared/network/verdict.ts';
import type { Problem } from '#shared/kernel/problem.ts';

/** The connections that a rule of the file bears on. */
export function decidedBy({ connections, preconditions }: EgressCheck, file: string): readonly ConnectionVerdict[] {
  return [...connections, ...preconditions].filter(({ layers }) =>
    layers.some((layer) => layer.decidedBy.some((rule) => rule.file === file)),
  );
}

export function problemsOf({ problems }: EgressCheck, file: string): readonly Problem[] {
  return problems.filter((problem) => problem.file === file);
}
