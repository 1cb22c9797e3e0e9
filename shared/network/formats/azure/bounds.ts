/** Flows that the words of a rule stand for: those that they do for certain, and those that they may. */
import { exactlyThese } from '../../flows/addressBounds.ts';
import type { AddressBounds } from '../../flows/addressBounds.ts';
import { addressRangeBetween, parseAddress, parsePrefix } from '../../flows/address.ts';
import type { AddressRange } from '../../flows/address.ts';
import { privateRanges, publicRanges } from '../../flows/addressSpaces.ts';
import { azureHost, metadataAddress, platformRangesOf } from '../../flows/platformAddresses.ts';
import {
  ALL_IPV4_FLOWS,
  ALL_IPV6_FLOWS,
  covers,
  flowsTo,
  intersect,
  isEmpty,
  NO_FLOWS,
  overlaps,
  subtract,
  uniteAll,
} from '../../flows/flowSet.ts';
import type { Origin } from '../../reading/ruleFormat.ts';
import type { Rule, RulePlace } from '../../machine/ruleProgram.ts';
import type { ServiceTags } from './azureNetwork.ts';

export interface Bounds extends AddressBounds {
  /** As in `RuleMatch`: the addresses of a tag tell nothing of a destination whose own are not known. */
  readonly needsAddress?: boolean | undefined;
}

export function isExact({ certain, possible }: Bounds): boolean {
  return covers(certain, possible);
}

export function uniteBounds(parts: readonly Bounds[]): Bounds {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  return {
    certain: uniteAll(parts.map(({ certain }) => certain)),
    possible: uniteAll(parts.map(({ possible }) => possible)),
    because: parts.find((part) => part.because !== undefined && !isExact(part))?.because,
    needsAddress: parts.some(({ needsAddress }) => needsAddress === true),
  };
}

/** A rule that is not understood: it may do what it does to anything. */
export function openRule(action: Rule['action'], place: RulePlace, because: string): Rule {
  return {
    action,
    place,
    match: ({ flows }) => ({ certain: NO_FLOWS, possible: flows, unknownBecause: because }),
  };
}

/** `10.0.0.0/8`, an address alone, or `10.0.0.1-10.0.0.9`. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const [first = '', last, ...rest] = text.split('-');
  if (last === undefined) return parsePrefix(text);
  return rest.length > 0 ? undefined : addressRangeBetween(first.trim(), last.trim());
}

export function isSameAddress(one: string, other: string): boolean {
  // An address that is given out only when a plan of Terraform is applied has a name until then.
  if (one === other) return true;
  const [a, b] = [parseAddress(one), parseAddress(other)];
  return a !== undefined && b !== undefined && a.family === b.family && a.value === b.value;
}

/** Whether a text is meant as addresses: a service tag has neither dots before digits nor colons nor slashes. */
export function looksLikeAddress(text: string): boolean {
  return /^[\d.]*(?:-[\d.]*)?$|[:/]/.test(text);
}

export interface TagUse {
  readonly serviceTags: ServiceTags;
  /** The rule that names it. */
  readonly place: RulePlace;
  readonly region: string | undefined;
}

/** The answer of `az` holds the addresses of every region; the command asks for one all the same, for the list's version. */
export function boundsOfServiceTag(tag: string, { serviceTags, place, region = 'REGION' }: TagUse): Bounds {
  const known = serviceTags.get(tag.toLowerCase());
  if (known !== undefined) return exactlyThese(known);
  return {
    certain: NO_FLOWS,
    possible: flowsTo(publicRanges),
    because: `The addresses of the service tag ${tag} (${place.rule}) are not in the files: add the output of \`az network list-service-tags --location ${region} -o json\`.`,
    needsAddress: true,
  };
}

/** DHCP, DNS, metadata, probes and licences: no rule bears on them but one that names their own tag. */
export const platformTags: ReadonlyMap<string, readonly string[]> = new Map([
  ['azureplatformdns', [azureHost]],
  ['azureplatformimds', [metadataAddress]],
  ['azureplatformlkm', [azureHost]],
]);
export const platform = flowsTo(platformRangesOf.azure);

/** Where nothing is said of where the traffic comes from, it may come from any address that a network can have. */
const anyOrigin = subtract(flowsTo([...privateRanges, ...publicRanges]), platform);

/** The flows, by family, that come from where a rule says: traffic of one family has a source of the same. */
export function boundsOfSources(meant: Bounds, { addresses }: Origin): Bounds {
  const from = flowsTo(addresses);
  const families = [ALL_IPV4_FLOWS, ALL_IPV6_FLOWS].map((family) => {
    const known = intersect(from, family);
    const origin = isEmpty(known) ? intersect(anyOrigin, family) : known;
    return {
      certain: covers(meant.certain, origin) ? family : NO_FLOWS,
      possible: overlaps(meant.possible, origin) ? family : NO_FLOWS,
    };
  });
  return {
    certain: uniteAll(families.map(({ certain }) => certain)),
    possible: uniteAll(families.map(({ possible }) => possible)),
    because: meant.because,
  };
}

/** Why it is open whether a rule for some addresses is for a node or pod, as the end of a sentence. */
export function whyNotKnownToBeOurs({ network: { nodeRanges, podRanges } }: Pick<Origin, 'network'>): string {
  return nodeRanges.length > 0 && podRanges.length > 0
    ? 'of those that nodes and pods may have there (network.nodeCidrs, network.podCidrs) only some are among them. Name all of them in the rule, or none.'
    : 'set network.nodeCidrs and network.podCidrs, so that it is known whether that is meant.';
}
