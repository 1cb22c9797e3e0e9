/** Where in a text something stands; both count from 1, as editors show them. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** One thing wrong with an input file, in words for the person who can mend it. */
export interface Problem {
  readonly file: string;
  /** Of a problem that is told in several places, what it is called in all of them. */
  readonly id?: string | undefined;
  /** 1 where the whole file is meant. */
  readonly line: number;
  readonly column?: number | undefined;
  readonly message: string;
  /** What to do about it, as an imperative sentence. */
  readonly remedy?: string | undefined;
  /** A warning leaves the input usable; an error makes the file, or what depends on it, unusable. */
  readonly severity: 'error' | 'warning';
}

/** `file:line:column: message remedy`, the form that editors and CI systems turn into links. */
export function describeProblem(problem: Problem): string {
  const column = problem.column === undefined ? '' : `:${problem.column}`;
  const remedy = problem.remedy === undefined ? '' : ` ${problem.remedy}`;
  return `${problem.file}:${problem.line}${column}: ${problem.message}${remedy}`;
}
