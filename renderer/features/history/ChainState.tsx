import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { describeChainBreak, describeExpected, runHash } from '#shared/history/verifyChain.ts';
import { useClient } from '../../client/client.ts';
import { useQuery, useQueryCache } from '../../client/useQuery.ts';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { TextField } from '../../ui/fields.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { count } from '../words/counts.ts';

/** Whether every run is what it was when it was sealed. */
export function ChainState() {
  const client = useClient();
  const cache = useQueryCache();
  const [head, setHead] = useState('');
  const verified = useQuery(['runs', 'chain', head], (signal) =>
    client.runs.verify(head === '' ? undefined : { head }, { signal }),
  );
  return (
    <section className="flex flex-wrap items-start gap-x-4 gap-y-2 px-6 py-4 max-rail:px-5">
      <div className="min-w-0 flex-1">
        <h2 className="text-small font-semibold text-ink-3">Chain of seals, over all plans</h2>
        {verified.phase === 'loading' && <p className="text-ink-2">Following the chain</p>}
        {verified.phase === 'failed' && <ToneMark tone="unknown">{verified.failure.message}</ToneMark>}
        {verified.phase === 'ready' && verified.value.brokenAt === undefined && (
          <>
            <ToneMark tone="pass">{`${count(verified.value.checked, 'run')} verified`}</ToneMark>
            {verified.value.head !== null && (
              <p className="text-ink-2">
                Head <code className="break-all">{verified.value.head}</code>. It stands in each report: a chain that
                was cut short is seen by comparing the two.
              </p>
            )}
          </>
        )}
        {verified.phase === 'ready' && verified.value.expected !== undefined && (
          <output className="block">
            <ToneMark tone={verified.value.expected.sequence === undefined ? 'fail' : 'pass'}>
              {describeExpected(verified.value.expected)}
            </ToneMark>
          </output>
        )}
        {verified.phase === 'ready' && verified.value.brokenAt !== undefined && (
          <div role="alert">
            <ToneMark tone="fail">The chain is broken</ToneMark>
            <p>{describeChainBreak(verified.value.brokenAt)}</p>
            <p className="text-ink-2">{count(verified.value.checked, 'run')} before it hold.</p>
          </div>
        )}
        <TextField
          className="mt-2 max-w-160"
          label="Hash from a report"
          hint="A chain that was cut short still holds: whether the run of a report is in it shows here."
          mono
          value={head}
          onCommit={(text) => {
            const hash = text.trim().toLowerCase();
            if (hash !== '' && !runHash.test(hash)) return 'A hash is 64 figures and letters from a to f.';
            setHead(hash);
            return undefined;
          }}
        />
      </div>
      <span className="flex gap-2">
        {verified.phase === 'ready' && verified.value.head !== null && (
          <CopyButton look="plain" text={verified.value.head}>
            Copy head
          </CopyButton>
        )}
        <Button icon={ShieldCheck} onPress={() => cache.refresh(['runs', 'chain'])}>
          Verify again
        </Button>
      </span>
    </section>
  );
}
