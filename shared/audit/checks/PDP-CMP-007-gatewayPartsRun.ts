import { nameOf } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { enumerate } from '../../kernel/enumerate.ts';
import { notApplicable, unknown } from '../assessment.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { componentOf, noneOf } from '../cluster/componentOf.ts';
import { findComponentWorkloads, workloadResources } from '../cluster/componentWorkloads.ts';
import { containersOf } from '../cluster/containersOf.ts';

/** The chain of the gateway by what its containers are called; enforcer and router share a pod. */
const parts = { adapter: /adapt[eo]r/i, enforcer: /enforcer/i, router: /router|envoy/i } as const;

/** A gateway without its enforcer lets nobody in, one without its adapter learns of nothing new. */
export const gatewayPartsRun = clusterCheck({
  id: 'PDP-CMP-007',
  title: 'Adapter, enforcer and router of the API gateway run',
  about: 'The parts of the API gateway',
  requirement: 'component.api-gateways',
  task: 'components-management',
  needs: workloadResources,
  assess(cluster, material) {
    const gateways = componentOf(material, 'api-gateways');
    const source = cluster.source('pods');
    if (material.plan.profile === 'openchoreo') {
      return notApplicable({
        title: 'The gateway of this profile is one of the Gateway API',
        evidence: [
          {
            text: 'The plan goes by the profile openchoreo.',
            source: `${material.planFile}:${material.locate(['profile']).line}`,
          },
        ],
      });
    }
    const containers = findComponentWorkloads(cluster, gateways.selectors)
      .flatMap(({ pods }) => pods)
      .flatMap((pod) => containersOf(pod).map((container) => ({ pod, ...container })));
    const found = Object.entries(parts).map(([part, name]) => ({
      part,
      containers: containers.filter((container) => name.test(container.name)),
    }));
    const missing = found.filter((one) => one.containers.length === 0).map(({ part }) => part);
    if (containers.length > 0 && missing.length > 0) {
      return unknown('absent', {
        title: `No ${enumerate(missing)} was found among the pods of the gateway`,
        evidence: [{ text: `Containers: ${enumerate([...new Set(containers.map(({ name }) => name))])}.`, source }],
        remedy:
          'Name the labels of all of its pods in the plan under components.api-gateways, if they are others here.',
      });
    }
    const judged = found.flatMap(({ part, containers: of }) =>
      of.map(({ pod, name, status }): Judged => {
        const isReady = status?.['ready'] === true;
        const text = `${nameOf(pod)}: ${part} in container ${name}, ready=${String(status?.['ready'] ?? 'not told')}`;
        return { state: status === undefined ? 'open' : isReady ? 'good' : 'bad', evidence: { text, source } };
      }),
    );
    return assessEach(judged, {
      source,
      pass: (all) => `Adapter, enforcer and router run: ${count(all, 'container')}, all ready`,
      fail: (bad, all) => `${bad} of ${count(all, 'container')} of the gateway not ready`,
      remedy: 'Run kubectl describe on the pods that are named, and read the logs of the container.',
      open: {
        title: (open, all) => `${open} of ${count(all, 'container')} of the gateway without a status`,
        remedy: 'Audit again once the pods have started.',
      },
      none: noneOf(gateways),
    });
  },
});
