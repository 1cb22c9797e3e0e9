import { count } from '../kernel/count.ts';
import type { EgressExamination, EgressFinding } from '../network/verdict.ts';
import type { AskedKind } from '../network/findings/askedKinds.ts';
import type { Assessment } from './assessment.ts';
import { fail, notApplicable, pass, unknown } from './assessment.ts';
import type { AuditMaterial, Question } from './auditCheck.ts';
import { describeTraffic } from './describeTraffic.ts';
import type { Evidence } from './finding.ts';
import { severityOfRequirement } from './severity.ts';

/** The titles of a check’s result. */
export interface FindingTitles {
  readonly pass: string;
  readonly fail: string;
  readonly unknown: string;
}

const mostShown = 20;
const mostRanges = 4;
const mostRemedies = 5;

/**
 * One question for all findings of a kind: the rules as a whole are clean of it or not, and what is found is its evidence.
 * Records from before findings were looked for have none.
 */
export function questionOnFindings(
  kind: AskedKind,
  titles: FindingTitles,
  task: Question['task'],
  { egress }: Pick<AuditMaterial, 'egress'>,
): readonly Question[] {
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
      assess: () => assess(examination, findings, titles, egress),
    },
  ];
}

function assess(
  { found, notApplicable: because, examined, of, unknownBecause }: EgressExamination,
  findings: readonly EgressFinding[],
  titles: FindingTitles,
  { sources }: AuditMaterial['egress'],
): Assessment {
  const files = sources.map(({ file }) => file);
  const read = files.length === 0 ? 'no rule file' : files.slice(0, 3).join(', ');
  const certain = findings.filter(({ certainty }) => certainty === 'certain');
  if (certain.length > 0) {
    return fail({
      title: titles.fail,
      evidence: evidenceOf(certain, found - (findings.length - certain.length)),
      remedy: remedyOf(certain),
    });
  }
  if (because !== undefined) {
    return notApplicable({ title: titles.pass, evidence: [{ text: because, source: read }] });
  }
  const reasons = [...new Set([...findings.flatMap((finding) => finding.unknownBecause), ...unknownBecause])];
  if (findings.length > 0 || reasons.length > 0 || examined === 0) {
    return unknown(examined === 0 ? 'not-collected' : 'incomplete', {
      title: titles.unknown,
      evidence: [
        ...evidenceOf(findings, findings.length),
        ...reasons.map((text) => ({ text, source: read })),
        ...(findings.length + reasons.length === 0
          ? [{ text: 'No rules were read that could be examined.', source: read }]
          : []),
      ],
      remedy: reasons.join(' ') || 'Supply the rules of each layer of the path, and audit again.',
    });
  }
  return pass('observed', {
    title: titles.pass,
    evidence: [{ text: `Examined: ${of}. Nothing was found.`, source: read }],
  });
}

/** What was found, each with its first line; the other lines follow it. */
function evidenceOf(findings: readonly EgressFinding[], found: number): readonly Evidence[] {
  const shown = findings.slice(0, mostShown);
  return [
    ...shown.map((finding) => ({ text: `${finding.title}${describeSurplus(finding)}.`, source: placeOf(finding) })),
    ...(found > shown.length ? [{ text: `And ${found - shown.length} more.`, source: 'pdp egress check' }] : []),
  ];
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

function placeOf({ rules: [first], layer, workloads }: EgressFinding): string {
  if (first !== undefined) return `${first.file}:${first.line}`;
  return layer ?? workloads[0] ?? 'pdp egress check';
}

function remedyOf(findings: readonly EgressFinding[]): string {
  const remedies = [...new Set(findings.map(({ remedy }) => remedy))];
  const more = remedies.length - mostRemedies;
  return [...remedies.slice(0, mostRemedies), ...(more > 0 ? [`And so on for ${more} more.`] : [])].join(' ');
}
