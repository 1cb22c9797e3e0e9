import path from 'node:path';
import type { Outcome } from '#shared/contract/failure.ts';
import type { SystemInformation } from '#shared/contract/views.ts';
import type { ApiCall } from '#shared/evidence/clusterSnapshot.ts';
import { succeed } from '#shared/kernel/result.ts';
import { archiveWithin } from './adapters/files/archiveWithin.ts';
import { confineTo, samplesIn } from './adapters/files/confinement.ts';
import { embeddedCatalog } from './adapters/files/embeddedCatalog.ts';
import { embeddedSamples } from './adapters/files/embeddedSamples.ts';
import { fileBrowserIn } from './adapters/files/fileBrowser.ts';
import { outputFilesIn } from './adapters/files/outputFiles.ts';
import { planFilesIn } from './adapters/files/planFiles.ts';
import { outputFolderIn } from './adapters/files/outputFolder.ts';
import { writeRedirectPage } from './adapters/files/redirectPage.ts';
import type { RedirectPage } from './adapters/files/redirectPage.ts';
import { ruleFilesIn } from './adapters/files/ruleFiles.ts';
import { snapshotFilesIn } from './adapters/files/snapshotFiles.ts';
import { nameSession, removeStaleUploads, removeUploads } from './adapters/files/uploads.ts';
import { makeCallLog } from './adapters/kubernetes/callLog.ts';
import { archiveAtFirstUse } from './adapters/sqlite/archiveAtFirstUse.ts';
import { logConnections } from './adapters/system/connectionLog.ts';
import { findDataFolder } from './adapters/system/dataFolder.ts';
import { giveWay } from './adapters/system/giveWay.ts';
import { pause } from './adapters/system/pause.ts';
import { runApart } from './adapters/system/runApart.ts';
import { sha256 } from './adapters/system/sha256.ts';
import { throwawayPseudonyms } from './adapters/system/throwawayPseudonyms.ts';
import { systemClock } from './adapters/system/systemClock.ts';
import { makeOperations } from './application/operations.ts';
import type { Operations } from './application/operations.ts';
import type { RuleWork, WorkApart } from './application/ports.ts';
import type { RuleWorkOrder } from './ruleWorker.ts';

/** Beside this file, built or not. */
const ruleWorker = path.join(import.meta.dirname, `ruleWorker${path.extname(import.meta.filename)}`);

/** With what else its thread takes, and with the process around it, that is less than 1 GB (decision 0075). */
const sparingHeapMb = 640;
/** Of any other: what grows beyond all bounds ends alone, and not the process with it. */
const mostHeapMb = 850;

export interface CompositionOptions {
  readonly host: SystemInformation['host'];
  /** Reads and writes nothing outside of this folder, but for its own data folder. */
  readonly root?: string | undefined;
  readonly dataFolder?: string | undefined;
  /** The sample that the first page shows. */
  readonly opensSample?: string | undefined;
  /** Asks the person at the terminal whether a command of a kubeconfig may be run. */
  readonly confirmCommand?: ((command: string) => Promise<boolean>) | undefined;
}

/** The program, ready to be served by a host. */
export interface Composition {
  readonly operations: Operations;
  /** Writes a file whole or not at all; the absolute path of what was written. */
  writeFile(file: string, content: string | Uint8Array): Outcome<string>;
  /** A page that sends a browser on to this address; undefined where the data folder can't be written to. */
  writeRedirectPage(url: string): RedirectPage | undefined;
  /** Ends the session: closes the archive, if anything had it opened, and takes away what was dropped. */
  close(): Promise<void>;
}

/** Asked once: shells may take their time. */
let loginShell: Promise<string> | undefined;

async function loginShellPath(): Promise<string> {
  const { readLoginShellPath } = await import('./adapters/kubernetes/loginShellPath.ts');
  return (loginShell ??= readLoginShellPath());
}

/** The one place where adapters are built and put together. */
export function compose({
  host,
  root,
  opensSample,
  confirmCommand,
  dataFolder = findDataFolder(),
}: CompositionOptions): Composition {
  const place = { root, dataFolder, session: nameSession() };
  const confinement = confineTo(place);
  const workingFolder = process.cwd();
  if (host !== 'command-line') removeStaleUploads(confinement);
  const hosts = logConnections();
  const calls = makeCallLog<Pick<ApiCall, 'verb' | 'path'> & { readonly server: string }>();
  const openArchive = archiveAtFirstUse({ dataFolder, digest: sha256 });
  let isArchiveUsed = false;
  return {
    operations: makeOperations({
      catalog: embeddedCatalog,
      samples: embeddedSamples,
      clock: systemClock,
      digest: sha256,
      planFiles: planFilesIn(confinement, sha256),
      ruleFiles: ruleFilesIn(confinement, sha256),
      async archive() {
        isArchiveUsed = true;
        const archive = await openArchive();
        return archive.ok ? succeed(archiveWithin(confinement, archive.value)) : archive;
      },
      async clusters() {
        const { kubeClusters } = await import('./adapters/kubernetes/kubeClusters.ts');
        return kubeClusters({
          commandPath: host === 'desktop' ? loginShellPath : async () => process.env['PATH'],
          onCall: calls.note,
        });
      },
      confirmCommand,
      snapshotFiles: snapshotFilesIn(confinement),
      collected: new Map(),
      lastShown: new Map(),
      makePseudonyms: throwawayPseudonyms,
      fileBrowser: fileBrowserIn(confinement, sha256),
      outputFolder: outputFolderIn(confinement),
      sampleFolder: samplesIn(dataFolder),
      workingFolder,
      giveWay,
      pause,
      apart<Name extends keyof RuleWork>(
        name: Name,
        input: RuleWork[Name]['input'],
        { signal, tell, sparesMemory }: WorkApart,
      ) {
        const order: RuleWorkOrder<Name> = { name, input, place, catalog: embeddedCatalog, workingFolder };
        return runApart<RuleWork[Name]['result']>(ruleWorker, order, {
          signal,
          tell,
          mostHeapMb: sparesMemory ? sparingHeapMb : mostHeapMb,
        });
      },
      system: () => ({
        version: __VERSION__,
        host,
        node: process.versions.node,
        platform: process.platform,
        dataFolder,
        ...(root === undefined ? {} : { root: path.resolve(root) }),
        ...(opensSample === undefined ? {} : { opensSample }),
        connectionsOpened: hosts().reduce((sum, { connections }) => sum + connections, 0),
        hosts: hosts(),
        calls: calls.list(),
      }),
    }),
    writeFile: outputFilesIn(confinement),
    writeRedirectPage: (url) => writeRedirectPage(dataFolder, url),
    async close() {
      removeUploads(confinement);
      if (!isArchiveUsed) return;
      const archive = await openArchive();
      if (archive.ok) await archive.value.close();
    },
  };
}
