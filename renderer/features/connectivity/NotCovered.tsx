import { layerTitles } from '#shared/network/judging/layerTitles.ts';
import type { ConnectionVerdict, LayerVerdict } from '#shared/network/judging/verdict.ts';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { DrawerSection } from '../../ui/Drawer.tsx';
import { describeFirstTraffic, describeTraffic } from '../words/connections.ts';
import { splitRemedy } from './splitRemedy.ts';

/** What the connection needs and a layer does not let through: what is missing, and what to write where. */
export function NotCovered({ connection: { layers } }: { readonly connection: ConnectionVerdict }) {
  const closed = layers.filter(({ uncovered }) => uncovered.length > 0);
  if (closed.length === 0) return null;
  const snippets = closed.flatMap(({ remedy }) => snippetsOf(remedy));
  return (
    <DrawerSection title="Fix: what has to be allowed">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-2.5">
        {closed.map((layer) => (
          <ClosedLayer key={layer.layer} layer={layer} />
        ))}
        <div className="flex flex-wrap gap-2">
          {snippets.length > 0 && (
            <CopyButton look="plain" text={snippets.join('\n')}>
              Copy the rule
            </CopyButton>
          )}
          <CopyButton look={snippets.length > 0 ? 'quiet' : 'plain'} text={closed.map(toText).join('\n')}>
            Copy what to do
          </CopyButton>
        </div>
      </div>
    </DrawerSection>
  );
}

function ClosedLayer({ layer: { layer, uncovered, remedy } }: { readonly layer: LayerVerdict }) {
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <p className="font-medium">{layerTitles[layer]} lets none of this through</p>
      <ul>
        {uncovered.map((traffic) => (
          <li key={describeTraffic(traffic)}>
            <code className="text-code break-words text-ink-2">{describeFirstTraffic(traffic)}</code>
          </li>
        ))}
      </ul>
      {remedy !== undefined && (
        <div className="break-words text-ink-2">
          {splitRemedy(remedy).map((part) =>
            part.kind === 'rule' ? (
              <pre
                key={part.text}
                // Long rules scroll, and a scrolling region must be reachable by keyboard.
                // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
                tabIndex={0}
                aria-label="The rule to add"
                className="my-1 overflow-x-auto rounded-md border border-line bg-subtle px-2.5 py-1.5 text-code"
              >
                {part.text}
              </pre>
            ) : (
              <span key={part.text}>{part.text}</span>
            ),
          )}
        </div>
      )}
    </div>
  );
}

function snippetsOf(remedy: string | undefined): readonly string[] {
  return splitRemedy(remedy ?? '').flatMap(({ kind, text }) => (kind === 'rule' ? [text] : []));
}

/** Without a remedy of its own, a layer has to allow what it does not. */
function toText({ layer, uncovered, remedy }: LayerVerdict): string {
  const what = remedy ?? `allow ${uncovered.map(describeTraffic).join('; ')}`;
  return `${layerTitles[layer]}: ${what}`;
}
