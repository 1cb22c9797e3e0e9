/** A thread that works on rules: it is ordered one piece of work, posts how far it is and then the outcome, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { confineTo } from './adapters/files/confinement.ts';
import type { TellProgress } from '#shared/kernel/progress.ts';
import type { ConfinedPlace } from './adapters/files/confinement.ts';
import { planFilesIn } from './adapters/files/planFiles.ts';
import { ruleFilesIn } from './adapters/files/ruleFiles.ts';
import { sha256 } from './adapters/system/sha256.ts';
import type { Abilities, RuleWork } from './application/ports.ts';
import { ruleWork } from './application/rules/ruleWork.ts';
import type { ThreadMessage } from './adapters/system/runApart.ts';
import type { RuleWorkAbilities } from './application/rules/ruleWork.ts';

export interface RuleWorkOrder<Name extends keyof RuleWork = keyof RuleWork> {
  readonly name: Name;
  readonly input: RuleWork[Name]['input'];
  /** The same files are admitted here as in the thread that orders. */
  readonly place: ConfinedPlace;
  readonly catalog: Abilities['catalog'];
  readonly workingFolder: string;
}

function post(message: ThreadMessage<unknown>): void {
  parentPort?.postMessage(message);
}

async function work<Name extends keyof RuleWork>(order: RuleWorkOrder<Name>): Promise<void> {
  const { name, input, place, catalog, workingFolder } = order;
  const confinement = confineTo(place);
  const abilities: RuleWorkAbilities = {
    catalog,
    workingFolder,
    digest: sha256,
    planFiles: planFilesIn(confinement, sha256),
    ruleFiles: ruleFilesIn(confinement, sha256),
    // Nobody waits for a turn here.
    giveWay: () => Promise.resolve(),
  };
  const tell: TellProgress = (progress) => post({ kind: 'progress', progress });
  post({ kind: 'outcome', outcome: await ruleWork[name](abilities, input, undefined, tell) });
}

await work(workerData as RuleWorkOrder);
