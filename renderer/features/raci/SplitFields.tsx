import { partyIds } from '#shared/catalog/ids.ts';
import type { Party } from '#shared/catalog/ids.ts';
import type { RaciTask } from '#shared/raci/raci.ts';
import { TextField } from '../../ui/fields.tsx';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';

/** Of a task that both parties have a part in, what each of them does. A part that this model leaves to nobody can be emptied. */
export function SplitFields({ task: { id, title, responsible, accountable, owners } }: { readonly task: RaciTask }) {
  const { sample } = usePlan();
  const { saveField } = usePlanEditing();
  const { split = {} } = owners ?? {};
  const isShared = responsible.parties.length > 1 || accountable.parties.length > 1;
  const shown = partyIds.filter((party) => isShared || split[party] !== undefined);
  if (shown.length === 0) return null;
  const savePart = (party: Party) => (typed: string) => {
    const part = typed.trim();
    const path = ['owners', id, 'split'];
    const isLast = partyIds.every((other) => other === party || split[other] === undefined);
    if (part !== '') return saveField(`Part of ${title}`, [{ path: [...path, party], value: part }]);
    return saveField(`Part of ${title}`, [{ path: isLast ? path : [...path, party] }]);
  };
  return (
    <div className="mt-3 grid gap-3">
      {shown.map((party) => (
        <TextField
          key={party}
          label={`What ${party === 'Customer' ? 'you do' : `${party} does`} of it`}
          value={split[party] ?? ''}
          isReadOnly={sample}
          onCommit={savePart(party)}
        />
      ))}
    </div>
  );
}
