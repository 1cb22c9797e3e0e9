import { Button, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import { Wifi, WifiOff } from 'lucide-react';
import { Icon } from '../../ui/Icon.tsx';
import { useNewestRun, useRun } from '../../state/useRuns.ts';
import { useAskTraffic, useFollowTraffic, useTraffic } from '../../state/useTraffic.ts';
import type { Traffic } from '../../state/useTraffic.ts';
import { hostsCalled } from '../words/calls.ts';
import { count } from '../words/counts.ts';
import { CallTable } from './CallTable.tsx';

/** A fact, not a mode: what this program has called since it was started. Opened, it lists every call. */
export function NetworkBadge() {
  const traffic = useTraffic();
  const askTraffic = useAskTraffic();
  useFollowTraffic();
  const called = hostsCalled(traffic.hosts, traffic.calls);
  const isOffline = called.length === 0;
  return (
    <DialogTrigger
      onOpenChange={(isOpen) => {
        if (isOpen) askTraffic();
      }}
    >
      <Button className="top-item h-6 rounded-full border border-line-strong px-2 text-small font-medium text-ink">
        <Icon of={isOffline ? WifiOff : Wifi} size={14} />
        {isOffline ? 'Offline' : `Read only, ${count(called.length, 'host')}`}
      </Button>
      <Popover
        placement="bottom end"
        className="z-40 max-h-[80vh] w-120 max-w-[calc(100vw-32px)] overflow-auto rounded-lg border border-line-strong bg-surface shadow-2 outline-none"
      >
        <Dialog aria-label="Network" className="outline-none">
          {isOffline ? (
            <section className="p-4">
              <Heading className="font-semibold">Nothing was sent since the start</Heading>
              <p className="mt-1 text-ink-2">
                Plans, rule files, audits and reports are worked on where they are. No connection was opened, and no
                name was looked up.
              </p>
            </section>
          ) : (
            <Called traffic={traffic} />
          )}
          <NewestRun />
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

function Called({ traffic: { connectionsOpened, hosts, calls } }: { readonly traffic: Traffic }) {
  const servers = [...new Set(calls.map(({ server }) => server))];
  return (
    <>
      <section className="p-4">
        <Heading className="font-semibold">Since the start, nothing was written anywhere</Heading>
        <p className="mt-1 text-ink-2">
          {connectionsOpened === 0
            ? 'No connection has left this machine.'
            : `${count(connectionsOpened, 'connection')} left this machine. A command that signs in may open its own, which are not counted.`}
        </p>
        <ul className="mt-2 grid gap-1 empty:hidden">
          {hosts.map(({ host, connections }) => (
            <li key={host} className="flex gap-3">
              <code className="min-w-0 flex-1 break-all">{host}</code>
              <span className="text-ink-2">{count(connections, 'connection')}</span>
            </li>
          ))}
        </ul>
      </section>
      {servers.map((server) => (
        <CallTable key={server} title={server} calls={calls.filter((call) => call.server === server)} />
      ))}
    </>
  );
}

/** What the newest run of the plan has asked, perhaps in another session. */
function NewestRun() {
  const newest = useNewestRun();
  const record = useRun(newest?.id);
  if (newest === undefined || record.phase !== 'ready') return null;
  const title = `Run ${newest.sequence}`;
  const { apiCalls, cluster } = record.value;
  if (apiCalls.length > 0) return <CallTable title={`${title}, ${cluster?.server ?? ''}`} calls={apiCalls} />;
  return (
    <section className="border-t border-line p-4">
      <Heading className="font-semibold">{title}</Heading>
      <p className="mt-1 text-ink-2">It has read files only: no call was made.</p>
    </section>
  );
}
