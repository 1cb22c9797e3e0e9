import { describe, expect, it } from 'vitest';
import { isFromOurPage, isOurs, mayNavigate } from './ownPage.ts';

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

describe('mayNavigate', () => {
  it.each([
    ['the page to another of our addresses', 'app://workbench/assets/', true, false, false],
    ['the page to its own address again', 'app://workbench/', true, false, false],
    ['the page to a place in itself', 'app://workbench/#/raci', true, true, true],
    ['the page to nothing', 'about:blank', true, false, false],
    ['a frame to what the page writes into it', 'about:srcdoc', false, false, true],
    ['a frame to the site that a link in it names', 'https://example.com/', false, false, false],
    ['a frame to the page', 'app://workbench/', false, false, false],
    ['a frame to a file', 'file:///etc/passwd', false, false, false],
    ['a frame to a script', 'javascript:alert(1)', false, false, false],
    ['a frame to a page in its address', 'data:text/html,hello', false, false, false],
  ])('%s: %s', (_what, url, isMainFrame, isSameDocument, expected) => {
    expect(mayNavigate({ url, isMainFrame, isSameDocument })).toBe(expected);
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
