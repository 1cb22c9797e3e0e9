import { describeTraffic } from '../judging/describeTraffic.ts';
import { toOneLine } from '../../kernel/toOneLine.ts';
import type { NotYetPossible, Surplus } from './generatedRules.ts';

export interface PlanIdentity {
  readonly name: string;
  /** SHA-256 of the name, which stays when the plan changes. */
  readonly nameHash: string;
  /** As people know it. */
  readonly file: string;
  /** SHA-256 of the file. */
  readonly hash: string;
  /** Of this program. */
  readonly version: string;
}

/** How the second line begins of whatever is generated. */
export const madeBy = 'Made by PDP Workbench';

export interface HeaderInput {
  readonly title: string;
  readonly plan: PlanIdentity;
  readonly notYetPossible: readonly NotYetPossible[];
  readonly surplus: readonly Surplus[];
  readonly remarks: readonly string[];
}

/** What whoever finds the file must know, line by line; without a date, so that the same plan gives the same bytes. */
export function writeHeader({ title, plan, notYetPossible, surplus, remarks }: HeaderInput): readonly string[] {
  const lines = [
    `${title}: the least egress that the plan ${plan.name} needs.`,
    `${madeBy} ${plan.version} from ${plan.file}, SHA-256 ${plan.hash}.`,
    'Generate it again when the plan changes; read it before you apply it.',
    ...(surplus.length === 0
      ? ['It opens nothing that the plan does not need.']
      : ['It opens more than the plan needs:']),
    ...surplus.map((part) => `- ${describeTraffic(part)}. ${part.why}`),
    ...remarks,
    ...(notYetPossible.length === 0 ? [] : ['Not opened, or not for certain:']),
    ...notYetPossible.map(({ connection, why, alternative }) => `- ${connection}: ${why} ${alternative}`),
  ];
  return lines.map(toOneLine);
}
