/** What is known of the labels of a pod, and as whom a plug-in sees it by them. */
import type { Cni } from '../../../plan/plan.ts';
import type { DestinationPod, KnownLabels } from '../../machine/destination.ts';

const givenByController =
  'A controller gives each of its pods labels of its own, and which ones these pods have is not known: select by labels of the template, or add the output of `kubectl get pods -o yaml` to the rules.';

const leftOutByCilium =
  'Cilium leaves labels that tell the pods of one controller apart, and such of Kubernetes itself, out of what it knows pods by, unless its setting `labels` says otherwise: select by other labels, or see in the cluster by which it knows these pods (`kubectl get ciliumendpoints -o yaml`).';

const perhapsLeftOut =
  'Cilium leaves labels that tell the pods of one controller apart, and such of Kubernetes itself, out of what it knows pods by, and whether it is the plug-in is not known: set network.cni, or select by other labels.';

/** By default no part of an identity. Source: cilium pkg/labelsfilter/filter.go, defaultLabelPrefixCfg. */
const ignoredByCilium =
  /^(?:io\.kubernetes|kubernetes\.io|k8s\.io|.*beta\.kubernetes\.io|statefulset\.kubernetes\.io\/pod-name|apps\.kubernetes\.io\/pod-index|batch\.kubernetes\.io\/(?:job-completion-index|controller-uid)|topology\.kubernetes\.io|pod-template-generation|pod-template-hash|controller-revision-hash|annotation|controller-uid|etcd_node)/;

/** A label that a controller gives to its pods, and of which nothing shows what it says. */
export interface GivenLabel {
  readonly key: string;
  /** Whether each of the pods certainly has it. */
  readonly isThere: boolean;
}

interface LabelledPods {
  readonly labels: KnownLabels['labels'];
  readonly openLabels?: readonly GivenLabel[] | undefined;
}

/** The labels of the pods of a workload, as the API has them. */
export function labelsOf({ labels, openLabels }: LabelledPods): KnownLabels {
  return { labels, incomplete: undefined, open: openLabels && toOpen(openLabels) };
}

const openOf = new WeakMap<readonly GivenLabel[], NonNullable<KnownLabels['open']>>();

/** Many workloads share a list. */
function toOpen(given: readonly GivenLabel[]): NonNullable<KnownLabels['open']> {
  let open = openOf.get(given);
  if (open === undefined) {
    open = new Map(given.map(({ key, isThere }) => [key, { isThere, because: givenByController }]));
    openOf.set(given, open);
  }
  return open;
}

interface Sight {
  readonly because: string;
  readonly seen: WeakMap<KnownLabels, KnownLabels>;
}

/** Of Cilium, and of a plug-in that may be it. */
const sights: ReadonlyMap<Cni | undefined, Sight> = new Map([
  ['cilium', { because: leftOutByCilium, seen: new WeakMap() }],
  [undefined, { because: perhapsLeftOut, seen: new WeakMap() }],
]);

/** The labels of pods as a plug-in sees them; of one that is not known all that one of them may leave out is open. */
export function asPlugInSees(known: KnownLabels, cni: Cni | undefined): KnownLabels {
  const sight = sights.get(cni);
  if (sight === undefined) return known;
  let seen = sight.seen.get(known);
  if (seen === undefined) sight.seen.set(known, (seen = withoutLeftOut(known, sight)));
  return seen;
}

function withoutLeftOut(known: KnownLabels, { because }: Sight): KnownLabels {
  const { labels, open } = known;
  const leftOut = [...Object.keys(labels), ...(open?.keys() ?? [])].filter((key) => ignoredByCilium.test(key));
  if (leftOut.length === 0) return known;
  return {
    ...known,
    open: new Map([...(open ?? []), ...leftOut.map((key) => [key, { isThere: false, because }] as const)]),
  };
}

/** Why it is not known whether the pod is meant, where that rests on its open labels; undefined where on something else. */
export function findLabelDoubt<Pod extends Pick<DestinationPod, 'labels'>>(
  pod: Pod,
  isMeant: (pod: Pod) => 'yes' | 'no' | 'perhaps',
): string | undefined {
  const { labels } = pod;
  const { open } = labels;
  const isOpenWith = (some: KnownLabels['open']): boolean =>
    isMeant({ ...pod, labels: { ...labels, open: some } }) === 'perhaps';
  if (open === undefined || isOpenWith(undefined)) return undefined;
  const reasons = [...new Set([...open.values()].map(({ because }) => because))];
  return (
    reasons.find((reason) => isOpenWith(new Map([...open].filter(([, { because }]) => because === reason)))) ??
    reasons[0]
  );
}
