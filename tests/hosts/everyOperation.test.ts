import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '#shared/contract/contract.ts';
import type { Failure, Outcome } from '#shared/contract/failure.ts';
import { finishWork } from '#shared/contract/finishWork.ts';
import type { AuditEvent } from '#shared/contract/views.ts';
import type { Progress } from '#shared/kernel/progress.ts';
import { hostNames, openHost } from './openHost.ts';
import type { HostName } from './openHost.ts';
import type { OpenHost } from './openedHost.ts';
import { openPretendCluster } from './pretendCluster.ts';
import type { PretendCluster } from './pretendCluster.ts';
import { suiteFolder } from './suiteFolder.ts';

type Contract = typeof contract;
type OperationName = { [Group in keyof Contract]: `${Group}.${keyof Contract[Group] & string}` }[keyof Contract];

/** A host in use, and what earlier operations left behind for later ones. */
interface Visit extends OpenHost {
  readonly host: HostName;
  readonly folder: string;
  readonly plan: string;
  readonly runs: string[];
  readonly cluster: PretendCluster;
}

/** Every operation of the contract, in an order in which a user could call them. */
const operations: Record<OperationName, (visit: Visit) => Promise<void>> = {
  async 'system.information'({ client, host }) {
    const information = await client.system.information();
    expect(information).toMatchObject({ host, samples: ['azure-standard'], connectionsOpened: 0 });
    expect(information.ruleFormats.flatMap(({ layers }) => layers)).toEqual(
      expect.arrayContaining(['pod-policy', 'azure-nsg', 'aws-network-acl']),
    );
    expect(information.version).toMatch(/^\d+[.]\d+[.]\d+/);
  },

  async 'system.openSample'({ client }) {
    const sample = valueOf(await client.system.openSample({ name: 'azure-standard' }));
    expect(sample).toMatchObject({ sample: true, plan: { cloud: 'azure', securityTier: 'standard' } });
    expect(failureOf(await client.system.openSample({ name: 'azure' })).kind).toBe('not-found');
    const edited = await client.plans.edit({
      file: sample.file,
      revision: sample.revision,
      edits: [{ path: ['region'], value: 'northeurope' }],
    });
    expect(failureOf(edited).kind).toBe('forbidden');
  },

  async 'catalog.get'({ client }) {
    const catalog = await client.catalog.get();
    expect(catalog.tasks).toHaveLength(16);
    expect(catalog.connections).toHaveLength(12);
  },

  async 'plans.create'({ client, plan }) {
    const created = valueOf(await client.plans.create({ file: plan, sample: 'azure-standard' }));
    expect(created.files[0]).toBe(plan);
    expect(created.files.map((file) => readFileSync(file, 'utf8').length > 0)).not.toContain(false);
    expect(failureOf(await client.plans.create({ file: plan })).kind).toBe('already-exists');
  },

  async 'plans.open'({ client, plan }) {
    const view = valueOf(await client.plans.open({ file: plan }));
    expect(view).toMatchObject({ file: plan, sample: false, plan: { managementModel: 'self-managed' } });
    expect(view.findings.length).toBeGreaterThan(0);
    const absent = failureOf(await client.plans.open({ file: `${plan}.absent` }));
    expect(absent).toMatchObject({ kind: 'not-found', message: expect.stringContaining('absent') });
  },

  async 'plans.check'({ client, folder }) {
    const file = path.join(folder, 'broken.yaml');
    writeFileSync(file, 'apiVersion: pdp-workbench/v1\nkind: Plan\nmetadata: {name: x}\nsecret: canary-7f3a\n');
    const broken = failureOf(await client.plans.check({ file }));
    expect(broken.kind).toBe('bad-input');
    expect(broken.problems.find(({ line }) => line === 4)).toMatchObject({ file, column: 1, severity: 'error' });
    expect(JSON.stringify(broken)).not.toContain('canary-7f3a');
  },

  async 'plans.edit'({ client, plan }) {
    const { revision } = valueOf(await client.plans.check({ file: plan }));
    const edits = [{ path: ['region'], value: 'northeurope' }];
    const edited = valueOf(await client.plans.edit({ file: plan, revision, edits }));
    expect(edited.plan.region).toBe('northeurope');
    expect(readFileSync(plan, 'utf8')).toContain('region: northeurope');
    expect(failureOf(await client.plans.edit({ file: plan, revision, edits })).kind).toBe('changed-on-disk');
  },

  async 'plans.list'({ client, plan }) {
    const plans = valueOf(await client.plans.list());
    expect(plans.map(({ file }) => file)).toEqual([plan]);
    expect(plans[0]?.plan?.region).toBe('northeurope');
  },

  async 'plans.requirements'({ client, plan }) {
    const { connections, controls } = valueOf(await client.plans.requirements({ file: plan }));
    expect(connections).toHaveLength(12);
    expect(controls).toHaveLength(13);
  },

  async 'raci.ofPlan'({ client, plan }) {
    const { raci, comparison } = valueOf(await client.raci.ofPlan({ file: plan, compare: 'wso2-subscription' }));
    expect(raci).toMatchObject({ edition: 'integration-platform', model: 'self-managed', tier: 'standard' });
    expect(comparison?.counts.movesToYou).toBeGreaterThan(0);
  },

  async 'raci.ofModel'({ client }) {
    const { raci } = valueOf(await client.raci.ofModel({ edition: 'choreo', model: 'wso2-subscription' }));
    expect(raci.tasks.map(({ id }) => id)).toHaveLength(16);
  },

  async 'egress.check'({ client, plan }) {
    const told: Progress[] = [];
    const { connections } = valueOf(
      await finishWork(client.egress.check({ plan, findings: true }), (progress) => told.push(progress)),
    );
    expect(told[0]).toMatchObject({ done: 0, units: 'files' });
    const verdicts = new Set(connections.map(({ verdict }) => verdict));
    expect([...verdicts].toSorted()).toEqual(['allowed', 'denied', 'partly-allowed', 'unknown']);
  },

  async 'egress.reach'({ client, folder, plan }) {
    const rules = [path.join(folder, 'rules')];
    const { workloads } = valueOf(await finishWork(client.egress.reach({ rules })));
    expect(workloads.length).toBeGreaterThan(5);
    const ofPlan = valueOf(await finishWork(client.egress.reach({ plan })));
    expect(ofPlan.workloads).toEqual(workloads);
    const one = valueOf(await finishWork(client.egress.reach({ rules, workload: 'cert-manager/cert-manager' })));
    expect(one.workloads.map(({ name }) => name)).toEqual(['cert-manager']);
  },

  async 'egress.explain'({ client, plan, folder }) {
    const from = 'pdp-gateway/gateway-runtime';
    const explained = valueOf(await client.egress.explain({ plan, from, to: 'hub.servicebus.windows.net:5671' }));
    expect(explained).toMatchObject({ verdict: 'denied', blockedBy: 'pod-policy' });
    const deciding = explained.flows.flatMap(({ layers }) => layers[0]?.trails ?? []).flatMap(({ steps }) => steps);
    const [rule] = deciding.find(({ decides }) => decides)?.rules ?? [];
    const text = readFileSync(path.join(folder, rule?.file ?? ''), 'utf8');
    expect(text.split('\n')[(rule?.line ?? 0) - 1]).toContain(rule?.rule.split('/').at(-1));
    const bad = await client.egress.explain({ rules: [path.join(folder, 'rules')], from, to: 'nowhere' });
    expect(failureOf(bad)).toMatchObject({ kind: 'bad-input', message: expect.stringContaining('nowhere') });
  },

  async 'egress.generate'({ client, plan }) {
    const rules = valueOf(await client.egress.generate({ plan, target: 'networkpolicy' }));
    expect(rules.files.map(({ name }) => name)).toEqual(['network-policies.yaml']);
    // The plan names no namespace of the agent; its own files do.
    expect(rules.files[0]?.text).toMatch(/name: egress-[a-z-]+[.]pdp-agent\n/);
    expect(rules.notYetPossible.map(({ connection }) => connection)).toContain('flux-source-controller--github');
  },

  async 'egress.writeGenerated'({ client, plan, folder }) {
    const order = { plan, target: 'csv', folder: path.join(folder, 'request') } as const;
    const { paths, files } = valueOf(await client.egress.writeGenerated(order));
    expect(paths.map((file) => readFileSync(file, 'utf8'))).toEqual(files.map(({ text }) => text));
    expect(failureOf(await client.egress.writeGenerated(order)).kind).toBe('already-exists');
    expect(valueOf(await client.egress.writeGenerated({ ...order, force: true })).paths).toEqual(paths);
  },

  async 'egress.watch'({ client, plan }) {
    const file = path.join(path.dirname(plan), 'rules', 'watched.yaml');
    const controller = new AbortController();
    const events = await client.egress.watch({ plan, rules: [file] }, { signal: controller.signal });
    const heard: string[] = [];
    for await (const { kind } of events) {
      heard.push(kind);
      // It is not there, it is made, it is written to, and it is replaced by another.
      if (heard.length === 1) writeFileSync(file, 'a: 1\n');
      if (heard.length === 2) writeFileSync(file, 'a: 2, # longer\n');
      if (heard.length === 3) {
        writeFileSync(`${file}~`, 'a: 3, # longer\n');
        renameSync(`${file}~`, file);
      }
      if (heard.length === 4) break;
    }
    controller.abort();
    rmSync(file);
    expect(heard).toStrictEqual(['watching', 'changed', 'changed', 'changed']);
  },

  async 'egress.quote'({ client, plan, folder }) {
    const { connections } = valueOf(await finishWork(client.egress.check({ plan })));
    const rule = connections.flatMap(({ layers }) => layers.flatMap(({ decidedBy }) => decidedBy))[0];
    if (rule === undefined) throw new Error('No rule decided anything.');
    const quoted = valueOf(await client.egress.quote({ plan, file: rule.file, line: rule.line, around: 1 }));
    const lines = readFileSync(path.join(folder, rule.file), 'utf8').split('\n');
    expect(quoted.lines).toEqual(lines.slice(quoted.firstLine - 1, quoted.firstLine - 1 + quoted.lines.length));
    const elsewhere = [`rules/../../${path.basename(folder)}/broken.yaml`, 'broken.yaml', '/etc/passwd'];
    for (const file of elsewhere) {
      expect(failureOf(await client.egress.quote({ plan, file, line: 1, around: 0 })).kind).toBe('forbidden');
    }
  },

  async 'egress.find'({ client, plan, folder }) {
    const lines = readFileSync(path.join(folder, 'rules/nsg.json'), 'utf8').split('\n');
    const found = valueOf(await client.egress.find({ plan, file: 'rules/nsg.json', words: 'OUTBOUND' }));
    expect(found.total).toBeGreaterThan(1);
    for (const { line, column } of found.places) {
      expect(lines[line - 1]?.slice(column - 1).toLowerCase()).toMatch(/^outbound/);
    }
    const elsewhere = await client.egress.find({ plan, file: '/etc/passwd', words: 'root' });
    expect(failureOf(elsewhere).kind).toBe('forbidden');
  },

  async 'cluster.contexts'({ client, cluster }) {
    const { current, contexts } = valueOf(await client.cluster.contexts());
    expect(current).toBe('plain');
    expect(contexts).toEqual([
      expect.objectContaining({ name: 'plain', server: cluster.server, signsInWith: 'a token' }),
      expect.objectContaining({ name: 'commanded', command: expect.objectContaining({ isAllowed: false }) }),
    ]);
    expect(contexts[1]?.command?.text).toMatch(/^PROFILE=… \/.*sign-in[.]sh --now$/);
    expect(JSON.stringify(contexts)).not.toContain('canary');
  },

  async 'cluster.allowCommand'({ client, host }) {
    const refused = failureOf(await client.cluster.rights({ context: 'commanded' }));
    expect(refused).toMatchObject({ kind: 'consent-needed', message: expect.stringContaining('sign-in.sh') });
    const { contexts } = valueOf(await client.cluster.contexts());
    const hash = contexts[1]?.command?.hash ?? '';
    const other = await client.cluster.allowCommand({ context: 'commanded', hash: 'another' });
    expect(failureOf(other).kind).toBe('changed-on-disk');
    const allowed = await client.cluster.allowCommand({ context: 'commanded', hash });
    if (host === 'browser') {
      // It asks at the terminal, where nobody sits in a test.
      expect(failureOf(allowed).kind).toBe('consent-needed');
      return;
    }
    expect(valueOf(allowed)).toBeNull();
    expect(valueOf(await client.cluster.rights({ context: 'commanded' })).context).toBe('commanded');
  },

  async 'cluster.rights'({ client, cluster }) {
    const { server, rights, warnings } = valueOf(await client.cluster.rights({ checks: ['PDP-INF-002'] }));
    expect(server).toBe(cluster.server);
    expect(rights).toContainEqual({ verb: 'list', resource: 'nodes', isAllowed: false, checks: ['PDP-INF-002'] });
    expect(rights).toContainEqual({ verb: 'list', resource: 'namespaces', isAllowed: true, checks: [] });
    expect(warnings).toEqual([expect.stringContaining('without TLS')]);
    expect(failureOf(await client.cluster.rights({ context: 'gone' })).message).toContain('It has: plain, commanded.');
    expect(failureOf(await client.cluster.rights({ checks: ['PDP-XXX-001'] })).kind).toBe('bad-input');
  },

  async 'cluster.role'({ client }) {
    const { manifests, commands } = valueOf(await client.cluster.role({ checks: ['PDP-INF-002'] }));
    expect(manifests).toContain('- nodes');
    expect(manifests).not.toContain('- pods');
    expect(commands[0]).toMatch(/^kubectl create clusterrolebinding /);
  },

  async 'cluster.script'({ client }) {
    const script = valueOf(await client.cluster.script({ checks: ['PDP-INF-002'] }));
    expect(script).toMatch(/^#!\/bin\/sh\n/);
    expect(script).toMatch(/^gather nodes '[^']*items[.]metadata[.]name[^']*' nodes --all-namespaces$/m);
    expect(script).not.toContain('gather pods');
  },

  async 'cluster.collect'({ client, folder }) {
    const events = await toArray(await client.cluster.collect({ context: 'plain' }));
    expect(events[0]).toMatchObject({ kind: 'progress' });
    const collected = events.find((event) => event.kind === 'collected');
    const parts = collected?.preview.resources ?? [];
    expect(parts.find(({ resource }) => resource === 'namespaces')).toMatchObject({ state: 'observed', objects: 2 });
    expect(parts.find(({ resource }) => resource === 'nodes')).toMatchObject({ note: 'not granted: list nodes' });
    expect(readdirSync(folder)).not.toContain('cluster.snapshot');
    const none = await toArray(await client.cluster.collect({ gathered: folder }));
    expect(none.at(-1)).toMatchObject({ kind: 'failed', failure: { kind: 'bad-input' } });
    const gone = await toArray(await client.cluster.collect({ context: 'gone' }));
    expect(gone).toEqual([expect.anything(), expect.objectContaining({ kind: 'failed' })]);
  },

  async 'cluster.save'({ client, folder, plan }) {
    const events = await toArray(await client.cluster.collect({ context: 'plain' }));
    const hash = events.flatMap((event) => (event.kind === 'collected' ? [event.hash] : [])).join();
    const file = path.join(folder, '.home', 'cluster.snapshot');
    expect(valueOf(await client.cluster.save({ hash, file }))).toBe(file);
    expect(gunzipSync(readFileSync(file)).toString()).not.toContain('canary');
    expect(failureOf(await client.cluster.save({ hash: '0'.repeat(64), file })).kind).toBe('not-found');
    const { connections } = valueOf(await finishWork(client.egress.check({ plan, snapshot: file })));
    expect(connections).toHaveLength(12);
    writeFileSync(file, 'something else');
    expect(failureOf(await finishWork(client.egress.check({ plan, snapshot: file }))).kind).toBe('bad-input');
  },

  async 'audit.run'({ client, plan, runs }) {
    const events = await toArray(await client.audit.run({ plan, asOf: '2026-11-21T00:00:00Z' }));
    const kinds = events.map(({ kind }) => kind);
    expect(kinds).toContain('progress');
    expect(kinds.at(-1)).toBe('finished');
    const finished = events.find((event) => event.kind === 'finished');
    expect(finished?.record.findings).toHaveLength(kinds.filter((kind) => kind === 'finding').length);
    expect(finished?.record.run).toMatchObject({ asOf: '2026-11-21T00:00:00.000Z', previous: null });
    runs.push(finished?.record.run.id ?? '');
  },

  async 'runs.list'({ client, plan, runs }) {
    const all = valueOf(await client.runs.list({}));
    expect(all.map(({ id }) => id)).toEqual(runs);
    expect(valueOf(await client.runs.list({ plan }))).toEqual(all);
  },

  async 'runs.show'({ client, plan, runs }) {
    const record = valueOf(await client.runs.show({ id: '1' }));
    expect(record.run.id).toBe(runs[0]);
    expect(record.plan.file).toBe(plan);
    expect(failureOf(await client.runs.show({ id: '2' })).kind).toBe('not-found');
  },

  async 'runs.compare'({ client, plan, runs }) {
    const { revision } = valueOf(await client.plans.check({ file: plan }));
    const edits = [{ path: ['addOns'], value: ['siem'] }];
    valueOf(await client.plans.edit({ file: plan, revision, edits }));
    const events = await toArray(await client.audit.run({ plan }));
    const finished = events.find((event) => event.kind === 'finished');
    runs.push(finished?.record.run.id ?? '');
    const comparison = valueOf(await client.runs.compare({ before: '1', after: '2' }));
    expect(comparison.inputs.planChanged).toBe(true);
    expect(comparison.changes.map(({ requirement }) => requirement)).toContain('plan.question.siem-tier-or-add-on');
  },

  async 'runs.verify'({ client }) {
    expect(valueOf(await client.runs.verify())).toMatchObject({ ok: true, checked: 2 });
  },

  async 'runs.object'({ client }) {
    const absent = await client.runs.object({ run: '1', resource: 'nodes', name: 'one' });
    expect(failureOf(absent)).toMatchObject({ kind: 'not-found', message: expect.stringContaining('of a cluster') });
    expect(failureOf(await client.runs.object({ run: '1', resource: 'secrets', name: 'one' })).kind).toBe('bad-input');
  },

  async 'runs.evidence'({ client, folder }) {
    const name = 'rules/nsg.json';
    const { text, length } = valueOf(await client.runs.evidence({ id: '1', name }));
    expect(length).toBe(text.length);
    const own = readFileSync(path.join(folder, name), 'utf8');
    expect(text.split('\n')).toHaveLength(own.split('\n').length);
    const beginning = valueOf(await client.runs.evidence({ id: '1', name, most: 10 }));
    expect(beginning).toMatchObject({ name, text: text.slice(0, 10), length });
    expect(failureOf(await client.runs.evidence({ id: '1', name: path.join(folder, name) })).kind).toBe('not-found');
  },

  async 'report.render'({ client, plan, runs }) {
    const json = valueOf(await client.report.render({ plan, format: 'json' }));
    expect(JSON.parse(json.text)).toMatchObject({ run: { id: runs[1], sequence: 2 } });
    const html = valueOf(await client.report.render({ plan, run: '1', format: 'html' }));
    expect(html).toMatchObject({ name: 'report.html', mediaType: 'text/html' });
    expect(html.text).toContain('<!doctype html>');
  },

  async 'report.write'({ client, plan, folder }) {
    const written = valueOf(
      await client.report.write({ plan, formats: ['html', 'json'], folder: path.join(folder, 'reports') }),
    );
    expect(written.map((file) => path.relative(folder, file))).toEqual(['reports/report.html', 'reports/report.json']);
    expect(written.map((file) => readFileSync(file, 'utf8').length > 1000)).toEqual([true, true]);
  },

  async 'files.list'({ client, folder }) {
    const listed = valueOf(await client.files.list({ folder }));
    expect(listed.entries.map(({ name }) => name)).toEqual(['reports', 'request', 'rules', 'broken.yaml', 'plan.yaml']);
  },

  async 'files.upload'({ client, plan }) {
    const text = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: dropped}\n';
    const content = new File([text], 'dropped.yaml');
    const refused = await client.files.upload({ files: [{ name: '../dropped.yaml', bytes: content.size }], content });
    expect(failureOf(refused).kind).toBe('bad-input');
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const sent = [
      { name: 'dropped.yaml', bytes: content.size },
      { name: 'of/rules.zip', bytes: bytes.length },
    ];
    const both = new File([content, bytes], 'dropped');
    const { folder, files } = valueOf(await client.files.upload({ files: sent, content: both }));
    expect(readFileSync(path.join(folder, 'dropped.yaml'), 'utf8')).toBe(text);
    expect(Uint8Array.from(readFileSync(files[1] ?? ''))).toEqual(bytes);
    const { sources } = valueOf(await finishWork(client.egress.check({ plan, rules: [folder] })));
    expect(sources.some(({ file }) => file.endsWith('dropped.yaml'))).toBe(true);
  },

  async 'preferences.set'({ client }) {
    expect(valueOf(await client.preferences.set({ theme: 'dark' })).theme).toBe('dark');
  },

  async 'preferences.get'({ client }) {
    expect(valueOf(await client.preferences.get())).toMatchObject({ theme: 'dark', density: 'regular' });
  },

  async 'plans.forget'({ client, plan }) {
    valueOf(await client.plans.forget({ file: plan }));
    expect(valueOf(await client.plans.list())).toEqual([]);
    expect(readFileSync(plan, 'utf8')).toContain('kind: Plan');
  },
};

it('has every operation of the contract in its table, and no other', () => {
  const inContract = Object.entries(contract).flatMap(([group, calls]) =>
    Object.keys(calls).map((name) => `${group}.${name}`),
  );
  expect(Object.keys(operations).toSorted()).toEqual(inContract.toSorted());
});

describe.each(hostNames)('on the %s host', (host) => {
  const folder = suiteFolder();
  let visit: Visit;

  beforeAll(async () => {
    const home = path.join(folder, '.home');
    mkdirSync(home);
    const cluster = await openPretendCluster(home);
    // As a user sets it: hosts that are processes inherit it.
    process.env['KUBECONFIG'] = cluster.kubeconfig;
    const open = await openHost(host, path.join(folder, '.data'));
    visit = { ...open, host, folder, plan: path.join(folder, 'plan.yaml'), runs: [], cluster };
  });
  afterAll(async () => {
    delete process.env['KUBECONFIG'];
    await visit.close();
    await visit.cluster.close();
  });

  it.each(Object.entries(operations))('%s does what it says', async (_, operate) => {
    expect.hasAssertions();
    await operate(visit);
  });

  it('asks one check alone, and keeps no run of it', async () => {
    const { client, plan } = visit;
    const before = valueOf(await client.runs.list({}));
    const events = await toArray(await client.audit.run({ plan, context: 'plain', checks: ['PDP-INF-002'] }));
    const checked = events.at(-1);
    expect(checked?.kind === 'checked' && checked.findings.map(({ check }) => check)).toEqual(['PDP-INF-002']);
    expect(valueOf(await client.runs.list({}))).toEqual(before);
    const [refused] = await toArray(await client.audit.run({ plan, checks: ['PDP-XXX-999'] }));
    expect(refused).toMatchObject({ kind: 'failed', failure: { kind: 'bad-input' } });
  });

  it('audits a cluster of the kubeconfig, and records which, what was asked and what was seen', async () => {
    const { client, plan, cluster } = visit;
    const events = await toArray(await client.audit.run({ plan, context: 'plain' }));
    const finished = events.find((event) => event.kind === 'finished');
    const { record } = finished ?? {};
    expect(record?.cluster).toMatchObject({
      name: 'plain',
      server: cluster.server,
      uid: 'e5a4c1d2',
      version: 'v1.33.1',
    });
    expect(record?.apiCalls).toContainEqual({
      verb: 'list',
      path: '/api/v1/namespaces',
      count: 1,
      bytes: expect.any(Number),
    });
    expect(record?.run.evidence.map(({ kind }) => kind)).toContain('cluster');
    const seen = { run: record?.run.id ?? '', resource: 'namespaces', name: 'kube-system' };
    const { yaml } = valueOf(await client.runs.object(seen));
    expect(yaml).toContain('uid: e5a4c1d2');
    expect(yaml).not.toContain('canary');
    const nodes = record?.findings.find(({ check }) => check === 'PDP-INF-002');
    expect(nodes).toMatchObject({ outcome: 'unknown', unknownBecause: 'forbidden' });
    expect(JSON.stringify(nodes)).toContain('list nodes');
    expect(JSON.stringify(events)).not.toContain('canary');
    const gone = await toArray(await client.audit.run({ plan, context: 'gone' }));
    expect(gone.at(-1)).toMatchObject({ kind: 'failed', failure: { kind: 'not-found' } });
  });

  it('stops an audit that is cancelled, and keeps no run of it', async () => {
    const { client, plan } = visit;
    const rules = path.join(folder, 'many');
    writeManyRules(rules);
    const before = valueOf(await client.runs.list({})).length;

    const cancel = new AbortController();
    const heard: AuditEvent[] = [];
    const listening = (async () => {
      for await (const event of await client.audit.run({ plan, rules: [rules] }, { signal: cancel.signal })) {
        heard.push(event);
        cancel.abort();
      }
    })();
    // What an aborted call throws differs by transport: that it was aborted is known here.
    await listening.catch((error: unknown) => {
      if (!cancel.signal.aborted) throw error;
    });
    expect(heard[0]).toMatchObject({ kind: 'progress' });
    expect(heard.filter(({ kind }) => kind === 'finished')).toEqual([]);

    // The same audit, not cancelled, comes to its end and is kept: had the first gone on, it would have been kept before.
    await delay(200);
    const events = await toArray(await client.audit.run({ plan, rules: [rules] }));
    expect(events.at(-1)?.kind).toBe('finished');
    expect(valueOf(await client.runs.list({}))).toHaveLength(before + 1);
  });
});

/** Enough that an audit of it is still reading when it is told to stop. */
function writeManyRules(folder: string): void {
  mkdirSync(folder);
  const namespaces = Array.from(
    { length: 200 },
    (_, index) => `---\napiVersion: v1\nkind: Namespace\nmetadata: {name: namespace-${index}}\n`,
  ).join('');
  for (let index = 0; index < 300; index += 1) writeFileSync(path.join(folder, `${index}.yaml`), namespaces);
}

function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.ok) throw new Error(`${outcome.failure.message} ${JSON.stringify(outcome.failure.problems)}`);
  return outcome.value;
}

function failureOf(outcome: Outcome<unknown>): Failure {
  if (outcome.ok) throw new Error('It was expected to fail.');
  return outcome.failure;
}

async function toArray<Event>(events: AsyncIterable<Event>): Promise<readonly Event[]> {
  const all: Event[] = [];
  for await (const event of events) all.push(event);
  return all;
}
