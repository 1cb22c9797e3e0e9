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
  policiesAreInForce,
];
