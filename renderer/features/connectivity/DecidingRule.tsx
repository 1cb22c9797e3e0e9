import { layerTitles } from '#shared/network/layerTitles.ts';
import type { ConnectionVerdict, RuleReference } from '#shared/network/verdict.ts';
import { useClient } from '../../client/client.ts';
import { useQuery } from '../../client/useQuery.ts';
import { CodeBox } from '../../ui/CodeBox.tsx';
import { CopyButton } from '../../ui/CopyButton.tsx';
import { DrawerSection } from '../../ui/Drawer.tsx';
import { useAddedRules } from '../../state/ruleSets.ts';
import { usePlan } from '../../state/usePlan.ts';
import { decidingLayer } from './layers.ts';

const QUOTED_RULES = 2;
const LINES_AROUND = 4;

/** The rule that decides, quoted from the user's own file under its real line numbers, and why it decides. */
export function DecidingRule({ connection }: { readonly connection: ConnectionVerdict }) {
  const layer = decidingLayer(connection);
  if (layer === undefined) return null;
  const mark = layer.verdict === 'allowed' ? 'pass' : 'fail';
  const more = layer.decidedBy.length - QUOTED_RULES;
  return (
    <DrawerSection title={layer.decidedBy.length > 1 ? 'Deciding rules' : 'Deciding rule'}>
      <div className="grid gap-2.25">
        {layer.decidedBy.slice(0, QUOTED_RULES).map((reference) => (
          <QuotedRule key={`${reference.file}:${reference.line} ${reference.rule}`} reference={reference} mark={mark} />
        ))}
        {more > 0 && <p className="text-small text-ink-3">And {more} more, under Layer by layer</p>}
        <p className="text-ink-2">
          {layerTitles[layer.layer]}: {layer.reason}
        </p>
      </div>
    </DrawerSection>
  );
}

interface QuotedRuleProps {
  readonly reference: RuleReference;
  readonly mark: 'pass' | 'fail';
}

function QuotedRule({ reference, mark }: QuotedRuleProps) {
  const client = useClient();
  const { file: plan, revision } = usePlan();
  const rules = useAddedRules(plan);
  const { file, line } = reference;
  const quoted = useQuery(['quote', plan, revision, rules, file, line], (signal) =>
    client.egress.quote(
      { plan, ...(rules.length === 0 ? {} : { rules: [...rules] }), file, line, around: LINES_AROUND },
      { signal },
    ),
  );
  if (quoted.phase === 'loading')
    return <output className="block h-48 rounded-[7px] bg-subtle p-3 text-ink-3">Quoting the rule</output>;
  if (quoted.phase === 'failed') {
    return (
      <p className="text-ink-2">
        <code>
          {file}:{line}
        </code>{' '}
        {quoted.failure.message}
      </p>
    );
  }
  const { firstLine, lines } = quoted.value;
  return (
    <CodeBox
      title={file}
      mark={mark}
      lines={lines.map((text, index) => ({ number: firstLine + index, text, marked: firstLine + index === line }))}
      action={
        <CopyButton className="h-5.5" text={`${file}:${line}`}>
          Copy place
        </CopyButton>
      }
    />
  );
}
