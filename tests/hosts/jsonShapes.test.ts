import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { project } from './project.ts';
import { runPdp } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const cwd = suiteFolder();
const told = new Set(
  ['json-shapes.md', 'egress-explain.md'].flatMap((page) =>
    [...readFileSync(path.join(project, 'docs', page), 'utf8').matchAll(/[a-z]+/gi)].map(([word]) => word),
  ),
);

beforeAll(async () => {
  const { code, stderr } = await runPdp(['init', 'plan.yaml', '--sample', 'azure-standard'], { cwd });
  if (code !== 0) throw new Error(stderr);
});

/** The names of all fields, without those that are users’ own or of the world: protocols. */
function fieldsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => [key, ...fieldsOf(part)]);
}

describe('the pages on JSON tell every field that is printed by', () => {
  it.each([
    [['egress', 'check', '--plan', 'plan.yaml', '--findings'], 50],
    [['egress', 'reach', '--plan', 'plan.yaml'], 12],
    [['egress', 'generate', '--plan', 'plan.yaml', '--target', 'azure-nsg', '--output', 'rules-out'], 8],
    [['egress', 'explain', '--plan', 'plan.yaml', '--from', 'pdp-gateway/adapter', '--to', 'cp.example.com:443'], 25],
  ])('pdp %j', async (words, least) => {
    const { stdout } = await runPdp([...words, '--format', 'json'], { cwd });
    const fields = new Set(fieldsOf(JSON.parse(stdout)));
    expect(fields.size).toBeGreaterThan(least);
    expect([...fields].filter((field) => !told.has(field))).toEqual([]);
  });
});
