import { describe, expect, it } from 'vitest';
import { withoutAccess } from './withoutAccess.ts';

describe('withoutAccess', () => {
  it.each([
    ['https://proof.example/a.pdf?access_token=abc', 'https://proof.example/a.pdf'],
    ['evidence: "https://me:word@proof.example/a#abc"', 'evidence: "https://proof.example/a"'],
    ['https://a?b=1, then https://c?d=2', 'https://a, then https://c'],
    ['https://me@a@proof.example/', 'https://proof.example/'],
    ['[{evidence: https://a/b?c[]=d&e=f}]', '[{evidence: https://a/b}]'],
    ['Is ticket ACME-12 closed? Ask me@proof.example.', 'Is ticket ACME-12 closed? Ask me@proof.example.'],
  ])('makes of %s', (text, expected) => {
    expect(withoutAccess(text)).toBe(expected);
  });
});
