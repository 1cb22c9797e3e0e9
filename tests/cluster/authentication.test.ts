/** Ways into a real API server's cluster by the objects of four controllers, each of which asks clients in a way of its own. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { toKubeconfig } from '../kubeApiServer.ts';
import { assessCheck } from './assessCheck.ts';
import { definitionOf } from './crds/definitionOf.ts';
import { objectOf } from './manifests.ts';
import { apply, clusterAccess, isSkipped, namespaces, remove, skipReason } from './realCluster.ts';
import type { KubeObject } from './realCluster.ts';

const definitions = (
  [
    'kongplugins.configuration.konghq.com',
    'middlewares.traefik.io',
    'ingressroutes.traefik.io',
    'gateways.networking.istio.io',
    'virtualservices.networking.istio.io',
    'authorizationpolicies.security.istio.io',
    'requestauthentications.security.istio.io',
    'envoyfilters.networking.istio.io',
  ] as const
).map(definitionOf);

const classOf = (name: string, controller: string): KubeObject =>
  objectOf('ingressclasses.networking.k8s.io', name, { spec: { controller } });
const classes = [
  classOf('nginx', 'k8s.io/ingress-nginx'),
  classOf('kong', 'ingress-controllers.konghq.com/kong'),
  classOf('traefik', 'traefik.io/ingress-controller'),
];

const ingress = (ingressClassName: string, annotations: Readonly<Record<string, string | null>>): KubeObject =>
  objectOf(
    'ingresses.networking.k8s.io',
    'entered/orders',
    { spec: { ingressClassName, defaultBackend: { service: { name: 'orders', port: { number: 80 } } } } },
    { annotations },
  );
const kongPlugin = (config: object): KubeObject =>
  objectOf('kongplugins.configuration.konghq.com', 'entered/keys', { plugin: 'key-auth', config });
const middleware = (spec: object): KubeObject => objectOf('middlewares.traefik.io', 'entered/sign-in', { spec });
const policy = (from: object): KubeObject =>
  objectOf('authorizationpolicies.security.istio.io', 'entered/asking', {
    spec: { action: 'DENY', rules: [{ from: [{ source: from }] }] },
  });

const nginx = 'nginx.ingress.kubernetes.io';
const turns: readonly (readonly [string, readonly KubeObject[], readonly KubeObject[], 'fail' | 'unknown', string])[] =
  [
    [
      'ingress-nginx',
      [ingress('nginx', { [`${nginx}/auth-url`]: 'https://sign-in.example/auth', [`${nginx}/satisfy`]: 'all' })],
      [
        ingress('nginx', {
          [`${nginx}/auth-url`]: 'https://sign-in.example/auth',
          [`${nginx}/satisfy`]: 'any',
          [`${nginx}/whitelist-source-range`]: '10.0.0.0/8',
        }),
      ],
      'fail',
      'satisfy: any, which lets in unasked who comes from the allowed addresses',
    ],
    [
      'Kong',
      [kongPlugin({ key_names: ['key'] }), ingress('kong', { 'konghq.com/plugins': 'keys' })],
      [kongPlugin({ key_names: ['key'], anonymous: 'guest' })],
      'unknown',
      'which takes whoever says nothing for its anonymous consumer',
    ],
    [
      'Traefik, by an Ingress',
      [
        middleware({ basicAuth: { secret: 'users' } }),
        ingress('traefik', { 'traefik.ingress.kubernetes.io/router.middlewares': 'entered-sign-in@kubernetescrd' }),
      ],
      [middleware({ headers: {} })],
      'unknown',
      'no Middleware asks its clients who they are',
    ],
    [
      'Traefik, by an IngressRoute',
      [
        middleware({ forwardAuth: { address: 'http://sign-in.entered' } }),
        objectOf('ingressroutes.traefik.io', 'entered/orders', {
          spec: { routes: [{ kind: 'Rule', middlewares: [{ name: 'sign-in' }] }] },
        }),
      ],
      [objectOf('ingressroutes.traefik.io', 'entered/orders', { spec: { routes: [{ kind: 'Rule' }] } })],
      'unknown',
      'no Middleware asks its clients who they are',
    ],
    [
      'Istio',
      [
        objectOf('gateways.networking.istio.io', 'entered/main', { spec: { selector: { istio: 'entered' } } }),
        objectOf('virtualservices.networking.istio.io', 'entered/orders', {
          spec: { gateways: ['main'], hosts: ['orders.example'] },
        }),
        objectOf(
          'pods',
          'entered/gateway',
          { spec: { containers: [{ name: 'istio-proxy', image: 'registry.example/proxy:1' }] } },
          { labels: { istio: 'entered' } },
        ),
        objectOf('requestauthentications.security.istio.io', 'entered/tokens', {
          spec: { jwtRules: [{ issuer: 'https://id.example' }] },
        }),
        policy({ notRequestPrincipals: ['*'] }),
      ],
      [policy({ notRequestPrincipals: ['*'], ipBlocks: ['10.0.0.0/8'] })],
      'unknown',
      'no AuthorizationPolicy with a RequestAuthentication asks all of its clients',
    ],
  ];

describe.skipIf(isSkipped)(`PDP-CMP-011 on a real API server${skipReason}`, () => {
  beforeAll(async () => {
    await apply(...namespaces('entered'), ...definitions, ...classes);
    await apply(objectOf('serviceaccounts', 'entered/default'));
  });
  afterAll(() => remove(...classes, ...definitions, ...namespaces('entered')));

  it.each(turns)('follows what %s is told to ask', async (_, good, other, outcome, says) => {
    const access = clusterAccess();
    const assess = () => assessCheck('PDP-CMP-011', toKubeconfig(access, { token: access.token }));
    onTestFinished(() => remove(...good.toReversed()));
    await apply(...good);
    expect((await assess()).outcome).toBe('pass');
    await apply(...other);
    const changed = await assess();
    expect([changed.outcome, changed.evidence[0]?.text]).toEqual([outcome, expect.stringContaining(says)]);
  });

  it('is open for who may not read the classes of Ingresses', async () => {
    const asking = ingress('nginx', { [`${nginx}/auth-url`]: 'https://sign-in.example/auth' });
    await apply(asking);
    onTestFinished(() => remove(asking));
    const { viewer = '' } = clusterAccess().tokens;
    expect((await assessCheck('PDP-CMP-011', toKubeconfig(clusterAccess(), { token: viewer }))).outcome).toBe(
      'unknown',
    );
  });
});
