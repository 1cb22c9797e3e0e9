import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { EVERYWHERE } from '../../../flows/addressBounds.ts';
import { never } from '../../../machine/condition.ts';
import type { Destination } from '../../../machine/destination.ts';
import { ALL_FLOWS } from '../../../flows/flowSet.ts';
import type { Rule } from '../../../machine/ruleProgram.ts';
import { makeNameSet } from './firewallNames.ts';
import { NamedRules } from './namedRules.ts';

const arbitraryName = fc
  .tuple(
    fc.constantFrom('', '*', '*.'),
    fc.array(fc.constantFrom('a', 'b', 'AB', 'com'), { minLength: 1, maxLength: 3 }),
  )
  .map(([star, parts]) => star + parts.join('.'));

function ruleFor(names: readonly string[]): Rule {
  const set = makeNameSet(names);
  return {
    action: 'allow',
    place: { file: 'firewall.json', document: 0, path: [], rule: names.join() },
    match: (destination) => (set.answer(destination) === 'no' ? never : EVERYWHERE),
  };
}

it('selects the rules, in their order, whose names a destination may bear', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(arbitraryName, { minLength: 1, maxLength: 3 }), { maxLength: 6 }),
      arbitraryName,
      (lists, host) => {
        const named = new NamedRules();
        for (const names of lists) named.add(ruleFor(names), names);
        const destination: Destination = { flows: ALL_FLOWS, host, outside: true };
        const matching = named.rules.filter((rule) => rule.match(destination) !== never);
        expect(named.select(destination)).toEqual(matching);
      },
    ),
  );
});
