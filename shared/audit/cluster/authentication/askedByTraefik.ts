import type { ClusterObject } from '../../../evidence/clusterSnapshot.ts';
import { fieldAt, nameOf, recordsAt, textAt } from '../../../evidence/objectFields.ts';
import { count } from '../../../kernel/count.ts';
import { enumerate } from '../../../kernel/enumerate.ts';
import { isRecord } from '../../../network/jsonFields.ts';
import type { ClusterReading } from '../clusterReading.ts';
import type { Asked } from './asked.ts';
import { authorizationBy, withoutAuthorization } from './asked.ts';

export const middlewares = 'middlewares.traefik.io';
export const ingressRoutes = 'ingressroutes.traefik.io';

export const controllerOfTraefik = /^traefik\.io\/ingress-controller$/;

/** Source: Traefik, HTTP middlewares. Those of a whole entry point are told to Traefik itself, and not read. */
const ways = ['basicAuth', 'digestAuth', 'forwardAuth'] as const;
type Way = (typeof ways)[number];
type Reading = ClusterReading<typeof middlewares>;

interface FoundWay {
  readonly way: Way;
  /** The Middleware, as `namespace/name`. */
  readonly by: string;
}

const nothing: Asked = {
  state: 'open',
  text: 'no Middleware asks its clients who they are; what Traefik is told for a whole entry point is not read',
};

/** Every route of it has to pass by a Middleware that asks. */
export function askedByIngressRoute(cluster: Reading, route: ClusterObject): Asked {
  const routes = recordsAt(route, 'spec', 'routes');
  const each = routes.map((one) =>
    recordsAt(one, 'middlewares').flatMap((reference) => findWays(cluster, reference, route.metadata.namespace)),
  );
  const asking = each.filter((found) => found.length > 0);
  if (asking.length === 0) return nothing;
  if (asking.length < routes.length) {
    return {
      state: 'open',
      text: `a Middleware asks the clients of ${asking.length} of its ${count(routes.length, 'route')} who they are`,
    };
  }
  return describeWays(asking.flat());
}

/** An Ingress names middlewares as `namespace-name@kubernetescrd`, which may be said of several: then all of them have to ask. */
export function askedByTraefik(cluster: Reading, ingress: ClusterObject): Asked {
  const said = ingress.metadata.annotations?.['traefik.ingress.kubernetes.io/router.middlewares'];
  const named = new Set(typeof said === 'string' ? said.split(',').map((name) => name.trim()) : []);
  const found = [...named].flatMap((wanted) => {
    const meant = cluster
      .objects(middlewares)
      .filter(({ metadata: { namespace, name } }) => `${namespace}-${name}@kubernetescrd` === wanted)
      .map((middleware) => waysOf(cluster, middleware));
    return meant.every((some) => some.length > 0) ? meant.flat() : [];
  });
  return found.length === 0 ? nothing : describeWays(found);
}

function describeWays(found: readonly FoundWay[]): Asked {
  const by = enumerate([...new Set(found.map(({ way, by: name }) => `${way} by Middleware ${name}`))]);
  const asksOther = found.some(({ way }) => way === 'forwardAuth');
  return { state: 'good', text: `${by}, ${asksOther ? authorizationBy('forwardAuth') : withoutAuthorization}` };
}

function findWays(
  cluster: Reading,
  reference: unknown,
  place: string | undefined,
  seen: ReadonlySet<string> = new Set(),
): readonly FoundWay[] {
  const [name, namespace] = [textAt(reference, 'name'), textAt(reference, 'namespace') ?? place];
  const middleware = cluster
    .objects(middlewares)
    .find(({ metadata }) => metadata.name === name && metadata.namespace === namespace);
  return middleware === undefined ? [] : waysOf(cluster, middleware, seen);
}

/** A chain asks by those that it names; one that leads back to itself does nothing. */
function waysOf(
  cluster: Reading,
  middleware: ClusterObject,
  seen: ReadonlySet<string> = new Set(),
): readonly FoundWay[] {
  const by = nameOf(middleware);
  if (seen.has(by)) return [];
  const own = ways.filter((way) => isRecord(fieldAt(middleware, 'spec', way))).map((way) => ({ way, by }));
  const chained = recordsAt(middleware, 'spec', 'chain', 'middlewares').flatMap((reference) =>
    findWays(cluster, reference, middleware.metadata.namespace, new Set([...seen, by])),
  );
  return [...own, ...chained];
}
