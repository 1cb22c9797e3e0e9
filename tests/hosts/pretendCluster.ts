import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

/** A kubeconfig of two contexts, and what answers as their cluster as far as a host needs to show that it can be asked. */
export interface PretendCluster {
  readonly kubeconfig: string;
  readonly server: string;
  close(): Promise<void>;
}

/** `plain` signs in by a token, `commanded` by a command. It grants everything but to list nodes, and holds two namespaces. */
export async function openPretendCluster(folder: string): Promise<PretendCluster> {
  const namespaces = [
    { metadata: { name: 'kube-system', uid: 'e5a4c1d2', annotations: { note: 'canary-annotation' } } },
    { metadata: { name: 'shop' } },
  ];
  const answers: Readonly<Record<string, unknown>> = {
    '/version': { gitVersion: 'v1.33.1', platform: 'linux/amd64' },
    '/api': { kind: 'APIVersions', versions: ['v1'] },
    '/apis': { kind: 'APIGroupList', groups: [{ name: 'apps', versions: [{ version: 'v1' }] }] },
    '/api/v1/namespaces': { kind: 'NamespaceList', metadata: {}, items: namespaces },
  };
  const listener = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://127.0.0.1');
    if (request.headers.authorization !== 'Bearer canary-token')
      return response.writeHead(401).end('{"kind":"Status"}');
    if (!pathname.endsWith('/selfsubjectaccessreviews')) {
      return response.end(JSON.stringify(answers[pathname] ?? { kind: 'List', metadata: {}, items: [] }));
    }
    let asked = '';
    request.on('data', (text: Buffer) => (asked += text.toString()));
    return request.on('end', () => {
      const allowed = !asked.includes('"resource":"nodes"');
      response.writeHead(201).end(JSON.stringify({ kind: 'SelfSubjectAccessReview', status: { allowed } }));
    });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const server = `http://127.0.0.1:${(listener.address() as AddressInfo).port}`;

  const command = path.join(folder, 'sign-in.sh');
  const credential = {
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token: 'canary-token' },
  };
  writeFileSync(command, `#!/bin/sh\necho '${JSON.stringify(credential)}'\n`);
  chmodSync(command, 0o755);
  const exec = {
    apiVersion: credential.apiVersion,
    command,
    args: ['--now'],
    env: [{ name: 'PROFILE', value: 'canary-value' }],
  };
  const kubeconfig = path.join(folder, 'kubeconfig');
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'pretended', cluster: { server } }],
      users: [
        { name: 'token', user: { token: 'canary-token' } },
        { name: 'command', user: { exec } },
      ],
      contexts: [
        { name: 'plain', context: { cluster: 'pretended', user: 'token' } },
        { name: 'commanded', context: { cluster: 'pretended', user: 'command' } },
      ],
      'current-context': 'plain',
    }),
  );
  return {
    kubeconfig,
    server,
    async close() {
      listener.close();
      listener.closeAllConnections();
    },
  };
}
