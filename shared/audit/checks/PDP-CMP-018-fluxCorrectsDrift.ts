import { conditionOf, fieldAt, recordsAt, textAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { fluxAppliers, helmReleases, readFlux } from '../cluster/fluxObjects.ts';

/** What somebody changed by hand is corrected by a Kustomization always, by a HelmRelease only where it is told to look. */
export const fluxCorrectsDrift = clusterCheck({
  id: 'PDP-CMP-018',
  title: 'What runs is what Flux was told: releases are applied and their drift is corrected',
  about: 'Drift from what Flux was told',
  requirement: 'component.flux',
  task: 'components-management',
  severity: 'low',
  needs: fluxAppliers,
  assess: (cluster) =>
    readFlux(cluster, fluxAppliers, (objects) => {
      const judged = objects.map(({ resource, object }): Judged => {
        const isWorking = conditionOf(fieldAt(object, 'status'), 'Ready')?.status === 'Unknown';
        const attempted = textAt(object, 'status', 'lastAttemptedRevision');
        if (resource === helmReleases) {
          const mode = textAt(object, 'spec', 'driftDetection', 'mode') ?? 'disabled';
          const last = textAt(recordsAt(object, 'status', 'history')[0], 'status');
          const text = `HelmRelease, spec.driftDetection.mode=${mode}, last release ${last ?? 'not told'}`;
          const isApplied = last === 'deployed';
          return {
            state:
              isApplied && mode === 'enabled' ? 'good' : last === undefined || isApplied || isWorking ? 'open' : 'bad',
            evidence: cluster.evidence(resource, object, text),
          };
        }
        const applied = textAt(object, 'status', 'lastAppliedRevision');
        const text = `Kustomization, applied ${applied ?? 'nothing'}, last tried ${attempted ?? 'nothing'}`;
        return {
          state: applied === undefined || isWorking ? 'open' : applied === (attempted ?? applied) ? 'good' : 'bad',
          evidence: cluster.evidence(resource, object, text),
        };
      });
      return assessEach(judged, {
        source: cluster.source(fluxAppliers[0]),
        pass: (all) => `${count(all, 'release')} as Flux was told`,
        fail: (bad, all) => `${bad} of ${count(all, 'release')} not as Flux was told`,
        remedy: 'Run flux get all -A --status-selector ready=false: what it was told last could not be applied.',
        open: {
          title: (open, all) =>
            `Of ${open} of ${count(all, 'release')} it is not known whether somebody changed what runs`,
          remedy:
            'Set spec.driftDetection.mode: enabled on the HelmReleases that are named, so that Flux looks and corrects; audit again once what is in progress is applied.',
        },
        none: {
          title: 'Flux applies nothing',
          text: 'No Kustomization and no HelmRelease is there.',
          remedy: 'See whether this data plane is updated by Flux at all.',
        },
      });
    }),
});
