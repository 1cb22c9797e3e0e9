import { count } from '../../kernel/count.ts';
import { assessEach } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { fluxAppliers, judgeFluxObject, readFlux } from '../cluster/fluxObjects.ts';

/** An update that Flux can't apply leaves the component at its old version. */
export const fluxAppliesReleases = clusterCheck({
  id: 'PDP-CMP-017',
  title: 'Every Kustomization and HelmRelease of Flux is ready and not suspended',
  about: 'Releases of Flux',
  requirement: 'component.flux',
  task: 'components-management',
  needs: fluxAppliers,
  assess: (cluster) =>
    readFlux(cluster, fluxAppliers, (objects) =>
      assessEach(
        objects.map((one) => judgeFluxObject(cluster, one)),
        {
          source: cluster.source(fluxAppliers[0]),
          pass: (all) => `${count(all, 'release')} of Flux ready`,
          fail: (bad, all) => `${bad} of ${count(all, 'release')} of Flux not ready, or suspended`,
          remedy: 'Run flux get all -A --status-selector ready=false: resume what is suspended, and repair what fails.',
          open: {
            title: (open, all) => `${open} of ${count(all, 'release')} of Flux not yet decided`,
            remedy: 'Audit again after their interval; see whether the controllers of Flux run.',
          },
          none: {
            title: 'Flux applies nothing',
            text: 'No Kustomization and no HelmRelease is there.',
            remedy: 'See whether this data plane is updated by Flux at all.',
          },
        },
      ),
    ),
});
