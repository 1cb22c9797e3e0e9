import type { Outcome } from '#shared/contract/failure.ts';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { expectRun, verifyChain as verifyRecords } from '#shared/history/verifyChain.ts';
import type { ChainBreak, ChainVerification, KeptRecord } from '#shared/history/verifyChain.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Abilities, Archive, Digest } from '../ports.ts';

/**
 * Follows the seals of all runs that are kept, from the first on, looks that the evidence they name is what was kept, and
 * that the run whose hash a report printed as `head` is still among them.
 */
export async function verifyChain(
  { archive, digest }: Pick<Abilities, 'archive' | 'digest'>,
  { head }: { readonly head?: string | undefined } = {},
): Promise<Outcome<ChainVerification>> {
  const opened = await archive();
  if (!opened.ok) return opened;
  const chain = await opened.value.readChain();
  if (!chain.ok) return chain;
  const verified = await verifyWithEvidence(opened.value, chain.value, digest);
  if (!verified.ok || head === undefined) return verified;
  return succeed(expectRun(verified.value, chain.value, head));
}

async function verifyWithEvidence(
  archive: Archive,
  chain: readonly KeptRecord[],
  digest: Digest,
): Promise<Outcome<ChainVerification>> {
  const verified = verifyRecords(chain, digest);
  let head: string | null = null;
  for (const [index, kept] of chain.slice(0, verified.checked).entries()) {
    const what = await findEvidenceBreak(archive, JSON.parse(kept.canonical) as RunRecord);
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
