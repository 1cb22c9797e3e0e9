import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { Wifi, WifiOff } from 'lucide-react';
import { useClient } from '../../client/client.ts';
import { useQuery } from '../../client/useQuery.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useSystem } from '../../state/useCatalog.ts';
import { count } from '../words/counts.ts';

/** A fact, not a mode: what this program has called since it was started. */
export function NetworkBadge() {
  const client = useClient();
  const atStart = useSystem();
  const asked = useQuery(['system'], async (signal) => ({
    ok: true,
    value: await client.system.information(undefined, { signal }),
  }));
  const { connectionsOpened } = asked.phase === 'ready' ? asked.value : atStart;
  const isOffline = connectionsOpened === 0;
  return (
    <DialogTrigger>
      <Button className="top-item h-6 rounded-full border border-line-strong px-2 text-small font-medium text-ink">
        <Icon of={isOffline ? WifiOff : Wifi} size={14} />
        {isOffline ? 'Offline' : count(connectionsOpened, 'connection')}
      </Button>
      <Popover
        placement="bottom end"
        className="z-40 w-80 rounded-lg border border-line-strong bg-surface p-4 shadow-2 outline-none"
      >
        <Dialog aria-label="Network" className="outline-none">
          <p className="font-semibold">{count(connectionsOpened, 'connection')} opened since the start</p>
          <p className="mt-1 text-ink-2">
            {isOffline
              ? 'Plans, rule files, audits and reports are worked on where they are. Nothing has left this machine, and no name was looked up.'
              : 'Beyond this machine’s own loopback.'}
          </p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
