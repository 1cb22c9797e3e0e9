import type { WorkloadSelector } from '../../catalog/catalog.ts';
import { assessByAttestation } from '../assessByAttestation.ts';
import type { AuditCheck } from '../auditCheck.ts';
import { severityOfRequirement } from '../severity.ts';

/** What has to run. Clusters are not read yet, so only people can vouch for it. */
export const componentRuns: AuditCheck = {
  id: 'PDP-CMP-001',
  title: 'The component is installed and ready',
  questions: (material) =>
    material.requirements.components.map(({ id, title, task, selectors }) => {
      const requirement = `component.${id}` as const;
      return {
        requirement,
        subject: id,
        severity: severityOfRequirement[requirement],
        task,
        assess: () =>
          assessByAttestation(
            {
              name: title,
              requirement,
              key: requirement,
              decidedBy: `A reading of the cluster decides it: whether ${describeSelectors(selectors)} are there and ready.`,
            },
            material,
          ),
      };
    }),
};

function describeSelectors(selectors: readonly WorkloadSelector[]): string {
  if (selectors.length === 0) return 'workloads whose labels the plan has yet to name under components';
  const each = selectors.map(({ selector, namespace }) =>
    namespace === undefined ? selector : `${selector} in ${namespace}`,
  );
  return `the workloads labelled ${each.join(' or ')}`;
}
