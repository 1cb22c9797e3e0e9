import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { planOf, refersTo } from '#shared/network/formats/terraform/testing/planOf.ts';
import type { PlannedResource } from '#shared/network/formats/terraform/testing/planOf.ts';
import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import { runPdp } from './runPdp.ts';
import { suiteFolder } from './suiteFolder.ts';

const folder = suiteFolder();

const plan = `apiVersion: pdp-workbench/v1
kind: Plan
metadata: {name: terraform}
edition: integration-platform
managementModel: self-managed
cloud: aws
region: eu-central-1
securityTier: basic
network:
  egress: restricted
  podCidrs: [10.10.8.0/21]
  nodeCidrs: [10.10.0.0/21]
  path:
    - {layer: pod-policy, source: none}
    - {layer: node-firewall, source: none}
    - {layer: aws-security-group, source: rules/plan.json, attachedTo: [module.network.aws_security_group.nodes]}
    - {layer: aws-network-acl, source: none}
    - {layer: aws-network-firewall, source: none}
    - {layer: route, source: none}
    - {layer: proxy, source: none}
connections:
  pdp-agent--control-plane: {hosts: [cp.example.com], cidrs: [198.51.100.7/32]}
`;

const group: PlannedResource = {
  address: 'module.network.aws_security_group.nodes',
  values: { name: 'nodes', description: 'canary-7f3a' },
  unknown: { id: true, arn: true, egress: true, ingress: true },
};

function rule(cidr: string | undefined): PlannedResource {
  return {
    address: 'aws_vpc_security_group_egress_rule.control_plane',
    values: { ip_protocol: 'tcp', from_port: 443, to_port: 443, ...(cidr !== undefined && { cidr_ipv4: cidr }) },
    unknown: { id: true, security_group_id: true, ...(cidr === undefined && { cidr_ipv4: true }) },
    expressions: {
      security_group_id: refersTo('module.network.group_id'),
      cidr_ipv4: cidr === undefined ? refersTo('local.control_plane') : { constant_value: cidr },
    },
  };
}

async function check(cidr: string | undefined): Promise<EgressCheck['connections'][number]> {
  const outputs = { group_id: refersTo('aws_security_group.nodes.id') };
  mkdirSync(path.join(folder, 'rules'), { recursive: true });
  writeFileSync(path.join(folder, 'plan.yaml'), plan);
  const printed = JSON.stringify(planOf([group, rule(cidr)], { network: { outputs } }), undefined, 2);
  writeFileSync(path.join(folder, 'rules/plan.json'), printed);
  const { stdout, stderr } = await runPdp(['egress', 'check', '--plan', 'plan.yaml', '--format', 'json'], {
    cwd: folder,
  });
  expect(stdout + stderr).not.toContain('canary');
  const { connections } = JSON.parse(stdout) as EgressCheck;
  const row = connections.find(({ id }) => id === 'pdp-agent--control-plane');
  if (row === undefined) throw new Error(stdout);
  return row;
}

describe('a connection behind what a plan of Terraform makes', () => {
  it.each([
    ['allowed', '198.51.100.0/24', 'outbound TCP 443 to 198.51.100.0/24'],
    ['denied', '203.0.113.0/24', 'security group module.network.aws_security_group.nodes (nodes)'],
    ['unknown', undefined, 'cidr_ipv4, known after the apply'],
  ] as const)('is %s where the rule opens %s', async (verdict, cidr, words) => {
    const row = await check(cidr);
    expect(row.verdict).toBe(verdict);
    const layer = row.layers.find(({ layer: kind }) => kind === 'aws-security-group');
    expect(JSON.stringify(layer)).toContain(words);
  });
});
