import type { TaskId } from '../catalog/catalog.ts';
import { taskIds } from '../catalog/catalog.ts';
import type { Plan } from '../plan/plan.ts';
import type { PlanFinding } from '../plan/planFinding.ts';
import type { PlanPath } from '../plan/planPath.ts';
import { describePath } from '../plan/planPath.ts';
import type { Assessment } from './assessment.ts';
import type { AuditMaterial, Question } from './auditCheck.ts';
import { describeSource } from './describeSource.ts';
import type { Evidence } from './finding.ts';
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
  allowedRegistries: 'workload-deployment',
  clusterAdministrators: 'kubernetes-management',
  answers: 'subscription-prerequisites',
  owners: 'subscription-prerequisites',
  attestations: 'security-monitoring',
  waivers: 'security-monitoring',
} as const satisfies Record<keyof Plan, TaskId>;

/** A finding about the plan as a question whose answer `assess` words. */
export function planQuestion(
  finding: PlanFinding,
  material: Pick<AuditMaterial, 'catalog' | 'planFile' | 'locate'>,
  assess: (said: Pick<Assessment, 'title' | 'evidence' | 'remedy'>) => Assessment,
): Question {
  return {
    requirement: `plan.${finding.id}`,
    subject: describePath(finding.path),
    severity: severityOfPlanFinding[finding.kind],
    task: taskOf(finding.path),
    assess: () =>
      assess({
        title: finding.message,
        evidence: evidenceOfPlanFinding(finding, material),
        remedy: finding.remedy,
      }),
  };
}

/** The line of the plan, and what documents say of it. */
export function evidenceOfPlanFinding(
  { message, path, says = [] }: PlanFinding,
  { catalog, planFile, locate }: Pick<AuditMaterial, 'catalog' | 'planFile' | 'locate'>,
): readonly Evidence[] {
  return [
    { text: message, source: `${planFile}:${locate(path).line}` },
    ...says.map(({ text, source }) => ({ text, source: describeSource(catalog, source) })),
  ];
}

function taskOf([key, second]: PlanPath): TaskId {
  if (key === 'owners') return taskIds.find((task) => task === second) ?? taskOfKey.owners;
  return Object.hasOwn(taskOfKey, key ?? '') ? taskOfKey[key as keyof Plan] : taskOfKey.metadata;
}
