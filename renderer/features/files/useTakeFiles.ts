import { useCallback } from 'react';
import { isTooMuchToSend, mostBytesOfRequest } from '#shared/contract/requestLimit.ts';
import { useClient } from '../../client/client.ts';
import type { PdpClient } from '../../client/client.ts';
import type { QueryCache } from '../../client/queryCache.ts';
import { useQueryCache } from '../../client/useQuery.ts';
import { chooseCluster } from '../../state/clusterChoice.ts';
import { addRules, keepDroppedNames } from '../../state/ruleSets.ts';
import { currentRoute, go } from '../../state/router.ts';
import { keepWaiting } from '../../state/waitingRules.ts';
import { formatBytes } from '../words/files.ts';
import { joinFiles, kindsOf } from './droppedFiles.ts';
import type { DroppedFile } from './droppedFiles.ts';

/**
 * Plans are opened, a snapshot is what audits look at from then on, all else is rules; the reason why not, otherwise. It may
 * be cancelled until then, and rejects.
 */
export function useTakeFiles(): (files: readonly DroppedFile[], signal: AbortSignal) => Promise<string | undefined> {
  const client = useClient();
  const cache = useQueryCache();
  return useCallback(
    async (files, signal) => {
      const kinds = await kindsOf(files, signal);
      signal.throwIfAborted();
      const [first] = files;
      if (first === undefined) return 'There is no file in what was dropped.';
      if (files.length === 1 && kinds[0] === 'plan') return openPlan(first.file);
      const snapshots = files.filter((_, index) => kinds[index] === 'snapshot');
      const rules = files.filter((_, index) => kinds[index] !== 'snapshot');
      const plan = currentRoute()?.plan;
      if (snapshots.length > 1) return 'An audit looks at one cluster. Drop one snapshot at a time.';
      if (snapshots.length > 0 && plan === undefined) {
        return 'A snapshot is audited against a plan. Open the plan first, then drop it again.';
      }
      const [given, givenRules] = [await toPaths(client, snapshots, signal), await toPaths(client, rules, signal)];
      if ('refusal' in given) return given.refusal;
      if ('refusal' in givenRules) return givenRules.refusal;
      signal.throwIfAborted();
      const [snapshot] = given.files;
      if (plan !== undefined && snapshot !== undefined) {
        chooseCluster(plan, { kind: 'snapshot', file: snapshot });
        go({ page: 'cluster', plan });
      }
      if (rules.length > 0) take(cache, givenRules.places, rules);
      return undefined;
    },
    [client, cache],
  );
}

function openPlan(file: File): string | undefined {
  const path = globalThis.window.pdpHost?.pathOf(file) ?? '';
  if (path === '') {
    return 'A browser does not tell where a dropped plan lies, so it could not be saved. Use Open plan file.';
  }
  go({ page: 'plan', plan: path });
  return undefined;
}

interface GivenFiles {
  readonly files: readonly string[];
  /** What holds them all: the folder in which they are kept, or they themselves. */
  readonly places: readonly string[];
}

/** Where the engine finds the files: on disk, where the host can tell, else where it keeps what it is sent. */
async function toPaths(
  client: PdpClient,
  dropped: readonly DroppedFile[],
  signal: AbortSignal,
): Promise<GivenFiles | { readonly refusal: string }> {
  const host = globalThis.window.pdpHost;
  const paths = dropped.map(({ file }) => host?.pathOf(file) ?? '').filter((path) => path !== '');
  if (paths.length === dropped.length) return { files: paths, places: paths };
  const sent = joinFiles(dropped);
  if (isTooMuchToSend(sent)) {
    return {
      refusal: `That is more than the ${formatBytes(mostBytesOfRequest)} that can be sent through the browser. Use Add rule files or Open snapshot: the engine then reads them from disk.`,
    };
  }
  // Handed over unread: the browser sends them from where they lie.
  const kept = await client.files.upload(sent, { signal });
  if (!kept.ok) return { refusal: [kept.failure.message, kept.failure.remedy].filter(Boolean).join(' ') };
  const { files, folder } = kept.value;
  keepDroppedNames(
    folder,
    dropped.map(({ name }) => name),
  );
  return { files, places: [folder] };
}

/** What comes of them is told once they are judged, which may be again: a file that was dropped before can have changed. */
function take(cache: QueryCache, paths: readonly string[], files: readonly DroppedFile[]): void {
  const route = currentRoute();
  if (route?.plan === undefined) {
    keepWaiting(
      paths,
      files.map(({ name }) => name),
    );
    go({ page: 'plans' });
    return;
  }
  const { plan } = route;
  cache.refresh(['verdicts', plan]);
  cache.refresh(['rule findings', plan]);
  addRules(plan, paths);
  if (route.page !== 'connections' && route.page !== 'evidence') go({ page: 'evidence', plan });
}
