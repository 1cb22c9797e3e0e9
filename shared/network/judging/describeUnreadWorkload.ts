import type { Manifests } from '../formats/kubernetes/manifests.ts';

/** What keeps the workload that `namespace/name` names, or may name, from being read; undefined where no such one is there. */
export function describeUnreadWorkload(
  text: string,
  { refusedWorkloads }: Pick<Manifests, 'refusedWorkloads'>,
): { readonly message: string; readonly remedy: string } | undefined {
  const found = refusedWorkloads.find(({ namespace, name }) =>
    namespace === undefined ? text.endsWith(`/${name}`) : text === `${namespace}/${name}`,
  );
  return found && { message: found.unread, remedy: 'Mend its manifest, so that it is known which policies select it.' };
}
