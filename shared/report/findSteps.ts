import { standingOf } from '../audit/coverage.ts';
import type { Finding, Severity } from '../audit/finding.ts';
import type { RunRecord } from '../history/runRecord.ts';
import { layerTitles } from '../network/judging/layerTitles.ts';
import type { Verdict } from '../network/judging/verdict.ts';
import type { ReportStep } from './report.ts';
import { enumerate } from '../kernel/enumerate.ts';
import { capitalised, counted, inWords, tierTitles } from './words.ts';

const mostSteps = 3;
const mostPeople = 2;
const weights = { high: 3, medium: 2, low: 1 } as const satisfies Record<Severity, number>;

/**
 * What to do first: failures before unknowns, what the data plane lacks before what the plan leaves open, and among equals
 * what settles most. One step may settle several findings, such as a layer whose rules nobody has supplied.
 */
export function findSteps(record: RunRecord): readonly ReportStep[] {
  const open = record.findings.filter((finding) => ['fail', 'unknown'].includes(standingOf(finding)));
  const unknown = open.filter(({ outcome }) => outcome === 'unknown');
  const gathered = [...stepForLayers(unknown, record), ...stepForControls(unknown, record)];
  const alone = unknown.filter((finding) => gathered.every(({ settled }) => !settled.includes(finding)));
  const group = (findings: readonly Finding[]): readonly Candidate[] => groupByRemedy(findings, record);
  const candidates = [
    group(open.filter(({ outcome }) => outcome === 'fail')),
    [...gathered, ...group(alone.filter(({ requirement }) => !requirement.startsWith('plan.')))],
    group(alone.filter(({ requirement }) => requirement.startsWith('plan.'))),
  ];
  return candidates
    .flatMap((some) => some.toSorted((one, other) => weigh(other) - weigh(one)))
    .slice(0, mostSteps)
    .map(({ step, effect, settled }) => ({
      step,
      effect,
      responsible: describeResponsible(settled),
      findings: settled.map(({ id }) => id),
    }));
}

interface Candidate {
  readonly step: string;
  readonly effect: string;
  readonly settled: readonly Finding[];
}

function weigh({ settled }: Candidate): number {
  return settled.reduce((sum, { severity }) => sum + weights[severity], 0);
}

function groupByRemedy(findings: readonly Finding[], record: RunRecord): readonly Candidate[] {
  return [...Map.groupBy(findings, ({ remedy }) => remedy)].map(([step, settled]) => ({
    step,
    effect: describeEffect(settled, record),
    settled,
  }));
}

/** What follows from the step: settled or decided is only what nothing else leaves open, the rest is brought nearer. */
function describeEffect(findings: readonly Finding[], { egress }: RunRecord): string {
  const isFailing = findings.some(({ outcome }) => outcome === 'fail');
  const verb = isFailing ? 'settle' : 'decide';
  const nearer = findings.filter((finding) => findStillUnknown(finding, egress).length > 0);
  const [first] = findings;
  if (first !== undefined && findings.length === 1) {
    return nearer.length === 0
      ? `${capitalised(verb)}s “${first.title}”`
      : `Brings “${first.title}” nearer; still unknown: ${enumerate(findStillUnknown(first, egress))}`;
  }
  const checks = (some: number): string => counted(some, isFailing ? 'failing check' : 'unknown check');
  const rest = findings.length - nearer.length;
  if (nearer.length === 0) return `${capitalised(verb)}s ${checks(rest)}`;
  if (rest === 0) return `Brings ${checks(nearer.length)} nearer, and ${verb}s none alone`;
  return `${capitalised(verb)}s ${checks(rest)}, and brings ${inWords(nearer.length)} nearer`;
}

/** What the finding’s own remedy does not decide, in a few words each; nothing where its end is the finding’s end. */
function findStillUnknown({ requirement, outcome }: Finding, egress: RunRecord['egress']): readonly string[] {
  if (requirement.startsWith('egress.')) {
    const ofKind = ({ kind }: { readonly kind: string }): boolean => requirement === `egress.${kind}`;
    const isExaminedWhole = egress.examinations?.find(ofKind)?.unknownBecause.length === 0;
    const isCertain = (egress.findings ?? []).filter(ofKind).every(({ certainty }) => certainty === 'certain');
    return outcome === 'unknown' || (isExaminedWhole && isCertain) ? [] : ['a part of the rules'];
  }
  const row = [...egress.preconditions, ...egress.connections].find(({ id }) => requirement === `connection.${id}`);
  if (row === undefined) return [];
  const layers = row.layers.filter(isUnknown).map(({ layer }) => layerTitles[layer]);
  // The remedy of an unknown names all that is missing, as far as it is known before the first of it is supplied.
  if (outcome === 'unknown') return row.missing.length > 1 ? ['what comes to light with it'] : [];
  const hosts = row.destinations.filter(isUnknown).map(({ host, ranges }) => host ?? ranges.join(', '));
  const workloads = row.workloads.filter(isUnknown).map(({ namespace, name }) => `${namespace}/${name}`);
  return [layers, hosts, workloads].find((some) => some.length > 0) ?? [];
}

function isUnknown({ verdict }: { readonly verdict: Verdict }): boolean {
  return verdict === 'unknown';
}

/** Layers that nobody supplied keep every connection through them unknown. */
function stepForLayers(unknown: readonly Finding[], { egress }: RunRecord): readonly Candidate[] {
  const rows = [...egress.preconditions, ...egress.connections].filter(({ layers }) =>
    layers.some(({ layer, verdict }) => verdict === 'unknown' && egress.layersNotSupplied.includes(layer)),
  );
  const settled = unknown.filter(({ requirement }) => rows.some(({ id }) => requirement === `connection.${id}`));
  if (settled.length === 0) return [];
  const titles = enumerate(egress.layersNotSupplied.map((layer) => layerTitles[layer]));
  return [
    {
      step: `Supply the rules of ${titles}. Where there is no such layer, declare it under network.path in ${egress.plan.file}, with source: none.`,
      effect: `Bears on ${counted(settled.length, 'unknown connection')}`,
      settled,
    },
  ];
}

function stepForControls(unknown: readonly Finding[], { tier, egress }: RunRecord): readonly Candidate[] {
  const settled = unknown.filter(({ requirement }) => requirement.startsWith('control.'));
  if (settled.length === 0) return [];
  return [
    {
      step: `${capitalised(counted(settled.length, 'control', ['has', 'have']))} no proof: have somebody who can vouch attest ${settled.length === 1 ? 'it' : 'them'} under attestations in ${egress.plan.file}.`,
      effect: `Without that ${tierTitles[tier.wanted]} can’t be reached`,
      settled,
    },
  ];
}

/** `Customer, net-team@acme.example`: the parties and the people whose tasks the findings belong to. */
function describeResponsible(settled: readonly Finding[]): string {
  const parties = [...new Set(settled.flatMap(({ responsible }) => responsible))];
  const people = [...new Set(settled.flatMap(({ owner }) => owner ?? []))];
  const named =
    people.length > mostPeople ? [...people.slice(0, mostPeople), `${people.length - mostPeople} more`] : people;
  return [enumerate(parties) || 'Nobody', ...named].join(', ');
}
