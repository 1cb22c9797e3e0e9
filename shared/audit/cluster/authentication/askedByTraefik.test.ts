import { describe, expect, it } from 'vitest';
import { routesAreAuthenticated } from '../../checks/PDP-CMP-011-routesAreAuthenticated.ts';
import { assessOn, clusterOf, objectOf } from '../../testing/clusterOf.ts';
import { ingressRoutes, middlewares } from './askedByTraefik.ts';

const middleware = (named: string, spec: object) => objectOf(middlewares, named, { spec });
const chain = (...names: readonly string[]) => ({ chain: { middlewares: names.map((name) => ({ name })) } });
const sign = middleware('shop/sign-in', { forwardAuth: {} });

const ingressOf = (named: string) => ({
  'ingressclasses.networking.k8s.io': [
    objectOf('ingressclasses.networking.k8s.io', 'traefik', { spec: { controller: 'traefik.io/ingress-controller' } }),
  ],
  'ingresses.networking.k8s.io': [
    objectOf(
      'ingresses.networking.k8s.io',
      'shop/orders',
      { spec: { ingressClassName: 'traefik' } },
      { annotations: { 'traefik.ingress.kubernetes.io/router.middlewares': named } },
    ),
  ],
});

describe('a route of Traefik', () => {
  it.each([
    [[sign], 'pass', 'forwardAuth by Middleware shop/sign-in, authorization by whom forwardAuth asks'],
    [
      [middleware('shop/sign-in', { basicAuth: {} })],
      'pass',
      'basicAuth by Middleware shop/sign-in, without authorization',
    ],
    [[middleware('shop/sign-in', { headers: {} })], 'unknown', 'no Middleware asks its clients'],
    [[middleware('elsewhere/sign-in', { basicAuth: {} })], 'unknown', 'no Middleware asks its clients'],
    [
      [middleware('shop/sign-in', chain('limits', 'users')), middleware('shop/users', { digestAuth: {} })],
      'pass',
      'digestAuth by Middleware shop/users',
    ],
    [[middleware('shop/sign-in', chain('sign-in'))], 'unknown', 'no Middleware asks its clients'],
    ['incomplete', 'unknown', 'Not all was read'],
  ] as const)('with %j is judged as %s, by an Ingress and by an IngressRoute', (there, outcome, says) => {
    const ingress = ingressOf('shop-limits@kubernetescrd, shop-sign-in@kubernetescrd');
    const route = {
      [ingressRoutes]: [
        objectOf(ingressRoutes, 'shop/orders', { spec: { routes: [{ middlewares: [{ name: 'sign-in' }] }] } }),
      ],
    };
    for (const seen of [ingress, route]) {
      const { outcome: found, evidence } = assessOn(
        routesAreAuthenticated,
        clusterOf({ ...seen, [middlewares]: there }),
      );
      expect([found, evidence[0]?.text]).toEqual([outcome, expect.stringContaining(says)]);
    }
  });

  it('is open where its Ingress names two Middlewares by one word, and one of them asks nothing', () => {
    const other = (spec: object) => [sign, middleware('shop-sign/in', spec)];
    const outcomeOf = (spec: object) =>
      assessOn(
        routesAreAuthenticated,
        clusterOf({ ...ingressOf('shop-sign-in@kubernetescrd'), [middlewares]: other(spec) }),
      ).outcome;
    expect([{ headers: {} }, { basicAuth: {} }].map(outcomeOf)).toEqual(['unknown', 'pass']);
  });

  it('is asked by what its chains lead to, by however many ways and at whatever depth', () => {
    const length = 6000;
    const links = Array.from({ length }, (_, index) =>
      middleware(`shop/link-${index}`, chain(`link-${index + 1}`, `link-${index + 1}`)),
    );
    const seen = clusterOf({
      [middlewares]: [...links, middleware(`shop/link-${length}`, { digestAuth: {} })],
      [ingressRoutes]: [
        objectOf(ingressRoutes, 'shop/a', { spec: { routes: [{ middlewares: [{ name: 'link-0' }] }] } }),
      ],
    });
    expect(assessOn(routesAreAuthenticated, seen)).toMatchObject({
      outcome: 'pass',
      evidence: [{ text: expect.stringContaining(`digestAuth by Middleware shop/link-${length},`) as string }],
    });
  });

  it('is asked in part where one of its routes passes by no Middleware', () => {
    const routes = [{ middlewares: [{ name: 'sign-in', namespace: 'shop' }] }, {}];
    const seen = clusterOf({
      [middlewares]: [sign],
      [ingressRoutes]: [objectOf(ingressRoutes, 'web/a', { spec: { routes } })],
    });
    expect(assessOn(routesAreAuthenticated, seen)).toMatchObject({
      outcome: 'unknown',
      evidence: [{ text: 'web/a: a Middleware asks the clients of 1 of its 2 routes who they are' }],
    });
  });
});
