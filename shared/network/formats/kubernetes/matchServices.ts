import type { AddressRange } from '../../flows/address.ts';
import { spend, stepsToWrite } from '../../flows/effort.ts';
import { flowsTo } from '../../flows/flowSet.ts';
import type { FlowSet } from '../../flows/flowSet.ts';
import type { KnownService } from './clusterFacts.ts';
import type { ClusterNetwork } from './clusterNetwork.ts';
import { matchAny, matchEverything, matchPods, onlyPerhaps, onPorts } from './peerMatch.ts';
import type { Match } from './peerMatch.ts';
import { mayStandFor } from './readServices.ts';

/** Thousands of rules may name one Service. */
const flowsOfAddresses = new WeakMap<readonly AddressRange[], FlowSet>();

function flowsOf(addresses: readonly AddressRange[]): FlowSet {
  const flows = flowsOfAddresses.get(addresses) ?? flowsTo(addresses);
  flowsOfAddresses.set(addresses, flows);
  return flows;
}

/**
 * What stands behind Services: the pods that they select or, where they select none, their addresses; on the ports that
 * they lead to. How a plug-in matches addresses is its own.
 */
export function matchServices(
  services: readonly KnownService[],
  what: string,
  network: ClusterNetwork,
  matchAddresses: (addresses: FlowSet) => Match,
): Match {
  spend(stepsToWrite * services.length);
  const isComplete = services.every(({ selector, addresses }) => selector !== undefined || addresses !== undefined);
  if (services.length === 0 || !isComplete) {
    const because = `${what} is not in the files with what stands behind it: add it with its EndpointSlices.`;
    return onlyPerhaps(matchEverything, because);
  }
  return matchAny(
    services.map((service) => {
      const { selector, addresses = [], namespace, ports } = service;
      const behind =
        selector === undefined
          ? matchAddresses(flowsOf(addresses))
          : matchPods((pod) => (pod.namespace === namespace ? mayStandFor(service, pod.labels) : 'no'), network);
      return onPorts(behind, ports);
    }),
  );
}
