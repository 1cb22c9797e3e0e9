import { describe, expect, it } from 'vitest';
import { routesAreAuthenticated } from '../../checks/PDP-CMP-011-routesAreAuthenticated.ts';
import { assessOn, clusterOf, objectOf } from '../../testing/clusterOf.ts';

const prefix = 'nginx.ingress.kubernetes.io/';

const closed = { rules: [{ host: 'a.example' }], tls: [{ hosts: ['a.example'] }] };

function assessIngress(
  told: Readonly<Record<string, string | true>>,
  controller = 'k8s.io/ingress-nginx',
  metadata: object = {},
  spec: object = closed,
) {
  const annotations = Object.fromEntries(Object.entries(told).map(([name, value]) => [`${prefix}${name}`, value]));
  return assessOn(
    routesAreAuthenticated,
    clusterOf({
      'ingressclasses.networking.k8s.io': [
        objectOf('ingressclasses.networking.k8s.io', 'public', { spec: { controller } }),
      ],
      'ingresses.networking.k8s.io': [
        objectOf(
          'ingresses.networking.k8s.io',
          'shop/orders',
          { spec: { ingressClassName: 'public', ...spec } },
          { annotations, ...metadata },
        ),
      ],
    }),
  );
}

const basic = { 'auth-type': true, 'auth-secret': true } as const;
const byCertificate = { 'auth-tls-secret': true } as const;

describe('an Ingress of ingress-nginx', () => {
  it.each([
    [{ 'auth-url': true }, 'pass', 'auth-url by annotation, authorization by whom auth-url asks'],
    [basic, 'pass', 'auth-type by annotation, without authorization'],
    [byCertificate, 'pass', 'auth-tls-secret by annotation'],
    [{ ...byCertificate, 'auth-tls-verify-client': 'on' }, 'pass', 'auth-tls-secret by annotation'],
    [{ ...byCertificate, 'auth-tls-verify-client': 'optional' }, 'unknown', 'no annotation asks'],
    [{ 'auth-type': true }, 'unknown', 'no annotation asks'],
    [{ 'whitelist-source-range': true }, 'unknown', 'no annotation asks'],
    [{}, 'unknown', 'what ingress-nginx is told for all Ingresses is not read'],
    [{ ...basic, satisfy: 'all', 'whitelist-source-range': true }, 'pass', 'auth-type by annotation'],
    [
      { ...basic, satisfy: 'any', 'allowlist-source-range': true },
      'fail',
      'lets in unasked who comes from the allowed',
    ],
    [{ ...basic, satisfy: 'any' }, 'unknown', 'addresses that are allowed elsewhere'],
    [{ ...byCertificate, satisfy: 'any', 'allowlist-source-range': true }, 'pass', 'auth-tls-secret'],
    [{ ...basic, 'server-snippet': true }, 'unknown', 'a snippet that is not read'],
    [{ ...byCertificate, 'ssl-passthrough': 'true' }, 'unknown', 'ssl-passthrough'],
    [{ ...byCertificate, 'ssl-passthrough': 'T' }, 'unknown', 'ssl-passthrough'],
    // The controller takes no notice of blanks around a word.
    [{ ...basic, satisfy: ' any ', 'allowlist-source-range': true }, 'fail', 'lets in unasked'],
    [{ ...byCertificate, 'auth-tls-verify-client': 'on ' }, 'pass', 'auth-tls-secret'],
    [{ ...byCertificate, 'ssl-redirect': 'true' }, 'pass', 'auth-tls-secret'],
    [{ ...byCertificate, 'ssl-redirect': 'False' }, 'unknown', 'asks nobody who comes by plain HTTP'],
    [{ ...byCertificate, ...basic, 'ssl-redirect': 'false' }, 'pass', 'auth-type by annotation'],
    [{ ...byCertificate, ...basic, 'ssl-redirect': 'false', satisfy: 'any' }, 'unknown', 'allowed elsewhere'],
  ] as const)('with %j is judged as %s', (told, outcome, says) => {
    const { outcome: found, evidence } = assessIngress(told);
    expect([found, evidence[0]?.text]).toEqual([outcome, expect.stringContaining(says)]);
  });

  it.each([
    [{}, 'unknown'],
    [{ ...closed, tls: [] }, 'unknown'],
    [{ ...closed, tls: [{ secretName: 'of-whom' }] }, 'unknown'],
    [{ ...closed, rules: [...closed.rules, { host: 'b.example' }] }, 'unknown'],
    [{ ...closed, rules: [...closed.rules, {}] }, 'unknown'],
    [{ ...closed, defaultBackend: {} }, 'unknown'],
    [closed, 'pass'],
  ])('with %j asks for certificates where no host is served by plain HTTP: %s', (spec, outcome) => {
    expect(assessIngress(byCertificate, undefined, {}, spec).outcome).toBe(outcome);
  });

  it.each([
    ['k8s.io/internal-ingress-nginx', 'pass'],
    ['webapprouting.kubernetes.azure.com/nginx', 'pass'],
    ['nginx.org/ingress-controller', 'unknown'],
    ['ingress.k8s.aws/alb', 'unknown'],
  ])('is told by its controller: %s makes its annotations count for %s', (controller, outcome) => {
    expect(assessIngress(basic, controller).outcome).toBe(outcome);
  });

  it('is no route where cert-manager made it to show an issuer whose host it is', () => {
    const labels = { 'acme.cert-manager.io/http01-solver': 'true' };
    const ownerReferences = [{ kind: 'Challenge', name: 'orders-1', controller: true }];
    const outcomeWith = (metadata: object) => assessIngress({}, 'k8s.io/ingress-nginx', metadata).outcome;
    expect(outcomeWith({ labels, ownerReferences })).toBe('not-applicable');
    // Anybody may write the label on a route that serves everything.
    expect(outcomeWith({ labels })).toBe('unknown');
  });
});
