import type { LayerKind } from '../plan/plan.ts';
import { isSecurityGroupPolicy } from '../network/formats/aws/awsDocuments.ts';
import { isFact } from '../network/formats/kubernetes/findFacts.ts';
import { isComputeKind } from '../network/formats/gcp/gcpDocuments.ts';
import { isPolicyKind } from '../network/formats/kubernetes/foreignPolicies.ts';
import { isPodNetwork } from '../network/formats/kubernetes/readPodNetwork.ts';
import { isRecord } from '../kernel/jsonFields.ts';
import { isWorkload } from '../network/formats/kubernetes/readWorkloads.ts';
import { descriptionsAndTags } from '../network/source/freeTexts.ts';
import { keepNoText } from '../network/source/keepNoText.ts';
import type { RuleFormat } from '../network/reading/ruleFormat.ts';
import { ruleFormats } from '../network/reading/ruleFormats.ts';
import { LineStarts } from '../network/source/lineStarts.ts';
import { makeLocator } from '../network/source/makeLocator.ts';
import { withoutByteOrderMark } from '../kernel/withoutByteOrderMark.ts';
import { parseSource, textsOfDocuments } from '../network/source/parseSource.ts';
import type { SourceDocuments, SourceFile } from '../network/source/parseSource.ts';
import { hideSecrets } from '../network/source/hideSecrets.ts';
import { withholdSecrets } from './withholdSecrets.ts';

/**
 * What is kept of a rule file that was recognised for `layers`: the lines of documents that rules are read from, each
 * under its number, and every other line blank. Of Kubernetes objects those are policies, workloads and what policies are
 * judged with, alone or in a list; a document that no parser reads, or that is no object of a format of these layers, is left
 * out whole. Of a text its format says what is kept. What is kept still passes `withholdSecrets`.
 */
export function keepRuleLines(source: SourceFile, layers: readonly LayerKind[]): string {
  const content = withoutByteOrderMark(source.text);
  const format = ruleFormats.find(({ recognise }) => recognise({ kind: 'text', file: source.file, text: content }));
  if (format !== undefined) return withholdSecrets(format.keepText?.(content) ?? content);
  const parsed = parseSource({ file: source.file, text: content });
  const isKept = findKeptLines({ file: source.file, text: content }, parsed, layers);
  const onlyManifests = layers.every((layer) => layer === 'pod-policy');
  // Each document by itself, so that none bears on what is withheld of another.
  const withheld = hideSecrets(source.file, content, parsed, (shown, part, document) => {
    const formats = document === undefined ? [] : ruleFormats.filter(({ recognise }) => recognise(document));
    if (formats.length === 0) return keepNoText(part);
    // What is left of a document whose values stand in the clear was chosen value by value.
    return withholdSecrets(shown, shown === part ? { onlyManifests, freeTexts: findFreeTexts(formats) } : {});
  });
  let line = 0;
  return withheld.replaceAll(/([^\r\n]*)(\r\n?|\n|$)/g, (whole, _text, end: string) => {
    line += 1;
    return isKept.has(line) ? whole : end;
  });
}

/** What none of the formats of a document goes by. */
function findFreeTexts(formats: readonly RuleFormat[]): ReadonlySet<string> {
  const [first = descriptionsAndTags, ...others] = formats.map(({ freeTexts = descriptionsAndTags }) => freeTexts);
  return new Set([...first].filter((key) => others.every((some) => some.has(key))));
}

function findKeptLines(
  source: SourceFile,
  { syntax, documents }: SourceDocuments,
  layers: readonly LayerKind[],
): ReadonlySet<number> {
  const starts = new LineStarts(source.text);
  const lineOf = (offset: number): number => starts.positionOf(offset).line;
  const locate = makeLocator([{ source, syntax }]);
  const values = new Map(documents.map(({ index, value }) => [index, value]));
  const kept = new Set<number>();
  const left = new Set<number>();
  for (const [index, part] of textsOfDocuments(source.text, syntax)) {
    // Before what begins a document of YAML stands one without a line of its own.
    if (part.text.trim() === '') continue;
    const value = values.get(index);
    const isRead =
      value !== undefined &&
      ruleFormats.some(({ recognise }) => recognise({ kind: 'document', file: source.file, document: index, value }));
    const first = lineOf(part.offset);
    const last = lineOf(part.offset + Math.max(part.text.length - 1, 0));
    const lineOfItem = (item: number): number =>
      locate({ file: source.file, document: index, path: ['items', item] }).line;
    const ranges = isRead ? findKeptRanges(value, { first, last }, layers, lineOfItem) : [];
    let line = first;
    for (const range of [...ranges, { first: last + 1, last }]) {
      for (; line < range.first; line += 1) left.add(line);
      for (; line <= range.last; line += 1) kept.add(line);
    }
  }
  // Documents of JSON may share a line, and can't be told apart by it.
  for (const line of left) kept.delete(line);
  return kept;
}

/** Lines, both included. */
interface Range {
  readonly first: number;
  readonly last: number;
}

function findKeptRanges(
  value: unknown,
  whole: Range,
  layers: readonly LayerKind[],
  lineOfItem: (item: number) => number,
): readonly Range[] {
  // Exports of networks are no objects of Kubernetes, though those of Google Cloud say what they are.
  if (!isRecord(value) || typeof value['kind'] !== 'string' || isComputeKind(value['kind'])) {
    return layers.some((layer) => layer !== 'pod-policy') ? [whole] : [];
  }
  const { kind, apiVersion, items } = value;
  if (!kind.endsWith('List') || !Array.isArray(items)) return bearsOnEgress(value) ? [whole] : [];
  const itemKind = kind === 'List' ? undefined : kind.slice(0, -'List'.length);
  const isKept = items.map((item: unknown) => isRecord(item) && bearsOnEgress({ apiVersion, kind: itemKind, ...item }));
  if (!isKept.includes(true)) return [];
  if (!isKept.includes(false)) return [whole];

  const firsts = items.map((_item, index) => lineOfItem(index));
  // Where items share a line, or stand elsewhere by an alias, they can't be told apart by lines.
  if (firsts.some((first, index) => index > 0 && first <= (firsts[index - 1] ?? first))) return [];
  const ranges = firsts.map((first, index) => ({ first, last: (firsts[index + 1] ?? whole.last + 1) - 1 }));
  return [
    { first: whole.first, last: (firsts[0] ?? whole.first) - 1 },
    ...ranges.filter((_range, index) => isKept[index]),
  ];
}

/** The kinds that `readManifests` reads, and the one that gives pods security groups of AWS; one without an apiVersion may still be a policy. */
function bearsOnEgress({ apiVersion, kind }: Readonly<Record<string, unknown>>): boolean {
  if (typeof kind !== 'string') return false;
  const group = typeof apiVersion === 'string' ? (apiVersion.split('/').at(-2) ?? '') : undefined;
  if (isPolicyKind(group, kind) || isSecurityGroupPolicy({ apiVersion, kind })) return true;
  return group !== undefined && (isFact(group, kind) || isWorkload(group, kind) || isPodNetwork(group, kind));
}
