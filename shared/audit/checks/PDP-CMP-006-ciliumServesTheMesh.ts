import { fail, pass, unknown } from '../assessment.ts';
import { assessCiliumConfig } from '../cluster/ciliumConfig.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';

const key = 'enable-l7-proxy';
const uses = ['enable-gateway-api', 'enable-ingress-controller', 'enable-envoy-config'] as const;

/** Cilium is the service mesh as well: without its proxy no rule by path or host name has effect. */
export const ciliumServesTheMesh = clusterCheck({
  id: 'PDP-CMP-006',
  title: 'Cilium’s service mesh is on',
  about: 'Cilium as service mesh',
  requirement: 'component.cilium',
  task: 'components-management',
  severity: 'medium',
  needs: ['configmaps', 'daemonsets.apps'],
  assess: (cluster, material) =>
    assessCiliumConfig(cluster, material, ({ isOn, evidence }) => {
      switch (isOn(key)) {
        case true:
          return pass('observed', { title: 'Cilium’s service mesh is on', evidence: evidence(key, ...uses) });
        case false:
          return fail({
            title: 'Cilium’s proxy is off, and its service mesh with it',
            evidence: evidence(key),
            remedy: 'Set l7Proxy=true in the values of Cilium’s chart, and restart its agents.',
          });
        default:
          return unknown('not-understood', {
            title: 'Whether Cilium’s service mesh is on is not said',
            evidence: evidence(key),
            remedy: 'See with cilium config view what the agents go by.',
          });
      }
    }),
});
