import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  apply,
  askServer,
  clusterAccess,
  isSkipped,
  namespaces,
  remove,
  setStatus,
  skipReason,
} from './realCluster.ts';

describe.skipIf(isSkipped)(`the real API server of these tests${skipReason}`, () => {
  const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: 'harness' } };

  it('keeps what is applied, and the status that a controller would have set', async () => {
    const [namespace] = namespaces('harness');
    if (namespace === undefined) throw new Error('No namespace.');
    await apply(namespace, { ...node, status: { conditions: [{ type: 'Ready', status: 'True' }] } });
    const seen = (): Promise<unknown> => askServer('GET', '/api/v1/nodes/harness');
    expect(await seen()).toMatchObject({ status: { conditions: [{ type: 'Ready', status: 'True' }] } });
    await setStatus(node, { conditions: [{ type: 'Ready', status: 'False' }] });
    expect(await seen()).toMatchObject({ status: { conditions: [{ status: 'False' }] } });
    await remove(node);
    await expect(seen()).rejects.toThrow('404');
  });

  it('serves a kind as soon as its definition is applied', async () => {
    const definition = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'things.harness.example' },
      spec: {
        group: 'harness.example',
        scope: 'Namespaced',
        names: { plural: 'things', singular: 'thing', kind: 'Thing' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            subresources: { status: {} },
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    };
    await apply(definition, {
      apiVersion: 'harness.example/v1',
      kind: 'Thing',
      metadata: { name: 'one', namespace: 'default' },
      status: { phase: 'Good' },
    });
    expect(await askServer('GET', '/apis/harness.example/v1/things')).toMatchObject({
      items: [{ status: { phase: 'Good' } }],
    });
    await remove(definition);
  });

  it('writes every call into its audit log', async () => {
    await askServer('GET', '/api/v1/namespaces/harness-audited', undefined, undefined, [404]);
    const log = readFileSync(clusterAccess().auditLog, 'utf8');
    const calls = log
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly verb: string; readonly requestURI: string });
    expect(calls).toContainEqual(
      expect.objectContaining({ verb: 'get', requestURI: '/api/v1/namespaces/harness-audited' }),
    );
  });
});
