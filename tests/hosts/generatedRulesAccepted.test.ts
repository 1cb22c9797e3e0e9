import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectionIds } from '#shared/catalog/catalog.ts';
import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import { isProgram } from '../isProgram.ts';
import { missingPrograms, openSimulatedAws } from './awsCommandLine.ts';
import type { SimulatedAws } from './awsCommandLine.ts';
import { hasAzureCommandLine, openSimulatedAzure } from './azureCommandLine.ts';
import type { SimulatedAzure } from './azureCommandLine.ts';
import { hasGcloud, openSimulatedGoogleCloud } from './gcloudCommandLine.ts';
import type { SimulatedGoogleCloud } from './gcloudCommandLine.ts';
import { missingKubePrograms, openKubeApiServer } from '../kubeApiServer.ts';
import type { KubeApiServer } from '../kubeApiServer.ts';
import { project } from './project.ts';
import { runPdp } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const run = promisify(execFile);
const fixtures = path.join(project, 'tests/fixtures/generated');
const folder = suiteFolder();
const rules = (name: string): string => path.join(folder, 'rules', name);

beforeAll(async () => {
  cpSync(path.join(fixtures, 'plan.yaml'), path.join(folder, 'plan.yaml'));
  for (const target of ['networkpolicy', 'cilium', 'iptables', 'squid', 'aws-security-group', 'aws-network-firewall']) {
    const { code, stderr } = await runPdp(
      ['egress', 'generate', '--plan', 'plan.yaml', '--target', target, '--output', 'rules'],
      { cwd: folder },
    );
    if (code !== 4) throw new Error(`${target}: ${code} ${stderr}`);
  }
});

/** A program that may stand where only system administrators look. */
function findProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return folders.map((place) => path.join(place, name)).find(isProgram);
}

/** For the name of a suite that is skipped. */
function needs(missing: readonly string[]): string {
  return missing.length === 0 ? '' : ` (skipped: needs ${missing.join(' and ')})`;
}

const kubeMissing = needs(missingKubePrograms);
describe.skipIf(kubeMissing !== '')(`a real API server${kubeMissing}`, () => {
  let server: KubeApiServer | undefined;
  const kubectl = (...words: readonly string[]): Promise<string> => server?.kubectl(...words) ?? Promise.resolve('');

  beforeAll(async () => {
    const home = path.join(folder, 'kube');
    mkdirSync(home);
    server = await openKubeApiServer(home);
    for (const namespace of ['pdp-system', 'yes', 'secrets', 'flux-system', 'cert-manager']) {
      await kubectl('create', 'namespace', namespace);
    }
    await kubectl('apply', '-f', path.join(fixtures, 'cilium-crds.yaml'));
    await kubectl('wait', '--for=condition=established', '--all', '--timeout=60s', 'crd');
  }, 180_000);

  afterAll(() => server?.close());

  it.each([
    ['network-policies.yaml', /^networkpolicy[.]networking[.]k8s[.]io\/\S+ serverside-applied \(server dry run\)$/],
    [
      'cilium-policies.yaml',
      /^cilium(?:clusterwide)?networkpolicy[.]cilium[.]io\/\S+ serverside-applied \(server dry run\)$/,
    ],
  ])('takes every object of %s, strictly', async (file, accepted) => {
    const objects = readFileSync(rules(file), 'utf8').match(/^kind: /gm)?.length ?? 0;
    expect(objects).toBeGreaterThan(3);
    const said = await kubectl('apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', rules(file));
    expect(
      said
        .trimEnd()
        .split('\n')
        .map((line) => [line, accepted.test(line)]),
    ).toEqual(
      said
        .trimEnd()
        .split('\n')
        .map((line) => [line, true]),
    );
    expect(said.trimEnd().split('\n')).toHaveLength(objects);
  });

  it('would refuse a field that there is not', async () => {
    const broken = readFileSync(rules('cilium-policies.yaml'), 'utf8').replace('toFQDNs', 'toFqdns');
    writeFileSync(rules('broken.yaml'), broken);
    const said = await kubectl(
      'apply',
      '--server-side',
      '--dry-run=server',
      '--validate=strict',
      '-f',
      rules('broken.yaml'),
    );
    expect(said).toMatch(/unknown field|strict decoding|not declared in schema/i);
  });
});

const squid = findProgram('squid');
const squidMissing = needs(squid === undefined ? ['squid'] : []);
describe.skipIf(squid === undefined)(`squid itself${squidMissing}`, () => {
  it('takes the rules without a warning', async () => {
    const { stderr } = await run(squid ?? '', ['-k', 'parse', '-f', rules('squid-egress.conf')], { cwd: folder });
    expect(stderr).toMatch(/Processing: http_access deny all/);
    expect(stderr.match(/(?:ERROR|WARNING|FATAL).*/g) ?? []).toEqual([]);
  });

  it('takes more addresses than it takes in a line, each whole', async () => {
    const cidrs = Array.from({ length: 3000 }, (_, at) => `20.${at >> 8}.${at % 256}.0/28`);
    const backends = `  backends: [{name: partners, cidrs: [${cidrs.join(', ')}], ports: [443], via: internet}]\n`;
    const plan = readFileSync(path.join(folder, 'plan.yaml'), 'utf8').replace(/^ {2}backends:.*\n(?: {4}.*\n)*/m, '');
    writeFileSync(path.join(folder, 'wide.yaml'), plan.replace('network:\n', `network:\n${backends}`));
    const words = ['egress', 'generate', '--plan', 'wide.yaml', '--target', 'squid', '--output', 'wide'];
    expect((await runPdp(words, { cwd: folder })).code).toBe(4);
    const written = path.join(folder, 'wide/squid-egress.conf');
    const { stderr } = await run(squid ?? '', ['-k', 'parse', '-f', written], { cwd: folder });
    expect(stderr.match(/(?:ERROR|WARNING|FATAL).*/g) ?? []).toEqual([]);
    expect(stderr.match(/Processing: acl pdp_[0-9]+_to dst -n 20[.]/g)?.length).toBe(150);
  });
});

const filter = findProgram('iptables-restore');
const filterMissing = needs(filter === undefined ? ['iptables'] : []);
describe.skipIf(filter === undefined)(`iptables itself${filterMissing}`, () => {
  it.each([
    ['iptables-restore', 'iptables.rules'],
    ['ip6tables-restore', 'ip6tables.rules'],
  ])('%s takes the rules', async (program, file) => {
    const restore = findProgram(program) ?? program;
    // In a network namespace of its own, where there is nothing to be changed.
    const { stderr } = await run('unshare', ['-rn', restore, '--test', rules(file)]);
    expect(stderr).toBe('');
    const broken = readFileSync(rules(file), 'utf8').replace('--dport', '--dprt');
    writeFileSync(rules('broken.rules'), broken);
    await expect(run('unshare', ['-rn', restore, '--test', rules('broken.rules')])).rejects.toThrow(/dprt/);
  });

  it('is left with each jump once, however often the script runs', async () => {
    const script = `sh ${rules('iptables.sh')} && sh ${rules('iptables.sh')} && iptables-save -t filter`;
    const { stdout } = await run('unshare', ['-rn', 'sh', '-c', script], {
      env: { PATH: `${process.env['PATH']}:/usr/sbin:/sbin` },
    });
    const jumps = stdout.split('\n').filter((line) => /^-A (?:FORWARD|OUTPUT) /.test(line));
    expect(jumps.toSorted()).toEqual([
      '-A FORWARD -s 10.20.0.0/16 -j PDP-EGRESS',
      '-A OUTPUT ! -d 127.0.0.0/8 -j PDP-EGRESS',
    ]);
    expect(stdout).toMatch(/-A PDP-EGRESS -j REJECT/);
  });
});

const awsMissing = needs(missingPrograms);
describe.skipIf(awsMissing !== '')(`the real AWS CLI${awsMissing}`, () => {
  let simulated: SimulatedAws | undefined;
  const home = path.join(folder, 'aws');

  beforeAll(async () => {
    mkdirSync(home);
    simulated = await openSimulatedAws(home);
  }, 180_000);

  afterAll(() => simulated?.close());

  it('puts the rules into a group, which as it prints it lets out what the plan needs', async () => {
    const aws = (command: string): Promise<string> => simulated?.aws(command) ?? Promise.resolve('');
    const vpc = (await aws('ec2 create-vpc --cidr-block 10.10.0.0/16 --query Vpc.VpcId --output text')).trim();
    const group = (
      await aws(
        `ec2 create-security-group --group-name pdp --description pdp --vpc-id ${vpc} --query GroupId --output text`,
      )
    ).trim();
    const put = () => simulated?.runScript(rules('aws-security-group.sh'), { SECURITY_GROUP_ID: group });
    await put();
    await put();
    writeFileSync(path.join(folder, 'groups.json'), await aws(`ec2 describe-security-groups --group-ids ${group}`));
    const otherLayers = ['aws-network-acl', 'aws-network-firewall', 'pod-policy', 'node-firewall', 'proxy']
      .map((layer) => `    - {layer: ${layer}, source: none}\n`)
      .join('');
    const plan = readFileSync(path.join(folder, 'plan.yaml'), 'utf8').replace(
      'network:\n',
      `network:\n  path:\n    - {layer: aws-security-group, source: groups.json, attachedTo: [${group}]}\n${otherLayers}`,
    );
    writeFileSync(path.join(folder, 'judged.yaml'), plan);
    const { stdout } = await runPdp(['egress', 'check', '--plan', 'judged.yaml', '--format', 'json'], { cwd: folder });
    const { connections } = JSON.parse(stdout) as EgressCheck;
    const verdicts = Object.fromEntries(
      connections.map(({ id, layers }) => [id, layers.find(({ layer }) => layer === 'aws-security-group')?.verdict]),
    );
    expect(verdicts).toMatchObject({
      'pdp-agent--control-plane': 'allowed',
      'pdp-agent--kubernetes-api': 'allowed',
      'apim-adaptor--global-adaptor': 'allowed',
      'apim-adaptor--service-bus': 'allowed',
      'secret-resolver--secret-store': 'allowed',
      'container-registry--internal-registry': 'allowed',
      'certificate-manager--lets-encrypt': 'allowed',
    });
    expect(verdicts['flux-source-controller--github']).not.toBe('allowed');
  }, 240_000);

  const idOf = async (command: string): Promise<string> => ((await simulated?.aws(command)) ?? '').trim();

  it('is left with no rule that lets everything out or that an earlier plan needed, with as many rules as are said to fit', async () => {
    const vpc = await idOf('ec2 create-vpc --cidr-block 10.10.0.0/16 --query Vpc.VpcId --output text');
    const makeGroup = async (name: string) => {
      const group = await idOf(
        `ec2 create-security-group --group-name ${name} --description pdp --vpc-id ${vpc} --query GroupId --output text`,
      );
      const everywhere = 'IpProtocol=-1,Ipv6Ranges=[{CidrIpv6=::/0}]';
      await simulated?.aws(`ec2 authorize-security-group-egress --group-id ${group} --ip-permissions ${everywhere}`);
      return group;
    };
    const made = async (name: string, portCount: number, wanted?: string, planName = 'acme') => {
      const group = wanted ?? (await makeGroup(name));
      const ports = Array.from({ length: portCount }, (_, at) => 8000 + 2 * at);
      const backends = [{ name: 'erp', cidrs: ['10.80.0.4/32'], ports }];
      const network = { podCidrs: ['10.20.0.0/16'], nodeCidrs: ['10.10.0.0/20'], backends };
      const plan = { ...planOfGoogleCloud, metadata: { name: planName }, cloud: 'aws', network };
      writeFileSync(path.join(home, `${name}.json`), JSON.stringify(plan));
      const words = ['--plan', `${name}.json`, '--target', 'aws-security-group', '--output', name, '--format', 'json'];
      const { stdout } = await runPdp(['egress', 'generate', ...words], { cwd: home });
      const script = path.join(home, name, 'aws-security-group.sh');
      const put = () => simulated?.runScript(script, { SECURITY_GROUP_ID: group });
      return { group, said: (JSON.parse(stdout) as { remarks: string[] }).remarks.join(' '), put };
    };
    // Two more are for the cluster, and two are there from the beginning, which this simulator counts together.
    const fitting = await made('fitting', 56);
    expect(fitting.said).not.toContain('It has ');
    await fitting.put();
    const printed = await simulated?.aws(`ec2 describe-security-groups --group-ids ${fitting.group}`);
    expect(printed).toContain('10.80.0.4/32');
    expect(printed).not.toMatch(/0[.]0[.]0[.]0\/0|::\/0/);
    const own = 'IpProtocol=udp,FromPort=123,ToPort=123,IpRanges=[{CidrIp=169.254.169.123/32}]';
    await simulated?.aws(`ec2 authorize-security-group-egress --group-id ${fitting.group} --ip-permissions ${own}`);
    const changed = await made('changed', 2, fitting.group);
    await changed.put();
    const left = `ec2 describe-security-group-rules --filters Name=group-id,Values=${fitting.group} --output text --query SecurityGroupRules[?IsEgress].[CidrIpv4,FromPort]`;
    const listLeft = async () => (await simulated?.aws(left))?.trim().split('\n').toSorted();
    const ofChanged = [
      '10.10.0.0/20\t-1',
      '10.20.0.0/16\t-1',
      '10.80.0.4/32\t8000',
      '10.80.0.4/32\t8002',
      '169.254.169.123/32\t123',
    ];
    expect(await listLeft()).toEqual(ofChanged);
    const ofOther = await made('other', 1, fitting.group, 'other');
    await ofOther.put();
    expect(await listLeft()).toEqual(ofChanged);
    const tooMany = await made('too-many', 58);
    expect(tooMany.said).toContain('It has 60 rules');
    await expect(tooMany.put()).rejects.toThrow(/RulesPerSecurityGroupLimitExceeded/);
  }, 480_000);

  it('takes the template of the firewall', async () => {
    const template = `file://${rules('aws-network-firewall.yaml')}`;
    const said = await simulated?.aws(`cloudformation validate-template --template-body ${template}`);
    expect(JSON.parse(said ?? '')).toMatchObject({ Description: expect.stringContaining('Egress') });
  }, 60_000);
});

const azureMissing = needs((await hasAzureCommandLine()) ? [] : ['an Azure CLI that knows `az network nsg rule`']);
describe.skipIf(azureMissing !== '')(`the real Azure CLI${azureMissing}`, () => {
  let simulated: SimulatedAzure | undefined;
  const home = path.join(folder, 'azure-cloud');
  const environment = {
    RESOURCE_GROUP: "acme's (test) group",
    NETWORK_SECURITY_GROUP: 'nodes',
    FIREWALL_POLICY: 'hub',
  };

  beforeAll(async () => {
    mkdirSync(path.join(home, 'printed'), { recursive: true });
    simulated = await openSimulatedAzure(home);
  }, 240_000);

  afterAll(() => simulated?.close());

  /** The file of a plan with these backends, each by one address on 443. */
  const generateFor = async (
    target: string,
    backends: Readonly<Record<string, string>>,
    planName = planOfGoogleCloud.metadata.name,
  ): Promise<string> => {
    const named = Object.entries(backends).map(([name, cidr]) => ({
      name,
      cidrs: [cidr],
      ports: [443],
      via: 'internet',
    }));
    const plan = {
      ...planOfGoogleCloud,
      metadata: { name: planName },
      cloud: 'azure',
      network: {
        podCidrs: ['10.20.0.0/16'],
        nodeCidrs: ['10.10.0.0/20'],
        backends: named,
        path: [{ layer: 'azure-nsg', source: 'printed', attachedTo: ['nodes'] }],
      },
    };
    writeFileSync(path.join(home, 'plan.json'), JSON.stringify(plan));
    const words = ['--plan', 'plan.json', '--target', target, '--output', 'rules', '--force'];
    const made = await runPdp(['egress', 'generate', ...words], { cwd: home });
    if (made.code !== 4 && made.code !== 0) throw new Error(made.stderr);
    return path.join(home, 'rules', `${target}.sh`);
  };
  const az = (command: string): Promise<string> => simulated?.az(command) ?? Promise.resolve('');
  const printRules = async (): Promise<
    readonly { name: string; priority: number; direction: string; destinationAddressPrefix?: string }[]
  > => JSON.parse(await az('network nsg rule list --resource-group any --nsg-name nodes'));
  const createRule = (name: string, words: string): Promise<string> =>
    az(`network nsg rule create --resource-group any --nsg-name nodes --name ${name} ${words}`);
  /** Names of the plan’s rules without what tells them from those of another. */
  const ofPlan = (name: string): string => name.replace(/^pdp-acme-s-id[.][0-9a-f]{8}-/, 'pdp-');

  it('puts the rules of a changed plan into a group, takes those of the earlier one away, and leaves others as they are', async () => {
    const clock = '--destination-address-prefixes 192.0.2.7 --destination-port-ranges 123';
    await createRule('own', `--priority 100 --direction Outbound --access Allow ${clock}`);
    await createRule('own-deny', '--priority 4096 --direction Outbound --access Deny');
    await simulated?.runScript(
      await generateFor('azure-nsg', { "erp's": '198.51.100.7/32', old: '198.51.100.6/32' }),
      environment,
    );
    const first = await printRules();
    const script = await generateFor('azure-nsg', { crm: '198.51.100.8/32', "erp's": '198.51.100.9/32' });
    await simulated?.runScript(script, environment);
    const second = await printRules();
    const told = (printed: typeof first) =>
      printed.map(({ name, destinationAddressPrefix = '' }) => [ofPlan(name), destinationAddressPrefix]).toSorted();
    expect(told(first)).toEqual([
      ['own', '192.0.2.7'],
      ['own-deny', '*'],
      ['pdp-backend-erp-s-443', '198.51.100.7/32'],
      ['pdp-backend-old-443', '198.51.100.6/32'],
      ['pdp-deny-everything-else', '*'],
      ['pdp-within-cluster', ''],
    ]);
    expect(told(second)).toEqual([
      ['own', '192.0.2.7'],
      ['own-deny', '*'],
      ['pdp-backend-crm-443', '198.51.100.8/32'],
      ['pdp-backend-erp-s-443', '198.51.100.9/32'],
      ['pdp-deny-everything-else', '*'],
      ['pdp-within-cluster', ''],
    ]);
    expect(second.find(({ name }) => name.endsWith('deny-everything-else'))?.priority).toBe(4095);
    const group = await az('network nsg show --resource-group any --name nodes');
    writeFileSync(path.join(home, 'printed/group.json'), group);
    const { stdout } = await runPdp(['egress', 'check', '--plan', 'plan.json', '--format', 'json'], { cwd: home });
    const { problems } = JSON.parse(stdout) as EgressCheck;
    expect(problems).toEqual([]);

    const other = await generateFor('azure-nsg', { hr: '198.51.100.10/32' }, 'other');
    await simulated?.runScript(other, environment);
    const third = await printRules();
    const isOther = ({ name }: { name: string }): boolean => name.startsWith('pdp-other-');
    expect(told(third.filter((rule) => !isOther(rule)))).toEqual(told(second));
    expect(told(third.filter(isOther)).map(([name]) => name)).toEqual([
      'pdp-other-backend-hr-443',
      'pdp-other-deny-everything-else',
      'pdp-other-within-cluster',
    ]);
  }, 600_000);

  it('changes nothing of a group where a rule of somebody else, in whichever direction, has the name of one', async () => {
    await createRule('PDP-third-within-cluster', '--priority 300 --direction Inbound --access Allow');
    const before = await printRules();
    const script = await generateFor('azure-nsg', { hr: '198.51.100.10/32' }, 'third');
    await expect(simulated?.runScript(script, environment)).rejects.toThrow(
      /has a rule pdp-third-within-cluster that was not made for this plan: .* Nothing was changed/,
    );
    expect(await printRules()).toEqual(before);
  }, 240_000);

  it('sends the template of the firewall as it is, without the policy that is there', async () => {
    const script = await generateFor('azure-firewall', { crm: '198.51.100.8/32' });
    await simulated?.runScript(script, environment);
    const written = readFileSync(path.join(home, 'rules/azure-firewall.json'), 'utf8');
    expect(simulated?.deployments).toEqual([
      {
        properties: {
          mode: 'Incremental',
          parameters: { makePolicy: { value: false }, firewallPolicyName: { value: 'hub' } },
          template: JSON.parse(written),
        },
      },
    ]);
  }, 240_000);
});

/** One row by name and one by address, in both families: each command of gcloud takes seconds. */
const planOfGoogleCloud = {
  apiVersion: 'pdp-workbench/v1',
  kind: 'Plan',
  metadata: { name: "acme's $(id)" },
  edition: 'integration-platform',
  managementModel: 'self-managed',
  cloud: 'gcp',
  securityTier: 'standard',
  network: {
    podCidrs: ['10.20.0.0/16', '2001:db8:1::/48'],
    nodeCidrs: ['10.10.0.0/20', '2001:db8:2::/48'],
    backends: [{ name: "erp's & $(id)", cidrs: ['10.80.0.0/16', '2001:db8:80::/48'], ports: [443, 8443] }],
    path: [{ layer: 'gcp-firewall', source: 'printed', attachedTo: ['pdp'] }],
  },
  connections: {
    ...Object.fromEntries(connectionIds.map((id) => [id, { notNeeded: 'not asked' }])),
    'pdp-agent--control-plane': { hosts: ['cp.example.com', 'cp2.example.com'], ports: [443] },
  },
};

interface PrintedPolicy {
  readonly rules: readonly { readonly ruleName?: string; readonly priority: number; readonly description: string }[];
  readonly associations: readonly unknown[];
}

const gcloudMissing = needs(hasGcloud ? [] : ['gcloud']);
describe.skipIf(gcloudMissing !== '')(`the real gcloud${gcloudMissing}`, () => {
  let simulated: SimulatedGoogleCloud | undefined;
  const home = path.join(folder, 'google-cloud');

  beforeAll(async () => {
    mkdirSync(path.join(home, 'printed'), { recursive: true });
    simulated = await openSimulatedGoogleCloud(home, {});
  });

  afterAll(() => simulated?.close());

  const policies = async (words: string): Promise<string> =>
    (await simulated?.gcloud(`compute network-firewall-policies ${words}`)) ?? '';
  const printPolicy = async (name: string): Promise<readonly [PrintedPolicy]> =>
    JSON.parse(await policies(`describe ${name} --global --format=json`));
  const generateFor = async (plan: object): Promise<string> => {
    writeFileSync(path.join(home, 'plan.json'), JSON.stringify(plan));
    const words = ['--plan', 'plan.json', '--target', 'gcp', '--output', 'rules', '--force'];
    const made = await runPdp(['egress', 'generate', ...words], { cwd: home });
    expect([made.code, made.stderr]).toEqual([0, '']);
    return path.join(home, 'rules/gcp-firewall-policy.sh');
  };

  it('makes the very policy that stands beside its commands, which as it prints it lets out what the plan needs', async () => {
    await simulated?.runScript(await generateFor(planOfGoogleCloud), { NETWORK: 'pdp' });
    const printed = await printPolicy('pdp-egress');
    const written = JSON.parse(
      readFileSync(path.join(home, 'rules/gcp-firewall-policy.json'), 'utf8'),
    ) as PrintedPolicy;
    const [policy] = printed;
    // The program has no word for a rule's name.
    expect(policy.rules).toEqual(
      written.rules.map((rule) => ({ ...rule, ruleName: undefined, disabled: false, enableLogging: false })),
    );
    writeFileSync(path.join(home, 'printed/policy.json'), JSON.stringify(printed));
    const { stdout } = await runPdp(['egress', 'check', '--plan', 'plan.json', '--format', 'json'], { cwd: home });
    const { connections } = JSON.parse(stdout) as EgressCheck;
    const agent = connections.find(({ id }) => id === 'pdp-agent--control-plane');
    expect(agent?.layers.find(({ layer }) => layer === 'gcp-firewall')?.verdict).toBe('allowed');
  }, 300_000);

  it('changes nothing where the policy denies everything before the numbers of its rules, and names that rule', async () => {
    const add = 'rules create 1010 --firewall-policy closed --global-firewall-policy --direction EGRESS --action deny';
    await policies('create closed --global');
    await policies(`${add} --layer4-configs all --dest-ip-ranges 0.0.0.0/0 --description everything`);
    const before = await printPolicy('closed');
    const script = await generateFor(planOfGoogleCloud);
    await expect(simulated?.runScript(script, { NETWORK: 'pdp', FIREWALL_POLICY: 'closed' })).rejects.toThrow(
      'The policy denies everything by 1010 before what these rules would allow',
    );
    expect(await printPolicy('closed')).toEqual(before);
  }, 300_000);

  it('puts the rules of a changed plan into the policy that is there, takes those of the earlier one away, and leaves others as they are', async () => {
    const ofPlan = (backend: string): object => ({
      ...planOfGoogleCloud,
      metadata: { name: 'one' },
      network: {
        ...planOfGoogleCloud.network,
        podCidrs: ['10.20.0.0/16'],
        nodeCidrs: ['10.10.0.0/20'],
        backends: [{ name: backend, cidrs: ['10.80.0.0/16'], ports: [443] }],
      },
      connections: Object.fromEntries(connectionIds.map((id) => [id, { notNeeded: 'not asked' }])),
    });
    const addRule =
      'rules create 1000 --firewall-policy shared --global-firewall-policy --direction EGRESS --action allow';
    await policies('create shared --global');
    await policies(`${addRule} --layer4-configs udp:123 --dest-ip-ranges 192.0.2.7 --description own`);
    const apply = async (backend: string): Promise<readonly string[]> => {
      const script = await generateFor(ofPlan(backend));
      await simulated?.runScript(script, { NETWORK: 'pdp', FIREWALL_POLICY: 'shared' });
      const [{ rules: printed }] = await printPolicy('shared');
      return printed.map(({ priority, description }) => `${priority} ${description}`).toSorted();
    };
    expect(await apply('erp')).toEqual([
      '1000 own',
      '1010 PDP Workbench one: Pods and nodes of the cluster',
      '1020 PDP Workbench one: Your integrations to erp',
      '2000000000 PDP Workbench one: what the plan does not need',
    ]);
    expect(await apply('crm')).toEqual([
      '1000 own',
      '1030 PDP Workbench one: Pods and nodes of the cluster',
      '1040 PDP Workbench one: Your integrations to crm',
      '1999999999 PDP Workbench one: what the plan does not need',
    ]);
    const [{ associations }] = await printPolicy('shared');
    expect(associations).toMatchObject([{ attachmentTarget: expect.stringMatching(/\/networks\/pdp$/) }]);
  }, 600_000);
});
