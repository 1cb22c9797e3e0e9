import { messagesOf, PORTLESS_SERVICES, servicesOf, uniteAllServices } from '../../../flows/services.ts';
import type { Protocol, Services } from '../../../flows/services.ts';
import type { NetworkRule } from './azureFirewall.ts';

/** Protocols with ports, by the word of a rule. */
export const carriedBy: ReadonlyMap<string, readonly Protocol[]> = new Map([
  ['any', ['TCP', 'UDP', 'SCTP']],
  ['tcp', ['TCP']],
  ['udp', ['UDP']],
]);

/** A rule for any protocol with ports of its own is for those that have ports. */
export function servicesOfPackets({ protocols, ports }: Pick<NetworkRule, 'protocols' | 'ports'>): Services {
  const isEveryPort = ports.some(({ first, last }) => first === 0 && last === 65535);
  const services: Services[] = [];
  if (protocols.includes('any') && isEveryPort) services.push(PORTLESS_SERVICES);
  if (protocols.includes('icmp')) services.push(messagesOf('ICMP'));
  for (const protocol of protocols) {
    for (const carried of carriedBy.get(protocol) ?? []) {
      for (const { first, last } of ports) services.push(servicesOf(carried, first, last));
    }
  }
  return uniteAllServices(services);
}
