/** The text of one document of a file, and where it begins in the whole. */
export interface DocumentText {
  readonly text: string;
  readonly offset: number;
}
