/** What plug-ins make of the names of ports. */
import type { NamedPort } from '../../machine/destination.ts';
import { spend, stepsToAsk } from '../../flows/effort.ts';
import type { Rule } from '../../machine/ruleProgram.ts';
import { protocols, servicesOf, uniteAllServices } from '../../flows/services.ts';
import type { ClusterNetwork } from './clusterNetwork.ts';
import type { Manifests } from './manifests.ts';
import { lookUpAtDestination } from './peerMatch.ts';
import type { PortLookup } from './peerMatch.ts';
import type { Direction } from './podPolicy.ts';

const nameNotClear =
  'Cilium takes the name of a port for one number, that of the pods that have such a port, and opens nothing where these differ; releases differ in which pods they ask: write the number in the rule.';

const nameNotKnown =
  'Cilium takes the name of a port for the number that pods of the cluster mean by it, and none of the files has a pod with such a port: add the manifests of the pods that have it, or write the number in the rule.';

/**
 * The API looks the name of a port up at the pod that takes the connection. Cilium does so for ingress; for egress it takes the
 * one number that pods mean by it, whoever is at the other end, and leaves the port out where they mean several. Which pods it
 * asks, all of the cluster or those that the rule selects, differs by release; pods on the network of a node are none of them.
 * Source: cilium pkg/types/portmap.go, GetNamedPort, and daemon/k8s/pods.go.
 */
export function makePortLookup(
  { workloads }: Pick<Manifests, 'workloads'>,
  { cni }: ClusterNetwork,
  direction: Direction,
): (action: Rule['action']) => PortLookup {
  if (cni !== 'cilium' || direction === 'ingress') return () => lookUpAtDestination;
  const known = Map.groupBy(
    workloads.flatMap(({ namedPorts, hostNetwork }) => (hostNetwork ? [] : namedPorts)),
    ({ name }) => name,
  );
  // A name that nobody is known to have opens nothing for certain; what it closes may be known to the cluster alone.
  return (action) =>
    (named, { namedPorts = [], node }) => {
      const found = named.flatMap(({ name, protocol: wanted }) => {
        const own = node === undefined ? namedPorts.filter((port) => port.name === name) : [];
        const all = [...own, ...(known.get(name) ?? [])];
        spend(stepsToAsk * all.length);
        return protocols
          .filter((protocol) => wanted === undefined || wanted === protocol)
          .map((protocol) => {
            const isOf = (port: NamedPort): boolean => port.protocol === protocol;
            const numbers = new Set(all.filter(isOf).map(({ port }) => port));
            if (numbers.size === 0 && action !== 'allow') {
              return { services: servicesOf(protocol), isClear: false, because: nameNotKnown };
            }
            return {
              services: uniteAllServices([...numbers].map((port) => servicesOf(protocol, port))),
              isClear: numbers.size === 0 || (numbers.size === 1 && own.some(isOf)),
              because: nameNotClear,
            };
          });
      });
      const clear = found.filter(({ isClear }) => isClear);
      const certain = uniteAllServices(clear.map(({ services }) => services));
      if (clear.length === found.length) return { certain, possible: certain };
      return {
        certain,
        possible: uniteAllServices(found.map(({ services }) => services)),
        unknownBecause: found.find(({ isClear }) => !isClear)?.because,
      };
    };
}
