import type { AuditCheck } from '../auditCheck.ts';
import { clusterChecks } from './clusterChecks.ts';
import { componentRuns } from './PDP-CMP-001-componentRuns.ts';
import { infrastructureExists } from './PDP-INF-001-infrastructureExists.ts';
import { connectionIsAllowed } from './PDP-NET-001-connectionIsAllowed.ts';
import { namesCanBeResolved } from './PDP-NET-002-namesCanBeResolved.ts';
import { nothingElseGetsOut } from './PDP-NET-003-nothingElseGetsOut.ts';
import { noRuleOpensEverything } from './PDP-NET-004-noRuleOpensEverything.ts';
import { controlPlaneIsNotOpened } from './PDP-NET-005-controlPlaneIsNotOpened.ts';
import { policiesAreEnforced } from './PDP-NET-006-policiesAreEnforced.ts';
import { everyRuleDecides } from './PDP-NET-007-everyRuleDecides.ts';
import { planDoesNotContradictItself } from './PDP-PLN-001-planDoesNotContradictItself.ts';
import { planIsComplete } from './PDP-PLN-002-planIsComplete.ts';
import { controlIsInPlace } from './PDP-TIR-001-controlIsInPlace.ts';

/** In the order in which they run and in which a record lists their findings. */
export const allChecks: readonly AuditCheck[] = [
  planDoesNotContradictItself,
  planIsComplete,
  namesCanBeResolved,
  connectionIsAllowed,
  nothingElseGetsOut,
  noRuleOpensEverything,
  controlPlaneIsNotOpened,
  policiesAreEnforced,
  everyRuleDecides,
  componentRuns,
  infrastructureExists,
  ...clusterChecks,
  controlIsInPlace,
];
