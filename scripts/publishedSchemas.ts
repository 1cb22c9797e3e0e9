import { z } from 'zod';
import { planSchema } from '#shared/plan/plan.ts';

/** The JSON Schemas under resources/schemas that are made from ours, by file name. */
export const publishedSchemas = {
  'plan.schema.json': planSchema,
} as const satisfies Record<string, z.ZodType>;

/** The published text of a schema: JSON Schema 2020-12, of what goes in. */
export function toPublishedText(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' }), null, 2)}\n`;
}
