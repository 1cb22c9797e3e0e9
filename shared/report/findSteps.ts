import { standingOf } from '../audit/coverage.ts';
import type { Finding, Severity } from '../audit/finding.ts';
import type { RunRecord } from '../history/runRecord.ts';
import { layerTitles } from '../network/layerTitles.ts';
import type { ReportStep } from './report.ts';
import { enumerate } from '../kernel/enumerate.ts';
import { capitalised, counted, tierTitles } from './words.ts';

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
  const candidates = [
    groupByRemedy(open.filter(({ outcome }) => outcome === 'fail')),
    [...gathered, ...groupByRemedy(alone.filter(({ requirement }) => !requirement.startsWith('plan.')))],
    groupByRemedy(alone.filter(({ requirement }) => requirement.startsWith('plan.'))),
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

function groupByRemedy(findings: readonly Finding[]): readonly Candidate[] {
  return [...Map.groupBy(findings, ({ remedy }) => remedy)].map(([step, settled]) => ({
    step,
    effect: describeEffect(settled),
    settled,
  }));
}

function describeEffect(settled: readonly Finding[]): string {
  const isFailing = settled.some(({ outcome }) => outcome === 'fail');
  const [only, ...others] = settled;
  const what =
    only !== undefined && others.length === 0
      ? ` “${only.title}”`
      : ` ${counted(settled.length, isFailing ? 'failing check' : 'unknown check')}`;
  return `${isFailing ? 'Settles' : 'Decides'}${what}`;
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
