import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { connect, createServer as createSocketServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createHash, X509Certificate } from 'node:crypto';
import { describe, expect, it, onTestFinished } from 'vitest';
import { kubeClusters } from '#electron/adapters/kubernetes/kubeClusters.ts';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import type { OpenCluster } from '#electron/application/ports.ts';
import type { Failure, Outcome } from '#shared/contract/failure.ts';
import type { ClusterResourceId } from '#shared/evidence/clusterResources.ts';
import type { ClusterSnapshot } from '#shared/evidence/clusterSnapshot.ts';
import { toKubeconfig } from '../kubeApiServer.ts';
import { askServer, apply, clusterAccess, isSkipped, skipReason } from './realCluster.ts';

/** Opens the current context of a kubeconfig as a user's environment would have it. */
async function open(
  kubeconfig: unknown,
  environment: Readonly<Record<string, string>> = {},
  deadlineMs?: number,
): Promise<Outcome<OpenCluster>> {
  const file = path.join(temporaryFolder(), 'config');
  writeFileSync(file, typeof kubeconfig === 'string' ? kubeconfig : JSON.stringify(kubeconfig));
  const clusters = kubeClusters({
    environment: { PATH: process.env['PATH'], ...environment, KUBECONFIG: file },
    commandPath: async () => undefined,
    deadlineMs,
  });
  const opened = await clusters.open(undefined);
  if (opened.ok) onTestFinished(() => opened.value.close());
  return opened;
}

function valueOf<Value>(outcome: Outcome<Value>): Value {
  if (!outcome.ok) throw new Error(`${outcome.failure.message} ${JSON.stringify(outcome.failure.problems)}`);
  return outcome.value;
}

function failureOf(outcome: Outcome<unknown>): Failure {
  if (outcome.ok) throw new Error('It was expected to fail.');
  return outcome.failure;
}

async function collect(cluster: OpenCluster, needs: readonly ClusterResourceId[]): Promise<ClusterSnapshot> {
  const steps = cluster.collect(needs);
  for (;;) {
    const step = await steps.next();
    if (step.done === true) return valueOf(step.value);
  }
}

async function whoAmI(cluster: OpenCluster): Promise<boolean | undefined> {
  const [right] = valueOf(await cluster.rights(['namespaces']));
  return right?.isAllowed;
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    if ('closeAllConnections' in server) (server as { closeAllConnections(): void }).closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
}

async function pretend(answer: RequestListener): Promise<unknown> {
  const port = await listen(createServer(answer));
  return {
    clusters: [{ name: 'c', cluster: { server: `http://127.0.0.1:${port}` } }],
    users: [{ name: 'u', user: { token: 'canary-token' } }],
    contexts: [{ name: 'pretended', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'pretended',
  };
}

describe.skipIf(isSkipped)(`connecting to a real API server${skipReason}`, () => {
  it('signs in by a token that stands in the kubeconfig', async () => {
    const access = clusterAccess();
    const cluster = valueOf(await open(toKubeconfig(access, { token: access.token })));
    const snapshot = await collect(cluster, ['namespaces']);
    const system = (await askServer('GET', '/api/v1/namespaces/kube-system')) as { metadata: { uid: string } };
    // The server's own certificate is followed by that which signed it.
    const root =
      readFileSync(access.caFile, 'utf8')
        .match(/-----BEGIN[^-]+-----[^-]+-----END[^-]+-----/g)
        ?.at(-1) ?? '';
    const caHash = createHash('sha256').update(new X509Certificate(root).raw).digest('hex');
    expect(snapshot.identity).toEqual({ server: access.server, caHash, uid: system.metadata.uid });
    expect(snapshot.version).toMatchObject({ state: 'observed', value: { gitVersion: 'v1.36.3' } });
    expect(snapshot.clockSkew).toBeTypeOf('number');
    expect(snapshot.groups).toMatchObject({
      state: 'observed',
      value: expect.arrayContaining([{ name: '', versions: ['v1'] }]),
    });
  });

  it('signs in by a token file and a client certificate, by paths relative to the kubeconfig', async () => {
    const access = clusterAccess();
    const folder = temporaryFolder();
    mkdirSync(path.join(folder, 'keys'));
    writeFileSync(path.join(folder, 'keys/token'), `${access.token}\n`);
    for (const name of ['client.crt', 'client.key']) {
      writeFileSync(path.join(folder, 'keys', name), readFileSync(path.join(access.folder, name)));
    }
    const contextOf = (user: unknown): string => {
      const file = path.join(folder, 'config');
      writeFileSync(file, JSON.stringify(toKubeconfig(access, user as Record<string, unknown>)));
      return file;
    };
    const openFile = async (file: string): Promise<OpenCluster> => {
      const opened = valueOf(
        await kubeClusters({ environment: { KUBECONFIG: file }, commandPath: async () => undefined }).open(undefined),
      );
      onTestFinished(() => opened.close());
      return opened;
    };
    expect(await whoAmI(await openFile(contextOf({ tokenFile: 'keys/token' })))).toBe(true);
    const certified = await openFile(
      contextOf({ 'client-certificate': 'keys/client.crt', 'client-key': 'keys/client.key' }),
    );
    expect(await whoAmI(certified)).toBe(false);
    await apply({
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'certified-views' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'certified' }],
    });
    await expect.poll(() => whoAmI(certified)).toBe(true);
  });

  it('impersonates whom the kubeconfig names', async () => {
    const access = clusterAccess();
    const nobody = valueOf(await open(toKubeconfig(access, { token: access.token, as: 'nobody' })));
    expect(await whoAmI(nobody)).toBe(false);
    const master = valueOf(
      await open(toKubeconfig(access, { token: access.token, as: 'nobody', 'as-groups': ['a', 'system:masters'] })),
    );
    expect(await whoAmI(master)).toBe(true);
  });

  it('signs in by what a command prints, which is told what client-go tells it', async () => {
    const access = clusterAccess();
    const folder = temporaryFolder();
    const command = path.join(folder, 'sign-in.sh');
    writeFileSync(
      command,
      `#!/bin/sh\nprintf '%s' "$KUBERNETES_EXEC_INFO" > ${folder}/told\nprintf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' "$TOKEN$1"\n`,
    );
    chmodSync(command, 0o755);
    const [head, tail] = [access.token.slice(0, 5), access.token.slice(5)];
    const exec = {
      apiVersion: 'client.authentication.k8s.io/v1',
      command,
      args: [tail],
      env: [{ name: 'TOKEN', value: head }],
      provideClusterInfo: true,
      interactiveMode: 'IfAvailable',
    };
    expect(await whoAmI(valueOf(await open(toKubeconfig(access, { exec }))))).toBe(true);
    expect(JSON.parse(readFileSync(path.join(folder, 'told'), 'utf8'))).toMatchObject({
      kind: 'ExecCredential',
      spec: { interactive: false, cluster: { server: access.server, config: null } },
    });
    const gone = failureOf(
      await open(toKubeconfig(access, { exec: { ...exec, command: 'no-such-command', installHint: 'Get it.' } })),
    );
    expect(gone).toMatchObject({
      kind: 'incomplete',
      message: expect.stringContaining('no-such-command'),
      remedy: 'Get it.',
    });
    writeFileSync(command, '#!/bin/sh\necho canary-output\necho "not logged in" >&2\nexit 3\n');
    const broken = failureOf(await open(toKubeconfig(access, { exec })));
    expect(broken.message).toContain('ended with 3 (not logged in)');
    expect(JSON.stringify(broken)).not.toContain('canary-output');
    const token = 'c4n4ryT0kenOfTheVault0123456';
    writeFileSync(command, `#!/bin/sh\necho "debug: the vault gave ${token}, api_key=${token}" >&2\nexit 3\n`);
    const talking = failureOf(await open(toKubeconfig(access, { exec })));
    expect(talking.message).toContain('debug: the vault gave');
    expect(JSON.stringify(talking)).not.toContain(token);
  });

  it('runs no command while it is itself run to sign somebody in', async () => {
    const folder = temporaryFolder();
    const command = path.join(folder, 'sign-in.sh');
    writeFileSync(command, `#!/bin/sh\ntouch ${folder}/ran\n`);
    chmodSync(command, 0o755);
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never' };
    const kubeconfig = path.join(folder, 'config');
    writeFileSync(kubeconfig, JSON.stringify(toKubeconfig(clusterAccess(), { exec })));
    const environment = { PATH: process.env['PATH'], KUBECONFIG: kubeconfig, KUBERNETES_EXEC_INFO: '{}' };
    const refused = await kubeClusters({ environment, commandPath: async () => undefined }).open('real');
    expect(refused).toMatchObject({
      failure: { kind: 'bad-input', message: expect.stringContaining('was not run') as string },
    });
    expect(existsSync(path.join(folder, 'ran'))).toBe(false);
  });

  it('goes through the proxy that the kubeconfig names, and says when it refuses', async () => {
    const access = clusterAccess();
    const asked: string[] = [];
    let isOpen = true;
    const proxy = createServer();
    proxy.on('connect', ({ url = '' }, client, head) => {
      asked.push(url);
      if (!isOpen) return client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      const [host, port] = url.split(':');
      const server = connect(Number(port), host, () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        server.write(head);
        server.pipe(client).pipe(server);
      });
      server.on('error', () => client.destroy());
      return client.on('error', () => server.destroy());
    });
    const proxyUrl = `http://127.0.0.1:${await listen(proxy)}`;
    const throughProxy = toKubeconfig(access, { token: access.token }, { 'proxy-url': proxyUrl });
    const snapshot = await collect(valueOf(await open(throughProxy)), ['namespaces']);
    expect(snapshot.resources.namespaces).toMatchObject({ state: 'observed' });
    expect(snapshot.identity.caHash).toMatch(/^[0-9a-f]{64}$/);
    expect(asked[0]).toBe(new URL(access.server).host);

    isOpen = false;
    const refused = failureOf(await open(throughProxy));
    expect(refused).toMatchObject({ kind: 'incomplete', message: expect.stringContaining(`The proxy ${proxyUrl}`) });
  });

  it('goes by HTTPS_PROXY where NO_PROXY does not name the server', async () => {
    const access = clusterAccess();
    const port = new URL(access.server).port;
    const hosts: string[] = [];
    const proxy = createServer();
    proxy.on('connect', ({ url = '' }, client) => {
      hosts.push(url);
      const server = connect(Number(port), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        server.pipe(client).pipe(server);
      });
      client.on('error', () => server.destroy());
      server.on('error', () => client.destroy());
    });
    const environment = { HTTPS_PROXY: `http://127.0.0.1:${await listen(proxy)}` };
    const named = { server: `https://kubernetes.default:${port}`, 'tls-server-name': 'kubernetes' };
    const kubeconfig = toKubeconfig(access, { token: access.token }, named);
    expect(await whoAmI(valueOf(await open(kubeconfig, environment)))).toBe(true);
    expect(hosts[0]).toBe(`kubernetes.default:${port}`);
    const direct = failureOf(await open(kubeconfig, { ...environment, NO_PROXY: '.default,10.0.0.0/8' }));
    expect(direct.message).toContain('is not known here');
  });

  it.each([
    ['a login that has expired', { token: 'canary-expired' }, {}, /does not accept the login of context real/],
    [
      'a server that is out of reach',
      { token: 'x' },
      { server: 'https://127.0.0.1:1' },
      /is out of reach \(ECONNREFUSED\)/,
    ],
    [
      'a name that the certificate is not for',
      { token: 'x' },
      { 'tls-server-name': 'elsewhere.example' },
      /is for another name/,
    ],
    ['a server that is spoken to without TLS', { token: 'x' }, 'http', /no Kubernetes API server/],
  ])('says %s in one sentence, and asks once', async (_what, user, more, message) => {
    const access = clusterAccess();
    const cluster = more === 'http' ? { server: access.server.replace('https', 'http') } : more;
    const failed = failureOf(await open(toKubeconfig(access, user, cluster as Record<string, unknown>)));
    expect(failed.kind).toBe('incomplete');
    expect(failed.message).toMatch(message);
    expect(JSON.stringify(failed)).not.toContain('canary');
  });

  it('says that nobody vouches for a certificate, and goes on loudly where the kubeconfig asks nobody to', async () => {
    const access = clusterAccess();
    const other = readFileSync(path.join(access.folder, 'client-ca.crt')).toString('base64');
    const wrong = failureOf(
      await open(toKubeconfig(access, { token: access.token }, { 'certificate-authority-data': other })),
    );
    expect(wrong.message).toContain('signed neither by the kubeconfig’s CA nor');
    const unverified = valueOf(
      await open({
        ...(toKubeconfig(access, { token: access.token }) as object),
        clusters: [{ name: 'real', cluster: { server: access.server, 'insecure-skip-tls-verify': true } }],
      }),
    );
    expect(unverified.warnings).toEqual([expect.stringContaining('insecure-skip-tls-verify')]);
    expect((await collect(unverified, ['namespaces'])).identity.caHash).toBeUndefined();
  });
});

describe('a server that is none', () => {
  const version = (response: Parameters<RequestListener>[1]): unknown =>
    response.setHeader('content-type', 'application/json').end('{"gitVersion":"v1.99.0"}');
  const list = (items: readonly unknown[], more?: string): string =>
    JSON.stringify({ kind: 'List', metadata: more === undefined ? {} : { continue: more }, items });
  const pod = (name: string): unknown => ({ metadata: { name, namespace: 'a' } });

  /** A server of the test's own that answers as told, discovery and reviews aside. */
  const serve = (answer: RequestListener, groups: readonly unknown[] = []): Promise<unknown> =>
    pretend((request, response) => {
      const { url = '' } = request;
      if (url === '/version') return version(response);
      if (url === '/api') return response.end('{"kind":"APIVersions","versions":["v1"]}');
      if (url === '/apis') return response.end(JSON.stringify({ kind: 'APIGroupList', groups }));
      if (url.includes('selfsubjectaccessreviews')) return response.end('{"status":{"allowed":true}}');
      return answer(request, response);
    });

  it.each([
    [
      'answers with a page',
      (response: Parameters<RequestListener>[1]) => response.end('<html>Sign in</html>'),
      /is no JSON object/,
    ],
    [
      'sends elsewhere',
      (response: Parameters<RequestListener>[1]) => response.writeHead(302, { location: 'http://x' }).end(),
      /HTTP 302/,
    ],
    [
      'answers with other JSON',
      (response: Parameters<RequestListener>[1]) => response.end('{"ok":true}'),
      /tells no version/,
    ],
  ])('is told when it %s', async (_what, answer, message) => {
    const failed = failureOf(await open(await pretend((_request, response) => answer(response))));
    expect(failed.message).toMatch(/is no Kubernetes API server/);
    expect(failed.message).toMatch(message);
  });

  it('is asked three times, as it says when, where it takes no questions at all', async () => {
    let asked = 0;
    const overrun = await pretend((_request, response) => {
      asked += 1;
      response.writeHead(429, { 'retry-after': '0' }).end('{"kind":"Status","message":"slow down"}');
    });
    const failed = failureOf(await open(overrun));
    expect(failed.message).toMatch(/is asked too much at the moment, and takes no more questions as context pretended/);
    expect(asked).toBe(3);
  });

  it('costs what it does not answer in time, and keeps the rest', async () => {
    const kubeconfig = await serve(({ url = '' }, response) => {
      if (!url.startsWith('/api/v1/pods')) response.end(list([pod('one')]));
    });
    const { resources } = await collect(valueOf(await open(kubeconfig, {}, 5000)), ['namespaces', 'pods', 'services']);
    expect(resources).toMatchObject({
      namespaces: { state: 'observed' },
      pods: { state: 'failed', because: 'it did not answer within 5 s' },
      services: { state: 'observed' },
    });
  });

  it('leaves a list unknown that is nested without end', async () => {
    const deep = `{"items":[{"metadata":{"name":"one","labels":${'['.repeat(20_000)}${']'.repeat(20_000)}}}]}`;
    const kubeconfig = await serve(({ url = '' }, response) =>
      response.end(url.startsWith('/api/v1/pods') ? deep : list([pod('one')])),
    );
    const { resources } = await collect(valueOf(await open(kubeconfig)), ['namespaces', 'pods']);
    expect(resources).toMatchObject({
      namespaces: { state: 'observed' },
      pods: { state: 'failed', because: expect.stringContaining('nested without end') },
    });
  });

  it('is left alone once it says nothing any more, and what it said before is kept', async () => {
    const asked: string[] = [];
    const apps = { name: 'apps', versions: [{ version: 'v1' }] };
    const kubeconfig = await serve(
      ({ url = '' }, response) => {
        asked.push(url.split('?')[0] ?? '');
        return url.startsWith('/api/v1/namespaces') ? response.end(list([pod('one')])) : response.destroy();
      },
      [apps],
    );
    const core = ['namespaces', 'pods', 'services', 'serviceaccounts', 'nodes', 'persistentvolumeclaims'] as const;
    const needs = [...core, 'deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'replicasets.apps'] as const;
    const { resources } = await collect(valueOf(await open(kubeconfig)), needs);
    expect(resources.namespaces?.state).toBe('observed');
    expect(resources['replicasets.apps']).toMatchObject({
      because: 'it was not asked, since the API server left 3 questions in a row unanswered',
    });
    expect(asked).not.toContain('/apis/apps/v1/replicasets');
  });

  it('keeps the pages that came of a list that breaks off, and says that they are not all', async () => {
    const kubeconfig = await serve(({ url = '' }, response) => {
      if (!url.includes('continue')) return response.end(list([pod('one'), pod('two')], 'more'));
      response.writeHead(200, { 'content-length': '1000' }).write('{"items":[');
      return response.destroy();
    });
    const { resources, calls } = await collect(valueOf(await open(kubeconfig)), ['pods']);
    expect(resources.pods).toMatchObject({
      state: 'observed',
      incomplete: expect.stringContaining('the list broke off after 2'),
      value: [{ metadata: { name: 'one' } }, { metadata: { name: 'two' } }],
    });
    // One page, and three attempts at the other.
    expect(calls.find((call) => call.path === '/api/v1/pods')?.count).toBe(4);
  });

  it('starts a list again, once, when its continuation has expired', async () => {
    let expired = 0;
    const kubeconfig = await serve(({ url = '' }, response) => {
      if (!url.includes('continue')) return response.end(list([pod('one')], 'more'));
      expired += 1;
      if (expired > 1) return response.end(list([pod('two')]));
      return response.writeHead(410).end('{"kind":"Status","message":"too old","code":410}');
    });
    const { resources } = await collect(valueOf(await open(kubeconfig)), ['pods']);
    const names = resources.pods?.state === 'observed' ? resources.pods.value.map(({ metadata }) => metadata.name) : [];
    expect(names).toEqual(['one', 'two']);
    expect(resources.pods).not.toHaveProperty('incomplete');
  });

  it('waits as it is told when it is asked too often, and gives up after a few times', async () => {
    let asked = 0;
    const busy = await serve((_request, response) => {
      asked += 1;
      if (asked === 2) return response.end(list([pod('one')]));
      return response.writeHead(429, { 'retry-after': '0' }).end('{"kind":"Status","message":"slow down"}');
    });
    const { resources } = await collect(valueOf(await open(busy)), ['pods']);
    expect(resources.pods).toMatchObject({ state: 'observed', value: [{ metadata: { name: 'one' } }] });
    asked = 2;
    const again = await collect(valueOf(await open(busy)), ['pods']);
    expect(again.resources.pods).toMatchObject({ state: 'failed', because: 'slow down' });
    expect(asked).toBe(5);
  });

  it('is not asked a second time what it refuses, or after a login has expired', async () => {
    let asked = 0;
    const refusing = await serve((_request, response) => {
      asked += 1;
      response.writeHead(asked === 1 ? 401 : 403).end('{"kind":"Status","message":"no"}');
    });
    const cluster = valueOf(await open(refusing));
    expect((await collect(cluster, ['pods'])).resources.pods).toMatchObject({ state: 'failed', because: 'no' });
    expect((await collect(cluster, ['pods'])).resources.pods).toMatchObject({ state: 'forbidden', needs: 'list pods' });
    expect(asked).toBe(2);
  });

  it('is left within the moment in which the work is given up', async () => {
    let hasAsked: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => (hasAsked = resolve));
    const cluster = valueOf(await open(await serve(() => hasAsked())));
    const cancel = new AbortController();
    const steps = cluster.collect(['pods'], cancel.signal);
    const ending = (async () => {
      for (;;) {
        const step = await steps.next();
        if (step.done === true) return step.value;
      }
    })();
    await waiting;
    cancel.abort();
    expect(failureOf(await ending).kind).toBe('cancelled');
  });

  it('is taken at its word for hostile names and huge annotations, and nothing of the latter is kept', async () => {
    const hostile = [
      { metadata: { name: '__proto__', namespace: 'constructor', annotations: { a: 'canary'.repeat(100_000) } } },
      { metadata: { name: '\u001B[2J<script>', namespace: 'a', labels: { ['__proto__']: 'x' } }, spec: 'no object' },
      'no object',
      { metadata: {} },
    ];
    const { resources } = await collect(
      valueOf(await open(await serve((_q, response) => response.end(list(hostile))))),
      ['pods'],
    );
    expect(resources.pods).toMatchObject({
      state: 'observed',
      value: [{ metadata: { name: '__proto__' } }, { kind: 'Pod' }],
    });
    expect(JSON.stringify(resources)).not.toContain('canary');
  });
});

it('counts on nobody who takes a connection and says nothing', async () => {
  const port = await listen(createSocketServer((socket) => socket.destroy()));
  const kubeconfig = {
    clusters: [{ name: 'c', cluster: { server: `https://127.0.0.1:${port}` } }],
    contexts: [{ name: 'silent', context: { cluster: 'c' } }],
    'current-context': 'silent',
  };
  expect(failureOf(await open(kubeconfig))).toMatchObject({
    kind: 'incomplete',
    message: expect.stringContaining('out of reach'),
  });
});
