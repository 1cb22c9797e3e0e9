import { conditionOf, describeCondition, fieldAt, textAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { partOf } from '../../kernel/partOf.ts';
import { assessEach } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { firstEvidence } from '../firstEvidence.ts';

const apiServices = 'apiservices.apiregistration.k8s.io';

/** An API of which the server knows and which nobody answers: namespaces can't be deleted then, and what asks it is blind. */
export const apiServicesAnswer = clusterCheck({
  id: 'PDP-INF-014',
  title: 'Every API that the cluster offers is answered',
  about: 'Answers of the API services',
  requirement: 'infrastructure.kubernetes-cluster',
  task: 'kubernetes-management',
  severity: 'medium',
  needs: [apiServices],
  assess(cluster) {
    const source = cluster.source(apiServices);
    const judged = cluster.objects(apiServices).map((service) => {
      const available = conditionOf(fieldAt(service, 'status'), 'Available');
      const behind = ['namespace', 'name'].flatMap((field) => textAt(service, 'spec', 'service', field) ?? []);
      const isLocal = behind.length === 0;
      const by = isLocal ? 'the API server itself' : `the Service ${behind.join('/')}`;
      const state =
        available?.status === 'True'
          ? ('good' as const)
          : available?.status === 'False'
            ? ('bad' as const)
            : ('open' as const);
      const text = `answered by ${by}, ${describeCondition('Available', available)}`;
      return { state, isLocal, evidence: cluster.evidence(apiServices, service, text) };
    });
    const local = judged.filter(({ isLocal, state }) => isLocal && state === 'good').length;
    const assessment = assessEach(judged, {
      source,
      pass: (all) => `${count(all, 'API service')} answered`,
      fail: (bad, all) => `${bad} of ${count(all, 'API service')} not answered`,
      remedy:
        'Have what is behind it run again, or delete the APIService of what was removed: kubectl get apiservices lists them.',
      open: {
        title: (open, all) => `${partOf(open, all, 'API service', ['does', 'do'])} not tell whether anything answers`,
        remedy: 'Audit again in a minute: the API server looks at each of them by itself.',
      },
      none: {
        title: 'No API services are there',
        text: 'The list of APIServices is empty, which it is in no Kubernetes.',
        remedy: 'See what stands between this machine and the API server.',
      },
    });
    if (assessment.outcome !== 'pass') return assessment;
    // An API server answers twenty groups by itself, which tells nobody anything.
    const elsewhere = judged.filter(({ isLocal }) => !isLocal).map(({ evidence }) => evidence);
    const own = { text: `${count(local, 'API service')} answered by the API server itself.`, source };
    return { ...assessment, evidence: [...firstEvidence(elsewhere, { source }), own] };
  },
});
