/** What checks of the Gateway API have in common. */
import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { fieldAt, recordsAt } from '../../evidence/objectFields.ts';
import { isRecord } from '../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../kernel/jsonFields.ts';
import type { Assessment } from '../assessment.ts';
import { notApplicable } from '../assessment.ts';
import type { AuditMaterial } from '../auditCheck.ts';
import type { ClusterReading } from './clusterReading.ts';

/** The resources. */
export const gatewayClasses = 'gatewayclasses.gateway.networking.k8s.io';
export const gateways = 'gateways.gateway.networking.k8s.io';
export const httpRoutes = 'httproutes.gateway.networking.k8s.io';

export const noGateways = {
  title: 'No gateway of the Gateway API is there',
  text: 'The Gateway API is served, and no Gateway is there.',
  remedy: 'Audit again once a Gateway is made, or attest component.api-gateways where clients come in another way.',
};

/** Where the profile brings a gateway of its own, a cluster without the Gateway API lacks nothing. */
export function gatewayApiIsNotUsed(
  cluster: ClusterReading<typeof gateways>,
  { plan }: Pick<AuditMaterial, 'plan'>,
): Assessment | undefined {
  if (plan.profile === 'openchoreo' || (cluster.isServed(gateways) && cluster.objects(gateways).length > 0))
    return undefined;
  return notApplicable({
    title: 'The Gateway API is not used',
    evidence: [
      {
        text: cluster.isServed(gateways) ? 'No Gateway is there.' : 'The API server does not serve the Gateway API.',
        source: cluster.source(gateways),
      },
    ],
  });
}

/** The references of a policy to what it is for; versions of its API before had room for one. */
export function targetsOf(policy: ClusterObject): readonly JsonRecord[] {
  const single = fieldAt(policy, 'spec', 'targetRef');
  return [...recordsAt(policy, 'spec', 'targetRefs'), ...(isRecord(single) ? [single] : [])];
}
