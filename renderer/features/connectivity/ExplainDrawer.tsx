import { Route as RouteIcon } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Drawer, DrawerSection } from '../../ui/Drawer.tsx';
import { FormField } from '../../ui/fields.tsx';
import { usePageKeys } from '../../state/pageKeys.ts';
import { replaceRoute, useRoute } from '../../state/router.ts';
import { useVerdicts } from '../../state/useVerdicts.ts';
import { ExplainedFlows } from './ExplainedFlows.tsx';
import { endsOf } from './flowOf.ts';

/** Asks about any flow and follows it through every layer, rule by rule. What is asked stands in the address. */
export function ExplainDrawer() {
  const route = useRoute();
  const { from: askedFrom = '', to: askedTo = '', addresses: askedAddresses = '' } = route?.view ?? {};
  const [from, setFrom] = useState(askedFrom);
  const [to, setTo] = useState(askedTo);
  const [addresses, setAddresses] = useState(askedAddresses);
  const close = (): void => {
    if (route !== undefined) replaceRoute({ ...route, view: undefined });
  };
  const ask = (): void => {
    const question = { from: from.trim(), to: to.trim(), ...(addresses.trim() && { addresses: addresses.trim() }) };
    if (route !== undefined) replaceRoute({ ...route, view: { as: 'explain', ...question } });
  };
  usePageKeys({ Escape: close });
  const verdicts = useVerdicts();
  const ends = endsOf(verdicts.phase === 'ready' ? verdicts.value.connections : []);
  const isAsked = askedFrom !== '' && askedTo !== '';
  const isComplete = from.trim() !== '' && to.trim() !== '';
  return (
    <Drawer of="explain" over="One flow through every layer" title="Explain a flow" onClose={close}>
      <DrawerSection title="The flow">
        <form
          className="grid gap-3"
          onSubmit={(event) => {
            event.preventDefault();
            ask();
          }}
        >
          <FormField
            label="From"
            mono
            value={from}
            onChange={setFrom}
            offers={ends.from}
            hint="`namespace/name` of a workload, or `node`"
          />
          <FormField
            label="To"
            mono
            value={to}
            onChange={setTo}
            offers={ends.to}
            hint="`cp.example.com:443`, `203.0.113.7:53/udp`, `[2001:db8::7]:443` or `203.0.113.7:8/0/icmp`. Names are never looked up."
          />
          <FormField
            label="Addresses of the host"
            mono
            value={addresses}
            onChange={setAddresses}
            hint="Of a name that the plan has no addresses for: `198.51.100.0/24, 2001:db8::/48`. May be left empty."
          />
          <div>
            {/* Enter in a field presses it: forms of several fields are sent by a button of their own alone. */}
            <button type="submit" hidden disabled={!isComplete}>
              Explain
            </button>
            <Button
              look="primary"
              icon={RouteIcon}
              onPress={ask}
              disabledBecause={isComplete ? undefined : 'Enter both ends'}
            >
              Explain
            </Button>
          </div>
        </form>
      </DrawerSection>
      {isAsked && (
        <ExplainedFlows
          key={`${askedFrom} ${askedTo} ${askedAddresses}`}
          from={askedFrom}
          to={askedTo}
          addresses={askedAddresses.split(/[\s,]+/).filter(Boolean)}
        />
      )}
    </Drawer>
  );
}
