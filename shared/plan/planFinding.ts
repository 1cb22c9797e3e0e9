import type { CatalogSource } from '../catalog/catalog.ts';
import type { PlanPath } from './planPath.ts';

/** Something that a reader of the plan must know before they rely on it. */
export interface PlanFinding {
  /** The rule, with its subject where it has several: `owner-missing.network-management`. A waiver names it as `plan.<id>`. */
  readonly id: string;
  /**
   * `contradiction`: two statements that can't both hold. `open`: something that has to be entered or decided, and until
   * then what hangs on it is unknown. `warning`: can be right, and is worth a second look.
   */
  readonly kind: 'contradiction' | 'open' | 'warning';
  /** Where in the plan it is mended: the key itself, or the one that is to be added. */
  readonly path: PlanPath;
  readonly message: string;
  /** An imperative sentence. */
  readonly remedy: string;
  /** What documents say, where the finding rests on them, or where they disagree. */
  readonly says?: readonly { readonly text: string; readonly source: CatalogSource }[] | undefined;
}
