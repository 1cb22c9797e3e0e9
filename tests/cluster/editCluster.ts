/** What tests do to a real API server: they make objects and set what controllers would have said of them. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'undici';
import type { KubeAccess } from '../kubeApiServer.ts';

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

type Method = 'GET' | 'PATCH' | 'POST' | 'DELETE';

interface ServedKind {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

export interface ClusterEditor {
  /** Makes the objects, or makes them what is given; a `status` is set by way of its subresource, as controllers do. */
  apply(...objects: readonly KubeObject[]): Promise<void>;
  /** Sets parts of a status; a field that is null is taken away. */
  setStatus(object: KubeObject, status: unknown): Promise<void>;
  /** Takes objects away at once; what is not there is none of its business. */
  remove(...objects: readonly KubeObject[]): Promise<void>;
  /** One request as the cluster's administrator; the answer's JSON, undefined for a refusal that is accepted. */
  askServer(
    method: Method,
    path: string,
    body?: unknown,
    type?: string,
    accepted?: readonly number[],
  ): Promise<unknown>;
}

export function editCluster({ server, token, caFile }: KubeAccess): ClusterEditor {
  const dispatcher = new Agent({ connect: { ca: readFileSync(caFile) } });
  const served = new Map<string, readonly ServedKind[]>();

  const askServer: ClusterEditor['askServer'] = async (
    method,
    path,
    body,
    type = 'application/json',
    accepted = [],
  ) => {
    const answer = await request(`${server}${path}`, {
      method,
      dispatcher,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': type }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 300 && !accepted.includes(answer.statusCode)) {
      throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
    }
    return answer.statusCode < 300 ? (JSON.parse(text) as unknown) : undefined;
  };

  async function applyOne({ status, ...object }: KubeObject): Promise<void> {
    const place = await placeOf(object);
    const query = '?fieldManager=tests&force=true';
    const type = 'application/apply-patch+yaml';
    await askServer('PATCH', `${place}${query}`, { ...object, metadata: object.metadata }, type);
    if (object.kind === 'CustomResourceDefinition') await untilServed(object);
    if (status !== undefined) {
      await askServer('PATCH', `${place}/status`, { status }, 'application/merge-patch+json');
    }
  }

  async function placeOf({ apiVersion, kind, metadata }: KubeObject): Promise<string> {
    const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const kinds = served.get(base) ?? (await kindsOf(base));
    served.set(base, kinds);
    const found = kinds.find((each) => each.kind === kind && !each.name.includes('/'));
    if (found === undefined) throw new Error(`${apiVersion} ${kind} is not served.`);
    const within = found.namespaced ? `/namespaces/${metadata.namespace ?? 'default'}` : '';
    return `${base}${within}/${found.name}/${metadata.name}`;
  }

  async function kindsOf(base: string): Promise<readonly ServedKind[]> {
    const { resources } = (await askServer('GET', base)) as { readonly resources: readonly ServedKind[] };
    return resources;
  }

  async function untilServed(definition: KubeObject): Promise<void> {
    const { group, names, versions } = definition['spec'] as {
      readonly group: string;
      readonly names: { readonly plural: string };
      readonly versions: readonly { readonly name: string; readonly served: boolean }[];
    };
    for (const { name } of versions.filter((version) => version.served)) {
      const base = `/apis/${group}/${name}`;
      served.delete(base);
      // Discovery tells a kind a little later than the definition is taken, and serves it later still.
      for (;;) {
        const list = await askServer('GET', `${base}/${names.plural}?limit=1`, undefined, undefined, [404, 503]);
        const listed = (await askServer('GET', base, undefined, undefined, [404])) as
          | { readonly resources: readonly ServedKind[] }
          | undefined;
        if (list !== undefined && listed?.resources.some(({ name: plural }) => plural === names.plural) === true) break;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
  }

  return {
    askServer,
    async apply(...objects) {
      for (const object of objects) await applyOne(object);
    },
    async setStatus(object, status) {
      await askServer('PATCH', `${await placeOf(object)}/status`, { status }, 'application/merge-patch+json');
    },
    async remove(...objects) {
      for (const object of objects) {
        const options = { gracePeriodSeconds: 0, propagationPolicy: 'Background' };
        await askServer('DELETE', await placeOf(object), options, 'application/json', [404]);
        if (object.kind === 'CustomResourceDefinition') served.clear();
      }
    },
  };
}

/** A namespace, and as many as the names. */
export function namespaces(...names: readonly string[]): readonly KubeObject[] {
  return names.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
}
