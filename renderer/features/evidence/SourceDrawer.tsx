import { FileCode } from 'lucide-react';
import type { RuleSource } from '#shared/network/judging/verdict.ts';
import { ownName } from '#shared/kernel/ownNames.ts';
import { Button, TextLink } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Drawer, DrawerSection } from '../../ui/Drawer.tsx';
import { KeyValues } from '../../ui/KeyValues.tsx';
import { formatRoute } from '../../state/route.ts';
import { go } from '../../state/router.ts';
import { usePlan } from '../../state/usePlan.ts';
import type { Rows } from '../../state/useRows.ts';
import { ProblemList } from '../marks/ProblemList.tsx';
import { VerdictMark } from '../marks/VerdictMark.tsx';
import { connectionTitle } from '../words/connections.ts';
import { baseName, formatBytes } from '../words/files.ts';
import type { SourceStanding } from '../words/judgeSources.ts';

interface SourceDrawerProps {
  readonly source: RuleSource;
  readonly standing: SourceStanding;
  readonly rows: Rows;
}

const withoutRows: Record<SourceStanding['bearing'], string> = {
  rules: '',
  facts:
    'No rule of this file decides a connection of the plan. What it tells of workloads, networks or tags is what the rules of other files are judged with.',
  hidden:
    'Another file could not be read, and what it says may decide any connection of this layer: what this one bears on is known once that is mended.',
  unread: 'It could not be read in full: what it says may decide any connection of its layer.',
  foreign: 'Nothing in it was recognised, so nothing is judged by it.',
};

/** A rule file: its identity, what could not be read in it, and the connections that its rules bear on. */
export function SourceDrawer({ source, standing: { connections, problems, bearing }, rows }: SourceDrawerProps) {
  const { file: plan } = usePlan();
  const { file, format, holds, bytes, hash } = source;
  return (
    <Drawer
      of={file}
      over={format}
      title={baseName(file)}
      onClose={rows.close}
      onPrevious={rows.previous}
      onNext={rows.next}
      footer={
        <>
          {bearing !== 'foreign' && (
            <Button icon={FileCode} onPress={() => go({ page: 'evidence', detail: file, plan, view: { as: 'text' } })}>
              Show text
            </Button>
          )}
          <span className="flex-1" />
          <CopyButton text={hash}>Copy hash</CopyButton>
        </>
      }
    >
      <DrawerSection title="What was read">
        <KeyValues
          of={[
            [
              'File',
              <code key="file" className="break-all">
                {ownName(file)}
              </code>,
            ],
            ['Taken for', format],
            ['Holds', bearing === 'unread' ? 'Not read in full' : holds],
            ['Size', formatBytes(bytes)],
            [
              'SHA-256',
              <code key="hash" className="break-all">
                {hash}
              </code>,
            ],
          ]}
        />
      </DrawerSection>
      {problems.length > 0 && (
        <DrawerSection title="What could not be read or followed">
          <ProblemList problems={problems} />
        </DrawerSection>
      )}
      <DrawerSection title="What its rules bear on">
        {connections.length === 0 ? (
          <p className="text-ink-2">{withoutRows[bearing]}</p>
        ) : (
          <ul className="grid gap-1.5">
            {connections.map((connection) => (
              <li key={connection.id} className="grid grid-cols-[minmax(0,1fr)_auto] gap-3">
                <TextLink href={formatRoute({ page: 'connections', detail: connection.id, plan })}>
                  {connectionTitle(connection)}
                </TextLink>
                <VerdictMark verdict={connection.verdict} />
              </li>
            ))}
          </ul>
        )}
      </DrawerSection>
    </Drawer>
  );
}
