import {
  findGuardingPolicies,
  findGuardingWebhooks,
  hasSecurityContextConstraints,
  policyResourcesOfControllers,
} from '../../evidence/admissionGuards.ts';
import type { AdmissionGuard } from '../../evidence/admissionGuards.ts';
import { count } from '../../kernel/count.ts';
import { fail, pass, unknown } from '../assessment.ts';
import { safeguardCheck } from '../cluster/safeguardCheck.ts';
import { firstEvidence } from '../firstEvidence.ts';

const webhooks = 'validatingwebhookconfigurations.admissionregistration.k8s.io';
const policies = 'validatingadmissionpolicies.admissionregistration.k8s.io';
const bindings = 'validatingadmissionpolicybindings.admissionregistration.k8s.io';

const checkId = 'PDP-SEC-011';

const refusals = {
  yes: 'refuses what it can’t check',
  no: 'without a policy that denies: what is against it is let in, with a warning or a note at most',
  'not-told': 'with policies of which it is not read whether they deny',
} as const satisfies Readonly<Record<AdmissionGuard['refuses'], string>>;

/** A guard that is passed by while it is down is none for whoever can take it down. */
export const admissionIsGuarded = safeguardCheck({
  id: checkId,
  title: 'Policies check what is created, and refuse it while they can’t be asked',
  about: 'Admission policies',
  safeguard: 'admission-policies',
  needs: [webhooks, policies, bindings, ...policyResourcesOfControllers],
  failsOnlyOnAll: true,
  assess(cluster) {
    const guards = [
      ...findGuardingWebhooks(cluster.objects(webhooks), (resource) => cluster.objects(resource)).map(
        (guard) => ({ resource: webhooks, ...guard }) as const,
      ),
      ...findGuardingPolicies(cluster.objects(policies), cluster.objects(bindings)).map(
        (guard) => ({ resource: policies, ...guard }) as const,
      ),
    ].map((guard) => {
      const said = guard.isOpenOnFailure
        ? `failurePolicy Ignore${guard.managedBy === undefined ? '' : `, as ${guard.managedBy} sets it`}: what it can’t check is let in`
        : refusals[guard.refuses];
      return { ...guard, evidence: cluster.evidence(guard.resource, guard.object, `${guard.title}, ${said}`) };
    });
    const source = cluster.source(webhooks);
    const builtIn = hasSecurityContextConstraints(cluster.groups())
      ? [
          {
            text: 'OpenShift checks every pod by its SecurityContextConstraints, in the API server itself.',
            source: `get /apis of ${cluster.snapshot.identity.server}`,
          },
        ]
      : [];
    if (guards.length === 0 && builtIn.length === 0) {
      return fail({
        title: 'No policy checks what is created',
        evidence: [
          {
            text: 'No webhook of Gatekeeper, Kyverno or Kubewarden for pods, and no bound ValidatingAdmissionPolicy for them.',
            source,
          },
        ],
        remedy:
          'Bind ValidatingAdmissionPolicies with the action Deny, or install Gatekeeper, Kyverno or Kubewarden with policies for the workload.',
      });
    }
    const open = guards.filter(({ isOpenOnFailure }) => isOpenOnFailure);
    const strong = guards.filter(({ isOpenOnFailure, refuses }) => refuses === 'yes' && !isOpenOnFailure);
    const guardsThatHold = strong.length + builtIn.length;
    // What a cloud keeps as it is can be made good by a guard of one's own beside it, and in no other way.
    const weak = open.filter(({ managedBy }) => managedBy === undefined || guardsThatHold === 0);
    const evidenceOf = (some: typeof guards) =>
      firstEvidence(
        some.map(({ evidence }) => evidence),
        { source },
      );
    const notTold = guards.filter(({ isOpenOnFailure, refuses }) => refuses === 'not-told' && !isOpenOnFailure);
    if (weak.length === 0 && guardsThatHold === 0 && notTold.length > 0) {
      return unknown('not-understood', {
        title: 'Whether admission policies refuse anything is not read',
        evidence: evidenceOf(notTold),
        remedy: `Look at the constraints of Gatekeeper, the policy groups of Kubewarden, the NamespacedValidatingPolicies of Kyverno: where those for the workload deny, attest it for ${checkId}, or bind ValidatingAdmissionPolicies with the action Deny beside them.`,
      });
    }
    if (weak.length > 0 || guardsThatHold === 0) {
      return fail({
        title:
          weak.length > 0
            ? 'Admission policies are passed by while they are down'
            : 'Admission policies refuse nothing',
        evidence: evidenceOf(weak.length > 0 ? weak : guards),
        remedy:
          weak.length === 0
            ? 'Give the policies the action that denies: validationActions [Deny] of a binding, failureAction Enforce of Kyverno, the mode protect of Kubewarden, a constraint of Gatekeeper.'
            : weak.some(({ managedBy }) => managedBy === undefined)
              ? 'Set failurePolicy to Fail, run the controller with several replicas, and leave its own namespace out by namespaceSelector.'
              : 'Bind ValidatingAdmissionPolicies with the action Deny beside it: what the cloud manages it sets back.',
      });
    }
    return pass('observed', {
      title: `${count(guardsThatHold, 'guard')} of what is created, closed while down`,
      evidence: [...evidenceOf([...strong, ...open]), ...builtIn],
    });
  },
});
