import type { ResponsibilityCell } from '../catalog/catalog.ts';
import { holderOf, raciRoles } from './raci.ts';
import type { Raci, RaciComparison, RaciMove, RaciRole, RaciTask, TaskHolder } from './raci.ts';

/** Both matrices are of one edition: their tasks are the same. */
export function compareRaci(plan: Raci, other: Raci): RaciComparison {
  const tasks = plan.tasks.map((task, index) => {
    const counterpart = other.tasks[index];
    if (counterpart?.id !== task.id) throw new Error(`The matrix of ${other.model} lacks ${task.id}.`);
    return compareTask(task, counterpart);
  });
  return {
    model: other.model,
    modelTitle: other.modelTitle,
    modelShortTitle: other.modelShortTitle,
    tasks,
    counts: {
      movesToYou: tasks.filter((task) => gain(task) > 0).length,
      movesFromYou: tasks.filter((task) => gain(task) < 0).length,
      rolesDiffer: tasks.filter((task) => gain(task) === 0 && task.differing.length > 0).length,
      same: tasks.filter((task) => task.differing.length === 0).length,
    },
    sentence: summarise(plan.modelShortTitle, tasks),
  };
}

function compareTask(task: RaciTask, counterpart: RaciTask): RaciMove {
  const holder = holderOf(task);
  const otherHolder = holderOf(counterpart);
  const differing = raciRoles.filter((role) => !areSameCells(task[role], counterpart[role]));
  const { responsible, accountable, consulted, informed } = counterpart;
  return {
    id: task.id,
    holder,
    otherHolder,
    differing,
    words: wordsFor(holder, otherHolder, differing),
    other: { responsible, accountable, consulted, informed },
  };
}

function areSameCells(one: ResponsibilityCell, another: ResponsibilityCell): boolean {
  return (
    one.ifRequired === another.ifRequired &&
    one.parties.length === another.parties.length &&
    one.parties.every((party) => another.parties.includes(party))
  );
}

const holderWords = {
  customer: 'yours',
  wso2: 'WSO2’s',
  shared: 'shared',
  nobody: 'nobody’s',
} as const satisfies Record<TaskHolder, string>;

function wordsFor(holder: TaskHolder, otherHolder: TaskHolder, differing: readonly RaciRole[]): string {
  if (holder !== otherHolder) return `${capitalised(holderWords[holder])}, not ${holderWords[otherHolder]}`;
  if (differing.length === 0) return 'Same';
  return `${capitalised(listed(differing))} ${differing.length === 1 ? 'differs' : 'differ'}`;
}

const customerShare = { customer: 2, shared: 1, wso2: 0, nobody: 0 } as const satisfies Record<TaskHolder, number>;

function gain({ holder, otherHolder }: RaciMove): number {
  return customerShare[holder] - customerShare[otherHolder];
}

/** A model gives the reader tasks, shares them, or leaves them to WSO2; a task was done otherwise in the other model. */
const gives = {
  customer: 'gives you ',
  shared: 'shares ',
  wso2: 'gives WSO2 ',
  nobody: 'gives nobody ',
} as const satisfies Record<TaskHolder, string>;
const would = {
  customer: 'that would be yours',
  shared: 'that would be shared',
  wso2: 'that WSO2 would do',
  nobody: 'that nobody would do',
} as const satisfies Record<TaskHolder, string>;

function summarise(title: string, moves: readonly RaciMove[]): RaciComparison['sentence'] {
  const same = moves.filter((move) => move.differing.length === 0).length;
  if (same === moves.length) return [plain(`All ${moves.length} tasks are the same.`)];

  const moved = (['customer', 'shared', 'wso2', 'nobody'] as const).flatMap((holder) => {
    const items = (['wso2', 'shared', 'customer', 'nobody'] as const)
      .map((otherHolder) => ({ otherHolder, count: moves.filter((move) => isMove(move, holder, otherHolder)).length }))
      .filter(({ count }) => count > 0);
    return items.map(({ otherHolder, count }, index) => ({
      verb: index === 0 ? gives[holder] : '',
      count,
      otherHolder,
    }));
  });
  const parts = moved.flatMap(({ verb, count, otherHolder }, index) => {
    const noun = index === 0 ? ` ${count === 1 ? 'task' : 'tasks'}` : '';
    const joint = index === 0 ? `${title} ` : index === moved.length - 1 ? ' and ' : ', ';
    return [plain(`${joint}${verb}`), { text: `${count}${noun} ${would[otherHolder]}`, strong: true }];
  });

  const rest = [...differingOnly(moves), ...(same > 0 ? [`${same} ${same === 1 ? 'is' : 'are'} the same`] : [])];
  if (parts.length === 0) return [plain(`${rest.join(', ')}.`)];
  return rest.length === 0 ? [...parts, plain('.')] : [...parts, plain(`. ${rest.join(', ')}.`)];
}

function isMove(move: RaciMove, holder: TaskHolder, otherHolder: TaskHolder): boolean {
  return move.holder === holder && move.otherHolder === otherHolder && holder !== otherHolder;
}

function differingOnly(moves: readonly RaciMove[]): string[] {
  const counts = new Map<string, number>();
  for (const { holder, otherHolder, differing } of moves) {
    if (holder !== otherHolder || differing.length === 0) continue;
    const roles = listed(differing);
    counts.set(roles, (counts.get(roles) ?? 0) + 1);
  }
  return [...counts].map(([roles, count]) => `${count} ${count === 1 ? 'differs' : 'differ'} only in who is ${roles}`);
}

function plain(text: string): { readonly text: string; readonly strong: false } {
  return { text, strong: false };
}

function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
