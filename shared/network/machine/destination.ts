import type { FlowSet } from '../flows/flowSet.ts';

/** Where a flow goes: by address, and by what is known of the thing at that address. */
export interface Destination {
  /** The flows asked about. */
  readonly flows: FlowSet;
  /** The name by which it is reached, for rules that go by name. */
  readonly host?: string | undefined;
  /** It is reached by its address and by no name, so that no rule by name bears on it. */
  readonly isNameless?: boolean | undefined;
  /** It is known to be no HTTP, for rules that are read for HTTP alone. */
  readonly isNoHttp?: boolean | undefined;
  /** A pod of the cluster, for rules that go by labels. */
  readonly pod?: DestinationPod | undefined;
  /** The ports of the pod that takes the connection, for rules that go by their names. */
  readonly namedPorts?: readonly NamedPort[] | undefined;
  /** The labels of the node that it is, or on whose network it runs. */
  readonly node?: KnownLabels | undefined;
  /** It is the API server of the cluster, wherever that runs. */
  readonly isApiServer?: boolean | undefined;
  /** Whether it is known to be outside of the cluster, so that rules by labels can't match it. */
  readonly outside: boolean;
}

export interface DestinationPod {
  readonly namespace: string;
  readonly namespaceLabels: KnownLabels;
  readonly labels: KnownLabels;
  /** Undefined where it is not known. */
  readonly serviceAccount?: string | undefined;
}

export interface NamedPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
}

export interface KnownLabels {
  readonly labels: Readonly<Record<string, string>>;
  /** Why there may be more labels than these, as a sentence with its remedy; undefined where these are all. */
  readonly incomplete: string | undefined;
  /** Labels of which it is not known what they say, by key. */
  readonly open?: ReadonlyMap<string, OpenLabel> | undefined;
}

export interface OpenLabel {
  /** Whether the pod certainly has it. */
  readonly isThere: boolean;
  /** Why nothing more is known, as a sentence with its remedy. */
  readonly because: string;
}
