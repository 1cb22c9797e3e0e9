import type { Problem } from '#shared/kernel/problem.ts';

const message = 'The cluster’s own policies were not judged';

/**
 * That a cluster was looked at whose policies nothing is judged by, since those of files take their place. `planned`: what the
 * plan names in that place; undefined where the files were given beside it, or without a plan.
 */
export function clusterNotJudged(place: Pick<Problem, 'file' | 'line'>, planned: string | undefined): Problem {
  return planned === undefined
    ? {
        ...place,
        severity: 'warning',
        message: `${message}: pod policies that are given as files win.`,
        remedy: 'Leave those files out to have the cluster’s judged in their stead.',
      }
    : {
        ...place,
        severity: 'warning',
        message: `${message}: the plan has its pod policies from ${planned}.`,
        remedy: 'Write source: cluster in that place to have the cluster’s judged in their stead.',
      };
}
