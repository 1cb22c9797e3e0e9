import { fail, succeed } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { nearestWord } from '../../plan/nearestWord.ts';
import type { Manifests } from '../formats/kubernetes/manifests.ts';
import type { Subject } from '../ruleFormat.ts';

const nodeOrigin = 'node';

/**
 * Whoever `namespace/name` names: several workloads where a Deployment and a Job share a name, or where the pods of one have
 * different labels. `node` is any node.
 */
export function findOrigins(
  text: string,
  { workloads }: Pick<Manifests, 'workloads'>,
): Result<readonly Subject[], { readonly message: string; readonly remedy: string }> {
  if (text === nodeOrigin) return succeed([{ kind: 'node' }]);
  const found = workloads.filter((workload) => `${workload.namespace}/${workload.name}` === text);
  if (found.length > 0) return succeed(found.map((workload): Subject => ({ kind: 'workload', workload })));
  const known = [...new Set(workloads.map(({ namespace, name }) => `${namespace}/${name}`))];
  const [, bare = text] = text.split('/');
  const elsewhere = known.filter((one) => one.split('/')[1] === bare).slice(0, mostNamed);
  const nearest = nearestWord(text, known);
  const meant = elsewhere.length > 0 ? elsewhere : nearest === undefined ? [] : [nearest];
  return fail({ message: `No workload ${text} is in these files.`, remedy: adviseOn(meant, known) });
}

function adviseOn(meant: readonly string[], known: readonly string[]): string {
  if (meant.length > 0) return `Did you mean ${meant.join(' or ')}?`;
  return known.length === 0
    ? `The files show none: add their manifests, or ask about a node by the word ${nodeOrigin}.`
    : `Write NAMESPACE/NAME as \`pdp egress reach\` lists it, or ask about a node by the word ${nodeOrigin}.`;
}

const mostNamed = 3;
