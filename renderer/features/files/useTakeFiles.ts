import { isArchiveName } from '#shared/kernel/archiveNames.ts';
import { useCallback } from 'react';
import { useClient } from '../../client/client.ts';
import type { QueryCache } from '../../client/queryCache.ts';
import { useQueryCache } from '../../client/useQuery.ts';
import { addRules } from '../../state/ruleSets.ts';
import { currentRoute, go } from '../../state/router.ts';
import { keepWaiting } from '../../state/waitingRules.ts';
import { isPlanText, readBase64 } from './droppedFiles.ts';

/** A file above it is not read into the page: the engine reads it from disk, where the host can name it. */
const MOST_BYTES_SENT = 32_000_000;

/** Plans are opened, everything else is taken as rules; the reason why not, otherwise. */
export function useTakeFiles(): (files: readonly File[]) => Promise<string | undefined> {
  const client = useClient();
  const cache = useQueryCache();
  return useCallback(
    async (files) => {
      const [first] = files;
      if (first === undefined) return 'There is no file in what was dropped.';
      const host = globalThis.window.pdpHost;
      const paths = files.map((file) => host?.pathOf(file) ?? '').filter((path) => path !== '');
      if (files.length === 1 && isPlanText(await first.slice(0, 20_000).text())) {
        if (paths[0] !== undefined) {
          go({ page: 'plan', plan: paths[0] });
          return undefined;
        }
        return 'A browser does not tell where a dropped plan lies, so it could not be saved. Use Open plan file.';
      }
      if (paths.length === files.length) {
        take(cache, paths, files);
        return undefined;
      }
      if (files.reduce((bytes, file) => bytes + file.size, 0) > MOST_BYTES_SENT) {
        return 'That is over 32 MB, too much to be sent through the browser. Use Add rule files: the engine then reads them from disk.';
      }
      const uploaded = await client.files.upload({ files: await Promise.all(files.map(toSent)) });
      if (!uploaded.ok) return [uploaded.failure.message, uploaded.failure.remedy].filter(Boolean).join(' ');
      take(cache, [uploaded.value.folder], files);
      return undefined;
    },
    [client, cache],
  );
}

interface SentFile {
  readonly name: string;
  readonly text: string;
  readonly encoding?: 'base64';
}

async function toSent(file: File): Promise<SentFile> {
  const { name } = file;
  if (!isArchiveName(name)) return { name, text: await file.text() };
  return { name, text: await readBase64(file), encoding: 'base64' };
}

/** What comes of them is told once they are judged, which may be again: a file that was dropped before can have changed. */
function take(cache: QueryCache, paths: readonly string[], files: readonly File[]): void {
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
