/** Why the page is not connected to its engine, in words for the person in front of it. */
export interface ConnectFailure {
  readonly kind: 'not-let-in';
  readonly message: string;
  readonly remedy: string;
}
