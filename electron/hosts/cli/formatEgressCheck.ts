import { placeOf } from '#shared/network/source/placeOf.ts';
import { describeLeftOut } from '#shared/audit/describeLeftOut.ts';
import { describeTraffic } from '#shared/network/judging/describeTraffic.ts';
import { count } from '#shared/kernel/count.ts';
import { summariseExaminations } from '#shared/network/findings/summariseExaminations.ts';
import type { ExaminationSummary } from '#shared/network/findings/summariseExaminations.ts';
import type {
  ConnectionVerdict,
  EgressCheck,
  EgressFinding,
  LayerVerdict,
  Traffic,
  UnreadLayer,
} from '#shared/network/judging/verdict.ts';
import { toPlainText } from '#electron/toPlainText.ts';
import { formatIndented, formatParagraph, formatTable } from './formatTable.ts';
import { showPath } from './session.ts';
import type { Terminal } from './terminal.ts';
import { verdictCell } from './verdictWords.ts';

interface Page {
  /** Where the files that a verdict names begin. */
  readonly folder: string;
  readonly terminal: Terminal;
  readonly columns: number | undefined;
  /** Whether rows and layers that let everything through are told with their rules as well. */
  readonly verbose: boolean;
}

/**
 * A line for each connection: its verdict, the first layer that does not let it out and the rule that decides there. Below,
 * layer by layer, what each row that is not allowed rests on and what to do about it; with `verbose` every row.
 */
export function formatEgressCheck(check: EgressCheck, page: Page): string {
  const { connections, preconditions, layersNotSupplied, layersNotRead = [], findings } = check;
  const { folder, terminal, columns, verbose } = page;
  const rows = [...connections, ...preconditions];
  const table = formatTable(
    ['Connection', 'Verdict', 'First blocked by', 'Decided by'],
    rows.map((row) => {
      const layer = findFirstBlocking(row);
      const [rule] = layer?.decidedBy ?? [];
      const where = rule === undefined ? row.summary : placeOf({ ...rule, file: showPath(rule.file, folder) });
      return [row.id, verdictCell(row.verdict, terminal), nameBlocking(layer), [where, ...(row.remarks ?? [])]];
    }),
    columns,
  );
  const notSupplied =
    layersNotSupplied.length === 0
      ? ''
      : `\n${formatParagraph(`Not supplied, so no connection can be more than unknown: ${layersNotSupplied.join(', ')}.`, columns)}\n`;
  return (
    table +
    notSupplied +
    layersNotRead.map((unread) => describeUnread(unread, page)).join('') +
    rows.map((row) => explain(row, page)).join('') +
    (findings === undefined ? '' : describeFindings(findings, summariseExaminations(check), page)) +
    describeMore(findings === undefined, !verbose)
  );
}

function describeUnread({ layer, files, because }: UnreadLayer, { folder, columns }: Page): string {
  const named = files.map((file) => showPath(file, folder)).join(', ');
  const text = `Not readable, so no connection that meets ${layer} can be more than unknown: ${named}. ${because.join(' ')}`;
  return `\n${formatParagraph(text.trimEnd(), columns)}\n`;
}

/** What can be asked for besides. */
function describeMore(withoutFindings: boolean, withoutAllowed: boolean): string {
  const more = [
    ...(withoutAllowed ? ['The layers and deciding lines of what is allowed: add --verbose.'] : []),
    ...(withoutFindings ? ['What else the rules open, and rules that never decide: add --findings.'] : []),
  ];
  return more.length === 0 ? '' : `\n${more.join('\n')}\n`;
}

const mostFindings = 20;
const mostRanges = 6;

/** What is to be said of the rules beside the verdicts, which it does not change. */
function describeFindings(
  findings: readonly EgressFinding[],
  { found, notExaminedWhole, leftOut }: ExaminationSummary,
  { folder, terminal, columns }: Page,
): string {
  const told = findings.slice(0, mostFindings).flatMap((finding): readonly (readonly [number, string])[] => {
    const mark = finding.certainty === 'certain' ? '' : 'not certain: ';
    return [
      [2, `${finding.kind}: ${mark}${finding.title}.`],
      ...finding.surplus.map((traffic) => [4, `too much: ${describeSurplus(traffic)}`] as const),
      ...finding.rules.map(
        ({ file, line, rule, note }) =>
          [4, `${showPath(file, folder)}:${line} ${rule}${note === undefined ? '' : ` (${note})`}`] as const,
      ),
      [4, `to do: ${finding.remedy}`],
    ];
  });
  const more = found - Math.min(findings.length, mostFindings);
  const rest = [
    ...(found === 0 ? ['Nothing was found.'] : []),
    ...(more > 0 ? [`And ${count(more, 'more finding')}: see --format json.`] : []),
    ...(notExaminedWhole.length > 0 ? [`Not examined whole: ${notExaminedWhole.join(', ')}.`] : []),
    ...(leftOut === undefined ? [] : [describeLeftOut(leftOut)]),
  ].map((text) => [2, text] as const);
  const head = `${terminal.paint('strong', 'findings')}: beside the verdicts, which they do not change`;
  return `\n${head}\n${[...told, ...rest].map(([depth, text]) => formatIndented(toPlainText(text), depth, columns)).join('')}`;
}

/** Everything but what is needed is a long list: its first ranges tell where to look, and the JSON holds all. */
function describeSurplus({ ranges, ...traffic }: Traffic): string {
  const more = ranges.length - mostRanges;
  const shown = describeTraffic({ ...traffic, ranges: ranges.slice(0, mostRanges) });
  return more > 0 ? `${shown}, and ${count(more, 'more range')}` : shown;
}

/** The first layer that blocks the row; of one that is unknown, the first that may. */
function findFirstBlocking({ verdict, layers, blockedBy }: ConnectionVerdict): LayerVerdict | undefined {
  return verdict === 'unknown'
    ? layers.find((layer) => layer.verdict === 'unknown')
    : layers.find(({ layer }) => layer === blockedBy);
}

function nameBlocking(layer: LayerVerdict | undefined): string {
  if (layer === undefined) return '';
  return layer.verdict === 'unknown' ? `perhaps ${layer.layer}` : layer.layer;
}

/** What a row rests on: the layers, the rules that decide there, what is not let through, what is missing. */
function explain(row: ConnectionVerdict, { folder, terminal, columns, verbose }: Page): string {
  if (!verbose && (row.verdict === 'allowed' || row.verdict === 'not-applicable')) return '';
  const place = ({ file, line }: LayerVerdict['decidedBy'][number]): string => `${showPath(file, folder)}:${line}`;
  const lines = row.layers
    .filter(({ verdict }) => verdict !== 'not-applicable')
    .flatMap(({ layer, verdict, reason, decidedBy, uncovered, remedy }): readonly (readonly [number, string])[] => [
      [2, `${layer}: ${verdict}. ${reason}`],
      ...(verdict === 'allowed'
        ? []
        : uncovered.map((traffic) => [4, `not let through: ${describeTraffic(traffic)}`] as const)),
      ...(verdict === 'allowed' && !verbose ? [] : decidedBy).map(
        (reference) =>
          [
            4,
            [place(reference), reference.rule, reference.note === undefined ? '' : `(${reference.note})`]
              .join(' ')
              .trim(),
          ] as const,
      ),
      ...(remedy === undefined ? [] : [[4, `to do: ${remedy}`] as const]),
    ]);
  const untold = row.missing.filter((sentence) => !row.layers.some(({ reason }) => reason.includes(sentence)));
  const details = [...lines, ...[...untold, ...(row.remarks ?? [])].map((text) => [2, text] as const)];
  const head = `${terminal.paint('strong', toPlainText(row.id))}: ${row.verdict}`;
  return `\n${head}\n${details.map(([depth, text]) => formatIndented(text, depth, columns)).join('')}`;
}
