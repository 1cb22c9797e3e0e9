/** What the AWS CLI prints, with every field that it has: none of them stands in the way, and each thing bears on its layers. */
import { describe, expect, it } from 'vitest';
import { readAws } from './testing/askAws.ts';

const arn = (what: string): string => `arn:aws:ec2:eu-west-1:1:${what}`;
const Tags = [{ Key: 'Name', Value: 'x' }];
const Description = 'words';
const peer = { VpcId: 'vpc-1', VpcPeeringConnectionId: 'pcx-1', PeeringStatus: 'active', UserId: '1', GroupName: 'g' };

const acl = ['aws-network-acl'];
const group = ['aws-security-group'];
const firewall = ['aws-network-firewall'];
const route = ['route'];

describe('a complete export', () => {
  it.each<[what: string, layers: readonly string[], document: unknown]>([
    [
      'security group',
      group,
      {
        SecurityGroups: [
          {
            GroupId: 'sg-1',
            GroupName: 'g',
            SecurityGroupArn: arn('security-group/sg-1'),
            Description,
            OwnerId: '1',
            VpcId: 'vpc-1',
            Tags,
            IpPermissions: [],
            IpPermissionsEgress: [
              {
                IpProtocol: 'tcp',
                FromPort: 1,
                ToPort: 2,
                IpRanges: [{ CidrIp: '10.0.0.0/8', Description }],
                Ipv6Ranges: [{ CidrIpv6: '::/0', Description }],
                PrefixListIds: [{ PrefixListId: 'pl-11111111', Description }],
                UserIdGroupPairs: [{ GroupId: 'sg-2', Description, ...peer }],
              },
            ],
          },
        ],
      },
    ],
    [
      'security group rule',
      group,
      {
        SecurityGroupRules: [
          {
            SecurityGroupRuleId: 'sgr-1',
            SecurityGroupRuleArn: arn('security-group-rule/sgr-1'),
            GroupId: 'sg-1',
            GroupOwnerId: '1',
            IsEgress: true,
            IpProtocol: 'tcp',
            FromPort: 1,
            ToPort: 2,
            ReferencedGroupInfo: { GroupId: 'sg-2', ...peer },
            Description,
            Tags,
          },
        ],
      },
    ],
    [
      'security group policy',
      group,
      {
        apiVersion: 'vpcresources.k8s.aws/v1beta1',
        kind: 'SecurityGroupPolicy',
        metadata: { name: 'p' },
        spec: { podSelector: {}, securityGroups: { groupIds: ['sg-1'] } },
      },
    ],
    [
      'network ACL',
      acl,
      {
        NetworkAcls: [
          {
            NetworkAclId: 'acl-1',
            Associations: [],
            Entries: [
              {
                RuleNumber: 1,
                RuleAction: 'allow',
                Egress: true,
                Protocol: '1',
                PortRange: { From: 1, To: 2 },
                IcmpTypeCode: { Type: -1, Code: -1 },
                CidrBlock: '0.0.0.0/0',
              },
            ],
            IsDefault: true,
            Tags,
            VpcId: 'vpc-1',
            OwnerId: '1',
          },
        ],
      },
    ],
    [
      'prefix list',
      [...group, ...firewall, ...route],
      { PrefixLists: [{ PrefixListId: 'pl-11111111', PrefixListName: 'n', AddressFamily: 'IPv4' }] },
    ],
    [
      'route table',
      [...acl, ...route],
      {
        RouteTables: [
          {
            RouteTableId: 'rtb-1',
            Associations: [],
            PropagatingVgws: [],
            Routes: [
              {
                DestinationCidrBlock: '0.0.0.0/0',
                InstanceId: 'i-1',
                InstanceOwnerId: '1',
                NetworkInterfaceId: 'eni-1',
                Origin: 'CreateRoute',
                State: 'active',
              },
            ],
            Tags,
            VpcId: 'vpc-1',
            OwnerId: '1',
          },
        ],
      },
    ],
    [
      'subnet',
      [...group, ...acl, ...firewall, ...route],
      { Subnets: [{ SubnetId: 'subnet-1', CidrBlock: '10.0.1.0/24' }] },
    ],
    [
      'network interface',
      [...group, ...acl, ...route],
      { NetworkInterfaces: [{ NetworkInterfaceId: 'eni-1', PrivateIpAddress: '10.0.1.4' }] },
    ],
    [
      'instance',
      [...group, ...acl, ...route],
      { Reservations: [{ Instances: [{ InstanceId: 'i-1', ImageId: 'ami-1' }] }] },
    ],
    ['NAT gateway', [...acl, ...route], { NatGateways: [{ NatGatewayId: 'nat-1', NatGatewayAddresses: [] }] }],
    ['VPC endpoint', [...group, ...acl, ...route], { VpcEndpoints: [{ VpcEndpointId: 'vpce-1', ServiceName: 's' }] }],
    [
      'VPC',
      [...group, ...acl, ...firewall, ...route],
      { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16', InstanceTenancy: 'default' }] },
    ],
    ['internet gateway', route, { InternetGateways: [{ InternetGatewayId: 'igw-1', Attachments: [] }] }],
    [
      'firewall',
      [...acl, ...firewall, ...route],
      {
        UpdateToken: 'x',
        Firewall: { FirewallName: 'f', FirewallArn: arn('firewall/f'), FirewallPolicyArn: arn('firewall-policy/p') },
        FirewallStatus: { Status: 'READY', SyncStates: {} },
      },
    ],
    [
      'firewall policy',
      firewall,
      {
        UpdateToken: 'x',
        FirewallPolicy: {
          StatelessRuleGroupReferences: [],
          StatelessDefaultActions: ['aws:pass', 'count'],
          StatelessFragmentDefaultActions: ['aws:drop'],
          StatelessCustomActions: [{ ActionName: 'count', ActionDefinition: {} }],
          StatefulRuleGroupReferences: [
            {
              ResourceArn: arn('stateful-rulegroup/g'),
              Priority: 1,
              Override: { Action: 'DROP_TO_ALERT' },
              DeepThreatInspection: true,
            },
          ],
          StatefulDefaultActions: [
            'aws:drop_strict',
            'aws:drop_established',
            'aws:drop_established_app_layer',
            'aws:drop_established_app_layer_to_server',
            'aws:alert_strict',
            'aws:alert_established',
            'aws:alert_established_app_layer',
            'aws:alert_established_app_layer_to_server',
          ],
          StatefulEngineOptions: {
            RuleOrder: 'STRICT_ORDER',
            StreamExceptionPolicy: 'DROP',
            FlowTimeouts: { TcpIdleTimeoutSeconds: 350 },
          },
          PolicyVariables: { RuleVariables: {} },
          Route53ResolvedIPValidation: 'ENABLED',
        },
        FirewallPolicyResponse: { FirewallPolicyName: 'p', FirewallPolicyArn: arn('firewall-policy/p') },
      },
    ],
    [
      'firewall rule group',
      firewall,
      {
        UpdateToken: 'x',
        RuleGroup: {
          RuleVariables: { IPSets: {}, PortSets: {} },
          ReferenceSets: { IPSetReferences: {} },
          RulesSource: { RulesString: 'pass tcp any any -> any any (sid:1;)' },
          StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' },
          SummaryConfiguration: { RuleOptions: ['SID'] },
        },
        RuleGroupResponse: { RuleGroupName: 'g', RuleGroupArn: arn('stateful-rulegroup/g'), Type: 'STATEFUL_DOMAIN' },
      },
    ],
    [
      'firewall rule group',
      firewall,
      {
        RuleGroup: {
          RulesSource: {
            StatelessRulesAndCustomActions: {
              StatelessRules: [],
              CustomActions: [{ ActionName: 'count', ActionDefinition: {} }],
            },
          },
        },
        RuleGroupResponse: { RuleGroupName: 'g', RuleGroupArn: arn('stateless-rulegroup/g'), Type: 'STATELESS' },
      },
    ],
  ])('of a %s is read without a problem, and bears on %j', (what, layers, document) => {
    const { found, problems } = readAws({ 'x.json': document });
    expect(problems).toEqual([]);
    expect(found).toMatchObject([{ what, layers }]);
  });
});
