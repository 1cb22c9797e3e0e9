/** The real squid, asked by the requests that a client makes. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { findFreePort } from '../findFreePort.ts';

/** Names that it finds without asking anyone; all addresses are this machine's own. */
export const hosts: Readonly<Record<string, string>> = {
  'example.com': '127.0.0.10',
  'a.example.com': '127.0.0.11',
  'b.a.example.com': '127.0.0.12',
  'example.org': '127.0.0.20',
  'cp.example.net': '127.0.0.30',
};

export type SquidAnswer = 'let through' | 'turned away';

export interface RealSquid {
  readonly port: number;
  /** Asks for a tunnel to `host:port`, as a client of TLS does. */
  ask(target: string): Promise<SquidAnswer>;
  close(): Promise<void>;
}

/** Undefined where squid refuses the configuration. `{port}` in it is the port that it listens on. */
export async function startSquid(folder: string, config: string): Promise<RealSquid | undefined> {
  mkdirSync(folder, { recursive: true });
  // Squid lays down the rights of root, and reads and writes as a user of its own.
  chmodSync(path.dirname(folder), 0o755);
  chmodSync(folder, 0o777);
  const port = await findFreePort();
  writeFileSync(
    path.join(folder, 'hosts'),
    Object.entries(hosts)
      .map(([name, address]) => `${address} ${name}\n`)
      .join(''),
  );
  const log = path.join(folder, 'cache.log');
  writeFileSync(
    path.join(folder, 'squid.conf'),
    `${config.replaceAll('{port}', `${port}`)}
http_port 127.0.0.1:${port} name=inside
pid_filename ${folder}/squid.pid
cache_log ${log}
access_log none
hosts_file ${folder}/hosts
dns_nameservers 127.0.0.1
dns_timeout 1 seconds
connect_timeout 2 seconds
cache deny all
pinger_enable off
shutdown_lifetime 0 seconds
visible_hostname here
coredump_dir ${folder}
`,
  );
  const squid = spawn('squid', ['-N', '-f', path.join(folder, 'squid.conf')], { stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(squid, 'exit');
  let told = '';
  squid.stderr.setEncoding('utf8').on('data', (text: string) => (told += text));
  while (squid.exitCode === null && !(await isOpen(port))) await pause(20);
  if (squid.exitCode !== null) {
    if (!/Bungled|Invalid ACL|FATAL: ERROR/.test(told))
      throw new Error(`squid did not start: ${told || readFileSync(log, 'utf8')}`);
    return undefined;
  }
  return {
    port,
    ask: (target) => ask(port, target),
    async close() {
      // It has nothing to put in order, and takes seconds for that.
      squid.kill('SIGKILL');
      await ended;
    },
  };
}

function isOpen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}

/** What is let through fails later, since nothing listens where it goes. */
async function ask(port: number, target: string): Promise<SquidAnswer> {
  const socket = connect(port, '127.0.0.1');
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n\r\n`);
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  const [, status] = /^HTTP\/1\.\d (\d{3})/.exec(chunk.toString('latin1')) ?? [];
  if (status === '403') return 'turned away';
  if (status === '503' || status === '500' || status === '200') return 'let through';
  throw new Error(`squid answered ${target} with ${chunk.toString('latin1').slice(0, 80)}`);
}
