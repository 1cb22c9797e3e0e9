/**
 * `npm run bench`: what must be fast, each number beside its baseline from the same run. Whole processes are timed, from the
 * start of the command to its end, and in turn with the baseline, so that a machine that slows down slows both.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { loadAll } from 'js-yaml';
import { pageKeyHeader, sessionPath } from '#shared/contract/browserSession.ts';
import type { SessionAnswer } from '#shared/contract/browserSession.ts';
import type { Plan } from '#shared/plan/plan.ts';
import { missingKubePrograms, openKubeApiServer } from '../kubeApiServer.ts';
import { measurePages } from './benchPages.ts';
import { fillCluster } from './fillCluster.ts';
import { generateAzureFirewall } from './generateAzureFirewall.ts';
import { generateCloudRules, generateTerraformPlan } from './generateCloudRules.ts';
import { generateCluster } from './generateCluster.ts';
import { generateIptables } from './generateIptables.ts';
import {
  generateCiliumPolicies,
  generateDomainList,
  generateSquid,
  generateSuricataRules,
} from './generateNameRules.ts';
import type { NameRules } from './generateNameRules.ts';
import { generateNftables } from './generateNftables.ts';
import { generatePodPolicies } from './generatePodPolicies.ts';

const project = path.resolve(import.meta.dirname, '../..');
const launcher = path.join(project, 'electron/hosts/cli/pdp.cjs');
const jsYaml = pathToFileURL(path.join(project, 'node_modules/js-yaml/dist/js-yaml.mjs')).href;
const folder = mkdtempSync(path.join(tmpdir(), 'pdp-bench-'));
const environment = { ...process.env, PDP_HOME: path.join(folder, '.data') };
const rounds = 11;

/** Verdicts; anything else means that less was done than what is measured. */
const verdicts: readonly number[] = [0, 1, 4];

/** Runs a command to its end, which is one of `ends`; the milliseconds that it took. */
async function time(
  program: string,
  words: readonly string[],
  more: NodeJS.ProcessEnv = {},
  ends = verdicts,
): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(program, words, {
    cwd: folder,
    env: { ...environment, ...more },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  const ms = performance.now() - startedAt;
  if (!ends.includes(code ?? -1)) throw new Error(`${program} ${words.join(' ')} ended with ${code}.`);
  return ms;
}

interface Usage {
  /** Of all threads and of the system on their behalf: what else runs on the machine adds less to it than to a time. */
  readonly cpuMs: number;
  readonly peakMb: number;
}

/** What a command took of the machine. It tells at its exit, in a run of its own: being asked costs time. */
async function measureUsage(
  program: string,
  words: readonly string[],
  more: NodeJS.ProcessEnv = {},
  ends = verdicts,
): Promise<Usage> {
  const [probe, told] = [path.join(folder, 'usage.cjs'), path.join(folder, 'usage.json')];
  const write = `require('fs').writeFileSync(${JSON.stringify(told)}, JSON.stringify(process.resourceUsage()))`;
  writeFileSync(probe, `process.on('exit', () => ${write});`);
  await time(program, words, { ...more, NODE_OPTIONS: `--require=${probe}` }, ends);
  const usage = JSON.parse(readFileSync(told, 'utf8')) as NodeJS.ResourceUsage;
  return { cpuMs: (usage.userCPUTime + usage.systemCPUTime) / 1000, peakMb: usage.maxRSS / 1024 };
}

async function measurePeak(program: string, words: readonly string[]): Promise<number> {
  return (await measureUsage(program, words)).peakMb;
}

interface Comparison {
  /** Of the fastest run of each: what else runs on the machine can only add to a time. */
  readonly ratio: number;
  /** How long the fastest run of the subject took. */
  readonly ms: number;
  readonly detail: string;
}

/** Times two commands in turn, so that both meet the same machine. */
async function compare(
  subject: () => Promise<number>,
  baseline: () => Promise<number>,
  times = rounds,
): Promise<Comparison> {
  const subjects: number[] = [];
  const baselines: number[] = [];
  await subject();
  for (let round = 0; round < times; round += 1) {
    subjects.push(await subject());
    baselines.push(await baseline());
  }
  const [fastest, fastestBaseline] = [Math.min(...subjects), Math.min(...baselines)];
  return {
    ratio: fastest / fastestBaseline,
    ms: fastest,
    detail: `${describe(subjects)} against ${describe(baselines)}`,
  };
}

function describe(times: readonly number[]): string {
  return `${Math.min(...times).toFixed(0)} ms, median ${median(times).toFixed(0)}`;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

let missed = 0;

function judge(what: string, value: number, atMost: number, unit: string, detail: string): void {
  const holds = value <= atMost;
  if (!holds) missed += 1;
  const judged = `${value.toFixed(value < 10 ? 2 : 0)} ${unit}, at most ${atMost}: ${holds ? 'holds' : 'MISSED'}`;
  process.stdout.write(`${what}: ${judged} (${detail})\n`);
}

async function benchRaci(): Promise<void> {
  const { ratio, detail } = await compare(
    () => time(launcher, ['raci', '--plan', 'plan.yaml']),
    () => time(process.execPath, ['-e', '0']),
  );
  judge('pdp raci --plan, from cold, against node -e 0', ratio, 4, 'times', detail);
}

async function benchEgressCheck(): Promise<void> {
  const cluster = generateCluster({ workloads: 1000, policies: 500, namespaces: 20 });
  writeFileSync(path.join(folder, 'cluster.yaml'), cluster);
  writeFileSync(
    path.join(folder, 'large.yaml'),
    readFileSync(path.join(folder, 'plan.yaml'), 'utf8')
      .replace('source: rules/kubernetes', 'source: cluster.yaml')
      .replace(/\{layer: azure-nsg.*\}/, '{layer: azure-nsg, source: none}'),
  );
  const check = ['egress', 'check', '--plan', 'large.yaml', '--format', 'json'];
  const load = `import { loadAll } from ${JSON.stringify(jsYaml)}; import { readFileSync } from 'node:fs'; loadAll(readFileSync('cluster.yaml', 'utf8'));`;
  const parse = ['--input-type=module', '-e', load];
  const { ratio, detail } = await compare(
    () => time(launcher, check),
    () => time(process.execPath, parse),
  );
  const size = `${(cluster.length / 1e6).toFixed(1)} MB`;
  judge(
    `pdp egress check of 1,000 workloads and 500 policies (${size}), against a parse by js-yaml`,
    ratio,
    3,
    'times',
    detail,
  );
  const alone = await measurePeak(process.execPath, parse);
  judge('its peak memory', await measurePeak(launcher, check), 250, 'MB', `the parse alone ${alone.toFixed(0)} MB`);
}

/** `node.txt`, with plans that name it and that do not. */
function writePacketFilter(): string {
  const dump = generateIptables({ lines: 50_000 });
  writeFileSync(path.join(folder, 'node.txt'), dump);
  const plan = readFileSync(path.join(folder, 'plan.yaml'), 'utf8').replace('cni: cilium', 'cni: calico');
  writeFileSync(path.join(folder, 'without-filter.yaml'), plan);
  writeFileSync(
    path.join(folder, 'with-filter.yaml'),
    plan.replace('{layer: node-firewall, source: none}', '{layer: node-firewall, source: node.txt}'),
  );
  return dump;
}

async function benchPacketFilter(): Promise<void> {
  const dump = writePacketFilter();
  const checkOf = (file: string) => ['egress', 'check', '--plan', file, '--format', 'json'];
  const { ratio, ms, detail } = await compare(
    () => time(launcher, checkOf('with-filter.yaml')),
    () => time(launcher, checkOf('without-filter.yaml')),
  );
  const lines = dump.split('\n').length.toLocaleString('en');
  const against = `${ratio.toFixed(1)} times one without, ${detail}`;
  judge(`pdp egress check with a packet filter of ${lines} lines`, ms, 2000, 'ms', against);
  judge('its peak memory', await measurePeak(launcher, checkOf('with-filter.yaml')), 500, 'MB', 'the whole process');
  const plan = readFileSync(path.join(folder, 'without-filter.yaml'), 'utf8');
  const rules = 10_000;
  writeFileSync(path.join(folder, 'node.json'), generateNftables({ rules }));
  writeFileSync(
    path.join(folder, 'with-nftables.yaml'),
    plan.replace('{layer: node-firewall, source: none}', '{layer: node-firewall, source: node.json}'),
  );
  const nftables = await compare(
    () => time(launcher, checkOf('with-nftables.yaml')),
    () => time(launcher, checkOf('without-filter.yaml')),
  );
  const what = `pdp egress check with nftables of ${rules.toLocaleString('en')} rules, against one without`;
  judge(what, nftables.ratio, 8, 'times', nftables.detail);
}

/** `firewall.json`, with a plan that names it. */
function writeAzureFirewall(): string {
  const rules = generateAzureFirewall({ rules: 100_000 });
  writeFileSync(path.join(folder, 'firewall.json'), rules);
  writeFileSync(
    path.join(folder, 'firewalled.yaml'),
    readFileSync(path.join(folder, 'plan.yaml'), 'utf8').replace(
      /\{\s*layer: azure-firewall.*\}/,
      '{layer: azure-firewall, source: firewall.json}',
    ),
  );
  return rules;
}

async function benchCloudRules(): Promise<void> {
  const rules = writeAzureFirewall();
  const check = ['egress', 'check', '--plan', 'firewalled.yaml', '--format', 'json'];
  const parse = ['-e', "JSON.parse(require('fs').readFileSync('firewall.json', 'utf8'))"];
  const { ratio, ms, detail } = await compare(
    () => time(launcher, check),
    () => time(process.execPath, parse),
  );
  const size = `${(rules.length / 1e6).toFixed(0)} MB`;
  const against = `${ratio.toFixed(1)} times a parse, ${detail}`;
  judge(`pdp egress check of 100,000 rules of Azure Firewall (${size})`, ms, 2000, 'ms', against);
  judge('its peak memory', await measurePeak(launcher, check), 1000, 'MB', 'one process');
}

interface Least extends Usage {
  /** From the start of the command to its end. */
  readonly ms: number;
  /** What it took of the processors, in words. */
  readonly detail: string;
}

/** The least of a few runs. */
async function measureLeast(words: readonly string[]): Promise<Least> {
  const [usages, times]: [Usage[], number[]] = [[], []];
  for (let round = 0; round < roundsOfLarge; round += 1) {
    usages.push(await measureUsage(launcher, words));
    times.push(await time(launcher, words));
  }
  const peakMb = Math.min(...usages.map((usage) => usage.peakMb));
  const cpuMs = Math.min(...usages.map((usage) => usage.cpuMs));
  return { ms: Math.min(...times), cpuMs, peakMb, detail: `${cpuMs.toFixed(0)} ms of processor time` };
}

const roundsOfLarge = 3;

/** Work grows with label sets and policies, not with pods times pods. */
async function benchReach(): Promise<void> {
  const cpuOf = new Map<number, number>();
  for (const [pods, mostMs] of [[200], [1000], [5000, 1500], [20_000]] as const) {
    const [policies, namespaces] = [Math.min(pods / 25, 200), Math.min(pods / 20, 100)];
    const text = generateCluster({ workloads: pods / 10, policies, namespaces, podsOfEach: 10 });
    writeFileSync(path.join(folder, 'pods.yaml'), text);
    const { ms, cpuMs, peakMb, detail } = await measureLeast(['egress', 'reach', '--rules', 'pods.yaml']);
    cpuOf.set(pods, cpuMs);
    const what = `pdp egress reach of ${pods} pods and ${policies} policies (${(text.length / 1e6).toFixed(1)} MB)`;
    if (mostMs === undefined) {
      process.stdout.write(`${what}: ${ms.toFixed(0)} ms (${detail}, ${peakMb.toFixed(0)} MB)\n`);
      continue;
    }
    judge(what, ms, mostMs, 'ms', detail);
    judge('its peak memory', peakMb, 300, 'MB', detail);
    const items = loadAll(text);
    writeFileSync(path.join(folder, 'pods.json'), JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    const json = await measureLeast(['egress', 'reach', '--rules', 'pods.json']);
    judge('the same from JSON', json.ms, 700, 'ms', json.detail);
  }
  const ratio = (cpuOf.get(20_000) ?? Number.NaN) / (cpuOf.get(5000) ?? Number.NaN);
  judge('20,000 pods against 5,000', ratio, 4.5, 'times', 'processor time');
}

/** One flow through a wall of rules for single addresses, as clouds print them. */
async function benchWallsOfRules(): Promise<void> {
  for (const { file, text, attachedTo } of [...generateCloudRules(100_000), generateTerraformPlan(100_000)]) {
    writeFileSync(path.join(folder, file), text);
    const asked = ['--rules', file, '--attached-to', attachedTo, '--from', 'node', '--to', '203.0.113.7:443'];
    const { ms, cpuMs, peakMb, detail } = await measureLeast(['egress', 'explain', ...asked]);
    const parse = `JSON.parse(require('fs').readFileSync(${JSON.stringify(file)}, 'utf8'))`;
    const baseline = await measureUsage(process.execPath, ['-e', parse]);
    const against = `${(cpuMs / baseline.cpuMs).toFixed(1)} times a parse, ${detail}`;
    const size = `${(text.length / 1e6).toFixed(0)} MB`;
    judge(`pdp egress explain by 100,000 rules of ${file} (${size})`, ms, 2000, 'ms', against);
    judge('its peak memory', peakMb, 1000, 'MB', detail);
  }
}

/** Rules by name in bulk, and what is looked for beside the verdicts: each plan judged as a whole, beside a parse of its text. */
async function benchNamesAndFindings(): Promise<void> {
  writePacketFilter();
  writeAzureFirewall();
  const plan = readFileSync(path.join(folder, 'plan.yaml'), 'utf8');
  const onCloud = (cloud: Plan['cloud'], layer: string): string =>
    plan
      .replace('cloud: azure', `cloud: ${cloud}`)
      .replace(/region: .*/, '')
      .replace(/ *- \{layer: azure-firewall.*\n/, '')
      .replace(/\{layer: azure-nsg.*\}/, layer);
  const ofFile = ({ file }: NameRules) => onCloud('aws', `{layer: aws-network-firewall, source: ${file}}`);
  const ofClouds = [...generateCloudRules(100_000), generateTerraformPlan(100_000)].map((rules) => {
    const { file, text, layer, cloud, attachedTo } = rules;
    writeFileSync(path.join(folder, file), text);
    const named = onCloud(cloud, `{layer: ${layer}, source: ${file}, attachedTo: [${attachedTo}]}`);
    return { what: `100,000 rules of ${file}`, file, plan: named, mostMs: 8000 };
  });
  const ofPods = generatePodPolicies(100_000).map(({ file, text, cni }) => {
    const pods = `of-${file}`;
    cpSync(path.join(folder, 'rules/kubernetes'), path.join(folder, pods), { recursive: true });
    writeFileSync(path.join(folder, pods, file), text);
    const selected = plan.replace('source: rules/kubernetes', `source: ${pods}`).replace('cni: cilium', `cni: ${cni}`);
    return { what: `100,000 rules of ${file}`, file: `${pods}/${file}`, plan: selected, mostMs: 10_000 };
  });
  const [suricata, domains] = [generateSuricataRules(100_000), generateDomainList(100_000)];
  const [squid, cilium] = [generateSquid(99_900), generateCiliumPolicies(2000)];
  const ofSquid = plan
    .replace('{layer: proxy, source: none}', `{layer: proxy, source: ${squid.file}}`)
    .replace('  backends:', '  proxy: {url: "http://proxy.acme.example:3128", cidrs: [10.10.0.9/32]}\n  backends:');
  const ofCilium = plan.replace('source: rules/kubernetes', 'source: named');
  for (const { file, text } of [suricata, domains, squid, cilium]) writeFileSync(path.join(folder, file), text);
  cpSync(path.join(folder, 'rules/kubernetes'), path.join(folder, 'named'), { recursive: true });
  cpSync(path.join(folder, cilium.file), path.join(folder, 'named', cilium.file));
  const cases = [
    { what: '100,000 Suricata rules of AWS Network Firewall', ...suricata, plan: ofFile(suricata), mostMs: 4000 },
    { what: '100,000 domains of AWS Network Firewall', ...domains, plan: ofFile(domains), mostMs: 2000 },
    { what: '99,900 lines of squid', ...squid, plan: ofSquid, mostMs: 8000 },
    { what: '2,000 policies of Cilium by name', ...cilium, plan: ofCilium, mostMs: 5000 },
    {
      what: '100,000 rules of Azure Firewall',
      file: 'firewall.json',
      plan: readFileSync(path.join(folder, 'firewalled.yaml'), 'utf8'),
      mostMs: 8000,
    },
    {
      what: 'a packet filter of 50,000 lines',
      file: 'node.txt',
      plan: readFileSync(path.join(folder, 'with-filter.yaml'), 'utf8'),
      mostMs: 8000,
    },
    ...ofClouds,
    ...ofPods,
  ];
  for (const { what, file, plan: text, mostMs } of cases) {
    const name = `of-${path.basename(file)}.yaml`;
    writeFileSync(path.join(folder, name), text);
    const { cpuMs, peakMb, detail } = await measureLeast([
      'egress',
      'check',
      '--plan',
      name,
      '--findings',
      '--format',
      'json',
    ]);
    const read = `require('fs').readFileSync(${JSON.stringify(file)}, 'utf8').split('\\n')`;
    const baseline = await measureUsage(process.execPath, ['-e', read]);
    const against = `${(cpuMs / baseline.cpuMs).toFixed(1)} times reading its lines, ${detail}`;
    judge(`pdp egress check --findings of ${what}`, cpuMs, mostMs, 'ms of processor time', against);
    judge('its peak memory', peakMb, 1000, 'MB', detail);
  }
}

/** As much as is judged, and no more: nobody waits for longer than five seconds. See shared/network/reading/excess.ts. */
async function benchBounds(): Promise<void> {
  const filtered = (file: string) => ({ file, from: '{layer: node-firewall, source: none}', layer: 'node-firewall' });
  const cases = [
    { ...filtered('bound.txt'), text: generateIptables({ lines: 99_900 }) },
    { ...filtered('bound.json'), text: generateNftables({ rules: 85_000 }) },
    { from: '{layer: proxy, source: none}', layer: 'proxy', ...generateSquid(99_900) },
    {
      from: /\{\s*layer: azure-firewall.*\}/,
      layer: 'azure-firewall',
      file: 'bound-firewall.json',
      text: generateAzureFirewall({ rules: 149_000 }),
    },
  ];
  for (const { file, text, from, layer } of cases) {
    writeFileSync(path.join(folder, file), text);
    const plan = readFileSync(path.join(folder, 'plan.yaml'), 'utf8').replace('cni: cilium', 'cni: calico');
    writeFileSync(path.join(folder, 'bound.yaml'), plan.replace(from, `{layer: ${layer}, source: ${file}}`));
    const { ms, peakMb, detail } = await measureLeast(['egress', 'check', '--plan', 'bound.yaml', '--format', 'json']);
    judge(`pdp egress check of as much as is judged of ${layer} (${file})`, ms, 5000, 'ms', detail);
    judge('its peak memory', peakMb, 1000, 'MB', detail);
  }
}

/** What is more than is judged is told at once; what takes more memory than it may ends before it has it. */
async function benchExcess(): Promise<void> {
  writePacketFilter();
  const dump = generateIptables({ lines: 600_000 });
  writeFileSync(path.join(folder, 'node.txt'), dump);
  const told = ['egress', 'check', '--plan', 'with-filter.yaml', '--format', 'json'];
  const ofDump = await measureUsage(launcher, told, {}, [2]);
  const what = `a packet filter of ${(dump.length / 1e6).toFixed(0)} MB, which is told and not judged`;
  judge(what, ofDump.cpuMs, 5000, 'ms of processor time', 'one process');
  judge('its peak memory', ofDump.peakMb, 1000, 'MB', 'the whole process');
  mkdirSync(path.join(folder, 'walls'));
  const rules = generateCloudRules(100_000).find(({ layer }) => layer === 'gcp-firewall');
  if (rules === undefined) throw new Error('There are no rules of Google Cloud.');
  for (const wall of ['a', 'b', 'c', 'd']) {
    writeFileSync(path.join(folder, `walls/${wall}.json`), rules.text.replaceAll('"rule-', `"${wall}-`));
  }
  const asked = ['--rules', 'walls', '--attached-to', rules.attachedTo, '--from', 'node', '--to', '203.0.113.7:443'];
  const ofWalls = await measureUsage(launcher, ['egress', 'explain', ...asked], {}, [...verdicts, 3]);
  judge('peak memory of 400,000 rules of Google Cloud', ofWalls.peakMb, 1000, 'MB', 'which end before they take more');
}

/** From the start of `npm start` until a browser that got in has the page. */
async function measureFirstPage(): Promise<number> {
  const startedAt = performance.now();
  const host = spawn('npm', ['start', '--silent', '--', '--browser', '--no-open'], {
    cwd: project,
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const [address] = await Promise.race([
    once(createInterface(host.stdout), 'line') as Promise<[string]>,
    once(host, 'exit').then(([code]) => Promise.reject(new Error(`npm start ended with ${code}.`))),
  ]);
  const { origin, hash } = new URL(address);
  const entered = await fetch(`${origin}${sessionPath}`, {
    method: 'POST',
    headers: { origin, 'content-type': 'application/json' },
    body: JSON.stringify({ token: new URLSearchParams(hash.slice(1)).get('token') }),
  });
  const { pageKey } = (await entered.json()) as SessionAnswer;
  const cookie = entered.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const page = await fetch(origin, { headers: { cookie, [pageKeyHeader]: pageKey } });
  if (page.status !== 200 || !(await page.text()).includes('<script')) throw new Error('That is not the page.');
  const ms = performance.now() - startedAt;
  const exit = once(host, 'exit');
  if (host.pid !== undefined) process.kill(-host.pid, 'SIGINT');
  await exit;
  return ms;
}

async function benchFirstPage(): Promise<void> {
  await measureFirstPage();
  const times: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    times.push(await measureFirstPage());
    bare.push(await time(process.execPath, ['-e', '0']));
  }
  const detail = `npm start -- --browser --no-open: ${describe(times)} beside node -e 0 with ${describe(bare)}`;
  judge('first page of the browser host', Math.min(...times), 1500, 'ms', detail);
}

/** Nothing that is done on the pages stops them for longer than a frame or three, whatever the size of the rules. */
async function benchPages(): Promise<void> {
  const steps = await measurePages();
  if (steps === undefined) {
    process.stdout.write('Pages with huge rules: skipped, needs a browser\n');
    return;
  }
  for (const { what, longestMs, ofSampleMs } of steps) {
    const detail = `${ofSampleMs.toFixed(0)} ms with little`;
    judge(`longest task of the page, with 100,000 rules and 20,000 pods: ${what}`, longestMs, 50, 'ms', detail);
  }
}

/** How long a command still takes that is cancelled at several moments of its life, in milliseconds. */
async function timeCancels(words: readonly string[], more: NodeJS.ProcessEnv, lifeMs: number): Promise<number[]> {
  const ends: number[] = [];
  for (const part of [0.15, 0.3, 0.45, 0.6, 0.75, 0.85]) {
    const child = spawn(launcher, words, { cwd: folder, env: { ...environment, ...more }, stdio: 'ignore' });
    const exit = once(child, 'exit') as Promise<[number | null]>;
    await pause(part * lifeMs);
    const startedAt = performance.now();
    child.kill('SIGINT');
    const [code] = await exit;
    // One that was faster this time than before is no measure.
    if (code === 130) ends.push(performance.now() - startedAt);
  }
  if (ends.length === 0) throw new Error('None of them could be cancelled.');
  return ends;
}

/** An audit of a whole cluster, on a real API server that holds it. */
async function benchCluster(): Promise<void> {
  if (missingKubePrograms.length > 0) {
    process.stdout.write(`Audit of a cluster: skipped, needs ${missingKubePrograms.join(' and ')}\n`);
    return;
  }
  const home = path.join(folder, 'kube');
  mkdirSync(home);
  const server = await openKubeApiServer(home);
  try {
    const size = { namespaces: 100, pods: 5000, nodes: 50, policies: 200 };
    await fillCluster(server.access, size);
    const more = { KUBECONFIG: server.access.kubeconfig };
    const audit = ['audit', '--plan', 'plan.yaml', '--context', 'real', '--format', 'json'];
    const { ratio, detail } = await compare(
      () => time(launcher, audit, more),
      () => time('kubectl', ['get', 'pods', '--all-namespaces', '--output=json'], more),
      5,
    );
    judge('pdp audit of 5,000 pods, against kubectl get pods -A -o json', ratio, 0.6, 'times', detail);
    const { peakMb } = await measureUsage(launcher, audit, more);
    judge('its peak memory', peakMb, 300, 'MB', 'the whole process');
    const plan = readFileSync(path.join(folder, 'plan.yaml'), 'utf8');
    writeFileSync(path.join(folder, 'of-cluster.yaml'), plan.replace('source: rules/kubernetes', 'source: cluster'));
    const ofCluster = ['audit', '--plan', 'of-cluster.yaml', '--context', 'real', '--format', 'json'];
    const judging = await measureUsage(launcher, ofCluster, more);
    judge('the same where the cluster’s own policies are judged', judging.peakMb, 300, 'MB', 'the whole process');
    const whole = Math.min(await time(launcher, ofCluster, more), await time(launcher, ofCluster, more));
    const ends = await timeCancels(ofCluster, more, whole);
    judge(
      'from Ctrl-C to its end',
      Math.max(...ends),
      200,
      'ms',
      `${ends.length} of them, over the length of an audit`,
    );
    await fillCluster(server.access, { ...size, pods: 20_000 });
    const small = Number.parseFloat(detail);
    const large = Math.min(await time(launcher, audit, more), await time(launcher, audit, more));
    judge('pdp audit of 20,000 pods, against 5,000', large / small, 5, 'times', `${large.toFixed(0)} ms`);
  } finally {
    await server.close();
  }
}

/** All of them, or those that are named, as in `npm run bench -- reach walls`. */
const benches = {
  raci: benchRaci,
  check: benchEgressCheck,
  filter: benchPacketFilter,
  reach: benchReach,
  clouds: benchCloudRules,
  walls: benchWallsOfRules,
  findings: benchNamesAndFindings,
  bounds: benchBounds,
  excess: benchExcess,
  start: benchFirstPage,
  pages: benchPages,
  cluster: benchCluster,
} as const satisfies Record<string, () => Promise<void>>;

const names = Object.keys(benches) as readonly (keyof typeof benches)[];
const chosen = process.argv.length > 2 ? names.filter((name) => process.argv.includes(name)) : names;
const strange = process.argv.slice(2).find((name) => !(name in benches));
if (strange !== undefined) throw new Error(`There is no bench “${strange}”: name some of ${names.join(', ')}.`);

try {
  const cores = `${availableParallelism()} cores`;
  process.stdout.write(`Node ${process.versions.node}, ${cores}, ${rounds} rounds, the fastest counts\n`);
  await time(launcher, ['init', 'plan.yaml', '--sample', 'azure-standard']);
  for (const bench of chosen) await benches[bench]();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = missed === 0 ? 0 : 1;
