import type { RulePlace, RuleProgram } from '../../ruleProgram.ts';
import type { HostOpening } from './hostOpening.ts';

/** What decides about a workload's egress. */
export type PodPolicy =
  | {
      readonly kind: 'program';
      readonly program: RuleProgram;
      /** The policies that bear on the workload's egress; none means that everything is allowed. */
      readonly isolatedBy: readonly RulePlace[];
      /** Names that the policies open, for whoever lists what may be reached. */
      readonly hosts: readonly HostOpening[];
    }
  /** A policy that may select it is not understood. */
  | { readonly kind: 'unknown'; readonly because: string; readonly places: readonly RulePlace[] }
  /** It runs on the node's network, where pod policies do not bear. */
  | { readonly kind: 'node-network' };
