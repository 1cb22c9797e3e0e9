import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatRoute, needsPlan, pages, parseRoute } from './route.ts';
import type { Route } from './route.ts';

const segment = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text.isWellFormed());
const route: fc.Arbitrary<Route> = fc.record(
  {
    page: fc.constantFrom(...pages),
    detail: fc
      .array(
        segment.filter((text) => !text.includes('/')),
        { minLength: 1, maxLength: 3 },
      )
      .map((parts) => parts.join('/')),
    plan: segment,
    view: fc.dictionary(fc.constantFrom('compare', 'as', 'run'), segment, { minKeys: 1 }),
  },
  { requiredKeys: ['page'] },
);

describe('an address', () => {
  it('is read as the route that it was written for', () => {
    fc.assert(
      fc.property(
        // The list of plans has no rows that open, and its address no place for one.
        route.filter(({ page, detail }) => page !== 'plans' || detail === undefined),
        (written) => {
          expect(parseRoute(formatRoute(written))).toEqual(written);
        },
      ),
    );
  });

  it.each([
    ['', { page: 'plans' }],
    ['#/', { page: 'plans' }],
    ['#/plan/network', { page: 'plan', detail: 'network' }],
    [
      '#/connections/pdp-agent--control-plane?plan=%2Fa%20b.yaml',
      { page: 'connections', detail: 'pdp-agent--control-plane', plan: '/a b.yaml' },
    ],
    ['#/runs/a..b', { page: 'runs', detail: 'a..b' }],
    ['#/evidence/rules%2Fnsg.json', { page: 'evidence', detail: 'rules/nsg.json' }],
    ['#/raci?compare=self-managed', { page: 'raci', view: { compare: 'self-managed' } }],
    ['#/settings/%zz', { page: 'settings', detail: '%zz' }],
  ])('%s is %j', (hash, expected) => {
    expect(parseRoute(hash)).toEqual(expected);
  });

  it.each(['#/nowhere', '#token=abc', '#/Plans'])('%s names no page', (hash) => {
    expect(parseRoute(hash)).toBeUndefined();
  });

  it('says which pages need a plan', () => {
    expect(pages.filter((page) => !needsPlan(page))).toEqual(['plans', 'catalogue', 'settings']);
  });
});
