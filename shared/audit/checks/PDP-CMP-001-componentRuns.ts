import { assessByAttestation } from '../assessByAttestation.ts';
import type { AuditCheck } from '../auditCheck.ts';
import { severityOfRequirement } from '../severity.ts';

/** What has to run. Clusters are not read yet, so only people can vouch for it. */
export const componentRuns: AuditCheck = {
  id: 'PDP-CMP-001',
  title: 'The component is installed and ready',
  questions: (material) =>
    material.catalog.components.map(({ id, title, task }) => {
      const requirement = `component.${id}` as const;
      return {
        requirement,
        subject: id,
        severity: severityOfRequirement[requirement],
        task,
        assess: () =>
          assessByAttestation(
            {
              name: title[material.plan.edition] ?? title.default,
              requirement,
              key: requirement,
              decidedBy: 'A reading of the cluster decides it: whether its workloads are there and ready.',
            },
            material,
          ),
      };
    }),
};
