import { useState } from 'react';
import { dayOf } from '#shared/audit/day.ts';
import type { TaskOwners } from '#shared/plan/plan.ts';
import type { RaciTask } from '#shared/raci/raci.ts';
import { Button, TextButton } from '../../ui/Button.tsx';
import { CheckboxField } from '../../ui/CheckboxField.tsx';
import { FormButtons } from '../../ui/FormButtons.tsx';
import { FormField } from '../../ui/fields.tsx';
import { useNow } from '../../state/useNow.ts';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { listed } from '../words/counts.ts';
import { formatDay } from '../words/dates.ts';
import { isDay } from '../words/days.ts';

interface SignOffProps {
  readonly task: RaciTask;
  readonly role: 'responsible' | 'accountable';
}

/** An owner's consent: what of it stands in the plan, and the form that writes it. Nobody's signature is verified. */
export function SignOff({ task, role }: SignOffProps) {
  const { sample } = usePlan();
  const [isWriting, setIsWriting] = useState(false);
  const owner = task.owners?.[role];
  if (owner === undefined) return null;
  if (isWriting) return <SignOffForm task={task} role={role} owner={owner} onDone={() => setIsWriting(false)} />;
  const { signedOff } = owner;
  if (signedOff !== undefined) return <SignedOff task={task} role={role} signedOff={signedOff} />;
  return sample ? null : <Button onPress={() => setIsWriting(true)}>{`Sign off for ${owner.who}`}</Button>;
}

type Owner = NonNullable<TaskOwners['responsible']>;

interface SignedOffProps extends SignOffProps {
  readonly signedOff: NonNullable<Owner['signedOff']>;
}

function SignedOff({ task, role, signedOff: { by, on, planHash } }: SignedOffProps) {
  const { sample, signedHash } = usePlan();
  const { submit } = usePlanEditing();
  const state =
    planHash === undefined
      ? 'for any state of the plan'
      : planHash === signedHash
        ? 'for the plan as it is now'
        : 'for another state of the plan';
  const takeBack = (): void => {
    void submit(`Sign-off of ${task.title}`, [{ path: ['owners', task.id, role, 'signedOff'] }]);
  };
  return (
    <p className="text-small text-ink-2">
      Signed by {by} on {formatDay(on)}, {state}.{' '}
      {!sample && <TextButton onPress={takeBack}>Remove the sign-off</TextButton>}
    </p>
  );
}

interface SignOffFormProps extends SignOffProps {
  readonly owner: Owner;
  readonly onDone: () => void;
}

function SignOffForm({ task, role, owner, onDone }: SignOffFormProps) {
  const { signedHash } = usePlan();
  const { submit } = usePlanEditing();
  const today = dayOf(useNow());
  const [by, setBy] = useState(owner.who);
  const [on, setOn] = useState(today);
  const [isForThisState, setIsForThisState] = useState(true);
  const faultOfDay = findFaultOfDay(on, today);
  const missing = [by.trim() === '' && 'who signs', faultOfDay !== undefined && 'the day of the signature'].filter(
    (part) => part !== false,
  );
  return (
    <div className="grid gap-3">
      <FormField label="Who signs" value={by} onChange={setBy} takesFocus />
      <FormField label="Signed on" type="date" value={on} onChange={setOn} error={faultOfDay} />
      <CheckboxField
        label="For the plan as it is now"
        hint="Choices and owners; a change of either calls for a new one. Otherwise it holds for any state of the plan."
        isSelected={isForThisState}
        onChange={setIsForThisState}
      />
      <FormButtons
        verb="Write the sign-off"
        missing={missing.length === 0 ? undefined : `Missing: ${listed(missing)}`}
        onSubmit={() =>
          submit(`Sign-off of ${task.title}`, [
            {
              path: ['owners', task.id, role, 'signedOff'],
              value: { by: by.trim(), on, ...(isForThisState ? { planHash: signedHash } : {}) },
            },
          ])
        }
        onDone={onDone}
      />
    </div>
  );
}

function findFaultOfDay(on: string, today: string): string | undefined {
  if (!isDay(on)) return 'Enter a day of the calendar, such as 2026-11-20.';
  return on > today ? `${on} has not come yet.` : undefined;
}
