import { layerTitles } from '#shared/network/layerTitles.ts';
import type { ConnectionVerdict } from '#shared/network/verdict.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { DrawerSection } from '../../ui/Drawer.tsx';
import { describeTraffic } from '../words/connections.ts';

/** What the connection needs and a layer does not let through: what is to be opened, and where. */
export function NotCovered({ connection: { layers } }: { readonly connection: ConnectionVerdict }) {
  const closed = layers.filter(({ uncovered }) => uncovered.length > 0);
  if (closed.length === 0) return null;
  const asText = closed
    .flatMap(({ layer, uncovered }) =>
      uncovered.map((traffic) => `${layerTitles[layer]}: allow ${describeTraffic(traffic)}`),
    )
    .join('\n');
  return (
    <DrawerSection title="Fix: what has to be allowed">
      <div className="grid gap-2">
        {closed.map(({ layer, uncovered }) => (
          <div key={layer}>
            <p className="font-medium">{layerTitles[layer]}</p>
            <ul>
              {uncovered.map((traffic) => (
                <li key={describeTraffic(traffic)}>
                  <code className="text-code break-words text-ink-2">{describeTraffic(traffic)}</code>
                </li>
              ))}
            </ul>
          </div>
        ))}
        <div>
          <CopyButton look="plain" text={asText}>
            Copy what to allow
          </CopyButton>
        </div>
      </div>
    </DrawerSection>
  );
}
