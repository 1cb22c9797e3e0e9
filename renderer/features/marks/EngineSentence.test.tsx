import { cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { keepDroppedNames } from '../../state/ruleSets.ts';
import { EngineSentence } from './EngineSentence.tsx';

describe('a sentence of the engine', () => {
  afterEach(cleanup);

  it.each([
    ['/home/me/.pdp/uploads/417/a1b2', '/'],
    ['C:\\pdp\\uploads\\417\\a1b2', '\\'],
  ])('calls what was dropped as the user does, whatever folder it is kept in: %s', (kept, separator) => {
    keepDroppedNames(kept, ['rules/broken.yaml', 'rules/$&.yaml']);
    const file = `${kept}${separator}rules${separator}broken.yaml`;
    const { container } = render(<EngineSentence>{`${file} could not be read; ${kept} holds it.`}</EngineSentence>);
    expect(container.textContent).toBe(`rules${separator}broken.yaml could not be read; rules holds it.`);
  });
});
