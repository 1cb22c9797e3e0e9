import { placeOf } from '../network/source/placeOf.ts';
import { enumerate } from '../kernel/enumerate.ts';
import { layerTitles } from '../network/judging/layerTitles.ts';
import type { ConnectionVerdict, EgressFinding } from '../network/judging/verdict.ts';
import { causeKinds } from '../network/findings/askedKinds.ts';
import type { Assessment } from './assessment.ts';
import type { AuditMaterial } from './auditCheck.ts';
import type { Evidence } from './finding.ts';
import { openPointsCarriedBy } from './openPoints.ts';
import { evidenceOfPlanFinding } from './planQuestion.ts';

type Material = Pick<AuditMaterial, 'catalog' | 'plan' | 'planFile' | 'planFindings' | 'egress' | 'locate'>;

/**
 * What a connection’s assessment says beside its layers: which of them only the plan says are absent, how the outcome is
 * known, and which open points of the plan it stands for.
 */
export function completeRow(assessment: Assessment, connection: ConnectionVerdict, material: Material): Assessment {
  const { how: _how, ...rest } = assessment;
  const how = howKnown(assessment, connection, material);
  const causes = findCauses(assessment, connection, material);
  const carried = openPointsCarriedBy(connection.id, material);
  const known = new Set(assessment.evidence.map(({ source }) => source));
  const said = carried
    .flatMap((finding) => evidenceOfPlanFinding(finding, material))
    .filter(({ source }) => !known.has(source));
  return {
    ...rest,
    ...(how !== undefined && { how }),
    evidence: [
      ...assessment.evidence,
      ...causes.map(({ title, rules: [first], layer }) => ({
        text: `${title}.`,
        source: first === undefined ? layerTitles[layer ?? 'pod-policy'] : placeOf(first),
      })),
      ...said,
      ...nameAbsentLayers(assessment, connection, material),
    ],
    remedy: [assessment.remedy, ...causes.map(({ remedy }) => remedy), ...carried.map(({ remedy }) => remedy)]
      .filter((remedy, index, all) => remedy !== '' && !all.slice(0, index).some((before) => before.includes(remedy)))
      .join(' '),
    ...(carried.length > 0 && { standsFor: carried.map(({ id }) => `plan.${id}`) }),
  };
}

/** What was found about the rules that explains why the connection does not get through. */
function findCauses(
  { outcome }: Assessment,
  { id }: ConnectionVerdict,
  { egress: { findings = [] } }: Pick<AuditMaterial, 'egress'>,
): readonly EgressFinding[] {
  if (outcome !== 'fail' && outcome !== 'unknown') return [];
  return findings.filter(({ kind, connections }) =>
    kind === 'names-without-dns' ? id === 'dns' : causeKinds.has(kind) && connections.some((one) => one === id),
  );
}

/** Rules were observed where some layer was decided by them; that a row is not needed is somebody’s word in the plan. */
function howKnown(
  { outcome, how }: Assessment,
  { id, layers }: ConnectionVerdict,
  { plan }: Pick<AuditMaterial, 'plan'>,
): Assessment['how'] {
  if (outcome === 'not-applicable') {
    return id !== 'dns' && plan.connections?.[id]?.notNeeded !== undefined ? 'attested' : undefined;
  }
  if (outcome !== 'unknown') return how;
  return layers.some(({ verdict }) => verdict !== 'unknown' && verdict !== 'not-applicable') ? 'observed' : undefined;
}

/** A pass is as good as the word that nothing else stands in the way. */
function nameAbsentLayers(
  { outcome, how }: Assessment,
  { layers }: ConnectionVerdict,
  { plan, planFile, locate }: Pick<AuditMaterial, 'plan' | 'planFile' | 'locate'>,
): readonly Evidence[] {
  if (outcome !== 'pass' || how !== 'observed') return [];
  const path = plan.network?.path ?? [];
  const absent = layers
    .filter(({ verdict }) => verdict === 'not-applicable')
    .filter(({ layer }) => path.some((entry) => entry.layer === layer && entry.source === 'none'));
  if (absent.length === 0) return [];
  const first = path.findIndex(({ layer }) => layer === absent[0]?.layer);
  return [
    {
      text: `By the plan’s word alone there is none of this on the way: ${enumerate(absent.map(({ layer }) => layerTitles[layer]))}.`,
      source: `${planFile}:${locate(['network', 'path', first]).line}`,
    },
  ];
}
