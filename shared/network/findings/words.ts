/** Words that several findings are told in. */
import { enumerate } from '../../kernel/enumerate.ts';
import type { SubjectGroup } from './subjectGroups.ts';

const mostNamed = 3;

/** Of rules that a finding lists. */
export const mostRulesNamed = 8;

/** `pdp/agent, pdp/enforcer and 4 more`. */
export function nameSome(names: readonly string[]): string {
  if (names.length <= mostNamed + 1) return enumerate(names);
  return `${names.slice(0, mostNamed).join(', ')} and ${names.length - mostNamed} more`;
}

/** What leaves the nodes has no name of its own. */
export function nameGroup({ names, workloads }: SubjectGroup): string {
  return workloads.length === 0 ? 'what leaves the nodes' : nameSome(names);
}

/** Why the layers of a group that could narrow it are not known, each once. */
export function reasonsOf({ layers }: Pick<SubjectGroup, 'layers'>): readonly string[] {
  const reasons = layers.flatMap(({ state, bears, parts, reason }) =>
    bears && parts.length === 0 && reason !== undefined && state.state !== 'none' ? [reason] : [],
  );
  return [...new Set(reasons)];
}
