import { readFileSync, rmSync, writeFileSync } from 'node:fs';
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

  it('is quoted by its deciding line throughout, in the box that has the focus', async () => {
    const { page } = seat;
    const file = path.join(path.dirname(plan), 'rules', 'kubernetes', 'network-policies.yaml');
    const before = readFileSync(file, 'utf8');
    await seat.visit('/connections/apim-enforcer--event-hub', plan);
    const box = page.locator('[data-drawer] pre').first();
    const marked = box.locator('span', { has: page.getByText('Deciding line:') }).first();
    await marked.waitFor();
    const text = (await marked.textContent()) ?? '';
    const number = Number(/^\d+/.exec(text)?.[0]);
    await box.focus();
    await box.evaluate((element) => {
      const seen = new Set<string>();
      Reflect.set(globalThis, 'seen', seen);
      const look = () => {
        const line = element.querySelector('.sr-only')?.parentElement?.textContent;
        seen.add(element.isConnected ? (line ?? 'no line') : 'another box');
      };
      look();
      new MutationObserver(look).observe(document.body, { childList: true, characterData: true, subtree: true });
    });
    writeFileSync(file, `# One line more\n${before}`);
    const moved = text.replace(String(number), String(number + 1));
    await expect.poll(() => marked.textContent(), { timeout: 30_000 }).toBe(moved);
    expect(await page.evaluate(() => [...(Reflect.get(globalThis, 'seen') as Set<string>)])).toEqual([text, moved]);
    expect(await box.evaluate((element) => element === document.activeElement)).toBe(true);
    writeFileSync(file, before);
    await expect.poll(() => marked.textContent(), { timeout: 30_000 }).toBe(text);
  }, 120_000);
});
