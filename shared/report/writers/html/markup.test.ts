import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileTexts } from '../../testing/hostileText.ts';
import { join, markup, toCssString, withoutControls } from './markup.ts';

/** What a browser would make of escaped text: the five entities and nothing else. */
function unescaped(html: string): string {
  return html
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

describe('markup', () => {
  it('escapes texts and leaves markup alone', () => {
    const inner = markup`<b>${'a & b'}</b>`;
    expect(markup`<p title="${'"<'}">${inner}${'<i>'}</p>`.html).toBe(
      '<p title="&quot;&lt;"><b>a &amp; b</b>&lt;i&gt;</p>',
    );
  });

  it('joins lists and leaves out what is not there', () => {
    expect(markup`${[markup`<b>1</b>`, '2', 3, undefined, false, ['4']]}${0}`.html).toBe('<b>1</b>2340');
  });

  it('puts something between parts', () => {
    expect(markup`${join(['a', 'b', markup`<i>c</i>`], ', ')}`.html).toBe('a, b, <i>c</i>');
  });

  it.each(hostileTexts)('does not let %j out of an attribute or an element', (text) => {
    expect(markup`${text}`.html).not.toMatch(/[<>"']|&(?!(?:lt|gt|amp|quot|#39);)/);
  });

  it('shows every text as it is, but for controls', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { html } = markup`${text}`;
        expect(html).not.toMatch(/[<>"']/);
        expect(unescaped(html)).toBe(withoutControls(text));
      }),
    );
  });
});

describe('text without controls', () => {
  it.each([
    ['what turns the direction of writing', 'a\u202Eb\u2066c\u200Fd\u061Ce', 'abcde'],
    ['what a terminal obeys', 'a\u001B[31mb\u009Bc\u0000d', 'a[31mbcd'],
    ['what can’t be seen', 'a\u200Bb\u2060c\uFEFFd', 'abcd'],
    ['half a character', 'a\uD800b', 'a\uFFFDb'],
  ])('leaves out %s', (_, text, expected) => {
    expect(withoutControls(text)).toBe(expected);
  });

  it.each(['Zürich', 'データ', 'بيانات', 'नमस्ते', '👩‍💻 team', 'a\tb\nc'])('keeps %j', (text) => {
    expect(withoutControls(text)).toBe(text);
  });
});

describe('a CSS string', () => {
  it.each(hostileTexts)('can’t be ended by %j', (text) => {
    expect(toCssString(text)).toMatch(/^"(?:[ \w.,:-]|\\[0-9a-f]{1,6} )*"$/);
  });

  it('keeps plain words readable', () => {
    expect(toCssString('Run 14, 20 Nov 2026, 16:42 UTC')).toBe('"Run 14, 20 Nov 2026, 16:42 UTC"');
  });
});
