import { makeIsNamed } from '#shared/catalog/makeIsNamed.ts';
import { managedGuards } from '#shared/evidence/admissionGuards.ts';
import { rootNamespaceOfIstio } from '#shared/evidence/namesOfIstio.ts';
import { plugInNames } from '#shared/network/formats/kubernetes/installedPlugIns.ts';
import { clusterNeeds } from '#shared/audit/clusterNeeds.ts';
import { failure } from '#shared/contract/failure.ts';
import type { CollectEvent } from '#shared/contract/views.ts';
import type { Catalog } from '#shared/catalog/catalog.ts';
import { previewSnapshot } from '#shared/evidence/previewSnapshot.ts';
import { toSnapshotText } from '#shared/evidence/snapshotFile.ts';
import { pseudonymWords, toPseudonyms } from '#shared/evidence/toPseudonyms.ts';
import { chooseChecks } from '../runs/chooseChecks.ts';
import { observeCluster } from './observeCluster.ts';
import type { ClusterAbilities } from './openCluster.ts';
import type { Abilities } from '../ports.ts';
import { toProgressSteps } from '../toProgressSteps.ts';

export interface CollectClusterInput {
  readonly context?: string | undefined;
  /** In place of a context: a folder that the script has filled. */
  readonly gathered?: string | undefined;
  /** Ids; without any, all. */
  readonly checks?: readonly string[] | undefined;
  readonly pseudonyms?: boolean | undefined;
}

type CollectAbilities = ClusterAbilities &
  Pick<Abilities, 'catalog' | 'collected' | 'makePseudonyms' | 'snapshotFiles'>;

/** Collects a snapshot and shows what is in it. It is kept in memory, to be saved once somebody has looked at the preview. */
export async function* collectCluster(
  abilities: CollectAbilities,
  { context, gathered, checks, pseudonyms = false }: CollectClusterInput,
  signal?: AbortSignal,
): AsyncGenerator<CollectEvent, void, void> {
  const chosen = chooseChecks(checks);
  if (!chosen.ok) return yield { kind: 'failed', failure: chosen.failure };
  const choice = { context, gathered };
  const looked = yield* toProgressSteps(observeCluster(abilities, choice, clusterNeeds(chosen.value), signal));
  if (!looked.ok) return yield { kind: 'failed', failure: looked.failure };
  const observed = looked.value;
  if (observed === undefined) {
    const none = failure('bad-input', 'Neither a context nor a gathered folder is named.', {
      remedy: 'Name one of them.',
    });
    return yield { kind: 'failed', failure: none.failure };
  }
  const { catalog, collected, digest, makePseudonyms } = abilities;
  const snapshot = pseudonyms
    ? toPseudonyms(observed.snapshot, makePseudonyms(), makeIsKnown(catalog))
    : observed.snapshot;
  const text = toSnapshotText(snapshot);
  const hash = digest(text);
  collected.clear();
  collected.set(hash, text);
  const preview = { ...previewSnapshot(snapshot, text), ...(pseudonyms && { pseudonyms: pseudonymWords }) };
  return yield { kind: 'collected', hash, preview, warnings: observed.warnings };
}

/** Names by which the catalogue and checks tell components, what belongs to the cluster itself, agents and plug-ins. */
function makeIsKnown({ components, connections, systemNamespaces, runtimeAgents }: Catalog): (name: string) => boolean {
  const found = [...plugInNames, ...managedGuards.keys(), rootNamespaceOfIstio];
  JSON.stringify([components, connections], (key, value: unknown) => {
    if (key === 'namespace' && typeof value === 'string') found.push(value);
    return value;
  });
  for (const { names, subjects = [] } of systemNamespaces) found.push(...names, ...subjects.map(({ name }) => name));
  for (const { daemonSets } of runtimeAgents) found.push(...daemonSets.flatMap((name) => name.split('/')));
  return makeIsNamed(found);
}
