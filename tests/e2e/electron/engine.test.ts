import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { finishWork } from '#shared/contract/finishWork.ts';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import type { DesktopBridge, EngineState } from '#shared/contract/desktopBridge.ts';
import type { AuditEvent } from '#shared/contract/views.ts';
import { suiteFolder } from '../../hosts/suiteFolder.ts';
import { electronMissing, launchElectron, needElectron } from '../launchElectron.ts';
import type { LaunchedElectron } from '../launchElectron.ts';
import { connectThroughPage } from './connectThroughPage.ts';
import { findProcesses } from './findProcesses.ts';

declare global {
  interface Window {
    readonly pdpHost?: DesktopBridge;
  }
}

/** Electron's utility process for Node, or the plain Node that takes its place under an Electron that is too old. */
const engineCommand = /node\.mojom\.NodeService|dist\/node\/engine\.js/;
const sample = { name: 'azure-standard' };

describe('the engine behind the desktop window', () => {
  const home = suiteFolder();
  let desktop: LaunchedElectron;

  beforeAll(async () => {
    if (electronMissing() === undefined) desktop = await launchElectron({ home });
  });
  afterAll(async () => {
    await desktop?.close();
  });
  beforeEach(needElectron);

  function engineId(): number {
    const [id] = findProcesses(desktop.app.process().pid ?? 0, engineCommand);
    if (id === undefined) throw new Error('The desktop runs no engine.');
    return id;
  }

  it('answers the page, from a process of its own', async () => {
    const { client } = await connectThroughPage(desktop.page);
    const information = await client.system.information();
    expect(information).toMatchObject({ host: 'desktop', connectionsOpened: 0 });
    expect(information.samples).toContain(sample.name);
    expect(engineId()).not.toBe(desktop.app.process().pid);
  });

  it('serves several pages at a time, each on its own port', async () => {
    const connections = await Promise.all([connectThroughPage(desktop.page), connectThroughPage(desktop.page)]);
    const catalogs = await Promise.all(connections.map(({ client }) => client.catalog.get()));
    expect(catalogs[0]?.connections.length).toBeGreaterThan(0);
    expect(catalogs[1]).toEqual(catalogs[0]);
  });

  it('tells the failures of an operation as values', async () => {
    const { client } = await connectThroughPage(desktop.page);
    const outcome = await client.plans.open({ file: path.join(temporaryFolder(), 'none.yaml') });
    expect(outcome).toMatchObject({ ok: false, failure: { kind: 'not-found' } });
  });

  it('refuses what the contract does not allow', async () => {
    const { client } = await connectThroughPage(desktop.page);
    await expect(client.plans.open({ file: '' })).rejects.toThrow('Input validation failed');
  });

  it('tells the progress of an audit and its findings as they come, then the run', async () => {
    const { client } = await connectThroughPage(desktop.page);
    const plan = await openSample(client);
    const events: AuditEvent[] = [];
    for await (const event of await client.audit.run({ plan })) events.push(event);
    expect(events[0]).toMatchObject({ kind: 'progress' });
    expect(events.filter(({ kind }) => kind === 'finding').length).toBeGreaterThan(0);
    expect(events.at(-1)).toMatchObject({ kind: 'finished', sequence: 1 });
  });

  it('stops an audit that is cancelled: it leaves no run behind', async () => {
    const { client } = await connectThroughPage(desktop.page);
    const plan = await openSample(client);
    const before = await client.runs.list({});
    const rules = [makeManyRules(2_000)];
    const controller = new AbortController();
    const told: AuditEvent[] = [];
    const audit = (async () => {
      for await (const event of await client.audit.run({ plan, rules }, { signal: controller.signal })) {
        told.push(event);
        controller.abort();
      }
    })();
    await audit.catch((error: unknown) => {
      // Only the signal tells an abort from another error.
      if (!controller.signal.aborted) throw error;
    });
    expect(told).toEqual([expect.objectContaining({ kind: 'progress' })]);

    // The same audit, whole: had the first one gone on, it would have been recorded before this one.
    for await (const event of await client.audit.run({ plan, rules })) told.push(event);
    expect(told.at(-1)).toMatchObject({ kind: 'finished' });
    const after = await client.runs.list({});
    expect(after.ok && before.ok && after.value.length - before.value.length).toBe(1);
  });

  describe('when it is killed', () => {
    it('is started again, the window says so, and what was asked fails at once', async () => {
      await rememberStates(desktop.page);
      const { client, closed } = await connectThroughPage(desktop.page);
      const plan = await openSample(client);
      const asked = finishWork(client.egress.check({ plan, rules: [makeManyRules(4_000)] })).then(
        () => 'answered',
        () => 'failed',
      );
      const first = engineId();
      process.kill(first, 'SIGKILL');
      // That it is being started again is said for less time than this page may take to be looked at.
      await desktop.page.getByText('The engine had stopped and runs again.').waitFor();
      expect(await asked).toBe('failed');
      await closed;

      // A question that comes while there is no engine waits for the next.
      const again = await connectThroughPage(desktop.page);
      expect(await again.client.system.information()).toMatchObject({ host: 'desktop' });
      expect(engineId()).not.toBe(first);
      expect(await readStates(desktop.page)).toEqual([
        { kind: 'running' },
        { kind: 'restarting', crashes: 1, inMs: expect.any(Number) },
        { kind: 'starting' },
        { kind: 'running' },
      ]);
    });

    it('has kept what it had acknowledged', async () => {
      const { client, closed } = await connectThroughPage(desktop.page);
      const plan = await openSample(client);
      let acknowledged = 0;
      for await (const event of await client.audit.run({ plan })) {
        if (event.kind === 'finished') acknowledged = event.sequence;
      }
      expect(acknowledged).toBeGreaterThan(0);
      process.kill(engineId(), 'SIGKILL');
      await closed;
      const again = await connectThroughPage(desktop.page);
      const runs = await again.client.runs.list({});
      expect(runs.ok && runs.value.map(({ sequence }) => sequence)).toContain(acknowledged);
      expect(await again.client.runs.verify()).toMatchObject({ ok: true, value: { ok: true } });
    });

    it('is left alone after five times in a row, until the user starts it', async () => {
      // The window of its own has no crash behind it yet.
      const fresh = await launchElectron({ home: temporaryFolder() });
      try {
        const findEngines = () => findProcesses(fresh.app.process().pid ?? 0, engineCommand);
        for (let crashes = 0; crashes < 5; crashes += 1) {
          await expect.poll(() => findEngines().length).toBe(1);
          for (const engine of findEngines()) process.kill(engine, 'SIGKILL');
          await expect.poll(() => findEngines().length).toBe(0);
        }
        const stopped = fresh.page.getByText('The engine has stopped 5 times and was left alone.');
        await stopped.waitFor();
        // Asked while it is left alone, answered after the user has started it.
        const { client } = await connectThroughPage(fresh.page);
        const information = client.system.information();
        expect(findEngines()).toEqual([]);
        await fresh.page.getByRole('button', { name: 'Start the engine' }).click();
        expect(await information).toMatchObject({ host: 'desktop' });
        await stopped.waitFor({ state: 'detached' });
      } finally {
        await fresh.close();
      }
    });
  });
});

type Client = Awaited<ReturnType<typeof connectThroughPage>>['client'];

async function openSample(client: Client): Promise<string> {
  const opened = await client.system.openSample(sample);
  if (!opened.ok) throw new Error(opened.failure.message);
  return opened.value.file;
}

/** A folder with so many files that reading it takes a while. */
function makeManyRules(count: number): string {
  const folder = path.join(temporaryFolder(), 'rules');
  mkdirSync(folder);
  for (let number = 0; number < count; number += 1) {
    writeFileSync(
      path.join(folder, `namespace-${number}.yaml`),
      `apiVersion: v1\nkind: Namespace\nmetadata: {name: team-${number}}\n`,
    );
  }
  return folder;
}

async function rememberStates(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const states: EngineState[] = [];
        Reflect.set(window, 'engineStates', states);
        window.pdpHost?.onEngineState((state) => {
          // From the time when it runs: how often it was started before is of no interest.
          if (states.length > 0 || state.kind === 'running') states.push(state);
          if (state.kind === 'running') resolve();
        });
      }),
  );
}

function readStates(page: Page): Promise<readonly EngineState[]> {
  return page.evaluate(() => Reflect.get(window, 'engineStates') as EngineState[]);
}
