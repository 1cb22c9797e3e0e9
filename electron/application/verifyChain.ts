import type { Outcome } from '#shared/contract/failure.ts';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { verifyChain as verifyRecords } from '#shared/history/verifyChain.ts';
import type { ChainBreak, ChainVerification } from '#shared/history/verifyChain.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Abilities, Archive } from './ports.ts';

/** Follows the seals of all runs that are kept, from the first on, and looks that the evidence they name is what was kept. */
export async function verifyChain({
  archive,
  digest,
}: Pick<Abilities, 'archive' | 'digest'>): Promise<Outcome<ChainVerification>> {
  const opened = await archive();
  if (!opened.ok) return opened;
  const chain = await opened.value.readChain();
  if (!chain.ok) return chain;
  const verified = verifyRecords(chain.value, digest);
  let head: string | null = null;
  for (const [index, kept] of chain.value.slice(0, verified.checked).entries()) {
    const what = await findEvidenceBreak(opened.value, JSON.parse(kept.canonical) as RunRecord);
    if (!what.ok) return what;
    if (what.value !== undefined) {
      const { sequence, id } = kept;
      return succeed({ ok: false, checked: index, head, brokenAt: { sequence, id, what: what.value } });
    }
    head = kept.hash;
  }
  return succeed(verified);
}

async function findEvidenceBreak(archive: Archive, { run }: RunRecord): Promise<Outcome<ChainBreak | undefined>> {
  for (const { hash } of run.evidence) {
    const content = await archive.readEvidence(hash);
    if (content.ok && content.value === undefined) return succeed('evidence-missing');
    if (!content.ok) return content.failure.kind === 'incomplete' ? succeed('evidence-altered') : content;
  }
  return succeed(undefined);
}
