import { count } from '../kernel/count.ts';
import { enumerate } from '../kernel/enumerate.ts';
import { assertNever } from '../kernel/result.ts';
import { layerTitles } from '../network/judging/layerTitles.ts';
import type { EgressCheck } from '../network/judging/verdict.ts';
import { standingOf } from './coverage.ts';
import { lookAtTheCluster } from './cluster/assessCluster.ts';
import type { CommonCause, Finding } from './finding.ts';
import { commonCauses } from './finding.ts';

/** One open point that several unknown results come from. */
export interface GatheredCause {
  readonly id: CommonCause;
  /** `No cluster was looked at: 53 checks wait for it`. */
  readonly title: string;
  /** What brings it, with the command or the key of the plan. */
  readonly remedy: string;
  /** The page of the app on which it can be brought. */
  readonly page: string;
  /** In the order of the run. */
  readonly findings: readonly Finding[];
}

/**
 * What several unknown results of a run wait for alike: one cause is told once (decision 0045). What waits alone, or for
 * something of its own, is in none of them. Each finding keeps its own outcome and is counted by it.
 */
export function gatherCauses(
  findings: readonly Finding[],
  egress: Pick<EgressCheck, 'plan' | 'layersNotSupplied'>,
): readonly GatheredCause[] {
  const isWithoutCluster = findings.some(({ outOfScope }) => outOfScope !== undefined);
  return commonCauses
    .map((id) => ({
      id,
      waiting: findings.filter((finding) => standingOf(finding) === 'unknown' && finding.waitsFor === id),
    }))
    .filter(({ waiting }) => waiting.length > 1)
    .map(({ id, waiting }) => ({
      id,
      ...wordsOf(id, waiting.length, { ...egress, isWithoutCluster }),
      findings: waiting,
    }));
}

/** How many things keep the unknown results unknown: causes, and results that miss something of their own. */
export function countOpenCauses(unknown: number, causes: readonly GatheredCause[]): number {
  return unknown - causes.reduce((sum, { findings }) => sum + findings.length - 1, 0);
}

/** How a finding is called under its cause; of what is to be attested, as an attestation names it. */
export function nameUnderCause({ requirement, subject, waitsFor }: Finding): string {
  return waitsFor === 'attestation' ? requirement.replace(/^control[.]/, '') : subject;
}

interface Surroundings extends Pick<EgressCheck, 'plan' | 'layersNotSupplied'> {
  /** That no cluster is to be looked at has been said, and these checks wait all the same. */
  readonly isWithoutCluster: boolean;
}

function wordsOf(
  cause: CommonCause,
  waiting: number,
  { plan: { file }, layersNotSupplied, isWithoutCluster }: Surroundings,
): Pick<GatheredCause, 'title' | 'remedy' | 'page'> {
  const checks = `${count(waiting, 'check')} wait for it`;
  switch (cause) {
    case 'cluster':
      return {
        title: `No cluster was looked at: ${checks}`,
        remedy: isWithoutCluster
          ? `${lookAtTheCluster} Or have somebody who knows vouch for each under attestations in ${file}.`
          : `${lookAtTheCluster} Where none is to be looked at, say so, with --no-cluster or on the page Cluster: what runs in it is out of scope then.`,
        page: 'Cluster',
      };
    case 'rules': {
      const layers = enumerate(layersNotSupplied.map((layer) => layerTitles[layer]));
      return {
        title: `No rules of ${layers} were supplied: ${checks.replace(/it$/, 'them')}`,
        remedy: `Supply them with --rules PATH or under network.path in ${file}; where there is no such layer, declare it there with source: none.`,
        page: 'Sources',
      };
    }
    case 'attestation':
      return {
        title: `Neither evidence nor an attestation of ${count(waiting, 'requirement')}`,
        remedy: `Have somebody who knows vouch for each under attestations in ${file}, with its name here as control.`,
        page: 'Security tier',
      };
    case 'owners':
      return {
        title: `Nobody is named for ${count(waiting, 'task')} of yours`,
        remedy: `Name a team or a person for each under owners in ${file}.`,
        page: 'Choices, step Owners',
      };
    default:
      return assertNever(cause);
  }
}
