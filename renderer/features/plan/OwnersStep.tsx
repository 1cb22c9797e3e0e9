import type { RaciTask } from '#shared/raci/raci.ts';
import { holderOf } from '#shared/raci/raci.ts';
import { TextField } from '../../ui/fields.tsx';
import { usePlan, usePlanEditing, useRequirements } from '../../state/usePlan.ts';
import { PartyNames } from '../marks/PartyNames.tsx';
import { textOrNothing } from './values.ts';

/** The people behind the tasks: who does it, and who leads where both parties are accountable. */
export function OwnersStep() {
  const { raci } = useRequirements();
  return (
    <table className="table border-t border-line">
      <caption>Owners of the tasks</caption>
      <thead>
        <tr>
          <th scope="col">Task</th>
          <th scope="col" className="w-28">
            Responsible
          </th>
          <th scope="col" className="w-56">
            Done by
          </th>
          <th scope="col" className="w-48">
            Led by
          </th>
        </tr>
      </thead>
      <tbody>
        {raci.tasks.map((task) => (
          <OwnerRow key={task.id} task={task} />
        ))}
      </tbody>
    </table>
  );
}

function OwnerRow({ task }: { readonly task: RaciTask }) {
  const { sample } = usePlan();
  const { saveField } = usePlanEditing();
  const isYours = holderOf(task) !== 'wso2';
  const isLedByBoth = task.accountable.parties.length > 1;
  const saveName = (role: 'responsible' | 'accountable') => (name: string) => {
    const who = textOrNothing(name);
    const path = ['owners', task.id, role];
    return saveField(`Owner of ${task.title}`, [who === undefined ? { path } : { path: [...path, 'who'], value: who }]);
  };
  return (
    <tr data-row={task.id}>
      <th scope="row">
        <span className="font-medium">{task.title}</span>
        <span className="block text-small text-ink-3 slim:hidden">{task.summary}</span>
      </th>
      <td>
        <PartyNames cell={task.responsible} />
      </td>
      <td>
        {isYours || task.owners?.responsible !== undefined ? (
          <TextField
            label={`Who does ${task.title}`}
            labelHidden
            value={task.owners?.responsible?.who ?? ''}
            isReadOnly={sample}
            onCommit={saveName('responsible')}
          />
        ) : (
          <span className="text-ink-3">WSO2’s own</span>
        )}
      </td>
      <td>
        {isLedByBoth || task.owners?.accountable !== undefined ? (
          <TextField
            label={`Who leads ${task.title}`}
            labelHidden
            value={task.owners?.accountable?.who ?? ''}
            isReadOnly={sample}
            onCommit={saveName('accountable')}
          />
        ) : (
          <span className="text-ink-3">–</span>
        )}
      </td>
    </tr>
  );
}
