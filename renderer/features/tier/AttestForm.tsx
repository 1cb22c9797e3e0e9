import { useState } from 'react';
import type { ControlId } from '#shared/catalog/catalog.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/fields.tsx';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { count } from '../words/counts.ts';

interface AttestFormProps {
  readonly control: ControlId;
  readonly onDone: () => void;
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

/** Somebody vouches for what no file shows. It is written into the plan, with a name and days, and shown as attested. */
export function AttestForm({ control, onDone }: AttestFormProps) {
  const { plan } = usePlan();
  const { save } = usePlanEditing();
  const [statement, setStatement] = useState('');
  const [evidence, setEvidence] = useState('');
  const [by, setBy] = useState('');
  const [on, setOn] = useState(() => new Date().toISOString().slice(0, 10));
  const [expires, setExpires] = useState('');
  const missing = [statement === '', by === '', !isDay(on), expires !== '' && !isDay(expires)].filter(Boolean).length;
  const attest = (): void => {
    const attestations = plan.attestations ?? [];
    const attestation = {
      control,
      statement,
      ...(evidence === '' ? {} : { evidence }),
      by,
      on,
      ...(expires === '' ? {} : { expires }),
    };
    save('Attestation', [
      attestations.length === 0
        ? { path: ['attestations'], value: [attestation] }
        : { path: ['attestations', attestations.length], value: attestation },
    ]);
    onDone();
  };
  return (
    <div className="grid gap-3">
      <TextField
        label="What is stated"
        value={statement}
        onCommit={setStatement}
        hint="A sentence that can be true or false"
        takesFocus
      />
      <TextField
        label="Where the proof is kept"
        value={evidence}
        onCommit={setEvidence}
        hint="A link, a ticket, a file. It is not opened"
      />
      <TextField label="Who states it" value={by} onCommit={setBy} />
      <TextField label="On" value={on} onCommit={setOn} mono hint="As in 2026-11-20" />
      <TextField
        label="Last day on which it counts"
        value={expires}
        onCommit={setExpires}
        mono
        hint="Without one it has no end"
      />
      <div className="flex flex-wrap gap-2">
        <Button
          look="primary"
          onPress={attest}
          disabledBecause={missing === 0 ? undefined : `${count(missing, 'field')} to fill in`}
        >
          Write the attestation
        </Button>
        <Button onPress={onDone}>Cancel</Button>
      </div>
    </div>
  );
}
