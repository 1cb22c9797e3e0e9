import type { LayerKind, Plan } from '#shared/plan/plan.ts';

/** Walls of rules for single addresses, as the tools of the clouds print them; the same text for the same count. */
export interface CloudRules {
  readonly file: string;
  readonly text: string;
  /** What the rules stand before. */
  readonly attachedTo: string;
  /** The layer of a plan’s path that they are. */
  readonly layer: LayerKind;
  readonly cloud: Plan['cloud'];
}

export function generateCloudRules(count: number): readonly CloudRules[] {
  return [securityGroup(count), networkAcl(count), networkSecurityGroup(count), vpcRules(count)];
}

function write(about: Omit<CloudRules, 'text'>, value: unknown): CloudRules {
  return { ...about, text: JSON.stringify(value, null, 2) };
}

function listOf<Value>(count: number, make: (index: number) => Value): readonly Value[] {
  return Array.from({ length: count }, (_, index) => make(index));
}

function addressOf(index: number): string {
  return `${20 + (index >> 16)}.${(index >> 8) % 256}.${index % 256}.${(index * 7) % 256}/32`;
}

function portOf(index: number): number {
  return 1 + ((index * 13) % 65_000);
}

function securityGroup(count: number): CloudRules {
  const permissions = listOf(count, (index) => ({
    IpProtocol: 'tcp',
    FromPort: portOf(index),
    ToPort: portOf(index),
    IpRanges: [{ CidrIp: addressOf(index), Description: `rule ${index}` }],
    Ipv6Ranges: [],
    PrefixListIds: [],
    UserIdGroupPairs: [],
  }));
  const group = {
    GroupId: 'sg-1',
    GroupName: 'nodes',
    VpcId: 'vpc-1',
    IpPermissions: [],
    IpPermissionsEgress: permissions,
  };
  const about = { file: 'security-group.json', attachedTo: 'sg-1', layer: 'aws-security-group', cloud: 'aws' } as const;
  return write(about, { SecurityGroups: [group] });
}

function networkAcl(count: number): CloudRules {
  const entries = listOf(count, (index) => ({
    CidrBlock: addressOf(index),
    Egress: true,
    PortRange: { From: portOf(index), To: portOf(index) },
    Protocol: '6',
    RuleAction: index % 3 === 0 ? 'deny' : 'allow',
    RuleNumber: index + 1,
  }));
  const inbound = { CidrBlock: '0.0.0.0/0', Egress: false, Protocol: '-1', RuleAction: 'allow', RuleNumber: 100 };
  const acl = {
    NetworkAclId: 'acl-1',
    VpcId: 'vpc-1',
    IsDefault: false,
    Associations: [{ NetworkAclAssociationId: 'aclassoc-1', NetworkAclId: 'acl-1', SubnetId: 'subnet-1' }],
    Entries: [...entries, inbound],
  };
  const about = { file: 'network-acl.json', attachedTo: 'subnet-1', layer: 'aws-network-acl', cloud: 'aws' } as const;
  return write(about, { NetworkAcls: [acl] });
}

function networkSecurityGroup(count: number): CloudRules {
  const securityRules = listOf(count, (index) => ({
    access: index % 3 === 0 ? 'Deny' : 'Allow',
    destinationAddressPrefix: addressOf(index),
    destinationAddressPrefixes: [],
    destinationPortRange: String(portOf(index)),
    destinationPortRanges: [],
    direction: 'Outbound',
    name: `rule-${index}`,
    priority: 100 + index,
    protocol: index % 2 === 0 ? '*' : 'Tcp',
    sourceAddressPrefix: '*',
    sourceAddressPrefixes: [],
    sourcePortRange: '*',
    sourcePortRanges: [],
  }));
  const group = {
    name: 'nsg-1',
    id: '/nsg-1',
    subnets: [{ id: '/subnets/nodes' }],
    securityRules,
    defaultSecurityRules: [],
  };
  const about = {
    file: 'network-security-group.json',
    attachedTo: 'nodes',
    layer: 'azure-nsg',
    cloud: 'azure',
  } as const;
  return write(about, [group]);
}

/** A plan of Terraform in which each rule is a resource by itself, whose group is known only after the apply. */
export function generateTerraformPlan(count: number): CloudRules {
  const about = { mode: 'managed', type: 'aws_security_group_rule', name: 'partners' };
  const addressOfRule = (index: number): string => `aws_security_group_rule.partners[${index}]`;
  const group = { mode: 'managed', type: 'aws_security_group', name: 'nodes', address: 'aws_security_group.nodes' };
  const references = ['aws_security_group.nodes.id', 'aws_security_group.nodes'];
  const plan = {
    format_version: '1.2',
    terraform_version: '1.9.5',
    planned_values: {
      root_module: {
        resources: [
          { ...group, values: { name: 'nodes' } },
          ...listOf(count, (index) => ({
            ...about,
            address: addressOfRule(index),
            index,
            values: {
              type: 'egress',
              protocol: 'tcp',
              from_port: portOf(index),
              to_port: portOf(index),
              cidr_blocks: [addressOf(index)],
            },
          })),
        ],
      },
    },
    resource_changes: listOf(count, (index) => ({
      ...about,
      address: addressOfRule(index),
      change: { actions: ['create'], before: null, after_unknown: { id: true, security_group_id: true } },
    })),
    configuration: {
      root_module: {
        resources: [
          { ...group, expressions: {} },
          { ...about, address: 'aws_security_group_rule.partners', expressions: { security_group_id: { references } } },
        ],
      },
    },
  };
  // Terraform prints it in one line.
  const whole = { file: 'plan.json', attachedTo: 'nodes', layer: 'aws-security-group', cloud: 'aws' } as const;
  return { ...whole, text: JSON.stringify(plan) };
}

function vpcRules(count: number): CloudRules {
  const network = 'https://www.googleapis.com/compute/v1/projects/p/global/networks/vpc';
  const rules = listOf(count, (index) => ({
    kind: 'compute#firewall',
    name: `rule-${index}`,
    network,
    direction: 'EGRESS',
    priority: index % 65_000,
    destinationRanges: [addressOf(index)],
    [index % 3 === 0 ? 'denied' : 'allowed']: [{ IPProtocol: 'tcp', ports: [String(portOf(index))] }],
    disabled: false,
    logConfig: { enable: false },
  }));
  const about = { file: 'vpc-rules.json', attachedTo: 'vpc', layer: 'gcp-firewall', cloud: 'gcp' } as const;
  return write(about, rules);
}
