import { fail } from '../assessment.ts';
import type { AuditCheck } from '../auditCheck.ts';
import { planQuestion } from '../planQuestion.ts';

/** Has findings only where there are contradictions: a plan's being free of them is no proof of anything in the world. */
export const planDoesNotContradictItself: AuditCheck = {
  id: 'PDP-PLN-001',
  title: 'The plan does not contradict itself or the documents',
  questions: (material) =>
    material.planFindings
      .filter(({ kind }) => kind === 'contradiction')
      .map((finding) => planQuestion(finding, material, fail)),
};
