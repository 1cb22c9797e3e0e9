import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { clusterResources, metadataShapeOf } from '../evidence/clusterResources.ts';
import type { ClusterResource, ClusterResourceId } from '../evidence/clusterResources.ts';
import { toClusterRules } from '../evidence/clusterRules.ts';
import type { FieldShape } from '../evidence/pickFields.ts';
import { toClusterObject } from '../evidence/toClusterObject.ts';
import { toPseudonyms } from '../evidence/toPseudonyms.ts';
import { runAudit } from './runAudit.ts';
import { auditMaterial } from './testing/auditMaterial.ts';
import { clusterOf } from './testing/clusterOf.ts';

/** What no API server writes in these places, and one that somebody else wrote may. */
const odd: fc.Arbitrary<unknown> = fc.constantFrom(
  null,
  5,
  -1,
  true,
  'text',
  '',
  '__proto__',
  [],
  [null],
  [[]],
  ['x'],
  [{}],
  {},
  { a: null },
  { constructor: 1 },
);

function valuesOf(shape: FieldShape): fc.Arbitrary<unknown> {
  const likely = (): fc.Arbitrary<unknown> => {
    if (shape === true) return fc.constant('a');
    if (shape === 'there') return odd;
    if (shape instanceof RegExp) return fc.constant(['--enable-network-policy=T', 5, null]);
    if (Array.isArray(shape)) return fc.array(valuesOf((shape as readonly [FieldShape])[0]), { maxLength: 2 });
    const fields = Object.entries(shape as Readonly<Record<string, FieldShape>>);
    const values = Object.fromEntries(fields.map(([name, each]) => [name, valuesOf(each)]));
    return fc.record(values, { requiredKeys: [] });
  };
  return fc.oneof({ weight: 9, arbitrary: likely() }, { weight: 1, arbitrary: odd });
}

const resources = Object.entries(clusterResources) as readonly [ClusterResourceId, ClusterResource][];

const clusters = fc
  .record(
    Object.fromEntries(
      resources.map(([id, resource]) => {
        const { fields = {}, versions } = resource;
        const object = fc
          .tuple(valuesOf(fields), valuesOf(metadataShapeOf(resource)))
          .map(([value, metadata]) =>
            toClusterObject(
              { ...(value as object), metadata: { ...(metadata as object), name: 'a' } },
              resource,
              versions[0] ?? '',
            ),
          );
        return [id, fc.array(object, { maxLength: 2 })];
      }),
    ),
  )
  .map((seen) =>
    clusterOf(
      Object.fromEntries(Object.entries(seen).map(([id, all]) => [id, all.filter((one) => one !== undefined)])),
    ),
  );

describe('a cluster whose server writes what it likes', () => {
  it('breaks no check, no rule and no pseudonym', () => {
    fc.assert(
      fc.property(clusters, (cluster) => {
        const broken = [...runAudit(auditMaterial(embeddedCatalog, { cluster }))].filter(
          (step) => step.kind === 'finding' && step.finding.unknownBecause === 'failed',
        );
        expect(broken).toEqual([]);
        toClusterRules(cluster, () => '');
        toPseudonyms(
          cluster,
          (name) => `x${name}`,
          () => false,
        );
      }),
      { numRuns: 40 },
    );
  });

  it('has no metadata that is of another kind than Kubernetes’s', () => {
    const metadata = {
      name: 'a',
      namespace: 5,
      labels: { tier: 'web', empty: '', odd: null },
      annotations: ['x'],
      ownerReferences: [null, { kind: 'Job' }, { kind: 'Job', name: 'nightly' }],
      generation: '7',
    };
    expect(toClusterObject({ metadata }, clusterResources['ingresses.networking.k8s.io'], 'v1')?.metadata).toEqual({
      name: 'a',
      labels: { tier: 'web', empty: '' },
      ownerReferences: [{ kind: 'Job', name: 'nightly' }],
    });
  });
});
