import type { ContractRouterClient } from '@orpc/contract';
import type { contract } from '#shared/contract/contract.ts';

/** A host as its users reach it: the same operations, each over what that host puts in between. */
export interface OpenHost {
  readonly client: ContractRouterClient<typeof contract>;
  close(): Promise<void>;
}
