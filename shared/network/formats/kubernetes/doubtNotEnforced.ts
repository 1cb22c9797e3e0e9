import type { Cni } from '../../../plan/plan.ts';
import { findPlugIn } from './installedPlugIns.ts';
import type { Manifests, NotEnforced } from './manifests.ts';

/** DaemonSets of Cilium, whose settings these are. */
const ofCilium: ReadonlySet<string> = new Set(['cilium', 'anetd']);

/**
 * Why policies may decide although Cilium is told to enforce none: beside another plug-in it is not unusual, the one for
 * connections and the other for policies. Undefined where Cilium is the plug-in.
 */
export function doubtNotEnforced(
  { because, isObserved }: NotEnforced,
  { workloads }: Pick<Manifests, 'workloads'>,
  cni: Cni | undefined,
): string | undefined {
  if (cni === 'cilium' || isObserved === true) return undefined;
  if (cni !== undefined) {
    return `${because}, and the cluster’s plug-in is said to be ${cni}: correct network.cni, or leave out what is not in force.`;
  }
  const other = workloads
    .filter(({ kind, name }) => kind === 'DaemonSet' && !ofCilium.has(name))
    .map(({ name, labels }) => findPlugIn(name, labels))
    .find((plugIn) => plugIn !== undefined && plugIn.cni !== 'cilium' && !plugIn.isPlain);
  return (
    other &&
    `${because}, and ${other.title} is installed as well: enter which of them enforces policies as network.cni.`
  );
}
