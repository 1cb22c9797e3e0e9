import type { SystemInformation } from '#shared/contract/views.ts';
import { ruleFormats } from '#shared/network/reading/ruleFormats.ts';
import type { Abilities } from './ports.ts';

export function systemInformation({
  catalog,
  samples,
  system,
}: Pick<Abilities, 'catalog' | 'samples' | 'system'>): SystemInformation {
  return {
    ...system(),
    catalogVersion: catalog.version,
    samples: Object.keys(samples),
    ruleFormats: ruleFormats.map(({ title, accepts, layers }) => ({ title, accepts, layers })),
  };
}
