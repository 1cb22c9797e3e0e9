/** What checks of Flux have in common. */
import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { conditionOf, describeCondition, fieldAt, numberAt } from '../../evidence/objectFields.ts';
import type { Assessment } from '../assessment.ts';
import { unknown } from '../assessment.ts';
import type { Judged } from './assessEach.ts';
import type { ClusterReading } from './clusterReading.ts';

export const fluxSources = [
  'gitrepositories.source.toolkit.fluxcd.io',
  'helmrepositories.source.toolkit.fluxcd.io',
  'ocirepositories.source.toolkit.fluxcd.io',
  'buckets.source.toolkit.fluxcd.io',
  'helmcharts.source.toolkit.fluxcd.io',
] as const;
const kustomizations = 'kustomizations.kustomize.toolkit.fluxcd.io';
export const helmReleases = 'helmreleases.helm.toolkit.fluxcd.io';
export const fluxAppliers = [kustomizations, helmReleases] as const;

export type FluxResource = (typeof fluxSources)[number] | (typeof fluxAppliers)[number];

export interface FluxObject<Resource extends FluxResource> {
  readonly resource: Resource;
  readonly object: ClusterObject;
}

/** All objects of these resources; the unknown that says that Flux is not installed, where none of them is served. */
export function readFlux<const Resource extends FluxResource>(
  cluster: ClusterReading<Resource>,
  resources: readonly Resource[],
  judge: (objects: readonly FluxObject<Resource>[]) => Assessment,
): Assessment {
  const objects = resources.flatMap((resource) => cluster.objects(resource).map((object) => ({ resource, object })));
  const [first] = resources;
  if (first !== undefined && resources.every((resource) => !cluster.isServed(resource))) {
    return unknown('absent', {
      title: 'The definitions of Flux are not installed',
      evidence: [{ text: `The API server serves none of ${resources.join(', ')}.`, source: cluster.source(first) }],
      remedy: 'Install Flux, or attest component.flux where updates come in another way.',
    });
  }
  return judge(objects);
}

/** Whether it works at what it is told now: not suspended, ready, and ready for its present form. */
export function judgeFluxObject<Resource extends FluxResource>(
  cluster: ClusterReading<Resource>,
  { resource, object }: FluxObject<Resource>,
): Judged {
  const ready = conditionOf(fieldAt(object, 'status'), 'Ready');
  const isSuspended = fieldAt(object, 'spec', 'suspend') === true;
  const seen = ready?.observedGeneration ?? numberAt(object, 'status', 'observedGeneration');
  const isOld = seen !== undefined && seen < (object.metadata.generation ?? seen);
  const said = [
    object.kind,
    ...(isSuspended ? ['spec.suspend=true'] : []),
    describeCondition('Ready', ready),
    ...(isOld ? [`observedGeneration ${seen} of ${object.metadata.generation}`] : []),
  ].join(', ');
  return {
    state: isSuspended || ready?.status === 'False' ? 'bad' : ready?.status === 'True' && !isOld ? 'good' : 'open',
    evidence: cluster.evidence(resource, object, said),
  };
}
