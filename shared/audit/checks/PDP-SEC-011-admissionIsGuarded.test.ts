import { describe, expect, it } from 'vitest';
import { policyResourcesOfControllers } from '../../evidence/admissionGuards.ts';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { admissionIsGuarded } from './PDP-SEC-011-admissionIsGuarded.ts';

const webhooks = 'validatingwebhookconfigurations.admissionregistration.k8s.io';
const policies = 'validatingadmissionpolicies.admissionregistration.k8s.io';
const bindings = 'validatingadmissionpolicybindings.admissionregistration.k8s.io';

const webhook = (name: string, failurePolicy: string, resources = ['*']) =>
  objectOf(webhooks, 'guard', {
    webhooks: [{ name, failurePolicy, rules: [{ operations: ['CREATE', 'UPDATE'], resources }] }],
  });
const policy = (failurePolicy: string, resource = 'pods') =>
  objectOf(policies, 'no-latest', {
    spec: { failurePolicy, matchConstraints: { resourceRules: [{ operations: ['CREATE'], resources: [resource] }] } },
  });
const bound = (...validationActions: readonly string[]) =>
  objectOf(bindings, 'no-latest', { spec: { policyName: 'no-latest', validationActions } });

describe('PDP-SEC-011', () => {
  const [constraints, kyverno, , validating, kubewarden] = policyResourcesOfControllers;
  const enforced = (is: boolean) => objectOf(constraints, 'gatekeeper-system/x', { status: { enforced: is } });
  const ofKyverno = (spec: object) => objectOf(kyverno, 'no-latest', { spec });
  const rule = (validate: object) => ({ rules: [{ validate }] });

  it.each([
    ['validation.gatekeeper.sh', {}, 'fail'],
    ['validation.gatekeeper.sh', { [constraints]: [enforced(false)] }, 'fail'],
    ['validation.gatekeeper.sh', { [constraints]: [enforced(true)] }, 'unknown'],
    ['validation.gatekeeper.sh', { [constraints]: 'forbidden' }, 'unknown'],
    ['validate.kyverno.svc-fail', {}, 'fail'],
    [
      'validate.kyverno.svc-fail',
      { [kyverno]: [ofKyverno({ ...rule({}), validationFailureAction: 'Enforce' })] },
      'pass',
    ],
    ['validate.kyverno.svc-fail', { [kyverno]: [ofKyverno(rule({ failureAction: 'Enforce' }))] }, 'pass'],
    ['validate.kyverno.svc-fail', { [kyverno]: [ofKyverno(rule({ failureAction: 'Audit' }))] }, 'fail'],
    [
      'validate.kyverno.svc-fail',
      { [kyverno]: [ofKyverno({ ...rule({ failureAction: 'Enforce' }), admission: false })] },
      'fail',
    ],
    [
      'vpol.validate.kyverno.svc-fail',
      { [validating]: [objectOf(validating, 'v', { spec: { evaluation: { mode: 'Envoy' } } })] },
      'fail',
    ],
    [
      'vpol.validate.kyverno.svc-fail',
      { [validating]: [objectOf(validating, 'v', { spec: { evaluation: { mode: 'Kubernetes' } } })] },
      'pass',
    ],
    [
      'vpol.validate.kyverno.svc-fail',
      { [validating]: [objectOf(validating, 'v', { spec: { evaluation: { admission: { enabled: false } } } })] },
      'fail',
    ],
    [
      'validate.kyverno.svc-fail',
      { [kyverno]: [ofKyverno({ rules: [{}], validationFailureAction: 'Enforce' })] },
      'fail',
    ],
    ['vpol.validate.kyverno.svc-fail', { [validating]: [objectOf(validating, 'v', { spec: {} })] }, 'pass'],
    [
      'vpol.validate.kyverno.svc-fail',
      { [validating]: [objectOf(validating, 'v', { spec: { validationActions: ['Audit'] } })] },
      'fail',
    ],
    ['p.kubewarden.admission', { [kubewarden]: [objectOf(kubewarden, 'p', { spec: { mode: 'protect' } })] }, 'pass'],
    ['p.kubewarden.admission', { [kubewarden]: [objectOf(kubewarden, 'p', { spec: { mode: 'monitor' } })] }, 'fail'],
    ['clusterwide-group-p.kubewarden.admission', {}, 'unknown'],
    ['nvpol.validate.kyverno.svc-fail', {}, 'unknown'],
  ] as const)('goes by the policies behind %s, which fails closed: %j is %s', (name, seen, outcome) => {
    expect(assessOn(admissionIsGuarded, clusterOf({ [webhooks]: [webhook(name, 'Fail')], ...seen })).outcome).toBe(
      outcome,
    );
  });

  it('passes with a policy of the API server that denies', () => {
    expect(
      assessOn(admissionIsGuarded, clusterOf({ [policies]: [policy('Fail')], [bindings]: [bound('Deny', 'Audit')] })),
    ).toMatchObject({
      outcome: 'pass',
      evidence: [{ text: 'no-latest: ValidatingAdmissionPolicy, refuses what it can’t check' }],
    });
  });

  it('asks for a guard of one’s own beside one that a cloud manages, and for nothing that the cloud sets back', () => {
    const managed = objectOf(webhooks, 'azure-policy-validating-webhook-configuration', {
      webhooks: [
        {
          name: 'validation.gatekeeper.sh',
          failurePolicy: 'Ignore',
          rules: [{ operations: ['CREATE'], resources: ['*'] }],
        },
      ],
    });
    expect(assessOn(admissionIsGuarded, clusterOf({ [webhooks]: [managed] }))).toMatchObject({
      outcome: 'fail',
      remedy: expect.stringContaining('what the cloud manages it sets back') as string,
    });
    const beside = { [webhooks]: [managed], [policies]: [policy('Fail')], [bindings]: [bound('Deny')] };
    expect(assessOn(admissionIsGuarded, clusterOf(beside)).outcome).toBe('pass');
  });

  it('takes the SecurityContextConstraints of OpenShift for a guard', () => {
    const groups = [{ name: 'security.openshift.io', versions: ['v1'] }];
    const openshift = clusterOf({}, { groups: { state: 'observed', at: '2026-11-21T08:59:00Z', value: groups } });
    expect(assessOn(admissionIsGuarded, openshift)).toMatchObject({
      outcome: 'pass',
      evidence: [{ text: expect.stringContaining('SecurityContextConstraints') as string }],
    });
  });

  it('fails where a guard lets in what it can’t check, and says which', () => {
    const open = webhook('validation.gatekeeper.sh', 'Ignore');
    expect(assessOn(admissionIsGuarded, clusterOf({ [webhooks]: [open] }))).toMatchObject({
      outcome: 'fail',
      evidence: [{ text: 'guard: Gatekeeper, failurePolicy Ignore: what it can’t check is let in' }],
    });
    expect(
      assessOn(admissionIsGuarded, clusterOf({ [policies]: [policy('Ignore')], [bindings]: [bound('Deny')] })).outcome,
    ).toBe('fail');
  });

  it.each<[string, Parameters<typeof clusterOf>[0]]>([
    ['nothing guards', {}],
    ['webhooks are of others', { [webhooks]: [webhook('webhook.cert-manager.io', 'Fail')] }],
    [
      'a controller guards its own kinds alone',
      { [webhooks]: [webhook('check-ignore-label.gatekeeper.sh', 'Fail', ['namespaces'])] },
    ],
    [
      'a policy is for kinds of a cloud’s own',
      { [policies]: [policy('Fail', 'nodenetworkconfigs')], [bindings]: [bound('Deny')] },
    ],
    ['a policy is bound to nothing', { [policies]: [policy('Fail')] }],
    ['a policy is bound to warn', { [policies]: [policy('Fail')], [bindings]: [bound('Warn')] }],
  ])('fails where %s', (_where, seen) => {
    expect(assessOn(admissionIsGuarded, clusterOf(seen))).toMatchObject({ outcome: 'fail' });
  });

  it('is unknown where webhooks may not be read and a policy would pass', () => {
    const seen = { [webhooks]: 'forbidden', [policies]: [policy('Fail')], [bindings]: [bound('Deny')] } as const;
    expect(assessOn(admissionIsGuarded, clusterOf(seen))).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'forbidden',
    });
  });
});
