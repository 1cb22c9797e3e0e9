import { describe, expect, it } from 'vitest';
import type { ClusterResource } from './clusterResources.ts';
import { clusterResources, metadataShape } from './clusterResources.ts';
import { pickFields } from './pickFields.ts';

const resources = Object.entries<ClusterResource>(clusterResources);

describe('the list of what may be read of a cluster', () => {
  it('names each resource as the API does, and no secrets', () => {
    for (const [id, { group, plural, kind }] of resources) {
      expect(id).toBe(group === '' ? plural : `${plural}.${group}`);
      expect([id, kind]).not.toContain('secrets');
      expect(kind).not.toBe('Secret');
    }
  });

  it('keeps no annotations of any object', () => {
    const metadata = { name: 'a', annotations: { 'last-applied': 'canary' }, managedFields: ['canary'] };
    expect(JSON.stringify(pickFields(metadataShape, metadata))).toBe('{"name":"a"}');
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
