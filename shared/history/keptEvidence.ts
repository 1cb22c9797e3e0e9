import type { SourceFile } from '../network/source/parseSource.ts';
import type { LayerKind } from '../plan/plan.ts';
import { keepRuleLines } from './keepRuleLines.ts';
import type { RunIdentity } from './runRecord.ts';
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
}

export function keepEvidence(
  source: { readonly kind: string; readonly name: string; readonly text: string },
  digest: (content: string) => string,
): KeptEvidence {
  const text = source.kind === planEvidence ? withoutAccess(source.text) : source.text;
  return keep(source, withholdSecrets(text), digest);
}

/** Keeps of a rule file what rules are read from. */
export function keepRules(
  { file, text }: SourceFile,
  layers: readonly LayerKind[],
  digest: (content: string) => string,
): KeptEvidence {
  return keep({ kind: 'rules', name: file }, keepRuleLines({ file, text }, layers), digest);
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
export function toEvidenceReference({ hash, kind, name }: KeptEvidence): RunIdentity['evidence'][number] {
  return { hash, kind, name };
}
