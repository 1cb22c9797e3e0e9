import type { Family } from '../../../flows/address.ts';
import { always, both, either, negateIf, never, perhaps } from '../../../machine/condition.ts';
import type { Condition } from '../../../machine/condition.ts';
import { comesFromType, goesToType, typeUnknown } from '../packet.ts';
import type { Packet } from '../packet.ts';

type Side = 'source' | 'destination';

/**
 * Whether an address is of these types, in capitals. To IPv4 an address has one type, and one that is named is enough. To IPv6 what
 * is told by the address itself has to hold as a whole, and of what routing tells one is enough; an address of the node is unicast
 * all the same. Source: net/netfilter/xt_addrtype.c.
 */
export function isOfTypes(packet: Packet, side: Side, types: readonly string[], family: Family): Condition {
  const isOf = (type: string): Condition =>
    (side === 'source' ? comesFromType(packet, type) : goesToType(type)) ?? perhaps(typeUnknown(type));
  const isOneOf = (some: readonly string[]): Condition => some.map(isOf).reduce(either, never);
  if (family === 4) return isOneOf(types);
  const routed = types.filter((type) => !toldByItself.has(type));
  const own = types
    .filter((type) => toldByItself.has(type))
    .map((type) => (type === 'UNICAST' ? negateIf(true, isOf('MULTICAST')) : isOf(type)));
  return own.reduce(both, routed.length === 0 ? always : isOneOf(routed));
}

const toldByItself: ReadonlySet<string> = new Set(['UNICAST', 'MULTICAST', 'UNSPEC']);
