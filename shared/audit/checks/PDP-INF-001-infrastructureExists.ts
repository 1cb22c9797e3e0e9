import type { InfrastructureId } from '../../catalog/catalog.ts';
import type { Assessment } from '../assessment.ts';
import { pass } from '../assessment.ts';
import type { AuditCheck, AuditMaterial } from '../auditCheck.ts';
import { assessCluster, lookAtTheCluster } from '../cluster/assessCluster.ts';
import { findAttachedStores, secretStoreResources } from '../cluster/attachedStores.ts';
import { readCluster } from '../cluster/clusterReading.ts';
import { findUseOfRegistry } from '../cluster/registryUse.ts';
import type { Evidence } from '../finding.ts';
import { firstEvidence } from '../firstEvidence.ts';
import { orAttested } from '../orAttested.ts';
import { severityOfRequirement } from '../severity.ts';

/**
 * What has to be there before anything is installed. A cluster that answers is there, and so is what it is seen to use: a store
 * that External Secrets or a mount has reached, a registry of the plan from which containers run. Where logs are kept it does
 * not show: that they are collected is another check's.
 */
export const infrastructureExists: AuditCheck = {
  id: 'PDP-INF-001',
  title: 'The infrastructure that the data plane is built on exists',
  needs: [...secretStoreResources, 'pods'],
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

const askWhoProvides = 'Look where it is provided: in the console of the cloud, or with whoever runs it';

const decidedBy = {
  'kubernetes-cluster': lookAtTheCluster.replace(/[.]$/, ''),
  'container-registry':
    'Name its hosts in the plan under connections.container-registry--internal-registry.hosts, and look at a cluster that runs images from it',
  'secret-store':
    'Attach it by External Secrets or the Secrets Store CSI driver, and look at the cluster: a store that was reached is there',
  'log-storage': askWhoProvides,
} as const satisfies Record<InfrastructureId, string>;

function assessSeen(id: InfrastructureId, title: string, material: AuditMaterial): Assessment | undefined {
  const { cluster: snapshot } = material;
  if (snapshot === undefined) return undefined;
  switch (id) {
    case 'kubernetes-cluster':
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
    case 'secret-store':
      return seenInUse(title, findAttachedStores(readCluster(snapshot, secretStoreResources)), 'reached');
    case 'container-registry':
      return seenInUse(title, findUseOfRegistry(readCluster(snapshot, ['pods']), material), 'used');
    case 'log-storage':
      return undefined;
  }
}

/** What is used is there, whatever else could not be read; that nothing of it is seen proves nothing. */
function seenInUse(title: string, evidence: readonly Evidence[], how: string): Assessment | undefined {
  const [first] = evidence;
  if (first === undefined) return undefined;
  return pass('observed', { title: `${title}: it is there, and ${how}`, evidence: firstEvidence(evidence, first) });
}
