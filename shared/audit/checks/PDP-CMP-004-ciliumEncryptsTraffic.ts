import { fail, pass } from '../assessment.ts';
import { assessCiliumConfig } from '../cluster/ciliumConfig.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';

const ways = { 'enable-wireguard': 'WireGuard', 'enable-ipsec': 'IPsec' } as const;

/** What the documents promise of traffic between nodes: Cilium's transparent encryption. */
export const ciliumEncryptsTraffic = clusterCheck({
  id: 'PDP-CMP-004',
  title: 'Cilium encrypts the traffic between nodes, by WireGuard or IPsec',
  about: 'Encryption between nodes',
  requirement: 'component.cilium',
  task: 'components-management',
  proves: 'encryption-in-transit',
  needs: ['configmaps', 'daemonsets.apps'],
  assess: (cluster, material) =>
    assessCiliumConfig(cluster, material, ({ isOn, evidence }) => {
      const on = Object.entries(ways).find(([key]) => isOn(key) === true);
      return on === undefined
        ? fail({
            title: 'Cilium does not encrypt the traffic between nodes',
            evidence: evidence(...Object.keys(ways)),
            remedy:
              'Set encryption.enabled=true and encryption.type=wireguard (or ipsec) in the values of Cilium’s chart, and restart its agents. Where the cloud manages Cilium it is a setting of the cluster: inter-node transparent encryption of GKE (not in Autopilot), WireGuard of Advanced Container Networking Services in AKS.',
          })
        : pass('observed', {
            title: `Cilium encrypts the traffic between nodes by ${on[1]}`,
            evidence: evidence(on[0]),
          });
    }),
});
