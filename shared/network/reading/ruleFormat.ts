/** What every rule format supplies, so that readRules and the judge need to know none of them by name. */
import type { LayerKind } from '../../plan/plan.ts';
import type { AddressRange } from '../flows/address.ts';
import type { Manifests, Workload } from '../formats/kubernetes/manifests.ts';
import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';
import type { HostOpening } from '../machine/hostOpening.ts';
import type { Destination, NamedPort } from '../machine/destination.ts';
import type { RulePlace, RuleProgram } from '../machine/ruleProgram.ts';
import type { Services } from '../flows/services.ts';

/**
 * A document of a structured file (YAML or JSON), or the whole of a file that a format recognised by its text. In a text the
 * path of a place is the number of its line, from 1 on: `[12]`.
 */
export type FormatInput = DocumentInput | TextInput;

export interface TextInput {
  readonly kind: 'text';
  readonly file: string;
  readonly text: string;
}

export interface DocumentInput {
  readonly kind: 'document';
  readonly file: string;
  readonly document: number;
  readonly value: unknown;
}

/** Something in a rule file that is wrong or not understood, at its place. */
export interface FormatProblem {
  readonly place: RulePlace;
  readonly message: string;
  readonly remedy?: string | undefined;
  readonly severity: 'error' | 'warning';
}

/** Who opens the connection: a workload, a node, or a pod that no manifest shows. */
export type Subject =
  | { readonly kind: 'workload'; readonly workload: Workload }
  | { readonly kind: 'node' }
  /** The proxy of the plan, on behalf of a workload or node. */
  | { readonly kind: 'proxy' }
  /** `isWritten`: it stands in the files, and can't be read. */
  | { readonly kind: 'missing-workload'; readonly because: string; readonly isWritten?: true };

/** From where the traffic comes, before any translation. */
export interface Origin {
  readonly network: ClusterNetwork;
  readonly subject: Subject;
  /**
   * Private addresses that it may have: a node’s; of a pod its own or, where the network is an overlay, its node’s. Empty
   * where the plan names none.
   */
  readonly addresses: readonly AddressRange[];
  /** The port of the proxy that it is told to use; undefined where the plan names none. */
  readonly proxyPort?: number | undefined;
  /** Whether it speaks TLS to the proxy itself, by the scheme of its URL; undefined where the plan names none. */
  readonly isProxyCalledByTls?: boolean | undefined;
}

/** What decides about the origin's traffic at one place of the path. */
export type LayerBinding =
  | {
      readonly kind: 'bound';
      /** Every one of them must allow it. */
      readonly programs: readonly RuleProgram[];
      /** By which ways others may open connections to the origin, where the format reads it. */
      readonly waysIn?: (() => readonly WayIn[]) | undefined;
      /** Said where no rule decides, e.g. that what was looked up has none. */
      readonly reason?: string | undefined;
      /** Names that the rules open, where they go by names and the format lists them. */
      readonly hosts?: readonly HostOpening[] | undefined;
    }
  /** It is not known which rules decide. */
  | {
      readonly kind: 'unbound';
      readonly because: string;
      /** Rules that are in force without being understood. */
      readonly places?: readonly RulePlace[] | undefined;
    }
  /** The layer does not bear on traffic from there. */
  | { readonly kind: 'idle'; readonly because: string };

/** What stands before the origin, or before one of the places where it may be: one way by which connections reach it. */
export interface WayIn {
  /** All of them must let a connection in. Each is asked about the addresses of who opens it, and the origin’s own ports. */
  readonly programs: readonly RuleProgram[];
  /** Why they may stand before several places instead, so that each would do by itself. */
  readonly perhapsApart?: string | undefined;
  /** The subnets to which it leads, by their ids; undefined where that is not known. */
  readonly subnetIds?: readonly string[] | undefined;
  /** What it can’t close, since replies to what the origin opens come back by it: rules without a state know no connections. */
  readonly replies?: Services | undefined;
  /** The pods to which it leads, as `namespace/name`, and their ports that have names. */
  readonly pods?: { readonly name: string; readonly namedPorts: readonly NamedPort[] } | undefined;
}

/** What decides where a connection arrives, and what it is asked about: its rules look at who opens the connection. */
export interface ReceivingEnd {
  readonly binding: LayerBinding;
  readonly sender: Destination;
}

/** The rules of one layer, from all files of one format. */
export interface LayerRules {
  readonly layer: LayerKind;
  /** Whether a name of the plan's `attachedTo` is one of these files; asked where several formats speak for the layer. */
  finds(target: string): boolean;
  /** Whether its bindings differ by workload; where not, one binding serves all that leave with the same addresses. */
  readonly goesByWorkload: boolean;
  /** What the plan's `attachedTo` names, looked up in the files. */
  bind(attachedTo: readonly string[], origin: Origin): LayerBinding;
  /** What of them stands before the destination itself, e.g. the policies of the pod that takes the connection. */
  receive?(destination: Destination, origin: Origin): ReceivingEnd | undefined;
}

/** One thing that was found, for the list of sources; `many` is its plural where that is not made by an s. */
export interface Found {
  readonly what: string;
  readonly many?: string | undefined;
  readonly place: Pick<RulePlace, 'file'>;
  /** It opens and closes nothing itself: the rules of this file or another are judged with it. */
  readonly isFact?: boolean | undefined;
  /** The layers that it bears on, where these are not all that its format can speak for. */
  readonly layers?: readonly LayerKind[] | undefined;
}

/** Something in a file that could not be read or is not judged. */
export interface Unreadable {
  readonly file: string;
  /** The layers in which it may decide, where these are not all of its format. */
  readonly layers?: readonly LayerKind[] | undefined;
}

/** What may make rules in these layers and doesn’t tell: a matter only where nothing else tells of the layers. */
export interface Untold {
  readonly problem: FormatProblem;
  readonly layers: readonly LayerKind[];
}

export interface FormatReading {
  /** Layers of which rules were read. Facts alone (workloads, subnets, service tags) speak for no layer. */
  readonly layers: readonly LayerRules[];
  readonly problems: readonly FormatProblem[];
  readonly found: readonly Found[];
  /** What is of this format and not readable or not judged at all, so that it may decide anything in the format's layers. */
  readonly unreadable: readonly Unreadable[];
  readonly untold?: readonly Untold[];
  /** Of Kubernetes alone: who opens connections, which every layer needs to know. */
  readonly manifests?: Manifests | undefined;
}

/** A document that was made into documents of other formats. */
export interface Translation {
  readonly documents: readonly unknown[];
  /** Where a place of one of them stands in what was translated. */
  readonly trace: (document: unknown, path: RulePlace['path']) => RulePlace['path'];
  /** What to do about what is wrong with them, where their own formats speak of exports that nobody made. */
  readonly remedy?: string | undefined;
}

export interface RuleFormat {
  /** For people, e.g. `AWS network`. */
  readonly title: string;
  /** What to give, within a sentence: `the output of …`. */
  readonly accepts: string;
  /** The layers that it can speak for: what a broken file of this format clouds. */
  readonly layers: readonly LayerKind[];
  /** Whether something in the input is of this format. Others may recognise the same input, and each reads its own. */
  recognise(input: FormatInput): boolean;
  /** Of an input that it recognised: what is too much of it. Such an input is told, and not read. */
  findExcess?(input: FormatInput): FormatProblem | undefined;
  /**
   * Of a text that it recognised: what may be kept of it as evidence, line for line, others being blank. Where a format does
   * not say, all of it. What is kept still passes `withholdSecrets`.
   */
  keepText?(text: string): string;
  /**
   * Keys of its documents under which anybody's words stand, which decide nothing and are kept by no evidence; where a format
   * does not say, the usual ones.
   */
  readonly freeTexts?: ReadonlySet<string> | undefined;
  /**
   * Of the text of a document that it recognised: what is shown and kept, with `mark` in the place of what nobody is to see,
   * line for line. Where a format does not say, nothing of it is a secret by its place alone.
   */
  hideSecrets?(document: DocumentInput, text: string, mark: string): string;
  /** Whether the text of a document that can't be parsed looks like one of those of which it hides secrets. */
  resembles?(text: string): boolean;
  /** Of a document that says in a form of its own what other formats read: the same in the words of their tools. */
  translate?(document: DocumentInput): Translation | undefined;
  /** All inputs that it recognised, of all files together: groups refer to lists in other files. */
  read(inputs: readonly FormatInput[]): FormatReading;
}
