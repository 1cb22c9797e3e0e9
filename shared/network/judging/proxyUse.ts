/** Which connections go by the proxy that components are configured with, and what they meet on the way to it. */
import type { Plan } from '../../plan/plan.ts';
import { parseAddress, parsePrefix } from '../flows/address.ts';
import type { AddressRange } from '../flows/address.ts';
import { toRanges } from '../flows/addressSpaces.ts';
import { covers, flowsTo, overlaps, withServices } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { findCandidates } from './findRequiredFlows.ts';
import type { RequiredFlow } from './findRequiredFlows.ts';
import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';
import { toKnownName } from '../machine/knownName.ts';
import type { Answer, KnownName } from '../machine/knownName.ts';
import type { Destination } from '../machine/destination.ts';
import { ALL_SERVICES, servicesOf } from '../flows/services.ts';

export interface ProxyUse {
  /** What takes the place of a connection's own destination in every layer up to the proxy. */
  readonly toProxy: RequiredFlow;
  /** Where what it opens comes from; empty where nobody has said. */
  readonly addresses: readonly AddressRange[];
  /** Whether clients speak TLS to the proxy itself: its URL begins with https. */
  readonly isCalledByTls: boolean;
  /** Whether the plan calls the destination without the proxy; perhaps, where it says so of a part of it. */
  readonly isPassedBy: (destination: Destination) => Answer;
}

type ProxySettings = NonNullable<NonNullable<Plan['network']>['proxy']>;

/**
 * What the plan says of its proxy, as the Go programs that a data plane consists of read `HTTPS_PROXY` and `NO_PROXY`. Source:
 * golang.org/x/net/http/httpproxy, Config.
 */
export function findProxyUse(
  { url, noProxy = [], cidrs = [] }: ProxySettings,
  network: ClusterNetwork,
): ProxyUse | undefined {
  const parts = /^(https?):\/\/(\[[^\]]+\]|[^:/]+)(?::(\d+))?\/?$/.exec(url);
  if (parts === null) return undefined;
  const [, scheme, written = '', portText] = parts;
  const host = written.replace(/^\[|\]$/g, '');
  const port = portText === undefined ? (scheme === 'https' ? 443 : 80) : Number(portText);
  const isAddress = parseAddress(host) !== undefined;
  const addresses = isAddress ? toRanges([host]) : toRanges(cidrs);
  const areKnown = addresses.length > 0;
  const services = servicesOf('TCP', port);
  const towards = areKnown ? flowsTo(addresses) : findCandidates('vpc-internal', network);
  return {
    addresses,
    isCalledByTls: scheme === 'https',
    isPassedBy: makeIsPassedBy(noProxy),
    toProxy: {
      host: isAddress ? undefined : host,
      failover: false,
      protocol: 'TCP',
      port,
      services,
      addressesKnown: areKnown,
      where: areKnown ? undefined : 'the proxy, at any private address',
      mayStayInside: true,
      destination: {
        flows: withServices(towards, services),
        host: isAddress ? undefined : host,
        isNameless: isAddress,
        outside: true,
      },
    },
  };
}

/**
 * `.x.com` is what is below x.com, `x.com` that and itself; prefixes and addresses hold for what is called by its address; each
 * for one port where one is written; a star alone for everything.
 */
function makeIsPassedBy(noProxy: readonly string[]): ProxyUse['isPassedBy'] {
  const entries = noProxy.map(toEntry);
  return (destination) => {
    const answers = entries.map((fits) => fits(destination));
    return answers.find((answer) => answer === 'yes') ?? answers.find((answer) => answer === 'perhaps') ?? 'no';
  };
}

function toEntry(entry: string): ProxyUse['isPassedBy'] {
  const text = entry.trim().toLowerCase();
  if (text === '*') return () => 'yes';
  const [, bracketed, plain = '', port] = /^(?:\[([^\]]+)\]|([^:]+|.*:.*:.*?))(?::(\d+))?$/.exec(text) ?? [];
  const name = (bracketed ?? plain).replace(/^\*(?=\.)/, '');
  const services = port === undefined ? ALL_SERVICES : servicesOf('TCP', Number(port));
  const range = parsePrefix(name);
  if (range !== undefined) {
    const inside = flowsTo([range], services);
    return ({ host, flows }) => (host === undefined ? isWithin(flows, inside) : 'no');
  }
  return ({ host, flows }) => {
    const named = host === undefined ? 'no' : isBelow(toKnownName(host), name);
    const onPort = isWithin(flows, withServices(flows, services));
    return named === 'yes' ? onPort : named === 'no' || onPort === 'no' ? 'no' : 'perhaps';
  };
}

function isWithin(flows: FlowSet, part: FlowSet): Answer {
  if (!overlaps(flows, part)) return 'no';
  return covers(part, flows) ? 'yes' : 'perhaps';
}

/** Of a pattern such as `*.x.com` an entry for a host below x.com means a part. */
function isBelow({ text, isPattern }: KnownName, name: string): Answer {
  if (name.startsWith('.') ? text.endsWith(name) : text === name || text.endsWith(`.${name}`)) return 'yes';
  return isPattern && name.endsWith(text) ? 'perhaps' : 'no';
}
