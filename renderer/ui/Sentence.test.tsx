import { cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { Sentence } from './Sentence.tsx';

describe('a sentence', () => {
  afterEach(cleanup);

  it.each([
    ['Name a file.', 'Name a file.', []],
    ['Run `pdp audit`, or `pdp init`.', 'Run pdp audit, or pdp init.', ['pdp audit', 'pdp init']],
    ['`az login` first.', 'az login first.', ['az login']],
    ['<b>`<i>`</b>', '<b><i></b>', ['<i>']],
  ])('shows what is to be typed as code: %s', (sentence, text, codes) => {
    const { container } = render(<Sentence>{sentence}</Sentence>);
    expect(container.textContent).toBe(text);
    expect([...container.querySelectorAll('code')].map((code) => code.textContent)).toEqual(codes);
  });
});
