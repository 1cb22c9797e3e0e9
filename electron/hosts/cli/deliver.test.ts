import { describe, expect, it } from 'vitest';
import { toJson } from './deliver.ts';

describe('a result as JSON', () => {
  const name = 'a\u001B[2J\u007F\u009B2J\u202E\u2066\u2028\nb';

  it('holds nothing that a terminal would obey', () => {
    expect(toJson({ name })).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
  });

  it('means the same to a program', () => {
    expect(JSON.parse(toJson({ name }))).toEqual({ name });
  });
});
