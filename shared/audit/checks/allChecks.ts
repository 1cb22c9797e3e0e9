import type { AuditCheck } from '../auditCheck.ts';
import { componentRuns } from './PDP-CMP-001-componentRuns.ts';
import { infrastructureExists } from './PDP-INF-001-infrastructureExists.ts';
import { connectionIsAllowed } from './PDP-NET-001-connectionIsAllowed.ts';
import { namesCanBeResolved } from './PDP-NET-002-namesCanBeResolved.ts';
import { planDoesNotContradictItself } from './PDP-PLN-001-planDoesNotContradictItself.ts';
import { planIsComplete } from './PDP-PLN-002-planIsComplete.ts';
import { controlIsInPlace } from './PDP-TIR-001-controlIsInPlace.ts';

/** In the order in which they run and in which a record lists their findings. */
export const allChecks: readonly AuditCheck[] = [
  planDoesNotContradictItself,
  planIsComplete,
  namesCanBeResolved,
  connectionIsAllowed,
  componentRuns,
  infrastructureExists,
  controlIsInPlace,
];
