import { describe, expect, it } from 'vitest';
import { compareRaci } from '#shared/raci/compareRaci.ts';
import { deriveRaci } from '#shared/raci/raci.ts';
import { catalog, sample } from '../../client/testing/sample.ts';
import { raciFilters } from './raciFilters.ts';

const { raci } = sample.requirements;
const other = deriveRaci(catalog, { edition: raci.edition, model: 'customer-subscription' });

describe('ways to look at the matrix', () => {
  it('divide it by what moves, where it is compared', () => {
    const filters = raciFilters(raci, compareRaci(raci, other), new Set(['infrastructure-monitoring']));
    expect(filters.map(({ id, tasks }) => [id, tasks.size])).toEqual([
      ['all', 16],
      ['to-you', 9],
      ['roles', 2],
      ['same', 5],
      ['no-owner', 1],
    ]);
  });

  it('divide it by who holds a task, where it is not', () => {
    const filters = raciFilters(raci, undefined, new Set());
    expect(filters.map(({ id, tasks }) => [id, tasks.size])).toEqual([
      ['all', 16],
      ['yours', 15],
      ['shared', 1],
    ]);
  });

  it.each(catalog.managementModels.map(({ id }) => id))('leave no task out, against %s', (model) => {
    const against = deriveRaci(catalog, { edition: raci.edition, model });
    const parts = raciFilters(raci, compareRaci(raci, against), new Set()).slice(1);
    const all = parts.flatMap(({ tasks }) => [...tasks]);
    expect(all.length).toBe(16);
    expect(new Set(all).size).toBe(16);
  });
});
