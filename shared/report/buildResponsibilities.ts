import { describeSource } from '../audit/describeSource.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { partyIds } from '../catalog/catalog.ts';
import { holderOf } from '../raci/raci.ts';
import type { TaskOwners } from '../plan/plan.ts';
import type { Raci, RaciTask, TaskHolder } from '../raci/raci.ts';
import type { Report, signedStates } from './report.ts';
import { enumerate } from '../kernel/enumerate.ts';
import { capitalised, describeDay, inWords, isOrAre } from './words.ts';

type ReportTask = Report['responsibilities']['tasks'][number];

/** `signedHash` is that of the plan that was audited, as far as its record knows it. */
export function buildResponsibilities(
  catalog: Catalog,
  raci: Raci,
  signedHash: string | undefined,
): Report['responsibilities'] {
  const tasks = raci.tasks.map((task) => buildTask(catalog, task, signedHash));
  return { sentence: describeResponsibilities(raci, tasks), tasks };
}

function buildTask(catalog: Catalog, task: RaciTask, signedHash: string | undefined): ReportTask {
  const { id, title, description, scope, responsible, accountable, consulted, informed, owners, source } = task;
  const named = (['responsible', 'accountable'] as const).flatMap((role) => {
    const owner = owners?.[role];
    if (owner === undefined) return [];
    const { who, signedOff } = owner;
    if (signedOff === undefined) return [{ role, who }];
    const signedFor = judgeSignOff(signedOff, signedHash);
    const signed = `Signed by ${signedOff.by} on ${describeDay(signedOff.on)}${signedFor === undefined ? '' : signedForWords[signedFor]}`;
    return [{ role, who, signed, ...(signedFor !== undefined && { signedFor }) }];
  });
  return {
    id,
    title,
    description: [...description],
    scope,
    responsible,
    accountable,
    consulted,
    informed,
    owners: named,
    split: partyIds.flatMap((party) => {
      const part = owners?.split?.[party];
      return part === undefined ? [] : [{ party, part }];
    }),
    ownerMissing: responsible.parties.includes('Customer') && named.length === 0,
    source: describeSource(catalog, source),
  };
}

type SignedFor = (typeof signedStates)[number];
type SignOff = NonNullable<NonNullable<TaskOwners['responsible']>['signedOff']>;

function judgeSignOff({ planHash }: SignOff, signedHash: string | undefined): SignedFor | undefined {
  if (planHash === undefined) return 'not-said';
  if (signedHash === undefined) return undefined;
  return planHash === signedHash ? 'this-plan' : 'another-plan';
}

const signedForWords = {
  'this-plan': ', for the plan as it was audited',
  'another-plan': ', for another state of the plan',
  'not-said': ', without saying for which state of the plan',
} as const satisfies Record<SignedFor, string>;

const heldWords = {
  customer: 'yours',
  wso2: 'WSO2’s',
  shared: 'shared with WSO2',
  nobody: 'nobody’s',
} as const satisfies Record<TaskHolder, string>;

/** `Self-managed, Integration Platform. Of 16 tasks, 15 are yours and one is shared with WSO2. Three have no named owner.` */
function describeResponsibilities(raci: Raci, tasks: readonly ReportTask[]): string {
  const clauses = (['customer', 'wso2', 'shared', 'nobody'] as const).flatMap((holder) => {
    const count = raci.tasks.filter((task) => holderOf(task) === holder).length;
    return count === 0 ? [] : [`${isOrAre(count)} ${heldWords[holder]}`];
  });
  const missing = tasks.filter(({ ownerMissing }) => ownerMissing).length;
  const unnamed =
    missing === 0
      ? 'Each of yours has a named owner.'
      : `${capitalised(inWords(missing))} ${missing === 1 ? 'has' : 'have'} no named owner.`;
  return `${raci.modelTitle}, ${raci.editionTitle}. Of ${inWords(tasks.length)} tasks, ${enumerate(clauses)}. ${unnamed}${describeSignOffs(tasks)}`;
}

/** Nothing where nobody is named. A sign-off for another state of the plan is none for this one. */
function describeSignOffs(tasks: readonly ReportTask[]): string {
  const owners = tasks.flatMap((task) => task.owners);
  if (owners.length === 0) return '';
  const signed = owners.filter((owner) => owner.signed !== undefined && owner.signedFor !== 'another-plan').length;
  return ` ${signed} of ${owners.length} named owners have signed.`;
}
