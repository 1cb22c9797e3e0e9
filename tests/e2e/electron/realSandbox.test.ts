import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { launchElectron, needElectron, realSandboxMissing } from '../launchElectron.ts';
import { connectThroughPage } from './connectThroughPage.ts';
import { findProcesses } from './findProcesses.ts';

describe("the desktop in Chromium's real sandbox", () => {
  beforeEach(needElectron);

  it('runs the page under seccomp and without rights to gain, and the page reaches its engine', async ({ skip }) => {
    const missing = realSandboxMissing();
    if (missing !== undefined) skip(missing);
    const { app, page, close } = await launchElectron({ home: temporaryFolder(), realSandbox: true });
    try {
      const [renderer] = findProcesses(app.process().pid ?? 0, /--type=renderer/);
      const status = readFileSync(`/proc/${renderer}/status`, 'utf8');
      // 2: system calls are filtered.
      expect(status).toMatch(/^Seccomp:\s+2$/m);
      expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
      expect(status).not.toMatch(/^Uid:\s+0\b/m);
      const { client } = await connectThroughPage(page);
      expect(await client.system.information()).toMatchObject({ host: 'desktop' });
    } finally {
      await close();
    }
  });
});
