import type { SourceFile } from './parseSource.ts';

/** A file of rules as it was read. What an archive holds are files like any other: `rules.zip!/nsg.json`. */
export interface RuleFile extends SourceFile {
  readonly bytes: number;
  /** SHA-256 of the file's bytes, lower-case hex. */
  readonly hash: string;
  /** What the text says, where it was written from that: it need not be parsed. */
  readonly documents?: readonly unknown[] | undefined;
}
