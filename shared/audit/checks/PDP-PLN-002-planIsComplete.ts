import { unknown } from '../assessment.ts';
import type { AuditCheck } from '../auditCheck.ts';
import { isCarried } from '../openPoints.ts';
import { planQuestion } from '../planQuestion.ts';

/** What the plan leaves open is unknown, however good the rules are. */
export const planIsComplete: AuditCheck = {
  id: 'PDP-PLN-002',
  title: 'The plan leaves nothing open that a verdict depends on',
  questions: (material) =>
    material.planFindings
      .filter((finding) => finding.kind === 'open' && !isCarried(finding, material))
      .map((finding) =>
        planQuestion(finding, material, (said) => ({
          ...unknown('absent', said),
          ...(finding.id.startsWith('owner-missing.') && {
            waitsFor: 'owners' as const,
            about: material.requirements.raci.tasks.find(({ id }) => id === finding.path[1])?.title,
          }),
        })),
      ),
};
