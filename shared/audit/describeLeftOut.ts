import { count } from '../kernel/count.ts';
import { enumerate } from '../kernel/enumerate.ts';
import type { LeftOutWorkloads } from '../network/judging/verdict.ts';

/** `3 workloads of kube-system were left out: they belong to the cluster itself, and no plan says what they need.` */
export function describeLeftOut({ workloads, namespaces }: LeftOutWorkloads): string {
  const [were, they, belong, need] =
    workloads === 1 ? ['was', 'it', 'belongs', 'it needs'] : ['were', 'they', 'belong', 'they need'];
  return `${count(workloads, 'workload')} of ${enumerate(namespaces)} ${were} left out: ${they} ${belong} to the cluster itself, and no plan says what ${need}.`;
}
