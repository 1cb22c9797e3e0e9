/** The command as a process: how it starts, how it is stopped, how it breaks. */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { project } from './project.ts';
import { launcher, runPdp, startPdp, untilEnd } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const cwd = suiteFolder();
const bundle = path.join(project, 'dist/node/pdp.js');

beforeAll(async () => {
  const made = await runPdp(['init', 'plan.yaml', '--sample', 'azure-standard'], { cwd });
  if (made.code !== 0) throw new Error(made.stderr);
});

/** A Node on the PATH that is older than the project's. */
function findOldNode(): string | undefined {
  const own = realpathSync(process.execPath);
  const candidates = (process.env['PATH'] ?? '').split(path.delimiter).map((folder) => path.join(folder, 'node'));
  return candidates.find((node) => {
    if (!existsSync(node) || realpathSync(node) === own) return false;
    const { stdout } = spawnSync(node, ['-p', 'parseInt(process.versions.node)'], { encoding: 'utf8' });
    return Number(stdout) > 0 && Number(stdout) < 24;
  });
}

function run(program: string, words: readonly string[], more: { readonly PATH?: string } = {}) {
  const env = { ...process.env, PDP_HOME: path.join(cwd, '.data'), ...more };
  const { status, stdout, stderr } = spawnSync(program, words, { cwd, env, encoding: 'utf8' });
  return { status, stdout, stderr };
}

const raci = ['raci', '--plan', 'plan.yaml', '--format', 'csv'];
const asExpected = { status: 0, stdout: expect.stringContaining('security-monitoring') };

describe('the command starts', () => {
  it('through a symbolic link, in any folder', () => {
    const link = path.join(cwd, 'pdp');
    if (!existsSync(link)) symlinkSync(path.relative(cwd, launcher), link);
    expect(run(link, raci)).toMatchObject(asExpected);
    expect(run('sh', [launcher, ...raci])).toMatchObject(asExpected);
    expect(run('./pdp', raci)).toMatchObject(asExpected);
  });

  it('on the project’s Node where the PATH has none', () => {
    const bare = path.join(cwd, 'bare');
    mkdirSync(bare, { recursive: true });
    for (const tool of ['sh', 'readlink', 'dirname']) {
      if (existsSync(`/bin/${tool}`) && !existsSync(path.join(bare, tool)))
        symlinkSync(`/bin/${tool}`, path.join(bare, tool));
    }
    expect(run(launcher, raci, { PATH: bare })).toMatchObject(asExpected);
  });

  it('by the project’s Node when it is started with an older one', (context) => {
    const oldNode = findOldNode();
    if (oldNode === undefined) return context.skip('no Node older than the project’s on the PATH');
    expect(run(oldNode, [launcher, ...raci])).toMatchObject(asExpected);
    expect(run(oldNode, [bundle, ...raci])).toMatchObject(asExpected);
    expect(run(oldNode, [launcher, 'rac']).status).toBe(2);
  });

  it('and says what is missing where it is not built, or has no Node that fits', (context) => {
    const bareProject = path.join(cwd, 'project');
    const copy = path.join(bareProject, 'electron/hosts/cli/pdp.cjs');
    cpSync(launcher, copy);
    cpSync(path.join(project, 'package.json'), path.join(bareProject, 'package.json'));
    const unbuilt = run(process.execPath, [copy]);
    expect(unbuilt).toMatchObject({ status: 3, stdout: '', stderr: expect.stringContaining('npm run build') });
    expect(run(copy, [])).toMatchObject({ status: 3, stdout: '', stderr: expect.stringContaining('npm run build') });

    mkdirSync(path.join(bareProject, 'dist/node'), { recursive: true });
    writeFileSync(path.join(bareProject, 'dist/node/pdp.js'), 'throw new Error("This must not be loaded.");');
    const oldNode = findOldNode();
    if (oldNode === undefined) return context.skip('no Node older than the project’s on the PATH');
    const unfit = run(oldNode, [copy]);
    expect(unfit).toMatchObject({ status: 3, stdout: '', stderr: expect.stringMatching(/needs Node 24.*npm install/) });
  });
});

describe('the command is stopped', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s in the middle of an audit, with 130 and without a run',
    async (signal) => {
      const folder = path.join(cwd, `stop-${signal}`);
      cpSync(path.join(cwd, 'plan.yaml'), path.join(folder, 'plan.yaml'));
      cpSync(path.join(cwd, 'rules'), path.join(folder, 'rules'), { recursive: true });
      writeManyManifests(path.join(folder, 'rules/kubernetes/many'));
      const running = startPdp(['audit', '--plan', 'plan.yaml', '--output', 'run.json', '--format', 'json'], {
        cwd: folder,
      });
      // The archive is opened before the rules are read: from then on there is work to be stopped.
      for (let waited = 0; !hasDatabase(folder); waited += 5) {
        if (waited > 20_000) throw new Error('The audit did not begin.');
        await delay(5);
      }
      running.kill(signal);
      const { code, stdout, stderr } = await untilEnd(running);
      expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
      expect(stderr).toMatch(/cancelled/i);
      expect(existsSync(path.join(folder, 'run.json'))).toBe(false);
      const runs = await runPdp(['history', 'list', '--format', 'json'], { cwd: folder });
      expect(JSON.parse(runs.stdout)).toEqual({ runs: [] });
    },
  );

  it('at once by a second Ctrl-C', async () => {
    const running = startPdp(['serve', '--no-open'], { cwd });
    await new Promise((resolve) => running.stdout.once('data', resolve));
    running.kill('SIGINT');
    running.kill('SIGINT');
    expect([0, 130]).toContain((await untilEnd(running)).code);
  });

  it('by Ctrl-C where it serves, which is how that ends well', async () => {
    const running = startPdp(['serve', '--no-open'], { cwd });
    await new Promise((resolve) => running.stdout.once('data', resolve));
    running.kill('SIGINT');
    expect((await untilEnd(running)).code).toBe(0);
  });
});

describe.skipIf(process.platform === 'win32')('what it prints', () => {
  const check = 'egress check --plan plan.yaml --format json';
  const sh = (script: string) => run('sh', ['-c', script]);

  it.skipIf(!existsSync('/dev/full')).each([check, '--help', '--version', 'completion bash', 'serve --no-open'])(
    'ends with 3 and the reason where there is no room for it: pdp %s',
    (words) => {
      const { status, stderr } = sh(`"${launcher}" ${words} > /dev/full`);
      expect({ status, stderr }).toEqual({
        status: 3,
        stderr: 'Standard output could not be written: the disk is full. Make room and try again.\n',
      });
    },
  );

  it('ends with 3 and the reason where a file has room for a part of it', () => {
    const { status, stderr } = sh(`ulimit -f 8; "${launcher}" ${check} > part.json`);
    expect({ status, stderr }).toEqual({ status: 3, stderr: expect.stringMatching(/^Standard output could not be/) });
  });

  it('ends in silence, with the code of its verdict, where its reader has enough', () => {
    const { stdout, stderr } = sh(`("${launcher}" ${check}; echo $? >&2) | head -1`);
    expect({ stdout, stderr }).toEqual({ stdout: '{\n', stderr: '1\n' });
  });

  it.skipIf(!existsSync('/dev/full'))('has its code also where there is no room for words to people', () => {
    expect(sh(`"${launcher}" egress check --plan nowhere.yaml 2> /dev/full`)).toMatchObject({ status: 2, stdout: '' });
  });
});

describe('on a terminal (needs the tool script)', () => {
  // In CI a terminal has no colours, by Node's own rule; people are not in CI.
  const onTerminal = (words: string): string => {
    const { stdout, status } = run('script', ['-qec', `stty cols 100; unset CI; "${launcher}" ${words}`, '/dev/null']);
    expect(status).toBe(1);
    return stdout;
  };
  const hasScript = spawnSync('script', ['--version']).status === 0;

  it.skipIf(!hasScript)('verdicts are coloured, unless NO_COLOR is set', () => {
    expect(onTerminal('egress check --plan plan.yaml')).toContain('\u001B[31mdenied\u001B[39m');
    process.env['NO_COLOR'] = '1';
    onTestFinished(() => void delete process.env['NO_COLOR']);
    expect(onTerminal('egress check --plan plan.yaml')).not.toContain('\u001B[31m');
  });

  it.skipIf(!hasScript)('progress is one line that gives way to the result', () => {
    const said = onTerminal('audit --plan plan.yaml');
    const shown = said.split('\r\u001B[2K');
    expect(shown.filter((line) => /: \d+ of \d+ checks$/.test(line)).length).toBeGreaterThan(20);
    expect(shown.at(-1)).toMatch(/^(?:Run \d|plan[.]yaml)/);
  });
});

it('breaks with 3, never with the code of a verdict, where the program itself has a defect', async () => {
  const planted = 'setTimeout(() => { throw new Error("planted"); }, 300)';
  const running = startPdp(['serve', '--no-open'], {
    cwd,
    environment: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(planted)}` },
  });
  const { code, stderr } = await untilEnd(running);
  expect(code).toBe(3);
  expect(stderr).toMatch(/defect of the program[^]*planted/);
});

it('opens the browser without telling the token to who lists processes', async () => {
  const tools = path.join(cwd, 'tools');
  mkdirSync(tools);
  for (const opener of ['xdg-open', 'open']) {
    // Keeps what it was started with, and what it was given to open.
    const script = `#!/bin/sh\necho "$@" > "${cwd}/arguments"\ncp "$(echo "$1" | sed 's#^file://##')" "${cwd}/page.html"\n`;
    writeFileSync(path.join(tools, opener), script, { mode: 0o755 });
  }
  const running = startPdp(['serve'], {
    cwd,
    environment: { PATH: `${tools}${path.delimiter}${process.env['PATH']}` },
  });
  const address = await new Promise<string>((resolve) =>
    running.stdout.once('data', (line) => resolve(String(line).trim())),
  );
  for (let waited = 0; !existsSync(path.join(cwd, 'page.html')) && waited < 10_000; waited += 20) await delay(20);
  const page = readFileSync(path.join(cwd, 'page.html'), 'utf8');
  const file = fileURLToPath(readFileSync(path.join(cwd, 'arguments'), 'utf8').trim());
  expect(page).toContain(`url=${address}"`);
  expect(file).not.toContain('token');
  expect(statSync(file).mode & 0o077).toBe(0);
  running.kill('SIGINT');
  expect((await untilEnd(running)).code).toBe(0);
  expect(existsSync(file)).toBe(false);
});

it('refuses a port that is taken, with a way on', async () => {
  const running = startPdp(['serve', '--no-open'], { cwd });
  const address = await new Promise<string>((resolve) => running.stdout.once('data', (line) => resolve(String(line))));
  const { port } = new URL(address);
  const second = await runPdp(['serve', '--no-open', '--port', port], { cwd });
  running.kill('SIGINT');
  await untilEnd(running);
  expect(second).toMatchObject({ code: 3, stdout: '', stderr: expect.stringContaining(`Port ${port} is in use`) });
});

function hasDatabase(folder: string): boolean {
  const data = path.join(folder, '.data');
  return existsSync(data) && readdirSync(data).some((name) => name.endsWith('.sqlite'));
}

/** Enough to read that there is time to stop it. */
function writeManyManifests(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const manifests = Array.from(
    { length: 400 },
    (_, index) => `---\napiVersion: v1\nkind: Namespace\nmetadata: {name: namespace-${index}}\n`,
  ).join('');
  for (let index = 0; index < 500; index += 1) writeFileSync(path.join(folder, `${index}.yaml`), manifests);
}
