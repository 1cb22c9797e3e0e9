import path from 'node:path';
import { writeFileSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { kubeClusters } from '#electron/adapters/kubernetes/kubeClusters.ts';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import type { Assessment } from '#shared/audit/assessment.ts';
import { clusterChecks } from '#shared/audit/checks/clusterChecks.ts';
import { auditMaterial } from '#shared/audit/testing/auditMaterial.ts';

/** What one check says of the cluster of a kubeconfig as it is now, with these lines in the plan. */
export async function assessCheck(id: string, kubeconfig: unknown, more = ''): Promise<Assessment> {
  const check = clusterChecks.find((one) => one.id === id);
  if (check === undefined) throw new Error(`No check ${id}.`);
  const file = path.join(temporaryFolder(), 'config');
  writeFileSync(file, JSON.stringify(kubeconfig));
  const opened = await kubeClusters({
    environment: { KUBECONFIG: file },
    commandPath: async () => undefined,
  }).open(undefined);
  if (!opened.ok) throw new Error(opened.failure.message);
  onTestFinished(() => opened.value.close());
  const steps = opened.value.collect(check.needs ?? []);
  let step = await steps.next();
  while (step.done !== true) step = await steps.next();
  if (!step.value.ok) throw new Error(step.value.failure.message);
  const [question] = check.questions(auditMaterial(embeddedCatalog, { cluster: step.value.value, more }));
  if (question === undefined) throw new Error(`${id} asks nothing.`);
  return question.assess();
}
