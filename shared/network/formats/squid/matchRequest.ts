/**
 * Which requests the tests of a squid.conf match. A client reaches everything but plain HTTP by a tunnel (`CONNECT host:port`),
 * of which squid sees no scheme, no path and no header of what goes through it.
 */
import { always, anyOf, both, either, exactly, negateIf, never, perhaps } from '../../machine/condition.ts';
import type { Condition } from '../../machine/condition.ts';
import type { AddressRange } from '../../flows/address.ts';
import {
  addressRanges,
  ALL_FLOWS,
  covers,
  flowsTo,
  intersect,
  NO_FLOWS,
  overlaps,
  servicesIn,
  subtract,
  unite,
  uniteAll,
  withServices,
} from '../../flows/flowSet.ts';
import type { FlowSet } from '../../flows/flowSet.ts';
import type { Answer, KnownName } from '../../machine/knownName.ts';
import { toKnownName } from '../../machine/knownName.ts';
import type { Destination } from '../../machine/destination.ts';
import { formatAddress } from '../../flows/address.ts';
import { parsePorts, servicesOf, uniteAllServices } from '../../flows/services.ts';
import type { Services } from '../../flows/services.ts';
import { parseSquidAddresses, undecided } from './aclTypes.ts';
import { patternOf } from './patterns.ts';
import type { Pattern } from './patterns.ts';
import { toTerm } from './squidConfig.ts';
import type { Acl, ClientPort, SquidConfig, Term } from './squidConfig.ts';

/** What is known of a request beside its destination. */
export interface Client {
  /** As in `Origin`. */
  readonly addresses: readonly AddressRange[];
  /** The port of the proxy that it was told to connect to. */
  readonly proxyPort: number | undefined;
}

export const plainHttp = withServices(ALL_FLOWS, servicesOf('TCP', 80));
export const tunnels = subtract(ALL_FLOWS, plainHttp);

/** One request, with the answers that were found for it. */
interface Request extends Client {
  readonly destination: Destination;
  readonly step: number | undefined;
  readonly known: Map<string, Condition>;
  depth: number;
}

type Test = (request: Request) => Condition;

/** More than anyone writes by hand; each level stands on the stack. */
const deepestNesting = 100;

/** Tests are made once and asked often: a list of domains may have 100,000. */
export class RequestMatcher {
  readonly #config: SquidConfig;
  readonly #tests = new Map<string, Test>();
  /** What is asked about one destination at each step: many lines name the same acls. */
  readonly #requests = new WeakMap<Destination, Map<number | undefined, Request>>();
  readonly #client: Client;

  constructor(config: SquidConfig, client: Client) {
    this.#config = config;
    this.#client = client;
  }

  /** What all of the terms match. `step`: of a tunnel that squid looks into, which of its three steps it is at. */
  match(terms: readonly Term[], destination: Destination, step?: number): Condition {
    const requests = this.#requests.get(destination) ?? new Map<number | undefined, Request>();
    this.#requests.set(destination, requests);
    const request = requests.get(step) ?? { ...this.#client, step, destination, known: new Map(), depth: 0 };
    requests.set(step, request);
    return this.#matchAll(terms, request);
  }

  #matchAll(terms: readonly Term[], request: Request): Condition {
    return terms.reduce<Condition>((all, { acl, isNegated }) => {
      if (all.possible === NO_FLOWS) return all;
      const one = this.#answer(acl, request);
      return both(all, negateIf(isNegated, one));
    }, always);
  }

  /** An acl that is made of others asks each of them once. */
  #answer(name: string, request: Request): Condition {
    const known = request.known.get(name);
    if (known !== undefined) return known;
    if (request.depth > deepestNesting) return perhaps(`The acl ${name} is nested too deeply.`);
    let test = this.#tests.get(name);
    if (test === undefined) this.#tests.set(name, (test = this.#makeTest(name)));
    request.known.set(name, perhaps(`The acl ${name} refers to itself.`));
    request.depth += 1;
    const answered = test(request);
    request.depth -= 1;
    request.known.set(name, answered);
    return answered;
  }

  #makeTest(name: string): Test {
    const acl = this.#config.acls.get(name);
    if (acl === undefined) return () => perhaps(`The acl ${name} is defined in a file that was not given.`);
    const test = this.#makeTestOf(acl);
    const { incomplete } = acl;
    if (incomplete === undefined) return test;
    return (request) => either(test(request), perhaps(incomplete));
  }

  #makeTestOf(acl: Acl): Test {
    const { values, type } = acl;
    switch (type) {
      case 'src':
        return testSource(acl);
      case 'dst':
        return testAddresses(acl);
      case 'port': {
        const flows = withServices(ALL_FLOWS, servicesOfPorts(acl));
        return () => exactly(flows);
      }
      case 'dstdomain':
        return testDomain(acl);
      case 'ssl::server_name':
        return values.some(({ text }) => certificateOptions.has(text)) ? testUndecided(acl) : testDomain(acl);
      case 'dstdom_regex':
        return testHostPattern(acl);
      case 'url_regex':
        return testUrlPattern(acl);
      case 'urlpath_regex':
        return () => perhaps(`The acl ${acl.name} goes by the path of a URL.`, plainHttp);
      case 'method':
        return () => matchMethod(acl);
      case 'proto':
        return () => matchScheme(acl);
      case 'localport':
      case 'myport':
        return ({ proxyPort }) => {
          if (proxyPort === undefined)
            return perhaps(`The acl ${acl.name} goes by the port of the proxy (network.proxy.url).`);
          const isMeant = values.some(({ text }) => isPortIn(text, proxyPort));
          return isMeant ? always : never;
        };
      case 'myportname':
        return ({ proxyPort }) => this.#matchPortName(acl, proxyPort);
      case 'manager':
        // Its pages are asked for by whoever runs the proxy.
        return () => never;
      case 'annotate_transaction':
      case 'annotate_client':
        return () => always;
      case 'any-of': {
        const terms = values.map(({ text }) => toTerm(text));
        return (request) => anyOf(terms.map((term) => this.#matchAll([term], request)));
      }
      case 'all-of': {
        const lines = values.map(({ text }) => text.split(' ').map(toTerm));
        return (request) => anyOf(lines.map((terms) => this.#matchAll(terms, request)));
      }
      case 'at_step':
        return ({ step }) => {
          if (step === undefined) return perhaps(`The acl ${acl.name} goes by steps of TLS.`);
          return values.some(({ text }) => text.toLowerCase() === `sslbump${step}`) ? always : never;
        };
      default:
        return testUndecided(acl);
    }
  }

  #matchPortName({ name, values }: Acl, proxyPort: number | undefined): Condition {
    const because = `The acl ${name} goes by the port of the proxy (network.proxy.url).`;
    if (proxyPort === undefined) return perhaps(because);
    const used = this.#config.ports.filter(({ port }) => port === proxyPort);
    if (used.length === 0) return perhaps(because);
    const isMeant = (port: ClientPort): boolean => values.some(({ text }) => text === port.name);
    if (used.every(isMeant)) return always;
    return used.some(isMeant) ? perhaps(because) : never;
  }
}

/** Whether an acl says where a request leads, or matches every request; by all others requests to the same place are told apart. */
export function goesByDestination(acl: Acl | undefined): boolean {
  if (acl === undefined) return false;
  if (acl.type === 'src') return acl.values.some(({ text }) => isEveryAddress(text));
  return destinationTypes.has(acl.type);
}

function isEveryAddress(text: string): boolean {
  const ranges = parseSquidAddresses(text);
  return ranges !== undefined && covers(flowsTo(ranges), ALL_FLOWS);
}

const destinationTypes: ReadonlySet<string> = new Set([
  'dst',
  'port',
  'dstdomain',
  'dstdom_regex',
  'ssl::server_name',
  'url_regex',
]);

/** With these, `ssl::server_name` goes by what the server’s certificate says. Source: squid's cf.data.pre, acl. */
const certificateOptions: ReadonlySet<string> = new Set(['--server-provided', '--consensus']);

function testUndecided({ name, type }: Acl): Test {
  const what = undecided.get(type);
  return () => perhaps(`The acl ${name} goes by ${what ?? type}, which is not known here.`);
}

function answer(is: Answer, because: string): Condition {
  if (is === 'perhaps') return perhaps(because);
  return is === 'yes' ? always : never;
}

function isPortIn(text: string, port: number): boolean {
  const bounds = parsePorts(text);
  return bounds !== undefined && bounds[0] <= port && port <= bounds[1];
}

function servicesOfPorts({ values }: Acl): Services {
  const known = values.flatMap(({ text }) => {
    const bounds = parsePorts(text);
    return bounds === undefined ? [] : [servicesOf('TCP', ...bounds)];
  });
  return uniteAllServices(known);
}

/**
 * The addresses of an acl. Of values that overlap, squid before release 6 keeps the first alone, and later ones keep all: what
 * only a later one holds may match. Values that are not understood may be any.
 */
function addressesOf({ name, values }: Acl): Condition {
  const known = values.map(({ text }) => parseSquidAddresses(text));
  const kept = new GrowingFlows();
  const dropped: FlowSet[] = [];
  for (const ranges of known) {
    const flows = flowsTo(ranges ?? []);
    if (kept.overlaps(flows)) dropped.push(flows);
    else kept.add(flows);
  }
  const certain = kept.all();
  const all = uniteAll([certain, ...dropped]);
  if (known.includes(undefined)) {
    return {
      certain,
      possible: ALL_FLOWS,
      unknownBecause: `The acl ${name} names addresses that are not understood here.`,
    };
  }
  if (covers(certain, all)) return exactly(certain);
  return {
    certain,
    possible: all,
    unknownBecause: `Addresses of the acl ${name} overlap, and releases of squid differ in what that means.`,
  };
}

/** Flows that are added one by one and asked about in between, in piles of doubling size: a list may have 100,000. */
class GrowingFlows {
  readonly #piles: { readonly flows: FlowSet; readonly count: number }[] = [];

  overlaps(flows: FlowSet): boolean {
    return this.#piles.some((pile) => overlaps(pile.flows, flows));
  }

  add(flows: FlowSet): void {
    let pile = { flows, count: 1 };
    while (this.#piles.at(-1)?.count === pile.count) {
      const other = this.#piles.pop();
      if (other !== undefined) pile = { flows: unite(other.flows, pile.flows), count: pile.count * 2 };
    }
    this.#piles.push(pile);
  }

  all(): FlowSet {
    return uniteAll(this.#piles.map(({ flows }) => flows));
  }
}

/** Of a client that may have several addresses, each has to be in the list, or none. */
function testSource(acl: Acl): Test {
  const bounds = addressesOf(acl);
  const because = `The acl ${acl.name} goes by the client’s address, which is not known (network.nodeCidrs, network.podCidrs).`;
  return ({ addresses }) => {
    if (bounds.certain === ALL_FLOWS) return always;
    const from = addresses.length === 0 ? ALL_FLOWS : flowsTo(addresses);
    if (covers(bounds.certain, from)) return always;
    return overlaps(bounds.possible, from) ? perhaps(bounds.unknownBecause ?? because) : never;
  };
}

/**
 * A destination by name is looked up by squid, and one address of it in the list is enough. Of one that is reached by its
 * addresses, each stands for itself.
 */
function testAddresses(acl: Acl): Test {
  const bounds = addressesOf(acl);
  const looksNothingUp = acl.values.some((value) => value.looksNothingUp);
  const because = `The acl ${acl.name} goes by the address that the proxy finds for the name.`;
  return ({ destination: { flows, host, isNameless = false } }) => {
    const towards = flowsTo(addressRanges(flows));
    if (isNameless) return both(bounds, exactly(towards));
    if (host !== undefined && looksNothingUp) return never;
    if (host !== undefined && covers(bounds.certain, towards)) return always;
    const met = intersect(bounds.possible, towards);
    if (met.v4.length === 0 && met.v6.length === 0) return never;
    return perhaps(bounds.unknownBecause ?? because);
  };
}

function testDomain(acl: Acl): Test {
  const exact = new Set<string>();
  const below = new Set<string>();
  for (const { text } of acl.values) {
    const name = text.toLowerCase();
    if (name.startsWith('.')) below.add(name.slice(1));
    else exact.add(name);
  }
  const looksNothingUp = acl.type !== 'dstdomain' || acl.values.some((value) => value.looksNothingUp);
  const isNamed = exact.size + below.size > 0;
  return ({ destination }) => {
    const name = nameOf(destination);
    if (name !== undefined)
      return answer(findDomain(name, exact, below), `The acl ${acl.name} goes by the whole name.`);
    const literal = literalOf(destination);
    if (literal !== undefined && exact.has(literal)) return always;
    // A request by address matches by the name that the address is found to have.
    if (!isNamed || (destination.isNameless === true && looksNothingUp)) return never;
    return perhaps(`The acl ${acl.name} goes by the name of the destination, which the plan does not tell.`);
  };
}

/** Of a pattern such as `*.example.com` only what stands at its end is known. */
function findDomain({ text, isPattern }: KnownName, exact: ReadonlySet<string>, below: ReadonlySet<string>): Answer {
  if (!isPattern && exact.has(text)) return 'yes';
  let rest = isPattern ? text.slice(1) : text;
  const own = rest;
  for (;;) {
    if (below.has(rest)) return 'yes';
    const dot = rest.indexOf('.');
    if (dot < 0) break;
    rest = rest.slice(dot + 1);
  }
  if (!isPattern) return 'no';
  const isUnder = (name: string): boolean => name.endsWith(`.${own}`);
  return [...exact].some(isUnder) || [...below].some(isUnder) ? 'perhaps' : 'no';
}

function nameOf({ host }: Destination): KnownName | undefined {
  return host === undefined ? undefined : toKnownName(host);
}

/** The one address that is asked for. */
function literalOf({ flows, isNameless = false }: Destination): string | undefined {
  if (!isNameless) return undefined;
  const [only, ...others] = addressRanges(flows);
  return only === undefined || others.length > 0 || only.first !== only.last
    ? undefined
    : formatAddress(only.family, only.first);
}

function patternsOf({ values }: Acl): { readonly patterns: readonly Pattern[]; readonly areKnown: boolean } {
  const compiled = values.map(patternOf);
  return { patterns: compiled.filter((pattern) => pattern !== undefined), areKnown: !compiled.includes(undefined) };
}

function testHostPattern(acl: Acl): Test {
  const { patterns, areKnown } = patternsOf(acl);
  return ({ destination }) => {
    const name = nameOf(destination);
    if (name === undefined || name.isPattern)
      return perhaps(`The acl ${acl.name} goes by the name of the destination.`);
    if (patterns.some((pattern) => pattern.test(name.text))) return always;
    return areKnown ? never : perhaps(`A pattern of the acl ${acl.name} is not understood here.`);
  };
}

/** Of a tunnel the URL is `host:port`, whatever goes through it. */
function testUrlPattern(acl: Acl): Test {
  const { patterns, areKnown } = patternsOf(acl);
  const unknownPath = perhaps(`The acl ${acl.name} goes by the path of a URL.`, plainHttp);
  return ({ destination }) => {
    const name = nameOf(destination);
    const port = onlyPort(servicesIn(destination.flows));
    if (name === undefined || name.isPattern || port === undefined)
      return perhaps(`The acl ${acl.name} goes by the URL.`);
    if (port === 80) return unknownPath;
    if (patterns.some((pattern) => pattern.test(`${name.text}:${port}`))) return always;
    return areKnown ? never : perhaps(`A pattern of the acl ${acl.name} is not understood here.`);
  };
}

function onlyPort({ TCP: [first, last, ...others] }: Services): number | undefined {
  return first === last && others.length === 0 ? first : undefined;
}

function matchMethod({ name, values }: Acl): Condition {
  const methods = new Set(values.map(({ text }) => text.toUpperCase()));
  const plain = [...methods].some((method) => method !== 'CONNECT');
  const byTunnel = methods.has('CONNECT') ? exactly(tunnels) : never;
  // On port 80 a client may ask for a tunnel as well.
  return plain || methods.has('CONNECT')
    ? either(byTunnel, perhaps(`The acl ${name} goes by the method of a request.`, plainHttp))
    : never;
}

function matchScheme({ name, values }: Acl): Condition {
  const schemes = new Set(values.map(({ text }) => text.toUpperCase()));
  const byTunnel = schemes.has('NONE') ? exactly(tunnels) : never;
  return schemes.has('HTTP') || schemes.has('NONE')
    ? either(byTunnel, perhaps(`The acl ${name} goes by the scheme of a request.`, plainHttp))
    : byTunnel;
}
