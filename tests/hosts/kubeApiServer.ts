/** A real API server of Kubernetes over a real etcd, for tests of what it accepts. It has no controllers and no nodes. */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findFreePort } from '../findFreePort.ts';
import { isOnPath } from '../isOnPath.ts';
import { isProgram } from '../isProgram.ts';

const run = promisify(execFile);

/** Where envtest's programs are kept, as its own tools name the variable. */
const assets = process.env['KUBEBUILDER_ASSETS'] ?? path.join(homedir(), '.cache/pdp-kube');

/** What is not there, of the programs that these tests need. */
export const missingKubePrograms = [
  ...['etcd', 'kube-apiserver']
    .filter((name) => !isProgram(path.join(assets, name)))
    .map((name) => `${name} in KUBEBUILDER_ASSETS`),
  ...(isOnPath('kubectl') ? [] : ['kubectl']),
];

export interface KubeApiServer {
  /** One command of kubectl; what it prints, or what it says when it fails. */
  kubectl(...words: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

export async function openKubeApiServer(folder: string): Promise<KubeApiServer> {
  const inFolder = (name: string): string => path.join(folder, name);
  const [secure, client, peer] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const token = randomUUID();
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(inFolder('sa.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }));
  writeFileSync(inFolder('tokens.csv'), `${token},admin,admin,system:masters\n`);
  const start = (name: string, words: readonly string[]): ChildProcess =>
    spawn(path.join(assets, name), words, { cwd: folder, stdio: 'ignore' });
  const etcd = start('etcd', [
    `--data-dir=${inFolder('etcd')}`,
    '--unsafe-no-fsync',
    `--listen-client-urls=http://127.0.0.1:${client}`,
    `--advertise-client-urls=http://127.0.0.1:${client}`,
    `--listen-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`,
    `--initial-cluster=default=http://127.0.0.1:${peer}`,
  ]);
  const server = start('kube-apiserver', [
    `--etcd-servers=http://127.0.0.1:${client}`,
    `--secure-port=${secure}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    `--cert-dir=${inFolder('certs')}`,
    `--service-account-key-file=${inFolder('sa.key')}`,
    `--service-account-signing-key-file=${inFolder('sa.key')}`,
    '--service-account-issuer=https://kubernetes.default',
    `--token-auth-file=${inFolder('tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--disable-admission-plugins=ServiceAccount',
  ]);
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'real', cluster: { server: `https://127.0.0.1:${secure}`, 'insecure-skip-tls-verify': true } }],
    users: [{ name: 'admin', user: { token } }],
    contexts: [{ name: 'real', context: { cluster: 'real', user: 'admin' } }],
    'current-context': 'real',
  };
  writeFileSync(inFolder('kubeconfig'), JSON.stringify(kubeconfig));
  const env = { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: inFolder('kubeconfig') };
  const kubectl = (...words: readonly string[]): Promise<string> =>
    run('kubectl', [...words], { cwd: folder, env }).then(
      ({ stdout }) => stdout,
      (error: unknown) => String(error),
    );
  while (!(await kubectl('get', '--raw', '/readyz')).startsWith('ok')) {
    if (server.exitCode !== null || etcd.exitCode !== null) throw new Error('The API server ended.');
    await pause(250);
  }
  return {
    kubectl,
    async close() {
      const ended = [once(server, 'exit'), once(etcd, 'exit')];
      // It waits for an etcd that is gone for ever when it is asked politely.
      server.kill('SIGKILL');
      etcd.kill('SIGKILL');
      await Promise.all(ended);
    },
  };
}
