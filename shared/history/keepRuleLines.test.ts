import { describe, expect, it } from 'vitest';
import { keepRuleLines } from './keepRuleLines.ts';

const canary = 'canary-5f2c9e71b0';
const keep = (text: string, file = 'rules.yaml'): string => keepRuleLines({ file, text }, ['pod-policy']);

const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: agent}
spec:
  podSelector: {matchLabels: {token: enabled-long}}
  egress: []
`;
const secret = { apiVersion: 'v1', kind: 'Secret', stringData: { note: canary } };

describe('keepRuleLines', () => {
  it.each([
    ['a kubeconfig', `apiVersion: v1\nkind: Config\nusers:\n  - user:\n      client-key-data: ${canary}\n`],
    ['Secrets whose items name no kind', `apiVersion: v1\nkind: SecretList\nitems:\n  - data:\n      a: ${canary}\n`],
    ['the credentials of docker', JSON.stringify({ auths: { 'registry.example': { auth: canary } } })],
    ['objects that follow each other on one line', JSON.stringify(secret) + JSON.stringify(secret)],
    ['a Secret as an item of a list', `- {kind: Secret, stringData: {note: ${canary}}}\n`],
    [
      'a Secret in a List',
      `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Secret, data: {a: ${canary}}}\n`,
    ],
    ['a kind with a tag', `apiVersion: v1\nkind: !!str Secret\nstringData:\n  note: ${canary}\n`],
    ['a key apart from its colon', `{"kind": "Secret", "apiVersion": "v1",\n"stringData" : {"note":"${canary}"}}`],
    ['another resource', `apiVersion: example.org/v1\nkind: Vault\nspec:\n  root: ${canary}\n`],
    ['the values of a chart', `registry:\n  root: ${canary}\n`],
    ['what no parser reads', `apiVersion: v1\nkind: [\nnote: ${canary}\n`],
  ])('leaves out %s, and every line where it was', (_what, text) => {
    const mixed = `${policy}---\n${text}`;
    expect(keep(text)).toBe(text.replaceAll(/[^\n]/g, ''));
    expect(keep(mixed)).toBe(policy + `---\n${text}`.replaceAll(/[^\n]/g, ''));
  });

  it('keeps of a List the items that bear on egress', () => {
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'agent' }, spec: { containers: [{ image: 'a' }] } };
    const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [pod, secret, pod] }, undefined, 2);
    const kept = keep(text, 'all.json');
    expect(kept).not.toContain(canary);
    expect(kept.match(/"kind": "Pod"/g)).toHaveLength(2);
    const lines = text.split('\n');
    expect(kept.split('\n').every((line, index) => line === '' || line === lines[index])).toBe(true);
    expect(kept.split('\n')).toHaveLength(lines.length);
  });

  it('keeps the policy that gives pods security groups of AWS', () => {
    const text = 'apiVersion: vpcresources.k8s.aws/v1beta1\nkind: SecurityGroupPolicy\nmetadata: {name: gateway}\n';
    expect(keep(`${text}---\n${JSON.stringify(secret)}\n`)).toBe(`${text}\n\n`);
  });

  it('withholds the values of a workload that it keeps', () => {
    const text = `apiVersion: v1\r\nkind: Pod\r\nspec:\r\n  containers:\r\n  - env:\r\n    - name: A\r\n      value: ${canary}\r\n`;
    expect(keep(text)).toBe(text.replace(canary, '"(withheld)"'));
  });

  it('keeps the export of a network for the layer that it was recognised for', () => {
    const text = JSON.stringify([{ name: 'nsg', securityRules: [] }]);
    expect(keepRuleLines({ file: 'nsg.json', text }, ['azure-nsg'])).toBe(text);
    expect(keep(text)).toBe('');
  });
});
