import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { launchElectron, needElectron } from '../launchElectron.ts';
import type { LaunchedElectron } from '../launchElectron.ts';
import { visitRoute } from '../seat.ts';

const plan = `apiVersion: pdp-workbench/v1
kind: Plan
metadata: {name: closed}
edition: choreo
managementModel: self-managed
cloud: azure
securityTier: basic
`;

/** Leaves a mark when it is run, and hands out a token that nobody asks for. */
const command = `import { appendFileSync } from 'node:fs';
appendFileSync(process.argv[2], process.argv.slice(3).join(' ') + '\\n');
console.log(JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: { token: 't' } }));
`;

describe('a command that a kubeconfig signs in with', () => {
  let open: LaunchedElectron | undefined;
  let folder: string;

  beforeEach(needElectron);
  beforeEach(() => {
    folder = temporaryFolder();
    writeFileSync(at('plan.yaml'), plan);
    writeFileSync(at('sign-in.mjs'), command);
  });
  afterEach(async () => {
    await open?.close();
    open = undefined;
  });

  const at = (name: string): string => path.join(folder, name);
  const timesRun = (): readonly string[] =>
    existsSync(at('was-run')) ? readFileSync(at('was-run'), 'utf8').trimEnd().split('\n') : [];

  /** Nobody listens at its server: what matters is what happens before. */
  function writeKubeconfig(...args: readonly string[]): void {
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: [at('sign-in.mjs'), at('was-run'), ...args],
      interactiveMode: 'Never',
    };
    const kubeconfig = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'acme', cluster: { server: 'https://127.0.0.1:1', 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'dev', user: { exec } }],
      contexts: [{ name: 'acme-prod', context: { cluster: 'acme', user: 'dev' } }],
    };
    writeFileSync(at('kubeconfig'), JSON.stringify(kubeconfig), { mode: 0o600 });
  }

  async function openClusterPage(): Promise<LaunchedElectron['page']> {
    open = await launchElectron({ home: at('home'), environment: { KUBECONFIG: at('kubeconfig') } });
    const { page } = open;
    await page.getByRole('heading', { name: 'Plans', level: 1 }).waitFor();
    await visitRoute(page, '/cluster', at('plan.yaml'));
    await page.getByRole('radio', { name: /^acme-prod/ }).check();
    return page;
  }

  it('is not run before the user has allowed it, is shown whole, and runs once it is allowed', async () => {
    writeKubeconfig('get-token', '--server-id', '6dae42f8');
    const page = await openClusterPage();

    await page.getByRole('button', { name: 'Run audit' }).click();
    await page.getByRole('alert').getByText(/allow/i).first().waitFor();
    await visitRoute(page, '/cluster', at('plan.yaml'));

    await page.getByRole('button', { name: 'Allow the command' }).click();
    const question = page.getByRole('alertdialog');
    const asked = (await question.textContent()) ?? '';
    for (const part of [process.execPath, at('sign-in.mjs'), '--server-id', '6dae42f8', 'https://127.0.0.1:1']) {
      expect(asked).toContain(part);
    }
    await page.keyboard.press('Enter');
    await question.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Allow the command' }).click();
    await page.keyboard.press('Escape');
    await question.waitFor({ state: 'detached' });
    expect(timesRun()).toEqual([]);

    await page.getByRole('button', { name: 'Allow the command' }).click();
    await question.getByRole('button', { name: /^Run / }).click();
    await page
      .getByRole('alert')
      .getByText(/127\.0\.0\.1:1/)
      .first()
      .waitFor();
    expect(timesRun()).toEqual(['get-token --server-id 6dae42f8']);
  });

  it('is remembered by the next start, and asked about again once an argument has changed', async () => {
    writeKubeconfig('get-token');
    const first = await openClusterPage();
    await first.getByRole('button', { name: 'Allow the command' }).click();
    await first.getByRole('alertdialog').getByRole('button', { name: /^Run / }).click();
    await first
      .getByRole('alert')
      .getByText(/127\.0\.0\.1:1/)
      .first()
      .waitFor();
    await open?.close();

    const second = await openClusterPage();
    await second.getByRole('button', { name: 'Ask for rights' }).click();
    await second
      .getByRole('alert')
      .getByText(/127\.0\.0\.1:1/)
      .first()
      .waitFor();
    expect(timesRun()).toEqual(['get-token', 'get-token']);

    writeKubeconfig('get-token', '--insecure');
    await second.getByRole('button', { name: 'Read again' }).click();
    await second.getByRole('button', { name: 'Allow the command' }).waitFor();
    expect(timesRun()).toEqual(['get-token', 'get-token']);
  });
});
