import { describe, expect, it } from 'vitest';
import { decodeText } from './decodeText.ts';

describe('decodeText', () => {
  it('takes a byte order mark off and leaves the rest as it is', () => {
    expect(decodeText(Buffer.from('\uFEFFa: ü\r\n'), 'a.yaml')).toStrictEqual({ ok: true, value: 'a: ü\r\n' });
    expect(decodeText(Buffer.alloc(0), 'a.yaml')).toStrictEqual({ ok: true, value: '' });
  });

  it('reads a replacement character that was written as one', () => {
    expect(decodeText(Buffer.from('a \uFFFD b'), 'a.yaml')).toStrictEqual({ ok: true, value: 'a \uFFFD b' });
  });

  it.each([
    ['Latin-1', Buffer.from('a: 1\nname: Z\xfcrich\n', 'latin1'), 2, 8, 'This is not UTF-8: byte 12 is 0xfc.'],
    [
      'a sequence that is cut off',
      Buffer.from([0x61, 0x0a, 0x0a, 0xe2, 0x82]),
      3,
      1,
      'This is not UTF-8: byte 3 is 0xe2.',
    ],
    ['an overlong form', Buffer.from([0xc0, 0xaf]), 1, 1, 'This is not UTF-8: byte 0 is 0xc0.'],
    ['UTF-16, little end first', Buffer.from('\uFEFFa', 'utf16le'), 1, 1, 'This is UTF-16, not UTF-8.'],
    ['UTF-16, big end first', Buffer.from([0xfe, 0xff, 0x00, 0x61]), 1, 1, 'This is UTF-16, not UTF-8.'],
    ['UTF-16 without a mark', Buffer.from('kind: Plan\n# Zürich\n', 'utf16le'), 1, 1, 'This is UTF-16, not UTF-8.'],
    [
      'UTF-16 without a mark, big end first',
      Buffer.from('kind: Plan\n', 'utf16le').swap16(),
      1,
      1,
      'This is UTF-16, not UTF-8.',
    ],
  ])('refuses %s, naming the place and the byte', (_what, bytes, line, column, message) => {
    expect(decodeText(bytes, 'rules/a.yaml')).toStrictEqual({
      ok: false,
      failure: { file: 'rules/a.yaml', line, column, message, remedy: 'Save it as UTF-8.', severity: 'error' },
    });
  });

  it.each([
    ['docs/picture.png', 'warning'],
    ['rules/a.yaml', 'error'],
    ['rules/nsg.JSON', 'error'],
  ])('takes %s that is not text for a problem of severity %s', (file, severity) => {
    const bytes = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1');
    expect(decodeText(bytes, file)).toStrictEqual({
      ok: false,
      failure: {
        file,
        line: 3,
        column: 1,
        message: 'This is not text: there is a zero at byte 8.',
        remedy: 'Take it out of the folder with the rules.',
        severity,
      },
    });
  });
});
