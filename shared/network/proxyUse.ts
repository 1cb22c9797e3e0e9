/** Which connections go by the proxy that components are configured with, and what they meet on the way to it. */
import type { Plan } from '../plan/plan.ts';
import { parseAddress, parseCidr } from './address.ts';
import type { AddressRange } from './address.ts';
import { toRanges } from './addressSpaces.ts';
import { covers, flowsTo, isEmpty, withServices } from './flowSet.ts';
import { findCandidates } from './findRequiredFlows.ts';
import type { RequiredFlow } from './findRequiredFlows.ts';
import type { ClusterNetwork } from './formats/kubernetes/clusterNetwork.ts';
import { toKnownName } from './knownName.ts';
import type { Destination } from './ruleProgram.ts';
import { ALL_SERVICES, servicesOf } from './services.ts';

export interface ProxyUse {
  /** What takes the place of a connection's own destination in every layer up to the proxy. */
  readonly toProxy: RequiredFlow;
  /** Where what it opens comes from; empty where nobody has said. */
  readonly addresses: readonly AddressRange[];
  /** Whether the plan calls the destination without the proxy. */
  readonly isPassedBy: (destination: Destination) => boolean;
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
 * `.x.com` is what is below x.com, `x.com` that and itself, each for one port where one is written; prefixes and addresses hold
 * for what is called by its address; a star alone for everything.
 */
function makeIsPassedBy(noProxy: readonly string[]): ProxyUse['isPassedBy'] {
  const entries = noProxy.map(toEntry);
  return (destination) => entries.some((fits) => fits(destination));
}

function toEntry(entry: string): ProxyUse['isPassedBy'] {
  const text = entry.trim().toLowerCase();
  if (text === '*') return () => true;
  const cidr = parseCidr(text);
  if (cidr.ok) {
    const inside = flowsTo([cidr.value.range]);
    return ({ host, flows }) => host === undefined && !isEmpty(flows) && covers(inside, flows);
  }
  const [, name = '', port] = /^\*?(.+?)(?::(\d+))?$/.exec(text) ?? [];
  const services = port === undefined ? ALL_SERVICES : servicesOf('TCP', Number(port));
  return ({ host, flows }) => {
    if (host === undefined || !covers(withServices(flows, services), flows)) return false;
    const asked = toKnownName(host).text;
    return name.startsWith('.') ? asked.endsWith(name) : asked === name || asked.endsWith(`.${name}`);
  };
}
