/**
 * What a firewall makes of traffic: intrusion detection and threat intelligence, then all rules that translate, all of network,
 * all of application, whatever the priorities between these kinds. Within a kind the parent policy comes first, then the
 * priority of the group, then that of the collection; the first match ends it. Source: Azure Firewall documentation, "Rule
 * processing logic".
 */
import { EVERYWHERE, onlyPossibly } from '../../../flows/addressBounds.ts';
import { never } from '../../../machine/condition.ts';
import { undecidedRules } from '../../../machine/undecidedRules.ts';
import { publicRanges } from '../../../flows/addressSpaces.ts';
import {
  flowsTo,
  intersect,
  isEmpty,
  NO_FLOWS,
  subtract,
  unite,
  uniteAll,
  withServices,
} from '../../../flows/flowSet.ts';
import type { Destination } from '../../../machine/destination.ts';
import { FixedRule } from '../../../machine/ruleOf.ts';
import type { Placed, Rule, RuleMatch, RulePlace, RuleProgram, Section } from '../../../machine/ruleProgram.ts';
import type { Services } from '../../../flows/services.ts';
import type { ClusterNetwork } from '../../kubernetes/clusterNetwork.ts';
import { isExact, openRule, parseAddressRange } from '../bounds.ts';
import type { Bounds } from '../bounds.ts';
import { applicationServices, servicesOfApplications } from './applicationPorts.ts';
import type { ApplicationRule, FirewallRule, NatRule, NetworkRule } from './azureFirewall.ts';
import { makeNameSet } from './firewallNames.ts';
import type { FirewallRules, FirewallSurroundings } from './firewallRules.ts';
import { makeJudgeTranslated } from './makeJudgeTranslated.ts';
import type { JudgeTranslated } from './makeJudgeTranslated.ts';
import { NamedRules } from './namedRules.ts';
import { hasTies, orderRules } from './orderRules.ts';
import type { Action } from './orderRules.ts';
import { servicesOfPackets } from './servicesOfPackets.ts';
import { infrastructure, unrouted } from './platformRules.ts';
import { keyOf, RuleAddresses } from './ruleAddresses.ts';
import { makeTargetJudge } from './makeTargetJudge.ts';
import type { TargetJudge } from './makeTargetJudge.ts';

export function compileFirewall(rules: FirewallRules, surroundings: FirewallSurroundings): RuleProgram {
  const { place, namesDiffer = '' } = rules;
  const { origin } = surroundings;
  const known = programs.get(place);
  const own = known?.of === origin.network ? known : { of: origin.network, bySources: new Map<string, RuleProgram>() };
  if (own !== known) programs.set(place, own);
  const key = `${new RuleAddresses(surroundings).describeSources(rules)} ${namesDiffer}`;
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

/** Of rules of network those alone that name a destination go by more than flows. */
function goesByName(rule: FirewallRule): boolean {
  return rule.kind === 'network' && rule.destinationNames.length > 0;
}

/** A collection, and the traffic of which it was told that its rules go by name. */
interface TargetsTold {
  readonly place: RulePlace;
  readonly told: Set<RuleMatch>;
}

type ApplicationTraffic = Pick<ApplicationRule, 'sources' | 'destinations' | 'protocols' | 'placed'>;

class FirewallCompiler {
  readonly #rules: FirewallRules;
  readonly #addresses: RuleAddresses;
  readonly #traffic = new Map<string, RuleMatch>();
  #lastTraffic: { readonly of: ApplicationTraffic; readonly matched: RuleMatch } | undefined;

  constructor(rules: FirewallRules, surroundings: FirewallSurroundings) {
    this.#rules = rules;
    this.#addresses = new RuleAddresses(surroundings);
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
    const { placed, destinationNames } = rule;
    const services = servicesOfPackets(rule);
    const from = this.#addresses.from(rule);
    const to = this.#addresses.of(rule.destinations, placed);
    const byAddress = joined(from, to, services);
    if (destinationNames.length === 0)
      return [new FixedRule(action, byAddress, placed, this.#addresses.narrowing(rule))];
    const { place } = placed;
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
    const reach = unite(byAddress.possible, byName.possible);
    return [{ action, place, match, reach, narrowing: this.#addresses.narrowing(rule) }];
  }

  /** What is translated is let through, but where a rule of network denies what it has become. */
  #nat(rule: NatRule, action: Action | undefined, judgeTranslated: JudgeTranslated): readonly Rule[] {
    const open = this.#whereNotUnderstood(rule, action);
    if (open !== undefined || action === undefined) return open ?? [];
    const { place } = rule.placed;
    const matched = joined(
      this.#addresses.from(rule),
      this.#addresses.of(rule.destinations, rule.placed),
      servicesOfPackets(rule),
    );
    const narrowing = this.#addresses.narrowing(rule);
    const denied = onlyPossibly(
      matched,
      `${place.rule} translates it, and a rule of network may deny what it has become.`,
    );
    return [
      ...(judgeTranslated(rule) === 'may be denied'
        ? [{ action: 'deny' as const, place, narrowing, match: () => denied }]
        : []),
      { action: 'allow', place, narrowing, match: () => matched },
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
    const { placed, names } = rule;
    const matched = this.#trafficOf(rule);
    if (isEmpty(matched.possible)) return;
    let judge: TargetJudge | undefined;
    const isForAll = names.includes('*');
    const match = (destination: Destination): RuleMatch => {
      if (destination.host === undefined && !isForAll) return never;
      const doubt = (judge ??= makeTargetJudge(rule, this.#rules.settings))(destination);
      if (doubt === 'other') return never;
      if (destination.isNoHttp === true) return this.#matchByHandshake(rule);
      return doubt === 'matches' ? matched : onlyPossibly(matched, doubt.because);
    };
    const narrowing = this.#addresses.narrowing(rule);
    const isByNameAlone = !isForAll && rule.urls.length + rule.tags.length + rule.categories.length === 0;
    if (!isForAll && !collection.told.has(matched)) {
      collection.told.add(matched);
      const because = `${collection.place.rule} goes by name, and the destination’s is not known.`;
      const perhaps = onlyPossibly(matched, because);
      const matchUnnamed = ({ host, isNameless }: Destination): RuleMatch =>
        host !== undefined || isNameless === true ? lookedAtByName : perhaps;
      rules.add({ action, place: collection.place, narrowing, match: matchUnnamed });
    }
    const compiled: Rule = {
      action,
      match,
      narrowing,
      get place() {
        return placed.place;
      },
    };
    rules.add(compiled, isByNameAlone ? names : undefined);
  }

  /** The name in a handshake of TLS may be read whatever is spoken within; that it is, nobody documents. */
  #matchByHandshake(rule: ApplicationRule): RuleMatch {
    const protocols = rule.protocols.filter(({ protocol }) => protocol !== 'http');
    return onlyPossibly(
      this.#trafficOf({ ...rule, protocols }),
      `${rule.placed.place.rule} is for HTTP, HTTPS and MSSQL; whether it is read for what is none of them is not documented: write it into a rule of network.`,
    );
  }

  /** Whose traffic it is for, and on which ports; one value for all rules that say the same. */
  #trafficOf(rule: ApplicationTraffic): RuleMatch {
    const { sources, destinations, protocols } = rule;
    const last = this.#lastTraffic;
    const isAsBefore =
      last?.of.sources === sources && last.of.destinations === destinations && last.of.protocols === protocols;
    if (isAsBefore) return last.matched;
    const ports = protocols.map(({ protocol, port }) => `${protocol} ${port}`);
    const key = [keyOf(sources), keyOf(destinations), ports.join()].join(' to ');
    let matched = this.#traffic.get(key);
    if (matched === undefined) {
      const isAnywhere = destinations.texts.length + destinations.groups.length === 0;
      const to = isAnywhere ? EVERYWHERE : this.#addresses.of(destinations, rule.placed);
      matched = joined(this.#addresses.from(rule), to, servicesOfApplications(protocols));
      this.#traffic.set(key, matched);
    }
    this.#lastTraffic = { of: rule, matched };
    return matched;
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
    const placed: Placed = intrusionDetection;
    const passed = uniteAll(
      bypassed.map(
        (one) =>
          joined(
            this.#addresses.from({ ...one, placed }),
            this.#addresses.of(one.destinations, placed),
            servicesOfPackets(one),
          ).certain,
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
    { placed, notUnderstood }: FirewallRule,
    action: Action | undefined,
    services?: Services,
  ): readonly Rule[] | undefined {
    if (notUnderstood === undefined && action !== undefined) return undefined;
    const { place } = placed;
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
}

const lookedAtByName: RuleMatch = {
  ...never,
  noneBecause: 'It stands for rules that go by name, each of which is looked at where the name is known.',
};

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
