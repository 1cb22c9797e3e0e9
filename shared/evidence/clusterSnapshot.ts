import type { ClusterResourceId } from './clusterResources.ts';

/**
 * What was seen of a cluster, as plain data: every check of a cluster reads this and nothing else, so that a file which was
 * carried out of a closed network is audited with the same result as the cluster itself. Of each object it holds the fields
 * that `clusterResources` names, and no others: no content of a Secret, no value of an environment variable.
 */
export interface ClusterSnapshot {
  readonly identity: ClusterIdentity;
  /** When collecting began and ended, by the clock of the machine that collected; ISO 8601 UTC. */
  readonly startedAt: string;
  readonly finishedAt: string;
  /** The API server's own clock less ours in whole seconds, by the Date header of its first answer; undefined without one. */
  readonly clockSkew?: number | undefined;
  /** What `/version` said. */
  readonly version: Observed<ClusterVersion>;
  /** What discovery said; a group whose API service does not answer is among them. */
  readonly groups: Observed<readonly ServedGroup[]>;
  /** What was asked for, by resource; one that no chosen check needs is not there. */
  readonly resources: Readonly<Partial<Record<ClusterResourceId, Observed<readonly ClusterObject[]>>>>;
  /** Every call that was made for it, those that failed too: equal ones in one line. */
  readonly calls: readonly ApiCall[];
}

/** What tells one cluster from another, whatever a kubeconfig calls it. */
export interface ClusterIdentity {
  /** As the kubeconfig has it: `https://host:port`, without credentials. */
  readonly server: string;
  /** SHA-256 of the CA certificate (DER) that the connection was verified with; undefined where it was not verified. */
  readonly caHash?: string | undefined;
  /** `metadata.uid` of the namespace `kube-system`; undefined where it may not be read. */
  readonly uid?: string | undefined;
}

/**
 * A part of the evidence, and how far it goes. Only what was observed whole can be the ground of a pass; what is absent was
 * looked for, and the API server does not serve it.
 */
export type Observed<Value> =
  | {
      readonly state: 'observed';
      readonly at: string;
      readonly value: Value;
      /** Why it is not all that there is, such as a list that broke off; undefined where it is. */
      readonly incomplete?: string | undefined;
    }
  /** `needs`: the right that is missing, as `list networkpolicies.networking.k8s.io`. */
  | { readonly state: 'forbidden'; readonly at: string; readonly needs: string }
  | { readonly state: 'absent'; readonly at: string }
  | { readonly state: 'failed'; readonly at: string; readonly because: string };

export interface ClusterVersion {
  /** `v1.33.2-gke.100`. */
  readonly gitVersion: string;
  readonly platform?: string | undefined;
}

export interface ServedGroup {
  /** Empty for the core group. */
  readonly name: string;
  /** The preferred one first. */
  readonly versions: readonly string[];
}

/** An object as the API server gave it, less every field that no check reads. */
export interface ClusterObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMetadata;
  readonly [field: string]: unknown;
}

export interface ObjectMetadata {
  readonly name: string;
  readonly namespace?: string | undefined;
  readonly uid?: string | undefined;
  readonly creationTimestamp?: string | undefined;
  readonly generation?: number | undefined;
  readonly labels?: Readonly<Record<string, string>> | undefined;
  /** Those few that `clusterResources` names; true for one of which only that it is there is kept. */
  readonly annotations?: Readonly<Record<string, string | true>> | undefined;
  readonly ownerReferences?: readonly { readonly kind: string; readonly name: string; readonly controller?: boolean }[];
}

export interface ApiCall {
  /** As an audit log of the API server has it. */
  readonly verb: 'get' | 'list' | 'create';
  /** Without the query: `/api/v1/pods`. */
  readonly path: string;
  /** How many times it was asked for, pages of a list among them. */
  readonly count: number;
  /** Of all answers' bodies, as they came over the wire. */
  readonly bytes: number;
}
