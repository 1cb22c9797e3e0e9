import { questionOnFindings } from '../assessEgressFindings.ts';
import type { AuditCheck } from '../auditCheck.ts';

/** A rule that never decides says something that is not so. */
export const everyRuleDecides: AuditCheck = {
  id: 'PDP-NET-007',
  title: 'Every rule can decide about some traffic of the cluster',
  questions: (material) =>
    questionOnFindings(
      'rule-never-decides',
      {
        pass: 'Every rule can decide about some traffic of the cluster',
        fail: 'Some rules never decide, since others stand before them',
        unknown: 'Whether every rule can decide is not known',
      },
      'firewall-rules',
      material,
    ),
};
