import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { kubeClusters } from './kubeClusters.ts';

const config = {
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name: 'acme', cluster: { server: 'https://127.0.0.1:1' } }],
  contexts: [{ name: 'acme-prod', context: { cluster: 'acme' } }],
};

function contextsOf(...files: readonly string[]) {
  const environment = { KUBECONFIG: files.join(path.delimiter) };
  return kubeClusters({ environment, commandPath: async () => undefined }).contexts();
}

describe('the contexts of a kubeconfig', () => {
  it('are none where no file of the list is there, which is no failure and says where was looked', () => {
    const folder = temporaryFolder();
    const [one, two] = [path.join(folder, 'one'), path.join(folder, 'two')];
    expect(contextsOf(one, two)).toEqual({ ok: true, value: { files: [], missing: [one, two], contexts: [] } });
  });

  it('come with those of the list that are not there', () => {
    const folder = temporaryFolder();
    const [there, away] = [path.join(folder, 'there'), path.join(folder, 'away')];
    writeFileSync(there, JSON.stringify(config));
    expect(contextsOf(away, there)).toMatchObject({
      ok: true,
      value: { files: [there], missing: [away], contexts: [{ name: 'acme-prod', server: 'https://127.0.0.1:1' }] },
    });
  });

  it('fail where the file can’t be read', () => {
    const file = path.join(temporaryFolder(), 'config');
    writeFileSync(file, 'kind: Secret\n');
    expect(contextsOf(file)).toMatchObject({ ok: false, failure: { kind: 'bad-input' } });
  });
});
