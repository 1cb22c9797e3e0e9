import { toCidrs } from '../flows/address.ts';
import { toCsv } from '../../kernel/toCsv.ts';
import { addressRanges, flowsTo } from '../flows/flowSet.ts';
import { describeNoDestination } from './egressNeed.ts';
import type { EgressNeed } from './egressNeed.ts';
import type { TargetOrder, TargetRules } from './targetRules.ts';

const columns = [
  'Number',
  'Connection',
  'From',
  'Source addresses',
  'Workload',
  'To',
  'Host',
  'Addresses',
  'Protocol',
  'Port',
  'Carries',
  'Reason',
  'Remark',
];

/** A change request for whoever runs the firewalls: one line for each thing to be opened, and none for anything else. */
export function writeChangeRequest({ needs: asked, network, proxy }: TargetOrder): TargetRules {
  // What the proxy opens comes from there; the way to it is open once for all.
  const waysToProxy = [...new Map(asked.map(({ toProxy }) => [toProxy?.originator, toProxy])).values()];
  const needs = [
    ...asked,
    ...waysToProxy.flatMap((way) => (way === undefined ? [] : [{ ...way, connection: 'proxy' }])),
  ];
  const lacking = needs.filter(({ host, addresses }) => host === undefined && addresses.length === 0);
  const sourcesOf = ({ originator, toProxy }: EgressNeed): string => {
    const ofCluster = originator === 'node' ? network.nodeRanges : [...network.podRanges, ...network.nodeRanges];
    const ranges = toProxy === undefined ? ofCluster : (proxy?.addresses ?? []);
    return toText(addressRanges(flowsTo(ranges)).flatMap(toCidrs));
  };
  const rows = needs.map((need, index) => [
    `${index + 1}`,
    need.connection,
    need.from,
    sourcesOf(need),
    need.originator === 'node' ? 'nodes' : toText(need.openers.flat().map(describePods)),
    need.to,
    need.host ?? '',
    toText(need.addresses.flatMap(toCidrs)),
    need.protocol,
    `${need.port}`,
    toText(need.speaks),
    need.purpose,
    lacking.includes(need) ? describeNoDestination(need).alternative : '',
  ]);
  return {
    notYetPossible: [...new Map(lacking.map((need) => [need.planPath, describeNoDestination(need)])).values()],
    surplus: [],
    remarks: [],
    write: (header) => [
      { name: 'change-request.csv', mediaType: 'text/csv', text: toSpreadsheet(toCsv([columns, ...rows])) },
      { name: 'change-request.txt', mediaType: 'text/plain', text: `${header.join('\n')}\n` },
    ],
  };
}

/** Excel takes a file for one of the machine’s own code page unless a byte order mark says otherwise. */
function toSpreadsheet(csv: string): string {
  return /[^\p{ASCII}]/u.test(csv) ? `\ufeff${csv}` : csv;
}

function describePods({ namespace, selector }: EgressNeed['openers'][number][number]): string {
  return namespace === undefined ? selector : `${selector} in ${namespace}`;
}

/** Several values of one cell. */
function toText(values: readonly string[]): string {
  return values.join(' ');
}
