import type { RunIdentity } from './runRecord.ts';
import { withholdSecrets } from './withholdSecrets.ts';

declare const withheld: unique symbol;

/** The kind of evidence that a plan file is; a change of it counts as a change of the plan. */
export const planEvidence = 'plan';

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
  const content = withholdSecrets(source.text);
  return { hash: digest(content), kind: source.kind, name: source.name, content } as KeptEvidence;
}

/** How a run names what is kept with it: `run.evidence` is this of each piece, in the same order. */
export function toEvidenceReference({ hash, kind, name }: KeptEvidence): RunIdentity['evidence'][number] {
  return { hash, kind, name };
}
