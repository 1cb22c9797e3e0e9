import { parseGoDuration } from '../../evidence/goDuration.ts';
import { conditionOf, fieldAt, recordsAt, textAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { partOf } from '../../kernel/partOf.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { fluxAppliers, fluxSources, readFlux } from '../cluster/fluxObjects.ts';

const all = [...fluxSources, ...fluxAppliers] as const;
/** Missing one turn is a hiccup; missing more is a fault. */
const turnsThatMayBeMissed = 3;

/**
 * Flux looks again in an interval. When it last did is told by Kustomizations of newer versions alone; of others it shows
 * only when work is in progress for longer than it should be.
 */
export const fluxReconcilesInTime = clusterCheck({
  id: 'PDP-CMP-019',
  title: 'Flux looks again in its intervals, and nothing is in progress for longer',
  about: 'Promptness of Flux',
  requirement: 'component.flux',
  task: 'components-management',
  needs: all,
  assess: (cluster) =>
    readFlux(cluster, all, (objects) => {
      const judged = objects.flatMap(({ resource, object }): readonly Judged[] => {
        const interval = parseGoDuration(textAt(object, 'spec', 'interval') ?? '');
        // Suspended ones are another check's; without an interval nothing is promised.
        if (interval === undefined || fieldAt(object, 'spec', 'suspend') === true) return [];
        const status = fieldAt(object, 'status');
        const ready = conditionOf(status, 'Ready');
        const reconciling = conditionOf(status, 'Reconciling');
        const isWorking = reconciling?.status === 'True' || ready?.status === 'Unknown';
        const last = recordsAt(status, 'history')
          .flatMap((one) => textAt(one, 'lastReconciled') ?? [])
          .toSorted()
          .at(-1);
        const since = isWorking ? (reconciling ?? ready)?.lastTransitionTime : last;
        const age = since === undefined ? undefined : cluster.seenAt() - Date.parse(since);
        const told = isWorking ? 'in progress since' : 'last reconciled';
        const evidence = cluster.evidence(
          resource,
          object,
          `${object.kind}, ${told} ${since ?? 'not told'}, spec.interval=${textAt(object, 'spec', 'interval')}`,
        );
        if (Number.isNaN(age) || (age === undefined && (isWorking || ready === undefined)))
          return [{ state: 'open', evidence }];
        return [{ state: age !== undefined && age > turnsThatMayBeMissed * interval ? 'bad' : 'good', evidence }];
      });
      return assessEach(judged, {
        source: cluster.source(all[0]),
        pass: (number) => `${count(number, 'object')} of Flux, none of them late`,
        fail: (bad, number) => `${bad} of ${count(number, 'object')} of Flux late`,
        remedy: 'See whether the controllers of Flux run and what they log; flux reconcile tries again at once.',
        open: {
          title: (open, number) =>
            `${partOf(open, number, 'object', ['of Flux does', 'of Flux do'])} not tell when Flux looked last`,
          remedy: 'See whether the controllers of Flux run.',
        },
        none: {
          title: 'Flux has nothing to look at',
          text: 'Nothing of Flux with an interval is there.',
          remedy: 'See whether this data plane is updated by Flux at all.',
        },
      });
    }),
});
