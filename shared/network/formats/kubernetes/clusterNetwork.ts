/** What is known of the cluster's network, and what its plug-in does where the API leaves it open. */
import type { CloudId } from '../../../catalog/catalog.ts';
import type { Cni } from '../../../plan/plan.ts';
import type { AddressRange } from '../../flows/address.ts';

/** An absent plug-in leaves open what plug-ins do differently. */
export interface ClusterNetwork {
  readonly cni: Cni | undefined;
  readonly podRanges: readonly AddressRange[];
  readonly nodeRanges: readonly AddressRange[];
  readonly serviceRanges: readonly AddressRange[];
  /** Where the cluster runs; undefined where nobody says. */
  readonly cloud?: CloudId | undefined;
  /** The cloud’s region, as its own tools name it. */
  readonly region?: string | undefined;
}

/**
 * Plug-ins that test a policy after a Service's address was translated to that of a pod behind it. Of OVN-Kubernetes the source
 * is its code: ACLs of policies for egress have the option apply-after-lb.
 */
const translateFirst: ReadonlySet<Cni | undefined> = new Set(['cilium', 'calico', 'antrea', 'ovn-kubernetes']);

export function translatesServicesFirst(cni: Cni | undefined): boolean {
  return translateFirst.has(cni);
}

export function askForPlugIn(cni: Cni | undefined): string {
  return cni === undefined ? 'set network.cni.' : `what ${cni} does is not known.`;
}
