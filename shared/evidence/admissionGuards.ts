import type { ClusterObject, ServedGroup } from './clusterSnapshot.ts';
import { fieldAt, recordsAt, textAt } from './objectFields.ts';
import { listOf, textsOf } from '../network/jsonFields.ts';

/** What refuses objects that break a policy, before they are stored. */
export interface AdmissionGuard {
  readonly object: ClusterObject;
  /** `Gatekeeper`, `Kyverno`, or `ValidatingAdmissionPolicy`. */
  readonly title: string;
  /** Whether what it could not check is let in. */
  readonly isOpenOnFailure: boolean;
  /** False where it only warns or writes down. */
  readonly refuses: boolean;
  /** Whose it is where a cloud installs it, and sets back what anybody else changes. */
  readonly managedBy?: string | undefined;
}

const controllers = [
  { title: 'Gatekeeper', group: /(?:^|[.])gatekeeper[.]sh$/ },
  { title: 'Kyverno', group: /(?:^|[.])kyverno[.](?:svc|io)(?:-.*)?$/ },
  { title: 'Kubewarden', group: /(?:^|[.])kubewarden[.](?:admission|io)$/ },
  { title: 'GKE Warden', group: /^warden-validating[.]common-webhooks[.]networking[.]gke[.]io$/ },
] as const;

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
export function findGuardingWebhooks(configurations: readonly ClusterObject[]): readonly AdmissionGuard[] {
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
      return [{ object, title: controller.title, isOpenOnFailure, refuses: true, managedBy }];
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
        refuses: actions.includes('Deny'),
      },
    ];
  });
}
