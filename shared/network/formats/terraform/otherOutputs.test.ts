import { describe, expect, it } from 'vitest';
import { readRules } from '../../reading/readRules.ts';
import { fileOf } from '../../testing/rules.ts';
import { terraformFormat } from './terraformFormat.ts';

const version = { '@level': 'info', '@module': 'terraform.ui', terraform: '1.5.0', type: 'version' };
const planned = { ...version, type: 'planned_change', change: { action: 'create', resource: { addr: 'a.b' } } };
const log = `${[version, planned, planned].map((line) => JSON.stringify(line)).join('\n')}\n`;

const forPeople =
  'a: Refreshing state...\n\nTerraform will perform the following actions:\n\n  # a.b will be created\n';

describe('an output of Terraform that is no plan in JSON', () => {
  it.each([
    ['the log of a run', log, 1],
    ['a plan for people', forPeople, 3],
    ['a plan of OpenTofu for people', forPeople.replace('Terraform', 'OpenTofu'), 3],
  ])('leaves unknown what Terraform makes, is told once, and says what to give: %s', (_what, text, line) => {
    const rules = readRules([fileOf('plan.txt', text)]);
    expect(rules.problems).toMatchObject([{ severity: 'error', file: 'plan.txt', line }]);
    expect(rules.problems[0]?.remedy).toContain('terraform show -json');
    expect([...rules.clouded.keys()]).toEqual([...terraformFormat.layers]);
  });

  it('is not kept as evidence', () => {
    expect(terraformFormat.keepText?.(forPeople).trim()).toBe('');
    const document = { kind: 'document', file: 'plan.json', document: 0, value: version } as const;
    expect(terraformFormat.hideSecrets?.(document, '{"terraform": "1.5.0"}', '…')).not.toContain('1.5.0');
  });

  it('is none where others log', () => {
    const other = readRules([fileOf('log.json', log.replaceAll('terraform.ui', 'other'))]);
    expect(other.clouded.size).toBe(0);
  });
});
