import { bindingResources, describeSubject, findGrants } from '../../evidence/grants.ts';
import type { BindingResource } from '../../evidence/grants.ts';
import { count } from '../../kernel/count.ts';
import { assessEach } from '../cluster/assessEach.ts';
import { makeWhyExpected } from '../cluster/expectedSubjects.ts';
import { safeguardCheck } from '../cluster/safeguardCheck.ts';

/** Who is bound to cluster-admin, be it in one namespace. What the cloud grants beside roles is not in the cluster. */
export const administratorsAreKnown = safeguardCheck({
  id: 'PDP-SEC-005',
  title: 'Only who the plan names is bound to cluster-admin',
  about: 'Administrators of the cluster',
  safeguard: 'cluster-administrators',
  needs: [...bindingResources, 'pods', 'serviceaccounts', 'nodes'],
  failsOnlyOnAll: true,
  assess(cluster, material) {
    const whyExpected = makeWhyExpected(cluster, material);
    const judged = bindingResources.flatMap((resource: BindingResource) =>
      findGrants(cluster.objects(resource))
        .filter(({ role }) => role.kind === 'ClusterRole' && role.name === 'cluster-admin')
        .flatMap(({ binding, subjects }) =>
          subjects.map((subject) => {
            const why = whyExpected(subject);
            const said = `${describeSubject(subject)}, ${why ?? 'whom the plan does not name'}`;
            return {
              state: why === undefined ? ('bad' as const) : ('good' as const),
              evidence: cluster.evidence(resource, binding, `cluster-admin for ${said}`),
            };
          }),
        ),
    );
    return assessEach(judged, {
      source: cluster.source(bindingResources[0]),
      pass: (all) => `${count(all, 'subject')} bound to cluster-admin, all of them known`,
      fail: (bad, all) => `${bad} of ${count(all, 'subject')} bound to cluster-admin without the plan naming them`,
      remedy: `Take the binding away, bind a narrower role, or name who it is under clusterAdministrators in ${material.planFile}.`,
      none: {
        title: 'Nobody is bound to cluster-admin',
        text: 'Not even system:masters is bound to cluster-admin, as Kubernetes does by itself: rights come from elsewhere.',
        remedy: 'Have whoever runs the cluster attest who administers it.',
      },
    });
  },
});
