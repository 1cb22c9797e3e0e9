import { describe, expect, it } from 'vitest';
import type { ClusterResource } from './clusterResources.ts';
import { clusterResources } from './clusterResources.ts';
import { pickFields } from './pickFields.ts';
import { toClusterObject } from './toClusterObject.ts';

const resources = Object.entries<ClusterResource>(clusterResources);

describe('the list of what may be read of a cluster', () => {
  it('names each resource as the API does, and no secrets', () => {
    for (const [id, { group, plural, kind }] of resources) {
      expect(id).toBe(group === '' ? plural : `${plural}.${group}`);
      expect([id, kind]).not.toContain('secrets');
      expect(kind).not.toBe('Secret');
    }
  });

  it('keeps of the annotations of any object no more than the few that it names for it', () => {
    const metadata = { name: 'a', annotations: { 'last-applied': 'canary' }, managedFields: ['canary'] };
    for (const [, resource] of resources) {
      const kept = toClusterObject({ metadata }, resource, 'v1');
      expect(kept?.metadata.name).toBe('a');
      expect(JSON.stringify(kept)).not.toContain('canary');
    }
  });

  it('keeps of what an Ingress and the plug-ins before it are told neither addresses, snippets nor settings', () => {
    const nginx = 'nginx.ingress.kubernetes.io/';
    const told = ['auth-url', 'auth-type', 'auth-secret', 'auth-tls-secret', 'auth-snippet', 'server-snippet'];
    const annotations = Object.fromEntries(told.map((name) => [`${nginx}${name}`, `canary ${name}`]));
    expect(
      toClusterObject({ metadata: { name: 'a', annotations } }, clusterResources['ingresses.networking.k8s.io'], 'v1'),
    ).toMatchObject({ metadata: { annotations: Object.fromEntries(told.map((name) => [`${nginx}${name}`, true])) } });
    const plugIn = {
      plugin: 'key-auth',
      config: { anonymous: 'canary', client_secret: 'canary' },
      configFrom: 'canary',
    };
    expect(pickFields(clusterResources['kongplugins.configuration.konghq.com'].fields ?? {}, plugIn)).toEqual({
      plugin: 'key-auth',
      config: { anonymous: true },
      configFrom: true,
    });
    const middleware = { spec: { basicAuth: { users: ['canary'] }, forwardAuth: { address: 'canary' } } };
    expect(pickFields(clusterResources['middlewares.traefik.io'].fields ?? {}, middleware)).toEqual({
      spec: { basicAuth: {}, forwardAuth: {} },
    });
    const source = { ipBlocks: ['canary'], requestPrincipals: ['canary'], notRequestPrincipals: ['*'] };
    const when = [{ key: 'request.headers[x-key]', values: ['canary'] }];
    const rule = { from: [{ source }], to: [{ operation: { paths: ['canary'] } }], when };
    expect(
      pickFields(clusterResources['authorizationpolicies.security.istio.io'].fields ?? {}, { spec: { rules: [rule] } }),
    ).toEqual({
      spec: {
        rules: [
          {
            from: [{ source: { ipBlocks: true, requestPrincipals: true, notRequestPrincipals: ['*'] } }],
            to: true,
            when: [{ key: 'request.headers[x-key]', values: true }],
          },
        ],
      },
    });
  });

  it('keeps of a workload’s containers neither what they are told nor their environment', () => {
    const container = {
      name: 'c',
      image: 'i',
      command: ['canary'],
      args: ['canary'],
      env: [{ name: 'K', value: 'canary' }],
      envFrom: ['canary'],
    };
    for (const id of ['pods', 'deployments.apps', 'statefulsets.apps', 'daemonsets.apps'] as const) {
      const spec = { containers: [container], initContainers: [container], ephemeralContainers: [container] };
      const kept = pickFields(
        clusterResources[id].fields ?? {},
        id === 'pods' ? { spec } : { spec: { template: { spec } } },
      );
      expect(JSON.stringify(kept)).toContain('"image":"i"');
      expect(JSON.stringify(kept)).not.toContain('canary');
    }
  });
});
