import { allChecks } from '#shared/audit/checks/allChecks.ts';
import type { AuditCheck } from '#shared/audit/auditCheck.ts';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';

/** The checks of these ids; without any, all. */
export function chooseChecks(ids: readonly string[] | undefined): Outcome<readonly AuditCheck[]> {
  if (ids === undefined) return succeed(allChecks);
  const unknown = ids.filter((wanted) => !allChecks.some(({ id }) => id === wanted));
  if (unknown.length === 0) return succeed(allChecks.filter(({ id }) => ids.includes(id)));
  return failure('bad-input', `There is no check ${unknown.join(', ')}.`, {
    remedy: `There is: ${allChecks.map(({ id }) => id).join(', ')}.`,
  });
}
