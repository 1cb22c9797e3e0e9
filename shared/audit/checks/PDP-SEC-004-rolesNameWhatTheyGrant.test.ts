import { describe, expect, it } from 'vitest';
import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { binding, clusterBinding } from '../testing/grants.ts';
import { rolesNameWhatTheyGrant } from './PDP-SEC-004-rolesNameWhatTheyGrant.ts';

const role = (rule: object, labels: Readonly<Record<string, string>> = {}) =>
  objectOf('clusterroles.rbac.authorization.k8s.io', 'ops', { rules: [rule] }, { labels });
const narrow = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };

const assess = (roles: readonly ClusterObject[], bindings: readonly ClusterObject[], more: object = {}) =>
  assessOn(
    rolesNameWhatTheyGrant,
    clusterOf({
      'clusterroles.rbac.authorization.k8s.io': roles,
      'clusterrolebindings.rbac.authorization.k8s.io': bindings,
      ...more,
    }),
  );
const toAlice = [clusterBinding('ops', 'ops', 'User alice')];

describe('PDP-SEC-004', () => {
  it('passes where bound roles name what they grant', () => {
    expect(assess([role(narrow)], toAlice)).toMatchObject({
      outcome: 'pass',
      evidence: [{ text: 'ops: ClusterRole, no wildcard' }],
    });
  });

  it.each([
    [{ ...narrow, verbs: ['*'] }, 'verbs *'],
    [{ ...narrow, resources: ['*'] }, 'resources *'],
    [{ ...narrow, apiGroups: ['*'] }, 'apiGroups *'],
  ])('fails for a bound role with %j', (rule, said) => {
    expect(assess([role(rule)], toAlice)).toMatchObject({
      outcome: 'fail',
      evidence: [{ text: `ops: ClusterRole, ${said}, granted to user alice` }],
    });
  });

  it('fails for a Role of a namespace, and not for one of the same name elsewhere', () => {
    const roles = 'roles.rbac.authorization.k8s.io';
    const own = objectOf(roles, 'web/all', { rules: [{ ...narrow, verbs: ['*'] }] });
    const bound = (namespace: string) => ({
      [roles]: [own],
      'rolebindings.rbac.authorization.k8s.io': [binding(`${namespace}/all`, 'Role all', 'Group devs')],
    });
    expect(assess([], [], bound('web')).outcome).toBe('fail');
    expect(assess([], [], bound('mail')).outcome).toBe('unknown');
  });

  it('leaves out what comes with Kubernetes, what is bound to nobody, and says who is expected to hold it', () => {
    const wide = { ...narrow, verbs: ['*'] };
    expect(assess([role(wide, { 'kubernetes.io/bootstrapping': 'rbac-defaults' })], toAlice)).toMatchObject({
      outcome: 'unknown',
    });
    expect(assess([role(wide)], [])).toMatchObject({ outcome: 'unknown', unknownBecause: 'absent' });
    const toSystem = [clusterBinding('ops', 'ops', 'ServiceAccount kube-system/operator')];
    expect(assess([role(wide)], toSystem)).toMatchObject({
      outcome: 'pass',
      evidence: [
        {
          text: 'ops: ClusterRole, verbs *, granted to service account kube-system/operator (in a namespace of Kubernetes)',
        },
      ],
    });
  });

  it('is unknown where bindings may not be read', () => {
    expect(assess([role(narrow)], toAlice, { 'rolebindings.rbac.authorization.k8s.io': 'forbidden' })).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'forbidden',
    });
  });
});
