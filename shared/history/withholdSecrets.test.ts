import * as fc from 'fast-check';
import { load } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { keepEvidence, toEvidenceReference } from './keptEvidence.ts';
import { sha256 } from './testing/sha256.ts';
import { withholdSecrets } from './withholdSecrets.ts';

const canary = 'canary-5f2c9e71b0';

const deployment = (environment: string): string => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: pdp-agent
  labels: {app: pdp-agent, token: enabled}
spec:
  template:
    metadata:
      labels:
        secret: "yes"
    spec:
      containers:
        - name: agent
          image: registry.example/agent:1
${environment}
          ports:
            - containerPort: 8443
`;

describe('withholdSecrets', () => {
  it.each([
    ['an environment value', deployment(`          env:\n            - name: TOKEN\n              value: ${canary}`)],
    [
      'a value named before its variable',
      deployment(`          env:\n          - value: "${canary}"\n            name: TOKEN`),
    ],
    [
      'a value over several lines',
      deployment(
        `          env:\n          - name: T\n            value: |\n              a\n              ${canary}\n`,
      ),
    ],
    [
      'a plain value that goes on',
      deployment(`          env:\n          - name: T\n            value: a\n              ${canary}`),
    ],
    [
      'a quoted value that goes on',
      deployment(`          env:\n          - name: T\n            value: "a\n\n              ${canary}"`),
    ],
    [
      'variables in flow style',
      deployment(`          env: [{name: T, value: ${canary}}, {name: U, value: '${canary}'}]`),
    ],
    [
      'variables in flow style over lines',
      deployment(`          env: [\n            {name: T,\n              value: ${canary}}]`),
    ],
    [
      'a container in flow style',
      `apiVersion: v1\nkind: Pod\nspec: {containers: [{name: a, env: [{name: T, value: ${canary}}]}]}`,
    ],
    [
      'a container of one of several documents of JSON',
      `{"kind": "Pod"}\n{"kind": "Pod", "spec": {"containers": [{"env": [{"name": "T",\n"value": "${canary}"}]}]}}\n`,
    ],
    ['a quoted key', deployment(`          "env":\n          - "name": T\n            "value": ${canary}`)],
    ['an anchored value', deployment(`          env:\n          - name: T\n            value: &token ${canary}`)],
    ['an argument', deployment(`          args:\n          - --token=${canary}\n          - --verbose`)],
    ['an argument in flow style', deployment(`          args: ["--token", "${canary}"]`)],
    [
      'a command over lines',
      deployment(
        `          command:\n            - sh\n            - -c\n            - |\n              login ${canary}`,
      ),
    ],
    [
      'a header of a probe',
      deployment(
        `          livenessProbe:\n            httpGet:\n              httpHeaders:\n              - name: Authorization\n                value: ${canary}`,
      ),
    ],
    ['a Secret', `apiVersion: v1\nstringData:\n  token: ${canary}\nkind: Secret\nmetadata:\n  name: agent`],
    ['a ConfigMap', `apiVersion: v1\nkind: ConfigMap\ndata:\n  agent.conf: |\n    [agent]\n    key = ${canary}\n`],
    [
      'a Helm release',
      `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  values:\n    agent:\n      key: ${canary}`,
    ],
    [
      'the last applied configuration',
      `apiVersion: v1\nkind: Pod\nmetadata:\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: |\n      {"spec":{"env":"${canary}"}}\n  name: a`,
    ],
    [
      'the last applied configuration in flow style',
      `apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {kubectl.kubernetes.io/last-applied-configuration: '{"env":"${canary}"}'}}`,
    ],
    ['an annotation', `kind: Deployment\nmetadata:\n  annotations:\n    vault.example/template: ${canary}\n  name: a`],
    [
      'an annotation of pods, in flow style over lines',
      `kind: Deployment\nspec:\n  template: {\n    metadata: {\n      annotations: {\n        a: "x",\n        b: ${canary}\n      },\n      labels: {app: a}\n    }\n  }`,
    ],
    [
      'an attribute of a volume',
      deployment('').concat(
        `      volumes:\n        - csi:\n            volumeAttributes:\n              key: ${canary}`,
      ),
    ],
    [
      'an attribute of a volume in flow style',
      deployment('').concat(`      volumes: [{name: a, csi: {driver: d, volumeAttributes: {key: ${canary}}}}]`),
    ],
    [
      'an option of a flexible volume',
      deployment('').concat(`      volumes:\n        - flexVolume: {driver: d, options: {password: ${canary}}}`),
    ],
    [
      'an address that a probe asks',
      deployment(`          readinessProbe:\n            httpGet:\n              path: /ready?key=${canary}`),
    ],
    ['a hook', deployment(`          lifecycle: {preStop: {exec: {command: [sh, -c, "logout ${canary}"]}}}`)],
    [
      'data of a Secret in flow style over lines',
      `{apiVersion: v1, kind: Secret, stringData: {\n  a: ${canary},\n  b: [\n ${canary}]\n}}`,
    ],
    [
      'an annotation in JSON',
      JSON.stringify({ kind: 'Pod', metadata: { annotations: { a: canary }, labels: { app: 'a' } } }),
    ],
    [
      'a token in an address',
      deployment(`          image: a\n`).concat(`      - gitRepo: {repository: "https://${canary}@git.example/a"}`),
    ],
    [
      'JSON',
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Pod',
        spec: { containers: [{ env: [{ name: 'T', value: canary }] }] },
      }),
    ],
    [
      'JSON on lines',
      JSON.stringify({ items: [{ data: { token: canary }, kind: 'Secret' }], kind: 'List' }, undefined, 2),
    ],
    [
      'JSON that is cut off',
      `${JSON.stringify({ kind: 'Pod', spec: { env: [{ name: 'T', value: canary }] } }, undefined, 2)}}`,
    ],
    [
      'YAML that no parser reads',
      `${deployment(`          env:\n            - name: TOKEN\n              value: ${canary}`)}  broken: [`,
    ],
    [
      'Windows line ends',
      deployment(`          env:\n            - name: TOKEN\n              value: ${canary}`).replaceAll('\n', '\r\n'),
    ],
    ['a list of Secrets', `apiVersion: v1\nkind: SecretList\nitems:\n  - data:\n      token: ${canary}`],
    ['a list of ConfigMaps', `kind: ConfigMapList\nitems:\n  - data:\n      a.conf: ${canary}`],
    ['a Secret with a tag', `kind: !!str Secret\nstringData:\n  token: ${canary}`],
    ['a key apart from its colon', `{\n"kind": "Secret",\n"stringData" : {\n  "a": "${canary}"}\n`],
    ['an assignment beside an object', `apiVersion: v1\nkind: Config\nusers:\n  - user:\n      token: ${canary}`],
    ['a bearer token', `curl -H "Authorization: Bearer ${canary}"`],
    ['a signed address', `https://acme.blob.core.windows.net/rules?sv=2024&sig=${canary}&se=2026`],
    ['a password in an address', `proxy:\n  url: http://user:${canary}@proxy.acme.example:3128`],
    ['an assignment in Terraform', `client_secret = "${canary}"`],
    ['a private key', `-----BEGIN RSA PRIVATE KEY-----\n${canary}\n-----END RSA PRIVATE KEY-----\nrule`],
    ['a private key without an end', `-----BEGIN PRIVATE KEY-----\n${canary}\n`],
  ])('withholds %s and keeps every line where it was', (_what, text) => {
    expect(text).toContain(canary);
    const kept = withholdSecrets(text);
    expect(kept).not.toContain(canary);
    expect(kept.split('\n')).toHaveLength(text.split('\n').length);
  });

  it.each([
    [
      'a Kubernetes policy',
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec:\n  podSelector:\n    matchLabels:\n      token: "enabled-long"\n  egress:\n    - to:\n        - namespaceSelector:\n            matchExpressions:\n              - {key: env, operator: In, values: [prod]}\n      ports: [{protocol: TCP, port: 443}]\n',
    ],
    [
      'labels that are called like what is withheld',
      'apiVersion: apps/v1\nkind: Deployment\nspec:\n  selector: {matchLabels: {command: run, args: "1"}}\n  template:\n    metadata:\n      labels:\n        command: run\n        args: "1"\n        annotations: "no"\n',
    ],
    [
      'rules in flow style over lines',
      'kind: NetworkPolicy\nspec: {\n  podSelector: {matchLabels: {app: a}}, # a comment, and "quotes\n  egress: [{to: [{ipBlock: {cidr: 198.51.100.0/24, except: [198.51.100.7/32]}}],\n    ports: [{port: 443, protocol: TCP}]}]\n}\n',
    ],
  ])('leaves %s as it is', (_what, text) => {
    expect(withholdSecrets(text, { onlyManifests: true })).toBe(text);
  });

  it.each([
    [
      'a set of Azure rules',
      JSON.stringify([
        { name: 'AllowOut', securityRules: [{ access: 'Allow', priority: 100, description: 'token service' }] },
      ]),
    ],
    ['iptables', '*filter\n:OUTPUT DROP [0:0]\n-A OUTPUT -d 198.51.100.7/32 -p tcp --dport 443 -j ACCEPT\nCOMMIT\n'],
  ])('leaves %s as it is, where it is not known what they are', (_what, text) => {
    expect(withholdSecrets(text)).toBe(text);
  });

  it('withholds the headers that a rule of Azure Firewall adds, which may be keys', () => {
    const rule = { name: 'web', httpHeadersToInsert: [{ headerName: 'x-key', headerValue: 'k3y-of-acme' }] };
    const kept = withholdSecrets(JSON.stringify([{ rules: [rule] }], null, 1));
    expect(kept).not.toContain('k3y-of-acme');
    expect(kept).toContain('"headerName": "x-key"');
  });

  it('leaves everything else of a workload readable', () => {
    const text = deployment(`          env:\n            - name: TOKEN\n              value: ${canary}`);
    expect(load(withholdSecrets(text, { onlyManifests: true }))).toStrictEqual(
      load(text.replace(canary, '"(withheld)"')),
    );
  });

  it('leaves what stands beside a withheld place in flow style, and the whole can still be read', () => {
    const text = `metadata: {name: a, annotations: {x: "${canary}, {", y: [${canary}]}, labels: {app: 'it''s'}}\nspec: [{env: [{name: T, value: ${canary}}, {name: U}]}]\n`;
    expect(load(withholdSecrets(text))).toStrictEqual({
      metadata: { name: 'a', annotations: '(withheld)', labels: { app: "it's" } },
      spec: [{ env: [{ name: 'T', value: '(withheld)' }, { name: 'U' }] }],
    });
  });

  it('never changes the number of lines, whatever the text', () => {
    const line = fc.constantFrom(
      'env:',
      '- name: a',
      '  value: |',
      'args: [',
      ' ]',
      'kind: Secret',
      'data:',
      '  a: b',
      '{',
      'x: {annotations: {a: 1,',
      'b: [1, 2]}}',
      '}',
      '"value": 1,',
      '',
      '\t- x',
      '---',
      '-----BEGIN PRIVATE KEY-----',
      '? a',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(6), line)), (lines) => {
        const text = lines.map(([depth, content]) => ' '.repeat(depth) + content).join('\n');
        expect(withholdSecrets(text).split('\n')).toHaveLength(text.split('\n').length);
      }),
    );
  });

  it.each([
    ['many workloads', deployment('          env:\n            - name: A\n              value: b').repeat(1_000)],
    ['spaces', `a${' '.repeat(400_000)}`],
    ['dotted words', 'a.'.repeat(200_000)],
    ['hyphened words', 'eyJ-token-'.repeat(40_000)],
    ['braces', '{ '.repeat(200_000)],
    ['brackets', '['.repeat(200_000)],
    ['quotes', '{value: "'.repeat(40_000)],
    ['keys that never end', '-----BEGIN PRIVATE KEY-----'.repeat(20_000)],
    ['blank lines', '\n'.repeat(1_000_000)],
    ['lists of values that never end', ',value:['.repeat(200_000)],
    ['values that never end', ',value:"'.repeat(200_000)],
    ['lines of braces that never end', 'a: {\n'.repeat(100_000)],
    ['documents of braces that never end', '---\na: {\n'.repeat(50_000)],
    ['lines of flow', 'a: {annotations: {b: c}, d: [e]}\n'.repeat(20_000)],
    ['lists in lists', '- '.repeat(200_000)],
  ])('takes time in proportion to a text of %s', (_what, text) => {
    // Time that grew with the square of the length would not end before the test does.
    expect(withholdSecrets(text).length).toBeGreaterThan(0);
  });
});

describe('keepEvidence', () => {
  it('keeps what remains under its own hash, which is the hash of the file where nothing was withheld', () => {
    const kept = keepEvidence({ kind: 'rules', name: 'a.yaml', text: `client_secret = "${canary}"` }, sha256);
    expect(kept.content).toBe('client_secret = "(withheld)"');
    expect(toEvidenceReference(kept)).toStrictEqual({ hash: sha256(kept.content), kind: 'rules', name: 'a.yaml' });
    expect(keepEvidence({ kind: 'rules', name: 'b', text: 'plain' }, sha256).hash).toBe(sha256('plain'));
  });
});
