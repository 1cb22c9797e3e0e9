import type { TaskId } from '#shared/catalog/catalog.ts';
import { KeyValues } from '../../ui/KeyValues.tsx';
import { TextLink } from '../../ui/Button.tsx';
import { formatRoute } from '../../state/route.ts';
import { usePlan, useRequirements } from '../../state/usePlan.ts';
import { describeParties } from './PartyNames.tsx';

/** The task under which something is acted upon, and whose it is. */
export function WhoActs({ task: id }: { readonly task: TaskId | string }) {
  const { file } = usePlan();
  const { raci } = useRequirements();
  const task = raci.tasks.find((candidate) => candidate.id === id);
  if (task === undefined) return <p className="text-ink-2">No task of this plan covers it.</p>;
  const { responsible, accountable, consulted, owners } = task;
  return (
    <KeyValues
      of={[
        [
          'Task',
          <TextLink key="task" href={formatRoute({ page: 'raci', detail: task.id, plan: file })}>
            {task.title}
          </TextLink>,
        ],
        ['Responsible', withName(describeParties(responsible.parties), owners?.responsible?.who)],
        ['Accountable', withName(describeParties(accountable.parties), owners?.accountable?.who)],
        ['Consulted', consulted.parties.length > 0 && describeParties(consulted.parties)],
      ]}
    />
  );
}

function withName(parties: string, who: string | undefined): string {
  return who === undefined ? parties : `${parties}, ${who}`;
}
