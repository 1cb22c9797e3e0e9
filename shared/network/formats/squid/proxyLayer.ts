/** What a proxy makes of the requests of an origin, as rule programs. */
import type { HostOpening } from '../../machine/hostOpening.ts';
import type { LayerBinding, LayerRules, Origin } from '../../reading/ruleFormat.ts';
import { ALL_FLOWS, covers, flowsTo, subtract, withServices } from '../../flows/flowSet.ts';
import type { Rule, RuleProgram, Section } from '../../machine/ruleProgram.ts';
import { toRanges } from '../../flows/addressSpaces.ts';
import { servicesOf } from '../../flows/services.ts';
import { ruleOf } from '../../machine/ruleOf.ts';
import { undecidedRules, unknownSection } from '../../machine/undecidedRules.ts';
import { enumerate } from '../../../kernel/enumerate.ts';
import { exactly, perhaps } from '../../machine/condition.ts';
import { goesByDestination, plainHttp, RequestMatcher, tunnels } from './matchRequest.ts';
import type { Client } from './matchRequest.ts';
import { accessLists, isGap } from './squidConfig.ts';
import type { AccessLine, BumpRule, SquidConfig } from './squidConfig.ts';

export function proxyLayer(configs: readonly SquidConfig[]): LayerRules {
  return {
    layer: 'proxy',
    goesByWorkload: false,
    finds: (target) => configs.some((config) => isCalled(config, target)),
    bind: (attachedTo, origin) => bind(configs, attachedTo, origin),
  };
}

/** By its own name, or by its file. */
function isCalled({ names, place: { file } }: SquidConfig, target: string): boolean {
  return names.includes(target) || file === target || file.endsWith(`/${target}`);
}

function bind(configs: readonly SquidConfig[], attachedTo: readonly string[], origin: Origin): LayerBinding {
  const [only] = configs;
  if (attachedTo.length === 0) {
    if (only !== undefined && configs.length === 1) return bindOne(only, origin);
    const files = configs.map(({ place }) => place.file).join(', ');
    const because = `There are several proxies (${files}): name the one on the way in attachedTo of the proxy in network.path.`;
    return { kind: 'unbound', because, places: configs.map(({ place }) => place) };
  }
  const found = attachedTo.map((target) => configs.find((config) => isCalled(config, target)));
  const missing = attachedTo.filter((_, index) => found[index] === undefined);
  if (missing.length > 0) {
    return {
      kind: 'unbound',
      because: `No squid.conf is of the proxy ${missing.join(', ')}: give it, or correct attachedTo.`,
    };
  }
  return allBound(found.map((config) => bindOne(config as SquidConfig, origin)));
}

/** Every one of several proxies must let a request through. */
function allBound(bindings: readonly LayerBinding[]): LayerBinding {
  const open = bindings.find(({ kind }) => kind !== 'bound');
  if (open !== undefined) return open;
  const bound = bindings.filter((binding) => binding.kind === 'bound');
  return {
    kind: 'bound',
    programs: bound.flatMap(({ programs }) => programs),
    hosts: bound.flatMap(({ hosts = [] }) => hosts),
  };
}

function bindOne(config: SquidConfig, { addresses, proxyPort, isProxyCalledByTls }: Origin): LayerBinding {
  if (config.notUnderstood !== undefined) {
    return { kind: 'unbound', because: config.notUnderstood, places: [config.place] };
  }
  const client: Client = { addresses, proxyPort };
  const matcher = new RequestMatcher(config, client);
  const lists = accessLists.flatMap((list): readonly (readonly Section[])[] => {
    const lines = config.access[list];
    if (lines.length === 0 && list !== 'http_access') return [];
    const sections = accessSections(lines, config, matcher);
    return [list === 'http_reply_access' ? [ofRules([pastReplyAccess(config)]), ...sections] : sections];
  });
  const programs: RuleProgram[] = [
    { sections: [tunnelSection(config)] },
    ...lists.map((sections) => ({ sections })),
    ...bumpPrograms(config, matcher, client),
  ];
  const deaf = findDeafPort(config, client, isProxyCalledByTls);
  if (deaf !== undefined) programs.push({ sections: [unknownSection(config.place, deaf)] });
  if (config.unjudged.length > 0) programs.push({ sections: [unjudgedSection(config)] });
  return { kind: 'bound', programs, hosts: namesOpened(config) };
}

/** Names of `dstdomain` that a line allows: `.x.com` is told by what is below x.com. */
function namesOpened({ access, acls }: SquidConfig): readonly HostOpening[] {
  const allowing = access.http_access.flatMap((line) => (isGap(line) || line.action === 'deny' ? [] : line.terms));
  const names = allowing.flatMap(({ acl, isNegated }) => {
    const named = isNegated ? undefined : acls.get(acl);
    return named?.type === 'dstdomain' ? named.values.map(({ text }) => text.toLowerCase()) : [];
  });
  return [...new Set(names)].map((name) => ({
    pattern: name.startsWith('.') ? `*${name}` : name,
    services: servicesOf('TCP'),
  }));
}

const loopbackName = /^(?:127\..*|\[?::1\]?|localhost)$/;
const loopback = flowsTo(toRanges(['127.0.0.0/8', '::1/128']));

/** Why no request arrives by the port that clients were told to use. A configuration without ports is a part of one. */
function findDeafPort(
  { ports }: SquidConfig,
  { addresses, proxyPort }: Client,
  isCalledByTls: boolean | undefined,
): string | undefined {
  const known = ports.filter(({ port }) => port !== undefined);
  if (proxyPort === undefined || known.length === 0 || known.length < ports.length) return undefined;
  const isOnTheHost = addresses.length > 0 && covers(loopback, flowsTo(addresses));
  const used = known.filter(
    ({ port, address }) => port === proxyPort && (isOnTheHost || !loopbackName.test(address ?? '')),
  );
  if (used.length === 0) {
    const own = [
      ...new Set(known.map(({ address, port }) => (address === undefined ? `${port}` : `${address}:${port}`))),
    ];
    return `The proxy does not listen on port ${proxyPort}, which network.proxy.url names, but on ${enumerate(own)}: correct one of them, or say what leads from one to the other.`;
  }
  const [first] = used;
  const open = used.filter(({ mode }) => mode === undefined);
  if (open.length === 0) {
    return `The port ${proxyPort} of the proxy takes no requests of clients that were told to use one (${first?.mode ?? ''}).`;
  }
  if (isCalledByTls === undefined || open.some(({ isTls }) => isTls === isCalledByTls)) return undefined;
  return isCalledByTls
    ? `Clients speak TLS to the proxy itself, as network.proxy.url begins with https, and its port ${proxyPort} is an http_port: write http there, or make it an https_port.`
    : `The port ${proxyPort} of the proxy is an https_port, to which clients speak TLS, and network.proxy.url begins with http: write https there, or make it an http_port.`;
}

const allButTcp = subtract(ALL_FLOWS, withServices(ALL_FLOWS, servicesOf('TCP')));

/** A proxy of HTTP carries TCP alone. */
function tunnelSection({ place }: SquidConfig): Section {
  const rule = { ...place, rule: 'squid.conf: a proxy of HTTP carries TCP alone' };
  return {
    rules: [ruleOf('deny', rule, exactly(allButTcp))],
    otherwise: 'allow',
    otherwiseBy: [],
  };
}

/** What comes through a tunnel is no reply to squid; on port 80 a client may ask for a tunnel as well. */
function pastReplyAccess({ place }: SquidConfig): Rule {
  const unknownBecause = 'On port 80 a client may ask for a tunnel, whose replies http_reply_access does not see.';
  const rule = { ...place, rule: 'squid.conf: http_reply_access is for replies of plain HTTP' };
  return ruleOf('allow', rule, { certain: tunnels, possible: ALL_FLOWS, unknownBecause });
}

/**
 * Where no line matches, the opposite of the last one holds; where there is none, nothing passes. So a last line that does not do what
 * the one before it does decides about everything else, whatever it matches itself.
 */
function accessSections(
  lines: readonly AccessLine[],
  { place: config, acls }: SquidConfig,
  matcher: RequestMatcher,
): readonly Section[] {
  const known = lines.flatMap((line) => (isGap(line) ? [] : [line]));
  const last = known.at(-1);
  const rulesOf = (line: AccessLine): readonly Rule[] => {
    if (isGap(line)) return undecidedRules(line.place, line.because);
    const { action, place, terms } = line;
    const apart = terms.filter(({ acl }) => !goesByDestination(acls.get(acl)));
    const by = apart.map(({ acl, isNegated }) => (isNegated ? `not ${acl}` : acl));
    const narrowing = by.length === 0 ? undefined : { by };
    return [{ action, place, narrowing, match: (destination) => matcher.match(terms, destination) }];
  };
  if (last === undefined) {
    const place = { ...config, rule: 'squid.conf: nothing is allowed without http_access' };
    return [{ rules: lines.flatMap(rulesOf), otherwise: 'deny', otherwiseBy: [place] }];
  }
  const otherwise = last.action === 'allow' ? 'deny' : 'allow';
  const place = { ...last.place, rule: `${last.place.rule}: the opposite for everything else` };
  const at = lines.lastIndexOf(last);
  return [
    ofRules(lines.slice(0, at).flatMap(rulesOf)),
    { ...ofRules(rulesOf(last)), decidesMore: known.at(-2)?.action !== last.action },
    { rules: lines.slice(at + 1).flatMap(rulesOf), otherwise, otherwiseBy: [place] },
  ];
}

function ofRules(rules: readonly Rule[]): Section {
  return { rules, otherwise: 'next', otherwiseBy: [] };
}

function unjudgedSection({ unjudged }: SquidConfig): Section {
  const rules = unjudged.map(({ because, place, isOfPlainHttpAlone }) =>
    ruleOf('deny', place, perhaps(because, isOfPlainHttpAlone ? plainHttp : ALL_FLOWS)),
  );
  return { rules, otherwise: 'allow', otherwiseBy: [] };
}

const steps = [1, 2, 3] as const;

/** What each action can do at which step; elsewhere its rule is passed over. */
const actionsAt: ReadonlyMap<string, readonly number[]> = new Map([
  ['peek', [1, 2]],
  ['stare', [1, 2]],
  ['splice', [1, 2, 3]],
  ['none', [1]],
  ['bump', [1, 2, 3]],
  ['server-first', [1]],
  ['client-first', [1]],
  ['terminate', [1, 2, 3]],
]);

/** Where squid looks into TLS, its rules are asked at every step, until one of them settles it. */
function bumpPrograms(
  { ports, bumpRules }: SquidConfig,
  matcher: RequestMatcher,
  client: Client,
): readonly RuleProgram[] {
  const used = ports.filter(({ port }) => client.proxyPort === undefined || port === client.proxyPort);
  if (!(used.length > 0 ? used : ports).some(({ bumps }) => bumps) || bumpRules.length === 0) return [];
  const sections = steps.map((step): Section => ({
    rules: bumpRules.flatMap((rule) =>
      actionsAt.get(rule.action)?.includes(step) === true ? bumpRuleOf(rule, step, matcher) : [],
    ),
    otherwise: 'allow',
    otherwiseBy: [],
  }));
  return [{ sections }];
}

/** What goes through a tunnel that squid opens is asked about request by request, by paths and methods that no rule file tells. */
function bumpRuleOf({ action, terms, place }: BumpRule, step: number, matcher: RequestMatcher): readonly Rule[] {
  const match: Rule['match'] = (destination) => matcher.match(terms, destination, step);
  const because = `${place.rule}: squid opens TLS there, and what it makes of the requests inside is not known.`;
  const opened: Rule = {
    action: 'deny',
    place,
    match: (destination) => perhaps(because, match(destination).possible),
  };
  const goesOn: Rule = { action: 'pass', place, match };
  switch (action) {
    case 'terminate':
      return [{ action: 'deny', place, match }];
    case 'peek':
      return [goesOn];
    case 'stare':
      // What was stared at when the server was asked is opened after that, unless a rule cuts it.
      return step === 2 ? [opened, goesOn] : [goesOn];
    case 'splice':
    case 'none':
      return [{ action: 'allow', place, match }];
    default:
      return [opened, { action: 'allow', place, match }];
  }
}
