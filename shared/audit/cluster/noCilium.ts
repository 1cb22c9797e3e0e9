import { enumerate } from '../../kernel/enumerate.ts';
import { readPolicyEngine } from '../../evidence/policyEngine.ts';
import type { AuditMaterial } from '../auditCheck.ts';
import type { ClusterReading } from './clusterReading.ts';
import { componentOf, noneOf } from './componentOf.ts';

/** Words for checks that find nothing of Cilium: its labels may be others here, or another plug-in runs in its place. */
export function noneOfCilium(
  cluster: ClusterReading<'daemonsets.apps'>,
  material: Pick<AuditMaterial, 'requirements'>,
): ReturnType<typeof noneOf> & { readonly isOther: boolean } {
  // Asked for, so that what could not be read is told.
  cluster.objects('daemonsets.apps');
  const none = noneOf(componentOf(material, 'cilium'));
  const others = readPolicyEngine(cluster.snapshot).seen.filter(({ cni }) => cni !== 'cilium');
  if (others.length === 0) return { ...none, isOther: false };
  const titles = enumerate([...new Set(others.map(({ title }) => title))]);
  return {
    isOther: true,
    title: `Cilium was not found: ${titles} is the network plug-in here`,
    text: `${none.text} Seen: ${others.map(({ title, source }) => `${title} (${source})`).join(', ')}.`,
    remedy:
      'The documents of the data plane name Cilium: agree with WSO2 on what does its work here, and attest component.cilium.',
  };
}
