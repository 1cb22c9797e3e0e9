import type { TaskId } from '#shared/catalog/catalog.ts';
import type { Raci, RaciComparison } from '#shared/raci/raci.ts';
import { holderOf } from '#shared/raci/raci.ts';
import type { RaciMove } from '#shared/raci/raci.ts';

export type RaciFilter = 'all' | 'to-you' | 'from-you' | 'roles' | 'same' | 'no-owner' | 'yours' | 'shared' | 'wso2';

export interface RaciFilterEntry {
  readonly id: RaciFilter;
  readonly label: string;
  readonly tasks: ReadonlySet<TaskId>;
}

/** The ways to look at the matrix: by what moves where it is compared, by who holds a task where it is not. Empty ones are left out. */
export function raciFilters(
  raci: Raci,
  comparison: RaciComparison | undefined,
  withoutOwner: ReadonlySet<TaskId>,
): readonly RaciFilterEntry[] {
  const all: RaciFilterEntry = { id: 'all', label: 'All', tasks: new Set(raci.tasks.map(({ id }) => id)) };
  const parts: readonly RaciFilterEntry[] =
    comparison === undefined
      ? [
          { id: 'yours', label: 'Yours', tasks: heldBy(raci, 'customer') },
          { id: 'shared', label: 'Shared', tasks: heldBy(raci, 'shared') },
          { id: 'wso2', label: 'WSO2’s', tasks: heldBy(raci, 'wso2') },
        ]
      : [
          { id: 'to-you', label: 'Moves to you', tasks: movesWhere(comparison, (move) => gain(move) > 0) },
          { id: 'from-you', label: 'Moves from you', tasks: movesWhere(comparison, (move) => gain(move) < 0) },
          {
            id: 'roles',
            label: 'Roles differ',
            tasks: movesWhere(comparison, (move) => gain(move) === 0 && move.differing.length > 0),
          },
          { id: 'same', label: 'Same', tasks: movesWhere(comparison, ({ differing }) => differing.length === 0) },
        ];
  const open: RaciFilterEntry = { id: 'no-owner', label: 'No owner', tasks: withoutOwner };
  return [all, ...[...parts, open].filter(({ tasks }) => tasks.size > 0)];
}

function heldBy(raci: Raci, holder: ReturnType<typeof holderOf>): ReadonlySet<TaskId> {
  return new Set(raci.tasks.filter((task) => holderOf(task) === holder).map(({ id }) => id));
}

function movesWhere({ tasks }: RaciComparison, holds: (move: RaciMove) => boolean): ReadonlySet<TaskId> {
  return new Set(tasks.filter(holds).map(({ id }) => id));
}

const customerShare = { customer: 2, shared: 1, wso2: 0, nobody: 0 } as const;

/** How much more of a task is the customer's in the plan's model than in the other one. */
function gain({ holder, otherHolder }: RaciMove): number {
  return customerShare[holder] - customerShare[otherHolder];
}
