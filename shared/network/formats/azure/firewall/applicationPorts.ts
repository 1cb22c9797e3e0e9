/**
 * What is spoken on a port, as far as the port tells. Application rules are read for HTTP, HTTPS and MSSQL alone: what a port
 * is registered for otherwise is not theirs, whatever a rule says. On any other port it is what the rule says.
 * Source: Azure Firewall documentation, "Rule processing logic"; IANA Service Name and Port Number Registry.
 */
import { NO_SERVICES, servicesOf, subtractServices, uniteServices } from '../../../flows/services.ts';
import type { Services } from '../../../flows/services.ts';
import type { ApplicationPort } from './azureFirewall.ts';

const spokenOn: ReadonlyMap<number, ApplicationPort['protocol']> = new Map([
  [80, 'http'],
  [443, 'https'],
  [1433, 'mssql'],
]);

/** FTP, SSH, Telnet, SMTP, DNS, mail, LDAP, MySQL, RDP, PostgreSQL, AMQP, MQTT. */
const otherPorts: ReadonlySet<number> = new Set([
  21, 22, 23, 25, 53, 110, 143, 389, 465, 587, 636, 853, 993, 995, 1883, 3306, 3389, 5432, 5671, 5672, 8883,
]);

function servicesOnPorts(ports: Iterable<number>): Services {
  let services = NO_SERVICES;
  for (const port of ports) services = uniteServices(services, servicesOf('TCP', port));
  return services;
}

/** Ports on which an application rule may be read at all. */
export const applicationServices = subtractServices(servicesOf('TCP'), servicesOnPorts(otherPorts));

export function servicesOfApplications(protocols: readonly ApplicationPort[]): Services {
  const fitting = protocols.filter(
    ({ protocol, port }) => !otherPorts.has(port) && (spokenOn.get(port) ?? protocol) === protocol,
  );
  return servicesOnPorts(fitting.map(({ port }) => port));
}
