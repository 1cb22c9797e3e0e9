import { ChevronLeft, Download } from 'lucide-react';
import type { EvidenceReference } from '#shared/history/runRecord.ts';
import { ownName } from '#shared/kernel/ownNames.ts';
import { useClient } from '../../client/client.ts';
import { useQuery } from '../../client/useQuery.ts';
import { Button } from '../../ui/Button.tsx';
import { CodeBox } from '../../ui/CodeBox.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Drawer, DrawerSection } from '../../ui/Drawer.tsx';
import { GridTable } from '../../ui/GridTable.tsx';
import { KeyValues } from '../../ui/KeyValues.tsx';
import { Page, Scroll } from '../../ui/Page.tsx';
import { RowButton, opensRow } from '../../ui/RowButton.tsx';
import { SkeletonRows } from '../../ui/states.tsx';
import { downloadText } from '../../ui/downloadText.ts';
import { go } from '../../state/router.ts';
import { showToast } from '../../state/toasts.ts';
import { usePlan } from '../../state/usePlan.ts';
import { useRows } from '../../state/useRows.ts';
import type { Rows } from '../../state/useRows.ts';
import { useRun } from '../../state/useRuns.ts';
import { FailureState } from '../marks/FailureState.tsx';
import { MissingRow } from '../marks/MissingRow.tsx';
import { count } from '../words/counts.ts';
import { formatInstant } from '../words/dates.ts';
import { baseName, shortenMiddle } from '../words/files.ts';

/** What of a text is shown beside the table; the export has all of it. */
const MOST_CHARACTERS = 20_000;
const MOST_LINES = 300;

const kindTitles: Readonly<Record<string, string>> = { plan: 'Plan', rules: 'Rules', cluster: 'Cluster' };

interface EvidencePageProps {
  readonly run: string;
  /** The piece that is open, as the record names it. */
  readonly openName: string | undefined;
}

/** What a run kept of all that it had read, so that others can compute its hashes and judge it again. */
export function EvidencePage({ run: id, openName }: EvidencePageProps) {
  const { file } = usePlan();
  const run = useRun(id);
  const evidence = run.phase === 'ready' ? run.value.run.evidence : [];
  const rows = useRows(
    evidence.map(({ name }) => name),
    openName,
  );
  const open = evidence.find(({ name }) => name === openName);
  return (
    <Page
      title="Evidence of a run"
      about={
        run.phase === 'ready'
          ? `${count(evidence.length, 'piece')} kept by the run of ${formatInstant(run.value.run.finishedAt)}: what was read, without secrets, under its hash.`
          : 'What was read, without secrets, under its hash.'
      }
      actions={
        <Button icon={ChevronLeft} onPress={() => go({ page: 'runs', plan: file })}>
          All runs
        </Button>
      }
      beside={
        open === undefined ? (
          openName !== undefined &&
          run.phase === 'ready' && <MissingRow noun="piece of evidence" id={openName} rows={rows} />
        ) : (
          <EvidenceDrawer run={id} piece={open} rows={rows} />
        )
      }
    >
      {run.phase === 'loading' && <SkeletonRows rows={4} height={44} label="Reading the run" />}
      {run.phase === 'failed' && (
        <FailureState failure={run.failure} subject="run" harmless="The history was only read." />
      )}
      {run.phase === 'ready' && (
        <Scroll label="Evidence">
          <GridTable className="rows-44 border-t border-line" caption="Evidence" onKeyDown={rows.onKeyDown}>
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Kind</th>
                <th scope="col" className="tiny:hidden">
                  SHA-256 of what is kept
                </th>
              </tr>
            </thead>
            <tbody>
              {evidence.map(({ name, kind, hash }) => (
                <tr key={name} aria-selected={name === openName} {...opensRow(name, rows.open)}>
                  <th scope="row">
                    <RowButton id={name} onOpen={rows.open}>
                      <span className="block font-medium break-all">{ownName(name)}</span>
                    </RowButton>
                  </th>
                  <td>{kindTitles[kind] ?? kind}</td>
                  <td className="tiny:hidden">
                    <code className="text-code text-ink-2" title={hash}>
                      {shortenMiddle(hash, 21)}
                    </code>
                  </td>
                </tr>
              ))}
            </tbody>
          </GridTable>
        </Scroll>
      )}
    </Page>
  );
}

interface EvidenceDrawerProps {
  readonly run: string;
  readonly piece: EvidenceReference;
  readonly rows: Rows;
}

function EvidenceDrawer({ run, piece: { name, kind, hash }, rows }: EvidenceDrawerProps) {
  const client = useClient();
  const kept = useQuery(['kept text', run, name], (signal) =>
    client.runs.evidence({ id: run, name, most: MOST_CHARACTERS }, { signal }),
  );
  const exportAll = async (): Promise<void> => {
    const all = await client.runs.evidence({ id: run, name });
    if (all.ok) downloadText(baseName(name), 'text/plain', all.value.text);
    else showToast({ title: 'Evidence not exported', text: all.failure.message });
  };
  return (
    <Drawer
      of={name}
      over={kindTitles[kind] ?? kind}
      title={baseName(name)}
      onClose={rows.close}
      onPrevious={rows.previous}
      onNext={rows.next}
      footer={
        <>
          <Button icon={Download} onPress={() => void exportAll()}>
            Export file
          </Button>
          <span className="flex-1" />
          <CopyButton text={hash}>Copy hash</CopyButton>
        </>
      }
    >
      <DrawerSection title="What was kept">
        <KeyValues
          of={[
            ['Name', <code key="name">{ownName(name)}</code>],
            [
              'SHA-256',
              <code key="hash" className="break-all">
                {hash}
              </code>,
            ],
          ]}
        />
        <p className="mt-2 text-small text-ink-3">
          Secrets and what no rule is read from were left out before it was hashed. What is exported has this very hash.
        </p>
      </DrawerSection>
      <DrawerSection title="Text">
        {kept.phase === 'loading' && <output className="text-ink-3">Reading what was kept</output>}
        {kept.phase === 'failed' && (
          <p role="alert" className="text-fail">
            {[kept.failure.message, kept.failure.remedy].filter(Boolean).join(' ')}
          </p>
        )}
        {kept.phase === 'ready' && <Beginning name={name} text={kept.value.text} length={kept.value.length} />}
      </DrawerSection>
    </Drawer>
  );
}

function Beginning({ name, text, length }: { readonly name: string; readonly text: string; readonly length: number }) {
  const lines = text.split(/\r\n|\r|\n/);
  const isCut = length > text.length || lines.length > MOST_LINES;
  return (
    <>
      <CodeBox
        title={ownName(name)}
        lines={lines.slice(0, MOST_LINES).map((line, index) => ({ number: index + 1, text: line }))}
      />
      {isCut && <p className="mt-1.5 text-small text-ink-3">This is its beginning; the export has all of it.</p>}
    </>
  );
}
