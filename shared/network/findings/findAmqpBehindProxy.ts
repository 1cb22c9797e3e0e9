/** AMQP on ports of its own that meets something which lets HTTPS to the same place through, and not AMQP. */
import { count } from '../../kernel/count.ts';
import type { LayerKind } from '../../plan/plan.ts';
import { addressRanges, flowsTo } from '../flows/flowSet.ts';
import type { RequiredFlow } from '../judging/findRequiredFlows.ts';
import { verdictOn } from '../judging/flowVerdict.ts';
import { layerTitles } from '../judging/layerTitles.ts';
import { servicesOf } from '../flows/services.ts';
import type { Examined } from './examined.ts';
import type { EgressFinding } from '../judging/verdict.ts';
import type { FindingInput } from './findingInput.ts';
import type { OutboundRow } from './subjectGroups.ts';

/** What understands HTTP and TLS on the ports of these, and may understand no more. */
const proxies: ReadonlySet<LayerKind> = new Set(['proxy', 'azure-firewall', 'aws-network-firewall']);

const https = servicesOf('TCP', 443);

export function findAmqpBehindProxy({ rows, connections, layers, decideLayer }: FindingInput): Examined {
  const amqp = rows.filter(
    ({ requirement, flows }) => requirement.protocols.includes('AMQP') && flows.some(({ port }) => port !== 443),
  );
  const between = layers.filter(({ layer, state }) => proxies.has(layer) && state !== 'none');
  const of = count(amqp.length, 'connection by AMQP', 'connections by AMQP');
  if (amqp.length === 0 || between.length === 0) {
    const notApplicable =
      amqp.length === 0 ? 'No connection of the plan uses the ports of AMQP.' : 'The path passes no proxy.';
    return { findings: [], examined: 0, of, unknownBecause: [], notApplicable };
  }
  const findings = amqp.flatMap((row) =>
    between.flatMap((state): readonly Omit<EgressFinding, 'kind'>[] => {
      const { layer } = state;
      const judged = connections.find(({ id }) => id === row.id)?.layers.find((one) => one.layer === layer);
      const stops = judged?.verdict === 'denied' || judged?.verdict === 'partly-allowed';
      const letsHttps = (flow: RequiredFlow, subject: OutboundRow['subjects'][number]): boolean => {
        const asked = toHttps(flow);
        return verdictOn(asked, decideLayer(state, subject, asked).decision) === 'allowed';
      };
      const isForHttp = row.flows.some((flow) => row.subjects.some((subject) => letsHttps(flow, subject)));
      if (!stops || !isForHttp) return [];
      return [
        {
          subject: `${row.id} ${layer}`,
          title: `${layerTitles[layer]} lets HTTPS through to ${row.requirement.endpoint}, and AMQP not`,
          certainty: 'certain',
          unknownBecause: [],
          layer,
          workloads: [],
          connections: [row.id],
          rules: judged.decidedBy,
          surplus: [],
          remedy: `AMQP is no HTTP: open its port past ${layerTitles[layer]} by address, or have the component use AMQP over WebSocket and set connections.${row.id}.ports to [443].`,
        },
      ];
    }),
  );
  const unread = between.filter(({ state }) => state === 'not-supplied');
  return {
    findings,
    examined: amqp.length,
    of,
    unknownBecause: unread.map(({ layer }) => `No rules of ${layerTitles[layer]} were given.`),
  };
}

/** The same destination, called as a client of HTTPS would. */
function toHttps(flow: RequiredFlow): RequiredFlow {
  const flows = flowsTo(addressRanges(flow.destination.flows), https);
  return { ...flow, port: 443, services: https, destination: { ...flow.destination, flows, isNoHttp: false } };
}
