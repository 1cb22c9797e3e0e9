import type { Outcome } from '#shared/contract/failure.ts';
import { verifyChain as verifyRecords } from '#shared/history/verifyChain.ts';
import type { ChainVerification } from '#shared/history/verifyChain.ts';
import { succeed } from '#shared/kernel/result.ts';
import type { Abilities } from './ports.ts';

/** Follows the seals of all runs that are kept, from the first on. */
export async function verifyChain({
  archive,
  digest,
}: Pick<Abilities, 'archive' | 'digest'>): Promise<Outcome<ChainVerification>> {
  const opened = await archive();
  if (!opened.ok) return opened;
  const chain = await opened.value.readChain();
  return chain.ok ? succeed(verifyRecords(chain.value, digest)) : chain;
}
