import type { PlanView } from '#shared/contract/views.ts';
import type { PlanPath } from '#shared/plan/planPath.ts';

/**
 * What was read differently from how it is written in a list of the plan, such as a range with host bits: the warnings at
 * the list's own lines that name one of its values. Two lists may stand on one line.
 */
export function warningAt(
  { lines, problems }: Pick<PlanView, 'lines' | 'problems'>,
  path: PlanPath,
  values: readonly string[],
): string | undefined {
  const key = path.join('/');
  const own = new Set([key, ...values.map((_, index) => `${key}/${index}`)].map((place) => lines[place]));
  const found = problems.filter(
    ({ line, severity, message }) =>
      severity === 'warning' && own.has(line) && values.some((value) => message.includes(value)),
  );
  return found.length === 0
    ? undefined
    : found.map(({ message, remedy }) => [message, remedy].filter(Boolean).join(' ')).join(' ');
}
