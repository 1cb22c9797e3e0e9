import planJsonSchema from '#resources/schemas/plan.schema.json' with { type: 'json' };
import { definitionOf } from './jsonSchema.ts';
import type { JsonSchema } from './jsonSchema.ts';
import type { PlanPath } from './planPath.ts';

const planSchema = planJsonSchema as JsonSchema;

/** What the plan's schema says of the place at a path; undefined where it has no such place. */
export function planSchemaAt(path: PlanPath): JsonSchema | undefined {
  let schema: JsonSchema | undefined = planSchema;
  for (const step of path) {
    schema = typeof step === 'number' ? schema?.items : schema?.properties?.[step];
    if (schema !== undefined) ({ schema } = definitionOf(planSchema, schema));
  }
  return schema;
}
