import { clusterNeeds } from '#shared/audit/clusterNeeds.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { toGatherScript } from '#shared/evidence/gatherScript.ts';
import { succeed } from '#shared/kernel/result.ts';
import { chooseChecks } from '../runs/chooseChecks.ts';

/** The script that gathers what the checks of these ids read; without any, what all read. */
export function gatherScript({ checks }: { readonly checks?: readonly string[] | undefined }): Outcome<string> {
  const chosen = chooseChecks(checks);
  return chosen.ok ? succeed(toGatherScript(clusterNeeds(chosen.value))) : chosen;
}
