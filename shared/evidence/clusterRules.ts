import { dump } from 'js-yaml';
import { count } from '../kernel/count.ts';
import type { Problem } from '../kernel/problem.ts';
import type { NotEnforced } from '../network/formats/kubernetes/manifests.ts';
import { podPolicyLayer } from '../network/formats/kubernetes/kubernetesFormat.ts';
import { readRules } from '../network/reading/readRules.ts';
import type { RuleSet } from '../network/reading/readRules.ts';
import type { RuleFile } from '../network/source/ruleFile.ts';
import type { Cni, Plan } from '../plan/plan.ts';
import { clusterResources } from './clusterResources.ts';
import type { ClusterResource, ClusterResourceId } from './clusterResources.ts';
import type { ClusterObject, ClusterSnapshot, Observed } from './clusterSnapshot.ts';
import { objectsOf } from './narrowToRules.ts';
import { readPolicyEngine } from './policyEngine.ts';
import { factResources, policyResources, ruleResources } from './ruleResources.ts';

/** The pod policies of a cluster, and those whom they are for, as the files that somebody could have exported. */
export interface ClusterRules {
  /** Each a file of its own, so that it can be quoted. */
  readonly policies: readonly RuleFile[];
  /** What they are judged with: workloads, namespaces and the like, a file for each resource. */
  readonly facts: readonly RuleFile[];
  /** Parts that are not known whole, and may decide; each as what was asked of the cluster. */
  readonly clouds: readonly string[];
  /** Why, and that policies are there without being enforced. */
  readonly problems: readonly Problem[];
  /** Set where nothing in the cluster enforces policies. */
  readonly notEnforced: NotEnforced | undefined;
  /** The plug-in that was seen; undefined where none was, or several, or one of which it is not known how it reads policies. */
  readonly cni: Cni | undefined;
}

export function toClusterRules(snapshot: ClusterSnapshot, digest: (content: string) => string): ClusterRules {
  const { cni, enforcement } = readPolicyEngine(snapshot);
  const hasCilium = snapshot.resources['ciliumnetworkpolicies.cilium.io']?.state !== 'absent';
  const gaps = ruleResources
    .filter((id) => id !== 'configmaps' || hasCilium)
    .flatMap((id) => findGap(id, snapshot.resources[id]) ?? []);
  const written = policyResources.flatMap((id) =>
    objectsOf(snapshot, id).map((object) => ({ name: nameOfFile(id, object), object })),
  );
  const isEnforced = enforcement.kind !== 'off';
  const doubtful = enforcement.kind === 'perhaps' ? [toDoubt(enforcement)] : [];
  // What Cilium is told may stand for a policy, or change what all of them mean.
  const settings = objectsOf(snapshot, 'configmaps').map((object) => ({
    name: nameOfFile('configmaps', object),
    object,
  }));
  return {
    policies: isEnforced ? [...written, ...settings].map(({ name, object }) => toFile(name, object, digest)) : [],
    facts: factResources.flatMap((id) => {
      const facts = objectsOf(snapshot, id).filter((object) => bearsOnRules(id, object));
      const list = { apiVersion: 'v1', kind: 'List', items: facts };
      return facts.length === 0 ? [] : [toFile(`cluster: ${id}`, list, digest)];
    }),
    clouds: [...gaps, ...doubtful].map(({ file }) => file),
    problems: [
      ...gaps,
      ...doubtful,
      ...(isEnforced || written.length === 0 ? [] : [tellNotEnforced(enforcement, written.length)]),
    ],
    notEnforced: isEnforced
      ? undefined
      : {
          because: enforcement.because,
          place: { file: enforcement.source, document: 0, path: [], rule: enforcement.source },
          isObserved: true,
        },
    cni: cni === 'generic' ? undefined : cni,
  };
}

/** Reads files and, where there is one, what a cluster adds to them. */
export function readRulesWith(
  cluster: ClusterRules | undefined,
  files: readonly RuleFile[],
  layerOf: Parameters<typeof readRules>[1],
  problems: readonly Problem[],
): RuleSet {
  if (cluster === undefined) return readRules(files, layerOf, problems);
  const all = [...files, ...cluster.policies, ...cluster.facts];
  return withClusterRules(readRules(all, layerOf, problems, undefined, ['pod-policy']), cluster);
}

/**
 * Puts the cluster behind the pod policies that were read from its files: a cluster that was seen whole and has none lets
 * everything out, and what was not seen may decide anything. A policy of the cluster that is not understood is no fault of
 * the user's input: it leaves the layer unknown and is told, and hinders no run.
 */
export function withClusterRules(
  ruleSet: RuleSet,
  { policies, facts, clouds, problems, notEnforced }: ClusterRules,
): RuleSet {
  const ofCluster = new Set([...policies, ...facts].map(({ file }) => file));
  const own = ruleSet.clouded.get('pod-policy') ?? [];
  const manifests = notEnforced === undefined ? ruleSet.manifests : { ...ruleSet.manifests, notEnforced };
  return {
    ...ruleSet,
    manifests,
    layers:
      ruleSet.layers.has('pod-policy') && notEnforced === undefined
        ? ruleSet.layers
        : new Map([...ruleSet.layers, ['pod-policy', [podPolicyLayer(manifests)]]]),
    clouded: clouds.length === 0 ? ruleSet.clouded : new Map([...ruleSet.clouded, ['pod-policy', [...own, ...clouds]]]),
    problems: [
      ...ruleSet.problems.map((problem) =>
        ofCluster.has(problem.file) ? { ...problem, severity: 'warning' as const } : problem,
      ),
      ...problems,
    ],
  };
}

/** A plan that does not say which plug-in enforces its policies is judged with the one that its cluster runs. */
export function withPlugIn(plan: Plan, cni: Cni | undefined): Plan {
  if (cni === undefined || plan.network?.cni !== undefined) return plan;
  return { ...plan, network: { ...plan.network, cni } };
}

/** As `kubectl get` takes it: `cluster: networkpolicies.networking.k8s.io/pdp/default-deny`. */
function nameOfFile(id: ClusterResourceId, { metadata: { namespace, name } }: ClusterObject): string {
  return ['cluster: ', id, namespace === undefined ? '' : `/${namespace}`, `/${name}`].join('');
}

/** A replica set is read for its owner alone: without one it says nothing of its pods, which are judged by themselves. */
function bearsOnRules(id: ClusterResourceId, { metadata }: ClusterObject): boolean {
  return id !== 'replicasets.apps' || (metadata.ownerReferences?.length ?? 0) > 0;
}

/** The text is written when somebody asks for a line of it: of thousands of pods nobody does. */
function toFile(file: string, document: unknown, digest: (content: string) => string): RuleFile {
  const content = JSON.stringify(document);
  let written: string | undefined;
  return {
    file,
    get text() {
      return (written ??= dump(document, { noRefs: true }));
    },
    bytes: content.length,
    hash: digest(content),
    documents: [document],
  };
}

function findGap(id: ClusterResourceId, part: Observed<unknown> | undefined): Problem | undefined {
  const because = whyNotWhole(id, part);
  if (because === undefined) return undefined;
  const { message, remedy } = because;
  const consequence = 'so that what pod policies decide is unknown.';
  return { file: `cluster: ${id}`, line: 1, severity: 'warning', message: `${message}, ${consequence}`, remedy };
}

function whyNotWhole(
  id: ClusterResourceId,
  part: Observed<unknown> | undefined,
): { readonly message: string; readonly remedy: string } | undefined {
  const { kind }: ClusterResource = clusterResources[id];
  switch (part?.state) {
    case undefined:
      return {
        message: `${id} were not collected`,
        remedy: 'Collect them too: audit the cluster again, or take a new snapshot.',
      };
    case 'forbidden':
      return {
        message: `The kubeconfig may not ${part.needs}`,
        remedy: 'Grant that right: `pdp rbac` prints the least role.',
      };
    case 'failed':
      return { message: `${id} could not be read: ${part.because}`, remedy: 'Mend that, and audit again.' };
    case 'observed':
      return part.incomplete === undefined
        ? undefined
        : { message: `Not every ${kind} was read: ${part.incomplete}`, remedy: 'Audit again.' };
    case 'absent':
      return undefined;
  }
}

/** What is not seen to be enforced may be, and what it closes. */
function toDoubt({ because, source }: { readonly because: string; readonly source: string }): Problem {
  const message = `${because}, so that what pod policies decide is unknown.`;
  const remedy = 'Have whoever runs the cluster say what enforces network policies on these nodes, and attest it.';
  return { file: source, line: 1, severity: 'warning', message, remedy };
}

function tellNotEnforced(
  { because, source }: { readonly because: string; readonly source: string },
  policies: number,
): Problem {
  const message = `${because}, so that ${count(policies, 'policy', 'policies')} of the cluster decide nothing.`;
  return { file: source, line: 1, severity: 'warning', message, remedy: 'Have policies enforced, and audit again.' };
}
