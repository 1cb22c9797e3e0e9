import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { ClusterResourceId } from '#shared/evidence/clusterResources.ts';
import type { ClusterSnapshot } from '#shared/evidence/clusterSnapshot.ts';
import { fromGathered } from '#shared/evidence/fromGathered.ts';
import { describeSnapshotFailure, parseSnapshotFile, toSnapshotText } from '#shared/evidence/snapshotFile.ts';
import { succeed } from '#shared/kernel/result.ts';
import { fileNameOf } from '../rules/fileNames.ts';
import { openCluster } from './openCluster.ts';
import type { ClusterAbilities } from './openCluster.ts';
import type { Abilities } from '../ports.ts';
import type { Progress } from '#shared/kernel/progress.ts';

/** Which cluster is looked at; none, without either. */
export interface ClusterChoice {
  /** Of the kubeconfig. */
  readonly context?: string | undefined;
  /** A file that `pdp snapshot` has written. */
  readonly snapshot?: string | undefined;
  /** A folder that the script has filled which `pdp snapshot --print-script` prints. */
  readonly gathered?: string | undefined;
  /** None is to be looked at. */
  readonly withoutCluster?: boolean | undefined;
}

export interface ObservedCluster {
  readonly snapshot: ClusterSnapshot;
  /** As it is kept and hashed. */
  readonly text: string;
  /** The context, or the file. */
  readonly name: string;
  /** Made by this run; none where it was read from a file. */
  readonly calls: ClusterSnapshot['calls'];
  readonly warnings: readonly string[];
}

/** What is seen of the chosen cluster, live or from a file: the same to whoever judges it. Undefined where none is chosen. */
export async function* observeCluster(
  abilities: ClusterAbilities & Pick<Abilities, 'snapshotFiles'>,
  { context, snapshot: file, gathered, withoutCluster = false }: ClusterChoice,
  /** What is collected of a live one. */
  needs: readonly ClusterResourceId[],
  signal?: AbortSignal,
): AsyncGenerator<Progress, Outcome<ObservedCluster | undefined>, void> {
  const isNamed = [context, file, gathered].some((choice) => choice !== undefined);
  if (withoutCluster && isNamed) {
    return failure('bad-input', 'A cluster is named, and none is to be looked at.', {
      remedy: 'Name one, or say that none is to be looked at.',
    });
  }
  if ([context, file, gathered].filter((choice) => choice !== undefined).length > 1) {
    return failure('bad-input', 'One cluster is looked at: a context’s, or what was kept of one.', {
      remedy: 'Name one of them.',
    });
  }
  if (gathered !== undefined) {
    yield { done: 0, of: 0, what: 'Reading what was gathered' };
    return readGathered(abilities, gathered, signal);
  }
  if (file !== undefined) {
    yield { done: 0, of: 0, what: 'Reading the snapshot' };
    return readSnapshot(abilities, file, signal);
  }
  if (context === undefined) return succeed(undefined);
  yield { done: 0, of: 0, what: `Connecting to ${context}` };
  const opened = await openCluster(abilities, context, signal);
  if (!opened.ok) return opened;
  const cluster = opened.value;
  try {
    const collected = yield* cluster.collect(needs, signal);
    if (!collected.ok) return collected;
    const snapshot = collected.value;
    const { context: name, warnings } = cluster;
    return succeed({ snapshot, text: toSnapshotText(snapshot), name, calls: snapshot.calls, warnings });
  } finally {
    await cluster.close();
  }
}

async function readGathered(
  { snapshotFiles }: Pick<Abilities, 'snapshotFiles'>,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<Outcome<ObservedCluster>> {
  const files = await snapshotFiles.readGathered(folder, signal);
  if (!files.ok) return files;
  const snapshot = fromGathered(files.value);
  if (snapshot === undefined) {
    return failure('bad-input', `${folder} was not filled by the script, or the script did not come to its end.`, {
      remedy: 'Run it again into a new folder: pdp snapshot --print-script prints it.',
    });
  }
  return succeed({ snapshot, text: toSnapshotText(snapshot), name: fileNameOf(folder), calls: [], warnings: [] });
}

async function readSnapshot(
  { digest, snapshotFiles }: Pick<Abilities, 'digest' | 'snapshotFiles'>,
  file: string,
  signal: AbortSignal | undefined,
): Promise<Outcome<ObservedCluster>> {
  const content = await snapshotFiles.read(file, signal);
  if (!content.ok) return content;
  const parsed = parseSnapshotFile(content.value, digest);
  if (!parsed.ok) {
    const { message, remedy } = describeSnapshotFailure(parsed.failure);
    return failure('bad-input', `${file} can’t be audited. ${message}`, {
      remedy,
    });
  }
  return succeed({ ...parsed.value, name: fileNameOf(file), calls: [], warnings: [] });
}
