// Apart from the catalogue's schema, so that who needs a list of ids loads no more.

export const editionIds = ['integration-platform', 'devant', 'developer-platform', 'choreo'] as const;
export const managementModelIds = ['wso2-subscription', 'customer-subscription', 'self-managed'] as const;
export const cloudIds = ['azure', 'aws', 'gcp', 'on-premises'] as const;
/** Makers of Kubernetes that can be told apart by what their clusters show. */
export const distributionIds = ['aks', 'eks', 'gke', 'openshift', 'k3s', 'rke2', 'kubeadm'] as const;
export const securityTierIds = ['basic', 'standard', 'premium'] as const;
export const addOnIds = ['siem', 'soc'] as const;
export const partyIds = ['WSO2', 'Customer'] as const;
export const taskIds = [
  'subscription-prerequisites',
  'remote-access',
  'network-management',
  'firewall-rules',
  'infrastructure-provisioning',
  'kubernetes-management',
  'infrastructure-monitoring',
  'dns-management',
  'components-deployment',
  'components-management',
  'components-monitoring',
  'security-monitoring',
  'workload-deployment',
  'workload-management',
  'workload-monitoring',
  'workload-logs',
] as const;
export const connectionIds = [
  'pdp-agent--control-plane',
  'pdp-agent--kubernetes-api',
  'apim-adaptor--global-adaptor',
  'apim-adaptor--service-bus',
  'apim-enforcer--event-hub',
  'secret-resolver--secret-store',
  'container-registry--public-registry',
  'container-registry--internal-registry',
  'certificate-manager--azure-dns',
  'certificate-manager--lets-encrypt',
  'flux-source-controller--github',
  'flux-helm-controller--wso2-registry',
] as const;
export const componentIds = ['cilium', 'api-gateways', 'pdp-agent', 'observability', 'flux'] as const;
export const infrastructureIds = ['kubernetes-cluster', 'container-registry', 'secret-store', 'log-storage'] as const;
export const controlIds = [
  'ddos-protection',
  'admin-access',
  'encryption-in-transit',
  'encryption-at-rest',
  'secret-management',
  'cspm',
  'sast',
  'iac-scanning',
  'software-composition-analysis',
  'container-image-scanning',
  'runtime-protection',
  'web-application-firewall',
  'network-firewall',
] as const;
export const safeguardIds = [
  'policy-enforcement',
  'default-deny',
  'exposed-services',
  'node-network',
  'pod-security-levels',
  'pod-isolation',
  'unprivileged-users',
  'narrow-roles',
  'cluster-administrators',
  'service-account-tokens',
  'image-digests',
  'image-registries',
  'certificate-renewal',
  'secrets-encryption',
  'admission-policies',
  'runtime-agents',
] as const;
/** Checks that ask one question of the cluster: a waiver or an attestation may name one of them by its id. */
export const clusterCheckIds = [
  'PDP-INF-002',
  'PDP-INF-003',
  'PDP-INF-004',
  'PDP-INF-005',
  'PDP-INF-006',
  'PDP-INF-007',
  'PDP-INF-008',
  'PDP-INF-009',
  'PDP-INF-010',
  'PDP-INF-011',
  'PDP-INF-012',
  'PDP-INF-013',
  'PDP-INF-014',
  'PDP-CMP-002',
  'PDP-CMP-003',
  'PDP-CMP-004',
  'PDP-CMP-005',
  'PDP-CMP-006',
  'PDP-CMP-007',
  'PDP-CMP-008',
  'PDP-CMP-009',
  'PDP-CMP-010',
  'PDP-CMP-011',
  'PDP-CMP-012',
  'PDP-CMP-013',
  'PDP-CMP-014',
  'PDP-CMP-015',
  'PDP-CMP-016',
  'PDP-CMP-017',
  'PDP-CMP-018',
  'PDP-CMP-019',
  'PDP-CMP-020',
  'PDP-CLU-001',
  'PDP-CLU-002',
  'PDP-CLU-003',
  'PDP-CLU-004',
  'PDP-SEC-001',
  'PDP-SEC-002',
  'PDP-SEC-003',
  'PDP-SEC-004',
  'PDP-SEC-005',
  'PDP-SEC-006',
  'PDP-SEC-007',
  'PDP-SEC-008',
  'PDP-SEC-009',
  'PDP-SEC-010',
  'PDP-SEC-011',
  'PDP-SEC-012',
] as const;
export const selectorProfileIds = ['wso2', 'openchoreo'] as const;
/** Programs whose releases the catalogue follows. */
export const softwareIds = ['kubernetes', 'cilium'] as const;
export const impliedFlowIds = [
  'cluster-dns',
  'clients--gateway',
  'console--data-plane-apis',
  'workloads--backends',
  'observability-agents--log-storage',
  'operators--bastion',
] as const;
export const openQuestionIds = [
  'siem-tier-or-add-on',
  'inbound-image-row',
  'chart-fetcher',
  'control-plane-addresses',
  'update-management-system',
  'azure-dns-elsewhere',
  'clouds-in-customer-subscription',
  'supply-chain-extent',
  'installation-access',
  'regulations',
] as const;

export type EditionId = (typeof editionIds)[number];
export type ManagementModelId = (typeof managementModelIds)[number];
export type CloudId = (typeof cloudIds)[number];
export type SecurityTierId = (typeof securityTierIds)[number];
export type AddOnId = (typeof addOnIds)[number];
export type Party = (typeof partyIds)[number];
export type TaskId = (typeof taskIds)[number];
export type ConnectionId = (typeof connectionIds)[number];
export type ComponentId = (typeof componentIds)[number];
export type InfrastructureId = (typeof infrastructureIds)[number];
export type ControlId = (typeof controlIds)[number];
export type SafeguardId = (typeof safeguardIds)[number];
export type SelectorProfileId = (typeof selectorProfileIds)[number];
export type OpenQuestionId = (typeof openQuestionIds)[number];
