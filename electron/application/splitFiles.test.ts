import { describe, expect, it } from 'vitest';
import { splitFiles } from './splitFiles.ts';

describe('files that were sent in one piece', () => {
  it('are the same files again, empty ones as well', async () => {
    const texts = ['[]', '', '["ü"]', ''];
    const files = texts.map((text, index) => ({ name: `${index}.json`, bytes: Buffer.byteLength(text) }));
    const split = splitFiles({ files, content: new Blob(texts) });
    const read = split.map(async ({ content }) => Buffer.from(await content.arrayBuffer()).toString());
    expect(await Promise.all(read)).toEqual(texts);
    expect(split.map(({ name }) => name)).toEqual(files.map(({ name }) => name));
  });
});
