import type { ClusterResourceId } from './clusterResources.ts';
import type { ClusterObject, ServedGroup } from './clusterSnapshot.ts';
import { fieldAt, recordsAt, textAt } from './objectFields.ts';
import { isRecord, listOf, textsOf } from '../kernel/jsonFields.ts';

/** What refuses objects that break a policy, before they are stored. */
export interface AdmissionGuard {
  readonly object: ClusterObject;
  /** `Gatekeeper`, `Kyverno`, or `ValidatingAdmissionPolicy`. */
  readonly title: string;
  /** Whether what it could not check is let in. */
  readonly isOpenOnFailure: boolean;
  /** `no` where it only warns or writes down; `not-told` where that is not read. */
  readonly refuses: 'yes' | 'no' | 'not-told';
  /** Whose it is where a cloud installs it, and sets back what anybody else changes. */
  readonly managedBy?: string | undefined;
}

/** By what the policy controllers decide: a webhook without a policy behind it lets everything in. */
export const policyResourcesOfControllers = [
  'constraintpodstatuses.status.gatekeeper.sh',
  'clusterpolicies.kyverno.io',
  'policies.kyverno.io',
  'validatingpolicies.policies.kyverno.io',
  'clusteradmissionpolicies.policies.kubewarden.io',
  'admissionpolicies.policies.kubewarden.io',
] as const satisfies readonly ClusterResourceId[];
type ReadPolicies = (resource: (typeof policyResourcesOfControllers)[number]) => readonly ClusterObject[];

interface PolicyController {
  readonly title: string;
  /** Of the names of its webhooks. */
  readonly group: RegExp;
  /** Absent for one that brings its policies along. */
  readonly refuses?: (read: ReadPolicies, webhook: string) => AdmissionGuard['refuses'];
}

const controllers: readonly PolicyController[] = [
  {
    title: 'Gatekeeper',
    group: /(?:^|[.])gatekeeper[.]sh$/,
    // Whether a constraint denies or only warns stands in the constraint, whose kind is its user's.
    refuses: (read) =>
      read('constraintpodstatuses.status.gatekeeper.sh').some((one) => fieldAt(one, 'status', 'enforced') === true)
        ? 'not-told'
        : 'no',
  },
  {
    title: 'Kyverno',
    group: /(?:^|[.])kyverno[.](?:svc|io)(?:-.*)?$/,
    refuses: (read, webhook) => {
      const policies = [...read('clusterpolicies.kyverno.io'), ...read('policies.kyverno.io')].filter(
        (policy) => fieldAt(policy, 'spec', 'admission') !== false,
      );
      const isEnforced = policies.some((policy) =>
        recordsAt(policy, 'spec', 'rules').some((rule) => {
          const action = textAt(rule, 'validate', 'failureAction') ?? textAt(policy, 'spec', 'validationFailureAction');
          return isRecord(rule['validate']) && action?.toLowerCase() === 'enforce';
        }),
      );
      const isDenying = read('validatingpolicies.policies.kyverno.io').some((policy) => {
        const actions = textsOf(fieldAt(policy, 'spec', 'validationActions'));
        if (fieldAt(policy, 'spec', 'evaluation', 'admission', 'enabled') === false) return false;
        // Others are asked by proxies, or about files.
        if ((textAt(policy, 'spec', 'evaluation', 'mode') ?? 'Kubernetes') !== 'Kubernetes') return false;
        return actions.length === 0 || actions.includes('Deny');
      });
      if (isEnforced || isDenying) return 'yes';
      // Others are for kinds of policies that are not read, such as those of one namespace.
      return /^(?:vpol[.])?validate[.]/.test(webhook) ? 'no' : 'not-told';
    },
  },
  {
    title: 'Kubewarden',
    group: /(?:^|[.])kubewarden[.](?:admission|io)$/,
    refuses: (read) => {
      const policies = [
        ...read('clusteradmissionpolicies.policies.kubewarden.io'),
        ...read('admissionpolicies.policies.kubewarden.io'),
      ];
      // A webhook is there for each policy, and those of a group are not read.
      if (policies.length === 0) return 'not-told';
      return policies.some((policy) => (textAt(policy, 'spec', 'mode') ?? 'protect') === 'protect') ? 'yes' : 'no';
    },
  },
  { title: 'GKE Warden', group: /^warden-validating[.]common-webhooks[.]networking[.]gke[.]io$/ },
];

/** Whose a configuration is, by the name under which a cloud brings it along. */
export const managedGuards: ReadonlyMap<string, string> = new Map([
  ['warden-validating.config.common-webhooks.networking.gke.io', 'GKE'],
  ['azure-policy-validating-webhook-configuration', 'the Azure Policy add-on of AKS'],
]);

/** OpenShift's API server itself checks every pod by them; it serves their group on no other cluster. */
export function hasSecurityContextConstraints(groups: readonly ServedGroup[]): boolean {
  return groups.some(({ name }) => name === 'security.openshift.io');
}

/** Webhooks of the policy controllers that are known by the names of their webhooks. */
export function findGuardingWebhooks(
  configurations: readonly ClusterObject[],
  read: ReadPolicies,
): readonly AdmissionGuard[] {
  return configurations.flatMap((object) =>
    recordsAt(object, 'webhooks').flatMap((webhook) => {
      const name = textAt(webhook, 'name') ?? '';
      const controller = controllers.find(({ group }) => group.test(name));
      const isForObjects = recordsAt(webhook, 'rules').some((rule) =>
        textsOf(rule['operations']).some((operation) => operation === 'CREATE' || operation === '*'),
      );
      if (controller === undefined || !isForObjects || !isForWorkload(recordsAt(webhook, 'rules'))) return [];
      const isOpenOnFailure = textAt(webhook, 'failurePolicy') === 'Ignore';
      const managedBy = managedGuards.get(object.metadata.name);
      const refuses = controller.refuses?.(read, name) ?? 'yes';
      return [{ object, title: controller.title, isOpenOnFailure, refuses, managedBy }];
    }),
  );
}

/** Of pods or everything; one for a controller's own kinds, as clouds bring them along, guards nothing else. */
function isForWorkload(rules: readonly Readonly<Record<string, unknown>>[]): boolean {
  return rules.some((rule) => textsOf(rule['resources']).some((one) => ['*', '*/*', 'pods'].includes(one)));
}

/** Policies of the API server itself for pods: one without a binding is asked about nothing. */
export function findGuardingPolicies(
  policies: readonly ClusterObject[],
  bindings: readonly ClusterObject[],
): readonly AdmissionGuard[] {
  return policies.flatMap((object) => {
    const own = bindings.filter((binding) => textAt(binding, 'spec', 'policyName') === object.metadata.name);
    if (own.length === 0 || !isForWorkload(recordsAt(object, 'spec', 'matchConstraints', 'resourceRules'))) return [];
    const actions = own.flatMap((binding) => listOf(fieldAt(binding, 'spec', 'validationActions')));
    return [
      {
        object,
        title: 'ValidatingAdmissionPolicy',
        isOpenOnFailure: textAt(object, 'spec', 'failurePolicy') === 'Ignore',
        refuses: actions.includes('Deny') ? 'yes' : 'no',
      },
    ];
  });
}
