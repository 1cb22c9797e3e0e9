import { layerTitles } from '#shared/network/judging/layerTitles.ts';
import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import { TextLink } from '../../ui/Button.tsx';
import { ToneMark } from '../../ui/ToneMark.tsx';
import { formatRoute } from '../../state/route.ts';
import { usePlan } from '../../state/usePlan.ts';
import { count } from '../words/counts.ts';
import { folderOf, liesUnder } from '../words/files.ts';
import { findUnreadSources } from '../words/judgeSources.ts';

/** Each layer of the packet's path, and whether its rules were read. */
export function LayerSources({ egress }: { readonly egress: EgressCheck }) {
  const { plan, file } = usePlan();
  const declared = plan.network?.path ?? [];
  const unread = findUnreadSources(egress);
  return (
    <table className="table rows-36">
      <caption>Layers of the path</caption>
      <tbody>
        <tr className="group">
          <th scope="colgroup" colSpan={3}>
            <b>Layers of the path</b> &nbsp;
            <TextLink href={formatRoute({ page: 'plan', detail: 'network', plan: file })}>Change</TextLink>
          </th>
        </tr>
        {declared.map(({ layer, source }) => {
          const files = egress.sources.filter(({ layers }) => layers.includes(layer));
          const isUnread = unread.some(({ file: name }) => liesUnder(name, source, folderOf(file)));
          return (
            <tr key={`${layer} ${source}`} data-row={layer}>
              <th scope="row" className="w-1/4">
                {layerTitles[layer]}
              </th>
              <td>
                <code className="text-ink-2">{source}</code>
              </td>
              <td>
                {source === 'none' && <ToneMark tone="na">No such layer</ToneMark>}
                {isUnread && <ToneMark tone="unknown">Not read</ToneMark>}
                {source !== 'none' && !isUnread && files.length > 0 && `${count(files.length, 'file')} read`}
                {source !== 'none' && !isUnread && files.length === 0 && (
                  <ToneMark tone="unknown">{source === 'cluster' ? 'Not collected' : 'Nothing read'}</ToneMark>
                )}
              </td>
            </tr>
          );
        })}
        {egress.layersNotSupplied
          .filter((layer) => declared.every((known) => known.layer !== layer))
          .map((layer) => (
            <tr key={layer} data-row={layer}>
              <th scope="row">{layerTitles[layer]}</th>
              <td className="text-ink-3">Not named in the plan</td>
              <td>
                <ToneMark tone="unknown">Not supplied</ToneMark>
              </td>
            </tr>
          ))}
      </tbody>
    </table>
  );
}
