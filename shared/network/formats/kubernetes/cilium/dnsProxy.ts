import { allHold, someHold } from '../peerMatch.ts';
import type { Likelihood } from '../peerMatch.ts';
import type { CiliumEntry, NamePattern } from './ciliumPolicy.ts';
import { mayMatchName } from './namePattern.ts';

/**
 * The proxy that answers the DNS queries of pods and learns the addresses of names. It sees the queries of a pod where a rule
 * for it has `rules.dns`, and refuses the names that are not listed there; rules by name are met by what it has learnt.
 */
export interface DnsProxy {
  /** Whether it learns the addresses of a name. */
  learns(host: string): Likelihood;
  /** Whether it sees any query of the workload. */
  readonly sees: Likelihood;
  /** Why what it learns is not certain; undefined where it is. */
  readonly doubt: string | undefined;
}

const onlyOthersSeen =
  'No rule for these pods lets the DNS proxy see their queries, and what other pods of the node have asked for is not known: add rules.dns to the rule that opens DNS to them.';

/** `own` are the rules for the workload, `all` those for any. */
export function makeDnsProxy(own: readonly CiliumEntry[], isSeenSomewhere: boolean): DnsProxy {
  const names = own.flatMap(namesAsked);
  if (names.length > 0) {
    return {
      learns: (host) => someHold(names.map((name) => mayMatchName(name, host))),
      sees: 'yes',
      doubt: undefined,
    };
  }
  const sees: Likelihood = isSeenSomewhere ? 'perhaps' : 'no';
  return { learns: () => allHold(sees), sees, doubt: isSeenSomewhere ? onlyOthersSeen : undefined };
}

export function namesAsked({ openings }: CiliumEntry): readonly NamePattern[] {
  return openings.flatMap(({ dnsNames }) => dnsNames ?? []);
}
