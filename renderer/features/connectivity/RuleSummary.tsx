import { TriangleAlert } from 'lucide-react';
import { layerTitles } from '#shared/network/judging/layerTitles.ts';
import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import { TextButton, TextLink } from '../../ui/Button.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { EngineSentence } from '../marks/EngineSentence.tsx';
import { Banner } from '../../ui/states.tsx';
import { formatRoute } from '../../state/route.ts';
import { usePlan } from '../../state/usePlan.ts';
import { countReadRuleFiles } from '../words/countReadRuleFiles.ts';
import { count, listed } from '../words/counts.ts';
import { baseName } from '../words/files.ts';
import { findUnreadSources } from '../words/judgeSources.ts';

/** Above the table: what keeps any row from being allowed. */
export function LayersNotSupplied({ egress: { layersNotSupplied } }: { readonly egress: EgressCheck }) {
  const { file } = usePlan();
  if (layersNotSupplied.length === 0) return null;
  const titles = layersNotSupplied.map((layer) => layerTitles[layer]);
  return (
    <Banner
      action={<TextLink href={formatRoute({ page: 'plan', detail: 'network', plan: file })}>Name the source</TextLink>}
    >
      <b className="font-semibold text-ink">
        {titles.length === 1
          ? `${titles[0]} is not known.`
          : `${titles.length} layers are not known: ${listed(titles)}.`}
      </b>{' '}
      {titles.length === 1
        ? 'Its rules were neither supplied nor declared to be none, so no row that passes it can be called allowed.'
        : 'Their rules were neither supplied nor declared to be none, so no row that passes one of them can be called allowed.'}
    </Banner>
  );
}

/** Above the table: layers whose files are there and say nothing that can be read; those with errors are told as such. */
export function LayersNotRead({ egress }: { readonly egress: EgressCheck }) {
  const { file: plan } = usePlan();
  const told = new Set(findUnreadSources(egress).map(({ file }) => file));
  const untold = (egress.layersNotRead ?? []).filter(({ files }) => files.some((file) => !told.has(file)));
  return untold.map(({ layer, files, because }) => (
    <Banner key={layer} action={<TextLink href={formatRoute({ page: 'evidence', plan })}>Show sources</TextLink>}>
      <b className="font-semibold text-ink">{layerTitles[layer]} can’t be read.</b> <code>{listed(files)}</code>:{' '}
      <EngineSentence>{because.join(' ')}</EngineSentence>
    </Banner>
  ));
}

interface RuleSummaryProps {
  readonly egress: EgressCheck;
  readonly onAddRules: () => void;
}

/** Under the table: what was read, and what of it could not be. */
export function RuleSummary({ egress, onAddRules }: RuleSummaryProps) {
  const { problems, connections } = egress;
  const { file } = usePlan();
  const unknown = connections.filter(({ verdict }) => verdict === 'unknown').length;
  const [first] = problems;
  if (first === undefined) return null;
  return (
    <div className="flex items-start gap-2.25 px-6 py-3 text-ink-2 max-rail:px-5">
      <Icon of={TriangleAlert} size={14} className="mt-0.75 text-unknown" />
      <p className="min-w-0 flex-1">
        <b className="font-semibold text-ink">
          {countReadRuleFiles(egress)} read, {count(problems.length, 'problem')}.
        </b>{' '}
        <code title={first.file}>
          {baseName(first.file)}:{first.line}
        </code>{' '}
        <EngineSentence>{first.message}</EngineSentence>{' '}
        {unknown > 0 && `${count(unknown, 'row')} ${unknown === 1 ? 'is' : 'are'} unknown.`}{' '}
        <TextLink href={formatRoute({ page: 'evidence', plan: file })}>Show sources</TextLink>
      </p>
      <TextButton onPress={onAddRules}>Add rule files</TextButton>
    </div>
  );
}
