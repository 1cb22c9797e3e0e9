/** Where a rule stands: the document of a file and the path within it. Its line is looked up when it is shown. */
export interface RulePlace {
  readonly file: string;
  /** Index of the YAML document, or 0. */
  readonly document: number;
  readonly path: readonly (string | number)[];
  /** As its format names it, e.g. `NetworkPolicy pdp/default-deny`. */
  readonly rule: string;
  /** It speaks for everything in its reach, e.g. a policy with an empty selector: no place for a rule for one workload. */
  readonly isGeneral?: boolean | undefined;
  /** The platform's own, which nobody can take away, e.g. a default rule of an NSG. */
  readonly isBuiltIn?: boolean | undefined;
}

/** What stands somewhere. Of hundreds of thousands of rules few are ever shown, so that a place may be made when it is asked for. */
export interface Placed {
  readonly place: RulePlace;
}
