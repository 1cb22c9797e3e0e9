import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { findKubeconfigFiles, readKubeconfig, readMaterial } from './kubeconfig.ts';
import type { Kubeconfig } from './kubeconfig.ts';

function write(folder: string, name: string, content: unknown): string {
  const file = path.join(folder, name);
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

function read(...files: readonly string[]): Kubeconfig {
  const kubeconfig = readKubeconfig(files);
  if (!kubeconfig.ok) throw new Error(kubeconfig.failure.message);
  return kubeconfig.value;
}

const config = (name: string, server: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Config',
  clusters: [{ name, cluster: { server } }],
  contexts: [{ name, context: { cluster: name, user: name } }],
  users: [{ name, user: { token: `token-of-${server}` } }],
  ...more,
});

describe('a kubeconfig', () => {
  it('is the list in KUBECONFIG, each file once, or the one in the home folder', () => {
    const listed = ['/a/config', '/b/config', '/a/config', ''].join(path.delimiter);
    expect(findKubeconfigFiles({ KUBECONFIG: listed }, '/home/ana')).toEqual(['/a/config', '/b/config']);
    expect(findKubeconfigFiles({ KUBECONFIG: '' }, '/home/ana')).toEqual([path.join('/home/ana', '.kube', 'config')]);
  });

  it('is merged from a list as kubectl does: the first word holds, and what is not there is passed over', () => {
    const folder = temporaryFolder();
    const one = write(folder, 'one', config('shared', 'https://one'));
    const two = write(folder, 'two', {
      ...config('shared', 'https://two', { 'current-context': 'other' }),
      contexts: [{ name: 'other', context: { cluster: 'shared', namespace: 'shop' } }],
    });
    const three = write(folder, 'three', config('third', 'https://three', { 'current-context': 'third' }));
    const { files, currentContext, contexts, clusters } = read(one, path.join(folder, 'gone'), two, three);
    expect(files).toEqual([one, two, three]);
    expect(currentContext).toBe('other');
    expect([...contexts.keys()]).toEqual(['shared', 'other', 'third']);
    expect(clusters.get('shared')?.server).toBe('https://one');
    expect(contexts.get('other')).toEqual({ cluster: 'shared', user: undefined, namespace: 'shop' });
  });

  it('has paths that begin where its file lies, and values that win over them', () => {
    const folder = temporaryFolder();
    const file = write(folder, 'config', {
      clusters: [{ name: 'c', cluster: { server: 's', 'certificate-authority': 'ca.pem' } }],
      users: [
        { name: 'files', user: { 'client-certificate': 'c.pem', 'client-key': '/k.pem', tokenFile: 't', token: 'no' } },
        { name: 'inline', user: { 'client-certificate': 'c.pem', 'client-certificate-data': 'aGk=' } },
        { name: 'exec', user: { exec: { command: './bin/login', args: ['a'] } } },
        { name: 'onPath', user: { exec: { command: 'login', env: [{ name: 'A', value: 'b' }] } } },
      ],
    });
    const { clusters, users } = read(file);
    expect(clusters.get('c')?.ca).toEqual({ file: path.join(folder, 'ca.pem') });
    expect(users.get('files')).toMatchObject({
      certificate: { file: path.join(folder, 'c.pem') },
      key: { file: '/k.pem' },
      token: { file: path.join(folder, 't') },
    });
    expect(users.get('inline')?.certificate).toEqual({ text: 'hi' });
    expect(users.get('exec')?.exec?.command).toBe(path.join(folder, 'bin/login'));
    expect(users.get('onPath')?.exec).toMatchObject({ command: 'login', env: [{ name: 'A', value: 'b' }] });
    expect(readMaterial({ file: path.join(folder, 'gone') })).toMatchObject({
      ok: false,
      failure: { kind: 'not-found' },
    });
  });

  it('may be hostile: entries without names, names of the language, aliases that lead back to themselves', () => {
    const folder = temporaryFolder();
    const file = write(
      folder,
      'config',
      'clusters: [{name: __proto__, cluster: {server: s}}, {cluster: {server: t}}, 7]\nusers: &u\n  - {name: u, user: {extra: *u, token: t}}\ncontexts: {name: none}\n',
    );
    const { clusters, users, contexts } = read(file);
    expect([...clusters.keys()]).toEqual(['__proto__']);
    expect(users.get('u')?.token).toEqual({ text: 't' });
    expect(contexts.size).toBe(0);
  });

  it.each([
    ['is not there', () => '/nowhere/config', 'not-found', /There is no kubeconfig: \/nowhere\/config is not there/],
    [
      'is no YAML',
      (folder: string) => write(folder, 'c', 'users:\n  - token: "canary\n'),
      'bad-input',
      /:\d+: It is not YAML/,
    ],
    [
      'is of another kind',
      (folder: string) => write(folder, 'c', 'kind: Secret\n'),
      'bad-input',
      /It is of kind "Secret"/,
    ],
    [
      'is of a newer form',
      (folder: string) => write(folder, 'c', 'apiVersion: v2\n'),
      'bad-input',
      /apiVersion "v2"; this program reads v1/,
    ],
    ['is a list', (folder: string) => write(folder, 'c', '- canary\n'), 'bad-input', /a mapping is expected/],
    ['is a folder', (folder: string) => folder, 'bad-input', /is a folder/],
  ])('that %s is told, and nothing of it is quoted', (_what, make, kind, message) => {
    const refused = readKubeconfig([make(temporaryFolder())]);
    if (refused.ok) throw new Error('It was read.');
    const { problems } = refused.failure;
    expect(refused.failure.kind).toBe(kind);
    const told = [
      refused.failure.message,
      ...problems.map(({ file, line, message: what }) => `${file}:${line}: ${what}`),
    ];
    expect(told.join('\n')).toMatch(message);
    expect(told.join('\n')).not.toContain('canary');
  });

  it('that is a link to itself is told as one', () => {
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'k'));
    const file = path.join(folder, 'k/config');
    symlinkSync(file, file);
    const refused = readKubeconfig([file]);
    expect(refused).toMatchObject({ ok: false, failure: { message: expect.stringContaining('leads back to itself') } });
  });
});
