import { Document } from 'yaml';
import { inParts } from '../../kernel/inParts.ts';
import { formatAddress, toCidrs } from '../flows/address.ts';
import { nodesOwn, openAddresses } from './addressRules.ts';
import {
  atTheEdge,
  describePort,
  describeNoDestination,
  describeProxySources,
  describeSources,
  describeUnplaced,
  sourcesOf,
  writePorts,
} from './egressNeed.ts';
import type { EgressNeed } from './egressNeed.ts';
import type { NotYetPossible } from './generatedRules.ts';
import type { TargetOrder, TargetRules } from './targetRules.ts';
import { yaml11 } from './writeManifests.ts';

/**
 * A policy in strict order with one group of Suricata rules, as a CloudFormation template. What has a name is passed by the
 * name in its TLS handshake; whatever is not passed is dropped once it stands.
 * Source: Network Firewall Developer Guide, "Managing evaluation order for Suricata compatible rules".
 */
export function writeAwsNetworkFirewall({ needs, network, proxy }: TargetOrder): TargetRules {
  const own = atTheEdge(needs);
  const home = sourcesOf([{ leaves: 'the cluster' }], { network, proxy }).flatMap(toCidrs);
  const ofProxy = toAddressList(proxy?.addresses ?? []);
  const rules = toSuricataRules(own, { 'the cluster': '$HOME_NET', 'the proxy': ofProxy });
  return {
    notYetPossible: [
      ...own.filter(({ host, addresses }) => host === undefined && addresses.length === 0).map(describeNoDestination),
      ...describeDoubtfulNames(own),
      ...describeSources(network, 'HOME_NET is the VPC of the firewall'),
      ...describeProxySources(own, { network, proxy }),
      ...describeUnplaced(needs),
    ],
    surplus: [],
    remarks: [nodesOwn, howToMakeIt, ...describeQuotas(rules, toTemplate([], rules, home).length)],
    write: (header) => [
      {
        name: 'aws-network-firewall.yaml',
        mediaType: 'application/yaml',
        text: toTemplate(header, rules, home),
      },
    ],
  };
}

/** Source: AWS CloudFormation User Guide, "CloudFormation quotas". */
const howToMakeIt =
  'Make it by `aws cloudformation deploy --stack-name pdp-egress --template-file aws-network-firewall.yaml`, with --s3-bucket where the file has more than 51,200 bytes.';

/** Source: Network Firewall Developer Guide, "AWS Network Firewall quotas"; a template may have 1 MB, its header included. */
const mostRules = 30_000;
const mostCharacters = 1_000_000;

function describeQuotas(rules: readonly string[], characters: number): readonly string[] {
  return [
    ...(rules.length <= mostRules
      ? []
      : [
          `Its group has ${rules.length} rules, and takes ${mostRules}: enter fewer names or wider ranges in the plan.`,
        ]),
    ...(characters <= mostCharacters
      ? []
      : [
          `Its template has ${characters} characters, and CloudFormation takes about ${mostCharacters}: enter fewer names or wider ranges in the plan.`,
        ]),
  ];
}

/** TLS is expected on its own port; elsewhere it depends on what is spoken. */
const tlsPort = 443;

function goesByName({ host, port, addresses }: EgressNeed): boolean {
  return host !== undefined && (port === tlsPort || addresses.length === 0);
}

function describeDoubtfulNames(needs: readonly EgressNeed[]): readonly NotYetPossible[] {
  const doubtful = needs.filter((need) => goesByName(need) && need.port !== tlsPort);
  return [...Map.groupBy(doubtful, ({ planPath }) => planPath)].flatMap(([planPath, [need]]) =>
    need === undefined
      ? []
      : [
          {
            connection: need.connection,
            why: `It is passed by the name in a TLS handshake on ${describePort(need)}, and whether the client sends one there is not known.`,
            alternative: `Enter ${planPath}.cidrs, then it is passed by address.`,
          },
        ],
  );
}

/** Numbers of rules of one's own begin there. Source: Suricata user guide, "Meta Keywords". */
const firstNumber = 1_000_001;

function toSuricataRules(
  needs: readonly EgressNeed[],
  sources: Readonly<Record<EgressNeed['leaves'], string>>,
): readonly string[] {
  const named = needs.filter(goesByName);
  const byName = [
    ...new Map(named.map((need) => [JSON.stringify([need.planPath, need.host, need.port]), need])).values(),
  ];
  const byAddress = openAddresses(needs.filter((need) => !goesByName(need)));
  const passes = [
    ...byName.flatMap(({ host = '', port, addresses, connection, leaves }) =>
      toAddressLists(addresses).map((list) => ({
        head: `pass tls ${sources[leaves]} any -> ${list} ${port}`,
        options: `flow:to_server, established; tls.sni; ${toContent(host)}`,
        message: connection,
      })),
    ),
    ...byAddress.flatMap(({ protocol, ranges, ports, connection, leaves }) =>
      toAddressLists(ranges).flatMap((list) =>
        toLists(ports.map((range) => writePorts(range, ':'))).map((portList) => ({
          head: `pass ${protocol.toLowerCase()} ${sources[leaves]} any -> ${list} ${portList}`,
          options: '',
          message: connection,
        })),
      ),
    ),
  ];
  // The handshake is let through for its name to be seen, on these ports and no other. Replies go to other ports.
  const namedPorts = [...new Set(byName.map(({ port }) => port))].toSorted((one, other) => one - other);
  const otherPorts = namedPorts.length === 0 ? 'any' : `![${namedPorts.join(',')}]`;
  const drops = [
    { head: `drop tcp any any -> any ${otherPorts}`, options: 'flow:to_server;', message: 'not in the plan' },
    ...['udp', 'sctp', 'icmp'].map((protocol) => ({
      head: `drop ${protocol} any any -> any any`,
      options: protocol === 'udp' ? 'flow:to_server;' : '',
      message: 'not in the plan',
    })),
  ];
  return [...passes, ...drops].map(({ head, options, message }, index) => {
    const meta = `msg:"${toMessage(message)}"; sid:${firstNumber + index}; rev:1;`;
    return `${head} (${options === '' ? '' : `${options} `}${meta})`;
  });
}

/** What lies below a name ends in it with a dot before. */
function toContent(host: string): string {
  const name = host.toLowerCase().replace(/\.$/, '');
  return name.startsWith('*.')
    ? `content:"${name.slice(1)}"; endswith; nocase;`
    : `content:"${name}"; startswith; endswith; nocase;`;
}

/** A rule of Suricata may have 8,192 characters: it takes this many addresses of either version of IP, and ranges of ports. */
const mostValuesOfList = 100;

/** As many lists as rules are needed. */
function toAddressLists(ranges: EgressNeed['addresses']): readonly string[] {
  const words = toAddressWords(ranges);
  return words.length === 0 ? ['any'] : toLists(words);
}

function toLists(words: readonly string[]): readonly string[] {
  return inParts(words, mostValuesOfList).map(toList);
}

function toAddressList(ranges: EgressNeed['addresses']): string {
  const words = toAddressWords(ranges);
  return words.length === 0 ? 'any' : toList(words);
}

function toAddressWords(ranges: EgressNeed['addresses']): readonly string[] {
  return ranges.flatMap((range) =>
    range.first === range.last ? [formatAddress(range.family, range.first)] : toCidrs(range),
  );
}

function toList(words: readonly string[]): string {
  const [only = ''] = words;
  return words.length === 1 ? only : `[${words.join(',')}]`;
}

/** Quotes, semicolons and backslashes end a message or a rule. */
function toMessage(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9 ._-]/g, '-');
}

function toTemplate(header: readonly string[], rules: readonly string[], home: readonly string[]): string {
  const capacity = toCapacity(rules.length);
  const variables = home.length === 0 ? {} : { RuleVariables: { IPSets: { HOME_NET: { Definition: home } } } };
  const template = {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: 'Egress of a private data plane, as its plan needs it',
    Resources: {
      PdpEgressRules: {
        Type: 'AWS::NetworkFirewall::RuleGroup',
        Properties: {
          RuleGroupName: `pdp-egress-${capacity}`,
          Type: 'STATEFUL',
          Capacity: capacity,
          RuleGroup: {
            ...variables,
            RulesSource: { RulesString: rules.map((rule) => `${rule}\n`).join('') },
            StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' },
          },
        },
      },
      PdpEgressPolicy: {
        Type: 'AWS::NetworkFirewall::FirewallPolicy',
        Properties: {
          FirewallPolicyName: 'pdp-egress',
          FirewallPolicy: {
            StatelessDefaultActions: ['aws:forward_to_sfe'],
            StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
            StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' },
            StatefulDefaultActions: ['aws:drop_established', 'aws:alert_established'],
            StatefulRuleGroupReferences: [{ ResourceArn: { Ref: 'PdpEgressRules' }, Priority: 1 }],
          },
        },
      },
    },
    Outputs: { PolicyArn: { Value: { Ref: 'PdpEgressPolicy' } } },
  };
  const comment = header.map((line) => `# ${line}`.trimEnd()).join('\n');
  return `${comment}\n${new Document(template, yaml11).toString({ lineWidth: 0 })}`;
}

/**
 * The number of rules that the group may ever have. A changed plan with more needs another group, which CloudFormation makes
 * before it takes the first away: under the same name it could not. Source: AWS::NetworkFirewall::RuleGroup, "Capacity".
 */
function toCapacity(count: number): number {
  return Math.max(100, Math.min(mostRules, Math.ceil(count / 100) * 200));
}
