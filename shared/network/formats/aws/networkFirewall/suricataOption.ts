export interface SuricataOption {
  /** In lower case. */
  readonly keyword: string;
  readonly value: string | undefined;
}
