import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { bindingResources, describeSubject, findGrants, findWildcards, isBuiltIn } from '../../evidence/grants.ts';
import { nameOf } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { partOf } from '../../kernel/partOf.ts';
import { enumerate } from '../../kernel/enumerate.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { makeWhyExpected } from '../cluster/expectedSubjects.ts';
import { safeguardCheck } from '../cluster/safeguardCheck.ts';

const clusterRoles = 'clusterroles.rbac.authorization.k8s.io';
const roles = 'roles.rbac.authorization.k8s.io';
const mostSubjects = 5;

/** Of roles that are bound to somebody; those that come with Kubernetes are left out, and so are subjects that are known to need them. */
export const rolesNameWhatTheyGrant = safeguardCheck({
  id: 'PDP-SEC-004',
  title: 'No role that is bound grants by wildcard',
  about: 'Wildcards in roles',
  safeguard: 'narrow-roles',
  needs: [clusterRoles, roles, ...bindingResources, 'pods', 'serviceaccounts', 'nodes'],
  failsOnlyOnAll: true,
  assess(cluster, material) {
    const whyExpected = makeWhyExpected(cluster, material);
    const grants = findGrants(bindingResources.flatMap((resource) => cluster.objects(resource)));
    const grantsOf = Map.groupBy(grants, ({ role, binding }) =>
      role.kind === 'Role' ? `Role ${binding.metadata.namespace}/${role.name}` : `ClusterRole ${role.name}`,
    );
    const judge = (resource: typeof clusterRoles | typeof roles, role: ClusterObject): readonly Judged[] => {
      const bound = (grantsOf.get(`${role.kind} ${nameOf(role)}`) ?? []).flatMap(({ subjects }) => subjects);
      if (isBuiltIn(role) || bound.length === 0) return [];
      const wildcards = findWildcards(role);
      const unexpected = bound.filter((subject) => whyExpected(subject) === undefined);
      const holders = [...new Set(unexpected.map(describeSubject))];
      const more = holders.length - mostSubjects;
      const named = [...holders.slice(0, mostSubjects), ...(more > 0 ? [`${more} more`] : [])];
      const isBad = wildcards.length > 0 && unexpected.length > 0;
      const said =
        wildcards.length === 0
          ? 'no wildcard'
          : isBad
            ? `${wildcards.join(', ')}, granted to ${enumerate(named)}`
            : `${wildcards.join(', ')}, granted to ${enumerate(
                [...new Set(bound.map((subject) => `${describeSubject(subject)} (${whyExpected(subject)})`))].slice(
                  0,
                  mostSubjects,
                ),
              )}`;
      return [
        {
          state: isBad ? 'bad' : 'good',
          evidence: cluster.evidence(resource, role, `${role.kind}, ${said}`),
        },
      ];
    };
    return assessEach(
      [
        ...cluster.objects(clusterRoles).flatMap((role) => judge(clusterRoles, role)),
        ...cluster.objects(roles).flatMap((role) => judge(roles, role)),
      ],
      {
        source: cluster.source(clusterRoles),
        pass: (all) =>
          `${count(all, 'bound role')} beside those of Kubernetes, without wildcards for others than who needs them`,
        fail: (bad, all) => `${partOf(bad, all, 'bound role', ['grants', 'grant'])} by wildcard`,
        remedy: 'Write the API groups, resources and verbs that are used in place of each *.',
        none: {
          title: 'No roles are bound beside those that come with Kubernetes',
          text: 'The roles of the cluster are those that come with Kubernetes, or are bound to nobody.',
          remedy: 'Audit again once something is installed.',
        },
      },
    );
  },
});
