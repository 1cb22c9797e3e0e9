import type { AuditCheck } from '../auditCheck.ts';
import { policiesAreInForce } from './PDP-CLU-001-policiesAreInForce.ts';
import { nodesAreReady } from './PDP-INF-002-nodesAreReady.ts';

/** What only a look at the cluster answers. */
export const clusterChecks: readonly AuditCheck[] = [nodesAreReady, policiesAreInForce];
