/** What is in a cluster beside workloads and policies, for rules that go by it. */
import type { AddressRange } from '../../flows/address.ts';
import type { Labels } from './labelSelector.ts';
import type { RulePorts } from './rulePorts.ts';

/** A node, for rules that go by the labels of nodes. */
export interface KnownNode {
  readonly name: string;
  readonly labels: Labels;
  readonly addresses: readonly AddressRange[];
}

/** A Service, for rules that go by its name. */
export interface KnownService {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Labels;
  /** Of the pods that it stands for; undefined where it selects none. */
  readonly selector: Labels | undefined;
  /** Behind it, by its Endpoints and EndpointSlices; undefined where there are none among the files. */
  readonly addresses: readonly AddressRange[] | undefined;
  /** To which it leads: of its pods, not its own. */
  readonly ports: RulePorts;
}
