import { count } from '../kernel/count.ts';
import { enumerate } from '../kernel/enumerate.ts';
import { placeOf } from '../network/source/placeOf.ts';
import type { EgressExamination, EgressFinding } from '../network/judging/verdict.ts';
import type { AskedKind } from '../network/findings/askedKinds.ts';
import { reasonsBesideKeys } from '../network/findings/missingKeys.ts';
import type { Assessment } from './assessment.ts';
import { fail, notApplicable, pass, unknown } from './assessment.ts';
import type { AuditMaterial, Question } from './auditCheck.ts';
import { causeOfLayers } from './causeOfLayers.ts';
import { describeLeftOut } from './describeLeftOut.ts';
import { describeTraffic } from '../network/judging/describeTraffic.ts';
import type { CommonCause, Evidence } from './finding.ts';
import { firstEvidence } from './firstEvidence.ts';
import { severityOfRequirement } from './severity.ts';

/** The titles of a check’s result. */
export interface FindingTitles {
  readonly pass: string;
  readonly fail: string;
  readonly unknown: string;
}

const mostRanges = 4;
const mostRemedies = 5;
const mostFiles = 3;

/**
 * One question for all findings of a kind: the rules as a whole are clean of it or not, and what is found is its evidence.
 * Records from before findings were looked for have none.
 */
export function questionOnFindings(
  kind: AskedKind,
  titles: FindingTitles,
  task: Question['task'],
  material: Pick<AuditMaterial, 'egress' | 'plan'>,
): readonly Question[] {
  const { egress } = material;
  const examination = egress.examinations?.find((one) => one.kind === kind);
  if (examination === undefined) return [];
  const findings = (egress.findings ?? []).filter((finding) => finding.kind === kind);
  const requirement = `egress.${kind}` as const;
  return [
    {
      requirement,
      subject: 'egress',
      severity: severityOfRequirement[requirement],
      task,
      assess: () => assess(examination, findings, titles, material),
    },
  ];
}

function assess(
  examination: EgressExamination,
  findings: readonly EgressFinding[],
  titles: FindingTitles,
  material: Pick<AuditMaterial, 'egress' | 'plan'>,
): Assessment {
  const { found, notApplicable: because, examined, of, missing = [], leftOut } = examination;
  const { egress } = material;
  const { sources } = egress;
  const read = nameFiles(sources.map(({ file }) => file));
  const doubts = reasonsBesideKeys(examination);
  const notSaid =
    missing.length === 0
      ? []
      : [
          {
            text: `How much of what may be open is needed is not known: ${count(missing.length, 'key is', 'keys are')} missing in the plan.`,
            source: egress.plan.file,
          },
        ];
  const notAsked = leftOut === undefined ? [] : [{ text: describeLeftOut(leftOut), ...read }];
  const told = [...notSaid, ...notAsked];
  const withMissing = (assessment: Assessment): Assessment =>
    missing.length === 0 ? assessment : { ...assessment, missing };
  const certain = findings.filter(({ certainty }) => certainty === 'certain');
  if (certain.length > 0) {
    const possible = findings.filter((finding) => !certain.includes(finding));
    return withMissing(
      fail({
        title: titles.fail,
        evidence: [
          ...evidenceOf([...certain, ...possible], found),
          ...(doubts.length === 0 ? [] : [{ text: `Not examined whole: ${doubts.join(' ')}`, ...read }]),
          ...told,
        ],
        remedy: remedyOf(certain),
      }),
    );
  }
  if (because !== undefined) {
    return notApplicable({ title: titles.pass, evidence: [{ text: because, ...read }] });
  }
  const own = findings.flatMap(reasonsBesideKeys);
  const reasons = [...new Set([...own, ...doubts])];
  if (findings.length + reasons.length + missing.length > 0 || examined === 0) {
    const waitsFor = findings.length + missing.length > 0 ? undefined : causeOfReasons(reasons, material);
    const assessment = unknown(examined === 0 ? 'not-collected' : 'incomplete', {
      title: titles.unknown,
      evidence: [
        ...evidenceOf(findings, found),
        ...reasons.map((text) => ({ text, ...read })),
        ...(findings.length + reasons.length + missing.length === 0
          ? [{ text: 'No rules were read that could be examined.', ...read }]
          : []),
        ...told,
      ],
      remedy:
        [...reasons, ...(missing.length === 0 ? [] : [`Enter ${enumerate(missing)} in the plan.`])].join(' ') ||
        'Supply the rules of each layer of the path, and audit again.',
    });
    return withMissing(waitsFor === undefined ? assessment : { ...assessment, waitsFor });
  }
  return pass('observed', {
    title: titles.pass,
    evidence: [{ text: `Examined: ${of}. Nothing was found.`, ...read }, ...notAsked],
  });
}

/** What it waits for where nothing but layers without rules keeps it unknown; `reasons` are those of the layers then. */
function causeOfReasons(
  reasons: readonly string[],
  material: Pick<AuditMaterial, 'egress' | 'plan'>,
): CommonCause | undefined {
  const { layersNotSupplied, connections, preconditions } = material.egress;
  const unsupplied = [...connections, ...preconditions]
    .flatMap(({ layers }) => layers)
    .filter(({ layer }) => layersNotSupplied.includes(layer));
  const isOfLayers = reasons.every((text) => unsupplied.some(({ reason }) => reason === text));
  return isOfLayers ? causeOfLayers(layersNotSupplied, material) : undefined;
}

/** The first files by name and how many more there are; where there are more, all of them beside it. */
function nameFiles(files: readonly string[]): Pick<Evidence, 'source' | 'sources'> {
  if (files.length === 0) return { source: 'no rule file' };
  const more = files.length - mostFiles;
  if (more <= 0) return { source: files.join(', ') };
  return { source: `${files.slice(0, mostFiles).join(', ')} and ${more} more`, sources: files };
}

/** What was found, each with its first line; the other lines follow it. What is only possible says so. */
function evidenceOf(findings: readonly EgressFinding[], found: number): readonly Evidence[] {
  const evidence = findings.map((finding) => ({
    text: `${markOf(finding)}${finding.title}${describeSurplus(finding)}.`,
    source: sourceOf(finding),
  }));
  const of = Math.max(found, findings.length);
  return firstEvidence(evidence, { source: 'pdp egress check --findings --format json', of });
}

function markOf({ certainty }: EgressFinding): string {
  return certainty === 'certain' ? '' : 'Not certain: ';
}

function describeSurplus({ surplus }: EgressFinding): string {
  if (surplus.length === 0) return '';
  const parts = surplus.map(({ ranges, ...traffic }) => {
    const more = ranges.length - mostRanges;
    return (
      describeTraffic({ ...traffic, ranges: ranges.slice(0, mostRanges) }) +
      (more > 0 ? ` and ${count(more, 'more range')}` : '')
    );
  });
  return `: ${parts.slice(0, 3).join('; ')}${parts.length > 3 ? ` and ${parts.length - 3} more sets of ports` : ''}`;
}

function sourceOf({ rules: [first], layer, workloads }: EgressFinding): string {
  if (first !== undefined) return placeOf(first);
  return layer ?? workloads[0] ?? 'pdp egress check --findings';
}

function remedyOf(findings: readonly EgressFinding[]): string {
  const remedies = [...new Set(findings.map(({ remedy }) => remedy))];
  const more = remedies.length - mostRemedies;
  return [...remedies.slice(0, mostRemedies), ...(more > 0 ? [`And so on for ${more} more.`] : [])].join(' ');
}
