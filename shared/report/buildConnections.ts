import { standingOf } from '../audit/coverage.ts';
import { describeSource } from '../audit/describeSource.ts';
import { layerTitles } from '../network/judging/layerTitles.ts';
import type { ConnectionVerdict, LayerVerdict } from '../network/judging/verdict.ts';
import type { LayerKind } from '../plan/plan.ts';
import { describePath } from '../plan/planPath.ts';
import type { ReportInput } from './reportInput.ts';
import { holds } from './quoteRules.ts';
import type { Report, ReportConnection, ReportLayer, ReportQuote } from './report.ts';
import { enumerate } from '../kernel/enumerate.ts';
import { counted, isOrAre } from './words.ts';

export function buildConnections(input: ReportInput, quotes: readonly ReportQuote[]): Report['connections'] {
  const { egress } = input.record;
  const toReport = (connection: ConnectionVerdict) => buildConnection(connection, input, quotes);
  return {
    sentence: describeConnections(egress.connections),
    layers: buildLayers(input),
    rows: egress.connections.map(toReport),
    preconditions: egress.preconditions.map(toReport),
  };
}

/** `Of twelve connections, three are blocked in whole or in part, two are not known and seven are allowed.` */
export function describeConnections(connections: readonly ConnectionVerdict[]): string {
  const clause = (words: string, ...verdicts: readonly ConnectionVerdict['verdict'][]): readonly string[] => {
    const count = connections.filter(({ verdict }) => verdicts.includes(verdict)).length;
    return count === 0 ? [] : [`${isOrAre(count)} ${words}`];
  };
  const clauses = [
    ...clause('blocked in whole or in part', 'denied', 'partly-allowed'),
    ...clause('not known', 'unknown'),
    ...clause('allowed', 'allowed'),
    ...clause('not applicable', 'not-applicable'),
  ];
  return clauses.length === 0
    ? 'No connection was judged.'
    : `Of ${counted(connections.length, 'connection')}, ${enumerate(clauses)}.`;
}

function buildConnection(
  connection: ConnectionVerdict,
  { catalog, requirements, record }: ReportInput,
  quotes: readonly ReportQuote[],
): ReportConnection {
  const requirement = requirements.connections.find((candidate) => candidate.id === connection.id);
  const finding = record.findings.find((candidate) => candidate.requirement === `connection.${connection.id}`);
  const { id, component, endpoint, direction, originator, scope, protocols, ports, verdict, summary } = connection;
  const { missing, workloads, destinations, layers, blockedBy, assumptions, remarks } = connection;
  return {
    id,
    component,
    endpoint,
    direction,
    originator,
    scope,
    protocols,
    ports,
    verdict,
    summary,
    missing,
    workloads,
    destinations: destinations.map(({ host, ...rest }) => (host === undefined ? rest : { host, ...rest })),
    layers: layers.map((layer) => buildLayer(layer, quotes)),
    ...(blockedBy !== undefined && { blockedBy }),
    assumptions,
    ...(remarks !== undefined && { remarks: [...remarks] }),
    ...(finding !== undefined && { finding: finding.id, standing: standingOf(finding) }),
    ...(requirement !== undefined && {
      why: {
        purpose: requirement.purpose,
        source: describeSource(catalog, requirement.why.source),
        ...(requirement.why.planPath !== undefined && { planPath: describePath(requirement.why.planPath) }),
      },
    }),
  };
}

function buildLayer(layer: LayerVerdict, quotes: readonly ReportQuote[]): ReportLayer {
  return {
    ...layer,
    title: layerTitles[layer.layer],
    decidedBy: layer.decidedBy.map((reference) => {
      const quote = quotes.find((candidate) => holds(candidate, reference));
      return { ...reference, ...(quote !== undefined && { quote: quote.number }) };
    }),
  };
}

/** The layers of the path in the order in which a packet meets them, and what is behind each. */
function buildLayers({ plan, record: { egress } }: ReportInput): Report['connections']['layers'] {
  const declared = plan.network?.path ?? [];
  const judged = [...egress.connections, ...egress.preconditions].flatMap(({ layers }) => layers);
  const kinds = new Set<LayerKind>([...judged.map(({ layer }) => layer), ...egress.layersNotSupplied]);
  return [...kinds].map((layer): Report['connections']['layers'][number] => {
    const entry = declared.find((candidate) => candidate.layer === layer);
    const attachedTo = judged
      .filter((candidate) => candidate.layer === layer)
      .flatMap((candidate) => candidate.attachedTo);
    const from = egress.sources.filter(({ layers }) => layers.includes(layer)).map(({ file }) => file);
    const unread = egress.layersNotRead?.find((candidate) => candidate.layer === layer);
    if (unread !== undefined)
      return { layer, title: layerTitles[layer], state: 'not-read', from: unread.files, attachedTo };
    const isNotSupplied = egress.layersNotSupplied.includes(layer);
    return {
      layer,
      title: layerTitles[layer],
      state: isNotSupplied ? 'not-supplied' : from.length === 0 && entry?.source === 'none' ? 'declared-none' : 'read',
      from,
      attachedTo: [...new Set([...(entry?.attachedTo ?? []), ...attachedTo])],
    };
  });
}
