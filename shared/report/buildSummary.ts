import { coverageOf, standingOf } from '../audit/coverage.ts';
import type { Coverage, Finding } from '../audit/finding.ts';
import { countOpenCauses, gatherCauses } from '../audit/gatherCauses.ts';
import { tiersCanBeToldApart } from '../audit/judgeTier.ts';
import type { SecurityTierId } from '../catalog/catalog.ts';
import { securityTierIds } from '../catalog/catalog.ts';
import { aspectWords, describeChangeCause, describeChangedInputs } from '../history/compareRuns.ts';
import type { RunComparison } from '../history/compareRuns.ts';
import type { RunRecord, TierStanding, TierVerdict } from '../history/runRecord.ts';
import { describeConnections } from './buildConnections.ts';
import type { ReportInput } from './reportInput.ts';
import { judgeSources } from './judgeSources.ts';
import { findSteps } from './findSteps.ts';
import type { Holder } from './holders.ts';
import { holderOf, holders } from './holders.ts';
import type { Report } from './report.ts';
import { enumerate } from '../kernel/enumerate.ts';
import { uncapitalised } from '../kernel/uncapitalised.ts';
import { capitalised, counted, describeInstant, inWords, isOrAre, standingWords, tierTitles } from './words.ts';

export function buildSummary({ record, comparison }: ReportInput): Report['summary'] {
  return {
    headline: describeResult(record),
    sentences: [describeTier(record), describeConnections(record.egress.connections), describeBasis(record)],
    coverage: record.coverage,
    coverageSentence: describeCoverage(record.coverage),
    ...describeCauses(record),
    areas: buildAreas(record.findings),
    tiers: record.tier.tiers.map((standing) => buildTier(standing, record.tier)),
    open: buildOpen(record.findings),
    ...(comparison !== undefined && { changed: describeChanges(comparison) }),
    steps: findSteps(record),
  };
}

/**
 * The result in one or two sentences. Nothing in it may turn out wrong when an unknown is decided: a tier is reached only
 * when all of it is proved, and what is open is counted, never called good.
 */
export function describeResult({ coverage, tier }: Pick<RunRecord, 'coverage' | 'tier'>): string {
  const wanted = tierTitles[tier.wanted];
  const standing = countControls(tier, tier.wanted);
  if (coverage.pass + coverage.fail + coverage.waived === 0) {
    return `Nothing is known yet: ${counted(coverage.unknown, 'check', ['is', 'are'])} without evidence.`;
  }
  if (!tiersCanBeToldApart(tier.tiers)) {
    const proved = `${capitalised(inWords(standing.proved))} of ${inWords(standing.asked)} available controls ${standing.proved === 1 ? 'is' : 'are'} proved.`;
    return `The tiers can’t be told apart here. ${proved} ${describeOpen(coverage, 'In all')}`;
  }
  if (tier.reached === null) {
    return `No tier is reached. Of the ${standing.asked} controls of ${wanted}, ${isOrAre(standing.open)} open.`;
  }
  const reached = tierTitles[tier.reached];
  if (rank(tier.reached) < rank(tier.wanted)) {
    return `${reached} is reached${isOnWordAlone(tier) ? ' on people’s word' : ''}. ${wanted} is not: ${counted(standing.open, 'control', ['is', 'are'])} open.`;
  }
  const onWord = isOnWordAlone(tier)
    ? ` on people’s word: all ${tier.provedBy.attested} controls are attested, none is observed`
    : '';
  const more = tier.reached === tier.wanted ? '' : ', more than is wanted';
  return `${reached} is reached${more}${onWord}. ${describeOpen(coverage, 'Beside it')}`;
}

function isOnWordAlone({ provedBy: { observed, attested, imported } }: TierVerdict): boolean {
  return attested > 0 && observed + imported === 0;
}

function describeOpen({ fail, unknown, outOfScope = 0 }: Coverage, where: string): string {
  const open = fail + unknown;
  if (open > 0) return `${where}, ${counted(open, 'check', ['is', 'are'])} open.`;
  return outOfScope === 0
    ? 'No other check is open.'
    : `No other check in scope is open; ${counted(outOfScope, 'check', ['is', 'are'])} out of scope.`;
}

function describeTier({ plan, tier }: RunRecord): string {
  const wanted = countControls(tier, tier.wanted);
  const open = [
    ...(wanted.failing > 0 ? [`${inWords(wanted.failing)} ${wanted.failing === 1 ? 'fails' : 'fail'}`] : []),
    ...(wanted.unknown > 0 ? [`${isOrAre(wanted.unknown)} not known`] : []),
  ];
  const onWord = isOnWordAlone(tier) ? ' by attestation alone' : '';
  const proved = `${wanted.proved} of ${wanted.asked} controls ${wanted.proved === 1 ? 'is' : 'are'} proved${onWord}`;
  const wantedSentence = `For ${tierTitles[tier.wanted]}, the tier that ${plan.name} wants, ${enumerate([proved, ...open])}.`;
  if (tier.reached === null || tier.reached === tier.wanted) return [wantedSentence, ...tier.remarks].join(' ');
  const reached = countControls(tier, tier.reached);
  return `All ${reached.asked} controls of ${tierTitles[tier.reached]} are proved. ${wantedSentence}`;
}

function describeBasis(record: RunRecord): string {
  const { tier, cluster } = record;
  const { read: files, unread } = judgeSources(record);
  const { observed, attested, imported } = tier.provedBy;
  const proofs = [
    ...(observed > 0 ? [`${isOrAre(observed)} proved by observation`] : []),
    ...(imported > 0 ? [`${isOrAre(imported)} proved by results of other tools`] : []),
    ...(attested > 0 ? [`${isOrAre(attested)} attested`] : []),
  ];
  const rules = files === 0 ? 'No rule file was read' : `The verdicts rest on ${counted(files, 'rule file')}`;
  const controls = proofs.length === 0 ? 'no control is proved' : `of the controls, ${enumerate(proofs)}`;
  const systems = cluster === undefined ? ' No cluster was looked at.' : ` The cluster ${cluster.name} was looked at.`;
  const broken = unread.length === 0 ? '' : `, and ${inWords(unread.length)} more could not be read`;
  return `${rules}${broken}; ${controls}.${systems}`;
}

function describeCoverage(coverage: Coverage): string {
  const decided = coverage.pass + coverage.fail + coverage.waived;
  const { unknown, outOfScope = 0 } = coverage;
  const left = outOfScope === 0 ? '' : `; ${counted(outOfScope, 'more check', ['is', 'are'])} out of scope`;
  return `${decided} of ${decided + unknown} applicable checks have a result${left}`;
}

/** What the unknown checks come from, where several come from one cause. */
function describeCauses({ findings, coverage, egress }: RunRecord): Pick<Report['summary'], 'causeSentence'> {
  const causes = gatherCauses(findings, egress);
  if (causes.length === 0) return {};
  const told = causes.map(({ title }) => uncapitalised(title)).join('; ');
  const number = counted(countOpenCauses(coverage.unknown, causes), 'cause');
  return { causeSentence: `The ${coverage.unknown} unknown come from ${number}, among them: ${told}.` };
}

const areas = [
  ['plan', 'Plan', (requirement) => requirement.startsWith('plan.')],
  ['connections', 'Connections', (requirement) => requirement.startsWith('connection.') && requirement !== dns],
  ['preconditions', 'DNS', (requirement) => requirement === dns],
  ['egress', 'Rules as a whole', (requirement) => requirement.startsWith('egress.')],
  ['components', 'System components', (requirement) => requirement.startsWith('component.')],
  ['infrastructure', 'Infrastructure', (requirement) => requirement.startsWith('infrastructure.')],
  ['cluster', 'Safeguards of the cluster', (requirement) => requirement.startsWith('cluster.')],
  ['controls', 'Security tier controls', (requirement) => requirement.startsWith('control.')],
] as const satisfies readonly (readonly [string, string, (requirement: string) => boolean])[];

const dns = 'connection.dns';

function buildAreas(findings: readonly Finding[]): Report['summary']['areas'] {
  return areas
    .map(([area, title, belongs]) => ({
      area,
      title,
      findings: findings.filter(({ requirement }) => belongs(requirement)),
    }))
    .filter((area) => area.findings.length > 0)
    .map(({ area, title, findings: own }) => ({ area, title, coverage: coverageOf(own) }));
}

function buildTier(standing: TierStanding, tier: TierVerdict): Report['summary']['tiers'][number] {
  const { asked, proved, failing } = countControls(tier, standing.tier);
  const known = (how: 'observed' | 'attested' | 'imported'): number =>
    standing.controls.filter((control) => control.outcome === 'pass' && control.how === how).length;
  const isReached = tier.reached !== null && rank(standing.tier) <= rank(tier.reached);
  return {
    tier: standing.tier,
    title: tierTitles[standing.tier],
    wanted: standing.tier === tier.wanted,
    result: tiersCanBeToldApart(tier.tiers) ? (isReached ? 'reached' : 'not-reached') : 'not-decidable',
    asked,
    proved,
    failing,
    provedBy: { observed: known('observed'), attested: known('attested'), imported: known('imported') },
  };
}

const openTitles = {
  Customer: 'Customer',
  WSO2: 'WSO2',
  shared: 'WSO2 and Customer, shared',
  nobody: 'Nobody',
} as const satisfies Record<Holder, string>;

function buildOpen(findings: readonly Finding[]): Report['summary']['open'] {
  return holders
    .map((holder) => {
      const { fail, unknown, waived } = coverageOf(findings.filter((finding) => holderOf(finding) === holder));
      return { holder, title: openTitles[holder], fail, unknown, waived };
    })
    .filter(({ holder, fail, unknown, waived }) => holder !== 'nobody' || fail + unknown + waived > 0);
}

const mostChanges = 2;

function describeChanges(comparison: RunComparison): NonNullable<Report['summary']['changed']> {
  const { before, changes } = comparison;
  const shown = changes.slice(0, mostChanges).map(({ title, before: was, after: is, what, because, inputs }) => {
    const causes = because.map((cause) => describeChangeCause(cause, inputs)).join(' ');
    if (was === undefined) return `New: ${title}. ${causes}`;
    if (is === undefined) return `No longer asked: ${title}. ${causes}`;
    const [earlier, later] = [standingOf(was), standingOf(is)];
    if (earlier !== later) {
      return `${title}: from ${standingWords[earlier].toLowerCase()} to ${standingWords[later].toLowerCase()}. ${causes}`;
    }
    const differing = enumerate(what.map((aspect) => aspectWords[aspect]));
    return `${title}: still ${standingWords[later].toLowerCase()}, with another ${differing}. ${causes}`;
  });
  const more = changes.length - shown.length;
  return {
    since: `the run of ${describeInstant(before.run.finishedAt)}`,
    sentences: [
      describeChangedInputs(comparison),
      ...(shown.length === 0 ? ['No finding has changed.'] : shown),
      ...(more > 0 ? [`${capitalised(counted(more, 'further change'))}.`] : []),
    ],
  };
}

function rank(tier: SecurityTierId): number {
  return securityTierIds.indexOf(tier);
}

function countControls({ tiers }: TierVerdict, tier: SecurityTierId) {
  const asked = (tiers.find((standing) => standing.tier === tier)?.controls ?? []).filter(
    ({ outcome }) => outcome !== 'not-applicable',
  );
  const count = (outcome: string): number => asked.filter((control) => control.outcome === outcome).length;
  const proved = count('pass');
  return {
    asked: asked.length,
    proved,
    failing: count('fail'),
    unknown: count('unknown'),
    open: asked.length - proved,
  };
}
