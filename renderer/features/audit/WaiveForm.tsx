import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';

interface WaiveFormProps {
  readonly requirement: string;
  readonly onDone: () => void;
}

/** Accepts a failure for a time. The waiver is written into the plan, where it is reviewed like any other choice. */
export function WaiveForm({ requirement, onDone }: WaiveFormProps) {
  const { plan } = usePlan();
  const { save } = usePlanEditing();
  const [reason, setReason] = useState('');
  const [owner, setOwner] = useState('');
  const [expires, setExpires] = useState('');
  const missing = [
    reason === '' && 'a reason',
    owner === '' && 'who accepts it',
    !/^\d{4}-\d{2}-\d{2}$/.test(expires) && 'a last day',
  ].filter((part) => part !== false);
  const waive = (): void => {
    const waivers = plan.waivers ?? [];
    const waiver = { requirement, reason, owner, expires };
    save('Waiver', [
      waivers.length === 0
        ? { path: ['waivers'], value: [waiver] }
        : { path: ['waivers', waivers.length], value: waiver },
    ]);
    onDone();
  };
  return (
    <div className="grid gap-3">
      <TextField label="Why it is accepted" value={reason} onCommit={setReason} takesFocus />
      <TextField
        label="Who accepts it"
        value={owner}
        onCommit={setOwner}
        hint="A team or a person, best as an e-mail address"
      />
      <TextField
        label="Last day"
        value={expires}
        onCommit={setExpires}
        mono
        hint="As in 2027-01-31. It counts in full"
      />
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          onPress={waive}
          disabledBecause={missing.length === 0 ? undefined : `Missing: ${missing.join(', ')}`}
        >
          Write the waiver
        </Button>
        <Button onPress={onDone}>Cancel</Button>
      </div>
      <p className="text-small text-ink-3">
        It counts from the next run on. The failure is then counted as waived, not as a pass.
      </p>
    </div>
  );
}
