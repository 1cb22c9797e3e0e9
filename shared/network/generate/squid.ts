import { inParts } from '../../kernel/inParts.ts';
import { toCidrs } from '../flows/address.ts';
import { addressRanges, flowsTo } from '../flows/flowSet.ts';
import {
  atTheEdge,
  describeNoDestination,
  describePorts,
  describeSources,
  describeUnplaced,
  groupBySite,
  writePorts,
} from './egressNeed.ts';
import type { EgressNeed, SiteNeeds } from './egressNeed.ts';
import type { ProxyUse } from '../judging/proxyUse.ts';
import type { NotYetPossible } from './generatedRules.ts';
import type { TargetOrder, TargetRules } from './targetRules.ts';

/**
 * Access rules for a proxy, to be included before any other `http_access` of squid.conf. Everything goes by the name that
 * the client asks for. Source: squid's cf.data.pre.
 */
export function writeSquid({ needs, network, proxy }: TargetOrder): TargetRules {
  // What speaks no HTTP may still ask for a tunnel; what the plan calls directly does not come here.
  const own = atTheEdge(needs).filter((need) => !isCalledDirectly(need, proxy));
  const sites = groupBySite(own);
  const sources = addressRanges(flowsTo([...network.podRanges, ...network.nodeRanges])).flatMap(toCidrs);
  const rules = sites.flatMap((site, index) => toRules(site, index + 1));
  return {
    notYetPossible: [
      ...(proxy === undefined ? [noProxyInPlan] : []),
      ...describeSources(network, 'the rules are for clients from anywhere'),
      ...describeUnplaced(needs),
      ...own.filter(({ host, addresses }) => host === undefined && addresses.length === 0).map(describeNoDestination),
      ...own.filter(({ host, addresses }) => host === undefined && addresses.length > 0).map(describeNameless),
      ...sites.flatMap((site) =>
        site.first.speaksHttp === false && proxy !== undefined ? [describeTunnel(site)] : [],
      ),
    ],
    remarks: ['A proxy lets out only what is sent to it: the components must be set to use it, and reach its port.'],
    surplus: [],
    write: (header) => [
      {
        name: 'squid-egress.conf',
        mediaType: 'text/plain',
        text: [
          ...header.map((line) => `# ${line}`.trimEnd()),
          ...toAcl('pdp_sources src', sources.length === 0 ? ['all'] : sources),
          ...rules,
          'http_access deny all',
          '',
        ].join('\n'),
      },
    ],
  };
}

/** Squid cuts a long line off, which may leave `0.0.0.0/2` of an address; the lines of one name are taken together. */
const mostValuesOfLine = 20;

function toAcl(head: string, values: readonly string[]): readonly string[] {
  return inParts(values, mostValuesOfLine).map((some) => `acl ${head} ${some.join(' ')}`);
}

function describeNameless({ connection, planPath }: EgressNeed): NotYetPossible {
  return {
    connection,
    why: 'It is opened by address, which holds for clients that give the proxy an address and no name.',
    alternative: `Enter ${planPath}.hosts.`,
  };
}

const noProxyInPlan: NotYetPossible = {
  connection: 'all',
  why: 'The plan does not say that components use a proxy.',
  alternative: 'Enter network.proxy.url, and what is called without it in network.proxy.noProxy.',
};

function isCalledDirectly({ host, addresses }: EgressNeed, proxy: ProxyUse | undefined): boolean {
  return proxy?.isPassedBy({ flows: flowsTo(addresses), host, outside: true }) === 'yes';
}

function describeTunnel(site: SiteNeeds): NotYetPossible {
  return {
    connection: site.first.connection,
    why: `It is no HTTP on ${describePorts(site)}, and passes a proxy only where the client itself asks for a tunnel.`,
    alternative:
      'Use AMQP over WebSocket where the client can, or add its host to network.proxy.noProxy and open it in the other layers.',
  };
}

function toRules({ first, hosts, ports }: SiteNeeds, number: number): readonly string[] {
  const { connection, addresses } = first;
  if (hosts.length === 0 && addresses.length === 0) return [];
  const name = `pdp_${number}`;
  // `.x.com` is x.com and everything below, of which the plan means what is below; squid takes no name twice.
  const stars = hosts.filter((host) => host.startsWith('*.')).map((host) => host.slice(1));
  const isBelow = (host: string): boolean => stars.some((star) => host !== star && host.endsWith(star));
  const apexes = stars.map((star) => star.slice(1)).filter((apex) => !hosts.includes(apex) && !isBelow(apex));
  const names = hosts
    .map((host) => (host.startsWith('*.') ? host.slice(1) : host))
    .filter((host) => !isBelow(host) && !stars.includes(`.${host}`));
  // Of values that overlap, squid before release 6 keeps the first alone.
  const apart = addressRanges(flowsTo(addresses)).flatMap(toCidrs);
  const to = hosts.length === 0 ? toAcl(`${name}_to dst -n`, apart) : toAcl(`${name}_to dstdomain -n`, names);
  const beside = toAcl(`${name}_not dstdomain -n`, apexes);
  const except = apexes.length === 0 ? '' : ` !${name}_not`;
  return [
    `# ${connection}`,
    ...to,
    ...beside,
    ...toAcl(
      `${name}_port port`,
      ports.map((range) => writePorts(range)),
    ),
    `http_access allow pdp_sources ${name}_to${except} ${name}_port`,
  ];
}
