import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { binding } from '../testing/grants.ts';
import { podOf } from '../testing/podOf.ts';
import { tokensGrantSomething } from './PDP-SEC-006-tokensGrantSomething.ts';

const account = (automountServiceAccountToken?: boolean) =>
  objectOf(
    'serviceaccounts',
    'web/default',
    automountServiceAccountToken === undefined ? {} : { automountServiceAccountToken },
  );
const bound = [binding('web/read', 'view', 'ServiceAccount web/default')];
const says = (automountServiceAccountToken: boolean) => podOf('web/a', { spec: { automountServiceAccountToken } });
const silent = podOf('web/a');

describe('PDP-SEC-006', () => {
  it.each([
    ['the pod declines it', says(false), account(), []],
    ['its account declines it', silent, account(false), []],
    ['a role is bound to its account', silent, account(), bound],
  ])('passes where %s', (_where, pod, own, bindings) => {
    const cluster = clusterOf({
      pods: [pod],
      serviceaccounts: [own],
      'rolebindings.rbac.authorization.k8s.io': bindings,
    });
    expect(assessOn(tokensGrantSomething, cluster)).toMatchObject({ outcome: 'pass' });
  });

  it.each([
    ['nobody declines it', silent, account()],
    ['the pod asks for what its account declines', says(true), account(false)],
  ])('fails where %s and no role is bound', (_where, pod, own) => {
    expect(assessOn(tokensGrantSomething, clusterOf({ pods: [pod], serviceaccounts: [own] }))).toMatchObject({
      outcome: 'fail',
      evidence: [{ text: 'web/a: Pod of 1 pod, holds a token of web/default, to which no role is bound' }],
    });
  });

  it('does not fail for want of a binding that it could not have seen', () => {
    const cluster = clusterOf({
      pods: [silent],
      serviceaccounts: [account()],
      'rolebindings.rbac.authorization.k8s.io': 'forbidden',
    });
    expect(assessOn(tokensGrantSomething, cluster)).toMatchObject({ outcome: 'unknown', unknownBecause: 'forbidden' });
  });

  it('is unknown where accounts may not be read', () => {
    const cluster = clusterOf({ pods: [says(false)], serviceaccounts: 'forbidden' });
    expect(assessOn(tokensGrantSomething, cluster)).toMatchObject({ outcome: 'unknown', unknownBecause: 'forbidden' });
  });
});
