import type { Catalog } from '../../catalog/catalog.ts';
import type { ConnectionRequirement, Destination } from '../../requirements/deriveRequirements.ts';
import { isPrivate, rangeOf } from '../addressRanges.ts';
import type { ConnectionChoices, Plan } from '../plan.ts';
import type { PlanFinding } from '../planFinding.ts';
import type { PlanPath } from '../planPath.ts';
import { areInside } from './findNetworkProblems.ts';

/** What the rows of the connectivity table still need, and what is said of them that can't be. */
export function findConnectionProblems(
  catalog: Catalog,
  plan: Plan,
  connections: readonly ConnectionRequirement[],
): PlanFinding[] {
  return connections.flatMap((connection) => {
    const choices = plan.connections?.[connection.id] ?? {};
    const path = ['connections', connection.id];
    if (!connection.required) return findNotNeededProblems(catalog, connection, choices, path);
    return [
      ...findMissingValues(connection, path),
      ...findFailoverProblems(connection, choices, path),
      ...findPublicAddresses(connection, choices, path),
      ...findOutsideOfRange(catalog, plan, connection, choices, path),
      ...findWorkloadProblems(plan, connection, choices, path),
    ];
  });
}

function rowOf({ component, endpoint }: ConnectionRequirement): string {
  return `${component} to ${endpoint}`;
}

function findMissingValues(connection: ConnectionRequirement, path: PlanPath): PlanFinding[] {
  // What the inbound row lacks is told by the documents' open question about it.
  if (connection.direction === 'inbound') return [];
  const row = rowOf(connection);
  return connection.missing.map((missing) => {
    const key = missing.slice(missing.lastIndexOf('.') + 1);
    if (key === 'ports') {
      const message =
        connection.ports.length === 0
          ? `${row}: no port is left to connect to.`
          : `${row}: it is one of the ports ${connection.ports.join(' and ')}, and the plan does not say which.`;
      return {
        id: `ports-missing.${connection.id}`,
        kind: 'open',
        path: [...path, key],
        message,
        remedy: 'Enter its ports.',
      };
    }
    return {
      id: `destination-missing.${connection.id}`,
      kind: 'open',
      path: [...path, key],
      message: `${row}: the plan has no host and no address.`,
      remedy: whoToAsk[connection.scope],
    };
  });
}

const whoToAsk = {
  'control-plane': 'Ask WSO2 for the hosts and the public IP range, and enter hosts here or network.controlPlaneCidrs.',
  internet: 'Ask WSO2 for the hosts, and enter them.',
  'vpc-internal': 'Enter the host and the private address that it has inside your network.',
  'cluster-internal': 'Enter the address of the API server as rules see it.',
} as const satisfies Record<ConnectionRequirement['scope'], string>;

function findNotNeededProblems(
  catalog: Catalog,
  connection: ConnectionRequirement,
  { notNeeded: _notNeeded, ...rest }: ConnectionChoices,
  path: PlanPath,
): PlanFinding[] {
  const described = Object.keys(rest);
  const findings: PlanFinding[] = [];
  if (described.length > 0) {
    findings.push({
      id: `not-needed-yet-described.${connection.id}`,
      kind: 'contradiction',
      path: [...path, 'notNeeded'],
      message: `${rowOf(connection)}: not needed, and yet the plan gives its ${described.join(', ')}.`,
      remedy: 'Remove notNeeded or the rest.',
    });
  }
  if (connection.scope === 'control-plane') {
    const fact = catalog.facts.find(({ id }) => id === 'nothing-opened-inwards');
    findings.push({
      id: `not-needed-for-control.${connection.id}`,
      kind: 'warning',
      path: [...path, 'notNeeded'],
      message: `${rowOf(connection)}: the control plane reaches the data plane by connections that the data plane opens, and this is one.`,
      remedy: 'Ask WSO2 before you do without it.',
      says: fact && [{ text: fact.text, source: fact.source }],
    });
  }
  return findings;
}

function findFailoverProblems(
  connection: ConnectionRequirement,
  { failover }: ConnectionChoices,
  path: PlanPath,
): PlanFinding[] {
  if (failover === undefined) return [];
  const { hosts = [], cidrs = [] } = failover;
  if (hosts.length === 0 && cidrs.length === 0) {
    return [
      {
        id: `failover-without-address.${connection.id}`,
        kind: 'open',
        path: [...path, 'failover'],
        message: `${rowOf(connection)}: the failover site has no host and no address.`,
        remedy: 'Enter its hosts or cidrs.',
      },
    ];
  }
  if (!isSameSite(connection, { hosts, cidrs, ports: [] })) return [];
  return [
    {
      id: `failover-is-primary.${connection.id}`,
      kind: 'contradiction',
      path: [...path, 'failover'],
      message: `${rowOf(connection)}: the failover site is the primary one.`,
      remedy: 'Enter the second site, or remove failover.',
    },
  ];
}

/** The same hosts; or, where the failover site is known by address only, the same addresses. */
function isSameSite(primary: Destination, failover: Destination): boolean {
  const key = failover.hosts.length > 0 ? 'hosts' : 'cidrs';
  return failover[key].length > 0 && failover[key].every((value) => primary[key].includes(value));
}

/** A secret store or a registry inside a network that answers at a public address is not inside. */
function findPublicAddresses(
  connection: ConnectionRequirement,
  { cidrs = [] }: ConnectionChoices,
  path: PlanPath,
): PlanFinding[] {
  if (connection.scope !== 'vpc-internal') return [];
  return cidrs
    .map((cidr, index) => ({ cidr, index }))
    .filter(({ cidr }) => !isPrivate(rangeOf(cidr)))
    .map(({ cidr, index }) => ({
      id: `public-address-inside.${connection.id}.${index}`,
      kind: 'warning',
      path: [...path, 'cidrs', index],
      message: `${rowOf(connection)} stays inside your network, but ${cidr} is a public address.`,
      remedy: 'Enter the private address, such as that of a private endpoint.',
      says: [{ text: `${rowOf(connection)}: inside the VPC.`, source: connection.why.source }],
    }));
}

function findOutsideOfRange(
  catalog: Catalog,
  plan: Plan,
  connection: ConnectionRequirement,
  { cidrs = [] }: ConnectionChoices,
  path: PlanPath,
): PlanFinding[] {
  const range = plan.network?.controlPlaneCidrs ?? [];
  const hasHostsOfItsOwn = catalog.connections.some(({ id, hosts }) => id === connection.id && hosts.length > 0);
  if (connection.scope !== 'control-plane' || hasHostsOfItsOwn || range.length === 0 || areInside(cidrs, range))
    return [];
  return [
    {
      id: `outside-control-plane-range.${connection.id}`,
      kind: 'warning',
      path: [...path, 'cidrs'],
      message: `${rowOf(connection)}: its addresses are not all inside network.controlPlaneCidrs.`,
      remedy: 'Compare both with what WSO2 gave you.',
    },
  ];
}

function findWorkloadProblems(
  plan: Plan,
  connection: ConnectionRequirement,
  { selector, namespace }: ConnectionChoices,
  path: PlanPath,
): PlanFinding[] {
  if (connection.originator !== 'pod') {
    if (selector === undefined && namespace === undefined) return [];
    return [
      {
        id: `selector-without-pods.${connection.id}`,
        kind: 'warning',
        path: [...path, selector === undefined ? 'namespace' : 'selector'],
        message: `${rowOf(connection)} is not opened by pods, so a selector finds nothing.`,
        remedy: 'Remove it.',
      },
    ];
  }
  if (connection.selectors.length > 0) return [];
  return [
    {
      id: `workload-unknown.${connection.id}`,
      kind: 'open',
      path: [...path, 'selector'],
      message: `${rowOf(connection)}: the profile ${plan.profile ?? 'wso2'} has no workload that opens it.`,
      remedy: 'Enter the selector of the pods, or say under notNeeded why there are none.',
    },
  ];
}
