import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserMissing, needBrowser, takeBrowserSeat } from './browserSeat.ts';
import type { Seat } from './seat.ts';

let seat: Seat;

beforeAll(async () => {
  if (browserMissing() === undefined) seat = await takeBrowserSeat();
});
afterAll(() => seat?.close());
beforeEach(needBrowser);

const barePlan = `apiVersion: pdp-workbench/v1
kind: Plan
metadata: {name: bare}
edition: choreo
managementModel: self-managed
cloud: on-premises
securityTier: basic
`;

function writePlan(name: string, text: string): string {
  mkdirSync(seat.folder, { recursive: true });
  const file = path.join(seat.folder, name);
  writeFileSync(file, text);
  return file;
}

describe('a page with nothing on it', () => {
  it('says so before the first plan, and offers the ways to begin', async () => {
    const { page } = seat;
    await seat.visit('/');
    await page.getByText('No plan yet').waitFor();
    expect(await page.getByRole('button', { name: 'New plan' }).count()).toBe(2);
    expect(await page.getByRole('button', { name: 'Open sample' }).isVisible()).toBe(true);
    expect(await page.getByText('0 connections opened since the start').isVisible()).toBe(true);
    await page.getByRole('button', { name: 'Offline', exact: true }).click();
    await page.getByRole('dialog', { name: 'Network' }).getByText('Nothing was sent since the start').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: 'Network' }).waitFor({ state: 'detached' });
  });

  it('dims what needs a plan, and takes it out of the keyboard’s way', async () => {
    const { page } = seat;
    await seat.visit('/');
    const links = await page.getByRole('navigation', { name: 'Main' }).getByRole('link').allTextContents();
    expect(links.map((text) => text.replace(/[\d.]+$/, ''))).toEqual(['Plans', 'Catalogue', 'Settings']);
    await seat.visit('/raci');
    await page.getByText('No plan is open').waitFor();
  });

  it.each([
    ['/evidence', 'No evidence yet'],
    ['/findings', 'Not audited yet'],
    ['/waivers', 'Nothing is waived'],
    ['/report', 'No run to report yet'],
    ['/runs', 'No run yet'],
  ])('%s says what is missing and what to do', async (route, title) => {
    const { page } = seat;
    await seat.visit(route, writePlan('bare.yaml', barePlan));
    await page.getByRole('heading', { name: title }).waitFor();
    expect(await page.locator('main').getByRole('button').count()).toBeGreaterThan(0);
    expect(seat.complaints).toEqual([]);
  });

  it('calls no connection allowed, and no tier reached, for a plan without rules', async () => {
    const { page } = seat;
    const plan = writePlan('bare.yaml', barePlan);
    await seat.visit('/connections', plan);
    await page.getByRole('row', { name: /Let's Encrypt/ }).waitFor();
    expect(await page.getByRole('button', { name: /^Allowed/ }).textContent()).toMatch(/0$/);
    await page.getByText('layers are not known').waitFor();
    await seat.visit('/tier', plan);
    await page.getByText('Not audited').first().waitFor();
    expect(await page.getByText('Reached', { exact: true }).count()).toBe(0);
  });
});

describe('a plan that can’t be read', () => {
  it('shows every problem with its line, and can be opened again once it is mended', async () => {
    const { page } = seat;
    const broken = barePlan.replace('cloud: on-premises', 'cloud: azur\nregon: westeurope');
    const file = writePlan('broken.yaml', broken);
    await seat.visit('/raci', file);
    const alert = page.getByRole('alert');
    await alert.getByText('broken.yaml:6:8').waitFor();
    await alert.getByText('broken.yaml:7:1').waitFor();
    expect(await alert.textContent()).toContain('region');
    writePlan('broken.yaml', barePlan);
    await page.getByRole('button', { name: 'Open it again' }).click();
    await page.getByRole('heading', { name: 'Responsibilities' }).waitFor();
  });

  it('says so when its file is gone', async () => {
    await seat.visit('/raci', path.join(seat.folder, 'gone.yaml'));
    expect(await seat.page.getByRole('alert').textContent()).toContain('gone.yaml');
  });
});
