import type { EgressFindingKind } from '../judging/verdict.ts';

/** Findings about the rules that are asked for by themselves. */
export const askedKinds = [
  'unplanned-egress',
  'any-any',
  'control-plane-opening',
  'policies-not-enforced',
  'rule-never-decides',
] as const satisfies readonly EgressFindingKind[];
export type AskedKind = (typeof askedKinds)[number];

/** Findings that are causes of what is asked of a connection: one cause counts once. */
export const causeKinds: ReadonlySet<EgressFindingKind> = new Set<Exclude<EgressFindingKind, AskedKind>>([
  'names-without-dns',
  'amqp-behind-proxy',
  'response-blocked',
]);
