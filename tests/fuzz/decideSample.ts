/** What the files of a sample let through for certain, and by which rules something stays open, as a layer is judged by them. */
import { toRanges } from '#shared/network/flows/addressSpaces.ts';
import { allOf, certainlyAllowed } from '#shared/network/machine/decision.ts';
import type { Destination } from '#shared/network/machine/destination.ts';
import { ALL_FLOWS, intersect, NO_FLOWS, overlaps } from '#shared/network/flows/flowSet.ts';
import type { FlowSet } from '#shared/network/flows/flowSet.ts';
import { runProgram } from '#shared/network/machine/runProgram.ts';
import type { RuleSet } from '#shared/network/reading/readRules.ts';
import type { LayerBinding, Origin } from '#shared/network/reading/ruleFormat.ts';
import type { RulePlace } from '#shared/network/machine/ruleProgram.ts';
import type { Sample } from './ruleKinds.ts';

export interface SampleDecision {
  /** For each destination that is asked about; nothing where the layer is unknown as a whole. */
  readonly allowed: readonly FlowSet[];
  readonly open: () => readonly RulePlace[];
}

/** By addresses alone, and by names that rules of samples are for. */
const destinations: readonly Destination[] = [
  { flows: ALL_FLOWS, outside: true, isNameless: true },
  ...['cp.example.com', 'old.example.com', 'www.example.org'].map((host) => ({
    flows: ALL_FLOWS,
    outside: true,
    host,
  })),
];

const [podRanges, nodeRanges] = [toRanges(['10.20.0.0/16']), toRanges(['10.10.0.0/20'])];

export function decideSample(ruleSet: RuleSet, { layer, attachedTo }: Sample): SampleDecision {
  const rules = ruleSet.layers.get(layer) ?? [];
  const bindings = rules.map((some) => some.bind(attachedTo, originIn(ruleSet)));
  const isUnknown =
    ruleSet.clouded.has(layer) || !bindings.every(({ kind }) => kind !== 'unbound') || rules.length === 0;
  const programs = bindings.flatMap((binding) => (binding.kind === 'bound' ? binding.programs : []));
  const decisions = destinations.map((destination) =>
    allOf(
      programs.map((program) => runProgram(program, destination)),
      destination.flows,
    ),
  );
  return {
    allowed: decisions.map((decision) => (isUnknown ? NO_FLOWS : certainlyAllowed(decision))),
    open: () => [
      ...bindings.flatMap(unboundPlaces),
      ...decisions.flatMap(({ mayAllow, mayDeny, steps }) => {
        const open = intersect(mayAllow, mayDeny);
        return steps.filter(({ flows }) => overlaps(flows, open)).flatMap(({ places }) => places);
      }),
    ],
  };
}

/** Of a sample with a workload that one, or any pod. */
function originIn({ manifests: { workloads, adminPolicies } }: RuleSet): Origin {
  const [workload] = workloads;
  return {
    // Cluster-wide policies are in force for certain where the plug-in is known to be one that enforces them.
    network: { cni: adminPolicies.length > 0 ? 'generic' : undefined, podRanges, nodeRanges, serviceRanges: [] },
    subject: workload === undefined ? { kind: 'missing-workload', because: 'any pod' } : { kind: 'workload', workload },
    addresses: [...nodeRanges, ...podRanges],
    proxyPort: 3128,
  };
}

function unboundPlaces(binding: LayerBinding): readonly RulePlace[] {
  return binding.kind === 'unbound' ? (binding.places ?? []) : [];
}
