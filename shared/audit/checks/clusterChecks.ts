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
];
