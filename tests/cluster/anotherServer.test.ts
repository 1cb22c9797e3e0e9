/** A second real API server, which is not as the others are: it lacks an API, believes an issuer, shows bad certificates. */
import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { kubeClusters } from '#electron/adapters/kubernetes/kubeClusters.ts';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import type { OpenCluster } from '#electron/application/ports.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { ClusterResourceId } from '#shared/evidence/clusterResources.ts';
import type { ClusterSnapshot } from '#shared/evidence/clusterSnapshot.ts';
import { openKubeApiServer, toKubeconfig } from '../kubeApiServer.ts';
import type { KubeApiServer } from '../kubeApiServer.ts';
import { assessCheck } from './assessCheck.ts';
import { makeCertificate } from './makeCertificate.ts';
import type { Certificate } from './makeCertificate.ts';
import { flagsFor, openIssuer } from './openIssuer.ts';
import type { Issuer } from './openIssuer.ts';
import { isSkipped, skipReason } from './realCluster.ts';
import { standBefore } from './standBefore.ts';

describe.skipIf(isSkipped)(`another real API server${skipReason}`, () => {
  let folder: string;
  let server: KubeApiServer;
  let issuer: Issuer;
  let own: Certificate;
  let later: Certificate;
  let over: Certificate;

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'pdp-another-')));
    own = await makeCertificate(folder, 'IP:127.0.0.1', [2020, 2049]);
    later = await makeCertificate(folder, 'DNS:later.example', [2047, 2049]);
    over = await makeCertificate(folder, 'DNS:over.example', [2020, 2021]);
    issuer = await openIssuer(own);
    server = await openKubeApiServer(folder, [
      ...flagsFor(issuer, own.certFile),
      `--tls-sni-cert-key=${later.certFile},${later.keyFile}`,
      `--tls-sni-cert-key=${over.certFile},${over.keyFile}`,
      '--runtime-config=policy/v1=false',
    ]);
    await server.kubectl('create', 'clusterrole', 'namespaces', '--verb=list', '--resource=namespaces');
    await server.kubectl('create', 'clusterrolebinding', 'ana', '--clusterrole=namespaces', '--user=oidc:ana');
  });

  afterAll(async () => {
    await server.close();
    issuer.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(kubeconfig: unknown): Promise<Outcome<OpenCluster>> {
    const file = path.join(temporaryFolder(), 'config');
    writeFileSync(file, JSON.stringify(kubeconfig));
    const environment = { PATH: process.env['PATH'], KUBECONFIG: file };
    const opened = await kubeClusters({ environment, commandPath: async () => undefined }).open(undefined);
    if (opened.ok) onTestFinished(() => opened.value.close());
    return opened;
  }

  async function collect(kubeconfig: unknown, needs: readonly ClusterResourceId[]): Promise<ClusterSnapshot> {
    const opened = await open(kubeconfig);
    if (!opened.ok) throw new Error(opened.failure.message);
    const steps = opened.value.collect(needs);
    for (;;) {
      const step = await steps.next();
      if (step.done !== true) continue;
      if (!step.value.ok) throw new Error(step.value.failure.message);
      return step.value.value;
    }
  }

  /** How often the server was asked by this program since, by its audit log, in which every answer stands before it is given. */
  function countCalls(by: (call: AuditedCall) => boolean): number {
    const calls = readFileSync(server.access.auditLog, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AuditedCall);
    return calls.filter((call) => call.userAgent?.startsWith('pdp-workbench/') === true && by(call)).length;
  }

  const as = (user: Readonly<Record<string, unknown>>): unknown => toKubeconfig(server.access, user);
  const named = (name: string, certificate: Certificate): unknown =>
    toKubeconfig(
      server.access,
      { token: server.access.token },
      { 'tls-server-name': name, 'certificate-authority-data': Buffer.from(certificate.cert).toString('base64') },
    );
  const oidc = (token: string): unknown => as({ 'auth-provider': { name: 'oidc', config: { 'id-token': token } } });

  it('believes the id token of an issuer, and one that has expired is one question and one sentence', async () => {
    // The server asks the issuer for its keys by itself, and believes nobody before it has them.
    await expect.poll(async () => (await open(oidc(issuer.tokenFor('ana', 600)))).ok, { timeout: 60_000 }).toBe(true);
    const { resources } = await collect(oidc(issuer.tokenFor('ana', 600)), ['namespaces', 'nodes']);
    expect(resources).toMatchObject({ namespaces: { state: 'observed' }, nodes: { state: 'forbidden' } });

    const isDenied = ({ responseStatus }: AuditedCall): boolean => responseStatus?.code === 401;
    const before = countCalls(isDenied);
    expect(await open(oidc(issuer.tokenFor('ana', -60)))).toMatchObject({
      failure: {
        message: expect.stringMatching(
          /^https:\S+ does not accept the login of context real: it has expired/,
        ) as string,
        remedy: expect.stringContaining('Sign in again') as string,
      },
    });
    expect(countCalls(isDenied)).toBe(before + 1);
  });

  it('is signed in to anew by the command of the kubeconfig at each look, with the token that holds then', async () => {
    const place = temporaryFolder();
    const [command, token] = [path.join(place, 'sign-in.sh'), path.join(place, 'token')];
    const status = `{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}`;
    writeFileSync(command, `#!/bin/sh\nprintf '${status}' "$(cat ${token})"\n`);
    chmodSync(command, 0o755);
    const exec = { apiVersion: 'client.authentication.k8s.io/v1', command, interactiveMode: 'Never' };
    writeFileSync(token, issuer.tokenFor('ana', -60));
    expect(await open(as({ exec }))).toMatchObject({ failure: { kind: 'incomplete' } });
    writeFileSync(token, issuer.tokenFor('ana', 600));
    await expect.poll(async () => (await open(as({ exec }))).ok, { timeout: 60_000 }).toBe(true);
  });

  it.each([
    ['not valid yet', () => named('later.example', later), /is not valid yet, by this machine’s clock/],
    ['over', () => named('over.example', over), /has expired, by this machine’s clock/],
  ])('is not asked anything where its certificate is %s', async (_what, kubeconfig, message) => {
    const before = countCalls(() => true);
    expect(await open(kubeconfig())).toMatchObject({
      failure: { kind: 'incomplete', message: expect.stringMatching(message) as string },
    });
    expect(countCalls(() => true)).toBe(before);
  });

  it('fails PDP-INF-004 for the API that it lacks, and leaves it open for who may not see which there are', async () => {
    const admin = as({ token: server.access.token });
    expect(await assessCheck('PDP-INF-004', admin)).toMatchObject({
      outcome: 'fail',
      title: 'The cluster lacks policy/v1',
    });
    const viewer = as({ token: server.access.tokens['viewer'] });
    expect((await assessCheck('PDP-INF-004', viewer)).outcome).toBe('unknown');
    await server.kubectl('delete', 'clusterrolebinding', 'system:discovery', 'system:public-info-viewer');
    expect(await assessCheck('PDP-INF-004', viewer)).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'forbidden',
      evidence: expect.arrayContaining([
        { text: 'The cluster does not grant get /apis.', source: expect.stringContaining('get /apis') as string },
      ]) as unknown,
    });
  });

  async function standBeforeServer(answerTo: (path: string, response: ServerResponse) => boolean): Promise<unknown> {
    const proxy = await standBefore(server.access, own, answerTo);
    onTestFinished(() => proxy.close());
    return proxy.kubeconfig;
  }

  it('fails PDP-INF-003 where a proxy before it answers with the recorded /version of an older one', async () => {
    const recorded = { major: '1', minor: '30', gitVersion: 'v1.30.14', platform: 'linux/amd64' };
    const kubeconfig = await standBeforeServer((asked, response) => {
      if (asked === '/version') response.end(JSON.stringify(recorded));
      return asked === '/version';
    });
    expect(await assessCheck('PDP-INF-003', kubeconfig)).toMatchObject({
      outcome: 'fail',
      evidence: expect.arrayContaining([
        expect.objectContaining({ text: 'The API server is v1.30.14.' }) as unknown,
      ]) as unknown,
    });
  });

  it('is left alone where a proxy before it takes no more lists: few questions, and what was seen before stays', async () => {
    const lists: string[] = [];
    const kubeconfig = await standBeforeServer((asked, response) => {
      if (!asked.includes('limit=') || asked.includes('/namespaces?')) return false;
      lists.push(asked);
      response.writeHead(429, { 'retry-after': '1' }).end('{"kind":"Status","message":"Too many requests"}');
      return true;
    });
    const needs = [
      'namespaces',
      'pods',
      'services',
      'serviceaccounts',
      'deployments.apps',
      'statefulsets.apps',
      'daemonsets.apps',
      'replicasets.apps',
      'networkpolicies.networking.k8s.io',
      'ingresses.networking.k8s.io',
      'persistentvolumeclaims',
    ] as const;
    const { resources, calls } = await collect(kubeconfig, needs);
    expect(resources.namespaces?.state).toBe('observed');
    const others = Object.values(resources).flatMap((part) => (part.state === 'failed' ? part.because : []));
    expect(others).toHaveLength(needs.length - 1);
    expect(new Set(others)).toEqual(
      new Set(['Too many requests', 'it was not asked, since the API server left 3 questions in a row unanswered']),
    );
    // Three attempts each: at the three that are given up, and at no more than those that were asked beside them.
    expect(lists.length).toBeLessThanOrEqual(3 * 7);
    const recorded = calls.filter(({ verb, path: asked }) => verb === 'list' && !asked.endsWith('/namespaces'));
    expect(recorded.reduce((sum, { count }) => sum + count, 0)).toBe(lists.length);
  });
});

interface AuditedCall {
  readonly userAgent?: string;
  readonly responseStatus?: { readonly code: number };
}
