import { nameOf, recordsAt, textAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { componentOf, noneOf } from '../cluster/componentOf.ts';
import { findComponentWorkloads, workloadResources } from '../cluster/componentWorkloads.ts';

const claims = 'persistentvolumeclaims';

/** Logs and metrics are kept in the data plane; where nothing is claimed, they are kept where the cluster does not show. */
export const observabilityIsStoredInside = clusterCheck({
  id: 'PDP-CMP-014',
  title: 'What observability stores is on bound volumes of the data plane',
  about: 'Storage of observability',
  requirement: 'component.observability',
  task: 'components-management',
  needs: [...workloadResources, claims],
  assess(cluster, material) {
    const observability = componentOf(material, 'observability');
    const known = cluster.objects(claims);
    const workloads = findComponentWorkloads(cluster, observability.selectors);
    const claimed = new Set(
      workloads
        .flatMap(({ pods }) => pods)
        .flatMap((pod) =>
          recordsAt(pod, 'spec', 'volumes').flatMap((volume) => {
            const claim = textAt(volume, 'persistentVolumeClaim', 'claimName');
            return claim === undefined
              ? []
              : [nameOf({ metadata: { namespace: pod.metadata.namespace, name: claim } })];
          }),
        ),
    );
    const judged = [...claimed].map((name): Judged => {
      const claim = known.find((one) => nameOf(one) === name);
      const phase = claim && textAt(claim, 'status', 'phase');
      // A claim that was not seen may be there all the same.
      const isOpen = claim === undefined ? cluster.gaps().length > 0 : phase === undefined;
      const text = `${name}: ${claim === undefined ? 'there is no such claim' : `status.phase=${phase ?? 'none'}`}`;
      return {
        state: phase === 'Bound' ? 'good' : isOpen ? 'open' : 'bad',
        evidence: { text, source: cluster.source(claims) },
      };
    });
    return assessEach(judged, {
      source: cluster.source(workloads.length === 0 ? 'pods' : claims),
      pass: (all) => `Observability stores on ${count(all, 'bound volume')}`,
      fail: (bad, all) => `${bad} of ${count(all, 'volume')} of observability not bound`,
      remedy: 'Run kubectl describe pvc on what is named: its events say which class or size can’t be had.',
      none: {
        title: 'Where observability stores can’t be seen',
        text: workloads.length === 0 ? noneOf(observability).text : 'No pod of it claims a volume.',
        remedy:
          'Name the labels of its stores in the plan under components.observability, or attest component.observability where a service of the cloud stores.',
      },
    });
  },
});
