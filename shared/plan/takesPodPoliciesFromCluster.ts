import type { Plan } from './plan.ts';

/** Whether the plan leaves pod policies to the cluster: says so, or says nothing of them. */
export function takesPodPoliciesFromCluster({ network }: Plan): boolean {
  const declared = network?.path?.filter(({ layer }) => layer === 'pod-policy') ?? [];
  return declared.every(({ source }) => source === 'cluster');
}
