import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { ShownObject } from '#shared/contract/views.ts';
import { clusterResources } from '#shared/evidence/clusterResources.ts';
import type { ClusterResourceId } from '#shared/evidence/clusterResources.ts';
import type { ClusterSnapshot } from '#shared/evidence/clusterSnapshot.ts';
import { nameOf } from '#shared/evidence/objectFields.ts';
import { toObjectYaml } from '#shared/evidence/toObjectYaml.ts';
import { clusterEvidence } from '#shared/history/keptEvidence.ts';
import { succeed } from '#shared/kernel/result.ts';
import { findRun } from '../runs/findRun.ts';
import type { Abilities } from '../ports.ts';

export interface ShowObjectInput {
  /** The run's number, id or hash. */
  readonly run: string;
  readonly resource: string;
  /** `namespace/name`, or the name alone of what has no namespace. */
  readonly name: string;
}

/** An object of the cluster as a run saw it, whatever became of it since: the fields that were collected, as YAML. */
export async function showObject(
  { archive, planFiles }: Pick<Abilities, 'archive' | 'planFiles'>,
  { run, resource, name }: ShowObjectInput,
): Promise<Outcome<ShownObject>> {
  if (!isResource(resource))
    return failure('bad-input', `No resource of a cluster that is read is called ${resource}.`);
  const opened = await archive();
  if (!opened.ok) return opened;
  const found = await findRun(opened.value, planFiles, run);
  if (!found.ok) return found;
  const kept = found.value.run.evidence.find(({ kind }) => kind === clusterEvidence);
  const text = kept === undefined ? succeed(undefined) : await opened.value.readEvidence(kept.hash);
  if (!text.ok) return text;
  if (text.value === undefined) return failure('not-found', `Run ${run} kept nothing of a cluster.`);
  const { resources } = JSON.parse(text.value) as ClusterSnapshot;
  const part = resources[resource];
  const object = part?.state === 'observed' ? part.value.find((each) => nameOf(each) === name) : undefined;
  return object === undefined
    ? failure('not-found', `Run ${run} saw no ${name} among the ${resource}.`)
    : succeed({ yaml: toObjectYaml(object) });
}

function isResource(text: string): text is ClusterResourceId {
  return Object.hasOwn(clusterResources, text);
}
