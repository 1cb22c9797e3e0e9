/**
 * What of a connection a rule acts on. One that tells packets apart acts on those that it matches: what follows in their
 * connection is for other rules. Sources: Suricata user guide, "Rule Types and Categorization"; its release 7.0.10,
 * detect-engine-build.c (SignatureSetType); AWS security services best practices, "Always use the flow: keyword".
 */
import { servicesOfPacketProtocol } from './applicationProtocols.ts';
import type { SuricataRule } from './suricataRule.ts';

/**
 * - `connection`: it is asked of every packet, and acts on the whole connection;
 * - `packets`: it is asked of every packet, and acts on those that it matches;
 * - `addresses`: it goes by addresses and ports alone, and acts on the whole connection. It is asked of the first packet each
 *   way alone, unless addresses are left out of its own by `!`.
 */
export type ActionScope = 'connection' | 'packets' | 'addresses';

export function actionScopeOf({ protocol, conditions, notUnderstood }: SuricataRule): ActionScope {
  const { readsData, isByPacket, applications, side, unjudged } = conditions;
  // What an option does that is not judged, it may do to the whole connection.
  if (readsData || unjudged.length > 0 || notUnderstood !== undefined) return 'connection';
  if (isByPacket) return 'packets';
  if (servicesOfPacketProtocol(protocol) === undefined || applications.length > 0) return 'connection';
  return side === undefined ? 'addresses' : 'packets';
}
