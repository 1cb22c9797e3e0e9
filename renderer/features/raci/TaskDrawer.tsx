import { raciRoles } from '#shared/raci/raci.ts';
import type { Raci, RaciComparison, RaciTask } from '#shared/raci/raci.ts';
import { TextLink } from '../../ui/Button.tsx';
import { Drawer, DrawerSection } from '../../ui/Drawer.tsx';
import { KeyValues } from '../../ui/KeyValues.tsx';
import { formatRoute } from '../../state/route.ts';
import { usePlan } from '../../state/usePlan.ts';
import type { Rows } from '../../state/useRows.ts';
import { MissingRow } from '../marks/MissingRow.tsx';
import { PartyNames } from '../marks/PartyNames.tsx';
import { SourceName } from '../marks/SourceName.tsx';
import { capitalised } from '../words/counts.ts';
import { baseName } from '../words/files.ts';
import { SignOff } from './SignOff.tsx';
import { SplitFields } from './SplitFields.tsx';

interface TaskDrawerProps {
  readonly id: string;
  readonly raci: Raci;
  readonly comparison: RaciComparison | undefined;
  readonly rows: Rows;
}

/** One task in full: what it consists of, whose it is here and elsewhere, who is named, and where that stands. */
export function TaskDrawer({ id, raci, comparison, rows }: TaskDrawerProps) {
  const { file, lines, findings } = usePlan();
  const index = raci.tasks.findIndex((task) => task.id === id);
  const task = raci.tasks[index];
  if (task === undefined) return <MissingRow noun="task" id={id} rows={rows} />;
  const move = comparison?.tasks.find((candidate) => candidate.id === task.id);
  const open = findings.filter(({ path }) => path[0] === 'owners' && path[1] === task.id);
  const line = lines[`owners/${task.id}`];
  return (
    <Drawer
      of={task.id}
      over={`Task ${index + 1} of ${raci.tasks.length}`}
      title={task.title}
      marks={move !== undefined && <span className="text-small text-ink-2">{move.words}</span>}
      onClose={rows.close}
      onPrevious={rows.previous}
      onNext={rows.next}
    >
      <DrawerSection title="What it consists of">
        <ul className="grid list-outside list-disc gap-1 pl-4 marker:text-ink-3">
          {task.description.map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </DrawerSection>
      <DrawerSection title={`In your plan: ${raci.modelShortTitle}`}>
        <Cells of={task} />
      </DrawerSection>
      {move !== undefined && comparison !== undefined && (
        <DrawerSection title={comparison.modelShortTitle}>
          <Cells of={move.other} />
        </DrawerSection>
      )}
      <DrawerSection title="Who acts">
        <Owners key={task.id} task={task} />
        {open.map(({ id: finding, message, remedy }) => (
          <p key={finding} className="mt-2 text-ink-2">
            {message} {remedy}
          </p>
        ))}
        <p className="mt-2">
          <TextLink href={formatRoute({ page: 'plan', detail: 'owners', plan: file })}>Change owners</TextLink>
        </p>
      </DrawerSection>
      <DrawerSection title="Why this row is here">
        <KeyValues
          of={[
            ['Catalogue', <SourceName key="source" source={task.source} withNote />],
            ['Plan', line !== undefined && <code key="line">{`${baseName(file)}:${line}`}</code>],
          ]}
        />
      </DrawerSection>
    </Drawer>
  );
}

function Cells({ of }: { readonly of: Pick<RaciTask, (typeof raciRoles)[number]> }) {
  return <KeyValues of={raciRoles.map((role) => [capitalised(role), <PartyNames key={role} cell={of[role]} />])} />;
}

/** Each owner with their consent, then the parts of a shared task. */
function Owners({ task }: { readonly task: RaciTask }) {
  const named = ownerRoles.flatMap(({ role, words }) => {
    const owner = task.owners?.[role];
    return owner === undefined ? [] : [{ role, words, who: owner.who }];
  });
  return (
    <>
      {named.length === 0 && <p className="text-ink-2">Nobody is named.</p>}
      <div className="grid gap-2.5">
        {named.map(({ role, words, who }) => (
          <div key={role} className="grid justify-items-start gap-1">
            <KeyValues of={[[words, who]]} />
            <SignOff task={task} role={role} />
          </div>
        ))}
      </div>
      <SplitFields task={task} />
    </>
  );
}

const ownerRoles = [
  { role: 'responsible', words: 'Done by' },
  { role: 'accountable', words: 'Led by' },
] as const;
