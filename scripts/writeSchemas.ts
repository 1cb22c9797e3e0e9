/** Writes the published JSON Schemas anew: `node scripts/writeSchemas.ts`. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { publishedSchemas, toPublishedText } from './publishedSchemas.ts';

const folder = path.join(import.meta.dirname, '../resources/schemas');
for (const [name, schema] of Object.entries(publishedSchemas)) {
  writeFileSync(path.join(folder, name), toPublishedText(schema));
}
