import { count } from './count.ts';
import type { Problem } from './problem.ts';

/** More of one severity in one file are no help: whoever mends the first hundred reads the file again. */
const mostOfAKind = 100;

/**
 * The first problems of each file, errors and warnings counted apart, in the order given; what is left out is told as one
 * more, of the same severity and where the first of those stands. A small file can hold hundreds of thousands by aliases.
 */
export function capProblems(problems: readonly Problem[]): readonly Problem[] {
  const kinds = Map.groupBy(problems, ({ file, severity }) => `${severity} ${file}`);
  if ([...kinds.values()].every(({ length }) => length <= mostOfAKind)) return problems;
  const shown = new Set<Problem>();
  const endings = new Map<Problem, Problem>();
  for (const some of kinds.values()) {
    for (const problem of some.slice(0, mostOfAKind)) shown.add(problem);
    const firstLeftOut = some[mostOfAKind];
    if (firstLeftOut !== undefined) endings.set(firstLeftOut, describeRest(firstLeftOut, some.length - mostOfAKind));
  }
  return problems.flatMap((problem) => (shown.has(problem) ? [problem] : (endings.get(problem) ?? [])));
}

function describeRest({ file, line, severity }: Problem, leftOut: number): Problem {
  const kind = severity === 'error' ? 'error' : 'warning';
  const message = `And ${count(leftOut, `more ${kind}`)} in this file from here on.`;
  return { file, line, severity, message, remedy: 'Mend those above, and read the file again.' };
}
