import { describeSource } from '../audit/describeSource.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { partyIds } from '../catalog/catalog.ts';
import { holderOf } from '../raci/raci.ts';
import type { Raci, RaciTask, TaskHolder } from '../raci/raci.ts';
import type { Report } from './report.ts';
import { enumerate } from '../kernel/enumerate.ts';
import { capitalised, describeDay, inWords, isOrAre } from './words.ts';

type ReportTask = Report['responsibilities']['tasks'][number];

export function buildResponsibilities(catalog: Catalog, raci: Raci): Report['responsibilities'] {
  const tasks = raci.tasks.map((task) => buildTask(catalog, task));
  return { sentence: describeResponsibilities(raci, tasks), tasks };
}

function buildTask(catalog: Catalog, task: RaciTask): ReportTask {
  const { id, title, description, scope, responsible, accountable, consulted, informed, owners, source } = task;
  const named = (['responsible', 'accountable'] as const).flatMap((role) => {
    const owner = owners?.[role];
    if (owner === undefined) return [];
    const { signedOff } = owner;
    return [
      {
        role,
        who: owner.who,
        ...(signedOff !== undefined && { signed: `Signed by ${signedOff.by} on ${describeDay(signedOff.on)}` }),
      },
    ];
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
  return `${raci.modelTitle}, ${raci.editionTitle}. Of ${inWords(tasks.length)} tasks, ${enumerate(clauses)}. ${unnamed}`;
}
