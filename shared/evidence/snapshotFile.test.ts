import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ClusterSnapshot } from './clusterSnapshot.ts';
import { previewSnapshot } from './previewSnapshot.ts';
import { describeSnapshotFailure, parseSnapshotFile, toSnapshotFile, toSnapshotText } from './snapshotFile.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
const at = '2026-11-21T12:00:00.000Z';
const snapshot: ClusterSnapshot = {
  identity: { server: 'https://10.0.0.1:6443', uid: 'u' },
  startedAt: at,
  finishedAt: at,
  version: { state: 'observed', at, value: { gitVersion: 'v1.33.1' } },
  groups: { state: 'observed', at, value: [{ name: '', versions: ['v1'] }] },
  resources: {
    namespaces: {
      state: 'observed',
      at,
      value: [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' }, status: { phase: 'Active' } }],
    },
    pods: { state: 'forbidden', at, needs: 'list pods' },
  },
  calls: [{ verb: 'list', path: '/api/v1/namespaces', count: 1, bytes: 100 }],
};
const text = toSnapshotText(snapshot);
const file = toSnapshotFile(text, digest);
const read = (content: string) => parseSnapshotFile(content, digest);

describe('a snapshot’s file', () => {
  it('is read as what was written', () => {
    expect(read(file)).toEqual({ ok: true, value: { snapshot, text } });
  });

  it.each([
    ['that was altered', file.replace('"Active"', '"Terminating"'), 'altered', /not what was collected/],
    ['that was cut', file.slice(0, -10), 'altered', /not what was collected/],
    ['of a newer program', file.replace('/v1"', '/v2"'), 'newer-format', /cluster-snapshot\/v2, by a newer program/],
    ['that is something else', '{"format":"x"}\n{}', 'not-a-snapshot', /does not begin as one/],
    ['that is no JSON', '\u0000\u0001', 'not-a-snapshot', /does not begin as one/],
    [
      'that is nested without end',
      toSnapshotFile(text.replace('"phase":"Active"', `"phase":${'['.repeat(5000)}${']'.repeat(5000)}`), digest),
      'not-a-snapshot',
      /nested deeper/,
    ],
    ['without its parts', toSnapshotFile('{"identity":{}}', digest), 'not-a-snapshot', /parts of it are missing/],
  ])('is refused where it is one %s', (_what, content, kind, message) => {
    const refused = read(content);
    if (refused.ok) throw new Error('It was read.');
    expect(refused.failure.kind).toBe(kind);
    expect(describeSnapshotFailure(refused.failure).message).toMatch(message);
  });

  // A list that is none would be taken for one that is empty, and was seen whole.
  it.each<[string, object]>([
    ['objects that are no list', { resources: { pods: { state: 'observed', at, value: { a: 1 } } } }],
    ['groups that are no list', { groups: { state: 'observed', at, value: 'v1' } }],
    ['a version that is a word', { version: { state: 'observed', at, value: 'v1.33.1' } }],
    ['an end that is no time', { finishedAt: 'now' }],
    ['a clock that is off by a word', { clockSkew: 'much' }],
  ])('is refused with %s, whoever made its hash', (_what, other) => {
    const refused = read(toSnapshotFile(JSON.stringify({ ...snapshot, ...other }), digest));
    expect(refused).toMatchObject({ ok: false, failure: { kind: 'not-a-snapshot' } });
  });

  it('gives nothing that could not have been collected, whoever made its hash', () => {
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', annotations: { a: 'canary' } },
      spec: { containers: [{ name: 'c', env: [{ name: 'k', value: 'canary' }] }] },
    };
    const resources = {
      pods: { state: 'observed', at, value: [pod, 'canary'] },
      secrets: { state: 'observed', at, value: [{ metadata: { name: 's' }, data: { k: 'canary' } }] },
    };
    const forged = read(toSnapshotFile(JSON.stringify({ ...snapshot, resources, more: 'canary' }), digest));
    if (!forged.ok) throw new Error('It was refused.');
    expect(forged.value.snapshot.resources.pods).toMatchObject({ value: [{ metadata: { name: 'p' } }] });
    expect(JSON.stringify(forged.value)).not.toContain('canary');
  });
});

it('is previewed by what it holds of each resource, and why something is missing', () => {
  const { resources, bytes } = previewSnapshot(snapshot, text);
  expect(bytes).toBe(text.length);
  const [namespaces, pods] = resources;
  expect(namespaces).toMatchObject({ resource: 'namespaces', state: 'observed', objects: 1 });
  expect(namespaces?.fields).toEqual(expect.arrayContaining(['metadata.labels', 'status.phase']));
  expect(namespaces?.bytes).toBeGreaterThan(10);
  expect(pods).toMatchObject({ state: 'forbidden', objects: 0, bytes: 0, note: 'not granted: list pods' });
  expect(pods?.fields).toEqual(expect.arrayContaining(['spec.containers[].image']));
});
