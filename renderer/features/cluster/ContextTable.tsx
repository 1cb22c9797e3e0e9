import { useId } from 'react';
import type { KubeContexts, KubeContextView } from '#shared/contract/views.ts';
import { TextButton } from '../../ui/Button.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';

interface ContextTableProps {
  readonly of: KubeContexts;
  readonly chosen: string | undefined;
  readonly onChoose: (name: string) => void;
  readonly onForget: () => void;
}

/** Every context of the kubeconfig, with the server that it means: a name alone has misled people before. */
export function ContextTable({ of: { current, contexts }, chosen, onChoose, onForget }: ContextTableProps) {
  const group = useId();
  return (
    <table className="table rows-48 border-t border-line">
      <caption>Contexts of the kubeconfig</caption>
      <thead>
        <tr>
          <th scope="col">Context</th>
          <th scope="col">API server</th>
          <th scope="col" className="slim:hidden">
            Signs in with
          </th>
          <th scope="col" className="narrow:hidden">
            User
          </th>
        </tr>
      </thead>
      <tbody>
        {contexts.map((context) => (
          <tr key={context.name} data-row={context.name} aria-selected={context.name === chosen}>
            <th scope="row">
              <label className="flex items-start gap-2.25">
                <input
                  type="radio"
                  name={group}
                  checked={context.name === chosen}
                  onChange={() => onChoose(context.name)}
                  className="option-radio"
                />
                <span className="min-w-0">
                  <span className="block font-medium break-all">{context.name}</span>
                  {context.name === current && (
                    <span className="block text-small text-ink-3">kubectl’s current context</span>
                  )}
                </span>
              </label>
              {context.name === chosen && (
                <TextButton className="ml-6 text-small" onPress={onForget}>
                  Take the choice back
                </TextButton>
              )}
            </th>
            <td>
              <Server of={context} />
            </td>
            <td className="slim:hidden">
              {context.signsInWith}
              {context.command !== undefined && (
                <code className="block max-w-80 truncate text-code text-ink-3" title={context.command.text}>
                  {context.command.text}
                </code>
              )}
            </td>
            <td className="narrow:hidden">{context.user ?? '–'}</td>
          </tr>
        ))}
      </tbody>
      {contexts.length > 1 && (
        <tfoot>
          <tr>
            <td colSpan={4} className="text-small text-ink-3">
              A plan is of one data plane. Give each further cluster a plan of its own: Plans then shows the newest run
              of all, and Findings what changed in each.
            </td>
          </tr>
        </tfoot>
      )}
    </table>
  );
}

function Server({ of: { server, cluster, warnings } }: { readonly of: KubeContextView }) {
  return (
    <>
      {server === undefined ? (
        <ToneMark tone="unknown">{`${cluster} is not described`}</ToneMark>
      ) : (
        <code className="break-all">{server}</code>
      )}
      {warnings.map((warning) => (
        <span key={warning} className="mt-0.5 block text-small text-partly">
          {warning}
        </span>
      ))}
    </>
  );
}
