import type { Destination } from '../../../machine/destination.ts';
import type { ApplicationRule, PolicySettings } from './azureFirewall.ts';
import { makeNameSet, makeUrlSet } from './firewallNames.ts';

/** Whether a destination is among the targets of a rule, or why that is not known. */
export type TargetJudge = (destination: Destination) => 'matches' | 'other' | { readonly because: string };

export function makeTargetJudge(
  { names, urls, tags, categories, decryptsTls, protocols, placed }: ApplicationRule,
  { tier, inspectsTls }: PolicySettings,
): TargetJudge {
  const nameSet = makeNameSet(names);
  const urlSet = makeUrlSet(urls);
  const isPlain = protocols.every(({ protocol }) => protocol === 'http');
  const readsUrls = tier === 'premium' && (isPlain || (decryptsTls && inspectsTls));
  const opaque = [...tags.map((tag) => `the FQDN tag ${tag}`), ...categories.map((one) => `the web category ${one}`)];
  const [listed] = opaque;
  return (destination) => {
    const byName = nameSet.answer(destination);
    const byUrl = urls.length === 0 ? 'no' : urlSet.answer(destination);
    if (byName === 'yes' || (byUrl === 'whole' && readsUrls)) return 'matches';
    const { host = 'the destination' } = destination;
    if (byUrl !== 'no') {
      const why = readsUrls ? 'which one is asked for is not known' : 'which needs TLS inspection of the tier Premium';
      return { because: `${placed.place.rule} goes by URL, ${why}.` };
    }
    if (byName === 'perhaps') return { because: `${placed.place.rule} goes by name, and may be for ${host} or not.` };
    if (listed === undefined) return 'other';
    return {
      because: `${placed.place.rule} goes by ${listed}, whose members are not in the files: write the hosts into a rule of their own.`,
    };
  };
}
