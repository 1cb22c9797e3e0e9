import type { AuditCheck } from '../auditCheck.ts';
import { nodesAreReady } from './PDP-INF-002-nodesAreReady.ts';
import { kubernetesIsMaintained } from './PDP-INF-003-kubernetesIsMaintained.ts';
import { kubernetesIsUpstreamCompatible } from './PDP-INF-004-kubernetesIsUpstreamCompatible.ts';
import { clusterIsWherePlanned } from './PDP-INF-005-clusterIsWherePlanned.ts';
import { nodesAreSpreadOverZones } from './PDP-INF-006-nodesAreSpreadOverZones.ts';
import { nodesAreNotUnderPressure } from './PDP-INF-007-nodesAreNotUnderPressure.ts';
import { kubeletsFitTheApiServer } from './PDP-INF-008-kubeletsFitTheApiServer.ts';
import { registryIsInUse } from './PDP-INF-009-registryIsInUse.ts';
import { imagesArePulled } from './PDP-INF-010-imagesArePulled.ts';
import { secretStoreIsAttached } from './PDP-INF-011-secretStoreIsAttached.ts';
import { externalSecretsAreFresh } from './PDP-INF-012-externalSecretsAreFresh.ts';
import { logsAreCollected } from './PDP-INF-013-logsAreCollected.ts';
import { apiServicesAnswer } from './PDP-INF-014-apiServicesAnswer.ts';
import { ciliumRunsOnEveryNode } from './PDP-CMP-002-ciliumRunsOnEveryNode.ts';
import { ciliumIsMaintained } from './PDP-CMP-003-ciliumIsMaintained.ts';
import { ciliumEncryptsTraffic } from './PDP-CMP-004-ciliumEncryptsTraffic.ts';
import { ciliumReplacesKubeProxy } from './PDP-CMP-005-ciliumReplacesKubeProxy.ts';
import { ciliumServesTheMesh } from './PDP-CMP-006-ciliumServesTheMesh.ts';
import { gatewayPartsRun } from './PDP-CMP-007-gatewayPartsRun.ts';
import { gatewaysAreProgrammed } from './PDP-CMP-008-gatewaysAreProgrammed.ts';
import { gatewayListenersUseTls } from './PDP-CMP-009-gatewayListenersUseTls.ts';
import { gatewayCertificatesAreValid } from './PDP-CMP-010-gatewayCertificatesAreValid.ts';
import { routesAreAuthenticated } from './PDP-CMP-011-routesAreAuthenticated.ts';
import { agentKeepsRunning } from './PDP-CMP-012-agentKeepsRunning.ts';
import { observabilityRunsOnEveryNode } from './PDP-CMP-013-observabilityRunsOnEveryNode.ts';
import { observabilityIsStoredInside } from './PDP-CMP-014-observabilityIsStoredInside.ts';
import { observabilityIsNotExported } from './PDP-CMP-015-observabilityIsNotExported.ts';
import { fluxSourcesDeliver } from './PDP-CMP-016-fluxSourcesDeliver.ts';
import { fluxAppliesReleases } from './PDP-CMP-017-fluxAppliesReleases.ts';
import { fluxCorrectsDrift } from './PDP-CMP-018-fluxCorrectsDrift.ts';
import { fluxReconcilesInTime } from './PDP-CMP-019-fluxReconcilesInTime.ts';
import { fluxReadsTheRightRegistry } from './PDP-CMP-020-fluxReadsTheRightRegistry.ts';
import { policiesAreInForce } from './PDP-CLU-001-policiesAreInForce.ts';
import { namespacesDenyByDefault } from './PDP-CLU-002-namespacesDenyByDefault.ts';
import { onlyEntriesOfThePlanAreExposed } from './PDP-CLU-003-onlyEntriesOfThePlanAreExposed.ts';
import { workloadIsOffTheNodesNetwork } from './PDP-CLU-004-workloadIsOffTheNodesNetwork.ts';
import { namespacesEnforceAPodSecurityLevel } from './PDP-SEC-001-namespacesEnforceAPodSecurityLevel.ts';
import { podsKeepToTheBaseline } from './PDP-SEC-002-podsKeepToTheBaseline.ts';
import { containersDoNotRunAsRoot } from './PDP-SEC-003-containersDoNotRunAsRoot.ts';
import { rolesNameWhatTheyGrant } from './PDP-SEC-004-rolesNameWhatTheyGrant.ts';
import { administratorsAreKnown } from './PDP-SEC-005-administratorsAreKnown.ts';
import { tokensGrantSomething } from './PDP-SEC-006-tokensGrantSomething.ts';
import { imagesAreNamedByDigest } from './PDP-SEC-007-imagesAreNamedByDigest.ts';
import { imagesComeFromAllowedRegistries } from './PDP-SEC-008-imagesComeFromAllowedRegistries.ts';
import { certificatesAreRenewedInTime } from './PDP-SEC-009-certificatesAreRenewedInTime.ts';
import { secretsAreEncryptedAtRest } from './PDP-SEC-010-secretsAreEncryptedAtRest.ts';
import { admissionIsGuarded } from './PDP-SEC-011-admissionIsGuarded.ts';
import { agentsWatchEveryNode } from './PDP-SEC-012-agentsWatchEveryNode.ts';

/** What only a look at the cluster answers. */
export const clusterChecks: readonly AuditCheck[] = [
  nodesAreReady,
  kubernetesIsMaintained,
  kubernetesIsUpstreamCompatible,
  clusterIsWherePlanned,
  nodesAreSpreadOverZones,
  nodesAreNotUnderPressure,
  kubeletsFitTheApiServer,
  registryIsInUse,
  imagesArePulled,
  secretStoreIsAttached,
  externalSecretsAreFresh,
  logsAreCollected,
  apiServicesAnswer,
  ciliumRunsOnEveryNode,
  ciliumIsMaintained,
  ciliumEncryptsTraffic,
  ciliumReplacesKubeProxy,
  ciliumServesTheMesh,
  gatewayPartsRun,
  gatewaysAreProgrammed,
  gatewayListenersUseTls,
  gatewayCertificatesAreValid,
  routesAreAuthenticated,
  agentKeepsRunning,
  observabilityRunsOnEveryNode,
  observabilityIsStoredInside,
  observabilityIsNotExported,
  fluxSourcesDeliver,
  fluxAppliesReleases,
  fluxCorrectsDrift,
  fluxReconcilesInTime,
  fluxReadsTheRightRegistry,
  policiesAreInForce,
  namespacesDenyByDefault,
  onlyEntriesOfThePlanAreExposed,
  workloadIsOffTheNodesNetwork,
  namespacesEnforceAPodSecurityLevel,
  podsKeepToTheBaseline,
  containersDoNotRunAsRoot,
  rolesNameWhatTheyGrant,
  administratorsAreKnown,
  tokensGrantSomething,
  imagesAreNamedByDigest,
  imagesComeFromAllowedRegistries,
  certificatesAreRenewedInTime,
  secretsAreEncryptedAtRest,
  admissionIsGuarded,
  agentsWatchEveryNode,
];
