import type { Problem } from '#shared/kernel/problem.ts';
import { ownName } from '#shared/kernel/ownNames.ts';
import { EngineSentence } from './EngineSentence.tsx';
import { baseName } from '../words/files.ts';

/** What is wrong with input files, each with its place. */
export function ProblemList({ problems }: { readonly problems: readonly Problem[] }) {
  return (
    <ul className="grid gap-2">
      {problems.map((problem) => (
        <li key={`${problem.file}:${problem.line}:${problem.column}:${problem.message}`} className="grid gap-0.5">
          <span>
            <code className="text-ink-2" title={ownName(problem.file)}>
              {baseName(problem.file)}:{problem.line}
              {problem.column === undefined ? '' : `:${problem.column}`}
            </code>{' '}
            <EngineSentence>{problem.message}</EngineSentence>
          </span>
          {problem.remedy !== undefined && (
            <span className="text-small text-ink-3">
              <EngineSentence>{problem.remedy}</EngineSentence>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
