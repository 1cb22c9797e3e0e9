import { standingOf } from '../audit/coverage.ts';
import type { Finding, Severity } from '../audit/finding.ts';
import type { RunRecord } from '../history/runRecord.ts';
import { layerTitles } from '../network/layerTitles.ts';
import type { LayerKind, Plan } from '../plan/plan.ts';
import type { ReportStep } from './report.ts';
import { capitalised, counted, enumerate, tierTitles } from './words.ts';

const mostSteps = 3;
const weights = { high: 3, medium: 2, low: 1 } as const satisfies Record<Severity, number>;

/**
 * What to do first: failures before unknowns, and among equals what settles most. One step may settle several findings: a
 * rule that blocks three connections, a layer whose rules nobody has supplied.
 */
export function findSteps(record: RunRecord, plan: Plan): readonly ReportStep[] {
  const open = record.findings.filter((finding) => ['fail', 'unknown'].includes(standingOf(finding)));
  const failing = groupByRemedy(open.filter(({ outcome }) => outcome === 'fail'));
  const unknown = [
    ...stepsForLayers(open, record),
    ...stepForControls(open, record),
    ...groupByRemedy(
      open.filter(({ outcome, requirement }) => outcome === 'unknown' && !requirement.startsWith('control.')),
    ),
  ];
  return [...failing.toSorted(byWeight), ...unknown.toSorted(byWeight)]
    .slice(0, mostSteps)
    .map(({ step, effect, settled }) => ({
      step,
      effect,
      responsible: describeResponsible(settled, plan),
      findings: settled.map(({ id }) => id),
    }));
}

interface Candidate {
  readonly step: string;
  readonly effect: string;
  readonly settled: readonly Finding[];
}

function byWeight(one: Candidate, other: Candidate): number {
  return weigh(other) - weigh(one);
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
  const [only] = settled;
  if (only !== undefined && settled.length === 1) {
    return only.outcome === 'fail' ? `Settles: ${only.title}` : `Decides: ${only.title}`;
  }
  const { outcome } = only ?? {};
  return `${outcome === 'fail' ? 'Settles' : 'Decides'} ${counted(settled.length, outcome === 'fail' ? 'failing check' : 'unknown check')}`;
}

/** A layer that nobody supplied keeps every connection through it unknown. */
function stepsForLayers(open: readonly Finding[], { egress, plan }: RunRecord): readonly Candidate[] {
  return egress.layersNotSupplied.flatMap((layer) => {
    const rows = egress.connections.filter(({ layers }) => layers.some((one) => isOpenIn(one, layer)));
    const settled = open.filter(
      ({ requirement, outcome }) => outcome === 'unknown' && rows.some(({ id }) => requirement === `connection.${id}`),
    );
    if (settled.length === 0) return [];
    const step = `Supply the rules of ${layerTitles[layer]}, or declare under network.path in ${plan.file} that there is no such layer (source: none).`;
    return [{ step, effect: `Bears on ${counted(settled.length, 'unknown connection')}`, settled }];
  });
}

function isOpenIn(one: { readonly layer: LayerKind; readonly verdict: string }, layer: LayerKind): boolean {
  return one.layer === layer && one.verdict === 'unknown';
}

function stepForControls(open: readonly Finding[], { tier, plan }: RunRecord): readonly Candidate[] {
  const settled = open.filter(
    ({ requirement, outcome }) => outcome === 'unknown' && requirement.startsWith('control.'),
  );
  if (settled.length === 0) return [];
  return [
    {
      step: `${capitalised(counted(settled.length, 'control', ['has', 'have']))} no proof: have somebody who can vouch attest ${settled.length === 1 ? 'it' : 'them'} under attestations in ${plan.file}.`,
      effect: `Without that ${tierTitles[tier.wanted]} can’t be reached`,
      settled,
    },
  ];
}

/** `Customer, net-team@acme.example`: the parties and the people whose tasks the findings belong to. */
function describeResponsible(settled: readonly Finding[], plan: Plan): string {
  const parties = [...new Set(settled.flatMap(({ responsible }) => responsible))];
  const people = [...new Set(settled.flatMap(({ task }) => ownersOf(task, plan)))];
  return [enumerate(parties) || 'Nobody', ...people].join(', ');
}

function ownersOf(task: string, { owners }: Plan): readonly string[] {
  const named = Object.entries(owners ?? {}).find(([id]) => id === task)?.[1];
  return [named?.responsible?.who ?? named?.accountable?.who].filter((who) => who !== undefined);
}
