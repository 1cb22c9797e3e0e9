import { conditionOf, describeCondition, fieldAt, nameOf, numberAt, textAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { partOf } from '../../kernel/partOf.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { componentOf, noneOf } from '../cluster/componentOf.ts';
import { findComponentWorkloads, workloadResources } from '../cluster/componentWorkloads.ts';
import { containersOf } from '../cluster/containersOf.ts';

/** A restart longer ago than this is over. */
const recentMs = 24 * 3_600_000;

/** The agent's connection to the control plane is not in the API: a pod that keeps restarting is how its loss shows there. */
export const agentKeepsRunning = clusterCheck({
  id: 'PDP-CMP-012',
  title: 'The PDP agent is ready and has not restarted in the last day',
  about: 'Steadiness of the PDP agent',
  requirement: 'component.pdp-agent',
  task: 'components-management',
  needs: workloadResources,
  assess(cluster, material) {
    const agent = componentOf(material, 'pdp-agent');
    const source = cluster.source('pods');
    const judged = findComponentWorkloads(cluster, agent.selectors)
      .flatMap(({ pods }) => pods)
      .map((pod): Judged => {
        const ready = conditionOf(fieldAt(pod, 'status'), 'Ready');
        const restarts = containersOf(pod).map(({ name, status }) => ({
          name,
          number: numberAt(status, 'restartCount'),
          reason: textAt(status, 'lastState', 'terminated', 'reason'),
          at: textAt(status, 'lastState', 'terminated', 'finishedAt'),
        }));
        const isRecent = ({ at }: (typeof restarts)[number]): boolean =>
          at !== undefined && cluster.seenAt() - Date.parse(at) < recentMs;
        const told = restarts
          .filter(({ number }) => number !== undefined && number > 0)
          .map(
            ({ name, number, reason, at }) =>
              `${name} restarted ${count(number ?? 0, 'time')}, last at ${at ?? 'a time that is not told'} (${reason ?? 'no reason told'})`,
          );
        const since = ready?.lastTransitionTime === undefined ? '' : ` since ${ready.lastTransitionTime}`;
        const evidence = {
          text: [`${nameOf(pod)}: ${describeCondition('Ready', ready)}${since}`, ...told].join(', '),
          source,
        };
        if (ready?.status === 'False' || restarts.some(isRecent)) return { state: 'bad', evidence };
        const isTold = restarts.every(({ number, at }) => number === 0 || (number !== undefined && at !== undefined));
        return { state: ready?.status === 'True' && isTold ? 'good' : 'open', evidence };
      });
    return assessEach(judged, {
      source,
      pass: (all) => `The PDP agent is steady: ${count(all, 'pod')}`,
      fail: (bad, all) => `The PDP agent is not ready or has restarted lately: ${bad} of ${count(all, 'pod')}`,
      remedy:
        'Read kubectl logs --previous of the pod: it names the host of the control plane that it does not reach, or the certificate that it does not trust.',
      open: {
        title: (open, all) => `How steady the PDP agent is, ${partOf(open, all, 'pod', ['does', 'do'])} not tell`,
        remedy: 'See whether the node of each pod still answers: kubectl get pod -o wide.',
      },
      none: noneOf(agent),
    });
  },
});
