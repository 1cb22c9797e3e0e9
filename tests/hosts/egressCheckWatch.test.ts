import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { runPdp, startPdp, untilEnd } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const folder = suiteFolder();

describe('pdp egress check --watch', () => {
  it('judges again when the plan changes, and ends with Ctrl-C and the code of its last judgement', async () => {
    await runPdp(['init', 'plan.yaml', '--sample', 'azure-standard'], { cwd: folder });
    const once = await runPdp(['egress', 'check', '--plan', 'plan.yaml'], { cwd: folder });
    const child = startPdp(['egress', 'check', '--plan', 'plan.yaml', '--watch'], { cwd: folder });
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => {
      printed += chunk.toString();
    });
    const tables = (): number => printed.split(/^pdp-agent--control-plane\b/m).length - 1;
    const ended = untilEnd(child);
    await expect.poll(tables, { timeout: 60_000 }).toBe(1);
    const file = path.join(folder, 'plan.yaml');
    writeFileSync(file, `${readFileSync(file, 'utf8')}# changed\n`);
    await expect.poll(tables, { timeout: 60_000 }).toBe(2);
    child.kill('SIGINT');
    expect((await ended).code).toBe(once.code);
  }, 180_000);
});
