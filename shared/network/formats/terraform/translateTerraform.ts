import type { LayerKind } from '../../../plan/plan.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { awsTranslator } from './aws.ts';
import { azureTranslator } from './azure.ts';
import { Fields } from './fields.ts';
import type { Reading } from './fields.ts';
import { googleTranslator } from './google.ts';
import { otherProvidersTranslator } from './otherProviders.ts';
import { readReferences } from './readReferences.ts';
import { readTerraformPlan } from './terraformPlan.ts';
import type { JsonPath, TerraformResource } from './terraformPlan.ts';
import { tracePath } from './traces.ts';
import { giveWhatItMade } from './translation.ts';
import type { CloudTranslator, Trouble } from './translation.ts';

const translators: readonly CloudTranslator[] = [
  awsTranslator,
  azureTranslator,
  googleTranslator,
  otherProvidersTranslator,
];

/** A plan in the words of the clouds' own tools. */
export interface TranslatedPlan {
  readonly documents: readonly unknown[];
  readonly troubles: readonly Trouble[];
  /** Where in the plan a place of one of the documents stands. */
  readonly trace: (document: unknown, path: JsonPath) => JsonPath;
  /** What of the plan was read: types of resources, and attributes. */
  readonly types: ReadonlySet<string>;
  readonly attributes: ReadonlySet<string>;
}

/** What things are called by, which is asked for without the rest of them. */
const namingAttributes = [
  'id',
  'arn',
  'self_link',
  'name',
  'short_name',
  'project',
  'region',
  'parent',
  'location',
  'resource_group_name',
  'virtual_network_name',
  'network_security_group_name',
  'route_table_name',
  'azure_firewall_name',
  'firewall_policy_id',
  'type',
  'egress',
  'rule_number',
];

const translated = new WeakMap<JsonRecord, TranslatedPlan>();

/** Each document is translated once: its readers are given the result, and what can't be translated is told of apart. */
export function translateTerraform(document: JsonRecord): TranslatedPlan {
  let known = translated.get(document);
  if (known === undefined) translated.set(document, (known = translate(document)));
  return known;
}

function translate(document: JsonRecord): TranslatedPlan {
  const plan = readTerraformPlan(document);
  const types = new Set<string>();
  const attributes = new Set(namingAttributes);
  const reading: Reading = { ...readReferences(plan), attributes };
  // Where the last one counts, it is not one that Terraform looks after no more.
  const there = [...plan.forgotten, ...plan.resources];
  const byType = Map.groupBy(there, ({ type }) => type);
  const of = (...wanted: readonly string[]): readonly Fields[] =>
    wanted.flatMap((type) => {
      types.add(type);
      return (byType.get(type) ?? []).map((resource) => Fields.of(resource, reading));
    });
  const parts = translators.map((translator) => translator.translate({ of, former: plan.former }));
  return {
    documents: parts.flatMap(({ documents }) => documents),
    troubles: [...parts.flatMap(({ troubles }) => troubles), ...findStrangeTypes(there)],
    types,
    attributes,
    trace: tracePath,
  };
}

/** Types that bear on egress and are not read, each once, at its first resource. */
function findStrangeTypes(resources: readonly TerraformResource[]): readonly Trouble[] {
  const first = new Map<string, TerraformResource>();
  for (const resource of resources) if (!first.has(resource.type)) first.set(resource.type, resource);
  return [...first.values()].flatMap((resource) => {
    const layers = layersOfStrangeType(resource.type);
    if (layers.length === 0) return [];
    const message = `Resources of the type ${resource.type}, such as ${resource.address}, are not judged.`;
    return [{ path: resource.path, message, remedy: giveWhatItMade, layers }];
  });
}

function layersOfStrangeType(type: string): readonly LayerKind[] {
  return translators.flatMap(({ knownTypes, bearing }) =>
    knownTypes.has(type) ? [] : bearing.filter(({ form }) => form.test(type)).flatMap(({ layers }) => layers),
  );
}
