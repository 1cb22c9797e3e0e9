import { count } from '../../kernel/count.ts';
import type { ComponentRequirement } from '../../requirements/deriveRequirements.ts';
import type { Assessment } from '../assessment.ts';
import { fail, pass, unknown } from '../assessment.ts';
import type { AuditCheck, AuditMaterial } from '../auditCheck.ts';
import { assessCluster, lookAtTheCluster } from '../cluster/assessCluster.ts';
import { describeSelectors, noneOf } from '../cluster/componentOf.ts';
import type { ClusterReading } from '../cluster/clusterReading.ts';
import { findComponentWorkloads, workloadResources } from '../cluster/componentWorkloads.ts';
import { noneOfCilium } from '../cluster/noCilium.ts';
import { firstEvidence } from '../firstEvidence.ts';
import { orAttested } from '../orAttested.ts';
import { severityOfRequirement } from '../severity.ts';

/** What has to run: seen in the cluster, and vouched for where it could not be seen. */
export const componentRuns: AuditCheck = {
  id: 'PDP-CMP-001',
  title: 'The component is installed and ready',
  needs: workloadResources,
  questions: (material) =>
    material.requirements.components.map((component) => {
      const { id, title, task, selectors } = component;
      const requirement = `component.${id}` as const;
      const seen = (): Assessment | undefined =>
        material.cluster === undefined
          ? undefined
          : assessCluster({ about: title, needs: workloadResources }, material, (cluster) =>
              assessComponent(component, cluster, material),
            );
      return {
        requirement,
        subject: id,
        severity: severityOfRequirement[requirement],
        task,
        assess: () =>
          orAttested(
            seen(),
            {
              name: title,
              requirement,
              key: requirement,
              decidedBy: `A reading of the cluster decides it: whether ${describeSelectors(selectors)} are there and ready. ${lookAtTheCluster}`,
              waitsFor: 'cluster',
            },
            material,
          ),
      };
    }),
};

function assessComponent(
  { id, title, selectors, selectorIsConfirmed }: ComponentRequirement,
  cluster: ClusterReading<(typeof workloadResources)[number]>,
  material: AuditMaterial,
): Assessment {
  const workloads = findComponentWorkloads(cluster, selectors);
  const source = cluster.source('pods');
  if (workloads.length === 0) {
    const evidence = [{ text: noneOf({ id, title, selectors }).text, source }];
    if (selectorIsConfirmed && cluster.gaps().length === 0) {
      return fail({
        title: `${title} is not installed`,
        evidence,
        remedy: `Install it, or correct its labels in the plan under components.${id}.`,
      });
    }
    const inPlaceOfCilium = id === 'cilium' ? noneOfCilium(cluster, material) : undefined;
    return inPlaceOfCilium?.isOther === true
      ? unknown('absent', {
          title: inPlaceOfCilium.title,
          evidence: [{ text: inPlaceOfCilium.text, source }],
          remedy: inPlaceOfCilium.remedy,
        })
      : unknown('absent', {
          title: `${title}: nothing in the cluster has its labels`,
          evidence,
          remedy: `Name its labels in the plan under components.${id}, if they are others here; if they are right, set confirmedSelector there.`,
        });
  }
  const evidenceOf = (state: (typeof workloads)[number]['state']) =>
    firstEvidence(
      workloads.filter((workload) => workload.state === state).map(({ evidence }) => evidence),
      { source },
    );
  const [notReady, stale] = [evidenceOf('not-ready'), evidenceOf('stale')];
  if (notReady.length > 0) {
    return fail({
      title: `${title}: not all of it is ready`,
      evidence: notReady,
      remedy:
        'Run kubectl describe on what is named, and on its pods: their events say what they wait for. Mend that, and audit again.',
    });
  }
  if (stale.length > 0) {
    return unknown('incomplete', {
      title: `${title}: the cluster has not yet said how far it is`,
      evidence: stale,
      remedy: 'Wait until the change to it is rolled out, and audit again.',
    });
  }
  return pass('observed', {
    title: `${title}: ${count(workloads.length, 'workload')} found, all ready`,
    evidence: evidenceOf('ready'),
  });
}
