/**
 * A configuration of squid as far as it decides which requests pass. Source: squid.conf.documented of Squid 5, and the FAQ on
 * access controls.
 */
import type { RulePlace } from '../../machine/ruleProgram.ts';

/** The lists of rules that a request must pass, each consulted on its own. */
export const accessLists = ['http_access', 'adapted_http_access', 'miss_access', 'http_reply_access'] as const;
export type AccessList = (typeof accessLists)[number];

/** A test on a request. All lines of one name are one test, which holds where one of its values does. */
export interface Acl {
  readonly name: string;
  /** `dstdomain`, `port`, … as squid names them. */
  readonly type: string;
  readonly values: readonly AclValue[];
  readonly place: RulePlace;
  /** Why values may be missing, e.g. that the file which holds them was not given. */
  readonly incomplete: string | undefined;
}

/** Options are in force from where they stand on. */
export interface AclValue {
  readonly text: string;
  /** `-i`: patterns take both cases. */
  readonly ignoresCase: boolean;
  /** `-n`: names are not looked up for addresses, nor addresses for names. */
  readonly looksNothingUp: boolean;
}

export interface Term {
  readonly acl: string;
  readonly isNegated: boolean;
}

/** The name of an acl, with a `!` before it where it must not match. */
export function toTerm(word: string): Term {
  return { acl: word.replace(/^!/, '').toLowerCase(), isNegated: word.startsWith('!') };
}

/** Holds where all of its terms do. */
export interface AccessRule {
  readonly action: 'allow' | 'deny';
  readonly terms: readonly Term[];
  readonly place: RulePlace;
}

/** Lines that are not there: what they say may decide from here on. */
export interface Gap {
  readonly because: string;
  readonly place: RulePlace;
}

export type AccessLine = AccessRule | Gap;

/** What may turn a request away or send it elsewhere without being judged. */
export interface Unjudged extends Gap {
  readonly isOfPlainHttpAlone: boolean;
}

export interface BumpRule {
  readonly action: string;
  readonly terms: readonly Term[];
  readonly place: RulePlace;
}

/** A port that clients connect to. */
export interface ClientPort {
  readonly port: number | undefined;
  readonly address: string | undefined;
  readonly name: string;
  /** `https_port`: clients speak TLS to the proxy itself. */
  readonly isTls: boolean;
  /** TLS is looked into, as `ssl_bump` says. */
  readonly bumps: boolean;
  /** `intercept`, `accel`, `require-proxy-header` and others with which it takes no requests of clients told to use a proxy. */
  readonly mode: string | undefined;
}

export interface SquidConfig {
  readonly place: RulePlace;
  /** By its name in lower case: squid takes names in any case. */
  readonly acls: ReadonlyMap<string, Acl>;
  readonly access: Readonly<Record<AccessList, readonly AccessLine[]>>;
  readonly bumpRules: readonly BumpRule[];
  readonly ports: readonly ClientPort[];
  /** `visible_hostname` and `unique_hostname`. */
  readonly names: readonly string[];
  /** What else may turn a request away or send it elsewhere, without being judged. */
  readonly unjudged: readonly Unjudged[];
  /** Set where squid would not start with it, or what holds is not known at all. */
  readonly notUnderstood: string | undefined;
}

export function isGap(line: AccessLine): line is Gap {
  return 'because' in line;
}
