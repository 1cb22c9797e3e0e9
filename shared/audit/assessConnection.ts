import { enumerate } from '../kernel/enumerate.ts';
import { assertNever } from '../kernel/result.ts';
import { placeOf } from '../network/source/placeOf.ts';
import type { ConnectionVerdict, LayerVerdict, RuleReference, Verdict } from '../network/judging/verdict.ts';
import type { PlanPath } from '../plan/planPath.ts';
import type { Assessment } from './assessment.ts';
import { fail, notApplicable, pass, unknown } from './assessment.ts';
import type { AuditMaterial } from './auditCheck.ts';
import { causeOfLayers } from './causeOfLayers.ts';
import { describePorts, describeTraffic } from '../network/judging/describeTraffic.ts';
import type { Evidence, UnknownBecause } from './finding.ts';
import { layerTitles } from '../network/judging/layerTitles.ts';

/**
 * A network verdict as an assessment. Partly allowed is a failure: a connection that works for three of four hosts does
 * not work.
 */
export function assessConnection(
  connection: ConnectionVerdict,
  material: Pick<AuditMaterial, 'egress' | 'plan' | 'requirements' | 'planFile' | 'locate'>,
): Assessment {
  const titles = titlesOf(connection);
  const planLine = (path: PlanPath): string => `${material.planFile}:${material.locate(path).line}`;

  switch (connection.verdict) {
    case 'allowed': {
      const read = connection.layers.filter((layer) => layer.verdict === 'allowed');
      return read.length > 0
        ? pass('observed', { title: titles.allowed, evidence: read.flatMap(evidenceOfLayer) })
        : pass('attested', {
            title: titles.noLayer,
            evidence: [
              {
                text: 'The plan states that the path has no layer that bears on this connection; no rules were read for it.',
                source: planLine(['network', 'path']),
              },
            ],
          });
    }
    case 'denied':
    case 'partly-allowed': {
      const stopping = connection.layers.filter(stops);
      return fail({
        title: titles[connection.verdict],
        evidence: orSummary(connection, stopping.flatMap(evidenceOfLayer)),
        remedy:
          stopping.length > 0
            ? stopping.map((layer) => remedyForLayer(layer, connection)).join(' ')
            : connection.missing.join(' '),
      });
    }
    case 'unknown':
      return assessUnknown(connection, titles.unknown, material);
    case 'not-applicable': {
      const notNeeded = connection.id === 'dns' ? undefined : material.plan.connections?.[connection.id]?.notNeeded;
      return notApplicable({
        title: titles['not-applicable'],
        evidence: [
          notNeeded === undefined
            ? { text: connection.summary, source: `connection ${connection.id}` }
            : { text: notNeeded, source: planLine(['connections', connection.id, 'notNeeded']) },
        ],
      });
    }
    default:
      return assertNever(connection.verdict);
  }
}

/**
 * What rules say, and no more: whether the other end answers, no rule can tell. `noLayer` is for a connection that passes
 * because the plan declares every layer away.
 */
function titlesOf(connection: ConnectionVerdict): Record<Verdict | 'noLayer', string> {
  if (connection.id === 'dns') return dnsTitles;
  const { from, to } = endsOf(connection);
  return {
    allowed: `The rules let ${from} through to ${to}`,
    noLayer: `No layer stands between ${from} and ${to}, by the plan’s word`,
    denied: `The rules don’t let ${from} through to ${to}`,
    'partly-allowed': `The rules let ${from} through to a part of ${to} only`,
    unknown: `Whether the rules let ${from} through to ${to} is not known`,
    'not-applicable': `${from} to ${to} is not needed`,
  };
}

function endsOf({ direction, component, endpoint }: ConnectionVerdict): { readonly from: string; readonly to: string } {
  return direction === 'outbound' ? { from: component, to: endpoint } : { from: endpoint, to: component };
}

const dnsTitles = {
  allowed: 'The rules let pods that connect by name ask the cluster’s DNS',
  noLayer: 'No layer stands between pods and the cluster’s DNS, by the plan’s word',
  denied: 'The rules don’t let pods that connect by name ask the cluster’s DNS',
  'partly-allowed': 'The rules let pods that connect by name ask the cluster’s DNS only in part',
  unknown: 'Whether the rules let pods that connect by name ask the cluster’s DNS is not known',
  'not-applicable': 'No connection goes by name, so that DNS is not needed',
} as const satisfies Record<Verdict | 'noLayer', string>;

/** What is missing comes in three kinds: what the plan has to say, layers without rules, and what the rules leave open. */
function assessUnknown(
  connection: ConnectionVerdict,
  title: string,
  material: Pick<AuditMaterial, 'egress' | 'plan' | 'requirements' | 'planFile' | 'locate'>,
): Assessment {
  const { egress, requirements, planFile, locate } = material;
  const planLine = (path: PlanPath): string => `${planFile}:${locate(path).line}`;
  const unsaid = requirements.connections.find(({ id }) => id === connection.id)?.missing ?? [];
  const open = connection.layers.filter((layer) => layer.verdict === 'unknown');
  const unsupplied = open.filter(({ layer }) => egress.layersNotSupplied.includes(layer));
  const titles = enumerate(unsupplied.map(({ layer }) => layerTitles[layer]));
  const others = connection.missing.filter(
    (text) => !unsaid.some((path) => text.includes(path)) && !open.some(({ reason }) => reason === text),
  );
  const left = open.filter((layer) => !unsupplied.includes(layer));
  const remedies = [
    ...(unsaid.length === 0 ? [] : [`Enter ${enumerate(unsaid)} in ${planFile}.`]),
    ...(unsupplied.length === 0
      ? []
      : [`Supply the rules of ${titles}, or declare under network.path in ${planFile} that there is no such layer.`]),
    ...new Set([...left.map(({ reason }) => reason), ...others]),
  ];
  const missesMore = unsaid.length + left.length + others.length > 0;
  const waitsFor = missesMore
    ? undefined
    : causeOfLayers(
        unsupplied.map(({ layer }) => layer),
        material,
      );
  const assessment = unknown(whyUnknown(connection, material), {
    title,
    evidence: orSummary(connection, [
      ...unsaid.map((path) => ({
        text: `The plan does not say ${path}.`,
        source: planLine(['connections', connection.id]),
      })),
      ...(unsupplied.length === 0
        ? []
        : [{ text: `No rules were supplied for ${titles}.`, source: planLine(['network', 'path']) }]),
      ...left.flatMap(evidenceOfLayer),
      ...others.map((text) => ({ text, source: planLine(['connections', connection.id]) })),
    ]),
    remedy: remedies.join(' ') || 'Supply the rules of each layer of the path, and audit again.',
  });
  const { from, to } = endsOf(connection);
  return {
    ...assessment,
    ...(unsaid.length > 0 && { missing: unsaid }),
    ...(waitsFor !== undefined && {
      waitsFor,
      about: connection.id === 'dns' ? 'Resolution of names' : `${from} to ${to}`,
    }),
  };
}

function stops(layer: LayerVerdict): boolean {
  return layer.verdict === 'denied' || layer.verdict === 'partly-allowed';
}

function evidenceOfLayer(layer: LayerVerdict): readonly Evidence[] {
  const title = layerTitles[layer.layer];
  const [first, ...others] = layer.decidedBy;
  return [
    {
      text: layer.reason.startsWith(title) ? layer.reason : `${title}: ${layer.reason}`,
      source: first === undefined ? (attachedTo(layer) ?? title) : placeOf(first),
    },
    ...others.map((reference) => ({ text: `${title}: ${describeRule(reference)}`, source: placeOf(reference) })),
  ];
}

function describeRule({ rule, note }: RuleReference): string {
  return note === undefined ? rule : `${rule} ${note}`;
}

/** An outcome with nothing behind it would be an opinion: where no layer speaks, the verdict's own words do. */
function orSummary(connection: ConnectionVerdict, evidence: readonly Evidence[]): readonly Evidence[] {
  return evidence.length > 0 ? evidence : [{ text: connection.summary, source: `connection ${connection.id}` }];
}

function remedyForLayer(layer: LayerVerdict, connection: ConnectionVerdict): string {
  const where = [layerTitles[layer.layer], attachedTo(layer)].filter((part) => part !== undefined).join(' on ');
  if (layer.remedy !== undefined) return `${where}: ${layer.remedy}`;
  const [decided] = layer.decidedBy;
  const now = decided === undefined ? '' : `, where ${placeOf(decided)} decides now`;
  return `${where}: allow ${describeUncovered(layer, connection) || 'this connection'}${now}.`;
}

/** Hosts by name where their addresses are not known, and the key that these belong in: most layers know no names. */
function describeUncovered({ uncovered }: LayerVerdict, { id, destinations }: ConnectionVerdict): string {
  const named = destinations.filter(
    ({ host, ranges, verdict }) => host !== undefined && ranges.length === 0 && verdict !== 'allowed',
  );
  const hosts = named.map(({ host, ports }) => `${host} on ${describePorts(ports) || 'every port'}`);
  const [known, open] = [
    uncovered.filter(({ where }) => where === undefined || id === 'dns'),
    uncovered.filter(({ where }) => where !== undefined && id !== 'dns'),
  ];
  const nameless = hosts.length > 0 ? [] : open.map(({ ports }) => `this connection on ${describePorts(ports)}`);
  const addresses = open.length + hosts.length === 0 ? '' : ` (by address: enter those in connections.${id}.cidrs)`;
  return [...known.map(describeTraffic), ...hosts, ...nameless].join('; ') + addresses;
}

function attachedTo(layer: LayerVerdict): string | undefined {
  return layer.attachedTo.length > 0 ? layer.attachedTo.join(', ') : undefined;
}

function whyUnknown(
  { id, direction, layers }: ConnectionVerdict,
  { egress, requirements }: Pick<AuditMaterial, 'egress' | 'requirements'>,
): UnknownBecause {
  const isUnread = layers.some(
    ({ layer, verdict }) => verdict === 'unknown' && egress.layersNotSupplied.includes(layer),
  );
  if (egress.sources.length === 0 || isUnread || direction === 'inbound') return 'not-collected';
  if (requirements.connections.some((requirement) => requirement.id === id && requirement.missing.length > 0))
    return 'absent';
  return egress.problems.some(({ severity }) => severity === 'error') ? 'not-understood' : 'incomplete';
}
