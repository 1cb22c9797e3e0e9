import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { missingKubePrograms, openKubeApiServer } from '../kubeApiServer.ts';
import type { KubeAccess } from '../kubeApiServer.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Null where programs are missing: the tests are skipped, and say so. */
    readonly cluster: KubeAccess | null;
  }
}

/** One API server for all tests of the cluster project; it leaves nothing behind. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (missingKubePrograms.length > 0) {
    project.provide('cluster', null);
    return undefined;
  }
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'pdp-cluster-')));
  const server = await openKubeApiServer(folder);
  project.provide('cluster', server.access);
  return async () => {
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  };
}
