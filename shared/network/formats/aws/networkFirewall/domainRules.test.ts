import { expect, it } from 'vitest';
import { Effort } from '../../../flows/effort.ts';
import { toDomainRules } from './domainRules.ts';

it('asks whether there is room for the rules of a list of domains before it makes any', () => {
  const place = { file: 'group.json', document: 0, path: [], rule: 'rule group' };
  let asked = 0;
  const target = {
    get name() {
      asked += 1;
      return '.example.org';
    },
    place,
    notUnderstood: undefined,
  };
  const targets = Array.from({ length: 1000 }, () => target);
  const how = { action: 'allow', matchesTls: true, matchesHttp: true, matchesResolved: false } as const;
  const list = { targets, ...how, place, notUnderstood: undefined };
  const within = (steps: number) =>
    new Effort(steps).attempt<number | string>(
      () => toDomainRules(list, 'strict').length,
      () => 'no room',
    );
  expect([within(10_000), asked]).toEqual(['no room', 0]);
  expect([within(1_000_000), asked]).toEqual([2000, 1000]);
});
