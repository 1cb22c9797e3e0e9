import type { InfrastructureId } from '../../catalog/catalog.ts';
import type { Assessment } from '../assessment.ts';
import { pass } from '../assessment.ts';
import type { AuditCheck, AuditMaterial } from '../auditCheck.ts';
import { assessCluster, lookAtTheCluster } from '../cluster/assessCluster.ts';
import { orAttested } from '../orAttested.ts';
import { severityOfRequirement } from '../severity.ts';

/**
 * What has to be there before anything is installed. A cluster that answers is there; of the rest, it shows only how it is
 * used, which other checks ask.
 */
export const infrastructureExists: AuditCheck = {
  id: 'PDP-INF-001',
  title: 'The infrastructure that the data plane is built on exists',
  needs: [],
  questions: (material) =>
    material.requirements.infrastructure.map(({ id, title, task, example }) => {
      const requirement = `infrastructure.${id}` as const;
      return {
        requirement,
        subject: id,
        severity: severityOfRequirement[requirement],
        task,
        assess: () =>
          orAttested(
            assessSeen(id, title, material),
            {
              name: title,
              requirement,
              key: requirement,
              decidedBy: `${decidedBy[id]} (usual here: ${example}).`,
              ...(id === 'kubernetes-cluster' && { waitsFor: 'cluster' as const }),
            },
            material,
          ),
      };
    }),
};

const byTheCloud = 'The facts of the cloud decide it, where there are any';

const decidedBy = {
  'kubernetes-cluster': lookAtTheCluster.replace(/[.]$/, ''),
  'container-registry': byTheCloud,
  'secret-store': byTheCloud,
  'log-storage': byTheCloud,
} as const satisfies Record<InfrastructureId, string>;

function assessSeen(id: InfrastructureId, title: string, material: AuditMaterial): Assessment | undefined {
  const { cluster: snapshot } = material;
  if (snapshot === undefined || id !== 'kubernetes-cluster') return undefined;
  return assessCluster({ about: title, needs: [] }, material, (cluster) =>
    pass('observed', {
      title: `${title}: it is there and answers`,
      evidence: [
        {
          text: `Kubernetes ${cluster.version()?.gitVersion ?? 'of a version that it does not tell'}, uid of kube-system ${snapshot.identity.uid ?? 'not read'}.`,
          source: `get /version of ${snapshot.identity.server}`,
        },
      ],
    }),
  );
}
