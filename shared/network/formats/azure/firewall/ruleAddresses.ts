import { entryOf } from '../../../../kernel/entryOf.ts';
import { EVERYWHERE, exactly, somewhereIn } from '../../../flows/addressBounds.ts';
import { Effort, mostOfList, tooMuch } from '../../../flows/effort.ts';
import { countRanges, ALL_FLOWS, NO_FLOWS } from '../../../flows/flowSet.ts';
import type { FlowSet } from '../../../flows/flowSet.ts';
import type { Narrowing, Placed, RulePlace } from '../../../machine/ruleProgram.ts';
import { finderById, nameInId } from '../azureResource.ts';
import { boundsOfServiceTag, boundsOfSources, parseAddressRange, uniteBounds, whyNotKnownToBeOurs } from '../bounds.ts';
import type { Bounds } from '../bounds.ts';
import type { Addresses, FirewallRule, IpGroup } from './azureFirewall.ts';
import type { FirewallRules, FirewallSurroundings } from './firewallRules.ts';

/** What rules mean by their addresses, for traffic of one origin; what many of them have is worked out once. */
export class RuleAddresses {
  readonly #surroundings: FirewallSurroundings;
  readonly #known = new Map<Addresses, Bounds>();
  /** By how they are written. */
  readonly #sources = new Map<string, Bounds>();
  readonly #narrowings = new Map<Addresses, Narrowing>();
  readonly #groups = new Map<string, Bounds>();
  readonly #effort = new Effort(mostOfList);

  constructor(surroundings: FirewallSurroundings) {
    this.#surroundings = surroundings;
  }

  /** Which of the rules are for traffic from there, for each of what they have as sources. */
  describeSources(rules: FirewallRules): string {
    const families = ({ v4, v6 }: FlowSet): string => `${v4.length > 0 ? 4 : ''}${v6.length > 0 ? 6 : ''}`;
    return findSources(rules)
      .map((rule) => this.from(rule))
      .map(({ certain, possible }) => `${families(certain)}/${families(possible)}`)
      .join();
  }

  /** Many rules have the same sources. */
  from(rule: RuleWithSources): Bounds {
    return entryOf(this.#known, rule.sources, () => this.#fromAlike(rule));
  }

  #fromAlike({ sources, placed }: RuleWithSources): Bounds {
    return entryOf(this.#sources, keyOf(sources), () => {
      const { origin } = this.#surroundings;
      const from = sources.texts.includes('*') ? EVERYWHERE : boundsOfSources(this.of(sources, placed), origin);
      const because =
        from.because ?? `${placed.place.rule} is for traffic from some addresses alone: ${whyNotKnownToBeOurs(origin)}`;
      return { ...from, because };
    });
  }

  /** By what it tells senders apart; one value for all rules that name the same. */
  narrowing({ sources }: Pick<FirewallRule, 'sources'>): Narrowing | undefined {
    if (sources.texts.includes('*')) return undefined;
    return entryOf(this.#narrowings, sources, () => ({ by: [`from ${keyOf(sources)}`] }));
  }

  of({ ranges, others, groups }: Addresses, placed: Placed): Bounds {
    if (others.length + groups.length === 0) return exactly(ranges);
    const { serviceTags, origin } = this.#surroundings;
    const { region } = origin.network;
    const { place } = placed;
    const bounds = uniteBounds([
      ...others.map((text) => (text === '*' ? EVERYWHERE : boundsOfServiceTag(text, { serviceTags, place, region }))),
      ...(ranges.length > 0 ? [exactly(ranges)] : []),
      ...groups.map((id) => this.#boundsOfGroup(id)),
    ]);
    return this.#effort.hasRoomFor(countRanges(bounds.possible)) ? bounds : somewhereIn(ALL_FLOWS, tooMuch);
  }

  #boundsOfGroup(id: string): Bounds {
    return entryOf(this.#groups, id, () => readGroupBounds(id, this.#surroundings.ipGroups));
  }
}

type RuleWithSources = Pick<FirewallRule, 'sources' | 'placed'>;

const knownSources = new WeakMap<RulePlace, readonly RuleWithSources[]>();

/** The first rule of each of the sources that rules have. */
function findSources({ levels, place }: FirewallRules): readonly RuleWithSources[] {
  let found = knownSources.get(place);
  if (found === undefined) {
    const bySources = new Map<string, RuleWithSources>();
    const seen = new Set<Addresses>();
    for (const { collections } of levels.flat()) {
      for (const rule of collections.flatMap(({ rules }) => rules)) {
        if (seen.has(rule.sources)) continue;
        seen.add(rule.sources);
        const key = keyOf(rule.sources);
        if (!bySources.has(key)) bySources.set(key, rule);
      }
    }
    knownSources.set(place, (found = [...bySources.values()]));
  }
  return found;
}

/** The same for addresses that are written alike. */
export function keyOf({ texts, groups }: Addresses): string {
  return `${texts.join()} and ${groups.join()}`;
}

const groupsCalled = finderById(({ id }: IpGroup) => id);

function readGroupBounds(id: string, ipGroups: readonly IpGroup[]): Bounds {
  const [group] = groupsCalled(ipGroups, id);
  if (group !== undefined && group.notUnderstood === undefined) {
    return exactly(group.addresses.flatMap((text) => parseAddressRange(text) ?? []));
  }
  const because =
    group?.notUnderstood ??
    `The IP group ${nameInId(id)} is not in the files: add the output of \`az network ip-group list -o json\`.`;
  return { ...EVERYWHERE, certain: NO_FLOWS, because };
}
