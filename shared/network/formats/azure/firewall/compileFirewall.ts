/**
 * What a firewall makes of traffic: intrusion detection and threat intelligence, then all rules that translate, all of network, all of application,
 * whatever the priorities between these kinds. Within a kind the parent policy comes first, then the priority of the group,
 * then that of the collection; the first match ends it. Source: Azure Firewall documentation, "Rule processing logic".
 */
import { EVERYWHERE, exactly, onlyPossibly } from '../../../addressBounds.ts';
import { never } from '../../../condition.ts';
import { undecidedRules } from '../../../undecidedRules.ts';
import { publicRanges } from '../../../addressSpaces.ts';
import { flowsTo, intersect, isEmpty, NO_FLOWS, subtract, unite, uniteAll, withServices } from '../../../flowSet.ts';
import type { FlowSet } from '../../../flowSet.ts';
import type { Origin } from '../../../ruleFormat.ts';
import { runProgram } from '../../../machine/runProgram.ts';
import type { Destination } from '../../../destination.ts';
import type { Rule, RuleMatch, RulePlace, RuleProgram, Section } from '../../../ruleProgram.ts';
import { messagesOf, PORTLESS_SERVICES, servicesOf, uniteAllServices, uniteServices } from '../../../services.ts';
import type { Protocol, Services } from '../../../services.ts';
import type { ClusterNetwork } from '../../kubernetes/clusterNetwork.ts';
import type { ServiceTags } from '../azureNetwork.ts';
import { isSameId, nameInId } from '../azureResource.ts';
import {
  boundsOfSources,
  boundsOfServiceTag,
  isExact,
  openRule,
  parseAddressRange,
  platform,
  uniteBounds,
} from '../bounds.ts';
import type { Bounds } from '../bounds.ts';
import { applicationServices, servicesOfApplications } from './applicationPorts.ts';
import type {
  Addresses,
  ApplicationRule,
  FirewallRule,
  IpGroup,
  NatRule,
  NetworkRule,
  PolicySettings,
  RuleGroup,
} from './azureFirewall.ts';
import { makeNameSet, makeUrlSet } from './firewallNames.ts';
import { NamedRules } from './namedRules.ts';

export interface FirewallRules {
  /** The firewall or its policy. */
  readonly place: RulePlace;
  /** The groups of each policy, the topmost parent's first. */
  readonly levels: readonly (readonly RuleGroup[])[];
  readonly settings: PolicySettings;
  /** Why the addresses behind a name may be others for the firewall than for the clients; undefined where they are the same. */
  readonly namesDiffer: string | undefined;
}

export interface FirewallSurroundings {
  readonly origin: Origin;
  readonly serviceTags: ServiceTags;
  readonly ipGroups: readonly IpGroup[];
}

export function compileFirewall(rules: FirewallRules, surroundings: FirewallSurroundings): RuleProgram {
  const { place, namesDiffer = '' } = rules;
  const { origin } = surroundings;
  const known = programs.get(place);
  const own = known?.of === origin.network ? known : { of: origin.network, bySources: new Map<string, RuleProgram>() };
  if (own !== known) programs.set(place, own);
  const key = `${new FirewallCompiler(rules, surroundings).describeSources()} ${namesDiffer}`;
  let program = own.bySources.get(key);
  if (program === undefined) own.bySources.set(key, (program = compileAnew(rules, surroundings)));
  return program;
}

/** What leaves from different addresses meets the same rules, as long as no rule tells them apart. */
const programs = new WeakMap<
  RulePlace,
  { readonly of: ClusterNetwork; readonly bySources: Map<string, RuleProgram> }
>();

function compileAnew(rules: FirewallRules, surroundings: FirewallSurroundings): RuleProgram {
  const compiler = new FirewallCompiler(rules, surroundings);
  const sections = compiler.sections('allow');
  if (!hasTies(rules.levels)) return { sections };
  const because = `${rules.place.rule} has rule collections of equal priority, and which comes first is not known: give each a priority of its own.`;
  return { sections, otherReadings: [{ sections: compiler.sections('deny'), because }] };
}

type Action = 'allow' | 'deny';

interface OrderedRule {
  readonly rule: FirewallRule;
  readonly action: Action | undefined;
  /** Of the collection that it is in. */
  readonly collection: RulePlace;
}

function tiedPriorities(things: readonly { readonly priority: number }[]): ReadonlySet<number> {
  const seen = new Set<number>();
  return new Set(things.flatMap(({ priority }) => (seen.has(priority) ? [priority] : (seen.add(priority), []))));
}

function hasTies(levels: FirewallRules['levels']): boolean {
  return levels.some(
    (groups) =>
      tiedPriorities(groups).size > 0 || groups.some(({ collections }) => tiedPriorities(collections).size > 0),
  );
}

/** Of collections that are tied the preferred action comes first: with both preferences every order is covered. */
function orderRules(levels: FirewallRules['levels'], preferred: Action): readonly OrderedRule[] {
  return levels.flatMap((groups) => {
    const tied = tiedPriorities(groups);
    const rankOf = (action: Action | undefined): number => (action === preferred ? 0 : 1);
    const collections = groups.flatMap((group) =>
      group.collections.map((collection) => {
        const rank = rankOf(collection.action);
        return {
          group,
          collection,
          keys: [group.priority, tied.has(group.priority) ? rank : 0, collection.priority, rank] as const,
        };
      }),
    );
    return collections
      .toSorted((one, other) => compareKeys(one.keys, other.keys))
      .flatMap(({ group: { notUnderstood }, collection: { action, rules, place } }) =>
        rules.map((rule) => ({
          action,
          collection: place,
          rule: notUnderstood === undefined || rule.notUnderstood !== undefined ? rule : { ...rule, notUnderstood },
        })),
      );
  });
}

function compareKeys(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((key, index) => key !== other[index]);
  return at < 0 ? 0 : (one[at] ?? 0) - (other[at] ?? 0);
}

/** Of rules of network those alone that name a destination go by more than flows. */
function goesByName(rule: FirewallRule): boolean {
  return rule.kind === 'network' && rule.destinationNames.length > 0;
}

/** Whether a destination is among the targets of a rule, or why that is not known. */
type TargetJudge = (destination: Destination) => 'matches' | 'other' | { readonly because: string };

/** A collection, and the traffic of which it was told that its rules go by name. */
interface TargetsTold {
  readonly place: RulePlace;
  readonly told: Set<RuleMatch>;
}

class FirewallCompiler {
  readonly #rules: FirewallRules;
  readonly #surroundings: FirewallSurroundings;
  readonly #sources = new Map<string, Bounds>();
  readonly #groups = new Map<string, Bounds>();
  readonly #traffic = new Map<string, RuleMatch>();

  constructor(rules: FirewallRules, surroundings: FirewallSurroundings) {
    this.#rules = rules;
    this.#surroundings = surroundings;
  }

  /** Which of the rules are for traffic from there, for each of what they have as sources. */
  describeSources(): string {
    const families = ({ v4, v6 }: FlowSet): string => `${v4.length > 0 ? 4 : ''}${v6.length > 0 ? 6 : ''}`;
    return findSources(this.#rules)
      .map((rule) => this.#from(rule))
      .map(({ certain, possible }) => `${families(certain)}/${families(possible)}`)
      .join();
  }

  sections(preferred: Action): readonly Section[] {
    const { levels, place } = this.#rules;
    const ordered = orderRules(levels, preferred);
    const network = ordered.flatMap(({ rule, action }) => (rule.kind === 'network' ? this.#network(rule, action) : []));
    const judgeTranslated = makeJudgeTranslated(network);
    const nat = ordered.flatMap(({ rule, action }) =>
      rule.kind === 'nat' ? this.#nat(rule, action, judgeTranslated) : [],
    );
    const told = new Map<RulePlace, Set<RuleMatch>>();
    const application = new NamedRules();
    for (const { rule, action, collection } of ordered) {
      if (rule.kind !== 'application') continue;
      const known = told.get(collection) ?? new Set<RuleMatch>();
      told.set(collection, known);
      this.#application(rule, action, { place: collection, told: known }, application);
    }
    application.add(infrastructure(place));
    const next = { otherwise: 'next', otherwiseBy: [] } as const;
    return [
      { rules: [unrouted(place), ...this.#intrusionDetection(), ...this.#threatIntelligence()], ...next },
      { rules: nat, ...next },
      { rules: network, ...next, goesByFlowsAlone: !ordered.some(({ rule }) => goesByName(rule)) },
      {
        rules: application.rules,
        select: (destination) => application.select(destination),
        otherwise: 'deny',
        otherwiseBy: [place],
      },
    ];
  }

  #network(rule: NetworkRule, action: Action | undefined): readonly Rule[] {
    const open = this.#whereNotUnderstood(rule, action);
    if (open !== undefined || action === undefined) return open ?? [];
    const { place, destinationNames } = rule;
    const services = servicesOfPackets(rule);
    const from = this.#from(rule);
    const to = this.#boundsOf(rule.destinations, place);
    const byAddress = joined(from, to, services);
    if (destinationNames.length === 0) return [{ action, place, match: () => byAddress, reach: byAddress.possible }];
    const names = makeNameSet(destinationNames);
    const byName = joined(from, EVERYWHERE, services);
    const { namesDiffer } = this.#rules;
    const match = (destination: Destination): RuleMatch => {
      const answer = names.answer(destination);
      if (answer === 'no') return byAddress;
      const { host = 'the destination' } = destination;
      const doubt = answer === 'perhaps' ? `${place.rule} goes by name, and may be for ${host} or not.` : namesDiffer;
      return either(byAddress, doubt === undefined ? byName : onlyPossibly(byName, doubt));
    };
    return [{ action, place, match, reach: unite(byAddress.possible, byName.possible) }];
  }

  /** What is translated is let through, but where a rule of network denies what it has become. */
  #nat(rule: NatRule, action: Action | undefined, judgeTranslated: JudgeTranslated): readonly Rule[] {
    const open = this.#whereNotUnderstood(rule, action);
    if (open !== undefined || action === undefined) return open ?? [];
    const { place } = rule;
    const matched = joined(this.#from(rule), this.#boundsOf(rule.destinations, place), servicesOfPackets(rule));
    const denied = onlyPossibly(
      matched,
      `${place.rule} translates it, and a rule of network may deny what it has become.`,
    );
    return [
      ...(judgeTranslated(rule) === 'may be denied' ? [{ action: 'deny' as const, place, match: () => denied }] : []),
      { action: 'allow', place, match: () => matched },
    ];
  }

  /**
   * A rule by name. Where no name is known, all of a collection that are for the same traffic may match it alike, and stand
   * as one.
   */
  #application(rule: ApplicationRule, action: Action | undefined, collection: TargetsTold, rules: NamedRules): void {
    const open = this.#whereNotUnderstood(rule, action, applicationServices);
    if (open !== undefined || action === undefined) {
      for (const one of open ?? []) rules.add(one);
      return;
    }
    const { place, names } = rule;
    const matched = this.#trafficOf(rule);
    if (isEmpty(matched.possible)) return;
    let judge: TargetJudge | undefined;
    const isForAll = names.includes('*');
    const match = (destination: Destination): RuleMatch => {
      if (destination.host === undefined && !isForAll) return never;
      const doubt = (judge ??= this.#makeTargetJudge(rule))(destination);
      if (doubt === 'other') return never;
      if (destination.isNoHttp === true) return this.#matchByHandshake(rule);
      return doubt === 'matches' ? matched : onlyPossibly(matched, doubt.because);
    };
    const isByNameAlone = !isForAll && rule.urls.length + rule.tags.length + rule.categories.length === 0;
    if (!isForAll && !collection.told.has(matched)) {
      collection.told.add(matched);
      const because = `${collection.place.rule} goes by name, and the destination’s is not known.`;
      const perhaps = onlyPossibly(matched, because);
      const matchUnnamed = ({ host, isNameless }: Destination): RuleMatch =>
        host !== undefined || isNameless === true ? never : perhaps;
      rules.add({ action, place: collection.place, match: matchUnnamed });
    }
    rules.add({ action, place, match }, isByNameAlone ? names : undefined);
  }

  /** The name in a handshake of TLS may be read whatever is spoken within; that it is, nobody documents. */
  #matchByHandshake(rule: ApplicationRule): RuleMatch {
    const protocols = rule.protocols.filter(({ protocol }) => protocol !== 'http');
    return onlyPossibly(
      this.#trafficOf({ ...rule, protocols }),
      `${rule.place.rule} is for HTTP, HTTPS and MSSQL; whether it is read for what is none of them is not documented: write it into a rule of network.`,
    );
  }

  /** Whose traffic it is for, and on which ports; one value for all rules that say the same. */
  #trafficOf({ sources, destinations, protocols, ...rule }: ApplicationRule): RuleMatch {
    const ports = protocols.map(({ protocol, port }) => `${protocol} ${port}`);
    const key = [keyOf(sources), keyOf(destinations), ports.join()].join(' to ');
    let matched = this.#traffic.get(key);
    if (matched === undefined) {
      const isAnywhere = destinations.texts.length + destinations.groups.length === 0;
      const to = isAnywhere ? EVERYWHERE : this.#boundsOf(destinations, rule.place);
      matched = joined(this.#from({ sources, place: rule.place }), to, servicesOfApplications(protocols));
      this.#traffic.set(key, matched);
    }
    return matched;
  }

  #makeTargetJudge({ names, urls, tags, categories, decryptsTls, protocols, place }: ApplicationRule): TargetJudge {
    const nameSet = makeNameSet(names);
    const urlSet = makeUrlSet(urls);
    const { tier, inspectsTls } = this.#rules.settings;
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
        const why = readsUrls
          ? 'which one is asked for is not known'
          : 'which needs TLS inspection of the tier Premium';
        return { because: `${place.rule} goes by URL, ${why}.` };
      }
      if (byName === 'perhaps') return { because: `${place.rule} goes by name, and may be for ${host} or not.` };
      if (listed === undefined) return 'other';
      return {
        because: `${place.rule} goes by ${listed}, whose members are not in the files: write the hosts into a rule of their own.`,
      };
    };
  }

  #threatIntelligence(): readonly Rule[] {
    const { drops, allowedNames, allowedAddresses, place } = this.#rules.settings.threatIntelligence;
    if (!drops) return [];
    const names = makeNameSet(allowedNames);
    const ranges = allowedAddresses.flatMap((text) => parseAddressRange(text) ?? []);
    const listed = subtract(flowsTo(publicRanges), flowsTo(ranges));
    const match = (destination: Destination): RuleMatch => {
      if (names.answer(destination) === 'yes') return never;
      const { host = 'the destination', flows } = destination;
      return {
        certain: NO_FLOWS,
        possible: intersect(flows, listed),
        unknownBecause: `${place.rule} drops what Microsoft’s feed lists before any rule is read, and the feed is not known: enter ${host} into its allowlist.`,
      };
    };
    return [{ action: 'deny', place, match }];
  }

  /** It looks into what the rules let through, and drops what it takes for an attack. */
  #intrusionDetection(): readonly Rule[] {
    const { intrusionDetection } = this.#rules.settings;
    if (intrusionDetection === undefined) return [];
    const { place, bypassed } = intrusionDetection;
    const passed = uniteAll(
      bypassed.map(
        (one) =>
          joined(this.#from({ ...one, place }), this.#boundsOf(one.destinations, place), servicesOfPackets(one))
            .certain,
      ),
    );
    const unknownBecause = `${place.rule} drops what it finds in the traffic, whatever the rules let through, and what that is no file tells: set the mode Alert, or bypass it for what must get through.`;
    const match = ({ flows }: Destination): RuleMatch => ({
      certain: NO_FLOWS,
      possible: subtract(flows, passed),
      unknownBecause,
    });
    return [{ action: 'deny', place, match }];
  }

  #whereNotUnderstood(
    { place, notUnderstood }: FirewallRule,
    action: Action | undefined,
    services?: Services,
  ): readonly Rule[] | undefined {
    if (notUnderstood === undefined && action !== undefined) return undefined;
    const because = notUnderstood ?? place.rule;
    const rules = action === undefined ? undecidedRules(place, because) : [openRule(action, place, because)];
    if (services === undefined) return rules;
    return rules.map((rule) => ({
      ...rule,
      match: (destination) => {
        const match = rule.match(destination);
        return { ...match, possible: withServices(match.possible, services) };
      },
    }));
  }

  /** Many rules have the same sources. */
  #from({ sources, place }: RuleWithSources): Bounds {
    const key = keyOf(sources);
    let from = this.#sources.get(key);
    if (from === undefined) {
      const { origin } = this.#surroundings;
      from = sources.texts.includes('*') ? EVERYWHERE : boundsOfSources(this.#boundsOf(sources, place), origin);
      const because =
        from.because ??
        `${place.rule} is for traffic from some addresses alone: set network.nodeCidrs and network.podCidrs, so that it is known whether that is meant.`;
      this.#sources.set(key, (from = { ...from, because }));
    }
    return from;
  }

  #boundsOf({ ranges, others, groups }: Addresses, place: RulePlace): Bounds {
    if (others.length + groups.length === 0) return exactly(ranges);
    const { serviceTags, origin } = this.#surroundings;
    const { region } = origin.network;
    return uniteBounds([
      ...others.map((text) => (text === '*' ? EVERYWHERE : boundsOfServiceTag(text, { serviceTags, place, region }))),
      ...(ranges.length > 0 ? [exactly(ranges)] : []),
      ...groups.map((id) => this.#boundsOfGroup(id)),
    ]);
  }

  #boundsOfGroup(id: string): Bounds {
    let bounds = this.#groups.get(id);
    if (bounds === undefined) this.#groups.set(id, (bounds = readGroupBounds(id, this.#surroundings.ipGroups)));
    return bounds;
  }
}

type RuleWithSources = Pick<FirewallRule, 'sources' | 'place'>;

const knownSources = new WeakMap<RulePlace, readonly RuleWithSources[]>();

/** The first rule of each of the sources that rules have. */
function findSources({ levels, place }: FirewallRules): readonly RuleWithSources[] {
  let found = knownSources.get(place);
  if (found === undefined) {
    const bySources = new Map<string, RuleWithSources>();
    for (const { collections } of levels.flat()) {
      for (const rule of collections.flatMap(({ rules }) => rules)) {
        const key = keyOf(rule.sources);
        if (!bySources.has(key)) bySources.set(key, rule);
      }
    }
    knownSources.set(place, (found = [...bySources.values()]));
  }
  return found;
}

function keyOf({ texts, groups }: Addresses): string {
  return `${texts.join()} and ${groups.join()}`;
}

function readGroupBounds(id: string, ipGroups: readonly IpGroup[]): Bounds {
  const group = ipGroups.find((one) => isSameId(one.id, id));
  if (group !== undefined && group.notUnderstood === undefined) {
    return exactly(group.addresses.flatMap((text) => parseAddressRange(text) ?? []));
  }
  const because =
    group?.notUnderstood ??
    `The IP group ${nameInId(id)} is not in the files: add the output of \`az network ip-group list -o json\`.`;
  return { ...EVERYWHERE, certain: NO_FLOWS, because };
}

const carriedBy: ReadonlyMap<string, readonly Protocol[]> = new Map([
  ['any', ['TCP', 'UDP', 'SCTP']],
  ['tcp', ['TCP']],
  ['udp', ['UDP']],
]);

/** A rule for any protocol with ports of its own is for those that have ports. */
export function servicesOfPackets({ protocols, ports }: Pick<NetworkRule, 'protocols' | 'ports'>): Services {
  const isEveryPort = ports.some(({ first, last }) => first === 0 && last === 65535);
  const services: Services[] = [];
  if (protocols.includes('any') && isEveryPort) services.push(PORTLESS_SERVICES);
  if (protocols.includes('icmp')) services.push(messagesOf('ICMP'));
  for (const protocol of protocols) {
    for (const carried of carriedBy.get(protocol) ?? []) {
      for (const { first, last } of ports) services.push(servicesOf(carried, first, last));
    }
  }
  return uniteAllServices(services);
}

/** What comes from there and goes there. */
function joined(from: Bounds, to: Bounds, services: Services): RuleMatch {
  const certain = withServices(intersect(to.certain, from.certain), services);
  if (from.certain === from.possible && to.certain === to.possible) return { certain, possible: certain };
  return {
    certain,
    possible: withServices(intersect(to.possible, from.possible), services),
    unknownBecause: isExact(from) ? to.because : from.because,
    needsAddress: to.needsAddress,
  };
}

function either(one: RuleMatch, other: RuleMatch): RuleMatch {
  return {
    certain: unite(one.certain, other.certain),
    possible: unite(one.possible, other.possible),
    unknownBecause: other.unknownBecause ?? one.unknownBecause,
    needsAddress: one.needsAddress,
  };
}

/** What becomes of traffic once a rule has given it another address. */
type JudgeTranslated = (rule: NatRule) => 'let through' | 'may be denied';

function makeJudgeTranslated(network: readonly Rule[]): JudgeTranslated {
  const section: Section = { rules: network, otherwise: 'allow', otherwiseBy: [] };
  return ({ translatedAddress, translatedPort, protocols }) => {
    const address = translatedAddress === undefined ? undefined : parseAddressRange(translatedAddress);
    const carried = [...new Set(protocols.flatMap((protocol) => carriedBy.get(protocol) ?? []))];
    let flows: FlowSet = NO_FLOWS;
    for (const one of carried)
      flows = unite(flows, flowsTo(address === undefined ? [] : [address], servicesOf(one, translatedPort)));
    if (isEmpty(flows)) return network.some(({ action }) => action === 'deny') ? 'may be denied' : 'let through';
    const { mayDeny } = runProgram({ sections: [section] }, { flows, outside: true, isNameless: true });
    return isEmpty(mayDeny) ? 'let through' : 'may be denied';
  };
}

/** What the platform answers at is reached from its own host, and no route leads it to a firewall. */
function unrouted(firewall: RulePlace): Rule {
  const place: RulePlace = { ...firewall, isBuiltIn: true, rule: `${firewall.rule}: the platform’s own addresses` };
  return { action: 'allow', place, match: () => ({ certain: platform, possible: platform }), reach: platform };
}

/**
 * Names that the platform needs are let through last, unless a rule denies them; which ones is not published, but for the
 * services that they belong to: images, disks and diagnostics, which are kept in Azure Storage.
 */
function infrastructure(firewall: RulePlace): Rule {
  const place: RulePlace = {
    ...firewall,
    isBuiltIn: true,
    rule: `${firewall.rule}: built-in rules for Azure’s own infrastructure`,
  };
  const names = makeNameSet(['*.core.windows.net', '*.storage.azure.net']);
  const services = uniteServices(servicesOf('TCP', 80), servicesOf('TCP', 443));
  const match = (destination: Destination): RuleMatch => {
    const { host, flows } = destination;
    if (host === undefined || names.answer(destination) === 'no') return never;
    const unknownBecause = `${place.rule} may let ${host} through: which names they are for is not published. Write it into a rule of its own.`;
    return { certain: NO_FLOWS, possible: withServices(flows, services), unknownBecause };
  };
  return { action: 'allow', place, match };
}
