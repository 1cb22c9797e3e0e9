import { toRanges } from '../../../flows/addressSpaces.ts';
import { flowsTo, isEmpty } from '../../../flows/flowSet.ts';
import { servicesOf, uniteServices } from '../../../flows/services.ts';
import type { RulePlace } from '../../../machine/rulePlace.ts';
import type { DnsPod } from '../dnsPods.ts';
import { nameRules } from '../nameRules.ts';
import { allHold, someHold } from '../peerMatch.ts';
import type { Likelihood, Match } from '../peerMatch.ts';
import type { CiliumEntry, NamePattern } from './ciliumPolicy.ts';
import { mayMatchName } from './namePattern.ts';

/**
 * The proxy that answers the DNS queries of pods and learns the addresses of names. It sees the queries of a pod where a rule
 * for it has `rules.dns` on the way to what answers names, and refuses the names that are not listed there; rules by name are
 * met by what it has learnt.
 */
export interface DnsProxy {
  /** Whether it learns the addresses of a name. */
  learns(host: string): Likelihood;
  /** Whether it sees any query of the workload. */
  readonly sees: Likelihood;
  /** Why what it learns is not certain; undefined where it is. */
  readonly doubt: string | undefined;
  /** Of a name that is not learnt, what keeps a rule for it from matching: words behind the rule’s name. */
  readonly whyNotLearnt: string;
}

/** The names that one rule for the workload lets it ask for. */
export interface ListedNames {
  readonly names: readonly NamePattern[];
  /** Whether the workload asks there. */
  readonly areAsked: Likelihood;
  readonly place: RulePlace;
}

const onlyOthersSeen =
  'No rule for these pods lets the DNS proxy see their queries, and what other pods of the node have asked for is not known: add rules.dns to the rule that opens DNS to them.';
const askedElsewhere =
  'rules.dns is not on the way to the pods that answer names, by their labels or their port, so that the DNS proxy may see no query: correct the rule, or add the manifests of the DNS pods.';

const notSeen =
  'names the host, but no rule lets the DNS proxy see the query for it: add rules.dns to the rule that opens DNS to these pods';

function describeRefusal(own: readonly ListedNames[]): string {
  const rules = nameRules([...new Map(own.map(({ place }) => [place.rule, place])).values()]);
  return `names the host, but the DNS proxy refuses the query for it, as rules.dns of ${rules} does not list it: list it there`;
}

/** `own` are the rules for the workload that list names. */
export function makeDnsProxy(own: readonly ListedNames[], isSeenSomewhere: boolean): DnsProxy {
  if (own.length > 0) {
    const isCertain = own.every(({ areAsked }) => areAsked === 'yes');
    return {
      learns: (host) =>
        someHold(
          own.map(({ names, areAsked }) => allHold(areAsked, someHold(names.map((one) => mayMatchName(one, host))))),
        ),
      sees: someHold(own.map(({ areAsked }) => areAsked)),
      doubt: isCertain ? undefined : askedElsewhere,
      whyNotLearnt: describeRefusal(own),
    };
  }
  const sees: Likelihood = isSeenSomewhere ? 'perhaps' : 'no';
  return { learns: () => sees, sees, doubt: isSeenSomewhere ? onlyOthersSeen : undefined, whyNotLearnt: notSeen };
}

export function namesAsked({ openings }: CiliumEntry): readonly NamePattern[] {
  return openings.flatMap(({ dnsNames }) => dnsNames ?? []);
}

/** Whether a rule is on the way to the pods that answer names: any other resolver may be meant, hence never certainly not. */
export function mayLeadToDns(match: Match, pods: readonly DnsPod[]): Likelihood {
  const isMet = pods.some(({ pod, namedPorts, ports }) => {
    const services = uniteServices(servicesOf('UDP', 53), servicesOf('UDP', ports.UDP));
    return !isEmpty(match({ flows: flowsTo(anyPod, services), outside: false, pod, namedPorts }).certain);
  });
  return isMet ? 'yes' : 'perhaps';
}

/** A pod is found by its labels, whatever its address is. */
const anyPod = toRanges(['10.0.0.0/8']);
