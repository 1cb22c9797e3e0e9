/** Rules that are dropped onto the page are this session's alone. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { openBrowserHost } from './openBrowserHost.ts';
import { openEngine } from './openEngine.ts';
import type { OpenHost } from './openedHost.ts';

const dropped = { files: [{ name: 'nsg.json', bytes: 2 }], content: new File(['[]'], 'dropped') };

async function drop({ client }: OpenHost): Promise<string> {
  const kept = await client.files.upload(dropped);
  if (!kept.ok) throw new Error(kept.failure.message);
  return kept.value.folder;
}

describe('rules that are dropped onto the page', () => {
  it('go when the host ends, and are not another host’s', async () => {
    const dataFolder = path.join(temporaryFolder(), 'data');
    const [one, other] = [await openBrowserHost(dataFolder), await openBrowserHost(dataFolder)];
    const [ofOne, ofOther] = [await drop(one), await drop(other)];
    expect(ofOne).not.toBe(ofOther);
    await one.close();
    expect(existsSync(ofOne)).toBe(false);
    expect(readdirSync(ofOther)).toEqual(['nsg.json']);
    await other.close();
    expect(readdirSync(path.join(dataFolder, 'uploads'))).toEqual([]);
  });

  it('are refused where they are not as long as they say', async () => {
    const host = await openBrowserHost(path.join(temporaryFolder(), 'data'));
    const longer = { ...dropped, files: [{ name: 'nsg.json', bytes: 3 }] };
    await expect(host.client.files.upload(longer)).rejects.toThrow('Input validation failed');
    await host.close();
  });

  it('go with the next start of a host whose engine could not take them away', async () => {
    const dataFolder = path.join(temporaryFolder(), 'data');
    const engine = await openEngine(dataFolder);
    const left = await drop(engine);
    await engine.close();
    expect(existsSync(left)).toBe(true);
    const next = await openBrowserHost(dataFolder);
    expect(existsSync(left)).toBe(false);
    await next.close();
  });
});
