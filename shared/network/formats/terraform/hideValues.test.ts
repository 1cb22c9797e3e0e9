import { describe, expect, it } from 'vitest';
import { withheldMark } from '../../../kernel/withheldMark.ts';
import { hideSecrets } from '../../hideSecrets.ts';
import { parseSource } from '../../source/parseSource.ts';
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

describe('what is shown of a plan', () => {
  it('holds no value of a variable, an output, another resource or a free text, and no sensitive one', () => {
    expect(shown(text)).not.toMatch(/canary|54321|198\.51\.100\.0/);
    expect(shown(JSON.stringify(plan))).not.toMatch(/canary|54321|198\.51\.100\.0/);
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

  it('is all of a file that is no plan', () => {
    const other = '{"SecurityGroups": [{"GroupId": "sg-1", "Description": "of the nodes"}]}';
    expect(shown(other)).toBe(other);
  });
});
