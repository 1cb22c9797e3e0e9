import type { ComponentId, ConnectionId, ControlId, InfrastructureId, SafeguardId } from '../catalog/catalog.ts';
import type { PlanFinding } from '../plan/planFinding.ts';
import type { AskedKind } from '../network/findings/askedKinds.ts';
import type { Severity } from './finding.ts';

/** What the catalogue asks for. A waiver or an attestation names one of these, or a finding about the plan. */
export type CatalogRequirement =
  | `connection.${ConnectionId | 'dns'}`
  | `control.${ControlId}`
  | `component.${ComponentId}`
  | `infrastructure.${InfrastructureId}`
  | `egress.${AskedKind}`
  | `cluster.${SafeguardId}`;

/**
 * How much hangs on a requirement, whatever its outcome: what stops traffic or opens the data plane is high, what stops
 * updates, renewals or insight is medium. Our judgement; no document ranks them.
 */
export const severityOfRequirement = {
  'connection.pdp-agent--control-plane': 'high',
  'connection.pdp-agent--kubernetes-api': 'high',
  'connection.apim-adaptor--global-adaptor': 'high',
  'connection.apim-adaptor--service-bus': 'high',
  'connection.apim-enforcer--event-hub': 'high',
  'connection.secret-resolver--secret-store': 'high',
  'connection.container-registry--public-registry': 'medium',
  'connection.container-registry--internal-registry': 'high',
  'connection.certificate-manager--azure-dns': 'medium',
  'connection.certificate-manager--lets-encrypt': 'medium',
  'connection.flux-source-controller--github': 'medium',
  'connection.flux-helm-controller--wso2-registry': 'medium',
  'connection.dns': 'high',
  'egress.unplanned-egress': 'high',
  'egress.any-any': 'high',
  'egress.control-plane-opening': 'high',
  'egress.policies-not-enforced': 'high',
  'egress.rule-never-decides': 'low',
  'control.ddos-protection': 'medium',
  'control.admin-access': 'high',
  'control.encryption-in-transit': 'high',
  'control.encryption-at-rest': 'high',
  'control.secret-management': 'high',
  'control.cspm': 'medium',
  'control.sast': 'medium',
  'control.iac-scanning': 'low',
  'control.software-composition-analysis': 'medium',
  'control.container-image-scanning': 'medium',
  'control.runtime-protection': 'high',
  'control.web-application-firewall': 'high',
  'control.network-firewall': 'high',
  'component.cilium': 'high',
  'component.api-gateways': 'high',
  'component.pdp-agent': 'high',
  'component.observability': 'medium',
  'component.flux': 'medium',
  'infrastructure.kubernetes-cluster': 'high',
  'infrastructure.container-registry': 'high',
  'infrastructure.secret-store': 'high',
  'infrastructure.log-storage': 'medium',
  'cluster.policy-enforcement': 'high',
  'cluster.default-deny': 'high',
  'cluster.exposed-services': 'high',
  'cluster.node-network': 'medium',
  'cluster.pod-security-levels': 'medium',
  'cluster.pod-isolation': 'high',
  'cluster.unprivileged-users': 'medium',
  'cluster.narrow-roles': 'medium',
  'cluster.cluster-administrators': 'high',
  'cluster.service-account-tokens': 'low',
  'cluster.image-digests': 'low',
  'cluster.image-registries': 'medium',
  'cluster.certificate-renewal': 'high',
  'cluster.secrets-encryption': 'medium',
  'cluster.admission-policies': 'medium',
  'cluster.runtime-agents': 'high',
} as const satisfies Record<CatalogRequirement, Severity>;

export const severityOfPlanFinding = {
  contradiction: 'high',
  open: 'medium',
  warning: 'low',
} as const satisfies Record<PlanFinding['kind'], Severity>;
