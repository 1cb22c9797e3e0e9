import type { PlanFinding } from '../plan/planFinding.ts';
import type { TaskOwners } from '../plan/plan.ts';
import { holderOf } from './raci.ts';
import type { Raci, RaciTask } from './raci.ts';

/**
 * What keeps a matrix from being a working agreement: a task that nobody does, no name behind one that is yours, two who
 * are accountable and no word on who leads. `signedHash` is the hash of the plan's `signedText`; without it sign-offs are
 * not compared.
 */
export function findRaciProblems(raci: Raci, signedHash?: string): readonly PlanFinding[] {
  return raci.tasks.flatMap((task) => [
    ...findUnassigned(task),
    ...findMissingNames(task),
    ...findIdleOwners(task),
    ...(signedHash === undefined ? [] : findOutdatedSignOffs(task, signedHash)),
  ]);
}

function findUnassigned(task: RaciTask): PlanFinding[] {
  return (['responsible', 'accountable'] as const)
    .filter((role) => task[role].parties.length === 0)
    .map((role) => ({
      id: `task-without-${role}.${task.id}`,
      kind: 'contradiction',
      path: ['owners', task.id, role],
      message: `Nobody is ${role} for “${task.title}” in this model.`,
      remedy: 'Agree on it with WSO2, and name who it is.',
    }));
}

/** One point a task: the lead where there are two, else the one who does it. */
function findMissingNames(task: RaciTask): PlanFinding[] {
  const isYours = holderOf(task) === 'customer' || holderOf(task) === 'shared';
  if (task.accountable.parties.length > 1 && task.owners?.accountable === undefined) {
    return [
      {
        id: `lead-missing.${task.id}`,
        kind: 'open',
        path: ['owners', task.id, 'accountable'],
        message: `WSO2 and you are both accountable for “${task.title}”, and nobody is named who leads.`,
        remedy: 'Name who leads, and write under split what each party does.',
      },
    ];
  }
  if (!isYours || task.owners?.responsible !== undefined) return [];
  return [
    {
      id: `owner-missing.${task.id}`,
      kind: 'open',
      path: ['owners', task.id, 'responsible'],
      message: `“${task.title}” is ${holderOf(task) === 'shared' ? 'partly ' : ''}yours, and nobody is named who does it.`,
      remedy: 'Name a team or a person.',
    },
  ];
}

function findIdleOwners(task: RaciTask): PlanFinding[] {
  const { parties } = task.responsible;
  const strangers = Object.keys(task.owners?.split ?? {}).filter((party) => !parties.some((known) => known === party));
  const findings: PlanFinding[] = strangers.map((party) => ({
    id: `split-without-part.${task.id}.${party}`,
    kind: 'contradiction',
    path: ['owners', task.id, 'split', party],
    message: `The plan gives ${party} a part of “${task.title}”, which this model leaves to ${parties.join(' and ') || 'nobody'}.`,
    remedy: 'Remove that part, or choose the model in which it is shared.',
  }));
  if (holderOf(task) === 'wso2' && task.owners?.responsible !== undefined) {
    findings.push({
      id: `owner-without-task.${task.id}`,
      kind: 'warning',
      path: ['owners', task.id, 'responsible'],
      message: `${task.owners.responsible.who} is named for “${task.title}”, which WSO2 does in this model.`,
      remedy: 'Remove the name, unless it is your contact for the task.',
    });
  }
  return findings;
}

function findOutdatedSignOffs(task: RaciTask, signedHash: string): PlanFinding[] {
  const signatures = (['responsible', 'accountable'] as const).map((role) => ({ role, owner: task.owners?.[role] }));
  return signatures
    .filter(({ owner }) => isOutdated(owner, signedHash))
    .map(({ role, owner }) => ({
      id: `sign-off-outdated.${task.id}.${role}`,
      kind: 'warning',
      path: ['owners', task.id, role, 'signedOff'],
      message: `${owner?.signedOff?.by} signed “${task.title}” on ${owner?.signedOff?.on} for another state of the plan.`,
      remedy: 'Have the plan as it is now signed, or remove the sign-off.',
    }));
}

function isOutdated(owner: TaskOwners['responsible'], signedHash: string): boolean {
  const planHash = owner?.signedOff?.planHash;
  return planHash !== undefined && planHash !== signedHash;
}
