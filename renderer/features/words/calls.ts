import type { RunRecord } from '#shared/history/runRecord.ts';
import { count } from '#shared/kernel/count.ts';
import { formatBytes } from './files.ts';

type Calls = RunRecord['apiCalls'];

/** `61 calls, 1.2 MB`; bytes only where all of them were counted. */
export function describeCalls(calls: Calls): string {
  const number = calls.reduce((sum, call) => sum + call.count, 0);
  const bytes = calls.reduce<number | undefined>(
    (sum, call) => (sum === undefined || call.bytes === undefined ? undefined : sum + call.bytes),
    0,
  );
  return [count(number, 'call'), bytes === undefined ? [] : formatBytes(bytes)].flat().join(', ');
}

/** The hosts that were called: other machines, and servers on this one. */
export function hostsCalled(
  hosts: readonly { readonly host: string }[],
  calls: readonly { readonly server: string }[],
): readonly string[] {
  const servers = calls.map(({ server }) => hostOf(server));
  return [...new Set([...hosts.map(({ host }) => host), ...servers])];
}

const portOf: Readonly<Record<string, string>> = { 'https:': '443', 'http:': '80' };

/** As connections are named: with the port that the scheme stands for. */
function hostOf(server: string): string {
  if (!URL.canParse(server)) return server;
  const { protocol, hostname, port } = new URL(server);
  return `${hostname}:${port === '' ? (portOf[protocol] ?? '') : port}`;
}
