import type {
  Catalog,
  CatalogSource,
  EditionId,
  ManagementModelId,
  ResponsibilityCell,
  SecurityTierId,
  Task,
  TaskId,
} from '../catalog/catalog.ts';
import type { TaskOwners } from '../plan/plan.ts';

export const raciRoles = ['responsible', 'accountable', 'consulted', 'informed'] as const;
export type RaciRole = (typeof raciRoles)[number];

/** One task of a matrix. `parties: []` is nobody; `ifRequired` belongs to the parties of its cell. */
export interface RaciTask extends Readonly<Record<RaciRole, ResponsibilityCell>> {
  readonly id: TaskId;
  readonly title: string;
  /** One line for narrow tables. */
  readonly summary: string;
  /** What the task consists of, in this edition, model and tier. */
  readonly description: readonly string[];
  readonly scope: Task['scope'];
  /** The people named in the plan. */
  readonly owners?: TaskOwners | undefined;
  readonly source: CatalogSource;
}

/** Who does what: `pdp raci`. */
export interface Raci {
  readonly edition: EditionId;
  readonly editionTitle: string;
  readonly model: ManagementModelId;
  readonly modelTitle: string;
  /** For table heads. */
  readonly modelShortTitle: string;
  /** Null when the matrix was asked for without a tier: descriptions then hold the lines of all tiers, each naming its own. */
  readonly tier: SecurityTierId | null;
  /** In the order of the documents. */
  readonly tasks: readonly RaciTask[];
}

export interface RaciChoices {
  readonly edition: EditionId;
  readonly model: ManagementModelId;
  readonly tier?: SecurityTierId | undefined;
  readonly owners?: Partial<Record<TaskId, TaskOwners | undefined>> | undefined;
}

export function deriveRaci(catalog: Catalog, { edition, model, tier, owners }: RaciChoices): Raci {
  const chosenModel = entryOf(catalog.managementModels, model);
  return {
    edition,
    editionTitle: entryOf(catalog.editions, edition).title,
    model,
    modelTitle: chosenModel.title,
    modelShortTitle: chosenModel.shortTitle,
    tier: tier ?? null,
    tasks: catalog.tasks.map((task) => ({
      id: task.id,
      title: task.title[edition],
      summary: task.summary,
      description: task.description
        .filter((line) => appliesTo(line, { edition, model, tier }))
        .map(({ text, tiers }) =>
          tier === undefined && tiers !== undefined ? `${describeTiers(tiers)}: ${text}` : text,
        ),
      scope: task.scope,
      ...task.cells[model],
      ...(owners?.[task.id] === undefined ? {} : { owners: owners[task.id] }),
      source: task.source[edition],
    })),
  };
}

/** The catalogue is complete by its own tests, so an id without an entry is a bug of ours. */
function entryOf<Id extends string, Entry extends { readonly id: Id }>(entries: readonly Entry[], id: Id): Entry {
  const entry = entries.find((candidate) => candidate.id === id);
  if (entry === undefined) throw new Error(`The catalogue has no entry ${id}.`);
  return entry;
}

function appliesTo(line: Task['description'][number], { edition, model, tier }: RaciChoices): boolean {
  return (
    (line.editions?.includes(edition) ?? true) &&
    (line.models?.includes(model) ?? true) &&
    (tier === undefined || (line.tiers?.includes(tier) ?? true))
  );
}

function describeTiers(tiers: readonly SecurityTierId[]): string {
  const words = tiers.join(' and ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)} tier`;
}

/** Who holds a task, by who is responsible for it. */
export type TaskHolder = 'customer' | 'wso2' | 'shared' | 'nobody';

export function holderOf({ responsible: { parties } }: Pick<RaciTask, 'responsible'>): TaskHolder {
  if (parties.length === 0) return 'nobody';
  if (parties.length > 1) return 'shared';
  return parties[0] === 'Customer' ? 'customer' : 'wso2';
}

/** `WSO2/Customer (if required)`, `-` for nobody: a cell as the documents write it. */
export function describeCell({ parties, ifRequired }: ResponsibilityCell): string {
  if (parties.length === 0) return '-';
  return `${parties.join('/')}${ifRequired ? ' (if required)' : ''}`;
}

/** One task of the plan's matrix beside the same task in another model. */
export interface RaciMove {
  readonly id: TaskId;
  /** Who holds it in the plan's model, and who in the other one. */
  readonly holder: TaskHolder;
  readonly otherHolder: TaskHolder;
  readonly differing: readonly RaciRole[];
  /** The effect for the reader: `Yours, not WSO2’s`, `Informed differs`, `Same`. */
  readonly words: string;
  /** The cells of the other model. */
  readonly other: Readonly<Record<RaciRole, ResponsibilityCell>>;
}

/** What a choice of model means for the reader, against another model: `pdp raci --compare`. */
export interface RaciComparison {
  readonly model: ManagementModelId;
  readonly modelTitle: string;
  readonly modelShortTitle: string;
  /** In the order of the matrix. */
  readonly tasks: readonly RaciMove[];
  /** Every task is in exactly one of these. */
  readonly counts: {
    /** More of it is the customer's than in the other model. */
    readonly movesToYou: number;
    readonly movesFromYou: number;
    /** Held by the same, but others are accountable, consulted or informed. */
    readonly rolesDiffer: number;
    readonly same: number;
  };
  /** What stands above the table; the parts that say how many and what are strong. */
  readonly sentence: readonly { readonly text: string; readonly strong: boolean }[];
}
