/** Rules by name, made up for measuring, as their tools print or take them; the same text for the same count. */
export interface NameRules {
  readonly file: string;
  readonly text: string;
}

/** A rule group of AWS Network Firewall with a rule of Suricata for each name, and the policy that uses it. */
export function generateSuricataRules(count: number): NameRules {
  const rules = Array.from(
    { length: count },
    (_, index) =>
      `pass tls $HOME_NET any -> $EXTERNAL_NET 443 (tls.sni; content:"host-${index}.example.com"; startswith; endswith; nocase; flow:to_server; sid:${index + 1}; rev:1;)`,
  );
  return firewallOf('suricata.json', { RulesString: rules.join('\n') });
}

/** The same by a list of domains. */
export function generateDomainList(count: number): NameRules {
  const Targets = Array.from({ length: count }, (_, index) => `host-${index}.example.com`);
  const RulesSourceList = { Targets, TargetTypes: ['TLS_SNI', 'HTTP_HOST'], GeneratedRulesType: 'ALLOWLIST' };
  return firewallOf('domains.json', { RulesSourceList });
}

function firewallOf(file: string, RulesSource: object): NameRules {
  const arn = 'arn:aws:network-firewall:eu-west-1:111122223333';
  const order = { RuleOrder: 'STRICT_ORDER' };
  const policy = {
    FirewallPolicyResponse: { FirewallPolicyName: 'egress', FirewallPolicyArn: `${arn}:firewall-policy/egress` },
    FirewallPolicy: {
      StatelessDefaultActions: ['aws:forward_to_sfe'],
      StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
      StatefulRuleGroupReferences: [{ ResourceArn: `${arn}:stateful-rulegroup/names`, Priority: 1 }],
      StatefulDefaultActions: ['aws:drop_established'],
      StatefulEngineOptions: order,
    },
  };
  const group = {
    RuleGroupResponse: {
      RuleGroupName: 'names',
      RuleGroupArn: `${arn}:stateful-rulegroup/names`,
      Type: 'STATEFUL',
    },
    RuleGroup: { RulesSource, StatefulRuleOptions: order },
  };
  return { file, text: JSON.stringify([policy, group], undefined, 2) };
}

/** A configuration of squid that names each domain in a line of its own. */
export function generateSquid(count: number): NameRules {
  const lines = [
    'http_port 3128',
    'acl SSL_ports port 443',
    'acl CONNECT method CONNECT',
    ...Array.from({ length: count }, (_, index) => `acl allowed dstdomain .zone-${index}.example.com`),
    'http_access deny CONNECT !SSL_ports',
    'http_access allow allowed',
    'http_access deny all',
    '',
  ];
  return { file: 'squid.conf', text: lines.join('\n') };
}

/** Policies of Cilium that open names, with the rule for DNS that they need, for the pods of some workloads by turns. */
export function generateCiliumPolicies(count: number): NameRules {
  const workloads = [
    ['pdp-system', 'mizzen-agent'],
    ['choreo-system', 'adapter'],
  ];
  const dns = {
    toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns' } }],
    toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }],
  };
  const items = Array.from({ length: count }, (_, index) => {
    const [namespace, app] = workloads[index % workloads.length] ?? [];
    const toFQDNs = [{ matchName: `host-${index}.example.com` }, { matchPattern: `*.zone-${index}.example.com` }];
    return {
      apiVersion: 'cilium.io/v2',
      kind: 'CiliumNetworkPolicy',
      metadata: { name: `names-${index}`, namespace },
      spec: {
        endpointSelector: { matchLabels: index % 3 === 0 ? {} : { app } },
        egress: [{ toFQDNs, toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }] }, dns],
      },
    };
  });
  return { file: 'cilium.json', text: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, undefined, 2) };
}
