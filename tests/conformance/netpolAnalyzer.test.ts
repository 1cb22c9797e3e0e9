import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAddress } from '#shared/network/flows/address.ts';
import {
  ALL_IPV4_FLOWS,
  areEqual,
  describeFlows,
  flowsTo,
  intersect,
  NO_FLOWS,
  uniteAll,
} from '#shared/network/flows/flowSet.ts';
import type { FlowSet } from '#shared/network/flows/flowSet.ts';
import type { Workload } from '#shared/network/formats/kubernetes/manifests.ts';
import { reachEgress } from '#shared/network/judging/reachEgress.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import {
  CONNECTION_SERVICES,
  areEqualServices,
  intersectServices,
  NO_SERVICES,
  servicesOf,
  uniteServices,
} from '#shared/network/flows/services.ts';
import type { Protocol, Services } from '#shared/network/flows/services.ts';
import { makeAskPods } from '#shared/network/testing/askPods.ts';
import type { Traffic } from '#shared/network/judging/verdict.ts';
import { foreignData, isForeignDataPresent, listFolders, readForeignFiles } from './foreignData.ts';
import { listUnsupported, scoreCases } from './scoreCases.ts';

const tests = 'netpol-analyzer/tests';

interface ForeignAnswer {
  readonly text: string;
  /** Reads `source => first-last[External] : connections` lines. */
  readonly reach: ReadonlyMap<string, FlowSet>;
  /** Reads `source => namespace/name[Kind] : connections` lines, by both ends; a pair that is absent has none. */
  readonly inside: ReadonlyMap<string, Services>;
}

function readAnswer(directory: string): ForeignAnswer | undefined {
  for (const kind of ['connlist', 'exposure']) {
    for (const extension of ['txt', 'csv', 'json']) {
      const file = path.join(foreignData, 'netpol-analyzer/expected', `${directory}_${kind}_output.${extension}`);
      if (!existsSync(file)) continue;
      const text = readFileSync(file, 'utf8');
      const lines = linesOf(text, extension).map(([source, destination, connections]): Line => [
        withoutNetwork(source),
        withoutNetwork(destination),
        connections,
      ]);
      return { text, reach: toReach(lines), inside: toInside(lines) };
    }
  }
  return undefined;
}

/** A namespace with a network of its own is marked as such. */
function withoutNetwork(peer: string): string {
  return peer.replace('[udn]/', '/');
}

type Line = readonly [source: string, destination: string, connections: string];

function linesOf(text: string, extension: string): readonly Line[] {
  if (extension === 'json') {
    const parsed = JSON.parse(text) as readonly { src: string; dst: string; conn: string }[] | { connlist_results: [] };
    const list = Array.isArray(parsed) ? parsed : ((parsed as { connlist_results?: [] }).connlist_results ?? []);
    return list.map(({ src, dst, conn }: { src: string; dst: string; conn: string }) => [src, dst, conn] as const);
  }
  if (extension === 'csv') {
    return text.split('\n').flatMap((line) => {
      // Newer releases name the network of the pods in a fourth column.
      const parts = /^([^,]+),([^,]+),(?:"([^"]*)"|([^,"]*))(?:,[^,]*)?\r?$/.exec(line);
      return parts === null ? [] : [[parts[1] ?? '', parts[2] ?? '', parts[3] ?? parts[4] ?? ''] as const];
    });
  }
  return text.split('\n').flatMap((line) => {
    const parts = /^(\S+)\s+=>\s+(\S+) : (.*)$/.exec(line);
    return parts === null ? [] : [[parts[1] ?? '', parts[2] ?? '', parts[3] ?? ''] as const];
  });
}

function toReach(lines: readonly Line[]): ReadonlyMap<string, FlowSet> {
  const parts = new Map<string, FlowSet[]>();
  for (const [source, destination, connections] of lines) {
    const range = /^([\d.]+)-([\d.]+)(?:\[External\])?$/.exec(destination);
    if (range === null) continue;
    const first = parseAddress(range[1] ?? '');
    const last = parseAddress(range[2] ?? '');
    if (first?.family !== 4 || last?.family !== 4) throw new Error(`Not a range: ${destination}`);
    const flows = flowsTo([{ family: 4, first: first.value, last: last.value }], toServices(connections));
    parts.set(source, [...(parts.get(source) ?? []), flows]);
  }
  return new Map([...parts].map(([source, flows]) => [source, uniteAll(flows)]));
}

const workloadName = /^[^/{}[\]]+\/[^/{}[\]]+\[[A-Za-z]+\]$/;

function toInside(lines: readonly Line[]): ReadonlyMap<string, Services> {
  const inside = new Map<string, Services>();
  for (const [source, destination, connections] of lines) {
    if (!workloadName.test(source) || !workloadName.test(destination)) continue;
    // Where pods have several networks, a pair stands once for each.
    const pair = `${source} => ${destination}`;
    inside.set(pair, uniteServices(inside.get(pair) ?? NO_SERVICES, toServices(connections)));
  }
  return inside;
}

/** `TCP 80,443`, `SCTP 1-65535,TCP 1-9089`, `All Connections`: a new protocol begins at a letter. */
function toServices(connections: string): Services {
  if (connections.startsWith('All Connections')) return CONNECTION_SERVICES;
  let protocol: Protocol = 'TCP';
  let services = NO_SERVICES;
  for (const part of connections.split(',')) {
    const [, name, first, last] = /^\s*(?:(TCP|UDP|SCTP) )?(\d+)(?:-(\d+))?\s*$/.exec(part) ?? [];
    if (first === undefined) throw new Error(`Not a connection: ${connections}`);
    if (name !== undefined) protocol = name as Protocol;
    services = uniteServices(services, servicesOf(protocol, Number(first), Number(last ?? first)));
  }
  return services;
}

function toFlows(traffic: readonly Traffic[]): FlowSet {
  return uniteAll(
    traffic.flatMap(({ ranges, ports }) =>
      ranges.map((range) => {
        const [first, last] = range.split('-').map((text) => parseAddress(text));
        if (first?.family !== 4 || last?.family !== 4) return NO_FLOWS;
        const described = Object.entries(ports).flatMap(([protocol, list]) =>
          list.map((port) => `${protocol} ${port}`),
        );
        return flowsTo([{ family: 4, first: first.value, last: last.value }], toServices(described.join(',')));
      }),
    ),
  );
}

const answered = listFolders(tests)
  .map((directory) => ({
    directory,
    ruleSet: readRules(readForeignFiles(`${tests}/${directory}`)),
    answer: readAnswer(directory),
  }))
  .filter(({ answer }) => answer !== undefined);
const nameOf = ({ namespace, name, kind }: Workload): string => `${namespace}/${name}[${kind}]`;

const directories = answered.filter(({ ruleSet }) => ruleSet.manifests.foreignPolicies.length === 0);

const withPairs = directories.filter(({ answer }) => (answer?.inside.size ?? 0) > 0);

describe.skipIf(!isForeignDataPresent)('netpol-analyzer’s directories', () => {
  const judge = 'netpol-analyzer';
  scoreCases((name) => (name.startsWith('agrees on') ? judge : undefined));
  listUnsupported(
    judge,
    answered
      .filter((one) => !directories.includes(one))
      .map(({ ruleSet }) => `${ruleSet.manifests.foreignPolicies[0]?.kind} is not judged`),
  );

  it('are there', () => expect(directories.length).toBeGreaterThan(40));

  // Its code has none for this kind, so that it would leave such a policy out.
  it('hold no ClusterNetworkPolicy, of which its answers would know nothing [A12]', () => {
    expect(directories.length).toBeGreaterThan(0);
    const ruling = directories.filter(({ ruleSet }) =>
      ruleSet.manifests.adminPolicies.some(({ place }) => place.rule.startsWith('ClusterNetworkPolicy ')),
    );
    expect(ruling.map(({ directory }) => directory)).toEqual([]);
  });

  it.each(directories)('agrees on what each workload of $directory may reach outside', ({ ruleSet, answer }) => {
    const reach = reachEgress(ruleSet, { cni: 'generic' });
    expect(reach.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(reach.workloads.length).toBeGreaterThan(0);
    const differences = reach.workloads.flatMap((workload) => {
      const source = `${workload.namespace}/${workload.name}[${workload.kind}]`;
      const theirs = answer?.reach.get(source) ?? NO_FLOWS;
      const ours = intersect(toFlows(workload.allowed), ALL_IPV4_FLOWS);
      const agrees = areEqual(ours, theirs) && workload.unknown.length === 0;
      return agrees
        ? []
        : [{ source, ours: describeFlows(ours), theirs: describeFlows(theirs), unknown: workload.unknown }];
    });
    expect(differences).toEqual([]);
    const sources = new Set(reach.workloads.map(({ namespace, name, kind }) => `${namespace}/${name}[${kind}]`));
    expect([...(answer?.reach.keys() ?? [])].filter((source) => !sources.has(source))).toEqual([]);
  });

  it.each(withPairs)('agrees on what each workload of $directory may open to each other', ({ ruleSet, answer }) => {
    const ask = makeAskPods(ruleSet, { cni: 'generic', podCidr: '10.244.0.0/16' });
    const { workloads } = ruleSet.manifests;
    const differences = workloads.flatMap((from) =>
      workloads.flatMap((to) => {
        const [source, destination] = [nameOf(from), nameOf(to)];
        // What a workload opens to itself they leave out.
        if (source === destination) return [];
        const theirs = answer?.inside.get(`${source} => ${destination}`) ?? NO_SERVICES;
        const { certain, possible, because } = ask(from, to, CONNECTION_SERVICES);
        const isWithin =
          areEqualServices(intersectServices(theirs, certain), certain) &&
          areEqualServices(intersectServices(possible, theirs), theirs);
        const isAnswered = areEqualServices(certain, possible) || because.some((one) => one.includes('ipBlock'));
        return isWithin && isAnswered ? [] : [{ source, destination, theirs, certain, possible, because }];
      }),
    );
    expect(differences).toEqual([]);
  });
});
