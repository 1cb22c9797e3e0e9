/** A real API server of Kubernetes over a real etcd, for tests of what it accepts and what is asked of it. It has no controllers and no nodes. */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findFreePort } from './findFreePort.ts';
import { isOnPath } from './isOnPath.ts';
import { isProgram } from './isProgram.ts';

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

/** How to reach the server: plain values, which another process can be told. */
export interface KubeAccess {
  /** `https://127.0.0.1:N`. */
  readonly server: string;
  /** Of the cluster's administrator. */
  readonly token: string;
  /** Tokens of users without any rights of their own, by name. */
  readonly tokens: Readonly<Record<string, string>>;
  /** The certificate that the server shows, which signed itself. */
  readonly caFile: string;
  /** The administrator's. */
  readonly kubeconfig: string;
  /** One JSON object a line, of every answer that was given. */
  readonly auditLog: string;
  /** With a key beside it, `client.key`: signed by a CA that the server takes for users' certificates; the user `certified`. */
  readonly clientCertificate: string;
  readonly folder: string;
}

export interface KubeApiServer {
  readonly access: KubeAccess;
  /** One command of kubectl as administrator; what it prints, or what it says when it fails. */
  kubectl(...words: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

/** Starts one in the folder, with these flags beside its own, and waits until it is ready. */
export async function openKubeApiServer(folder: string, flags: readonly string[] = []): Promise<KubeApiServer> {
  const inFolder = (name: string): string => path.join(folder, name);
  const [secure, client, peer] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const access: KubeAccess = {
    server: `https://127.0.0.1:${secure}`,
    token: randomUUID(),
    tokens: { viewer: randomUUID(), auditor: randomUUID() },
    caFile: inFolder('certs/apiserver.crt'),
    kubeconfig: inFolder('kubeconfig'),
    auditLog: inFolder('audit.log'),
    clientCertificate: inFolder('client.crt'),
    folder,
  };
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(inFolder('sa.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }));
  const users = Object.entries(access.tokens).map(([name, token]) => `${token},${name},${name}\n`);
  writeFileSync(inFolder('tokens.csv'), `${access.token},admin,admin,system:masters\n${users.join('')}`);
  writeFileSync(
    inFolder('audit-policy.json'),
    JSON.stringify({
      apiVersion: 'audit.k8s.io/v1',
      kind: 'Policy',
      omitStages: ['RequestReceived'],
      rules: [{ level: 'Metadata' }],
    }),
  );
  await makeClientCertificate(folder);
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
    `--client-ca-file=${inFolder('client-ca.crt')}`,
    `--service-account-key-file=${inFolder('sa.key')}`,
    `--service-account-signing-key-file=${inFolder('sa.key')}`,
    '--service-account-issuer=https://kubernetes.default',
    `--token-auth-file=${inFolder('tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--disable-admission-plugins=ServiceAccount',
    '--allow-privileged=true',
    `--audit-policy-file=${inFolder('audit-policy.json')}`,
    `--audit-log-path=${access.auditLog}`,
    '--audit-log-mode=blocking',
    ...flags,
  ]);
  const end = async (): Promise<void> => {
    const ended = [server, etcd].filter(({ exitCode }) => exitCode === null).map((each) => once(each, 'exit'));
    // It waits for an etcd that is gone for ever when it is asked politely.
    server.kill('SIGKILL');
    etcd.kill('SIGKILL');
    await Promise.all(ended);
  };
  const env = { PATH: process.env['PATH'], HOME: folder, KUBECONFIG: access.kubeconfig };
  const kubectl = (...words: readonly string[]): Promise<string> =>
    run('kubectl', [...words], { cwd: folder, env, maxBuffer: 1 << 30 }).then(
      ({ stdout }) => stdout,
      (error: unknown) => String(error),
    );
  try {
    while (!existsSync(access.caFile)) await orEnded();
    writeFileSync(access.kubeconfig, JSON.stringify(toKubeconfig(access, { token: access.token })));
    while (!(await kubectl('get', '--raw', '/readyz')).startsWith('ok')) await orEnded();
  } catch (error) {
    await end();
    throw error;
  }

  async function orEnded(): Promise<void> {
    if (server.exitCode !== null || etcd.exitCode !== null) throw new Error('The API server ended.');
    await pause(250);
  }

  return { access, kubectl, close: end };
}

/** A kubeconfig with one context, `real`, for a user who is signed in as told. */
export function toKubeconfig(
  { server, caFile }: Pick<KubeAccess, 'server' | 'caFile'>,
  user: Readonly<Record<string, unknown>>,
  cluster: Readonly<Record<string, unknown>> = {},
): unknown {
  const ca = readFileSync(caFile).toString('base64');
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'real', cluster: { server, 'certificate-authority-data': ca, ...cluster } }],
    users: [{ name: 'user', user }],
    contexts: [{ name: 'real', context: { cluster: 'real', user: 'user' } }],
    'current-context': 'real',
  };
}

async function makeClientCertificate(folder: string): Promise<void> {
  const openssl = (...words: readonly string[]): Promise<unknown> => run('openssl', [...words], { cwd: folder });
  const newKey = ['-newkey', 'rsa:2048', '-nodes'];
  await openssl('req', '-x509', ...newKey, '-keyout', 'client-ca.key', '-out', 'client-ca.crt', '-subj', '/CN=users');
  await openssl('req', ...newKey, '-keyout', 'client.key', '-out', 'client.csr', '-subj', '/O=auditors/CN=certified');
  const signing = ['-CA', 'client-ca.crt', '-CAkey', 'client-ca.key', '-CAcreateserial'];
  await openssl('x509', '-req', '-in', 'client.csr', ...signing, '-out', 'client.crt');
}
