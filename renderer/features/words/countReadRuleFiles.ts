import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import { judgeSources } from '#shared/report/judgeSources.ts';
import { count, countOf } from './counts.ts';

/** `4 rule files`, and `4 of 5 rule files` where one could not be read whole or holds nothing that is known. */
export function countReadRuleFiles(egress: EgressCheck): string {
  const { sources, read } = judgeSources({ egress, problems: egress.problems });
  return read === sources.length ? count(read, 'rule file') : countOf(read, sources.length, 'rule files');
}
