import { withoutByteOrderMark } from '../kernel/withoutByteOrderMark.ts';
import { findMovedColumns, moveColumn } from '../network/source/movedColumns.ts';
import type { SourceFile } from '../network/source/parseSource.ts';
import type { RuleReference } from '../network/judging/verdict.ts';
import type { LayerKind } from '../plan/plan.ts';
import { keepRuleLines } from './keepRuleLines.ts';
import type { EvidenceReference, KeptColumn } from './runRecord.ts';
import { withholdSecrets } from './withholdSecrets.ts';
import { withoutAccess } from './withoutAccess.ts';

declare const withheld: unique symbol;

/** The kind of evidence that a plan file is; a change of it counts as a change of the plan. */
export const planEvidence = 'plan';
export const clusterEvidence = 'cluster';

/**
 * What an audit has read, as it is kept beside the run: secrets are withheld line by line, so that the rest can be quoted
 * and judged again under the same line numbers. Made by `keepEvidence` only: raw text does not fit the type.
 */
export interface KeptEvidence {
  readonly [withheld]: true;
  /** SHA-256 of `content`. Where nothing was withheld this is the file's own hash. */
  readonly hash: string;
  /** `plan`, `rules`, … */
  readonly kind: string;
  /** The path or the name under which it was read. */
  readonly name: string;
  readonly content: string;
  /** Where in `content` the rules of long lines stand that the run tells of, where that is not where the user's file has them. */
  readonly columns?: readonly KeptColumn[] | undefined;
}

export function keepEvidence(
  source: { readonly kind: string; readonly name: string; readonly text: string },
  digest: (content: string) => string,
): KeptEvidence {
  const text = source.kind === planEvidence ? withoutAccess(source.text) : source.text;
  return keep(source, withholdSecrets(text), digest);
}

/** Keeps of a rule file what rules are read from, and where the rules that are told of stand in it. */
export function keepRules(
  { file, text }: SourceFile,
  layers: readonly LayerKind[],
  told: readonly RuleReference[],
  digest: (content: string) => string,
): KeptEvidence {
  const kept = keep({ kind: 'rules', name: file }, keepRuleLines({ file, text }, layers), digest);
  const columns = findKeptColumns(withoutByteOrderMark(text), kept.content, told);
  return columns.length === 0 ? kept : { ...kept, columns };
}

function findKeptColumns(written: string, kept: string, told: readonly RuleReference[]): readonly KeptColumn[] {
  const inLongLines = new Map(
    told.flatMap(({ line, column }) => (column ? [[`${line}:${column}`, { line, column }]] : [])),
  );
  if (inLongLines.size === 0) return [];
  const moved = findMovedColumns(written, kept);
  return [...inLongLines.values()].flatMap(({ line, column }) => {
    const inLine = moved.get(line);
    return inLine === undefined ? [] : [{ line, column, kept: moveColumn(column, inLine.written, inLine.shown) }];
  });
}

function keep(
  { kind, name }: { readonly kind: string; readonly name: string },
  content: string,
  digest: (content: string) => string,
): KeptEvidence {
  return { hash: digest(content), kind, name, content } as KeptEvidence;
}

/**
 * Keeps what was seen of a cluster: text that `toSnapshotText` made, of allowed fields alone, in which addresses have lost their
 * credentials when they were collected.
 */
export function keepSnapshot(
  { name, text }: { readonly name: string; readonly text: string },
  digest: (content: string) => string,
): KeptEvidence {
  return keep({ kind: clusterEvidence, name }, text, digest);
}

/** How a run names what is kept with it: `run.evidence` is this of each piece, in the same order. */
export function toEvidenceReference({ hash, kind, name, columns }: KeptEvidence): EvidenceReference {
  return { hash, kind, name, ...(columns !== undefined && { columns }) };
}
