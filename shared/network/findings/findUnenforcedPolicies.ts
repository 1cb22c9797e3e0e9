/** Pod policies that nothing enforces: objects of Kubernetes have no effect without a plug-in that reads them. */
import { count } from '../../kernel/count.ts';
import type { Cni } from '../../plan/plan.ts';
import { doubtEnforcement } from '../formats/kubernetes/compileAdminPolicies.ts';
import type { Manifests, Workload } from '../formats/kubernetes/manifests.ts';
import { doubtNotEnforced } from '../formats/kubernetes/doubtNotEnforced.ts';
import { findPlugIn } from '../formats/kubernetes/installedPlugIns.ts';
import type { InstalledPlugIn } from '../formats/kubernetes/installedPlugIns.ts';
import { plugIns } from '../formats/kubernetes/plugIns.ts';
import { placeOf } from '../source/placeOf.ts';
import type { RulePlace } from '../machine/ruleProgram.ts';
import type { Examined } from './examined.ts';
import type { EgressFinding } from '../judging/verdict.ts';
import type { FindingInput } from './findingInput.ts';
import { mostRulesNamed, nameSome } from './words.ts';

export function findUnenforcedPolicies({ plan, ruleSet }: FindingInput): Examined {
  const { manifests } = ruleSet;
  const number = manifests.policyObjects.length;
  const of = count(number, 'pod policy', 'pod policies');
  if (number === 0) {
    return {
      findings: [],
      examined: 0,
      of,
      unknownBecause: [],
      notApplicable: 'There are no pod policies in the files.',
    };
  }
  const { notEnforced } = manifests;
  if (notEnforced !== undefined) {
    const policies = manifests.policyObjects.map(({ place }) => place);
    const { place, because } = notEnforced;
    const doubt = doubtNotEnforced(notEnforced, manifests, plan.network?.cni);
    if (doubt !== undefined) return { findings: [], examined: number, of, unknownBecause: [doubt] };
    return { findings: [toFinding(policies, [place], because, ruleSet)], examined: number, of, unknownBecause: [] };
  }
  const cni = plan.network?.cni === 'generic' ? undefined : plan.network?.cni;
  const installed = manifests.workloads.flatMap((workload) => plugInOf(workload, manifests, cni) ?? []);
  const enforcing = installed.find(({ plugIn }) => plugIn.enforces === 'yes');
  const idle = enforcing === undefined ? installed.find(({ plugIn }) => plugIn.enforces === 'no') : undefined;
  if (idle !== undefined) {
    const policies = manifests.policyObjects.map(({ place }) => place);
    const why = `${idle.plugIn.title} ${idle.plugIn.whyNot}`;
    return { findings: [toFinding(policies, [idle.place], why, ruleSet)], examined: number, of, unknownBecause: [] };
  }
  const known = enforcing?.plugIn.cni ?? cni;
  const others = known === undefined ? [] : objectsOfOthers(manifests, known);
  const doubts =
    known === undefined ? [] : manifests.adminPolicies.flatMap((policy) => doubtEnforcement(policy, known) ?? []);
  const seen = enforcing?.plugIn;
  const perhaps = installed.find(({ plugIn }) => plugIn.enforces === 'perhaps');
  return {
    findings: others.map(({ places, title }) =>
      toFinding(
        places,
        [],
        `they are for ${title}, and the cluster’s plug-in is ${enforcing?.plugIn.title ?? known}`,
        ruleSet,
      ),
    ),
    examined: number,
    of,
    unknownBecause: [
      ...new Set([...doubtPlugIn(seen, perhaps?.plugIn, cni), ...doubtStart(manifests, known, ruleSet), ...doubts]),
    ],
  };
}

function plugInOf(
  { kind, name, namespace, labels, place }: Workload,
  { plugIns: read = [] }: Manifests,
  cni: Cni | undefined,
): { readonly plugIn: InstalledPlugIn; readonly place: RulePlace } | undefined {
  if (kind !== 'DaemonSet') return undefined;
  const told = read.find((one) => one.name === name && one.namespace === namespace)?.plugIn;
  const plugIn = told ?? findPlugIn(name, labels);
  if (plugIn === undefined) return undefined;
  // Beside a plug-in that the plan names, the VPC CNI gives addresses alone.
  const isAddresses = plugIn.cni === 'amazon-vpc-cni' && cni !== undefined && cni !== plugIn.cni;
  return { place, plugIn: isAddresses ? { ...plugIn, enforces: 'perhaps' } : plugIn };
}

/** Between a pod's start and its policies, the VPC CNI lets everything through unless it is told otherwise. */
function doubtStart(
  { vpcCni }: Manifests,
  cni: Cni | undefined,
  { locate }: FindingInput['ruleSet'],
): readonly string[] {
  if (cni !== 'amazon-vpc-cni' || vpcCni === undefined) return [];
  const place = placeOf(locate(vpcCni.place));
  switch (vpcCni.mode) {
    case 'strict':
      return [];
    case 'standard':
      return [
        `Amazon VPC CNI in its mode standard lets a new pod open everything until its policies are in force (${place}): set NETWORK_POLICY_ENFORCING_MODE to strict.`,
      ];
    case 'not-said':
      return [
        `Whether a new pod may open everything until its policies are in force is not seen of Amazon VPC CNI (${place}): see that its NETWORK_POLICY_ENFORCING_MODE is strict.`,
      ];
  }
}

function objectsOfOthers(manifests: Manifests, cni: Cni): readonly { places: readonly RulePlace[]; title: string }[] {
  return plugIns
    .filter((plugIn) => plugIn.cni !== cni)
    .map((plugIn) => ({ places: plugIn.findObjects(manifests), title: plugIn.title }))
    .filter(({ places }) => places.length > 0);
}

/** What the plan says of the plug-in is no proof that it is there, and may be wrong. */
function doubtPlugIn(
  seen: InstalledPlugIn | undefined,
  perhaps: InstalledPlugIn | undefined,
  cni: Cni | undefined,
): readonly string[] {
  if (seen === undefined) {
    if (cni === undefined) return [askFor(perhaps)];
    // A plug-in that may enforce them is there, and the plan says that it does.
    return perhaps !== undefined
      ? []
      : [`The plan says that ${cni} enforces them, and no file shows it: add the manifest of its DaemonSet.`];
  }
  return cni === undefined || seen.cni === undefined || seen.cni === cni
    ? []
    : [`The plan says that ${cni} enforces them, and the files show ${seen.title}: correct network.cni, or the files.`];
}

function askFor(plugIn: InstalledPlugIn | undefined): string {
  return plugIn === undefined
    ? 'Which plug-in enforces pod policies is not known: set network.cni, or add the manifests of its DaemonSet.'
    : `${plugIn.title} enforces policies only where its network policy agent is switched on: set network.cni if it is.`;
}

function toFinding(
  policies: readonly RulePlace[],
  because: readonly RulePlace[],
  why: string,
  { locate }: FindingInput['ruleSet'],
): Omit<EgressFinding, 'kind'> {
  const names = policies.map(({ rule }) => rule);
  return {
    subject: names.slice(0, 2).join(', '),
    title: `Nothing enforces ${nameSome(names)}: ${why}`,
    certainty: 'certain',
    unknownBecause: [],
    layer: 'pod-policy',
    workloads: [],
    connections: [],
    rules: [
      ...because.map((place) => ({ ...locate(place), note: why })),
      ...policies.slice(0, mostRulesNamed).map((place) => locate(place)),
    ],
    surplus: [],
    remedy:
      'Install a plug-in that enforces them (a private data plane installs Cilium), or correct network.cni; until then every pod may reach what the other layers let out.',
  };
}
