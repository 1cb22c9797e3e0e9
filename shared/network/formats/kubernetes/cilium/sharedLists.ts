import { entryOf } from '../../../../kernel/entryOf.ts';
import { exactlyThese } from '../../../flows/addressBounds.ts';
import { uniteAll } from '../../../flows/flowSet.ts';
import type { FlowSet } from '../../../flows/flowSet.ts';
import type { KnownService } from '../clusterFacts.ts';
import { selects } from '../labelSelector.ts';
import type { Manifests } from '../manifests.ts';
import { everyPort } from '../rulePorts.ts';
import type { CidrGroup, CiliumPeer } from './ciliumPolicy.ts';

type PeerOf<Kind> = Extract<CiliumPeer, { readonly kind: Kind }>;
export type GroupPeer = PeerOf<'group' | 'groups'>;
export type ServicePeer = PeerOf<'service' | 'services'>;

interface NamedGroups {
  readonly groups: readonly CidrGroup[];
  readonly addresses: FlowSet;
}

/** Lists of addresses that thousands of rules may name: each is found and put together once. */
export class SharedLists {
  readonly #manifests: Manifests;
  readonly #groups = new Map<string, NamedGroups>();
  readonly #services = new Map<string, readonly KnownService[]>();

  constructor(manifests: Manifests) {
    this.#manifests = manifests;
  }

  groupsOf(peer: GroupPeer): NamedGroups {
    const key = JSON.stringify(peer.kind === 'group' ? peer.name : peer.selector);
    return entryOf(this.#groups, key, () => this.#findGroups(peer));
  }

  #findGroups(peer: GroupPeer): NamedGroups {
    const { cidrGroups } = this.#manifests.cilium;
    const groups =
      peer.kind === 'group'
        ? cidrGroups.filter(({ name }) => name === peer.name).slice(0, 1)
        : cidrGroups.filter(({ labels }) => selects(peer.selector, labels));
    return { groups, addresses: uniteAll(groups.map(({ cidrs }) => exactlyThese(cidrs).certain)) };
  }

  /**
   * Without a namespace those of all; Cilium takes each for what is behind it, whatever its ports are. Source: cilium
   * pkg/policy/k8s/service.go, serviceRefMatches and processRule.
   */
  servicesOf(peer: ServicePeer): readonly KnownService[] {
    const key = JSON.stringify([peer.namespace, peer.kind === 'service' ? peer.name : peer.selector]);
    return entryOf(this.#services, key, () =>
      this.#manifests.services
        .filter(
          (service) =>
            (peer.namespace === undefined || peer.namespace === service.namespace) &&
            (peer.kind === 'service' ? service.name === peer.name : selects(peer.selector, service.labels)),
        )
        .map((service) => ({ ...service, ports: everyPort })),
    );
  }
}
