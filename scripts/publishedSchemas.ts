import { z } from 'zod';
import { catalogSchema } from '#shared/catalog/catalog.ts';
import { catalogFileSchema } from '#shared/catalog/catalogFiles.ts';
import { planSchema } from '#shared/plan/plan.ts';
import { reportSchema } from '#shared/report/report.ts';

/** The JSON Schemas under resources/schemas that are made from ours, by file name. */
export const publishedSchemas = {
  /** What `pdp catalog --format json` prints. */
  'catalog.schema.json': catalogSchema,
  /** A file of resources/catalog. */
  'catalog-file.schema.json': catalogFileSchema,
  'plan.schema.json': planSchema,
  /** `report.json`. */
  'report.schema.json': reportSchema,
} as const satisfies Record<string, z.ZodType>;

/** The published text of a schema: JSON Schema 2020-12, of what goes in. */
export function toPublishedText(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' }), null, 2)}\n`;
}
