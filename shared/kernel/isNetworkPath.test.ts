import { describe, expect, it } from 'vitest';
import { isNetworkPath } from './isNetworkPath.ts';

describe('a path to another machine', () => {
  it.each([
    '\\\\host\\share\\rules.json',
    '//host/share/rules.json',
    '\\/host/share',
    '/\\host\\share',
    '\\\\host@SSL@443\\dav\\rules.json',
    '\\\\?\\UNC\\host\\share\\rules.json',
    '\\\\?\\C:\\rules.json',
    '\\\\.\\pipe\\rules',
    '\\??\\UNC\\host\\share',
  ])('is %j on Windows, and on no other platform', (file) => {
    expect(isNetworkPath(file, 'win32')).toBe(true);
    expect(isNetworkPath(file, 'linux')).toBe(false);
    expect(isNetworkPath(file, 'darwin')).toBe(false);
  });

  it.each([
    'C:\\plans\\rules.json',
    'C:/plans//rules.json',
    '\\plans\\rules.json',
    '/home/me/rules.json',
    'rules\\nsg.json',
  ])('is not %j on any', (file) => {
    for (const platform of ['win32', 'linux', 'darwin'] as const) expect(isNetworkPath(file, platform)).toBe(false);
  });
});
