import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserMissing, needBrowser, takeBrowserSeat } from './browserSeat.ts';
import { hearSaid, makePlan } from './seat.ts';
import type { Seat } from './seat.ts';

let seat: Seat;
let plan: string;

beforeAll(async () => {
  if (browserMissing() !== undefined) return;
  seat = await takeBrowserSeat();
  plan = await makePlan(seat);
});
afterAll(() => seat?.close());
beforeEach(needBrowser);

describe('a row whose rules change on disk', () => {
  it('is judged again without a click, there and back, and says so to who can’t see it', async () => {
    await seat.visit('/connections', plan);
    const row = seat.page.locator('tr[data-row="pdp-agent--control-plane"]');
    await expect.poll(() => row.textContent(), { timeout: 30_000 }).toContain('Allowed');
    const said = await hearSaid(seat.page);
    const broken = path.join(path.dirname(plan), 'rules', 'kubernetes', 'broken.yaml');
    writeFileSync(broken, 'a: [\n');
    await expect.poll(() => row.textContent(), { timeout: 30_000 }).toContain('Unknown');
    await expect.poll(said).toContain('Files have changed on disk, and are judged again.');
    rmSync(broken);
    await expect.poll(() => row.textContent(), { timeout: 30_000 }).toContain('Allowed');
    expect(seat.complaints).toEqual([]);
  }, 120_000);
});
