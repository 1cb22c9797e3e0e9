import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { recordsAt, textAt } from '../../evidence/objectFields.ts';
import { count } from '../../kernel/count.ts';
import { notApplicable } from '../assessment.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import type { Asked } from '../cluster/authentication/asked.ts';
import {
  askedBySecurityPolicy,
  controllerOfEnvoyGateway,
  isAskedInPart,
  securityPolicies,
} from '../cluster/authentication/askedByEnvoyGateway.ts';
import {
  askedByIstio,
  askedByVirtualService,
  authorizationPolicies,
  controllerOfIstio,
  envoyFilters,
  findServedVirtualServices,
  istioGateways,
  requestAuthentications,
  virtualServices,
} from '../cluster/authentication/askedByIstio.ts';
import { askedByKong, controllerOfKong, kongPlugins } from '../cluster/authentication/askedByKong.ts';
import { askedByNginx, controllerOfNginx } from '../cluster/authentication/askedByNginx.ts';
import {
  askedByIngressRoute,
  askedByTraefik,
  controllerOfTraefik,
  ingressRoutes,
  middlewares,
} from '../cluster/authentication/askedByTraefik.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import type { ClusterReading } from '../cluster/clusterReading.ts';
import { gatewayApiIsNotUsed, gatewayClasses, gateways, httpRoutes } from '../cluster/gatewayApi.ts';
import { isAttached } from '../cluster/isAttached.ts';
import { redirectsOnly } from '../cluster/redirectsOnly.ts';

const ingresses = 'ingresses.networking.k8s.io';
const ingressClasses = 'ingressclasses.networking.k8s.io';

const needs = [
  gatewayClasses,
  gateways,
  httpRoutes,
  securityPolicies,
  ingresses,
  ingressClasses,
  kongPlugins,
  middlewares,
  ingressRoutes,
  istioGateways,
  virtualServices,
  authorizationPolicies,
  requestAuthentications,
  envoyFilters,
  'pods',
] as const;
type Reading = ClusterReading<(typeof needs)[number]>;

const notRead: Asked = { state: 'open', text: 'what its gateway asks of clients is written where it is not read' };

/** Who comes in has to say who they are, in the gateway. */
export const routesAreAuthenticated = clusterCheck({
  id: 'PDP-CMP-011',
  title: 'The gateways ask clients who they are, on every route',
  about: 'Authentication on routes',
  requirement: 'component.api-gateways',
  task: 'components-management',
  needs,
  assess(cluster, material) {
    const notUsed = gatewayApiIsNotUsed(cluster, material);
    const judged = [
      // A route that sends clients on, to HTTPS as a rule, serves them nothing; without a gateway it serves nobody.
      ...(notUsed === undefined
        ? cluster.objects(httpRoutes).filter((route) => !redirectsOnly(route) && !isOfMesh(route))
        : []
      ).map((object) => ({ resource: httpRoutes, object, asked: askedOfRoute }) as const),
      ...cluster.objects(ingresses).map((object) => ({ resource: ingresses, object, asked: askedOfIngress }) as const),
      ...cluster
        .objects(ingressRoutes)
        .map((object) => ({ resource: ingressRoutes, object, asked: askedByIngressRoute }) as const),
      ...findServedVirtualServices(cluster).map(
        (object) => ({ resource: virtualServices, object, asked: askedByVirtualService }) as const,
      ),
    ]
      .filter(({ object }) => !provesOwnership(object))
      .map(({ resource, object, asked }): Judged => {
        const { state, text } = asked(cluster, object);
        return { state, evidence: cluster.evidence(resource, object, text) };
      });
    if (judged.length === 0 && notUsed !== undefined) {
      const others = {
        text: 'No Ingress, IngressRoute or VirtualService leads in either.',
        source: cluster.source(ingresses),
      };
      return notApplicable({
        title: 'No routes of a kind that is judged are there',
        evidence: [...notUsed.evidence, others],
      });
    }
    return assessEach(judged, {
      source: cluster.source(httpRoutes),
      pass: (routes) => `${count(routes, 'route')}, all with authentication`,
      fail: (bad, routes) => `${bad} of ${count(routes, 'route')} without authentication and authorization that hold`,
      remedy:
        'Put a SecurityPolicy with jwt, oidc, apiKeyAuth, basicAuth or extAuth on the route or its gateway; leave defaultAction of an authorization at Deny. Of an Ingress leave satisfy at all.',
      open: {
        title: (open, routes) =>
          `Of ${open} of ${count(routes, 'route')} it can’t be read whether clients are authenticated`,
        remedy: 'Look in the console of the control plane, or in the gateway’s own resources, how each API is secured.',
      },
      none: {
        title: 'There are no routes',
        text: 'No HTTPRoute is there that serves more than a redirect.',
        remedy: 'Audit again once an API is deployed.',
      },
    });
  },
});

function askedOfRoute(cluster: Reading, route: ClusterObject): Asked {
  const parents = cluster.objects(gateways).filter((gateway) => isAttached(route, gateway));
  const isOf = (controller: RegExp): boolean =>
    parents.length > 0 &&
    parents.every((gateway) =>
      cluster
        .objects(gatewayClasses)
        .some(
          (one) =>
            one.metadata.name === textAt(gateway, 'spec', 'gatewayClassName') &&
            controller.test(textAt(one, 'spec', 'controllerName') ?? ''),
        ),
    );
  if (isOf(controllerOfKong)) return askedByKong(cluster, route);
  if (isOf(controllerOfIstio)) {
    const asked = parents.map((gateway) => askedByIstio(cluster, gateway));
    return asked.find(({ state }) => state !== 'good') ?? asked[0] ?? notRead;
  }
  const isExtended = recordsAt(route, 'spec', 'rules').some((rule) =>
    recordsAt(rule, 'filters').some((filter) => filter['type'] === 'ExtensionRef'),
  );
  if (!isOf(controllerOfEnvoyGateway)) return notRead;
  const bySecurityPolicy = askedBySecurityPolicy(cluster, route, parents);
  if (bySecurityPolicy !== undefined) return bySecurityPolicy;
  // A policy that was not seen may ask them all the same.
  return cluster.isServed(securityPolicies) &&
    !isExtended &&
    !isAskedInPart(cluster, route) &&
    cluster.gaps().length === 0
    ? { state: 'bad', text: 'no SecurityPolicy asks its clients anything' }
    : notRead;
}

function askedOfIngress(cluster: Reading, ingress: ClusterObject): Asked {
  const name = textAt(ingress, 'spec', 'ingressClassName');
  const ingressClass = cluster.objects(ingressClasses).find(({ metadata }) => metadata.name === name);
  const controller = textAt(ingressClass, 'spec', 'controller') ?? '';
  if (controllerOfNginx.test(controller)) return askedByNginx(ingress);
  if (controllerOfKong.test(controller)) return askedByKong(cluster, ingress);
  if (controllerOfTraefik.test(controller)) return askedByTraefik(cluster, ingress);
  const whose = controller === '' ? 'which controller serves it is not told' : `it is served by ${controller}`;
  return { state: 'open', text: `${whose}, and what that asks of clients is not read` };
}

/** Between Services of the cluster, where nobody comes in. */
function isOfMesh(route: ClusterObject): boolean {
  const parents = recordsAt(route, 'spec', 'parentRefs');
  return parents.length > 0 && parents.every(({ kind }) => kind === 'Service');
}

/**
 * What cert-manager makes for an hour or less, by which an issuer sees that a host is one's own: it must let the issuer in unasked.
 * Anybody may write its label; what is owned by a Challenge that is not there is deleted by Kubernetes.
 */
function provesOwnership({ metadata: { labels = {}, ownerReferences = [] } }: ClusterObject): boolean {
  const isOwned = ownerReferences.some(({ kind, controller }) => kind === 'Challenge' && controller === true);
  return isOwned && labels['acme.cert-manager.io/http01-solver'] === 'true';
}
