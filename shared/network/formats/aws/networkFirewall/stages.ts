/** The stages of a connection through the stateful engine. */
import { ALL_SERVICES, NO_SERVICES, servicesOf } from '../../../flows/services.ts';
import type { Services } from '../../../flows/services.ts';

/**
 * Which way the packets go, whether the connection stands, and whether it is known what is spoken over it. UDP has no
 * handshake: its first datagram carries data, before both sides have been seen.
 */
export interface Stage {
  readonly toServer: boolean;
  readonly carries: Services;
  readonly hasData: boolean;
  /** The services over which the connection stands at this stage, and those over which it may. */
  readonly established: { readonly certain: Services; readonly possible: Services };
  /** TCP flags of the packets of this stage. */
  readonly packets: readonly ReadonlySet<string>[];
}

const tcp = servicesOf('TCP');
const handshake = { carries: tcp, hasData: false, established: { certain: NO_SERVICES, possible: NO_SERVICES } };
const data = { carries: ALL_SERVICES, hasData: true, established: { certain: tcp, possible: ALL_SERVICES } };
const dataPackets = [new Set('A'), new Set('PA')];

/** In the order in which a connection goes through them. */
export const stages: readonly Stage[] = [
  { ...handshake, toServer: true, packets: [new Set('S')] },
  { ...handshake, toServer: false, packets: [new Set('SA')] },
  { ...data, toServer: true, packets: dataPackets },
  { ...data, toServer: false, packets: dataPackets },
];
