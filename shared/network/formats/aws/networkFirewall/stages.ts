/**
 * The stages of a connection through the stateful engine: the first packet each way, then what follows. Of other protocols
 * than TCP the first packet carries data already, and the first answer makes it a connection that stands. Sources: Suricata
 * user guide, "flow", and its release 7.0.10, flow.c (FlowHandlePacketUpdate) and detect-engine-iponly.c.
 */
import { ALL_SERVICES, NO_SERVICES, servicesOf, subtractServices } from '../../../flows/services.ts';
import type { Services } from '../../../flows/services.ts';

export interface Stage {
  readonly name: string;
  readonly toServer: boolean;
  /** Whether it is the first packet of its direction. */
  readonly isFirst: boolean;
  /** The services that have packets of this stage; of those without a handshake there need be no later ones. */
  readonly carries: Services;
  /** Those whose packets carry data of an application. */
  readonly withData: Services;
  /** Those over which the connection stands. */
  readonly established: Services;
  /** TCP flags of the packet. */
  readonly flags: ReadonlySet<string>;
}

const tcp = servicesOf('TCP');
const datagrams = subtractServices(ALL_SERVICES, tcp);
const first = { isFirst: true, carries: ALL_SERVICES, withData: datagrams };
const data = {
  isFirst: false,
  carries: ALL_SERVICES,
  withData: ALL_SERVICES,
  established: ALL_SERVICES,
  flags: new Set('PA'),
};
/** Without data of its own it is told apart by its flags alone. */
const acknowledgement = { isFirst: false, carries: tcp, withData: NO_SERVICES, flags: new Set('A') };

/** In the order in which a connection goes through them, with the packets that only rules by TCP flags tell from others. */
const everyStage: readonly Stage[] = [
  { ...first, name: 'first packet', toServer: true, established: NO_SERVICES, flags: new Set('S') },
  { ...first, name: 'first answer', toServer: false, established: datagrams, flags: new Set('SA') },
  { ...acknowledgement, name: 'end of the handshake', toServer: true, established: NO_SERVICES },
  { ...data, name: 'data', toServer: true },
  { ...acknowledgement, name: 'acknowledgement of data', toServer: false, established: tcp },
  { ...data, name: 'answering data', toServer: false },
  { ...acknowledgement, name: 'acknowledgement of answers', toServer: true, established: tcp },
];

const stagesWithoutFlags = everyStage.filter(({ withData }) => withData !== NO_SERVICES);

export function stagesOf(goesByFlags: boolean): readonly Stage[] {
  return goesByFlags ? everyStage : stagesWithoutFlags;
}
