import { nearestWord } from '../../plan/nearestWord.ts';
import type { Workload } from '../formats/kubernetes/manifests.ts';

/**
 * For "did you mean": the workloads of this name in other namespaces, or the one whose `namespace/name` comes nearest to a
 * text that names none.
 */
export function findMeantWorkloads(
  text: string,
  workloads: readonly Pick<Workload, 'namespace' | 'name'>[],
): readonly string[] {
  const known = [...new Set(workloads.map(({ namespace, name }) => `${namespace}/${name}`))];
  const [, bare = text] = text.split('/');
  const elsewhere = known.filter((one) => one.split('/')[1] === bare).slice(0, mostNamed);
  const nearest = nearestWord(text, known);
  if (elsewhere.length > 0) return elsewhere;
  return nearest === undefined ? [] : [nearest];
}

const mostNamed = 3;
