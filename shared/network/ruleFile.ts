import type { SourceFile } from './source/parseSource.ts';

/** A file of rules as it was read. */
export interface RuleFile extends SourceFile {
  readonly bytes: number;
  /** SHA-256 of the file's bytes, lower-case hex. */
  readonly hash: string;
}
