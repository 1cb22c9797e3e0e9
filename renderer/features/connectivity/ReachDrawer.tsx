import { Route as RouteIcon } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { Drawer, DrawerSection } from '../../ui/Drawer.tsx';
import { EngineSentence } from '../marks/EngineSentence.tsx';
import { QuotedPlace } from '../marks/QuotedPlace.tsx';
import { go } from '../../state/router.ts';
import { usePlan } from '../../state/usePlan.ts';
import type { Rows } from '../../state/useRows.ts';
import { describePorts, describeRange } from '../words/connections.ts';
import { count } from '../words/counts.ts';
import type { ReachRow } from './reachRows.ts';

const MOST_RANGES = 200;
const QUOTED_RULES = 2;

interface ReachDrawerProps {
  readonly row: ReachRow;
  readonly rows: Rows;
  /** Whether it is being followed again. */
  readonly isRefreshing: boolean;
}

/** One workload, with every address and name that its policies open. */
export function ReachDrawer({ row, rows, isRefreshing }: ReachDrawerProps) {
  const { file } = usePlan();
  const { namespace, name, kind, pods, isolated, allowed, hosts, unknown, destinations } = row;
  const from = `${namespace}/${name}`;
  return (
    <Drawer
      of={row.id}
      over={`${kind}, ${count(pods, 'pod')}`}
      title={from}
      onClose={rows.close}
      onPrevious={rows.previous}
      onNext={rows.next}
      footer={
        <>
          <Button
            icon={RouteIcon}
            onPress={() => go({ page: 'connections', plan: file, view: { as: 'explain', from, to: '' } })}
          >
            Explain a flow from it
          </Button>
          <span className="flex-1" />
          {destinations.length > 0 && <CopyButton text={destinations.join('\n')}>Copy destinations</CopyButton>}
        </>
      }
    >
      {!isolated && (
        <DrawerSection title="Everything">
          <p>No policy selects it for traffic that leaves it, so that every address may be reached on every port.</p>
        </DrawerSection>
      )}
      {isolated && allowed.length > 0 && (
        <DrawerSection title="Addresses">
          <p className="mb-2 text-small text-ink-3">
            As the rules open them: those of the cluster’s own pods and Services are not cut out.
          </p>
          <ul className="grid gap-2.5">
            {allowed.map(({ ranges, ports }) => (
              <li key={`${ranges.join()} ${JSON.stringify(ports)}`}>
                <span className="font-medium">{describePorts(ports)}</span>
                <code className="block text-code">{ranges.slice(0, MOST_RANGES).map(describeRange).join(', ')}</code>
                {ranges.length > MOST_RANGES && (
                  <span className="text-small text-ink-3">
                    and {count(ranges.length - MOST_RANGES, 'more range')}, which the export holds
                  </span>
                )}
              </li>
            ))}
          </ul>
        </DrawerSection>
      )}
      {hosts.length > 0 && (
        <DrawerSection title="Names">
          <ul className="grid gap-1.5">
            {hosts.map(({ pattern, ports }) => (
              <li key={`${pattern} ${JSON.stringify(ports)}`}>
                <code className="text-code">{pattern}</code> {describePorts(ports)}
              </li>
            ))}
          </ul>
        </DrawerSection>
      )}
      {unknown.length > 0 && (
        <DrawerSection title="Not known">
          <ul className="grid gap-1.5">
            {unknown.map(({ reason, rules = [], moreRules = 0 }) => (
              <li key={reason}>
                <EngineSentence>{reason}</EngineSentence>
                {rules.slice(0, QUOTED_RULES).map(({ file: of, line, column }) => (
                  <QuotedPlace
                    key={`${of}:${line}:${column ?? ''}`}
                    file={of}
                    line={line}
                    column={column}
                    mark="unknown"
                    isRefreshing={isRefreshing}
                  />
                ))}
                {rules.length + moreRules > QUOTED_RULES && (
                  <p className="text-small text-ink-3">
                    And {count(rules.length + moreRules - QUOTED_RULES, 'more policy', 'more policies')}
                  </p>
                )}
              </li>
            ))}
          </ul>
        </DrawerSection>
      )}
      {isolated && allowed.length + hosts.length + unknown.length === 0 && (
        <DrawerSection title="Nothing">
          <p>Policies select it, and none of them opens anything outside.</p>
        </DrawerSection>
      )}
    </Drawer>
  );
}
