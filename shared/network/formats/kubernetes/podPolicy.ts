import type { RulePlace, RuleProgram } from '../../machine/ruleProgram.ts';
import type { HostOpening } from '../../machine/hostOpening.ts';

/** The policies of a pod bear on what it opens and on what is opened to it, each by rules of its own. */
export const directions = ['egress', 'ingress'] as const;
export type Direction = (typeof directions)[number];

/** As policies write it. */
export const policyTypeOf = { egress: 'Egress', ingress: 'Ingress' } as const satisfies Record<Direction, string>;

/** A policy that selects a workload, for certain or by a label that is not known. */
export interface Selecting<Policy> {
  readonly policy: Policy;
  /** Why it is not certain; undefined where it is. */
  readonly doubt: string | undefined;
}

/** What decides about a workload's connections in one direction. Rules look at the other end of them, and at the port there or here. */
export type PodPolicy =
  | {
      readonly kind: 'program';
      readonly program: RuleProgram;
      /** The policies that bear on the workload in this direction; none means that everything is allowed. */
      readonly isolatedBy: readonly RulePlace[];
      /** Names that the policies open, for whoever lists what may be reached. */
      readonly hosts: readonly HostOpening[];
      /** Why no policy decides, where it is not that none selects the pod. */
      readonly openBecause?: string | undefined;
    }
  /** A policy that may select it is not understood. */
  | { readonly kind: 'unknown'; readonly because: string; readonly places: readonly RulePlace[] }
  /** It runs on the node's network, where pod policies do not bear. */
  | { readonly kind: 'node-network' };
