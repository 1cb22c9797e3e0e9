/** What may be opened from pod to pod, by the policies of both, as the layer of pod policies answers in a check. */
import type { Cni } from '../../plan/plan.ts';
import { toRanges } from '../flows/addressSpaces.ts';
import { makeDecideLayer } from '../judging/decideLayer.ts';
import { flowsTo, servicesIn, subtract } from '../flows/flowSet.ts';
import { namespaceLabels } from '../formats/kubernetes/manifests.ts';
import { labelsOf } from '../formats/kubernetes/podLabels.ts';
import type { Workload } from '../formats/kubernetes/manifests.ts';
import type { RuleSet } from '../reading/readRules.ts';
import { unknownReasons } from '../machine/decision.ts';
import type { Services } from '../flows/services.ts';

export interface PodConnections {
  /** What certainly comes through, and what may. */
  readonly certain: Services;
  readonly possible: Services;
  readonly because: readonly string[];
}

/** `podCidr` holds the addresses of all pods: which pod has which of them is not known. */
export function makeAskPods(
  ruleSet: RuleSet,
  { cni, podCidr }: { readonly cni: Cni; readonly podCidr: string },
): (from: Workload, to: Workload, services: Services) => PodConnections {
  const podRanges = toRanges([podCidr]);
  const decideLayer = makeDecideLayer({ ruleSet, network: { cni, podRanges, nodeRanges: [], serviceRanges: [] } });
  const layer = { layer: 'pod-policy', state: 'supplied', attachedTo: [], clouds: [] } as const;
  return (from, to, services) => {
    const { namespace, serviceAccount, namedPorts } = to;
    const destination = {
      flows: flowsTo(podRanges, services),
      outside: false,
      namedPorts,
      pod: {
        namespace,
        namespaceLabels: namespaceLabels(ruleSet.manifests, namespace),
        labels: labelsOf(to),
        serviceAccount,
      },
    };
    const subject = { kind: 'workload', workload: from } as const;
    const { decision } = decideLayer(layer, subject, { destination, mayStayInside: true });
    return {
      certain: servicesIn(subtract(decision.mayAllow, decision.mayDeny)),
      possible: servicesIn(decision.mayAllow),
      because: unknownReasons([decision]),
    };
  };
}
