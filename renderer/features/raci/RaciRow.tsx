import { ArrowRight, Info, Minus, User, Users } from 'lucide-react';
import { raciRoles } from '#shared/raci/raci.ts';
import type { RaciMove, RaciTask } from '#shared/raci/raci.ts';
import { TextLink } from '../../ui/Button.tsx';
import { classes } from '../../ui/classes.ts';
import { Icon } from '../../ui/Icon.tsx';
import { RowButton, opensRow } from '../../ui/RowButton.tsx';
import { formatRoute } from '../../state/route.ts';
import { usePlan } from '../../state/usePlan.ts';
import { PartyNames } from '../marks/PartyNames.tsx';
import { shortOwner } from '../words/owners.ts';
import { useOwnerNames } from './useOwnerNames.ts';

interface RaciRowProps {
  readonly task: RaciTask;
  readonly move: RaciMove | undefined;
  readonly lacksOwner: boolean;
  readonly isOpen: boolean;
  readonly onOpen: (id: string) => void;
}

export function RaciRow({ task, move, lacksOwner, isOpen, onOpen }: RaciRowProps) {
  return (
    <tr aria-selected={isOpen} {...opensRow(task.id, onOpen)}>
      <th scope="row">
        <RowButton id={task.id} onOpen={onOpen}>
          <span className="task-title block leading-4 font-medium">{task.title}</span>
          <span className="block truncate text-small leading-[15px] text-ink-3 narrow:hidden">{task.summary}</span>
        </RowButton>
      </th>
      {raciRoles.map((role, index) => (
        <td key={role} className={classes(index === 0 && 'divided')}>
          <PartyNames cell={task[role]} />
          {move?.differing.includes(role) === true && (
            <span className="compared-below differs">
              <span className="sr-only">Compared: </span>
              <PartyNames cell={move.other[role]} />
            </span>
          )}
        </td>
      ))}
      {move !== undefined && (
        <>
          {raciRoles.map((role, index) => {
            const differs = move.differing.includes(role);
            return (
              <td key={role} className={classes('compared', index === 0 && 'divided', differs && 'differs')}>
                <PartyNames cell={move.other[role]} dimmed={!differs} />
              </td>
            );
          })}
          <td className="divided move-column">
            <Move move={move} />
          </td>
        </>
      )}
      <td className={classes('owner-column', move === undefined && 'divided')}>
        <Owner task={task} lacksOwner={lacksOwner} />
      </td>
    </tr>
  );
}

/** The effect of the plan's model in words; an icon where the column is narrow. */
function Move({ move: { words, differing, holder, otherHolder } }: { readonly move: RaciMove }) {
  const moves = holder !== otherHolder;
  const icon = moves ? ArrowRight : differing.length > 0 ? Info : Minus;
  return (
    <span
      title={words}
      className={classes('text-small', moves && 'font-semibold', differing.length === 0 && 'text-ink-3')}
    >
      <Icon of={icon} size={14} className={classes('hidden narrow:block', moves ? 'text-accent' : 'text-ink-3')} />
      <span className="whitespace-nowrap narrow:sr-only">{words}</span>
    </span>
  );
}

function Owner({ task, lacksOwner }: { readonly task: RaciTask; readonly lacksOwner: boolean }) {
  const { file } = usePlan();
  const everyone = useOwnerNames();
  const who = task.owners?.responsible?.who ?? task.owners?.accountable?.who;
  const isLead = task.accountable.parties.length > 1;
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      {who !== undefined && (
        <span title={who} className="truncate">
          {shortOwner(who, everyone)}
        </span>
      )}
      {lacksOwner && (
        <>
          <Icon of={isLead ? Users : User} size={14} className="text-unknown" />
          <TextLink href={formatRoute({ page: 'plan', detail: 'owners', plan: file })} className="whitespace-nowrap">
            {isLead ? 'Name leads' : 'Name owner'}
          </TextLink>
        </>
      )}
      {who === undefined && !lacksOwner && <span className="text-ink-3">WSO2</span>}
    </span>
  );
}
