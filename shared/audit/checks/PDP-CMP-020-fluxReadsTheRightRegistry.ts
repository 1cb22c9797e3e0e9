import { fieldAt, textAt } from '../../evidence/objectFields.ts';
import type { ConnectionId } from '../../catalog/catalog.ts';
import { count } from '../../kernel/count.ts';
import { isMeantBy } from '../../network/machine/knownName.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { readFlux } from '../cluster/fluxObjects.ts';

/** Which row of the connectivity table says where each kind of source is. */
const rowOf = {
  'gitrepositories.source.toolkit.fluxcd.io': 'flux-source-controller--github',
  'helmrepositories.source.toolkit.fluxcd.io': 'flux-helm-controller--wso2-registry',
  'ocirepositories.source.toolkit.fluxcd.io': 'flux-helm-controller--wso2-registry',
} as const satisfies Record<string, ConnectionId>;
const resources = Object.keys(rowOf) as (keyof typeof rowOf)[];

/** Whoever can change where updates come from can change what runs. */
export const fluxReadsTheRightRegistry = clusterCheck({
  id: 'PDP-CMP-020',
  title: 'Flux reads from the hosts that the plan names, and in no clear text',
  about: 'Where Flux reads from',
  requirement: 'component.flux',
  task: 'components-management',
  needs: resources,
  assess: (cluster, { requirements }) =>
    readFlux(cluster, resources, (objects) => {
      const judged = objects.map(({ resource, object }): Judged => {
        const url = textAt(object, 'spec', 'url') ?? '';
        const row = requirements.connections.find(({ id }) => id === rowOf[resource]);
        const hosts = [...(row?.hosts ?? []), ...(row?.failover?.hosts ?? [])];
        const parts = /^(?<scheme>[a-z]+):\/\/(?:[^@/]*@)?(?<host>[^/:]+)/i.exec(url)?.groups;
        const place = parts === undefined ? 'an address that can’t be read' : `${parts['scheme']}://${parts['host']}`;
        const isClear = parts?.['scheme'] === 'http' || fieldAt(object, 'spec', 'insecure') === true;
        const said = (text: string) => cluster.evidence(resource, object, `${object.kind}, ${place}, ${text}`);
        if (isClear) return { state: 'bad', evidence: said('without TLS') };
        if (hosts.length === 0 || parts === undefined) {
          return { state: 'open', evidence: said(`the plan names no hosts for ${rowOf[resource]}`) };
        }
        return hosts.some((host) => isMeantBy(host, parts['host'] ?? ''))
          ? { state: 'good', evidence: said(`as ${rowOf[resource]} names it`) }
          : { state: 'bad', evidence: said(`and ${rowOf[resource]} names ${hosts.join(', ')}`) };
      });
      return assessEach(judged, {
        source: cluster.source(resources[0] ?? 'gitrepositories.source.toolkit.fluxcd.io'),
        pass: (all) => `${count(all, 'source')} of Flux from hosts that the plan names`,
        fail: (bad, all) => `${bad} of ${count(all, 'source')} of Flux from elsewhere, or in clear text`,
        remedy:
          'Look who made the source. If it is meant, name its host in the plan under connections; give it TLS where it has none.',
        open: {
          title: (open, all) =>
            `Of ${open} of ${count(all, 'source')} of Flux the plan does not say where they should be`,
          remedy:
            'Name the hosts of the registry in the plan under connections.flux-helm-controller--wso2-registry.hosts.',
        },
        none: {
          title: 'Flux has no sources',
          text: 'No source of Flux is there.',
          remedy: 'See whether this data plane is updated by Flux at all.',
        },
      });
    }),
});
