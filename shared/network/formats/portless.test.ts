/** ICMP and other protocols without ports, and port 0, in each format that tells them apart: what alone turns the verdict. */
import { describe, expect, it } from 'vitest';
import { reachEgress } from '../judging/reachEgress.ts';
import { messagesOf, servicesOf, servicesOfProtocol } from '../flows/services.ts';
import type { Services } from '../flows/services.ts';
import { askAzure } from '../testing/askAzure.ts';
import { askPolicies, askReceiver } from '../testing/askPolicies.ts';
import { collection, networkRule, policyWith } from '../testing/azureFirewalls.ts';
import { deployment, describeProblems, networkPolicy, readDocuments } from '../testing/rules.ts';
import { askAws } from './aws/testing/askAws.ts';
import { askGcp } from './gcp/testing/askGcp.ts';
import { askFirewall } from './nodeFirewall/testing/askNodeFirewall.ts';

type Fields = Readonly<Record<string, unknown>>;

const ping = messagesOf('ICMP', 8, 0);
const pingReply = messagesOf('ICMP', 0, 0);
const tooBig = messagesOf('ICMP', 3, 4);
const ping6 = messagesOf('ICMPv6', 128, 0);
const gre = servicesOfProtocol(47);
const https = servicesOf('TCP', 443);
const portZero = servicesOf('TCP', 0);

describe('AWS security groups', () => {
  it.each<[rule: Fields, asked: Services, to: string, expected: string]>([
    [{ IpProtocol: '-1' }, ping, '203.0.113.7', 'allowed'],
    [{ IpProtocol: '-1' }, gre, '203.0.113.7', 'allowed'],
    [{ IpProtocol: 'icmp', FromPort: -1, ToPort: -1 }, ping, '203.0.113.7', 'allowed'],
    [{ IpProtocol: 'icmp', FromPort: -1, ToPort: -1 }, https, '203.0.113.7', 'denied'],
    [{ IpProtocol: 'icmp', FromPort: 8, ToPort: -1 }, ping, '203.0.113.7', 'allowed'],
    [{ IpProtocol: 'icmp', FromPort: 8, ToPort: -1 }, tooBig, '203.0.113.7', 'denied'],
    [{ IpProtocol: 'icmp', FromPort: 3, ToPort: 4 }, tooBig, '203.0.113.7', 'allowed'],
    [{ IpProtocol: 'icmp', FromPort: 3, ToPort: 3 }, tooBig, '203.0.113.7', 'denied'],
    [{ IpProtocol: 'icmp', FromPort: 300, ToPort: 0 }, ping, '203.0.113.7', 'unknown'],
    [{ IpProtocol: '1', FromPort: -1, ToPort: -1 }, ping, '203.0.113.7', 'allowed'],
    [{ IpProtocol: 'icmpv6', FromPort: -1, ToPort: -1 }, ping6, '2001:db8::7', 'allowed'],
    [{ IpProtocol: 'icmpv6', FromPort: -1, ToPort: -1 }, ping, '203.0.113.7', 'denied'],
    [{ IpProtocol: '47' }, gre, '203.0.113.7', 'allowed'],
    [{ IpProtocol: '47' }, ping, '203.0.113.7', 'denied'],
    [{ IpProtocol: 'tcp', FromPort: 0, ToPort: 65535 }, portZero, '203.0.113.7', 'allowed'],
    [{ IpProtocol: 'tcp', FromPort: 1, ToPort: 65535 }, portZero, '203.0.113.7', 'denied'],
  ])('%j', (rule, services, to, expected) => {
    const ranges = { IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] };
    const group = { GroupId: 'sg-1', IpPermissions: [], IpPermissionsEgress: [{ ...rule, ...ranges }] };
    const files = { 'groups.json': { SecurityGroups: [group] } };
    const question = { layer: 'aws-security-group', attachedTo: ['sg-1'], to, services } as const;
    expect(askAws(files, question).verdict).toBe(expected);
  });
});

describe('AWS network ACLs', () => {
  const entry = (Egress: boolean, more: Fields): Fields => ({
    RuleNumber: 100,
    RuleAction: 'allow',
    Egress,
    CidrBlock: '0.0.0.0/0',
    ...more,
  });
  const icmp = (Type: number, Code: number): Fields => ({ Protocol: '1', IcmpTypeCode: { Type, Code } });
  const icmp6 = (Type: number, Code: number): Fields => ({
    Protocol: '58',
    IcmpTypeCode: { Type, Code },
    CidrBlock: undefined,
    Ipv6CidrBlock: '::/0',
  });

  it.each<[outbound: Fields, inbound: Fields, asked: Services, expected: string]>([
    [{ Protocol: '-1' }, { Protocol: '-1' }, ping, 'allowed'],
    [icmp(-1, -1), icmp(-1, -1), ping, 'allowed'],
    [icmp(8, -1), icmp(0, -1), ping, 'allowed'],
    [icmp(8, 0), icmp(0, 0), ping, 'allowed'],
    // A ping is answered by an echo reply.
    [icmp(8, 0), icmp(8, 0), ping, 'denied'],
    [icmp(3, -1), icmp(-1, -1), ping, 'denied'],
    [icmp6(128, -1), icmp6(129, -1), ping6, 'allowed'],
    [icmp6(128, 0), icmp6(129, 0), ping6, 'allowed'],
    [icmp6(128, 0), icmp6(128, 0), ping6, 'denied'],
    [icmp6(1, -1), icmp6(-1, -1), ping6, 'denied'],
    [{ Protocol: '1', IcmpTypeCode: { Type: 300, Code: 0 } }, { Protocol: '-1' }, ping, 'unknown'],
    [{ Protocol: '47' }, { Protocol: '47' }, gre, 'allowed'],
    [{ Protocol: '47' }, { Protocol: '6', PortRange: { From: 0, To: 65535 } }, gre, 'denied'],
  ])('%j, %j', (outbound, inbound, services, expected) => {
    const acl = {
      NetworkAclId: 'acl-1',
      Associations: [{ SubnetId: 'subnet-1' }],
      Entries: [entry(true, outbound), entry(false, inbound)],
    };
    const files = {
      'acls.json': { NetworkAcls: [acl] },
      'subnets.json': { Subnets: [{ SubnetId: 'subnet-1', CidrBlock: '10.0.1.0/24', VpcId: 'vpc-1' }] },
    };
    const to = services === ping6 ? '2001:db8::7' : '203.0.113.7';
    const question = { layer: 'aws-network-acl', attachedTo: ['subnet-1'], to, services } as const;
    expect(askAws(files, question).verdict).toBe(expected);
  });
});

describe('rules of Google Cloud', () => {
  it.each<[denied: Fields, asked: Services, expected: string]>([
    [{ IPProtocol: 'all' }, ping, 'denied'],
    [{ IPProtocol: 'icmp' }, ping, 'denied'],
    [{ IPProtocol: 'icmp' }, https, 'allowed'],
    [{ IPProtocol: '1' }, pingReply, 'denied'],
    [{ IPProtocol: 'esp' }, servicesOfProtocol(50), 'denied'],
    [{ IPProtocol: 'tcp' }, ping, 'allowed'],
    [{ IPProtocol: 'tcp', ports: ['0-65535'] }, portZero, 'denied'],
    [{ IPProtocol: 'tcp', ports: ['1-65535'] }, portZero, 'allowed'],
  ])('%j', (denied, services, expected) => {
    const network = 'https://www.googleapis.com/compute/v1/projects/p/global/networks/vpc';
    const rule = { kind: 'compute#firewall', name: 'no', network, direction: 'EGRESS', denied: [denied] };
    const files = { 'rules.json': [{ ...rule, destinationRanges: ['0.0.0.0/0'] }] };
    expect(askGcp(files, { services }).verdict).toBe(expected);
  });
});

describe('Azure network security groups', () => {
  it.each<[rule: Fields, asked: Services, expected: string]>([
    [{ protocol: '*', destinationPortRange: '*' }, ping, 'denied'],
    [{ protocol: '*', destinationPortRange: '443' }, ping, 'allowed'],
    [{ protocol: 'Icmp', destinationPortRange: '*' }, ping, 'denied'],
    [{ protocol: 'Icmp', destinationPortRange: '*' }, gre, 'allowed'],
    [{ protocol: 'Esp', destinationPortRange: '*' }, servicesOfProtocol(50), 'denied'],
    [{ protocol: 'Tcp', destinationPortRange: '*' }, ping, 'allowed'],
    [{ protocol: 'Tcp', destinationPortRange: '0-65535' }, portZero, 'denied'],
  ])('%j', (rule, services, expected) => {
    const group = {
      name: 'nsg',
      id: '/subscriptions/0/resourceGroups/rg/providers/Microsoft.Network/networkSecurityGroups/nsg',
      type: 'Microsoft.Network/networkSecurityGroups',
      securityRules: [
        {
          name: 'no',
          direction: 'Outbound',
          access: 'Deny',
          priority: 100,
          sourceAddressPrefix: '*',
          sourcePortRange: '*',
          destinationAddressPrefix: '*',
          ...rule,
        },
      ],
    };
    expect(askAzure({ 'nsg.json': [group] }, { services }).verdict).toBe(expected);
  });
});

describe('Azure Firewall', () => {
  it.each<[rule: Fields, asked: Services, expected: string]>([
    [{ ipProtocols: ['ICMP'], destinationPorts: ['*'] }, ping, 'allowed'],
    [{ ipProtocols: ['ICMP'], destinationPorts: ['*'] }, https, 'denied'],
    [{ ipProtocols: ['Any'], destinationPorts: ['*'] }, ping, 'allowed'],
    [{ ipProtocols: ['Any'], destinationPorts: ['443'] }, ping, 'denied'],
    [{ ipProtocols: ['TCP'], destinationPorts: ['*'] }, ping, 'denied'],
  ])('%j', (rule, services, expected) => {
    const files = policyWith(collection([networkRule(rule)]));
    expect(askAzure(files, { layer: 'azure-firewall', services }).verdict).toBe(expected);
  });
});

describe('iptables', () => {
  it.each<[rule: string, asked: Services, expected: string]>([
    ['', ping, 'allowed'],
    ['-p all', gre, 'allowed'],
    ['-p icmp', ping, 'allowed'],
    ['-p 1', ping, 'allowed'],
    ['! -p icmp', ping, 'denied'],
    ['! -p tcp', ping, 'allowed'],
    ['-p gre', gre, 'allowed'],
    ['-p gre', ping, 'denied'],
    ['-p icmp -m icmp --icmp-type 8', ping, 'allowed'],
    ['-p icmp -m icmp --icmp-type 8/0', ping, 'allowed'],
    ['-p icmp -m icmp --icmp-type 8/1', ping, 'denied'],
    ['-p icmp -m icmp --icmp-type any', tooBig, 'allowed'],
    ['-p icmp -m icmp --icmp-type 255', ping, 'allowed'],
    ['-p icmp -m icmp --icmp-type 010', ping, 'allowed'],
    ['-p icmp -m icmp --icmp-type 0x8/0x0', ping, 'allowed'],
    ['-p icmp -m icmp --icmp-type 8/9/9', ping, 'unknown'],
    ['-p icmp -m icmp ! --icmp-type 8', ping, 'denied'],
    ['-p icmp -m icmp ! --icmp-type 8', tooBig, 'allowed'],
    ['-p icmp -m icmp --icmp-type echo-request', ping, 'allowed'],
    ['-p icmp -m icmp --icmp-type network-unreachable', ping, 'unknown'],
    ['-p tcp -m tcp --dport 0:65535', portZero, 'allowed'],
    ['-p tcp -m tcp --dport 1:65535', portZero, 'denied'],
  ])('%s', (rule, services, expected) => {
    const text = `*filter\n:FORWARD DROP [0:0]\n-A FORWARD ${rule} -j ACCEPT\nCOMMIT\n`;
    expect(askFirewall(text, { services })).toBe(expected);
  });

  it('of IPv6 has messages of its own', () => {
    const allowing = (type: string): string =>
      `# Generated by ip6tables-save v1.8.9\n*filter\n:FORWARD DROP [0:0]\n-A FORWARD -p ipv6-icmp -m icmp6 --icmpv6-type ${type} -j ACCEPT\nCOMMIT\n`;
    const question = { services: ping6, to: '2001:db8::7', podCidrs: ['fd00:20::/64'] };
    expect(askFirewall(allowing('128'), question)).toBe('allowed');
    expect(askFirewall(allowing('8'), question)).toBe('denied');
  });
});

describe('nftables', () => {
  const payload = (protocol: string, field: string): Fields => ({ payload: { protocol, field } });
  it.each<[left: Fields, right: unknown, asked: Services, expected: string]>([
    [payload('icmp', 'type'), 'echo-request', ping, 'allowed'],
    [payload('icmp', 'type'), 8, ping, 'allowed'],
    [payload('icmp', 'type'), { set: ['echo-reply', 'echo-request'] }, ping, 'allowed'],
    [payload('icmp', 'type'), { range: [3, 12] }, ping, 'allowed'],
    [payload('icmp', 'type'), 'time-exceeded', ping, 'denied'],
    [payload('icmp', 'type'), 'mystery', ping, 'unknown'],
    [payload('icmp', 'code'), 0, ping, 'allowed'],
    [payload('icmp', 'code'), 4, ping, 'denied'],
    [payload('icmp', 'mtu'), 1500, tooBig, 'unknown'],
    [payload('icmpv6', 'type'), 'echo-request', ping, 'denied'],
    [payload('th', 'dport'), 443, ping, 'denied'],
    [payload('ip', 'protocol'), 'icmp', ping, 'allowed'],
    [{ meta: { key: 'l4proto' } }, 47, gre, 'allowed'],
    [{ meta: { key: 'l4proto' } }, 'tcp', ping, 'denied'],
  ])('%j is %j', (left, right, services, expected) => {
    const named = { family: 'inet', table: 'filter' };
    const text = JSON.stringify({
      nftables: [
        { table: { family: 'inet', name: 'filter' } },
        { chain: { ...named, name: 'f', type: 'filter', hook: 'forward', prio: 0, policy: 'drop' } },
        { rule: { ...named, chain: 'f', expr: [{ match: { op: '==', left, right } }, { accept: null }] } },
      ],
    });
    expect(askFirewall(text, { services })).toBe(expected);
  });
});

describe('AWS Network Firewall', () => {
  const arn = 'arn:aws:network-firewall:eu-west-1:1';
  const reference = { ResourceArn: `${arn}:stateful-rulegroup/one` };
  it.each<[rule: string, asked: Services, expected: string]>([
    ['drop icmp any any -> any any', ping, 'denied'],
    ['drop icmp any any -> any any', https, 'allowed'],
    ['drop ip any any -> any any', ping, 'denied'],
    ['drop tcp any any -> any any', ping, 'allowed'],
    ['drop ip any any -> any any (ip_proto:1; sid:1;)', ping, 'denied'],
    ['drop ip any any -> any any (ip_proto:47; sid:1;)', ping, 'allowed'],
  ])('%s', (rule, services, expected) => {
    const line = rule.includes('sid:') ? rule : `${rule} (sid:1;)`;
    const files = {
      'firewall.json': {
        Firewall: {
          FirewallName: 'fw',
          FirewallArn: `${arn}:firewall/fw`,
          FirewallPolicyArn: `${arn}:firewall-policy/p`,
        },
        FirewallStatus: {},
      },
      'policy.json': {
        FirewallPolicy: {
          StatelessDefaultActions: ['aws:forward_to_sfe'],
          StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
          StatefulRuleGroupReferences: [reference],
        },
        FirewallPolicyResponse: { FirewallPolicyName: 'p', FirewallPolicyArn: `${arn}:firewall-policy/p` },
      },
      'group.json': {
        RuleGroup: { RulesSource: { RulesString: line } },
        RuleGroupResponse: { RuleGroupArn: reference.ResourceArn, RuleGroupName: 'one', Type: 'STATEFUL' },
      },
    };
    const question = { layer: 'aws-network-firewall', attachedTo: ['p'], to: '203.0.113.7', services } as const;
    expect(askAws(files, question).verdict).toBe(expected);
  });

  it.each<[protocols: readonly number[], asked: Services, expected: string]>([
    [[1], ping, 'denied'],
    [[6], ping, 'allowed'],
    [[], ping, 'denied'],
    [[58], ping, 'allowed'],
  ])('drops the protocols %j without a state', (Protocols, services, expected) => {
    const group = {
      RuleGroup: {
        RulesSource: {
          StatelessRulesAndCustomActions: {
            StatelessRules: [
              { Priority: 1, RuleDefinition: { MatchAttributes: { Protocols }, Actions: ['aws:drop'] } },
            ],
          },
        },
      },
      RuleGroupResponse: { RuleGroupArn: `${arn}:stateless-rulegroup/one`, RuleGroupName: 'one', Type: 'STATELESS' },
    };
    const files = {
      'policy.json': {
        FirewallPolicy: {
          StatelessDefaultActions: ['aws:pass'],
          StatelessFragmentDefaultActions: ['aws:pass'],
          StatelessRuleGroupReferences: [{ ResourceArn: `${arn}:stateless-rulegroup/one`, Priority: 1 }],
        },
        FirewallPolicyResponse: { FirewallPolicyName: 'p', FirewallPolicyArn: `${arn}:firewall-policy/p` },
      },
      'group.json': group,
    };
    const question = { layer: 'aws-network-firewall', attachedTo: ['p'], to: '203.0.113.7', services } as const;
    expect(askAws(files, question).verdict).toBe(expected);
  });
});

describe('NetworkPolicy', () => {
  const open = networkPolicy('{podSelector: {}, egress: [{}]}');
  const onPort = networkPolicy('{podSelector: {}, egress: [{ports: [{port: 443}]}]}');

  it.each<[policy: string, cni: 'generic' | 'ovn-kubernetes' | 'cilium' | 'calico', expected: string]>([
    [open, 'generic', 'unknown'],
    [onPort, 'generic', 'unknown'],
    [open, 'ovn-kubernetes', 'unknown'],
    [open, 'cilium', 'allowed'],
    [onPort, 'cilium', 'denied'],
    [open, 'calico', 'allowed'],
    [onPort, 'calico', 'denied'],
  ])('%s with %s [K13]', (policy, cni, expected) => {
    const rules = readDocuments(deployment(), policy);
    expect(askPolicies(rules, { services: ping, cni }).answer).toBe(expected);
  });

  it('says nothing of ICMP to a pod that none isolates', () => {
    expect(askPolicies(readDocuments(deployment()), { services: ping, cni: 'generic' }).answer).toBe('allowed');
  });
});

describe('Cilium', () => {
  const ask = (rule: string, services: Services, to = '203.0.113.7') => {
    const text = `{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p}, spec: {endpointSelector: {}, egress: [{${rule}}]}}`;
    const rules = readDocuments(deployment(), text);
    return describeProblems(rules).length > 0 ? 'refused' : askPolicies(rules, { services, to }).answer;
  };

  it.each<[rule: string, asked: Services, expected: string]>([
    ['toCIDR: [0.0.0.0/0]', ping, 'allowed'],
    ["toCIDR: [0.0.0.0/0], toPorts: [{ports: [{port: '443'}]}]", ping, 'denied'],
    ["toCIDR: [0.0.0.0/0], toPorts: [{ports: [{port: '0'}]}]", ping, 'denied'],
    ["toCIDR: [0.0.0.0/0], toPorts: [{ports: [{port: '0', protocol: ICMP}]}]", ping, 'refused'],
    ['icmps: [{fields: [{type: 8, family: IPv4}]}]', ping, 'allowed'],
    ['icmps: [{fields: [{type: 8}]}]', ping, 'allowed'],
    ['icmps: [{fields: [{type: EchoRequest}]}]', ping, 'allowed'],
    ["icmps: [{fields: [{type: '8'}]}]", ping, 'allowed'],
    ['icmps: [{fields: [{type: DestinationUnreachable}]}]', ping, 'denied'],
    // Cilium 1.16 to 1.20 keep types as ports, of which 0 is every one.
    ['icmps: [{fields: [{type: EchoReply}]}]', ping, 'allowed'],
    ['icmps: [{fields: [{type: 0}]}]', tooBig, 'allowed'],
    ['icmps: [{fields: [{type: 0, family: IPv6}]}]', ping, 'denied'],
    ['icmps: [{fields: [{type: 0}]}]', https, 'denied'],
    ['icmps: [{fields: [{type: 3}, {type: 8}]}]', ping, 'allowed'],
    ['icmps: [{fields: [{type: EchoRequest, family: IPv6}]}]', ping, 'denied'],
    ['icmps: [{fields: [{type: 8}]}], toCIDR: [198.51.100.0/24]', ping, 'denied'],
    ['icmps: [{fields: [{type: Ping}]}]', ping, 'refused'],
    ['icmps: [{fields: [{type: 8, family: IPv5}]}]', ping, 'refused'],
    ['icmps: [{fields: [{type: 300}]}]', ping, 'refused'],
    ['icmps: [{fields: [{type: 8, code: 0}]}]', ping, 'refused'],
    ['icmps: [8]', ping, 'refused'],
  ])('%s [C12]', (rule, services, expected) => {
    expect(ask(rule, services)).toBe(expected);
  });

  it('tells the messages of the families apart', () => {
    const six = 'icmps: [{fields: [{type: EchoRequest, family: IPv6}]}]';
    expect(ask(six, ping6, '2001:db8::7')).toBe('allowed');
  });

  it('opens ICMP to a pod that takes it', () => {
    const text =
      '{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p}, spec: {endpointSelector: {}, ingress: [{icmps: [{fields: [{type: 8}]}]}]}}';
    const rules = readDocuments(deployment(), text);
    expect(askReceiver(rules, { services: ping }).answer).toBe('allowed');
    expect(askReceiver(rules, { services: https }).answer).toBe('denied');
  });
});

describe('Calico', () => {
  it.each<[rule: string, asked: Services, expected: string]>([
    ['action: Allow', ping, 'allowed'],
    ['action: Allow, protocol: ICMP', ping, 'allowed'],
    ['action: Allow, protocol: ICMP', https, 'denied'],
    ['action: Allow, protocol: ICMPv6', ping, 'denied'],
    ['action: Allow, protocol: 1', ping, 'allowed'],
    ['action: Allow, protocol: 47', gre, 'allowed'],
    ['action: Allow, notProtocol: TCP', ping, 'allowed'],
    ['action: Allow, notProtocol: ICMP', ping, 'denied'],
    ['action: Allow, protocol: TCP', ping, 'denied'],
    ['action: Allow, protocol: ICMP, icmp: {type: 8}', ping, 'allowed'],
    ['action: Allow, protocol: ICMP, icmp: {type: 8, code: 0}', ping, 'allowed'],
    ['action: Allow, protocol: ICMP, icmp: {type: 8, code: 1}', ping, 'denied'],
    ['action: Allow, protocol: ICMP, icmp: {}', ping, 'allowed'],
    ['action: Allow, protocol: ICMP, notICMP: {type: 8}', ping, 'denied'],
    ['action: Allow, protocol: ICMP, notICMP: {type: 3}', ping, 'allowed'],
    ['action: Allow, icmp: {type: 8}', ping, 'refused'],
    ['action: Allow, protocol: TCP, icmp: {type: 8}', ping, 'refused'],
    ['action: Allow, protocol: ICMP, icmp: {type: 300}', ping, 'refused'],
    ['action: Allow, protocol: ICMP, icmp: {code: 0}', ping, 'refused'],
    ['action: Allow, protocol: ICMP, icmp: {kind: 8}', ping, 'refused'],
  ])('%s', (rule, services, expected) => {
    const text = `{apiVersion: projectcalico.org/v3, kind: GlobalNetworkPolicy, metadata: {name: p}, spec: {types: [Egress], egress: [{${rule}}]}}`;
    const rules = readDocuments(deployment(), text);
    const isRefused = describeProblems(rules).length > 0;
    expect(isRefused ? 'refused' : askPolicies(rules, { services }).answer).toBe(expected);
  });
});

describe('what nobody asks about', () => {
  it('is not told of: neither by reach nor of names', () => {
    const text =
      '{apiVersion: cilium.io/v2, kind: CiliumNetworkPolicy, metadata: {name: p}, spec: {endpointSelector: {}, egress: [{toFQDNs: [{matchName: a.example.com}]}, {toCIDR: [203.0.113.0/24]}, {toEndpoints: [{}], toPorts: [{ports: [{port: "53"}], rules: {dns: [{matchPattern: "*"}]}}]}]}}';
    const { workloads } = reachEgress(readDocuments(deployment(), text), { cni: 'cilium' });
    const everyPort = { TCP: ['1-65535'], UDP: ['1-65535'], SCTP: ['1-65535'] };
    expect(workloads.map(({ allowed, hosts }) => ({ allowed, hosts }))).toEqual([
      {
        allowed: [{ ranges: ['203.0.113.0-203.0.113.255'], ports: everyPort }],
        hosts: [{ pattern: 'a.example.com', ports: everyPort }],
      },
    ]);
  });
});
