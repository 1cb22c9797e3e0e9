import { homedir } from 'node:os';
import type { Clusters, OpenCluster, SignInCommand } from '#electron/application/ports.ts';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { toClusterRights } from '#shared/evidence/clusterRights.ts';
import type { ClusterVersion, Observed } from '#shared/evidence/clusterSnapshot.ts';
import { withoutAccess } from '#shared/history/withoutAccess.ts';
import { succeed } from '#shared/kernel/result.ts';
import { textOf } from '#shared/kernel/jsonFields.ts';
import { askingOf } from './askServer.ts';
import type { Answer, Asking, AskingOptions } from './askServer.ts';
import { collectSnapshot } from './collectSnapshot.ts';
import { describeTrouble, isUntrusted } from './describeTrouble.ts';
import { findKubeconfigFiles, readKubeconfig, readMaterial } from './kubeconfig.ts';
import type { Kubeconfig, KubeCluster, KubeContext, KubeUser } from './kubeconfig.ts';
import { openConnection } from './openConnection.ts';
import type { Connection, ConnectionSettings } from './openConnection.ts';
import { reviewRights } from './reviewRights.ts';
import { runExecPlugin } from './runExecPlugin.ts';

type Environment = Readonly<Record<string, string | undefined>>;

export interface KubeClustersOptions extends AskingOptions {
  readonly environment?: Environment | undefined;
  /** The PATH on which commands that sign in are looked for; asked when one is to be run. */
  readonly commandPath: () => Promise<string | undefined>;
}

/** The clusters of the user's kubeconfig, read anew at each use: other tools change it while this program runs. */
export function kubeClusters({ environment = process.env, commandPath, ...asked }: KubeClustersOptions): Clusters {
  const lookFor = (): readonly string[] => findKubeconfigFiles(environment, homedir());
  const read = (): Outcome<Kubeconfig> => readKubeconfig(lookFor());
  return {
    contexts() {
      const wanted = lookFor();
      const kubeconfig = readKubeconfig(wanted);
      if (!kubeconfig.ok) {
        // Somebody who has no kubeconfig yet has done nothing wrong.
        return kubeconfig.failure.kind === 'not-found'
          ? succeed({ files: [], missing: wanted, contexts: [] })
          : kubeconfig;
      }
      const { files, currentContext, contexts } = kubeconfig.value;
      return succeed({
        files,
        missing: wanted.filter((file) => !files.includes(file)),
        current: currentContext,
        contexts: [...contexts].map(([name, context]) => {
          const { cluster, user } = partsOf(kubeconfig.value, context);
          return {
            name,
            cluster: context.cluster,
            user: context.user,
            namespace: context.namespace,
            server: cluster === undefined ? undefined : withoutAccess(cluster.server),
            signsInWith: user === undefined ? 'nothing' : describeSignIn(user),
            command: user?.exec === undefined ? undefined : toCommand(user.exec),
            warnings: warningsOf(cluster),
          };
        }),
      });
    },

    signInCommand(name) {
      const kubeconfig = read();
      if (!kubeconfig.ok) return kubeconfig;
      const found = findContext(kubeconfig.value, name);
      if (!found.ok) return found;
      return succeed(found.value.user?.exec === undefined ? undefined : toCommand(found.value.user.exec));
    },

    async open(name, signal) {
      const kubeconfig = read();
      if (!kubeconfig.ok) return kubeconfig;
      const found = findContext(kubeconfig.value, name);
      if (!found.ok) return found;
      try {
        return await openContext(found.value, { environment, commandPath, ...asked }, signal);
      } catch (error) {
        if (signal?.aborted === true) return cancelled;
        throw error;
      }
    },
  };
}

const cancelled = failure('cancelled', 'Cancelled. Nothing was written.');

interface FoundContext {
  readonly name: string;
  readonly cluster: KubeCluster;
  readonly user: KubeUser | undefined;
}

function partsOf(
  kubeconfig: Kubeconfig,
  context: KubeContext,
): { cluster: KubeCluster | undefined; user: KubeUser | undefined } {
  return {
    cluster: kubeconfig.clusters.get(context.cluster),
    user: context.user === undefined ? undefined : kubeconfig.users.get(context.user),
  };
}

function findContext(kubeconfig: Kubeconfig, wanted: string | undefined): Outcome<FoundContext> {
  const name = wanted ?? kubeconfig.currentContext;
  const known = [...kubeconfig.contexts.keys()];
  const has = known.length === 0 ? 'It has none.' : `It has: ${known.join(', ')}.`;
  if (name === undefined) {
    return failure('bad-input', `The kubeconfig says not which context is the current one. ${has}`, {
      remedy: 'Name one with --context.',
    });
  }
  const context = kubeconfig.contexts.get(name);
  if (context === undefined) {
    return failure('not-found', `There is no context “${name}” in ${kubeconfig.files.join(', ')}. ${has}`);
  }
  const { cluster, user } = partsOf(kubeconfig, context);
  if (cluster === undefined) {
    return failure(
      'bad-input',
      `Context “${name}” is of the cluster “${context.cluster}”, which the kubeconfig does not describe.`,
      {
        remedy: 'Add the cluster with its server to the kubeconfig.',
      },
    );
  }
  if (context.user !== undefined && user === undefined) {
    return failure(
      'bad-input',
      `Context “${name}” signs in as “${context.user}”, whom the kubeconfig does not describe.`,
      {
        remedy: 'Add the user to the kubeconfig.',
      },
    );
  }
  return succeed({ name, cluster, user });
}

function describeSignIn(user: KubeUser): string {
  const ways = [
    user.exec === undefined ? undefined : `the command ${user.exec.command}`,
    user.certificate === undefined ? undefined : 'a client certificate',
    user.token === undefined ? undefined : 'a token',
    user.basic === undefined ? undefined : 'a password',
    user.authProvider === undefined ? undefined : `the auth-provider ${user.authProvider.name}`,
  ].filter((way) => way !== undefined);
  const by = ways.length === 0 ? 'nothing' : ways.join(' and ');
  return user.impersonates === undefined ? by : `${by}, impersonating ${user.impersonates.user}`;
}

function warningsOf(cluster: KubeCluster | undefined): readonly string[] {
  if (cluster === undefined) return ['The kubeconfig does not describe its cluster.'];
  return [
    ...(cluster.skipsVerification
      ? [
          `Whoever answers as ${withoutAccess(cluster.server)} is believed: insecure-skip-tls-verify is set in the kubeconfig.`,
        ]
      : []),
    ...(/^https:/i.test(cluster.server) ? [] : [`${withoutAccess(cluster.server)} is asked without TLS.`]),
  ];
}

function toCommand({ command, args, env }: NonNullable<KubeUser['exec']>): SignInCommand {
  return { command, args, env };
}

async function openContext(
  { name, cluster, user }: FoundContext,
  { environment = {}, commandPath, ...asked }: KubeClustersOptions,
  signal: AbortSignal | undefined,
): Promise<Outcome<OpenCluster>> {
  let credential: ConnectionSettings['credential'];
  if (user?.exec !== undefined) {
    const path = await commandPath();
    const given = await runExecPlugin(
      user.exec,
      toExecCluster(cluster),
      { ...environment, ...(path !== undefined && { PATH: path }) },
      signal,
    );
    if (!given.ok) return given;
    credential = given.value;
  }
  const settings = { cluster, user, credential, environment };
  const opened = openConnection({ ...settings, trusts: 'kubeconfig' });
  if (!opened.ok) return opened;
  const first = await askVersion(opened.value, asked, signal);
  // A company's own CA may stand between: what this machine trusts is asked where the kubeconfig's CA does not vouch.
  if (cluster.ca !== undefined && isUntrusted(first.answer)) {
    await opened.value.close();
    const again = openConnection({ ...settings, trusts: 'machine' });
    if (!again.ok) return again;
    return toOpenCluster({
      name,
      cluster,
      connection: again.value,
      ...(await askVersion(again.value, asked, signal)),
    });
  }
  return toOpenCluster({ name, cluster, connection: opened.value, ...first });
}

async function askVersion(
  connection: Connection,
  options: AskingOptions,
  signal: AbortSignal | undefined,
): Promise<{ readonly asking: Asking; readonly answer: Answer }> {
  const asking = askingOf(connection, options);
  try {
    return { asking, answer: await asking.ask({ verb: 'get', path: '/version' }, signal) };
  } catch (error) {
    await connection.close();
    throw error;
  }
}

interface AnsweringCluster {
  readonly name: string;
  readonly cluster: KubeCluster;
  readonly connection: Connection;
  readonly asking: Asking;
  readonly answer: Answer;
}

async function toOpenCluster({
  name,
  cluster,
  connection,
  asking,
  answer,
}: AnsweringCluster): Promise<Outcome<OpenCluster>> {
  const startedAt = now();
  const version = toVersion(answer, startedAt);
  if (version === undefined) {
    await connection.close();
    const asked = { context: name, server: connection.server, proxy: connection.proxy };
    const trouble =
      answer.kind === 'given'
        ? { kind: 'broken' as const, because: 'its answer tells no version', cause: undefined }
        : answer;
    return describeTrouble(trouble, asked);
  }
  const clockSkew = answer.kind === 'given' ? toSkew(answer.date, startedAt) : undefined;
  const guarded = async <Value>(
    work: () => Promise<Value>,
    signal: AbortSignal | undefined,
  ): Promise<Outcome<Value>> => {
    try {
      return succeed(await work());
    } catch (error) {
      if (signal?.aborted === true) return cancelled;
      throw error;
    }
  };
  return succeed({
    context: name,
    server: connection.server,
    warnings: warningsOf(cluster),
    rights: (needs, signal) => guarded(() => reviewRights(asking, toClusterRights(needs), signal), signal),
    async *collect(needs, signal) {
      const steps = collectSnapshot({ asking, needs, now }, signal);
      for (;;) {
        const step = await guarded(() => steps.next(), signal);
        if (!step.ok) return step;
        if (step.value.done !== true) {
          yield step.value.value;
          continue;
        }
        const { uid, groups, resources } = step.value.value;
        const caHash = connection.caHash();
        return succeed({
          identity: {
            server: connection.server,
            ...(caHash !== undefined && { caHash }),
            ...(uid !== undefined && { uid }),
          },
          startedAt,
          finishedAt: now(),
          ...(clockSkew !== undefined && { clockSkew }),
          version,
          groups,
          resources,
          calls: asking.calls(),
        });
      }
    },
    close: () => connection.close(),
  });
}

function now(): string {
  return new Date().toISOString();
}

/** Undefined where what answered is no API server that can be asked. */
function toVersion(answer: Answer, at: string): Observed<ClusterVersion> | undefined {
  if (answer.kind === 'refused' && answer.status === 403 && answer.isStatus) {
    return { state: 'forbidden', at, needs: 'get /version' };
  }
  const gitVersion = answer.kind === 'given' ? textOf(answer.json['gitVersion']) : undefined;
  if (answer.kind !== 'given' || gitVersion === undefined) return undefined;
  return { state: 'observed', at, value: { gitVersion, platform: textOf(answer.json['platform']) } };
}

function toSkew(date: string | undefined, at: string): number | undefined {
  const theirs = Date.parse(date ?? '');
  return Number.isNaN(theirs) ? undefined : Math.round((theirs - Date.parse(at)) / 1000);
}

/** As client-go tells a plugin that asks for it: the names of its fields, and no credentials. */
function toExecCluster({
  server,
  ca,
  tlsServerName,
  skipsVerification,
  proxyUrl,
  execConfig,
}: KubeCluster): Record<string, unknown> {
  const read = ca === undefined ? undefined : readMaterial(ca);
  return {
    server,
    ...(tlsServerName !== undefined && { 'tls-server-name': tlsServerName }),
    ...(skipsVerification && { 'insecure-skip-tls-verify': true }),
    ...(read?.ok === true && { 'certificate-authority-data': Buffer.from(read.value).toString('base64') }),
    ...(proxyUrl !== undefined && { 'proxy-url': proxyUrl }),
    config: execConfig ?? null,
  };
}
