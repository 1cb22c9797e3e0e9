import { clusterNeeds } from '#shared/audit/clusterNeeds.ts';
import { failure } from '#shared/contract/failure.ts';
import type { CollectEvent } from '#shared/contract/views.ts';
import type { Catalog } from '#shared/catalog/catalog.ts';
import { previewSnapshot } from '#shared/evidence/previewSnapshot.ts';
import { toSnapshotText } from '#shared/evidence/snapshotFile.ts';
import { pseudonymWords, toPseudonyms } from '#shared/evidence/toPseudonyms.ts';
import { chooseChecks } from './chooseChecks.ts';
import { observeCluster } from './observeCluster.ts';
import type { ClusterAbilities } from './openCluster.ts';
import type { Abilities } from './ports.ts';

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
  const looking = observeCluster(abilities, choice, clusterNeeds(chosen.value), signal);
  let looked = await looking.next();
  for (; looked.done !== true; looked = await looking.next()) yield { kind: 'progress', ...looked.value };
  if (!looked.value.ok) return yield { kind: 'failed', failure: looked.value.failure };
  const observed = looked.value.value;
  if (observed === undefined) {
    const none = failure('bad-input', 'Neither a context nor a gathered folder is named.', {
      remedy: 'Name one of them.',
    });
    return yield { kind: 'failed', failure: none.failure };
  }
  const { catalog, collected, digest, makePseudonyms } = abilities;
  const snapshot = pseudonyms ? toPseudonyms(observed.snapshot, makePseudonyms(), namesOf(catalog)) : observed.snapshot;
  const text = toSnapshotText(snapshot);
  const hash = digest(text);
  collected.clear();
  collected.set(hash, text);
  const preview = { ...previewSnapshot(snapshot, text), ...(pseudonyms && { pseudonyms: pseudonymWords }) };
  return yield { kind: 'collected', hash, preview, warnings: observed.warnings };
}

/** Namespaces by which the catalogue's profiles find components. */
function namesOf({ components, connections }: Catalog): ReadonlySet<string> {
  const found = new Set<string>();
  JSON.stringify([components, connections], (key, value: unknown) => {
    if (key === 'namespace' && typeof value === 'string') found.add(value);
    return value;
  });
  return found;
}
