import { parseCidr } from '../flows/address.ts';
import { flowsTo, uniteAll } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { messagesOf, NO_SERVICES, PORTLESS_SERVICES, servicesOf, uniteServices } from '../flows/services.ts';
import type { Protocol, Services } from '../flows/services.ts';
import type { Traffic } from '../judging/verdict.ts';

/** Of protocols without ports a rule opens all, or the messages of one. */
const servicesWithoutPorts: Readonly<Record<string, Services>> = {
  'all protocols without ports': PORTLESS_SERVICES,
  ICMPv6: messagesOf('ICMPv6'),
};

/** What a list of generated surplus, or of findings, opens. */
export function flowsOfTraffic(traffic: readonly Traffic[]): FlowSet {
  return uniteAll(
    traffic.map(({ ranges, ports: open, withoutPorts = [] }) => {
      const services = Object.entries(open)
        .flatMap(([protocol, numbers]) =>
          numbers.map((range) => {
            const [first, last = first] = range.split('-').map(Number);
            return servicesOf(protocol as Protocol, first, last);
          }),
        )
        .reduce(uniteServices, NO_SERVICES);
      const portless = withoutPorts.map(toPortless);
      return flowsTo(ranges.map(toRange), portless.reduce(uniteServices, services));
    }),
  );
}

function toPortless(words: string): Services {
  const services = servicesWithoutPorts[words];
  if (services === undefined) throw new Error(`It is not known what ${words} are.`);
  return services;
}

function toRange(text: string) {
  const [first, last] = text.split('-').map((address) => parseCidr(address));
  if (first?.ok !== true || last?.ok !== true) throw new Error(`${text} is no range.`);
  const [one, other] = [first.value.range, last.value.range];
  if (one.family === 4 && other.family === 4) return { family: 4 as const, first: one.first, last: other.last };
  if (one.family === 6 && other.family === 6) return { family: 6 as const, first: one.first, last: other.last };
  throw new Error(`${text} has two families.`);
}
