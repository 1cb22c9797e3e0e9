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
 * only when work is in progress for longer than it should be, and those that tell neither are counted apart.
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
      const judged: Judged[] = [];
      const silent: Judged[] = [];
      for (const { resource, object } of objects) {
        const interval = parseGoDuration(textAt(object, 'spec', 'interval') ?? '');
        const status = fieldAt(object, 'status');
        const ready = conditionOf(status, 'Ready');
        // What is suspended, or tries again and again, is another check's; without an interval nothing is promised.
        if (interval === undefined || fieldAt(object, 'spec', 'suspend') === true || ready?.status === 'False')
          continue;
        // A repository of OCI is an address alone, which its controller does not look at by itself.
        if (textAt(object, 'spec', 'type') === 'oci') continue;
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
        if (age === undefined && !isWorking && ready !== undefined) silent.push({ state: 'open', evidence });
        else if (age === undefined || Number.isNaN(age)) judged.push({ state: 'open', evidence });
        else judged.push({ state: age > turnsThatMayBeMissed * interval ? 'bad' : 'good', evidence });
      }
      const assessment = assessEach(judged.length === 0 ? silent : judged, {
        source: cluster.source(all[0]),
        pass: (number) => `${count(number, 'object')} of Flux, none of them late`,
        fail: (bad, number) => `${bad} of ${count(number, 'object')} of Flux late`,
        remedy: 'See whether the controllers of Flux run and what they log; flux reconcile tries again at once.',
        open: {
          title: (open, number) =>
            `${partOf(open, number, 'object', ['of Flux does', 'of Flux do'])} not tell when Flux looked last`,
          remedy: 'See whether the controllers of Flux run, and with flux get all -A what they did last.',
        },
        none: {
          title: 'Flux has nothing to look at',
          text: 'Nothing of Flux with an interval is there.',
          remedy: 'See whether this data plane is updated by Flux at all.',
        },
      });
      if (judged.length === 0 || silent.length === 0) return assessment;
      const text = `Left out: ${partOf(silent.length, objects.length, 'object', ['of Flux does', 'of Flux do'])} not tell when Flux looked last.`;
      return { ...assessment, evidence: [...assessment.evidence, { text, source: cluster.source(all[0]) }] };
    }),
});
