import type { TaskId } from '../catalog/catalog.ts';
import { taskIds } from '../catalog/catalog.ts';
import type { PlanFinding } from '../plan/findPlanProblems.ts';
import type { Plan } from '../plan/plan.ts';
import type { Assessment } from './assessment.ts';
import type { AuditMaterial, Question } from './auditCheck.ts';
import { severityOfPlanFinding } from './severity.ts';

/** Under which task each part of the plan is decided. */
const taskOfKey = {
  apiVersion: 'components-deployment',
  kind: 'components-deployment',
  metadata: 'components-deployment',
  edition: 'subscription-prerequisites',
  managementModel: 'subscription-prerequisites',
  cloud: 'infrastructure-provisioning',
  region: 'infrastructure-provisioning',
  securityTier: 'security-monitoring',
  addOns: 'security-monitoring',
  network: 'network-management',
  connections: 'firewall-rules',
  profile: 'components-deployment',
  components: 'components-deployment',
  answers: 'subscription-prerequisites',
  owners: 'subscription-prerequisites',
  attestations: 'security-monitoring',
  waivers: 'security-monitoring',
} as const satisfies Record<keyof Plan, TaskId>;

/** A finding about the plan as a question whose answer `assess` words. */
export function planQuestion(
  finding: PlanFinding,
  { planFile, locate }: Pick<AuditMaterial, 'planFile' | 'locate'>,
  assess: (said: Pick<Assessment, 'title' | 'evidence' | 'remedy'>) => Assessment,
): Question {
  return {
    requirement: `plan.${finding.id}`,
    subject: finding.path.join('.'),
    severity: severityOfPlanFinding[finding.kind],
    task: taskOf(finding.path),
    assess: () =>
      assess({
        title: finding.message,
        evidence: [
          { text: finding.message, source: `${planFile}:${locate(finding.path).line}` },
          ...(finding.says ?? []),
        ],
        remedy: finding.remedy,
      }),
  };
}

function taskOf([key, second]: readonly (string | number)[]): TaskId {
  if (key === 'owners') return taskIds.find((task) => task === second) ?? taskOfKey.owners;
  return Object.hasOwn(taskOfKey, key ?? '') ? taskOfKey[key as keyof Plan] : taskOfKey.metadata;
}
