import { describe, expect, it } from 'vitest';
import { isFromOurPage, isOurs } from './ownPage.ts';

describe('isOurs', () => {
  it.each([
    ['app://workbench', true],
    ['app://workbench/', true],
    ['app://workbench/index.html#/raci', true],
    ['app://workbench.example/', false],
    ['app://elsewhere/', false],
    ['https://workbench/', false],
    ['file:///index.html', false],
    ['', false],
  ])('%s: %s', (url, expected) => {
    expect(isOurs(url)).toBe(expected);
  });
});

describe('isFromOurPage', () => {
  const ours = { url: 'app://workbench/', parent: null };

  it.each([
    ['the page itself', ours, true],
    ['a frame of our own address inside of it', { ...ours, parent: ours }, false],
    ['a page from elsewhere', { url: 'https://example.com/', parent: null }, false],
    ['a frame that is gone', null, false],
  ])('%s', (_name, senderFrame, expected) => {
    expect(isFromOurPage({ senderFrame })).toBe(expected);
  });

  it('drops a message whose page goes away while it is looked at', () => {
    const gone = {
      parent: null,
      get url(): string {
        throw new Error('Render frame was disposed before WebFrameMain could be accessed');
      },
    };
    expect(isFromOurPage({ senderFrame: gone })).toBe(false);
  });
});
