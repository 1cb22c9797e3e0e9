import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { loadAll } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { compose } from '#electron/composition.ts';
import type { Composition } from '#electron/composition.ts';
import { allChecks } from '#shared/audit/checks/allChecks.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { AuditEvent } from '#shared/contract/views.ts';
import type { ClusterSnapshot } from '#shared/evidence/clusterSnapshot.ts';
import type { RunRecord } from '#shared/history/runRecord.ts';
import { toKubeconfig } from '../kubeApiServer.ts';
import { apply, clusterAccess, isSkipped, namespaces, remove, skipReason } from './realCluster.ts';
import type { KubeObject } from './realCluster.ts';

const canary = 'c4n4ry-5ecret-0451';

/** Things that hold secrets, and what an audit looks at. */
const objects: readonly KubeObject[] = [
  ...namespaces('harmless'),
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'database', namespace: 'harmless' },
    stringData: { password: canary },
  },
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'harmless' }, data: { key: canary } },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'shop', namespace: 'harmless', annotations: { note: canary }, labels: { app: 'shop' } },
    spec: {
      containers: [
        {
          name: 'shop',
          image: 'registry.example/shop:1',
          command: ['sh', '-c', canary],
          args: [`--password=${canary}`],
          env: [{ name: 'PASSWORD', value: canary }],
        },
      ],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name: 'harmless-node', annotations: { note: canary } },
    status: {
      conditions: [
        { type: 'Ready', status: 'True', message: `seen at https://ana:${canary}@node.example/x as Bearer ${canary}` },
      ],
    },
  },
];

interface LoggedCall {
  readonly user: { readonly username: string };
  readonly verb: string;
  readonly requestURI: string;
}

describe.skipIf(isSkipped)(`an audit of a real cluster by the least role${skipReason}`, () => {
  let folder: string;
  let plan: string;
  let dataFolder: string;
  let pdp: Composition;
  let role: readonly KubeObject[] = [];

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'pdp-harmless-')));
    plan = path.join(folder, 'plan.yaml');
    dataFolder = path.join(folder, '.data');
    const access = clusterAccess();
    await apply(...objects);
    const kubeconfig = path.join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, JSON.stringify(toKubeconfig(access, { token: access.tokens['auditor'] })));
    process.env['KUBECONFIG'] = kubeconfig;
    pdp = compose({ host: 'command-line', dataFolder });
    valueOf(await pdp.operations.plans.create({ file: plan, sample: 'azure-standard' }));
    role = await roleFor();
    const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'auditor' }];
    const bindings = role.map(({ kind, metadata }): KubeObject => ({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: `${kind}Binding`,
      metadata: { name: metadata.name, ...(metadata.namespace !== undefined && { namespace: metadata.namespace }) },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name: metadata.name },
      subjects,
    }));
    await apply(...role, ...bindings);
    // The authoriser of the server learns of a binding a moment later.
    await untilMissing([]);
  });

  afterAll(async () => {
    delete process.env['KUBECONFIG'];
    await pdp.close();
    await remove(...objects);
    rmSync(folder, { recursive: true, force: true });
  });

  /** As it is printed; with a plan, for what that plan needs. */
  async function roleFor(of?: string): Promise<readonly KubeObject[]> {
    return loadAll(valueOf(await pdp.operations.cluster.role({ plan: of })).manifests) as KubeObject[];
  }

  async function untilMissing(resources: readonly string[], of?: string): Promise<void> {
    await vi.waitFor(
      async () => {
        const { rights } = valueOf(await pdp.operations.cluster.rights({ plan: of }));
        const missing = rights.filter(({ isAllowed }) => isAllowed !== true).map(({ resource }) => resource);
        expect(missing).toEqual(resources);
      },
      { timeout: 20_000, interval: 100 },
    );
  }

  async function audit(choice: { readonly context?: string; readonly snapshot?: string }): Promise<RunRecord> {
    const events: AuditEvent[] = [];
    const asOf = '2026-11-21T00:00:00Z';
    for await (const event of pdp.operations.audit.run({ plan, asOf, ...choice })) events.push(event);
    const end = events.at(-1);
    if (end?.kind !== 'finished') throw new Error(JSON.stringify(end));
    return end.record;
  }

  async function seen(record: RunRecord): Promise<ClusterSnapshot> {
    const hash = record.run.evidence.find(({ kind }) => kind === 'cluster')?.hash ?? '';
    const kept = new Database(path.join(dataFolder, 'history.sqlite'), { readonly: true });
    try {
      const content = kept.prepare('select content from evidence where hash = ?').pluck().get(hash) as Buffer;
      return JSON.parse(gunzipSync(content).toString()) as ClusterSnapshot;
    } finally {
      kept.close();
    }
  }

  function logged(): readonly LoggedCall[] {
    const lines = readFileSync(clusterAccess().auditLog, 'utf8').trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as LoggedCall).filter(({ user }) => user.username === 'auditor');
  }

  /** What the program says of itself, whatever run it was for. */
  async function callsInSession(): Promise<ReadonlyMap<string, number>> {
    const { calls } = await pdp.operations.system.information();
    return new Map(calls.map(({ verb, path: asked, count }) => [`${verb} ${asked}`, count]));
  }

  it('lacks no right, and asks for nothing but get, list and reviews of its own rights: as its record says, call by call', async () => {
    const before = logged().length;
    const inSession = await callsInSession();
    const record = await audit({ context: 'real' });
    const calls = logged().slice(before);

    const { resources } = await seen(record);
    const states = Object.entries(resources).map(([id, part]) => [id, part.state]);
    expect(states.filter(([, state]) => state !== 'observed' && state !== 'absent')).toEqual([]);
    expect(states).toContainEqual(['pods', 'observed']);

    const reviews = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
    expect([...new Set(calls.map(({ verb }) => verb))].toSorted()).toEqual(['create', 'get', 'list']);
    expect(new Set(calls.filter(({ verb }) => verb === 'create').map(pathOf))).toEqual(new Set([reviews]));
    expect(calls.filter((call) => /secrets/.test(call.requestURI))).toEqual([]);

    const counted = new Map<string, number>();
    for (const call of calls) {
      const key = `${call.verb} ${pathOf(call)}`;
      counted.set(key, (counted.get(key) ?? 0) + 1);
    }
    expect(new Map(record.apiCalls.map(({ verb, path: asked, count }) => [`${verb} ${asked}`, count]))).toEqual(
      counted,
    );
    expect(record.apiCalls.every(({ bytes = 0 }) => bytes > 0)).toBe(true);

    const session = await callsInSession();
    for (const [call, count] of counted)
      expect([call, (session.get(call) ?? 0) - (inSession.get(call) ?? 0)]).toEqual([call, count]);
  });

  it('needs each of its rights: without the one to list nodes just what reads nodes is unknown', async () => {
    const full = await audit({ context: 'real' });
    const [clusterRole, ...rest] = role;
    if (clusterRole === undefined) throw new Error('There is no ClusterRole.');
    const rules = clusterRole['rules'] as readonly { readonly resources: readonly string[] }[];
    const less = rules.map((rule) => ({ ...rule, resources: rule.resources.filter((name) => name !== 'nodes') }));
    await apply({ ...clusterRole, rules: less }, ...rest);
    await untilMissing(['nodes']);
    const lacking = await audit({ context: 'real' });
    await apply(...role);
    await untilMissing([]);

    const readers = new Set(allChecks.filter(({ needs = [] }) => needs.includes('nodes')).map(({ id }) => id));
    const outcomes = new Map(full.findings.map(({ id, outcome }) => [id, outcome]));
    const changed = lacking.findings.filter(({ id, outcome }) => outcomes.get(id) !== outcome);
    expect(changed.map(({ check }) => check)).toContain('PDP-INF-002');
    expect(changed.filter(({ check }) => !readers.has(check))).toEqual([]);
    expect(new Set(changed.map(({ outcome }) => outcome))).toEqual(new Set(['unknown']));
    expect(JSON.stringify(changed)).toContain('list nodes');
  });

  it('needs no more than the role for its plan, which is less where the plan has its pod policies in files', async () => {
    const judged = ({ findings }: RunRecord): unknown =>
      findings.map(({ check, subject, outcome }) => [check, subject, outcome]);
    const full = await audit({ context: 'real' });
    const ofPlan = await roleFor(plan);
    const resourcesOf = (manifests: readonly KubeObject[]): number =>
      manifests
        .flatMap(({ rules }) => rules as readonly { readonly resources: readonly string[] }[])
        .flatMap(({ resources }) => resources).length;
    expect(resourcesOf(ofPlan)).toBeLessThan(resourcesOf(role));
    await apply(...ofPlan);
    await untilMissing([], plan);
    await vi.waitFor(async () => {
      const { rights } = valueOf(await pdp.operations.cluster.rights({}));
      expect(rights.filter(({ isAllowed }) => isAllowed !== true)).not.toEqual([]);
    });
    const lean = await audit({ context: 'real' });
    await apply(...role);
    await untilMissing([]);
    expect(judged(lean)).toEqual(judged(full));
    const states = Object.values((await seen(lean)).resources).map(({ state }) => state);
    expect(states.filter((state) => state !== 'observed' && state !== 'absent')).toEqual([]);
  });

  it('judges a snapshot from a file as it judges the cluster', async () => {
    const file = path.join(folder, 'real.snapshot');
    let hash = '';
    for await (const event of pdp.operations.cluster.collect({ context: 'real' })) {
      if (event.kind === 'collected') hash = event.hash;
    }
    valueOf(await pdp.operations.cluster.save({ hash, file }));
    const [live, kept] = [await audit({ context: 'real' }), await audit({ snapshot: file })];
    const judged = ({ findings, coverage, tier }: RunRecord): unknown => ({ findings, coverage, tier });
    expect(judged(kept)).toEqual(judged(live));
    expect(live.findings.filter(({ check }) => check === 'PDP-INF-002').map(({ outcome }) => outcome)).toEqual([
      'pass',
    ]);
    expect(kept.cluster).toMatchObject({ ...live.cluster, name: 'real.snapshot', collectedAt: expect.any(String) });
    expect(kept.apiCalls).toEqual([]);
    expect(gunzipSync(readFileSync(file)).toString()).not.toContain(canary);
  });

  it('leaves no secret of the cluster in its record, its evidence or its reports', async () => {
    const record = await audit({ context: 'real' });
    const json = valueOf(await pdp.operations.report.render({ plan, format: 'json' }));
    const html = valueOf(await pdp.operations.report.render({ plan, format: 'html' }));
    const kept = JSON.stringify([record, await seen(record), json.text, html.text]);
    expect(html.text).toContain(record.cluster?.uid ?? 'a uid');
    expect(html.text).toContain(clusterAccess().server);
    expect(kept).toContain('harmless');
    expect(kept).toContain('https://node.example/x');
    expect(kept).not.toContain(canary);
  });
});

function pathOf({ requestURI }: LoggedCall): string {
  return requestURI.split('?')[0] ?? '';
}

function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.ok) throw new Error(`${outcome.failure.message} ${JSON.stringify(outcome.failure.problems)}`);
  return outcome.value;
}
