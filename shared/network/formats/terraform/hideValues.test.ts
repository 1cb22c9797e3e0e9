import { dump } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { withheldMark } from '../../../kernel/withheldMark.ts';
import type { JsonRecord } from '../../../kernel/jsonFields.ts';
import { hideSecrets } from '../../source/hideSecrets.ts';
import { parseSource } from '../../source/parseSource.ts';
import { askTerraform, readTerraform } from './testing/askTerraform.ts';
import { planOf } from './testing/planOf.ts';
import type { PlannedResource } from './testing/planOf.ts';

const group: PlannedResource = {
  address: 'aws_security_group.nodes',
  values: {
    name: 'nodes',
    description: 'canary-description',
    tags: { Name: 'nodes-of-production', Owner: 'canary-tag' },
    egress: [{ protocol: 'tcp', from_port: 443, to_port: 443, cidr_blocks: ['203.0.113.0/24', '198.51.100.0/24'] }],
  },
  sensitive: { egress: [{ cidr_blocks: [false, true] }] },
};
const database: PlannedResource = {
  address: 'aws_db_instance.main',
  values: { name: 'canary-name', password: 'canary-password', port: 54321 },
};
const machine: PlannedResource = {
  address: 'google_compute_instance.node',
  values: {
    name: 'node',
    tags: ['gke'],
    metadata: { 'ssh-keys': 'canary-key' },
    network_interface: [{ network_ip: '10.0.0.7' }],
  },
};

const plan = {
  ...planOf([group, database, machine]),
  variables: { password: { value: 'canary-variable' } },
  prior_state: { values: { root_module: { resources: [{ values: { password: 'canary-before' } }] } } },
  output_changes: { key: { after: 'canary-output' } },
};
const text = JSON.stringify(plan, undefined, 2);

function shown(of: string): string {
  return hideSecrets('plan.json', of, parseSource({ file: 'plan.json', text: of }));
}

const stored = {
  version: 4,
  terraform_version: '1.9.5',
  serial: 7,
  lineage: '0f1e2d3c',
  outputs: { key: { value: 'canary-output' } },
  resources: [
    { mode: 'managed', type: 'aws_security_group', instances: [{ attributes: { name: 'nodes', egress: [] } }] },
    { mode: 'managed', type: 'aws_db_instance', instances: [{ attributes: { password: 'canary-password' } }] },
  ],
};

const storedByModules = {
  version: 3,
  serial: 7,
  modules: [
    {
      path: ['root'],
      outputs: { key: { value: 'canary-output' } },
      resources: {
        'aws_security_group.nodes': { type: 'aws_security_group', primary: { attributes: { name: 'nodes' } } },
        'aws_db_instance.main': { type: 'aws_db_instance', primary: { attributes: { password: 'canary-password' } } },
      },
    },
  ],
};

describe('what is shown of a plan', () => {
  it('holds no value of a variable, an output, another resource or a free text, and no sensitive one', () => {
    expect(shown(text)).not.toMatch(/canary|54321|198\.51\.100\.0/);
    expect(shown(JSON.stringify(plan))).not.toMatch(/canary|54321|198\.51\.100\.0/);
  });

  it('holds of what is taken away what decides, and nothing sensitive', () => {
    const gone = {
      address: 'aws_security_group_rule.gone',
      values: {},
      actions: ['delete'],
      before: { cidr_blocks: ['192.0.2.0/24', '198.51.100.0/24'], description: 'canary-description' },
    };
    const { resource_changes, ...rest } = planOf([group, gone]) as { resource_changes: readonly JsonRecord[] };
    const changes = (before_sensitive: object) =>
      resource_changes.map((each) =>
        each['address'] === gone.address
          ? { ...each, change: { ...(each['change'] as object), before_sensitive } }
          : each,
      );
    const told = (before_sensitive: object): string =>
      shown(JSON.stringify({ ...rest, resource_changes: changes(before_sensitive) }));
    expect(told({})).toMatch(/192\.0\.2\.0.*198\.51\.100\.0/);
    expect(told({ cidr_blocks: [false, true] })).toContain('192.0.2.0');
    expect(told({ cidr_blocks: [false, true] })).not.toMatch(/198\.51\.100\.0|canary/);
    expect(told({ cidr_blocks: true })).not.toMatch(/192\.0\.2\.0|198\.51\.100\.0|canary/);
  });

  it('holds what decides, at its line', () => {
    const [before, after] = [text, shown(text)].map((one) => one.split('\n'));
    expect(after).toHaveLength(before?.length ?? 0);
    for (const word of ['203.0.113.0/24', 'nodes-of-production', '10.0.0.7', '"gke"']) {
      const line = before?.findIndex((one) => one.includes(word)) ?? -1;
      expect(after?.[line]).toContain(word);
    }
    expect(after?.join('')).toContain(withheldMark);
  });

  it('holds of several plans in one file, and of one among manifests, what it holds of each alone, at its line', () => {
    const policy =
      'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: a}\nspec: {podSelector: {}}\n';
    const several = [text, JSON.stringify(plan), policy, text].join('\n---\n');
    expect(shown(several)).toBe([shown(text), shown(JSON.stringify(plan)), policy, shown(text)].join('\n---\n'));
    expect(shown(`\uFEFF---\n${several}`)).toBe(`---\n${shown(several)}`);
  });

  it.each([
    ['as YAML', dump(plan)],
    ['with a comment', `${text}\n# canary-comment\n`],
    ['with a comment in it', text.replace('{', '{ # canary-comment\n')],
    ['with a comma too many', text.replace(/\}$/, ',}')],
  ])('is nothing of one that was written anew %s, but its lines', (_how, rewritten) => {
    const whole = `kind: Service\n---\n${rewritten}`;
    expect(parseSource({ file: 'plan.json', text: whole }).documents).toHaveLength(2);
    expect(shown(whole)).not.toMatch(/canary|54321|198\.51\.100\.0/);
    expect(shown(whole).split('\n')).toHaveLength(whole.split('\n').length);
    expect(parseSource({ file: 'plan.json', text: shown(whole) }).documents).toMatchObject([
      { value: { kind: 'Service' } },
      { value: withheldMark },
    ]);
  });

  it('is of each of several plans what egress bears on', () => {
    const other = '{"kind": "Service", "metadata": {"name": "other"}}';
    const [one, third] = [shown(text), shown(JSON.stringify(plan))];
    expect(shown(`${text}\n${other}\n${JSON.stringify(plan)}\n`)).toBe(`${one}\n${other}\n${third}\n`);
  });

  it.each([
    ['a broken one', text.replace(/\}$/, '"x"}')],
    ['one with a key that stands twice', text.replace('{', '{"serial": 1, "serial": 2,')],
  ])('is beside a whole plan nothing of %s, but its lines', (_what, unread) => {
    const blank = unread.replaceAll(/[^\n]/g, '');
    expect(shown(`${text}\n${unread}\n`)).toBe(`${shown(text)}\n${withheldMark}${blank}\n`);
    const marked = `---\n${shown(text)}\n--- ${withheldMark}\n${blank}\n`;
    expect(shown(`---\n${text}\n---\n${unread}\n`)).toBe(marked);
  });

  it.each([
    ['a broken one', text.replace(/\}$/, '"x"}')],
    ['one that is cut off', text.slice(0, -20)],
    ['one that is cut off, written anew as YAML', `${dump(plan)}"`],
    ['a broken state', JSON.stringify(stored).replace(/\}$/, '"x"}')],
    ['a broken log', '{"@module": "terraform.ui", "outputs": {"key": {"value": "canary-output"}},}}'],
  ])('is beside other documents nothing of %s, but its lines', (_what, unread) => {
    const policy = 'kind: NetworkPolicy\nmetadata: {name: a}\n';
    const whole = `${policy}---\n${unread}\n---\n${policy}---\npassword: "canary-rest\n`;
    expect(parseSource({ file: 'plan.json', text: whole }).documents).toHaveLength(2);
    expect(shown(whole)).not.toMatch(/canary|54321/);
    expect(shown(whole).split('\n')).toHaveLength(whole.split('\n').length);
    expect(shown(whole).startsWith(`${policy}---`)).toBe(true);
  });

  it('is all of a broken document where none looks like a plan', () => {
    const other = 'kind: NetworkPolicy\n---\nkind: "NetworkPolicy\nmetadata: {name: a}\n';
    expect(parseSource({ file: 'plan.json', text: other }).documents).toHaveLength(1);
    expect(shown(other)).toBe(other);
  });

  it('is all of a file that is no plan', () => {
    const other = '{"SecurityGroups": [{"GroupId": "sg-1", "Description": "of the nodes"}]}';
    expect(shown(other)).toBe(other);
  });
});

describe.each([
  { form: 'version 4', state: stored },
  { form: 'version 3 and before', state: storedByModules },
])('a state as Terraform keeps it for itself, $form,', ({ state }) => {
  it('is not judged, which is told with the way to export it', () => {
    const files = { 'terraform.tfstate': state };
    expect(readTerraform(files).problems).toMatchObject([
      { file: 'terraform.tfstate', severity: 'error', remedy: 'Export it with `terraform show -json`.' },
    ]);
    const question = { layer: 'aws-security-group', attachedTo: ['nodes'] } as const;
    const open = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    const printed = {
      'groups.json': { SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'nodes', IpPermissionsEgress: [open] }] },
    };
    expect(askTerraform(printed, question).verdict).toBe('allowed');
    expect(askTerraform({ ...printed, ...files }, question).verdict).toBe('unknown');
  });

  it('is not shown at all', () => {
    const ofState = JSON.stringify(state, undefined, 2);
    expect(shown(ofState).trim()).toBe(withheldMark);
    const policy = 'kind: NetworkPolicy\nmetadata: {name: a}\n';
    const lines = shown(`${ofState}\n---\n${policy}`).split('\n');
    expect(lines.filter((line) => line !== '')).toEqual([withheldMark, '---', ...policy.trim().split('\n')]);
    expect(lines.indexOf('---')).toBe(ofState.split('\n').length);
  });
});
