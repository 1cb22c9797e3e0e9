import type { AuditCheck } from '../auditCheck.ts';
import { assessControl } from '../assessControl.ts';
import { severityOfRequirement } from '../severity.ts';

/** The controls of the security tier that the plan wants. */
export const controlIsInPlace: AuditCheck = {
  id: 'PDP-TIR-001',
  title: 'The control that the wanted security tier asks for is in place',
  questions: (material) =>
    material.catalog.controls.map((control) => ({
      requirement: `control.${control.id}`,
      subject: control.id,
      severity: severityOfRequirement[`control.${control.id}`],
      task: control.task,
      assess: () => assessControl(control, material.plan.securityTier, material),
    })),
};
