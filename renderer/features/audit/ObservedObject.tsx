import { useState } from 'react';
import type { Evidence } from '#shared/audit/finding.ts';
import { useClient } from '../../client/client.ts';
import { useQuery } from '../../client/useQuery.ts';
import { CodeBox } from '../../ui/CodeBox.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { TextButton } from '../../ui/Button.tsx';
import { useNewestRun } from '../../state/useRuns.ts';

/** An object of the cluster as the newest run saw it. Opened on demand: a finding may name dozens. */
export function ObservedObject({ of: object }: { readonly of: NonNullable<Evidence['object']> }) {
  const [isOpen, setIsOpen] = useState(false);
  const run = useNewestRun()?.id;
  if (run === undefined) return null;
  if (!isOpen) {
    return (
      <span>
        <TextButton className="text-small" onPress={() => setIsOpen(true)}>
          Show {object.name} as it was seen
        </TextButton>
      </span>
    );
  }
  return <Yaml of={object} run={run} />;
}

function Yaml({ of: { resource, name }, run }: { readonly of: NonNullable<Evidence['object']>; readonly run: string }) {
  const client = useClient();
  const shown = useQuery(['object', run, resource, name], (signal) =>
    client.runs.object({ run, resource, name }, { signal }),
  );
  if (shown.phase === 'loading') return <output className="text-ink-3">Reading {name}</output>;
  if (shown.phase === 'failed') return <p className="text-ink-2">{shown.failure.message}</p>;
  const lines = shown.value.yaml.trimEnd().split('\n');
  return (
    <CodeBox
      title={`${resource}/${name}`}
      lines={lines.map((text, index) => ({ number: index + 1, text }))}
      action={
        <CopyButton className="h-5.5" text={shown.value.yaml}>
          Copy YAML
        </CopyButton>
      }
    />
  );
}
