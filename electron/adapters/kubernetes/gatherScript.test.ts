import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { clusterResources, metadataShapeOf } from '#shared/evidence/clusterResources.ts';
import type { ClusterResource, ClusterResourceId } from '#shared/evidence/clusterResources.ts';
import type { ClusterSnapshot } from '#shared/evidence/clusterSnapshot.ts';
import { fromGathered } from '#shared/evidence/fromGathered.ts';
import { toGatherScript } from '#shared/evidence/gatherScript.ts';
import type { FieldShape } from '#shared/evidence/pickFields.ts';
import { toClusterObject } from '#shared/evidence/toClusterObject.ts';

const asking = 'authorizationpolicies.security.istio.io';
const listed = (Object.entries(clusterResources) as [ClusterResourceId, ClusterResource][]).filter(
  ([, { only }]) => only === undefined,
);

/** As kubectl prints it, which writes some characters as Go does. */
function printList(objects: readonly object[]): string {
  const text = JSON.stringify({ apiVersion: 'v1', items: objects, kind: 'List', metadata: {} }, undefined, 4);
  return text.replaceAll(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}

/** What the script makes of these answers of kubectl, as a snapshot and as it is on the disk. */
function gather(answers: ReadonlyMap<ClusterResourceId, readonly object[]>): {
  readonly snapshot: ClusterSnapshot | undefined;
  readonly onDisk: string;
} {
  const folder = temporaryFolder();
  const [programs, printed, out] = ['programs', 'printed', 'out'].map((name) => path.join(folder, name));
  for (const each of [programs, printed]) mkdirSync(each ?? '');
  for (const [id, objects] of answers) writeFileSync(path.join(printed ?? '', id), printList(objects));
  writeFileSync(
    path.join(programs ?? '', 'kubectl'),
    `#!/bin/sh\nif [ "$1" = get ] && [ -f '${printed}'/"$2" ]; then exec cat '${printed}'/"$2"; fi\necho '{}'\n`,
    { mode: 0o700 },
  );
  const script = path.join(folder, 'gather.sh');
  writeFileSync(script, toGatherScript([...answers.keys()]));
  const env = { PATH: `${programs}${path.delimiter}${process.env['PATH']}` };
  execFileSync('sh', [script, out ?? ''], { env, stdio: 'ignore' });
  const files = readdirSync(out ?? '').map((name) => [name, readFileSync(path.join(out ?? '', name), 'utf8')] as const);
  return { snapshot: fromGathered(new Map(files)), onDisk: files.map(([, text]) => text).join('\n') };
}

const canary = 'c4n4ry-5ecret-0973';
/** What could be taken for a bracket, a key or a word that is kept. */
const strings = fc.constantFrom('', 'a', 'x {', '  ]', '"a": {', 'a\\', 'é<&>', '--enable-network-policy', '\n{');
const secrets = fc.constantFrom(canary, `"${canary}": [`, `\n    "${canary}": {`, `/${canary} {`);
const whole: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    strings,
    fc.boolean(),
    fc.integer(),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b c', 'd.e', 'f"g', ''), tie('value'), { maxKeys: 3 }),
  ),
})).value;
const secret: fc.Arbitrary<unknown> = fc.oneof(
  secrets,
  fc.array(fc.oneof(secrets, fc.dictionary(fc.constantFrom('a', 'b.c'), secrets)), { maxLength: 2 }),
  fc.record({ a: secrets, b: fc.array(secrets, { maxLength: 2 }), c: fc.constant({}) }),
);

/** Values of the shape, some of their fields left out, and others beside them that nobody may keep. */
function valuesOf(shape: FieldShape): fc.Arbitrary<unknown> {
  if (shape === true) return whole;
  if (shape === 'there') return fc.oneof(secret, fc.constantFrom('', [], {}, false));
  if (shape instanceof RegExp) {
    const words = ['kube-apiserver', '/bin/kube-apiserver', '--enable-network-policy=T'];
    return fc.array(fc.oneof(secrets, fc.constantFrom(...words, `--encryption-provider-config=/${canary}`)));
  }
  if (Array.isArray(shape)) return fc.array(valuesOf((shape as readonly [FieldShape])[0]), { maxLength: 3 });
  const fields = Object.entries(shape as Readonly<Record<string, FieldShape>>).map(
    ([name, each]) => [name, valuesOf(each)] as const,
  );
  const beside = fc.dictionary(fc.constantFrom('secret', 'x.y', 'z"[', 'q {'), secret, { maxKeys: 2 });
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant({}) },
    {
      weight: 5,
      arbitrary: fc
        .tuple(fc.record(Object.fromEntries(fields), { requiredKeys: [] }), beside)
        .map(([known, others]) => ({ ...others, ...known })),
    },
  );
}

function objectsOf(resource: ClusterResource): readonly object[] {
  const { group, versions, kind, fields = {} } = resource;
  const version = versions[0] ?? '';
  const made = fc.record({ object: valuesOf(fields), metadata: valuesOf(metadataShapeOf(resource)) });
  return fc.sample(made, 15).map(({ object, metadata }, index) => ({
    ...(object as object),
    apiVersion: group === '' ? version : `${group}/${version}`,
    kind,
    metadata: { ...(metadata as object), name: `n${index}` },
  }));
}

const missing = process.platform === 'win32' ? ' (skipped: needs sh and awk)' : '';
describe.skipIf(missing !== '')(`what the script keeps of what kubectl prints${missing}`, () => {
  it('is what is kept of the same objects when they are collected, whatever stands in them', () => {
    const printed = new Map(listed.map(([id, resource]) => [id, objectsOf(resource)] as const));
    const { snapshot, onDisk } = gather(printed);
    expect(onDisk).not.toContain(canary);
    for (const [id, resource] of listed) {
      const collected = printed.get(id)?.map((object) => toClusterObject(object, resource, resource.versions[0] ?? ''));
      expect(snapshot?.resources[id], id).toMatchObject({ state: 'observed' });
      expect(snapshot?.resources[id], id).toHaveProperty('value', collected);
    }
  });

  it('holds the rule that asks nothing, which lets everybody in', () => {
    const rules = [{ from: [{ source: { requestPrincipals: ['*'] } }] }, {}];
    const allowing = {
      apiVersion: 'security.istio.io/v1',
      kind: 'AuthorizationPolicy',
      metadata: { name: 'asking', namespace: 'edge' },
      spec: { action: 'ALLOW', rules },
    };
    expect(gather(new Map([[asking, [allowing]]])).snapshot?.resources[asking]).toMatchObject({
      value: [{ spec: { rules: [{ from: [{ source: { requestPrincipals: true } }] }, {}] } }],
    });
  });
});
