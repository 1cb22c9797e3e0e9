import { assessByAttestation } from '../assessByAttestation.ts';
import type { AuditCheck } from '../auditCheck.ts';
import { severityOfRequirement } from '../severity.ts';

/** What has to be there before anything is installed. Clusters and clouds are not read yet, so only people can vouch for it. */
export const infrastructureExists: AuditCheck = {
  id: 'PDP-INF-001',
  title: 'The infrastructure that the data plane is built on exists',
  questions: (material) =>
    material.requirements.infrastructure.map(({ id, title, task, example }) => {
      const requirement = `infrastructure.${id}` as const;
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
              decidedBy: `A reading of the cluster and the cloud decides it (usual here: ${example}).`,
            },
            material,
          ),
      };
    }),
};
