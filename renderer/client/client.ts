import { createContext, use } from 'react';
import type { ContractRouterClient } from '@orpc/contract';
import type { contract } from '#shared/contract/contract.ts';

/** Every operation of the engine, typed, whichever way it is reached. */
export type PdpClient = ContractRouterClient<typeof contract>;

const ClientContext = createContext<PdpClient | undefined>(undefined);
export const ClientProvider = ClientContext.Provider;

export function useClient(): PdpClient {
  const client = use(ClientContext);
  if (client === undefined) throw new Error('No engine: this component stands outside of ClientProvider.');
  return client;
}
