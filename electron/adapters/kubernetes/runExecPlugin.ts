import { spawn } from 'node:child_process';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { toOneLine } from '#shared/kernel/toOneLine.ts';
import { withheldMark } from '#shared/kernel/withheldMark.ts';
import { toHarmlessLine } from '#shared/history/toHarmlessLine.ts';
import { succeed } from '#shared/kernel/result.ts';
import { isRecord, textOf } from '#shared/kernel/jsonFields.ts';
import { codeOf } from '../files/fileFailure.ts';
import type { ExecPlugin } from './kubeconfig.ts';

/** What an exec plugin gives: a token, a client certificate, or both. */
export interface ExecCredential {
  readonly token: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
}

const deadlineMs = 60_000;
const mostOutputCharacters = 1_000_000;

/**
 * Runs the command and reads the ExecCredential that it prints (client-go's protocol). Nothing is put to it on a terminal: a
 * plugin that wants to ask somebody fails, and is to be run once by kubectl. Whether it may run was asked before.
 */
export function runExecPlugin(
  plugin: ExecPlugin,
  /** Shown to a plugin that asks for it. */
  cluster: Readonly<Record<string, unknown>>,
  environment: Readonly<Record<string, string | undefined>>,
  signal: AbortSignal | undefined,
): Promise<Outcome<ExecCredential>> {
  // Set for whoever signs somebody in: a command that runs this program by the same kubeconfig would run itself for ever.
  if (environment['KUBERNETES_EXEC_INFO'] !== undefined) {
    return Promise.resolve(
      failure(
        'bad-input',
        `The command ${plugin.command} was not run: this program itself was run to sign in to a cluster.`,
        {
          remedy: 'Name a command in the kubeconfig that signs in by itself, or unset KUBERNETES_EXEC_INFO.',
        },
      ),
    );
  }
  const information = {
    apiVersion: plugin.apiVersion,
    kind: 'ExecCredential',
    spec: { interactive: false, ...(plugin.providesClusterInfo && { cluster }) },
  };
  const own = Object.fromEntries(plugin.env.map(({ name, value }) => [name, value]));
  const env = { ...environment, ...own, KUBERNETES_EXEC_INFO: JSON.stringify(information) };
  return new Promise((resolve) => {
    const timeout = AbortSignal.timeout(deadlineMs);
    const child = spawn(plugin.command, plugin.args, {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    let output = '';
    let words = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.length > mostOutputCharacters) child.kill();
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (words = `${words}${text}`.slice(-2000)));
    child.on('error', (error) => {
      if (signal?.aborted === true) return resolve(failure('cancelled', 'Cancelled. Nothing was written.'));
      if (timeout.aborted) return resolve(broken(plugin, `it did not end within ${deadlineMs / 1000} s`, words));
      if (codeOf(error) !== 'ENOENT') return resolve(broken(plugin, error.message, words));
      return resolve(
        failure('incomplete', `The kubeconfig signs in with the command ${plugin.command}, which is not on the PATH.`, {
          remedy: plugin.installHint === undefined ? 'Install it.' : toOneLine(plugin.installHint),
        }),
      );
    });
    child.on('close', (code) =>
      resolve(code === 0 ? parseCredential(plugin, output) : broken(plugin, `it ended with ${code}`, words)),
    );
  });
}

function broken(plugin: ExecPlugin, how: string, words: string): Outcome<never> {
  // A command that is asked to say more than usual prints what it got, and a token need not look like one.
  const last = toHarmlessLine(words.trimEnd().split('\n').at(-1) ?? '').replaceAll(/[\w+=-]{24,}/g, withheldMark);
  return failure(
    'incomplete',
    `The command ${plugin.command} gave no credentials: ${how}${last === '' ? '' : ` (${last})`}.`,
    {
      remedy: 'Sign in again as you do for kubectl, see that `kubectl version` works, and try again.',
    },
  );
}

/** What it printed is not quoted: it may be a credential. */
function parseCredential(plugin: ExecPlugin, output: string): Outcome<ExecCredential> {
  let printed: unknown;
  try {
    printed = JSON.parse(output);
  } catch {
    return broken(plugin, 'what it printed is no JSON', '');
  }
  const status = isRecord(printed) && printed['kind'] === 'ExecCredential' ? printed['status'] : undefined;
  if (!isRecord(printed) || !isRecord(status)) return broken(plugin, 'it printed no ExecCredential with a status', '');
  if (printed['apiVersion'] !== plugin.apiVersion) {
    return broken(plugin, `it speaks another version than ${plugin.apiVersion}`, '');
  }
  const credential = {
    token: textOf(status['token']),
    certificate: textOf(status['clientCertificateData']),
    key: textOf(status['clientKeyData']),
  };
  if (credential.token === undefined && (credential.certificate === undefined || credential.key === undefined)) {
    return broken(plugin, 'it printed neither a token nor a certificate with its key', '');
  }
  return succeed(credential);
}
