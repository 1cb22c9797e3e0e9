/** What the readers of clouds are given of a plan, in the words of the clouds' own tools. */
import type { LayerKind } from '../../../plan/plan.ts';
import type { Fields } from './fields.ts';
import type { FormerResource, JsonPath, TerraformResource } from './terraformPlan.ts';

/** What of a plan can't be told in these words, so that it may decide anything in its layers. */
export interface Trouble {
  readonly path: JsonPath;
  readonly message: string;
  /** Where another configuration, or the state, wouldn’t help. */
  readonly remedy?: string;
  /** Where nothing is wrong with the plan, and it only can’t tell. */
  readonly severity?: 'warning';
  /** Where files or a cluster tell of these layers, it decides nothing in them. */
  readonly givesWay?: boolean;
  readonly layers: readonly LayerKind[];
}

/** For what is judged neither of a plan nor of a state. */
export const giveWhatItMade =
  'Once it is there, give what `aws`, `az`, `gcloud` or `kubectl` prints of it, in place of the plan.';

/** The resources of a plan, by their types. */
export interface PlannedResources {
  readonly of: (...types: readonly string[]) => readonly Fields[];
  readonly former: readonly FormerResource[];
}

export interface CloudTranslation {
  readonly documents: readonly unknown[];
  readonly troubles: readonly Trouble[];
}

/** How the resources of one provider are translated. */
export interface CloudTranslator {
  /** Types that are read, or that decide nothing though they are called like those that do. */
  readonly knownTypes: ReadonlySet<string>;
  /** What types may decide that are called like this, by the form of their names. */
  readonly bearing: readonly { readonly form: RegExp; readonly layers: readonly LayerKind[] }[];
  readonly translate: (planned: PlannedResources) => CloudTranslation;
}

/** What a resource is called that others refer to: by its id, or its address until it has one. */
export function idOf({ values, address }: TerraformResource): string {
  const { id } = values;
  return typeof id === 'string' && id !== '' ? id : address;
}

/** A part of a thing that stands as a resource by itself, and nobody knows of which thing it is. */
export function unplaced(part: Fields, attribute: string, layers: readonly LayerKind[]): Trouble {
  const { address } = part.resource;
  const message = `What ${address} belongs to is not known: its ${attribute} can’t be told before the apply.`;
  return { path: part.path, message, layers };
}
