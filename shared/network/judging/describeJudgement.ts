/** A judgement in words: a few for a cell, and what is missing for a verdict as sentences. */
import type { ConnectionRequirement } from '../../requirements/deriveRequirements.ts';
import { privateRanges, toRanges } from '../flows/addressSpaces.ts';
import { covers, flowsTo } from '../flows/flowSet.ts';
import type { Judgement } from './judgeConnection.ts';
import { layerTitles } from './layerTitles.ts';

export function summarise({ missing }: ConnectionRequirement, judgement: Judgement): string {
  const { verdict, destinations, blockedBy, layers, hostsWithoutAddresses } = judgement;
  const reached = destinations.filter((destination) => destination.verdict === 'allowed').length;
  const reachedOfAll =
    destinations.length > 1 && reached > 0 ? `${reached} of ${destinations.length} hosts` : undefined;
  switch (verdict) {
    case 'allowed':
      return reachedOfAll ?? describeAllowed(destinations);
    case 'partly-allowed':
      return reachedOfAll ?? (blockedBy === undefined ? 'A part is blocked' : layerTitles[blockedBy]);
    case 'denied':
      return blockedBy === undefined ? 'No layer lets all of it through' : layerTitles[blockedBy];
    case 'unknown': {
      const [firstMissing] = missing.map(toMissingKey);
      if (firstMissing !== undefined) return inPlan[firstMissing];
      const open = layers.find((layer) => layer.verdict === 'unknown');
      if (open !== undefined) return layerTitles[open.layer];
      return hostsWithoutAddresses.length > 0 ? 'Addresses not known' : 'Not known';
    }
    case 'not-applicable':
      return 'No layer bears on it';
  }
}

function describeAllowed(destinations: Judgement['destinations']): string {
  const ranges = destinations.flatMap((destination) => destination.ranges);
  return ranges.length > 0 && ranges.every(isPrivate) ? 'Private address' : 'Every layer allows it';
}

/** `10.0.0.4-10.0.0.7`. */
function isPrivate(range: string): boolean {
  const [first, last] = range.split('-').flatMap((address) => toRanges([address]));
  return first !== undefined && last !== undefined && covers(privateFlows, flowsTo([first, last]));
}

const privateFlows = flowsTo(privateRanges);

const inPlan = { hosts: 'No host in plan', cidrs: 'No address in plan', ports: 'No port in plan' } as const;
const whatIsMissing = { hosts: 'names no host', cidrs: 'names no address', ports: 'does not say which port' } as const;

/** `connections.<id>.hosts` and its sisters. */
function toMissingKey(path: string): keyof typeof inPlan {
  const key = path.split('.').at(-1);
  return key === 'hosts' || key === 'cidrs' ? key : 'ports';
}

/** What the plan leaves open of a row, each with the key to set. */
export function describeMissing({ missing }: ConnectionRequirement): readonly string[] {
  return missing.map((path) => `The plan ${whatIsMissing[toMissingKey(path)]}: set ${path}.`);
}

/** What would have to be known for a verdict. */
export function findMissing(requirement: ConnectionRequirement, judgement: Judgement): readonly string[] {
  const { hostsWithoutAddresses: hosts, unknownBecause } = judgement;
  const addresses = `The rules go by address, and those of ${hosts.join(', ')} are not known: set connections.${requirement.id}.cidrs.`;
  return [...describeMissing(requirement), ...(hosts.length === 0 ? [] : [addresses]), ...unknownBecause];
}
