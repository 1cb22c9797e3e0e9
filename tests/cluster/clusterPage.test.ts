import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserMissing, needBrowser, takeBrowserSeat } from '../e2e/browserSeat.ts';
import { dropFiles, makePlan, runAudit } from '../e2e/seat.ts';
import type { Seat } from '../e2e/seat.ts';
import { apply, clusterAccess, isSkipped, remove, setStatus, skipReason } from './realCluster.ts';

const pdp = path.resolve(import.meta.dirname, '../../dist/node/pdp.js');

const node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: 'page-node' },
};
const worker = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'page-worker', namespace: 'default' },
  spec: { containers: [{ name: 'worker', image: 'registry.example.com/worker:1' }] },
};
const ready = (status: 'True' | 'False') => ({ conditions: [{ type: 'Ready', status, reason: 'Test', message: '' }] });

describe.skipIf(isSkipped)(`the page of the cluster, on a real API server${skipReason}`, () => {
  let seat: Seat;
  let plan: string;
  beforeAll(async () => {
    if (browserMissing() !== undefined) return;
    const { kubeconfig } = clusterAccess();
    seat = await takeBrowserSeat({ KUBECONFIG: kubeconfig });
    await apply({ ...node, status: ready('False') }, worker);
    plan = await makePlan(seat);
  });
  afterAll(async () => {
    await seat?.close();
    await remove(node, worker);
  });
  beforeEach(needBrowser);

  it('asks nothing of a cluster before somebody asks for it', async () => {
    await seat.page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: /^Cluster/ })
      .click();
    const { server } = clusterAccess();
    await seat.page.getByRole('row', { name: new RegExp(server) }).waitFor();
    await seat.page.getByText('No cluster chosen').waitFor();
    await expect.poll(() => seat.page.getByText('No cluster yet', { exact: true }).count()).toBe(1);
  });

  it('tells what the chosen cluster grants', async () => {
    await seat.page.getByRole('radio').first().check();
    await seat.page.getByRole('button', { name: 'Ask for rights' }).click();
    const row = seat.page.getByRole('row', { name: /^list nodes/ });
    expect(await row.textContent()).toContain('Granted');
    expect(await seat.page.getByRole('row', { name: /^(list|get) secrets / }).count()).toBe(0);
    await seat.page.getByRole('button', { name: 'Read only, 1 host' }).waitFor();
  });

  it('runs an audit of it, names the cluster on top, and shows the object behind a finding', async () => {
    await seat.page.getByRole('button', { name: 'Run audit' }).click();
    await seat.page.getByText('Run 1,').first().waitFor();
    const { server } = clusterAccess();
    const top = seat.page.getByRole('region', { name: 'Plan and status' });
    await top.getByText(server.replace('https://', '')).waitFor();
    await seat.page.getByRole('button', { name: /nodes? not ready/ }).click();
    const drawer = seat.page.locator('[data-drawer]');
    await drawer.getByRole('button', { name: 'Show page-node as it was seen' }).click();
    await expect.poll(() => drawer.locator('pre').first().textContent()).toContain('name: page-node');
  });

  it('lists every call of the session and of the run, and the host that was called', async () => {
    const { page } = seat;
    const { server } = clusterAccess();
    await page.getByRole('button', { name: 'Read only, 1 host' }).click();
    const list = page.getByRole('dialog', { name: 'Network' });
    await list.getByText('nothing was written anywhere').waitFor();
    for (const title of [server, `Run 1, ${server}`]) {
      const table = list.getByRole('table', { name: `Calls: ${title}`, exact: true });
      await table.getByRole('row', { name: /^list \/api\/v1\/nodes 1 / }).waitFor();
      const calls = await table.getByRole('rowheader').allTextContents();
      expect(calls.filter((call) => !/^(get|list|create) \//.test(call))).toEqual([]);
      expect(calls.filter((call) => /secrets/.test(call))).toEqual([]);
    }
    await page.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
  });

  it('waives a failure of the one check, unless all of its requirement is meant', async () => {
    const { page } = seat;
    const before = readFileSync(plan, 'utf8');
    const drawer = page.locator('[data-drawer]');
    await drawer.getByRole('button', { name: 'Waive' }).click();
    await drawer.getByRole('radio', { name: 'This check: PDP-INF-002' }).waitFor();
    await drawer.getByRole('textbox', { name: 'Why it is accepted' }).fill('It is being replaced');
    await drawer.getByRole('textbox', { name: 'Who accepts it' }).fill('ops@acme.example');
    await drawer.getByLabel('Last day').fill('2099-01-31');
    await drawer.getByRole('button', { name: 'Write the waiver' }).click();
    await drawer.getByText('Waived in the plan').waitFor();
    expect(readFileSync(plan, 'utf8')).toContain('requirement: PDP-INF-002');
    await page.keyboard.press('Control+z');
    await expect.poll(() => readFileSync(plan, 'utf8')).toBe(before);
  });

  it('asks the one check again, and sees what has changed', async () => {
    await setStatus(node, ready('True'));
    const drawer = seat.page.locator('[data-drawer]');
    await drawer.getByRole('button', { name: 'Check again' }).click();
    await drawer.getByText(/1 node is ready\. It counts from the next run on/).waitFor();
    expect(await drawer.textContent()).toContain('Pass');
    await seat.page.getByText('Run 1,').first().waitFor();
    expect(seat.complaints).toEqual([]);
  });

  it('looks at a snapshot that was dropped on the window, and judges connections by it, without another call', async () => {
    const { page } = seat;
    const snapshot = path.join(seat.folder, 'carried');
    const collected = spawnSync(
      process.execPath,
      [pdp, 'snapshot', '--context', 'real', '--output', snapshot, '--yes'],
      {
        encoding: 'utf8',
        env: { ...process.env, KUBECONFIG: clusterAccess().kubeconfig, PDP_HOME: path.join(seat.folder, 'home') },
      },
    );
    expect(collected).toMatchObject({ status: 0 });
    await page.keyboard.press('Escape');
    await dropFiles(page, [snapshot]);
    await page.getByRole('heading', { name: 'Audits look at a snapshot' }).waitFor();
    await page.getByText(/carried$/).waitFor();
    await runAudit(seat, 2);
    await page.getByRole('button', { name: 'Read only, 1 host' }).click();
    const list = page.getByRole('dialog', { name: 'Network' });
    await list.getByRole('heading', { name: 'Run 2' }).waitFor();
    await list.getByText('It has read files only: no call was made.').waitFor();
    await page.keyboard.press('Escape');

    const text = readFileSync(plan, 'utf8');
    writeFileSync(plan, text.replace('source: rules/kubernetes', 'source: cluster'));
    await seat.visit('/connections', plan);
    await page.getByRole('row', { name: /Secret resolver/ }).waitFor();
    expect(await page.getByText('Pod policy is not known.').count()).toBe(0);
    await seat.visit('/connections?as=explain&from=default/page-worker&to=203.0.113.7:443', plan);
    const drawer = page.locator('[data-drawer]');
    await drawer.getByRole('heading', { name: /default\/page-worker/ }).waitFor();
    await seat.visit('/cluster', plan);
    await page.getByRole('button', { name: /^Take .* away$/ }).click();
    await seat.visit('/connections', plan);
    await page.getByText('Pod policy is not known.').waitFor();
    expect(seat.complaints).toEqual([]);
  });

  it('says what a kubeconfig that can’t be read has wrong', async () => {
    const broken = path.join(seat.folder, 'kubeconfig');
    writeFileSync(broken, 'apiVersion: v1\nkind: Config\ncontexts: [{name: a');
    const other = await takeBrowserSeat({ KUBECONFIG: broken });
    try {
      await makePlan(other);
      await other.page
        .getByRole('navigation', { name: 'Main' })
        .getByRole('link', { name: /^Cluster/ })
        .click();
      expect(await other.page.getByRole('alert').first().textContent()).toContain('kubeconfig');
    } finally {
      await other.close();
    }
  });
});
