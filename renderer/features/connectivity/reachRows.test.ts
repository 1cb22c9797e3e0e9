import { describe, expect, it } from 'vitest';
import { ALL_CONNECTIONS, describeFlows } from '#shared/network/flows/flowSet.ts';
import type { WorkloadReach } from '#shared/network/judging/verdict.ts';
import { extentFilters, findReached, toReachCsv, toReachRows } from './reachRows.ts';
import type { ReachRow } from './reachRows.ts';

const open: WorkloadReach = {
  namespace: 'shop',
  name: 'open',
  kind: 'Deployment',
  pods: 2,
  isolated: false,
  allowed: [{ ranges: ['0.0.0.0-255.255.255.255'], ports: { TCP: ['1-65535'] } }],
  hosts: [],
  unknown: [],
};
const workloads: readonly WorkloadReach[] = [
  open,
  {
    ...open,
    name: 'web',
    isolated: true,
    allowed: [{ ranges: ['203.0.113.0-203.0.113.255', '2001:db8::-2001:db8::ffff'], ports: { TCP: ['443'] } }],
    hosts: [{ pattern: '*.example.com', ports: { TCP: ['443'] } }],
  },
  { ...open, name: 'closed', isolated: true, allowed: [] },
  { ...open, name: 'closed', isolated: true, allowed: [], unknown: [{ reason: 'a.yaml could not be read whole.' }] },
];
const rows = toReachRows({ workloads, sources: [], problems: [] });

const found = (typed: string, filter: Parameters<typeof findReached>[1] = 'all'): readonly string[] =>
  findReached(rows, filter, typed).map(({ id }) => id);

describe('the rows of what workloads reach', () => {
  it('say everything of a workload whose policies open everything', () => {
    const allowed = describeFlows(ALL_CONNECTIONS);
    const [row] = toReachRows({ workloads: [{ ...open, isolated: true, allowed }], sources: [], problems: [] });
    expect(row?.extent).toBe('everything');
  });

  it('are told apart where two have one name', () => {
    expect(rows.map(({ id, extent }: ReachRow) => [id, extent])).toEqual([
      ['shop/open', 'everything'],
      ['shop/web', 'some'],
      ['shop/closed', 'nothing'],
      ['shop/closed/2', 'unknown'],
    ]);
  });

  it.each([
    ['', ['shop/open', 'shop/web', 'shop/closed', 'shop/closed/2']],
    ['WEB deploy', ['shop/web']],
    ['example.com', ['shop/web']],
    ['could not be read', ['shop/closed/2']],
    ['203.0.113.7', ['shop/open', 'shop/web']],
    ['203.0.113.0/24', ['shop/open', 'shop/web']],
    ['203.0.112.0/23', ['shop/open']],
    ['2001:db8::7', ['shop/web']],
    ['192.0.2.1', ['shop/open']],
  ])('are found by %j', (typed, ids) => {
    expect(found(typed)).toEqual(ids);
  });

  it('are filtered by how far each gets, with the number of each', () => {
    expect(extentFilters(rows).map(({ id, count }) => [id, count])).toEqual([
      ['all', 4],
      ['everything', 1],
      ['some', 1],
      ['nothing', 1],
      ['unknown', 1],
    ]);
    expect(found('203.0.113.7', 'some')).toEqual(['shop/web']);
  });

  it('are exported with a line for each destination, and one for what reaches all or none', () => {
    const lines = toReachCsv(rows).trimEnd().split('\r\n');
    expect(lines).toEqual([
      'Namespace,Name,Kind,Pods,Reaches,Destination,Ports,Not known',
      'shop,open,Deployment,2,Everything,,,',
      'shop,web,Deployment,2,Some,203.0.113.0-203.0.113.255,443/tcp,',
      'shop,web,Deployment,2,Some,2001:db8::-2001:db8::ffff,443/tcp,',
      'shop,web,Deployment,2,Some,*.example.com,443/tcp,',
      'shop,closed,Deployment,2,Nothing,,,',
      'shop,closed,Deployment,2,Unknown,,,a.yaml could not be read whole.',
    ]);
  });
});
