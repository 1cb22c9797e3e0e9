import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import Database from 'better-sqlite3';
import { describe, expect, it, vi } from 'vitest';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { compose } from '#electron/composition.ts';
import type { AuditEvent } from '#shared/contract/views.ts';

const canary = 'canary-b7e24f9a3d';

/** What people drop on the page, with a token wherever people leave one; some of it broken right where the token is. */
const dropped: Readonly<Record<string, string>> = {
  'deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: pdp-agent
  namespace: pdp
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: |
      {"spec":{"template":{"spec":{"containers":[{"env":[{"name":"TOKEN","value":"${canary}"}]}]}}}}
spec:
  selector: {matchLabels: {app: pdp-agent}}
  template:
    metadata: {labels: {app: pdp-agent}, annotations: {
      vault.example/template: "${canary}"}}
    spec:
      containers:
        - name: agent
          args: [--token, ${canary}]
          env:
            - {name: TOKEN, value: ${canary}}
            - name: PASSWORD
              value: |
                ${canary}
          readinessProbe: {httpGet: {port: 8443, path: "/ready?key=${canary}"}}
      volumes:
        - {name: store, csi: {driver: d.example, volumeAttributes: {key: ${canary}}}}
        - name: code
          gitRepo: {repository: "https://${canary}@git.example/rules"}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: deny-all, namespace: pdp}
spec: {podSelector: {}, policyTypes: [Egress]}
`,
  'mixed.yaml': `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: settings}
  data: {agent.conf: "key ${canary}"}
- apiVersion: v1
  kind: Pod
  metadata:
    name: job
    namespace: pdp
    annotations:
# by hand
      note: "spans
${canary}"
  spec:
    containers:
    - # the first
      name: job # ${canary}
      env:
      -
        name: TOKEN
        &v value: ${canary}
    volumes:
    - {name: share, azureFile: {secretName: "${canary}", shareName: s}}
  status: {message: "login with ${canary} failed"}
`,
  'nsg.json': JSON.stringify(
    [
      {
        name: 'nsg-aks',
        description: canary,
        tags: { contact: canary },
        subnets: [
          { id: '/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v/subnets/snet-aks' },
        ],
        securityRules: [
          {
            name: 'AllowOut',
            description: `For ${canary}`,
            access: 'Allow',
            direction: 'Outbound',
            priority: 100,
            protocol: '*',
            sourceAddressPrefix: '*',
            sourcePortRange: '*',
            destinationAddressPrefix: '*',
            destinationPortRange: '*',
          },
        ],
      },
    ],
    undefined,
    2,
  ),
  'groups.json': JSON.stringify({
    SecurityGroups: [
      {
        GroupId: 'sg-0a',
        GroupName: 'nodes',
        Description: canary,
        VpcId: 'vpc-0a',
        Tags: [{ Key: 'Contact', Value: canary }],
        IpPermissions: [],
        IpPermissionsEgress: [
          { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0', Description: `For ${canary}` }], UserIdGroupPairs: [] },
        ],
      },
    ],
  }),
  'secret.yaml': `apiVersion: v1\nkind: Secret\nmetadata: {name: agent}\nstringData:\n  token: ${canary}\n`,
  'broken.yaml': `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - env:\n        - name: TOKEN\n          value: "${canary}\n`,
  'broken-flow.yaml': `apiVersion: v1\nkind: Pod\nspec: {containers: [{env: [{name: TOKEN, value: ${canary}}\n`,
  'broken-alias.yaml': `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - env:\n        - name: TOKEN\n          value: *${canary}\n`,
  'broken.json': `[{"name": "nsg", "securityRules": [{"access": "Allow", "clientSecret": "${canary}" "priority": 1}]}]`,
  'firewall.tf': `provider "azurerm" {\n  client_secret = "${canary}"\n}\n`,
  'fetch.sh': `curl -H 'Authorization: Bearer ${canary}' https://rules.acme.example/nsg.json\n`,
};

/** Everything that the database holds, unpacked. */
function readDatabase(file: string): string {
  const database = new Database(file, { readonly: true });
  const tables = database.prepare("select name from sqlite_schema where type = 'table'").pluck().all();
  const rows = tables.flatMap((table) => database.prepare(`select * from "${String(table)}"`).all());
  database.close();
  const values = rows.flatMap((row) => Object.values(row as Record<string, unknown>));
  return values.map((value) => (value instanceof Uint8Array ? gunzipSync(value).toString() : String(value))).join('\n');
}

describe('the database', () => {
  it('never holds a token of the environment, the plan or an uploaded file', async () => {
    const home = temporaryFolder();
    const plan = path.join(home, 'plan.yaml');
    vi.stubEnv('PDP_CANARY_TOKEN', canary);
    const { operations, close } = compose({ host: 'browser', root: home, dataFolder: path.join(home, 'data') });
    expect(await operations.plans.create({ file: plan })).toMatchObject({ ok: true });
    writeFileSync(
      plan,
      `${readFileSync(plan, 'utf8')}\nanswers:\n  ticket: https://tickets.acme.example/42?sig=${canary}\n`,
    );
    const auditOf = async (names: readonly string[]): Promise<readonly AuditEvent[]> => {
      const texts = names.map((name) => dropped[name] ?? '');
      const files = names.map((name) => ({ name, bytes: Buffer.byteLength(dropped[name] ?? '') }));
      const upload = await operations.files.upload({ files, content: new File(texts, 'dropped') });
      if (!upload.ok) throw new Error(upload.failure.message);
      return Array.fromAsync(operations.audit.run({ plan, rules: [upload.value.folder] }));
    };

    const names = Object.keys(dropped);
    const whole = names.filter((name) => !name.startsWith('broken'));
    const events = [...(await auditOf(names)), ...(await auditOf(whole))];
    // What can't all be read is told and not kept.
    expect(events.map(({ kind }) => kind).filter((kind) => kind === 'failed' || kind === 'finished')).toEqual([
      'failed',
      'finished',
    ]);
    const reports = await Promise.all(
      (['html', 'json'] as const).map(async (format) => operations.report.render({ plan, format })),
    );
    const run = events.findLast(({ kind }) => kind === 'finished');
    const kept = run?.kind === 'finished' ? run.record.run.evidence : [];
    const evidence = await Promise.all(kept.map(async ({ name }) => operations.runs.evidence({ id: '1', name })));
    await close();
    // The plan, and every file that was recognised.
    expect(evidence).toHaveLength(6);
    expect([...reports, ...evidence].filter(({ ok }) => !ok)).toEqual([]);
    expect(JSON.stringify(reports)).toContain('1 network security group');
    expect(JSON.stringify([reports, evidence])).not.toContain(canary);

    const content = readDatabase(path.join(home, 'data', 'history.sqlite'));
    for (const name of whole) expect(content).toContain(name);
    for (const name of names.filter((other) => !whole.includes(other))) expect(content).not.toContain(name);
    expect(content).toContain('(withheld)');
    expect(content).toContain('kind: NetworkPolicy');
    expect(content).not.toContain(canary);
    expect(JSON.stringify(events)).not.toContain(canary);
  });
});
