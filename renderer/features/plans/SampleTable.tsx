import { useState } from 'react';
import { Button } from '../../ui/Button.tsx';
import { useSystem } from '../../state/useCatalog.ts';
import { useOpenSample } from './useOpenSample.ts';

/** The samples that come with the program: read only, complete with rule files. */
export function SampleTable() {
  const { samples } = useSystem();
  const openSample = useOpenSample();
  const [failure, setFailure] = useState<string>();
  if (samples.length === 0) return null;
  return (
    <table className="table rows-48">
      <caption>Samples</caption>
      <tbody>
        <tr className="group">
          <th scope="colgroup" colSpan={2}>
            <b>Sample</b> &nbsp;Read only, with rule files that allow some connections and not others
          </th>
        </tr>
        {samples.map((name) => (
          <tr key={name} data-row={name}>
            <th scope="row">
              <span className="font-semibold">{name}</span>
              <span className="block text-small text-ink-3">Built in</span>
              {failure !== undefined && (
                <span role="alert" className="block text-small text-fail">
                  {failure}
                </span>
              )}
            </th>
            <td className="w-40 text-right">
              <Button
                onPress={async () => {
                  const outcome = await openSample(name);
                  if (!outcome.ok) setFailure(outcome.failure.message);
                }}
              >
                Open sample
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
