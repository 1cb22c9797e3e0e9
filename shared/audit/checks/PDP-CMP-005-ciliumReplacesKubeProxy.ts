import { fail, pass, unknown } from '../assessment.ts';
import { assessCiliumConfig } from '../cluster/ciliumConfig.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';

const key = 'kube-proxy-replacement';
/** What versions before 1.14 called it. */
const former = { on: 'strict', off: 'disabled' } as const;

/** Cilium's gateway and mesh need it. No document asks for it by itself: the severity is low for that reason. */
export const ciliumReplacesKubeProxy = clusterCheck({
  id: 'PDP-CMP-005',
  title: 'Cilium takes the place of kube-proxy',
  about: 'Cilium in place of kube-proxy',
  requirement: 'component.cilium',
  task: 'components-management',
  severity: 'low',
  needs: ['configmaps', 'daemonsets.apps'],
  assess: (cluster, material) =>
    assessCiliumConfig(cluster, material, ({ settings, isOn, evidence }) => {
      if (isOn(key) === true || settings[key] === former.on) {
        return pass('observed', { title: 'Cilium takes the place of kube-proxy', evidence: evidence(key) });
      }
      if (isOn(key) === false || settings[key] === former.off || settings[key] === undefined) {
        return fail({
          title: 'Cilium leaves Services to kube-proxy',
          evidence: evidence(key),
          remedy: 'Set kubeProxyReplacement=true in the values of Cilium’s chart, and take kube-proxy away afterwards.',
        });
      }
      return unknown('not-understood', {
        title: 'Cilium takes the place of kube-proxy in part only',
        evidence: evidence(key),
        remedy: 'Set kubeProxyReplacement=true in the values of Cilium’s chart, in a version that is maintained.',
      });
    }),
});
