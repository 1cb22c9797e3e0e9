import { describe, expect, it } from 'vitest';
import { splitRemedy } from './splitRemedy.ts';

describe('a remedy, in parts', () => {
  it('has its rules apart from its words, so that they can be copied', () => {
    expect(
      splitRemedy('Add to the egress of P (p.yaml:3): `- {to: [{}], ports: [443]}`, `- {to: []}`. Then audit.'),
    ).toEqual([
      { kind: 'words', text: 'Add to the egress of P (p.yaml:3): ' },
      { kind: 'rule', text: '- {to: [{}], ports: [443]}' },
      { kind: 'rule', text: '- {to: []}' },
      { kind: 'words', text: '. Then audit.' },
    ]);
  });

  it('is words alone where no address is known: a name of another kind of policy is no rule to copy', () => {
    const remedy = 'Enter the addresses in connections.x.cidrs. Or go by name: `toFQDNs: [{matchName: a.example}]`.';
    expect(splitRemedy(remedy).every(({ kind }) => kind === 'words')).toBe(true);
  });
});
