/** Rules of AWS, as its command line prints them. */
import type { Dialects, Files, SimpleRule } from './dialect.ts';
import { isIpv6 } from './isIpv6.ts';

const arn = 'arn:aws:network-firewall:eu-west-1:1';

/** A firewall policy with one group, of which the rules are. */
export function firewall(policy: object, group: object, type: 'STATEFUL' | 'STATELESS'): Files {
  return {
    'policy.json': {
      FirewallPolicy: { StatelessFragmentDefaultActions: ['aws:forward_to_sfe'], ...policy },
      FirewallPolicyResponse: { FirewallPolicyName: 'egress', FirewallPolicyArn: `${arn}:firewall-policy/egress` },
    },
    'one.json': {
      RuleGroup: group,
      RuleGroupResponse: {
        RuleGroupArn: `${arn}:${type.toLowerCase()}-rulegroup/one`,
        RuleGroupName: 'one',
        Type: type,
      },
    },
  };
}

export const toStateful = {
  StatelessDefaultActions: ['aws:forward_to_sfe'],
  StatefulRuleGroupReferences: [{ ResourceArn: `${arn}:stateful-rulegroup/one`, Priority: 1 }],
};

export const toStrict = { ...toStateful, StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' } };

/** In the language of Suricata. A group can't be without rules. */
function suricata(rules: readonly SimpleRule[]): object {
  const lines = rules.map(
    ({ action, cidr, ports: [first, last] }, index) =>
      `${action === 'allow' ? 'pass' : 'drop'} tcp any any -> ${cidr} ${first}:${last} (sid:${index + 1}; rev:1;)`,
  );
  return { RulesString: ['drop udp any any -> any any (sid:1000; rev:1;)', ...lines].join('\n') };
}

export const ofFirewall = { layer: 'aws-network-firewall', attachedTo: ['egress'] } as const;

export const awsDialects = {
  'AWS security group': {
    layer: 'aws-security-group',
    attachedTo: ['sg-1'],
    decides: 'any: none denies',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => ({
      'groups.json': {
        SecurityGroups: [
          {
            GroupId: 'sg-1',
            IpPermissions: [],
            IpPermissionsEgress: rules.map(({ cidr, ports: [FromPort, ToPort] }) => ({
              IpProtocol: 'tcp',
              FromPort,
              ToPort,
              ...(isIpv6(cidr) ? { Ipv6Ranges: [{ CidrIpv6: cidr }] } : { IpRanges: [{ CidrIp: cidr }] }),
            })),
          },
        ],
      },
    }),
  },
  'AWS network ACL': {
    layer: 'aws-network-acl',
    attachedTo: ['acl-1'],
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => {
      const outbound = rules.map(({ action, cidr, ports: [From, To] }, index) => ({
        RuleNumber: index + 1,
        RuleAction: action,
        Protocol: '6',
        [isIpv6(cidr) ? 'Ipv6CidrBlock' : 'CidrBlock']: cidr,
        PortRange: { From, To },
      }));
      const everything = [{ CidrBlock: '0.0.0.0/0' }, { Ipv6CidrBlock: '::/0' }];
      const toLast = (range: object, index: number) => ({
        RuleNumber: 32767 + index,
        RuleAction: 'deny',
        Protocol: '-1',
        ...range,
      });
      const last = everything.map(toLast);
      const replies = last.map((entry, index) => ({ ...entry, RuleNumber: 1 + index, RuleAction: 'allow' }));
      const Entries = [
        ...[...outbound, ...last].map((entry) => ({ ...entry, Egress: true })),
        ...[...replies, ...last].map((entry) => ({ ...entry, Egress: false })),
      ];
      return { 'acls.json': { NetworkAcls: [{ NetworkAclId: 'acl-1', VpcId: 'vpc-1', Associations: [], Entries }] } };
    },
  },
  'AWS route table': {
    layer: 'route',
    attachedTo: ['subnet-1'],
    decides: 'the longest prefix',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    isPortless: true,
    write: (rules) => {
      const local = {
        DestinationCidrBlock: '10.10.0.0/16',
        GatewayId: 'local',
        Origin: 'CreateRouteTable',
        State: 'active',
      };
      const Routes = rules.map(({ action, cidr }) => ({
        [isIpv6(cidr) ? 'DestinationIpv6CidrBlock' : 'DestinationCidrBlock']: cidr,
        TransitGatewayId: 'tgw-1',
        Origin: 'CreateRoute',
        State: action === 'allow' ? 'active' : 'blackhole',
      }));
      const Associations = [{ Main: false, RouteTableId: 'rtb-1', SubnetId: 'subnet-1' }];
      return {
        'routes.json': {
          RouteTables: [{ RouteTableId: 'rtb-1', VpcId: 'vpc-1', Associations, Routes: [local, ...Routes] }],
        },
      };
    },
  },
  'AWS Network Firewall, stateless': {
    ...ofFirewall,
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => {
      // Replies are matched by rules of their own.
      const StatelessRules = rules.flatMap(({ action, cidr, ports: [FromPort, ToPort] }, index) => {
        const Actions = [action === 'allow' ? 'aws:pass' : 'aws:drop'];
        const [addresses, ports, Protocols] = [[{ AddressDefinition: cidr }], [{ FromPort, ToPort }], [6]];
        const there = { Destinations: addresses, DestinationPorts: ports, Protocols };
        const back = { Sources: addresses, SourcePorts: ports, Protocols };
        return [there, back].map((MatchAttributes, way) => ({
          Priority: 2 * index + way + 1,
          RuleDefinition: { MatchAttributes, Actions },
        }));
      });
      return firewall(
        {
          StatelessDefaultActions: ['aws:drop'],
          StatelessRuleGroupReferences: [{ ResourceArn: `${arn}:stateless-rulegroup/one`, Priority: 1 }],
        },
        { RulesSource: { StatelessRulesAndCustomActions: { StatelessRules } } },
        'STATELESS',
      );
    },
  },
  'AWS Network Firewall, in strict order': {
    ...ofFirewall,
    decides: 'the first',
    otherwise: 'deny',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) =>
      firewall(
        {
          ...toStrict,
          StatefulDefaultActions: ['aws:drop_strict'],
        },
        { StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' }, RulesSource: suricata(rules) },
        'STATEFUL',
      ),
  },
  'AWS Network Firewall, in action order': {
    ...ofFirewall,
    decides: 'any that allows',
    otherwise: 'allow',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => firewall(toStateful, { RulesSource: suricata(rules) }, 'STATEFUL'),
  },
  'AWS Network Firewall, rules of five fields': {
    ...ofFirewall,
    decides: 'any that allows',
    otherwise: 'allow',
    hasListsInAnyOrder: true,
    families: [4, 6],
    write: (rules) => {
      const everything = { Source: 'ANY', SourcePort: 'ANY', Direction: 'FORWARD' };
      const udp = { ...everything, Protocol: 'UDP', Destination: 'ANY', DestinationPort: 'ANY' };
      const toRule = (Action: string, Header: object, sid: number): object => ({
        Action,
        Header,
        RuleOptions: [{ Keyword: 'sid', Settings: [`${sid}`] }],
      });
      const StatefulRules = [
        toRule('DROP', udp, 1000),
        ...rules.map(({ action, cidr, ports: [first, last] }, index) => {
          const Header = { ...everything, Protocol: 'TCP', Destination: cidr, DestinationPort: `${first}:${last}` };
          return toRule(action === 'allow' ? 'PASS' : 'DROP', Header, index + 1);
        }),
      ];
      return firewall(toStateful, { RulesSource: { StatefulRules } }, 'STATEFUL');
    },
  },
} as const satisfies Dialects;
