/** Pods that connect by name, or whose rules go by name, and that may not ask for names. */
import { count } from '../../kernel/count.ts';
import type { Examined } from './examined.ts';
import type { EgressFinding } from '../judging/verdict.ts';
import { resolvesName } from '../judging/goesByName.ts';
import type { FindingInput } from './findingInput.ts';
import { nameSome } from './words.ts';

export function findNamesWithoutDns({ dns, rows, connections, proxy }: FindingInput): Examined {
  const of = 'workloads that connect by name';
  if (dns.verdict === 'not-applicable') {
    const notApplicable = 'No connection of the plan goes by name.';
    return { findings: [], examined: 0, of, unknownBecause: [], notApplicable };
  }
  const closed = dns.workloads.filter(({ verdict }) => verdict === 'denied' || verdict === 'partly-allowed');
  const names = closed.map(({ namespace, name }) => `${namespace}/${name}`);
  const isClosed = new Set(names);
  const byName = rows.filter(
    ({ flows, subjects }) =>
      flows.some((flow) => resolvesName(flow, proxy)) &&
      subjects.some(
        (subject) =>
          subject.kind === 'workload' && isClosed.has(`${subject.workload.namespace}/${subject.workload.name}`),
      ),
  );
  const stopping = dns.layers.filter(({ verdict }) => verdict === 'denied' || verdict === 'partly-allowed');
  const open = byName.filter(({ id }) => connections.find((row) => row.id === id)?.verdict === 'allowed');
  const but = open.length > 0 ? `, while ${nameSome(open.map(({ id }) => id))} is allowed` : '';
  const findings: readonly Omit<EgressFinding, 'kind'>[] =
    closed.length === 0
      ? []
      : [
          {
            subject: 'dns',
            title: `DNS is closed for ${nameSome(names)}${but}`,
            certainty: 'certain',
            unknownBecause: [],
            layer: dns.blockedBy,
            workloads: names,
            connections: byName.map(({ id }) => id),
            rules: stopping.flatMap(({ decidedBy }) => decidedBy),
            surplus: [],
            remedy: stopping.flatMap(({ remedy }) => remedy ?? []).join(' ') || openDns,
          },
        ];
  const [number, unknownBecause] = [dns.workloads.length, dns.verdict === 'unknown' ? dns.missing : []];
  return { findings, examined: number, of: `${count(number, 'workload')} that connect by name`, unknownBecause };
}

const openDns = 'Open 53/udp and 53/tcp to the DNS of the cluster for these pods.';
