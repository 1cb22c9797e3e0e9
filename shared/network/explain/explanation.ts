/** `pdp egress explain`: one flow through every layer, rule by rule. */
import type { Problem } from '../../kernel/problem.ts';
import type { LayerKind } from '../../plan/plan.ts';
import type { PortsByProtocol, RuleReference, RuleSource, Verdict } from '../judging/verdict.ts';

export interface EgressExplanation {
  /** Of all origins: one name may stand for several workloads, each of which is explained. */
  readonly verdict: Verdict;
  /** The first layer that keeps a flow back. */
  readonly blockedBy?: LayerKind | undefined;
  readonly to: ExplainedTarget;
  readonly flows: readonly FlowExplanation[];
  /** What was taken for granted, each as one sentence that says how to correct it. */
  readonly assumptions: readonly string[];
  readonly sources: readonly RuleSource[];
  readonly problems: readonly Problem[];
}

export interface ExplainedTarget {
  /** As a reader would write it: `cp.example.com:443/tcp`. */
  readonly text: string;
  readonly host?: string | undefined;
  /** Inclusive; where the addresses of the host are not known, all that it could have. */
  readonly ranges: readonly string[];
  readonly ports: PortsByProtocol;
  readonly addressesKnown: boolean;
  /** In words what `ranges` stand for, where they are not known: `any public address`. */
  readonly where?: string | undefined;
}

/** Who opens the connection. */
export type ExplainedOrigin =
  | { readonly kind: 'node' }
  | {
      readonly kind: 'workload';
      readonly namespace: string;
      readonly name: string;
      /** Deployment, StatefulSet and so on. */
      readonly workloadKind: string;
      /** On the node's network. */
      readonly hostNetwork: boolean;
      readonly place: RuleReference;
    };

export interface FlowExplanation {
  readonly from: ExplainedOrigin;
  readonly verdict: Verdict;
  readonly blockedBy?: LayerKind | undefined;
  /** What would settle what is open, each as one sentence with its remedy. */
  readonly missing: readonly string[];
  /** What the verdict does not say, and what keeps the flow from being opened all the same. */
  readonly remarks: readonly string[];
  /** In the order in which a packet meets them. */
  readonly layers: readonly LayerExplanation[];
}

export interface LayerExplanation {
  readonly layer: LayerKind;
  readonly verdict: Verdict;
  /** One short sentence: where the decision fell, or why it did not. */
  readonly reason: string;
  readonly attachedTo: readonly string[];
  /** The flow is carried by the proxy of the plan, and the layer was asked about the way there. */
  readonly isToProxy: boolean;
  /** What is not known here and bears on the flow. */
  readonly missing: readonly string[];
  /** Lists of rules that must all let the flow through, e.g. those of a subnet and of an interface. */
  readonly trails: readonly RuleTrail[];
  /** Policies that were read and do not select the workload. */
  readonly notSelecting: readonly RuleReference[];
}

/** Rules in the order in which they are looked at, until one decides. */
export interface RuleTrail {
  /** These are rules of the pod that takes the connection, about who may open it. */
  readonly isReceiving: boolean;
  readonly verdict: Verdict;
  readonly steps: readonly TrailStep[];
  /** Rules that match nothing of the flow and are not told one by one, since there are so many. */
  readonly leftOut: number;
  /** Rules that come after the decision, which nobody looks at. */
  readonly notReached: number;
}

export const trailOutcomes = ['matches', 'matches-in-part', 'may-match', 'does-not-match', 'no-rule-left'] as const;
export type TrailOutcome = (typeof trailOutcomes)[number];

export interface TrailStep {
  /** `no-rule-left`: the end of a list, which says what becomes of what no rule in it decides. */
  readonly outcome: TrailOutcome;
  /** `run`: looks at the rules of another list, which come next. */
  readonly action: 'allow' | 'deny' | 'pass' | 'next' | 'run';
  /** The rules that led to the list that this one stands in, outermost first. */
  readonly within: readonly string[];
  /** The rule; at the end of a list what brings about that end, e.g. the policies that isolate a pod. */
  readonly rules: readonly RuleReference[];
  /** Why it matches or does not, as one sentence. */
  readonly because: string;
  /** The verdict rests on it. */
  readonly decides: boolean;
}
