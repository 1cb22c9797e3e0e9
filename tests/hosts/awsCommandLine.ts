/** A real network of a simulated AWS, made and exported with the real command-line program, as a user exports it. */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { findFreePort } from '../findFreePort.ts';
import { isOnPath } from '../isOnPath.ts';

const run = promisify(execFile);

/** What is not there, of the programs that these tests need. */
export const missingPrograms = [
  ...(isOnPath('aws') ? [] : ['the AWS CLI']),
  ...(isOnPath('moto_server') ? [] : ['moto_server (pip install "moto[server]")']),
];

export interface SimulatedAws {
  /** One command of the program, in words between blanks; what it prints. */
  aws(command: string): Promise<string>;
  /** A script that calls the program, with what it asks for in its environment. */
  runScript(script: string, environment: Readonly<Record<string, string>>): Promise<string>;
  close(): Promise<void>;
}

/** The program is told that place alone, and no account of this machine's user. */
export async function openSimulatedAws(folder: string): Promise<SimulatedAws> {
  const port = await findFreePort();
  const simulator: ChildProcess = spawn('moto_server', ['-H', '127.0.0.1', '-p', `${port}`], {
    cwd: folder,
    stdio: 'ignore',
  });
  const ended = once(simulator, 'exit');
  const url = `http://127.0.0.1:${port}`;
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: 'simulated',
    AWS_SECRET_ACCESS_KEY: 'simulated',
    AWS_DEFAULT_REGION: 'eu-central-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_PAGER: '',
  };
  const isUp = (): Promise<boolean> =>
    fetch(`${url}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await isUp())) {
    if (simulator.exitCode !== null) throw new Error('moto_server ended.');
    await pause(100);
  }
  return {
    aws: async (command) => (await run('aws', command.split(' '), { cwd: folder, env })).stdout,
    runScript: async (script, environment) =>
      (await run('sh', [script], { cwd: folder, env: { ...env, ...environment } })).stdout,
    async close() {
      simulator.kill();
      await ended;
    },
  };
}

/** Makes the network of tests/fixtures/aws-restricted and writes what the program says of it into the folder. */
export async function exportRestrictedNetwork({ aws }: SimulatedAws, folder: string): Promise<void> {
  const ec2 = (command: string): Promise<string> => aws(`ec2 ${command}`);
  const idOf = async (query: string, command: string): Promise<string> =>
    (await ec2(`${command} --query ${query} --output text`)).trim();
  const named = (type: string, name: string): string =>
    `--tag-specifications ResourceType=${type},Tags=[{Key=Name,Value=${name}}]`;

  const vpc = await idOf('Vpc.VpcId', `create-vpc --cidr-block 10.10.0.0/16 ${named('vpc', 'pdp')}`);
  const subnet = (name: string, range: string): Promise<string> =>
    idOf('Subnet.SubnetId', `create-subnet --vpc-id ${vpc} --cidr-block ${range} ${named('subnet', name)}`);
  const nodes = await subnet('nodes', '10.10.0.0/20');
  const gateways = await subnet('gateways', '10.10.16.0/24');
  const endpoints = await subnet('endpoints', '10.10.32.0/24');

  const internet = await idOf('InternetGateway.InternetGatewayId', 'create-internet-gateway');
  await ec2(`attach-internet-gateway --vpc-id ${vpc} --internet-gateway-id ${internet}`);
  const address = await idOf('AllocationId', 'allocate-address --domain vpc');
  const nat = await idOf(
    'NatGateway.NatGatewayId',
    `create-nat-gateway --subnet-id ${gateways} --allocation-id ${address}`,
  );
  const routes = async (name: string, of: string, target: string): Promise<void> => {
    const tables = named('route-table', name);
    const table = await idOf('RouteTable.RouteTableId', `create-route-table --vpc-id ${vpc} ${tables}`);
    await ec2(`associate-route-table --route-table-id ${table} --subnet-id ${of}`);
    await ec2(`create-route --route-table-id ${table} --destination-cidr-block 0.0.0.0/0 ${target}`);
  };
  await routes('nodes', nodes, `--nat-gateway-id ${nat}`);
  await routes('gateways', gateways, `--gateway-id ${internet}`);

  const partners = await idOf(
    'PrefixList.PrefixListId',
    'create-managed-prefix-list --prefix-list-name partners --address-family IPv4 --max-entries 5 --entries Cidr=192.0.2.0/28',
  );
  const group = (name: string): Promise<string> =>
    idOf('GroupId', `create-security-group --group-name ${name} --description ${name} --vpc-id ${vpc}`);
  const https = 'IpProtocol=tcp,FromPort=443,ToPort=443';
  const nodeGroup = await group('pdp-nodes');
  const everything = 'IpProtocol=-1,IpRanges=[{CidrIp=0.0.0.0/0}]';
  await ec2(`revoke-security-group-egress --group-id ${nodeGroup} --ip-permissions ${everything}`);
  const byAddress = `${https},IpRanges=[{CidrIp=198.51.100.0/24},{CidrIp=10.10.0.0/16}]`;
  const byList = `${https},PrefixListIds=[{PrefixListId=${partners}}]`;
  await ec2(`authorize-security-group-egress --group-id ${nodeGroup} --ip-permissions ${byAddress} ${byList}`);
  const endpointGroup = await group('pdp-endpoints');
  const fromNodes = `${https},IpRanges=[{CidrIp=10.10.0.0/20}]`;
  await ec2(`authorize-security-group-ingress --group-id ${endpointGroup} --ip-permissions ${fromNodes}`);
  const endpoint = (privateAddress: string, groups: string): Promise<string> =>
    ec2(`create-network-interface --subnet-id ${endpoints} --private-ip-address ${privateAddress} --groups ${groups}`);
  await endpoint('10.10.32.10', endpointGroup);
  await endpoint('10.10.32.11', await group('pdp-closed'));

  const acl = await idOf(
    'NetworkAcl.NetworkAclId',
    `create-network-acl --vpc-id ${vpc} ${named('network-acl', 'nodes')}`,
  );
  const entry = (rule: string): Promise<string> =>
    ec2(`create-network-acl-entry --network-acl-id ${acl} --protocol tcp ${rule}`);
  const replyPorts = '--port-range From=1024,To=65535';
  await entry('--egress --rule-number 100 --rule-action allow --cidr-block 0.0.0.0/0 --port-range From=443,To=443');
  // The replies of one host: a connection to it is opened and never answered.
  await entry(`--ingress --rule-number 90 --rule-action deny --cidr-block 198.51.100.20/32 ${replyPorts}`);
  await entry(`--ingress --rule-number 100 --rule-action allow --cidr-block 0.0.0.0/0 ${replyPorts}`);
  const association = await idOf(
    `NetworkAcls[].Associations[?SubnetId=='${nodes}'].NetworkAclAssociationId|[0]|[0]`,
    `describe-network-acls --filters Name=association.subnet-id,Values=${nodes}`,
  );
  await ec2(`replace-network-acl-association --association-id ${association} --network-acl-id ${acl}`);

  const inVpc = `--filters Name=vpc-id,Values=${vpc}`;
  const policy = 'arn:aws:network-firewall:eu-central-1:123456789012:firewall-policy/pdp';
  const exports = {
    firewall: `network-firewall create-firewall --firewall-name pdp-firewall --vpc-id ${vpc} --firewall-policy-arn ${policy} --subnet-mappings SubnetId=${gateways}`,
    vpcs: `ec2 describe-vpcs ${inVpc}`,
    subnets: `ec2 describe-subnets ${inVpc}`,
    'route-tables': `ec2 describe-route-tables ${inVpc}`,
    'nat-gateways': 'ec2 describe-nat-gateways',
    'security-groups': `ec2 describe-security-groups ${inVpc}`,
    'network-acls': `ec2 describe-network-acls ${inVpc}`,
    'network-interfaces': `ec2 describe-network-interfaces ${inVpc}`,
    'prefix-lists': 'ec2 describe-managed-prefix-lists',
    partners: `ec2 get-managed-prefix-list-entries --prefix-list-id ${partners}`,
  };
  for (const [file, command] of Object.entries(exports)) {
    writeFileSync(path.join(folder, `${file}.json`), await aws(command));
  }
}
