import { describe, expect, it } from 'vitest';
import { nearestWord } from './nearestWord.ts';

const known = ['managementModel', 'metadata', 'cloud', 'podCidrs', 'siem'];

describe('nearestWord', () => {
  it.each([
    ['managmentModel', 'managementModel'],
    ['management_model', 'managementModel'],
    ['Management-Model', 'managementModel'],
    ['metdaata', 'metadata'],
    ['cluod', 'cloud'],
    ['podCidr', 'podCidrs'],
    ['siem', 'siem'],
    ['sime', 'siem'],
  ])('takes %s for %s', (word, meant) => {
    expect(nearestWord(word, known)).toBe(meant);
  });

  it.each(['zebra', '', 'x', 'cidr', 'model'])('takes %j for nothing that is known', (word) => {
    expect(nearestWord(word, known)).toBeUndefined();
  });

  it('knows nothing where nothing is known', () => {
    expect(nearestWord('a', [])).toBeUndefined();
  });
});
