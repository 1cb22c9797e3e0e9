/** Asks a layer of Azure one question, by files as Azure's tools write them. */
import { parseCidr } from '../flows/address.ts';
import { publicRanges, toRanges } from '../flows/addressSpaces.ts';
import { makeDecideLayer } from '../judging/decideLayer.ts';
import type { Subject } from '../reading/ruleFormat.ts';
import type { RequiredFlow } from '../judging/findRequiredFlows.ts';
import { verdictOn } from '../judging/flowVerdict.ts';
import { flowsTo, subtract, withServices } from '../flows/flowSet.ts';
import { platformRangesOf } from '../flows/platformAddresses.ts';
import { readRules } from '../reading/readRules.ts';
import type { RuleSet } from '../reading/readRules.ts';
import { unknownReasons } from '../machine/decision.ts';
import { servicesOf } from '../flows/services.ts';
import type { Protocol, Services } from '../flows/services.ts';
import type { Verdict } from '../judging/verdict.ts';
import { fileOf } from './rules.ts';

export interface AzureQuestion {
  readonly layer?: 'azure-nsg' | 'azure-firewall' | 'route';
  /** The name that is called; without `to` its addresses are not known. */
  readonly host?: string;
  readonly attachedTo?: readonly string[];
  /** Addresses or ranges, all of which are wanted. */
  readonly to?: readonly string[];
  readonly port?: number;
  readonly protocol?: Protocol;
  /** In place of a port and protocol: a message of ICMP, or a protocol without ports. */
  readonly services?: Services;
  /** It is known to speak no HTTP. */
  readonly isNoHttp?: boolean;
  readonly nodes?: readonly string[];
  readonly pods?: readonly string[];
  /** Who opens the connection. */
  readonly from?: 'pod' | 'node';
}

export interface AzureAnswer {
  readonly verdict: Verdict;
  /** Rules that decided something, in their order. */
  readonly decidedBy: readonly string[];
  readonly reasons: readonly string[];
}

export function readAzureFiles(files: Readonly<Record<string, unknown>>): RuleSet {
  return readRules(
    Object.entries(files).map(([file, value]) =>
      fileOf(file, typeof value === 'string' ? value : JSON.stringify(value)),
    ),
  );
}

export function askAzure(
  rules: Readonly<Record<string, unknown>> | RuleSet,
  question: AzureQuestion = {},
): AzureAnswer {
  const ruleSet = 'layers' in rules ? (rules as RuleSet) : readAzureFiles(rules as Readonly<Record<string, unknown>>);
  const { layer = 'azure-nsg', nodes = [], pods = [], from = 'node' } = question;
  const { attachedTo = layer === 'azure-nsg' ? ['nsg'] : [] } = question;
  const network = { cni: undefined, podRanges: toRanges(pods), nodeRanges: toRanges(nodes), serviceRanges: [] };
  const decideLayer = makeDecideLayer({ ruleSet, network });
  const flow = flowOf(question);
  const subject: Subject = from === 'node' ? { kind: 'node' } : { kind: 'missing-workload', because: 'not asked' };
  const clouds = ruleSet.clouded.get(layer) ?? [];
  const { decision } = decideLayer({ layer, state: 'supplied', attachedTo, clouds }, subject, flow);
  return {
    verdict: verdictOn(flow, decision),
    decidedBy: decision.steps.flatMap(({ places }) => places.map(({ rule }) => rule)),
    reasons: unknownReasons([decision]),
  };
}

function flowOf({ layer, host, to, port = 443, protocol = 'TCP', isNoHttp, ...more }: AzureQuestion): RequiredFlow {
  const { services = servicesOf(protocol, port) } = more;
  const ranges = (to ?? (host === undefined ? ['203.0.113.7'] : [])).map((text) => {
    const cidr = parseCidr(text);
    if (!cidr.ok) throw new Error(cidr.failure);
    return cidr.value.range;
  });
  const addressesKnown = ranges.length > 0;
  const anyAddress = subtract(
    flowsTo(publicRanges.filter(({ family }) => family === 4)),
    flowsTo(platformRangesOf.azure),
  );
  return {
    host,
    failover: false,
    protocol,
    port,
    services,
    addressesKnown,
    mayStayInside: layer !== 'azure-firewall',
    destination: {
      flows: withServices(addressesKnown ? flowsTo(ranges) : anyAddress, services),
      host,
      isNoHttp,
      outside: true,
    },
  };
}
