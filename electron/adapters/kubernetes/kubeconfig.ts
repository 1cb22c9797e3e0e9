/** How to reach clusters and who asks, read from kubeconfig files as kubectl reads them. Nothing is connected or run here. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { load, YAMLException } from 'js-yaml';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import type { Problem } from '#shared/kernel/problem.ts';
import { succeed } from '#shared/kernel/result.ts';
import { isRecord, recordsOf, textOf, textsOf } from '#shared/kernel/jsonFields.ts';
import type { JsonRecord } from '#shared/kernel/jsonFields.ts';
import { codeOf, toFileFailure } from '../files/fileFailure.ts';

export interface Kubeconfig {
  readonly files: readonly string[];
  readonly currentContext: string | undefined;
  readonly contexts: ReadonlyMap<string, KubeContext>;
  readonly clusters: ReadonlyMap<string, KubeCluster>;
  readonly users: ReadonlyMap<string, KubeUser>;
}

export interface KubeContext {
  readonly cluster: string;
  readonly user: string | undefined;
  readonly namespace: string | undefined;
}

export interface KubeCluster {
  readonly server: string;
  readonly ca: Material | undefined;
  readonly tlsServerName: string | undefined;
  readonly skipsVerification: boolean;
  readonly proxyUrl: string | undefined;
  /** Given to an exec plugin that asks for it: the `client.authentication.k8s.io/exec` extension. */
  readonly execConfig: unknown;
}

/** Something that stands in the kubeconfig itself, or in a file by its absolute path. */
export type Material = { readonly text: string } | { readonly file: string };

export interface KubeUser {
  readonly certificate: Material | undefined;
  readonly key: Material | undefined;
  readonly token: Material | undefined;
  readonly basic: { readonly username: string; readonly password: string } | undefined;
  readonly exec: ExecPlugin | undefined;
  /** The in-tree providers that client-go once had, by their name, and what was kept for them. */
  readonly authProvider: { readonly name: string; readonly settings: JsonRecord } | undefined;
  readonly impersonates: Impersonation | undefined;
}

export interface Impersonation {
  readonly user: string;
  readonly uid: string | undefined;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** A command that prints credentials. */
export interface ExecPlugin {
  /** As it stands there; absolute where it was given with a folder. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly apiVersion: string;
  readonly installHint: string | undefined;
  readonly providesClusterInfo: boolean;
  readonly isInteractive: boolean;
}

/** `KUBECONFIG` as a list, else `~/.kube/config`. */
export function findKubeconfigFiles(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): readonly string[] {
  const listed = (environment['KUBECONFIG'] ?? '').split(path.delimiter).filter((file) => file !== '');
  return listed.length > 0
    ? [...new Set(listed.map((file) => path.resolve(file)))]
    : [path.join(home, '.kube', 'config')];
}

const tooLargeBytes = 16 * 1024 * 1024;

/**
 * Reads and merges as kubectl does: files of the list that are not there are passed over, what is named first holds, and paths
 * begin where their file lies. Fails where none is there, or one can't be read whole.
 */
export function readKubeconfig(files: readonly string[]): Outcome<Kubeconfig> {
  const contexts = new Map<string, KubeContext>();
  const clusters = new Map<string, KubeCluster>();
  const users = new Map<string, KubeUser>();
  const read: string[] = [];
  let currentContext: string | undefined;
  for (const file of files) {
    const content = readText(file);
    if (!content.ok) {
      if (content.failure.kind === 'not-found') continue;
      return content;
    }
    const parsed = parse(file, content.value);
    if (!parsed.ok) return parsed;
    read.push(file);
    currentContext ??= textOf(parsed.value['current-context']);
    const folder = path.dirname(file);
    keepNamed(contexts, parsed.value['contexts'], 'context', toContext);
    keepNamed(clusters, parsed.value['clusters'], 'cluster', (fields) => toCluster(fields, folder));
    keepNamed(users, parsed.value['users'], 'user', (fields) => toUser(fields, folder));
  }
  if (read.length === 0) {
    return failure(
      'not-found',
      `There is no kubeconfig: ${files.join(', ')} ${files.length === 1 ? 'is' : 'are'} not there.`,
      {
        remedy: 'Name one in the environment variable KUBECONFIG, or have your cloud’s tool write ~/.kube/config.',
      },
    );
  }
  return succeed({ files: read, currentContext, contexts, clusters, users });
}

function readText(file: string): Outcome<string> {
  try {
    const found = statSync(file);
    if (found.isDirectory()) return failure('bad-input', `${file} is a folder.`, { remedy: 'Name a kubeconfig file.' });
    if (found.size > tooLargeBytes) return refuse(file, 'It is far too large for a kubeconfig.');
    return succeed(readFileSync(file, 'utf8'));
  } catch (error) {
    return toFileFailure(error, file);
  }
}

/** What a parser quotes of the file is left out: it may be a credential. */
function parse(file: string, text: string): Outcome<JsonRecord> {
  let parsed: unknown;
  try {
    parsed = load(text);
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return refuse(file, `It is not YAML: ${error.reason}.`, error.mark?.line, error.mark?.column);
  }
  // As for kubectl, a file without content is one that says nothing.
  if (parsed === null || parsed === undefined) return succeed({});
  if (!isRecord(parsed)) return refuse(file, 'It is no kubeconfig: a mapping is expected.');
  const { kind = 'Config', apiVersion = 'v1' } = parsed;
  if (kind !== 'Config') return refuse(file, `It is of kind ${JSON.stringify(kind)}, not a kubeconfig (Config).`);
  if (apiVersion !== 'v1') {
    return refuse(file, `It is of apiVersion ${JSON.stringify(apiVersion)}; this program reads v1.`);
  }
  return succeed(parsed);
}

function refuse(file: string, message: string, line = 0, column = 0): Outcome<never> {
  const problem: Problem = { file, line: line + 1, column: column + 1, message, severity: 'error' };
  return failure('bad-input', `${file} can’t be read as a kubeconfig.`, { problems: [problem] });
}

function keepNamed<Value>(
  kept: Map<string, Value>,
  entries: unknown,
  field: string,
  convert: (fields: JsonRecord) => Value | undefined,
): void {
  for (const entry of recordsOf(entries)) {
    const name = textOf(entry['name']);
    const fields = entry[field];
    if (name === undefined || kept.has(name)) continue;
    const value = convert(isRecord(fields) ? fields : {});
    if (value !== undefined) kept.set(name, value);
  }
}

function toContext(fields: JsonRecord): KubeContext | undefined {
  const cluster = textOf(fields['cluster']);
  if (cluster === undefined) return undefined;
  return { cluster, user: textOf(fields['user']), namespace: textOf(fields['namespace']) };
}

function toCluster(fields: JsonRecord, folder: string): KubeCluster | undefined {
  const server = textOf(fields['server']);
  if (server === undefined) return undefined;
  const extension = recordsOf(fields['extensions']).find(({ name }) => name === 'client.authentication.k8s.io/exec');
  return {
    server,
    ca: toMaterial(fields, 'certificate-authority', folder),
    tlsServerName: textOf(fields['tls-server-name']),
    skipsVerification: fields['insecure-skip-tls-verify'] === true,
    proxyUrl: textOf(fields['proxy-url']),
    execConfig: extension?.['extension'],
  };
}

function toUser(fields: JsonRecord, folder: string): KubeUser {
  const token = textOf(fields['token']);
  const tokenFile = textOf(fields['tokenFile']) ?? textOf(fields['token-file']);
  const username = textOf(fields['username']);
  const provider = fields['auth-provider'];
  const providerName = isRecord(provider) ? textOf(provider['name']) : undefined;
  const settings = isRecord(provider) ? provider['config'] : undefined;
  return {
    certificate: toMaterial(fields, 'client-certificate', folder),
    key: toMaterial(fields, 'client-key', folder),
    // A file is read at each run, and wins as it does for kubectl.
    token:
      tokenFile !== undefined
        ? { file: path.resolve(folder, tokenFile) }
        : token === undefined
          ? undefined
          : { text: token },
    basic: username === undefined ? undefined : { username, password: textOf(fields['password']) ?? '' },
    exec: toExec(fields['exec'], folder),
    authProvider:
      providerName === undefined ? undefined : { name: providerName, settings: isRecord(settings) ? settings : {} },
    impersonates: toImpersonation(fields),
  };
}

/** `…-data` holds base64 and wins over the file. */
function toMaterial(fields: JsonRecord, name: string, folder: string): Material | undefined {
  const inline = textOf(fields[`${name}-data`]);
  if (inline !== undefined) return { text: Buffer.from(inline, 'base64').toString('utf8') };
  const file = textOf(fields[name]);
  return file === undefined ? undefined : { file: path.resolve(folder, file) };
}

function toImpersonation(fields: JsonRecord): Impersonation | undefined {
  const user = textOf(fields['as']);
  if (user === undefined) return undefined;
  const extra = fields['as-user-extra'];
  return {
    user,
    uid: textOf(fields['as-uid']),
    groups: textsOf(fields['as-groups']),
    extra: isRecord(extra)
      ? Object.fromEntries(Object.entries(extra).map(([key, values]) => [key, textsOf(values)]))
      : {},
  };
}

function toExec(fields: unknown, folder: string): ExecPlugin | undefined {
  if (!isRecord(fields)) return undefined;
  const command = textOf(fields['command']);
  if (command === undefined) return undefined;
  return {
    command: command.includes('/') || command.includes(path.sep) ? path.resolve(folder, command) : command,
    args: textsOf(fields['args']),
    env: recordsOf(fields['env']).flatMap((entry) => {
      const name = textOf(entry['name']);
      return name === undefined ? [] : [{ name, value: textOf(entry['value']) ?? '' }];
    }),
    apiVersion: textOf(fields['apiVersion']) ?? 'client.authentication.k8s.io/v1',
    installHint: textOf(fields['installHint']),
    providesClusterInfo: fields['provideClusterInfo'] === true,
    isInteractive: fields['interactiveMode'] === 'Always',
  };
}

/** What a material holds; a failure names what could not be read. */
export function readMaterial(material: Material): Outcome<string> {
  if ('text' in material) return succeed(material.text);
  try {
    return succeed(readFileSync(material.file, 'utf8'));
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return toFileFailure(error, material.file);
  }
}
