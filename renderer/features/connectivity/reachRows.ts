import { addressRangeBetween, parsePrefix } from '#shared/network/flows/address.ts';
import type { AddressRange } from '#shared/network/flows/address.ts';
import { ALL_CONNECTIONS, describeFlows } from '#shared/network/flows/flowSet.ts';
import type { EgressReach, WorkloadReach } from '#shared/network/judging/verdict.ts';
import { toCsv } from '#shared/kernel/toCsv.ts';
import type { FilterOption } from '../../ui/SegmentedFilter.tsx';
import { holdsWords } from '../../ui/FilterField.tsx';
import { describePorts, describeTraffic } from '../words/connections.ts';

/** How far a workload gets, as far as that is known. */
export type Extent = 'everything' | 'some' | 'nothing' | 'unknown';

export interface ReachRow extends WorkloadReach {
  /** Pods of one owner whose labels differ may reach different things: its name alone is no id. */
  readonly id: string;
  readonly extent: Extent;
  /** Each destination as a line: addresses with their ports, then names. */
  readonly destinations: readonly string[];
  /** What words are looked for in. */
  readonly text: string;
}

export function toReachRows({ workloads }: EgressReach): readonly ReachRow[] {
  const seen = new Map<string, number>();
  return workloads.map((workload) => {
    const name = `${workload.namespace}/${workload.name}`;
    const times = (seen.get(name) ?? 0) + 1;
    seen.set(name, times);
    const destinations = describeDestinations(workload);
    const reasons = workload.unknown.map(({ reason }) => reason);
    return {
      ...workload,
      id: times === 1 ? name : `${name}/${times}`,
      extent: extentOf(workload),
      destinations,
      text: [name, workload.kind, ...destinations, ...reasons].join(' '),
    };
  });
}

const everything = JSON.stringify(describeFlows(ALL_CONNECTIONS));

function extentOf({ isolated, allowed, hosts, unknown }: WorkloadReach): Extent {
  if (!isolated || JSON.stringify(allowed) === everything) return 'everything';
  if (unknown.length > 0) return 'unknown';
  return allowed.length + hosts.length > 0 ? 'some' : 'nothing';
}

function describeDestinations({ isolated, allowed, hosts }: WorkloadReach): readonly string[] {
  if (!isolated) return [];
  return [...allowed.map(describeTraffic), ...hosts.map(({ pattern, ports }) => `${pattern}, ${describePorts(ports)}`)];
}

export const extentTitles = {
  everything: 'Everything',
  some: 'Some',
  nothing: 'Nothing',
  unknown: 'Unknown',
} as const satisfies Record<Extent, string>;

export type ExtentFilter = Extent | 'all';

export function extentFilters(rows: readonly ReachRow[]): readonly FilterOption<ExtentFilter>[] {
  const counts = Map.groupBy(rows, ({ extent }) => extent);
  return [
    { id: 'all', label: 'All', count: rows.length },
    ...(Object.keys(extentTitles) as Extent[]).map((id) => ({
      id,
      label: extentTitles[id],
      count: counts.get(id)?.length ?? 0,
    })),
  ];
}

export const extentKeys = { 0: 'all', 1: 'everything', 2: 'some', 3: 'nothing', 4: 'unknown' } as const;

/**
 * Those of an extent that hold the typed words, or reach the typed address or range, whole, whatever ranges it lies in. It is
 * asked with every key that is pressed, of what can be tens of thousands.
 */
export function findReached(rows: readonly ReachRow[], filter: ExtentFilter, typed: string): readonly ReachRow[] {
  const ofExtent = filter === 'all' ? rows : rows.filter(({ extent }) => extent === filter);
  const asked = parsePrefix(typed.trim());
  if (asked === undefined) return ofExtent.filter(({ text }) => holdsWords(text, typed));
  // Workloads share their policies, and so their ranges.
  const ranges = new Set(ofExtent.flatMap(({ allowed }) => allowed.flatMap((part) => part.ranges)));
  const holding = new Set([...ranges].filter((range) => holdsRange(range, asked)));
  return ofExtent.filter(({ allowed }) => allowed.some((part) => part.ranges.some((range) => holding.has(range))));
}

/** Whether `203.0.113.0-203.0.113.255` holds all of the other. */
function holdsRange(range: string, asked: AddressRange): boolean {
  const [first = '', last = ''] = range.split('-');
  const whole = addressRangeBetween(first, last);
  return whole?.family === asked.family && whole.first <= asked.first && asked.last <= whole.last;
}

/** A line a destination, so that a spreadsheet can filter by it. */
export function toReachCsv(rows: readonly ReachRow[]): string {
  return toCsv([
    ['Namespace', 'Name', 'Kind', 'Pods', 'Reaches', 'Destination', 'Ports', 'Not known'],
    ...rows.flatMap((row) => {
      const { namespace, name, kind, pods, isolated, extent, allowed, hosts, unknown } = row;
      const head = [namespace, name, kind, String(pods), extentTitles[extent]];
      const lines = [
        ...(isolated ? allowed : []).flatMap(({ ranges, ports }) =>
          ranges.map((range) => [...head, range, describePorts(ports), '']),
        ),
        ...hosts.map(({ pattern, ports }) => [...head, pattern, describePorts(ports), '']),
        ...unknown.map(({ reason }) => [...head, '', '', reason]),
      ];
      return lines.length > 0 ? lines : [[...head, '', '', '']];
    }),
  ]);
}
