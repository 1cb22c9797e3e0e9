import type { CommonCause, Finding, Severity } from '#shared/audit/finding.ts';
import type { GatheredCause } from '#shared/audit/gatherCauses.ts';
import { holderOf, holderTitles } from '#shared/report/holders.ts';
import type { SubjectTitles } from './subjectTitles.ts';
import { holdsWords } from '../../ui/FilterField.tsx';
import { capitalised } from '../words/counts.ts';
import { standingOf, standings, standingWords } from '../words/outcomes.ts';
import type { Standing } from '../words/outcomes.ts';

/** `changed`: since the run before. */
export type FindingFilter = 'open' | 'changed' | 'all' | Standing;

export interface FindingGroup {
  readonly key: string;
  readonly title: string;
  /** Party and task, where the group is of one. */
  readonly about: string;
  /** What all of them wait for, where that is what holds them together. */
  readonly cause?: CommonCause;
  readonly findings: readonly Finding[];
}

export const groupings = [
  { id: 'owner', label: 'Owner' },
  { id: 'area', label: 'Area' },
  { id: 'requirement', label: 'Component or row' },
  { id: 'severity', label: 'Severity' },
] as const;
export type Grouping = (typeof groupings)[number]['id'];

/** The same digit is the same outcome on every page; 2 is partly allowed, which counts as fail in an audit. */
export const findingKeys = {
  '0': 'all',
  '1': 'fail',
  '3': 'unknown',
  '4': 'waived',
  '5': 'pass',
  '6': 'notApplicable',
} as const satisfies Record<string, FindingFilter>;

export function isOpen(finding: Finding): boolean {
  const standing = standingOf(finding);
  return standing === 'fail' || standing === 'unknown';
}

export function filterFindings(
  findings: readonly Finding[],
  filter: FindingFilter,
  typed: string,
  changed: Pick<ReadonlySet<string>, 'has'> = new Set<string>(),
): readonly Finding[] {
  return findings.filter((finding) => isShown(finding, filter, changed) && holdsWords(textOf(finding), typed));
}

function isShown(finding: Finding, filter: FindingFilter, changed: Pick<ReadonlySet<string>, 'has'>): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'open':
      return isOpen(finding);
    case 'changed':
      return changed.has(finding.id);
    default:
      return standingOf(finding) === filter;
  }
}

function textOf({ title, check, requirement, subject, owner, evidence }: Finding): string {
  return [
    title,
    check,
    requirement,
    subject,
    owner ?? '',
    ...evidence.flatMap(({ text, source, sources = [] }) => [text, source, ...sources]),
  ].join(' ');
}

/**
 * In groups as they were asked for; in each, what needs somebody first. By owner, what waits for one cause stands together
 * under it, behind what has an owner to act: whoever brings it settles all of that.
 */
export function groupFindings(
  findings: readonly Finding[],
  grouping: Grouping,
  titles: SubjectTitles,
  causes: readonly GatheredCause[] = [],
): readonly FindingGroup[] {
  const told = grouping === 'owner' ? groupByCause(findings, causes) : [];
  const waiting = new Set(told.flatMap((group) => group.findings));
  const others = findings.filter((finding) => !waiting.has(finding));
  const grouped = [...Map.groupBy(others, (finding) => keyOf(finding, grouping))]
    .map(([key, members]) => toGroup(key, members.toSorted(byUrgency), grouping, titles))
    .toSorted((one, other) => urgencyOf(other.findings) - urgencyOf(one.findings));
  return [...grouped, ...told];
}

function groupByCause(findings: readonly Finding[], causes: readonly GatheredCause[]): readonly FindingGroup[] {
  return causes
    .map(({ id, title, remedy, findings: waiting }) => {
      // A cluster has thousands of them.
      const ids = new Set(waiting.map((finding) => finding.id));
      return {
        key: `cause ${id}`,
        title,
        about: remedy,
        cause: id,
        findings: findings.filter((finding) => ids.has(finding.id)).toSorted(byUrgency),
      };
    })
    .filter((group) => group.findings.length > 0);
}

function keyOf(finding: Finding, grouping: Grouping): string {
  switch (grouping) {
    case 'owner':
      return `${holderOf(finding)} ${finding.owner ?? ''} ${finding.owner === undefined ? '' : finding.task}`;
    case 'area':
      return finding.requirement.split('.')[0] ?? '';
    case 'requirement':
      return rowOf(finding);
    case 'severity':
      return finding.severity;
  }
}

/** What is wrong with the plan, or gets out beside it, has no row of its own on another page. */
function rowOf({ requirement }: Finding): string {
  return /^(plan|egress)(?=[.])/.exec(requirement)?.[0] ?? requirement;
}

const areaTitles: Readonly<Record<string, string>> = {
  connection: 'Connections',
  control: 'Security tier controls',
  component: 'System components',
  infrastructure: 'Infrastructure',
  cluster: 'Safeguards of the cluster',
  egress: 'What else the rules let out',
  plan: 'The plan itself',
};

function toGroup(key: string, findings: readonly Finding[], grouping: Grouping, titles: SubjectTitles): FindingGroup {
  const [first] = findings;
  if (first === undefined || grouping === 'severity')
    return { key, title: `${capitalised(key)} severity`, about: '', findings };
  if (grouping === 'requirement') return { key, title: titles.requirement(rowOf(first)), about: '', findings };
  if (grouping === 'area') return { key, title: areaTitles[key] ?? key, about: '', findings };
  const holder = holderTitles[holderOf(first)];
  return first.owner === undefined
    ? { key, title: holder, about: 'Nobody is named', findings }
    : { key, title: first.owner, about: `${holder}: ${titles.task(first.task)}`, findings };
}

const weights: Record<Severity, number> = { high: 3, medium: 2, low: 1 };

function byUrgency(one: Finding, other: Finding): number {
  return (
    standings.indexOf(standingOf(one)) - standings.indexOf(standingOf(other)) ||
    weights[other.severity] - weights[one.severity]
  );
}

function urgencyOf(findings: readonly Finding[]): number {
  return findings.reduce((sum, finding) => {
    const standing = standingOf(finding);
    return sum + (standing === 'fail' ? 100 : standing === 'unknown' ? 1 : 0) * weights[finding.severity];
  }, 0);
}

/** `4 fail, 2 unknown`: what a group holds, leaving out what it has none of. */
export function describeGroup(findings: readonly Finding[]): string {
  return standings
    .map((standing) => ({ standing, count: findings.filter((finding) => standingOf(finding) === standing).length }))
    .filter(({ count }) => count > 0)
    .map(({ standing, count }) => `${count} ${standingWords[standing].word.toLowerCase()}`)
    .join(', ');
}
