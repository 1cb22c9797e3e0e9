import { describe, expect, it } from 'vitest';
import { readRules } from '../../reading/readRules.ts';
import { fileOf } from '../../testing/rules.ts';

const mark = '# refused';

/** Lines that are told of, and those that are marked. */
function linesOf(text: string): { readonly told: readonly number[]; readonly marked: readonly number[] } {
  const { problems } = readRules([fileOf('rules.yaml', text)]);
  const told = new Set(problems.filter(({ severity }) => severity === 'error').map(({ line }) => line ?? 0));
  const marked = text.split('\n').flatMap((line, index) => (line.endsWith(mark) ? [index + 1] : []));
  return { told: [...told].toSorted((one, other) => one - other), marked };
}

const metadata = `metadata:
  name: policy
  labels:
    a: b
    c: 1 ${mark}
    'a b': c ${mark}
  annotations:
    d: 1 ${mark}
    e: 'yes'`;

/** Of each kind one that has something wrong in every place where something can be. */
const policies: Readonly<Record<string, string>> = {
  NetworkPolicy: `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
${metadata}
spec:
  podSelector: {x: 1} ${mark}
  policyTypes: [Out] ${mark}
  egress:
    - to:
        - ipBlock:
            cidr: 10.0.0.0/33 ${mark}
        - ipBlock:
            cidr: 10.0.0.0/8
            x: 1 ${mark}
        - ipBlock:
            cidr: 10.0.0.0/8
            except:
              - 10.0.0.0/16
              - 10.255.0.0/16
              - ten ${mark}
              - 11.0.0.0/16 ${mark}
              - 9.255.0.0/16 ${mark}
              - 8.0.0.0/7 ${mark}
              - '::/16' ${mark}
        - podSelector: [] ${mark}
        - namespaceSelector: [] ${mark}
      ports:
        - protocol: ICMP ${mark}
        - port: '443' ${mark}
        - port: http
          endPort: 10 ${mark}
        - port: 443
          endPort: 442 ${mark}
        - port: 443
          x: 1 ${mark}
    - 1 ${mark}
  ingress:
    - from:
        - x: 1 ${mark}
`,
  AdminNetworkPolicy: `
apiVersion: policy.networking.k8s.io/v1alpha1
kind: AdminNetworkPolicy
${metadata}
spec:
  priority: high ${mark}
  subject:
    pods:
      namespaceSelector: [] ${mark}
      podSelector: [] ${mark}
      x: 1 ${mark}
  egress:
    - action: Drop ${mark}
      name: 7 ${mark}
      to: ${mark}
        - namespaces: [] ${mark}
        - nodes: [] ${mark}
        - networks:
            - 10.0.0.0/8
            - ten ${mark}
        - domainNames:
            - a.example
            - '*' ${mark}
      ports:
        - portNumber:
            protocol: ICMP ${mark}
        - portNumber: 443 ${mark}
        - portRange: ${mark}
            start: 1
            end: two
        - namedPort: A_B ${mark}
        - 443 ${mark}
    - action: Deny ${mark}
      to: all ${mark}
    - 1 ${mark}
`,
  ClusterNetworkPolicy: `
apiVersion: policy.networking.k8s.io/v1alpha2
kind: ClusterNetworkPolicy
${metadata}
spec:
  tier: Top ${mark}
  priority: 1
  subject:
    namespaces: {}
  egress:
    - action: Deny
      to:
        - namespaces: {}
      protocols:
        - tcp:
            destinationPort:
              number: high ${mark}
        - udp:
            destinationPort:
              range: ${mark}
                start: 5
                end: 4
        - sctp:
            destinationPort:
              range:
                start: 5
                end: 6
                x: 1 ${mark}
        - tcp:
            destinationPort: ${mark}
              x: 1 ${mark}
        - udp: 53 ${mark}
        - destinationNamedPort: A_B ${mark}
`,
  CiliumNetworkPolicy: `
apiVersion: cilium.io/v2
kind: CiliumNetworkPolicy
${metadata}
specs:
  - endpointSelector: {}
    enableDefaultDeny:
      egress: 'no' ${mark}
    egress:
      - toCIDR:
          - 10.0.0.0/8
          - ten ${mark}
      - toCIDRSet:
          - cidr: ten ${mark}
          - cidr: 10.0.0.0/8
            except:
              - ten ${mark}
          - cidrGroupSelector: [] ${mark}
          - 10.0.0.0/8 ${mark}
      - toEndpoints:
          - [] ${mark}
      - toEntities:
          - moon ${mark}
      - toNodes:
          - [] ${mark}
      - toFQDNs:
          - matchName: '*' ${mark}
          - matchPattern: a b ${mark}
          - www.example.com ${mark}
      - toServices:
          - api ${mark}
          - k8sService:
              x: 1 ${mark}
          - k8sServiceSelector:
              x: 1 ${mark}
              selector: [] ${mark}
      - icmps:
          - 8 ${mark}
          - fields:
              - type: 256 ${mark}
              - type: -1 ${mark}
              - type: 1.5 ${mark}
              - type: [8] ${mark}
              - {family: IPv5, type: 8} ${mark}
              - {type: 8, code: 0} ${mark}
              - 8 ${mark}
          - x: 1 ${mark}
      - toPorts:
          - 443 ${mark}
          - ports:
              - port: 443 ${mark}
              - port: '443'
                protocol: HTTP ${mark}
              - port: '443'
                endPort: 442 ${mark}
              - port: '0'
                endPort: 442 ${mark}
              - port: '443'
                endPort: 4.5e2
              - 443 ${mark}
            rules: ${mark}
              http: [{}]
            serverNames:
              - a b ${mark}
          - ports:
              - port: '53'
            rules:
              dns:
                - matchName: '*' ${mark}
`,
  CiliumCIDRGroup: `
apiVersion: cilium.io/v2
kind: CiliumCIDRGroup
metadata:
  name: group
  labels:
    'a b': c ${mark}
spec:
  externalCIDRs:
    - 10.0.0.0/8
    - ten ${mark}
  x: 1 ${mark}
`,
  GlobalNetworkPolicy: `
apiVersion: projectcalico.org/v3
kind: GlobalNetworkPolicy
${metadata}
spec:
  tier: 7 ${mark}
  order: .nan ${mark}
  selector: a b ${mark}
  namespaceSelector: a b ${mark}
  serviceAccountSelector: a b ${mark}
  types: [Out] ${mark}
  preDNAT: true ${mark}
  egress:
    - action: Drop ${mark}
    - action: Allow
      ipVersion: 5 ${mark}
      protocol: HTTP ${mark}
      notProtocol: 0 ${mark}
    - action: Allow
      protocol: ICMP
      icmp: ${mark}
        type: 256
      notICMP: ${mark}
        type: -1
    - action: Allow
      protocol: ICMP
      icmp: ${mark}
        type: 1.5
      notICMP: ${mark}
        type: '8'
    - action: Allow
      protocol: TCP
      source:
        serviceAccounts:
          x: 1 ${mark}
          selector: a b ${mark}
      destination:
        nets:
          - 10.0.0.0/8
          - ten ${mark}
        notNets:
          - ten ${mark}
        selector: a b ${mark}
        notSelector: a b ${mark}
        domains:
          - a.example
          - '*.*' ${mark}
          - 7 ${mark}
        ports:
          - 443
          - 444:443 ${mark}
          - 65536 ${mark}
          - '65537' ${mark}
          - '65536:65537' ${mark}
          - a b ${mark}
        notPorts:
          - '' ${mark}
    - action: Allow
      destination:
        services: ${mark}
          x: 1 ${mark}
`,
  Tier: `
apiVersion: projectcalico.org/v3
kind: Tier
metadata: {name: mine}
spec:
  order: first ${mark}
  defaultAction: Log ${mark}
  x: 1 ${mark}
`,
  GlobalNetworkSet: `
apiVersion: projectcalico.org/v3
kind: GlobalNetworkSet
metadata:
  name: set
  labels:
    'a b': c ${mark}
spec:
  nets:
    - ten ${mark}
  x: 1 ${mark}
`,
  HostEndpoint: `
apiVersion: projectcalico.org/v3
kind: HostEndpoint
metadata:
  name: host
  labels:
    'a b': c ${mark}
spec: ${mark}
  expectedIPs:
    - ten ${mark}
    - 203.0.113.0/24 ${mark}
  x: 1 ${mark}
`,
  Profile: `
apiVersion: projectcalico.org/v3
kind: Profile
metadata: {name: mine}
spec:
  labelsToApply:
    'a b': c ${mark}
`,
  Service: `
apiVersion: v1
kind: Service
metadata:
  name: service
  labels:
    'a b': c ${mark}
spec:
  selector:
    'a b': c ${mark}
`,
};

describe('what the API server or a plug-in refuses', () => {
  it.each(Object.keys(policies))('is told at its line: %s', (kind) => {
    const { told, marked } = linesOf(policies[kind] ?? '');
    expect(marked.length).toBeGreaterThan(0);
    expect(told).toEqual(marked);
  });
});
