import { useState } from 'react';
import { dayOf } from '#shared/audit/day.ts';
import type { PlanAttestation } from '#shared/plan/plan.ts';
import { FormButtons } from '../../ui/FormButtons.tsx';
import { FormField } from '../../ui/fields.tsx';
import { useNow } from '../../state/useNow.ts';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { listed } from '../words/counts.ts';
import { findFaultOfLastDay, isDay } from '../words/days.ts';

interface AttestFormProps {
  /** A control, or one check of a cluster by its id. */
  readonly control: string;
  readonly onDone: () => void;
}

/** Somebody vouches for what no file shows. It is written into the plan, with a name and days, and shown as attested. */
export function AttestForm({ control, onDone }: AttestFormProps) {
  const { plan } = usePlan();
  const { submit } = usePlanEditing();
  const today = dayOf(useNow());
  const [statement, setStatement] = useState('');
  const [evidence, setEvidence] = useState('');
  const [by, setBy] = useState('');
  const [on, setOn] = useState(today);
  const [expires, setExpires] = useState('');
  const [signature, setSignature] = useState(unsigned);
  const faultOfDay = findFaultOfDay(on, today);
  const faultOfEnd = expires === '' ? undefined : findFaultOfEnd(expires, on, today);
  const missing = [
    statement.trim() === '' && 'what is stated',
    by.trim() === '' && 'who states it',
    faultOfDay !== undefined && 'the day on which it was stated',
    faultOfEnd !== undefined && 'a last day that is not over',
    ...findMissingOfSignature(signature),
  ].filter((part) => part !== false);
  const attest = (): Promise<string | undefined> => {
    const attestations = plan.attestations ?? [];
    const attestation = {
      control,
      statement: statement.trim(),
      ...(evidence.trim() === '' ? {} : { evidence: evidence.trim() }),
      by: by.trim(),
      on,
      ...(expires === '' ? {} : { expires }),
      ...(isSigned(signature) ? { signature: trimmed(signature) } : {}),
    };
    return submit('Attestation', [
      attestations.length === 0
        ? { path: ['attestations'], value: [attestation] }
        : { path: ['attestations', attestations.length], value: attestation },
    ]);
  };
  return (
    <div className="grid gap-3">
      <FormField
        label="What is stated"
        value={statement}
        onChange={setStatement}
        hint="A sentence that can be true or false"
        takesFocus
      />
      <FormField
        label="Where the proof is kept"
        value={evidence}
        onChange={setEvidence}
        hint="A link, a ticket, a file. It is not opened"
      />
      <FormField label="Who states it" value={by} onChange={setBy} />
      <FormField label="On" type="date" value={on} onChange={setOn} error={faultOfDay} />
      <FormField
        label="Last day on which it counts"
        type="date"
        value={expires}
        onChange={setExpires}
        error={faultOfEnd}
        hint="Without one it has no end"
      />
      <details>
        <summary className="cursor-pointer text-ink-2">Add a signature over the statement</summary>
        <div className="mt-2 grid gap-3">
          <p className="text-small text-ink-3">It is kept with the statement, and shown. It is not verified.</p>
          {signatureFields.map(({ key, label, hint }) => (
            <FormField
              key={key}
              label={label}
              hint={hint}
              error={findFaultOfPart(signature[key])}
              mono
              value={signature[key]}
              onChange={(value) => setSignature({ ...signature, [key]: value })}
            />
          ))}
        </div>
      </details>
      <FormButtons
        verb="Write the attestation"
        missing={missing.length === 0 ? undefined : `Missing: ${listed(missing)}`}
        onSubmit={attest}
        onDone={onDone}
      />
      <p className="text-small text-ink-3">It counts from the next run on, as attested and not as observed.</p>
    </div>
  );
}

const unsigned: Readonly<Record<keyof NonNullable<PlanAttestation['signature']>, string>> = {
  algorithm: '',
  publicKey: '',
  value: '',
};

const signatureFields = [
  { key: 'algorithm', label: 'Algorithm', hint: 'As the signer’s tool calls it, such as ed25519' },
  { key: 'publicKey', label: 'Public key', hint: 'Of who signed; never a private key' },
  { key: 'value', label: 'Value', hint: 'The signature itself, as the tool printed it' },
] as const;

function isSigned(signature: typeof unsigned): boolean {
  return signatureFields.some(({ key }) => signature[key].trim() !== '');
}

/** A signature is whole or none. */
function findMissingOfSignature(signature: typeof unsigned): readonly string[] {
  if (!isSigned(signature)) return [];
  return signatureFields
    .filter(({ key }) => signature[key].trim() === '' || findFaultOfPart(signature[key]) !== undefined)
    .map(({ label }) => `the signature’s ${label.toLowerCase()}`);
}

/** A plan is kept in git, where nobody's private key belongs. */
function findFaultOfPart(part: string): string | undefined {
  return /PRIVATE KEY/.test(part) ? 'This is a private key: paste the public one.' : undefined;
}

function trimmed({ algorithm, publicKey, value }: typeof unsigned): typeof unsigned {
  return { algorithm: algorithm.trim(), publicKey: publicKey.trim(), value: value.trim() };
}

function findFaultOfDay(on: string, today: string): string | undefined {
  if (!isDay(on)) return 'Enter a day of the calendar, such as 2026-11-20.';
  return on > today ? `${on} has not come yet: until then it counts for nothing.` : undefined;
}

function findFaultOfEnd(expires: string, on: string, today: string): string | undefined {
  return expires < on ? `${expires} is before the day on which it was stated.` : findFaultOfLastDay(expires, today);
}
