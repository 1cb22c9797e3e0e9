import { fieldAt, textAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { assessEach } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { fluxSources, judgeFluxObject, readFlux } from '../cluster/fluxObjects.ts';

/** A source that is not fetched brings no update, and nobody sees it but here. */
export const fluxSourcesDeliver = clusterCheck({
  id: 'PDP-CMP-016',
  title: 'Every source of Flux is ready and not suspended',
  about: 'Sources of Flux',
  requirement: 'component.flux',
  task: 'components-management',
  needs: fluxSources,
  assess: (cluster) =>
    readFlux(cluster, fluxSources, (objects) =>
      assessEach(
        // A Helm repository in a registry of images is only an address: Flux gives it no status.
        objects
          .filter(
            ({ object }) => textAt(object, 'spec', 'type') !== 'oci' || fieldAt(object, 'spec', 'suspend') === true,
          )
          .map((one) => judgeFluxObject(cluster, one)),
        {
          source: cluster.source(fluxSources[0]),
          pass: (all) => `${count(all, 'source')} of Flux ready`,
          fail: (bad, all) => `${bad} of ${count(all, 'source')} of Flux not ready, or suspended`,
          remedy:
            'Run flux get sources all -A: resume what is suspended, and mend the way or the access to what fails.',
          open: {
            title: (open, all) => `${open} of ${count(all, 'source')} of Flux not yet decided`,
            remedy: 'Audit again after their interval; see whether the source controller runs.',
          },
          none: {
            title: 'Flux has no sources',
            text: 'No source of Flux that is fetched is there.',
            remedy: 'See whether this data plane is updated by Flux at all.',
          },
        },
      ),
    ),
});
