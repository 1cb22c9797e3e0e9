import type {
  FormatInput,
  FormatProblem,
  FormatReading,
  LayerBinding,
  LayerRules,
  RuleFormat,
  WayIn,
} from '../../reading/ruleFormat.ts';
import { servicesIn } from '../../flows/flowSet.ts';
import type { DestinationPod } from '../../machine/destination.ts';
import type { RuleProgram } from '../../machine/ruleProgram.ts';
import { unknownSection } from '../../machine/undecidedRules.ts';
import { holdsAgentRules, translateAgentRules } from './cilium/agentRules.ts';
import { defaultServiceAccount } from './readWorkloads.ts';
import { holdsManifests } from './manifestObject.ts';
import type { Manifests, Workload } from './manifests.ts';
import type { ClusterNetwork } from './clusterNetwork.ts';
import { makePodPolicies } from './makePodPolicies.ts';
import type { PodPolicies } from './makePodPolicies.ts';
import type { Direction, PodPolicy } from './podPolicy.ts';
import { senderOf } from './senderOf.ts';
import { readManifests } from './readManifests.ts';

export const kubernetesFormat: RuleFormat = {
  title: 'Kubernetes manifests',
  accepts: 'Kubernetes manifests',
  layers: ['pod-policy'],
  recognise: (input) => input.kind === 'document' && (holdsManifests(input.value) || holdsAgentRules(input.value)),
  translate: translateAgentRules,
  read,
};

function read(inputs: readonly FormatInput[]): FormatReading {
  const { manifests, facts, problems, unreadable } = readManifests(
    inputs.flatMap((input) =>
      input.kind === 'document' && holdsManifests(input.value)
        ? { file: input.file, index: input.document, value: input.value }
        : [],
    ),
  );
  const { policyObjects, podNetworks, foreignPolicies, workloads, notEnforced } = manifests;
  return {
    manifests,
    layers: policyObjects.length + podNetworks.length + foreignPolicies.length > 0 ? [podPolicyLayer(manifests)] : [],
    problems: [...problems, ...foreignPolicies.map(toProblem), ...warnOf(notEnforced)],
    found: [
      ...policyObjects.map(({ kind, place }) => ({ what: kind, many: pluralOf(kind), place })),
      ...podNetworks.map(({ place }) => ({ what: 'network of pods', many: 'networks of pods', place })),
      ...foreignPolicies.map(({ place }) => ({
        what: 'policy not judged yet',
        many: 'policies not judged yet',
        place,
      })),
      ...workloads.map(({ place }) => ({ what: 'workload', place, isFact: true })),
      ...facts,
    ],
    unreadable,
  };
}

/** `rule of …` becomes `rules of …`, and `…Policy` `…Policies`. */
function pluralOf(kind: string): string {
  return kind.replace(/^[a-z]+(?= of )/, '$&s').replace(/y$/, 'ies');
}

function toProblem({ place, apiVersion }: Manifests['foreignPolicies'][number]): FormatProblem {
  const api = apiVersion ?? 'an API that is not named';
  return {
    place,
    severity: 'warning',
    message: `${place.rule} of ${api} is not judged yet; what it may select stays unknown.`,
  };
}

function warnOf(notEnforced: Manifests['notEnforced']): readonly FormatProblem[] {
  if (notEnforced === undefined) return [];
  const { because, place } = notEnforced;
  const message = `${because}: no policy of the files decides anything.`;
  return [{ place, severity: 'warning', message, remedy: 'Have policies enforced, or leave the setting out.' }];
}

/** Policies select pods by their labels, so that nothing has to be attached. Of no policies at all, it allows everything. */
export function podPolicyLayer(manifests: Manifests): LayerRules {
  const known = { egress: new WeakMap<ClusterNetwork, PodPolicies>(), ingress: new WeakMap() };
  const policiesFor = (direction: Direction, network: ClusterNetwork): PodPolicies => {
    const policies: WeakMap<ClusterNetwork, PodPolicies> = known[direction];
    let found = policies.get(network);
    if (found === undefined) policies.set(network, (found = makePodPolicies(manifests, network, direction)));
    return found;
  };
  return {
    layer: 'pod-policy',
    goesByWorkload: true,
    finds: () => true,
    bind(_attachedTo, { network, subject }) {
      switch (subject.kind) {
        case 'node': {
          const policy = policiesFor('egress', network).ofNode;
          return policy.kind === 'unknown' ? toBinding(policy, 'egress') : idleFor(subject.kind);
        }
        case 'proxy':
          return idleFor(subject.kind);
        case 'missing-workload':
          return { kind: 'unbound', because: subject.because };
        case 'workload':
          return bindWorkload(subject.workload, network, policiesFor);
      }
    },
    receive({ pod, flows, namedPorts }, origin) {
      if (pod === undefined) return undefined;
      const sender = senderOf(origin, manifests, { services: servicesIn(flows), namedPorts });
      const binding = bindReceiver(pod, policiesFor('ingress', origin.network));
      return { binding: sender.node === undefined ? binding : fromAnyNode(binding), sender };
    },
  };
}

function idleFor(what: string): LayerBinding {
  return { kind: 'idle', because: `Pod policies do not bear on what a ${what} opens.` };
}

/** Of a pod whose labels are not all known, other policies than these may hold as well. */
function bindReceiver({ namespace, labels, serviceAccount }: DestinationPod, policies: PodPolicies): LayerBinding {
  const policy = policies.of({
    namespace,
    labels: labels.labels,
    openLabels: labels.open && [...labels.open].map(([key, { isThere }]) => ({ key, isThere })),
    hostNetwork: false,
    serviceAccount: serviceAccount ?? defaultServiceAccount,
  });
  if (labels.incomplete === undefined) return toBinding(policy, 'ingress');
  const isOpen = policy.kind === 'program' && policy.isolatedBy.length === 0;
  return isOpen ? toBinding(policy, 'ingress') : { kind: 'unbound', because: labels.incomplete };
}

const ownNodeReaches =
  'A pod is always reached from its own node, and whether that is the one that opens the connection is not known.';

function bindWorkload(
  workload: Workload,
  network: ClusterNetwork,
  policiesFor: (direction: Direction, network: ClusterNetwork) => PodPolicies,
): LayerBinding {
  const binding = toBinding(policiesFor('egress', network).of(workload), 'egress');
  if (binding.kind !== 'bound') return binding;
  return { ...binding, waysIn: () => waysInto(workload, policiesFor('ingress', network)) };
}

/** Of a pod that no policy selects for what comes in, pod policies say nothing: whatever gets to its address gets in. */
function waysInto(workload: Workload, policies: PodPolicies): readonly WayIn[] {
  const { namespace, name, namedPorts } = workload;
  const policy = policies.of(workload);
  const programs = programsInto(policy);
  return programs.length === 0 ? [] : [{ programs, pods: { name: `${namespace}/${name}`, namedPorts } }];
}

function programsInto(policy: PodPolicy): readonly RuleProgram[] {
  switch (policy.kind) {
    case 'node-network':
      return [];
    case 'unknown':
      return policy.places.map((place) => ({ sections: [unknownSection(place, policy.because)] }));
    case 'program':
      return policy.isolatedBy.length === 0 ? [] : [policy.program];
  }
}

/** What policies deny to other nodes, the pod's own may do all the same. */
function fromAnyNode(binding: LayerBinding): LayerBinding {
  if (binding.kind !== 'bound') return binding;
  const open = { sections: [], because: ownNodeReaches };
  const programs = binding.programs.map((program) => ({
    ...program,
    otherReadings: [...(program.otherReadings ?? []), open],
  }));
  return { ...binding, programs };
}

function toBinding(policy: PodPolicy, direction: Direction): LayerBinding {
  switch (policy.kind) {
    case 'node-network':
      return { kind: 'idle', because: 'The pod runs on the node’s network, where pod policies do not bear.' };
    case 'unknown':
      return { kind: 'unbound', because: policy.because, places: policy.places };
    case 'program': {
      const { openBecause = `No policy that was read selects these pods for ${direction}.` } = policy;
      const reason = policy.isolatedBy.length === 0 ? openBecause : undefined;
      return { kind: 'bound', programs: [policy.program], reason, hosts: policy.hosts };
    }
  }
}
