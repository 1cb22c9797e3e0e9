import type { ClusterObject } from '../../../evidence/clusterSnapshot.ts';
import { fieldAt, nameOf, recordsAt, textAt } from '../../../evidence/objectFields.ts';
import { count } from '../../../kernel/count.ts';
import { enumerate } from '../../../kernel/enumerate.ts';
import { isRecord } from '../../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
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

const nothing: Asked = {
  state: 'open',
  text: 'no Middleware asks its clients who they are; what Traefik is told for a whole entry point is not read',
};

/** Every route of it has to pass by a Middleware that asks. */
export function askedByIngressRoute(cluster: Reading, route: ClusterObject): Asked {
  const byName = middlewaresByName(cluster);
  const routes = recordsAt(route, 'spec', 'routes');
  const each = routes.map((one) => findWays(byName, namesIn(recordsAt(one, 'middlewares'), route)));
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
  const byName = middlewaresByName(cluster);
  const byWord = Map.groupBy(
    byName.values(),
    ({ metadata: { namespace, name } }) => `${namespace}-${name}@kubernetescrd`,
  );
  const found = [...named].flatMap((word) => {
    const meant = (byWord.get(word) ?? []).map((middleware) => findWays(byName, [nameOf(middleware)]));
    return meant.every((some) => some.length > 0) ? meant.flat() : [];
  });
  return found.length === 0 ? nothing : describeWays(found);
}

interface FoundWay {
  readonly way: Way;
  /** The middleware's `namespace/name`. */
  readonly by: string;
}

function describeWays(found: readonly FoundWay[]): Asked {
  const by = enumerate([...new Set(found.map(({ way, by: name }) => `${way} by Middleware ${name}`))]);
  const asksOther = found.some(({ way }) => way === 'forwardAuth');
  return { state: 'good', text: `${by}, ${asksOther ? authorizationBy('forwardAuth') : withoutAuthorization}` };
}

function middlewaresByName(cluster: Reading): ReadonlyMap<string, ClusterObject> {
  return new Map(cluster.objects(middlewares).map((middleware) => [nameOf(middleware), middleware]));
}

/** Without a namespace one of the object's own is meant. */
function namesIn(references: readonly JsonRecord[], { metadata }: ClusterObject): readonly string[] {
  return references.flatMap((reference) => {
    const name = textAt(reference, 'name');
    return name === undefined ? [] : [`${textAt(reference, 'namespace') ?? metadata.namespace}/${name}`];
  });
}

/**
 * How those that are named ask, and those that they name in chains. Each is looked at once: chains lead back to themselves at
 * times, and may name each other so often that the ways through them are without number.
 */
function findWays(byName: ReadonlyMap<string, ClusterObject>, names: readonly string[]): readonly FoundWay[] {
  const found: FoundWay[] = [];
  const reached = new Set(names);
  // What is added on the way comes later in the same walk.
  for (const by of reached) {
    const middleware = byName.get(by);
    if (middleware === undefined) continue;
    for (const way of ways) if (isRecord(fieldAt(middleware, 'spec', way))) found.push({ way, by });
    const chained = recordsAt(middleware, 'spec', 'chain', 'middlewares');
    for (const name of namesIn(chained, middleware)) reached.add(name);
  }
  return found;
}
