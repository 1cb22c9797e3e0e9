import type {
  EgressExplanation,
  ExplainedOrigin,
  FlowExplanation,
  LayerExplanation,
  RuleTrail,
  TrailStep,
} from '#shared/network/explain/explanation.ts';
import type { RuleReference } from '#shared/network/judging/verdict.ts';
import { toPlainText } from '#electron/toPlainText.ts';
import { formatIndented } from './formatTable.ts';
import { showPath } from './session.ts';
import type { Terminal } from './terminal.ts';
import { paintVerdict } from './verdictWords.ts';

interface Page {
  /** Where the files that are named begin; absent where they begin in the working folder. */
  readonly folder?: string | undefined;
  readonly terminal: Terminal;
  readonly columns: number | undefined;
}

/** Layer by layer, in the order of the packet: each rule that was looked at, with its place, and an arrow at what decides. */
export function formatExplanation({ flows, to, assumptions }: EgressExplanation, page: Page): string {
  const taken = assumptions.map((sentence) => formatIndented(sentence, 0, page.columns)).join('');
  return flows.map((flow) => formatFlow(flow, to.text, page)).join('\n') + (taken === '' ? '' : `\n${taken}`);
}

function formatFlow(
  { from, verdict, blockedBy, layers, missing, remarks }: FlowExplanation,
  to: string,
  page: Page,
): string {
  const { terminal, columns } = page;
  const head = terminal.paint('strong', toPlainText(`${nameOrigin(from)} to ${to}`));
  const stops = blockedBy === undefined ? '' : `, first blocked by ${blockedBy}`;
  const told = layers.map((layer) => formatLayer(layer, page)).join('');
  const open = missing.map((sentence) => formatIndented(`not known: ${sentence}`, 0, columns)).join('');
  const said = remarks.map((sentence) => formatIndented(sentence, 0, columns)).join('');
  return `${head}: ${paintVerdict(verdict, terminal)}${stops}\n${said}${told}${open}`;
}

function nameOrigin(from: ExplainedOrigin): string {
  if (from.kind === 'node') return 'A node';
  const where = from.hostNetwork ? ', on the node’s network' : '';
  return `${from.workloadKind} ${from.namespace}/${from.name}${where}`;
}

function formatLayer(
  { layer, verdict, reason, isToProxy, trails, notSelecting }: LayerExplanation,
  page: Page,
): string {
  const { columns } = page;
  const places = notSelecting.map((rule) => `${rule.rule} (${placeOf(rule, page)})`);
  return [
    `\n${formatIndented(`${layer}${isToProxy ? ', to the proxy' : ''}: ${verdict}. ${reason}`, 0, columns)}`,
    ...trails.map((trail) => formatTrail(trail, trails.length > 1, page)),
    ...(places.length === 0 ? [] : [formatIndented(`do not select it: ${places.join(', ')}`, 4, columns)]),
  ].join('');
}

function formatTrail(
  { steps, leftOut, notReached, verdict, isReceiving }: RuleTrail,
  isOneOfMany: boolean,
  page: Page,
): string {
  const { columns } = page;
  return [
    ...(isOneOfMany
      ? [
          formatIndented(
            `rules ${isReceiving ? 'of the pods that take it, ' : ''}that must all allow it, ${verdict}:`,
            2,
            columns,
          ),
        ]
      : []),
    ...steps.map((step) => formatStep(step, page)),
    ...(leftOut === 0 ? [] : [formatIndented(`${leftOut} more that do not match`, 4, columns)]),
    ...(notReached === 0 ? [] : [formatIndented(`${notReached} after that, which are not looked at`, 4, columns)]),
  ].join('');
}

function formatStep({ outcome, action, within, rules, because, decides }: TrailStep, page: Page): string {
  const [first, ...others] = rules;
  const more = others.length === 0 ? '' : ` and ${others.length} more`;
  const place = first === undefined ? '' : `${placeOf(first, page)} ${first.rule}${more}: `;
  const word = outcome === 'does-not-match' || action === 'next' || action === 'run' ? '' : `${action}. `;
  const text = `${decides ? '> ' : '- '}${place}${word}${because}`;
  return formatIndented(text, 2 + 2 * within.length, page.columns);
}

function placeOf({ file, line }: RuleReference, { folder }: Page): string {
  return `${showPath(file, folder)}:${line}`;
}
