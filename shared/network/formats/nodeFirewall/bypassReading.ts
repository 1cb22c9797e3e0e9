import type { Origin } from '../../reading/ruleFormat.ts';
import type { Reading } from '../../machine/ruleProgram.ts';

/**
 * Cilium can hand a pod's packets from one interface to another in eBPF, past every chain of the node; whether it does so
 * depends on its configuration. What the chains let through gets out either way.
 */
export function bypassReading({ network, subject }: Origin): Reading | undefined {
  const isPod = subject.kind === 'missing-workload' || (subject.kind === 'workload' && !subject.workload.hostNetwork);
  if (network.cni !== 'cilium' || !isPod) return undefined;
  const because =
    'Cilium may route past the chains of the node: `cilium-dbg status --verbose` on the node says under Host Routing whether it does (BPF) or not (Legacy).';
  return { sections: [], because };
}
