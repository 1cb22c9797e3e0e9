import { useState } from 'react';
import { dayOf } from '#shared/audit/day.ts';
import type { Finding } from '#shared/audit/finding.ts';
import { isClusterCheck } from '#shared/audit/isClusterCheck.ts';
import { FormButtons } from '../../ui/FormButtons.tsx';
import { FormField } from '../../ui/fields.tsx';
import { RadioField } from '../../ui/RadioField.tsx';
import { useNow } from '../../state/useNow.ts';
import { usePlan, usePlanEditing } from '../../state/usePlan.ts';
import { listed } from '../words/counts.ts';
import { findFaultOfLastDay } from '../words/days.ts';

interface WaiveFormProps {
  readonly finding: Pick<Finding, 'requirement' | 'check'>;
  readonly onDone: () => void;
}

/** Accepts a failure for a time. The waiver is written into the plan, where it is reviewed like any other choice. */
export function WaiveForm({ finding: { requirement, check }, onDone }: WaiveFormProps) {
  const { plan } = usePlan();
  const { submit } = usePlanEditing();
  const today = dayOf(useNow());
  const [scope, setScope] = useState<'check' | 'requirement'>(isClusterCheck(check) ? 'check' : 'requirement');
  const [reason, setReason] = useState('');
  const [owner, setOwner] = useState('');
  const [expires, setExpires] = useState('');
  const fault = findFaultOfLastDay(expires, today);
  const missing = [
    reason.trim() === '' && 'a reason',
    owner.trim() === '' && 'who accepts it',
    fault !== undefined && 'a last day that is not over',
  ].filter((part) => part !== false);
  const waive = (): Promise<string | undefined> => {
    const waivers = plan.waivers ?? [];
    const waiver = {
      requirement: scope === 'check' ? check : requirement,
      reason: reason.trim(),
      owner: owner.trim(),
      expires,
    };
    return submit('Waiver', [
      waivers.length === 0
        ? { path: ['waivers'], value: [waiver] }
        : { path: ['waivers', waivers.length], value: waiver },
    ]);
  };
  return (
    <div className="grid gap-3">
      {isClusterCheck(check) && (
        <RadioField
          label="What is accepted"
          chosen={scope}
          onChoose={setScope}
          options={[
            { id: 'check', label: `This check: ${check}` },
            { id: 'requirement', label: `Every failure of ${requirement}`, hint: 'Those of other checks as well' },
          ]}
        />
      )}
      <FormField label="Why it is accepted" value={reason} onChange={setReason} takesFocus />
      <FormField
        label="Who accepts it"
        value={owner}
        onChange={setOwner}
        hint="A team or a person, best as an e-mail address"
      />
      <FormField
        label="Last day"
        type="date"
        value={expires}
        onChange={setExpires}
        error={expires === '' ? undefined : fault}
        hint="It counts in full"
      />
      <FormButtons
        verb="Write the waiver"
        missing={missing.length === 0 ? undefined : `Missing: ${listed(missing)}`}
        onSubmit={waive}
        onDone={onDone}
      />
      <p className="text-small text-ink-3">
        It counts from the next run on. The failure is then counted as waived, not as a pass.
      </p>
    </div>
  );
}
