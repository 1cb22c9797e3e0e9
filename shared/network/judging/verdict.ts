import type { Problem } from '../../kernel/problem.ts';
import type { ConnectionId, RequiredConnection } from '../../catalog/catalog.ts';
import type { LayerKind } from '../../plan/plan.ts';

export const verdicts = ['allowed', 'denied', 'partly-allowed', 'unknown', 'not-applicable'] as const;
export type Verdict = (typeof verdicts)[number];

/** The place of a rule in the user's own file. */
export interface RuleReference {
  readonly file: string;
  readonly line: number;
  /** In a line so long that the line alone does not tell the place: tools print whole files in one. */
  readonly column?: number | undefined;
  /** The rule's name as its format has it, e.g. `NetworkPolicy pdp/default-deny` or `AllowInternetOutBound (65001)`. */
  readonly rule: string;
  /** What it has to do with the connection, where it does not decide it by itself: `opens 443/tcp there, not 5671/tcp`. */
  readonly note?: string | undefined;
}

/** Destinations and ports: `ranges` are inclusive `first-last`, `ports` are `443`, `1000-2000` by protocol. */
export interface Traffic {
  readonly ranges: readonly string[];
  readonly ports: PortsByProtocol;
  /** Of what is open without being needed, also protocols without ports, in words: `ICMP 8/0`, `protocol 47`; absent for none. */
  readonly withoutPorts?: readonly string[] | undefined;
  /** In words what the ranges stand for, where they are all that a destination could have: `any public address`. */
  readonly where?: string | undefined;
}

/** ICMP has messages in place of ports, `8/0` by type and code; only a question about it has any. */
export type PortsByProtocol = Partial<Record<'TCP' | 'UDP' | 'SCTP' | 'ICMP' | 'ICMPv6', readonly string[]>>;

/** What one layer of the packet's path says about one connection. */
export interface LayerVerdict {
  readonly layer: LayerKind;
  readonly verdict: Verdict;
  /** One short sentence: why, or what is missing. */
  readonly reason: string;
  /** What the layer's rules are attached to, where it was bound. */
  readonly attachedTo: readonly string[];
  readonly decidedBy: readonly RuleReference[];
  /** What the connection needs and this layer does not let through. */
  readonly uncovered: readonly Traffic[];
  /** What to write where, so that the layer lets it through, as sentences. */
  readonly remedy?: string | undefined;
}

/** One destination of a connection: a host with or without known addresses, or addresses alone. */
export interface DestinationVerdict {
  readonly host?: string | undefined;
  readonly ranges: readonly string[];
  readonly ports: PortsByProtocol;
  /** Failover destinations are needed as well as the primary ones. */
  readonly failover: boolean;
  readonly verdict: Verdict;
}

export interface WorkloadVerdict {
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
  readonly verdict: Verdict;
}

export interface ConnectionVerdict {
  readonly id: ConnectionId | 'dns';
  readonly component: string;
  readonly endpoint: string;
  readonly direction: RequiredConnection['direction'];
  readonly originator: RequiredConnection['originator'];
  readonly scope: RequiredConnection['scope'];
  readonly protocols: readonly string[];
  readonly ports: readonly string[];
  readonly verdict: Verdict;
  /** A few words for a table: `Pod policy`, `3 of 4 hosts`, `No host in plan`. */
  readonly summary: string;
  /** What would have to be known for a verdict, each as one sentence with its remedy. */
  readonly missing: readonly string[];
  readonly workloads: readonly WorkloadVerdict[];
  readonly destinations: readonly DestinationVerdict[];
  /** In the order in which a packet meets them. */
  readonly layers: readonly LayerVerdict[];
  /** The first layer that does not let the connection out. */
  readonly blockedBy?: LayerKind | undefined;
  readonly assumptions: readonly string[];
  /** What its reader must know beside the verdict, which stays: that its names can't be resolved. */
  readonly remarks?: readonly string[] | undefined;
}

/** What is looked for beside the verdicts, in the order in which it is told. */
export const egressFindingKinds = [
  'unplanned-egress',
  'any-any',
  'control-plane-opening',
  'policies-not-enforced',
  'names-without-dns',
  'amqp-behind-proxy',
  'response-blocked',
  'rule-never-decides',
] as const;
export type EgressFindingKind = (typeof egressFindingKinds)[number];

/** Something about the rules that is wrong or dangerous, whatever the verdicts on the plan's connections are. */
export interface EgressFinding {
  readonly kind: EgressFindingKind;
  /** What it is about, told apart from others of its kind: a rule, or workloads. */
  readonly subject: string;
  /** What is the case, as a sentence without a full stop. */
  readonly title: string;
  /** `possible`: it depends on what is not known. */
  readonly certainty: 'certain' | 'possible';
  /** What it depends on, as sentences with their remedies; empty where it is certain. */
  readonly unknownBecause: readonly string[];
  /** Keys of the plan that would say how much of it is needed, as the last of the reasons tells; absent where none is missing. */
  readonly missing?: readonly string[] | undefined;
  readonly layer?: LayerKind | undefined;
  /** `namespace/name` of the workloads that it is about; `nodes` for what leaves the nodes. */
  readonly workloads: readonly string[];
  readonly connections: readonly ConnectionId[];
  /** The rules that bring it about, in the user's own files. */
  readonly rules: readonly RuleReference[];
  /** What is open without being needed. */
  readonly surplus: readonly Traffic[];
  /** What to do, as sentences. */
  readonly remedy: string;
}

/** How far it was looked for: a list without findings says nothing where nothing could be examined. */
export interface EgressExamination {
  readonly kind: EgressFindingKind;
  /** How many things were examined, and what they are: `12 workloads`. */
  readonly examined: number;
  readonly of: string;
  /** How many findings there are; of many that are alike the list holds the first. */
  readonly found: number;
  /** What kept it from being examined whole. */
  readonly unknownBecause: readonly string[];
  /** Keys of the plan that would say how much of what is open is needed; absent where none is missing. */
  readonly missing?: readonly string[] | undefined;
  /** Why there is nothing to look for, e.g. that the plan has egress open. */
  readonly notApplicable?: string | undefined;
  /** Workloads that it was not looked for at; absent where it was looked for at all of them. */
  readonly leftOut?: LeftOutWorkloads | undefined;
}

/** Workloads of the cluster itself, such as its DNS: no plan says what they need. */
export interface LeftOutWorkloads {
  readonly workloads: number;
  readonly namespaces: readonly string[];
}

/** `pdp egress check`: every connection of the plan against the rules of every layer. */
export interface EgressCheck {
  readonly plan: { readonly name: string; readonly file: string };
  /** Layers that a packet passes on this cloud and that were neither supplied nor declared `none`. */
  readonly layersNotSupplied: readonly LayerKind[];
  /** Layers whose rules the plan names and that could not be read; absent where there are none, and in records of old. */
  readonly layersNotRead?: readonly UnreadLayer[] | undefined;
  readonly connections: readonly ConnectionVerdict[];
  /** What every row by name needs first: DNS. Not one of the twelve. */
  readonly preconditions: readonly ConnectionVerdict[];
  /** What is wrong or dangerous about the rules beside the verdicts; absent where it was not looked for. */
  readonly findings?: readonly EgressFinding[] | undefined;
  /** How far each kind of finding was looked for; absent together with them. */
  readonly examinations?: readonly EgressExamination[] | undefined;
  readonly sources: readonly RuleSource[];
  readonly problems: readonly Problem[];
}

/** A layer that is not known since its files can't be read. */
export interface UnreadLayer {
  readonly layer: LayerKind;
  readonly files: readonly string[];
  /** What is wrong with them and what to do about it, as sentences. */
  readonly because: readonly string[];
}

/** One file that was read for rules, and what it decides. */
export interface RuleSource {
  readonly file: string;
  /** What it was taken for, e.g. `Kubernetes manifests`, `Azure network`, `not recognised`. */
  readonly format: string;
  readonly bytes: number;
  /** SHA-256 of its bytes, lower-case hex. */
  readonly hash: string;
  readonly layers: readonly LayerKind[];
  /** What was found in it, in words: `3 NetworkPolicies, 12 workloads`. */
  readonly holds: string;
  /** Whether it holds facts alone (workloads, networks, settings), so that it decides nothing itself; absent where not. */
  readonly isFacts?: true | undefined;
}

/** `pdp egress reach`: what each workload may reach outside the cluster. */
export interface EgressReach {
  readonly workloads: readonly WorkloadReach[];
  readonly sources: readonly RuleSource[];
  readonly problems: readonly Problem[];
}

/** Why a part of what a workload may reach is not known. */
export interface UnknownReach {
  readonly reason: string;
  /** The policies that leave it open, the first of many; absent where no policy by itself does. */
  readonly rules?: readonly RuleReference[] | undefined;
  /** How many there are beside those; absent where these are all. */
  readonly moreRules?: number | undefined;
}

export interface WorkloadReach {
  readonly namespace: string;
  readonly name: string;
  readonly kind: string;
  readonly pods: number;
  /** Whether some policy selects it for egress, or may; if not, everything is allowed. */
  readonly isolated: boolean;
  readonly allowed: readonly Traffic[];
  readonly hosts: readonly { readonly pattern: string; readonly ports: PortsByProtocol }[];
  readonly unknown: readonly UnknownReach[];
}
