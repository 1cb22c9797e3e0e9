import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { publishedSchemas, toPublishedText } from './publishedSchemas.ts';

describe('published schemas', () => {
  it.each(Object.entries(publishedSchemas))('%s is what scripts/writeSchemas.ts writes', (name, schema) => {
    const committed = readFileSync(path.join(import.meta.dirname, '../resources/schemas', name), 'utf8');
    expect(committed).toBe(toPublishedText(schema));
  });
});
