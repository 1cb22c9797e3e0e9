import { fail, succeed } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { findMeantWorkloads } from '../judging/findMeantWorkloads.ts';
import { describeUnreadWorkload } from '../judging/describeUnreadWorkload.ts';
import type { Manifests } from '../formats/kubernetes/manifests.ts';
import type { Subject } from '../reading/ruleFormat.ts';

const nodeOrigin = 'node';

/**
 * Whoever `namespace/name` names: several workloads where a Deployment and a Job share a name, or where the pods of one have
 * different labels. `node` is any node.
 */
export function findOrigins(
  text: string,
  { workloads, refusedWorkloads }: Pick<Manifests, 'workloads' | 'refusedWorkloads'>,
): Result<readonly Subject[], { readonly message: string; readonly remedy: string }> {
  if (text === nodeOrigin) return succeed([{ kind: 'node' }]);
  const found = workloads.filter((workload) => `${workload.namespace}/${workload.name}` === text);
  if (found.length > 0) return succeed(found.map((workload): Subject => ({ kind: 'workload', workload })));
  const unread = describeUnreadWorkload(text, { refusedWorkloads });
  if (unread !== undefined) return fail(unread);
  const meant = findMeantWorkloads(text, workloads);
  return fail({ message: `No workload ${text} is in what was read.`, remedy: adviseOn(meant, workloads.length) });
}

function adviseOn(meant: readonly string[], known: number): string {
  if (meant.length > 0) return `Did you mean ${meant.join(' or ')}?`;
  return known === 0
    ? `There is none in it: add their manifests, or ask about a node by the word ${nodeOrigin}.`
    : `Write NAMESPACE/NAME as \`pdp egress reach\` lists it, or ask about a node by the word ${nodeOrigin}.`;
}
