/** In words, whether a rule matches a flow, and why not. */
import { enumerate } from '../../kernel/enumerate.ts';
import { toCidrs } from '../flows/address.ts';
import { privateRanges } from '../flows/addressSpaces.ts';
import { describePorts, findMiss } from '../judging/findMiss.ts';
import { addressRanges, ALL_CONNECTIONS, flowsTo, intersect, isEmpty, overlaps, servicesIn } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { CONNECTION_SERVICES } from '../flows/services.ts';
import type { Destination } from '../machine/destination.ts';
import type { AnyRule } from '../machine/ruleProgram.ts';

const mostAddresses = 3;

/** Why a rule matches nothing of what it is asked about; undefined where it matches nothing else either. */
export function describeNoMatch(
  rule: AnyRule,
  destination: Destination,
  namespace: string | undefined,
): string | undefined {
  const { flows, host, pod } = destination;
  const services = servicesIn(flows);
  const wanted = describePorts(services);
  const miss = findMiss(rule, destination);
  if (miss.by === 'port') return `It is for ${describePorts(servicesIn(miss.opens))} there, not for ${wanted}.`;
  if (miss.by === 'address') return `It is for ${wanted}, but to ${describeAddresses(miss.opens)}.`;

  const outside = rule.match({ flows, isNameless: true, outside: true }).certain;
  if (!destination.outside && overlaps(outside, flows)) return 'It is for what is outside of the cluster.';
  const matched = (asked: Destination): FlowSet => intersect(rule.match(asked).possible, asked.flows);
  if (!isEmpty(matched({ flows, outside: true }))) {
    if (host === undefined) return 'It goes by name, and no name is given.';
    const { stoppedBecause, noneBecause } = rule.match(destination);
    if (stoppedBecause !== undefined) return `It ${stoppedBecause}.`;
    return noneBecause ?? `It goes by name, and not by ${host}.`;
  }
  const all = rule.match({ flows: ALL_CONNECTIONS, outside: false });
  if (!isEmpty(all.certain)) return describeMeant(all.certain);
  const anywhere = matched({ flows: ALL_CONNECTIONS, outside: true });
  const onPods = matched({ flows: flowsTo(privateRanges, CONNECTION_SERVICES), pod: podIn(namespace), outside: false });
  if (isEmpty(anywhere) && !isEmpty(onPods)) {
    const ports = describePorts(servicesIn(onPods));
    return pod === undefined
      ? `It selects pods by their labels, on ${ports}, and the destination is none of them.`
      : `It selects other pods, by their labels, on ${ports}.`;
  }
  const byAddress = rule.match({ flows: ALL_CONNECTIONS, isNameless: true, outside: false }).certain;
  const meant = isEmpty(byAddress) ? all.possible : byAddress;
  return isEmpty(meant) ? undefined : describeMeant(meant);
}

function describeMeant(flows: FlowSet): string {
  return `It is for ${describePorts(servicesIn(flows))} to ${describeAddresses(flows)}.`;
}

/** A pod of which nothing is known but its namespace. */
function podIn(namespace = ''): NonNullable<Destination['pod']> {
  const labels = { labels: {}, incomplete: 'Nothing is known of it.' };
  return { namespace, namespaceLabels: labels, labels };
}

/** `203.0.113.0/24, 198.51.100.7/32 and 4 more`. */
export function describeAddresses(flows: FlowSet): string {
  const ranges = addressRanges(flows);
  const cidrs: string[] = [];
  for (const range of ranges) {
    if (cidrs.length > mostAddresses) break;
    cidrs.push(...toCidrs(range));
  }
  const [first] = cidrs;
  if (cidrs.length <= mostAddresses) return enumerate(cidrs.map((cidr) => cidr.replace(/\/(?:32|128)$/, '')));
  return `${first ?? ''} and other addresses`;
}
