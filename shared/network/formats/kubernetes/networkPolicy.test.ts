import { describe, expect, it } from 'vitest';
import { reachEgress } from '../../judging/reachEgress.ts';
import { askPolicies } from '../../testing/askPolicies.ts';
import type { PolicyAnswer, PolicyQuestion } from '../../testing/askPolicies.ts';
import {
  askReach,
  deployment,
  describeProblems,
  namespace,
  networkPolicy,
  readDocuments,
} from '../../testing/rules.ts';
import type { ReachAnswer, ReachQuestion } from '../../testing/rules.ts';

/** What a policy of this spec makes of 443/tcp from `web` to 203.0.113.7, unless it is asked about something else. */
function ask(spec: string, question: ReachQuestion = {}, labels?: string): ReachAnswer {
  return askReach(readDocuments(namespace('default'), deployment(labels), networkPolicy(spec)), question);
}

describe('a field of a NetworkPolicy that alone turns the verdict', () => {
  it.each<[string, string, ReachAnswer]>([
    ['podSelector that selects all', '{podSelector: {}, policyTypes: [Egress]}', 'denied'],
    ['podSelector that is left out', '{policyTypes: [Egress]}', 'denied'],
    ['podSelector of nothing', '{podSelector: , policyTypes: [Egress]}', 'denied'],
    ['matchLabels that fit', '{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}', 'denied'],
    ['matchLabels of another value', '{podSelector: {matchLabels: {app: api}}, policyTypes: [Egress]}', 'allowed'],
    ['matchLabels of another key', '{podSelector: {matchLabels: {role: web}}, policyTypes: [Egress]}', 'allowed'],
    ['one of two matchLabels', '{podSelector: {matchLabels: {app: web, role: x}}, policyTypes: [Egress]}', 'allowed'],
    ['matchLabels of nothing', '{podSelector: {matchLabels: {empty: }}, policyTypes: [Egress]}', 'denied'],
    ['In with the value', selecting('{key: app, operator: In, values: [api, web]}'), 'denied'],
    ['In without the value', selecting('{key: app, operator: In, values: [api]}'), 'allowed'],
    ['In on a key that is missing', selecting('{key: role, operator: In, values: [web]}'), 'allowed'],
    ['NotIn with the value', selecting('{key: app, operator: NotIn, values: [web]}'), 'allowed'],
    ['NotIn without the value', selecting('{key: app, operator: NotIn, values: [api]}'), 'denied'],
    ['NotIn on a key that is missing', selecting('{key: role, operator: NotIn, values: [web]}'), 'denied'],
    ['Exists on a key that is there', selecting('{key: app, operator: Exists}'), 'denied'],
    ['Exists on a key that is missing', selecting('{key: role, operator: Exists}'), 'allowed'],
    ['DoesNotExist on a key that is there', selecting('{key: app, operator: DoesNotExist}'), 'allowed'],
    ['DoesNotExist on a key that is missing', selecting('{key: role, operator: DoesNotExist, values: []}'), 'denied'],
    ['one of two matchExpressions', selecting('{key: app, operator: Exists}, {key: x, operator: Exists}'), 'allowed'],
  ])('is the %s', (_field, spec, answer) => {
    expect(ask(spec, {}, "{app: web, empty: ''}")).toBe(answer);
  });

  function selecting(expressions: string): string {
    return `{podSelector: {matchExpressions: [${expressions}]}, policyTypes: [Egress]}`;
  }

  it.each<[string, string, ReachAnswer]>([
    ['types of both', 'policyTypes: [Ingress, Egress]', 'denied'],
    ['types of egress alone', 'policyTypes: [Egress]', 'denied'],
    ['types of ingress alone', 'policyTypes: [Ingress]', 'allowed'],
    ['types of ingress alone, and no rule', 'policyTypes: [Ingress], egress: []', 'allowed'],
    ['no types and no rule', 'ingress: []', 'allowed'],
    ['no types and a rule', 'egress: [{to: [{ipBlock: {cidr: 198.51.100.0/24}}]}]', 'denied'],
    ['empty types and a rule', 'policyTypes: [], egress: [{to: [{ipBlock: {cidr: 198.51.100.0/24}}]}]', 'denied'],
    ['no types and an empty list of rules', 'egress: []', 'allowed'],
    ['types of egress and an empty list of rules', 'policyTypes: [Egress], egress: []', 'denied'],
    ['types of egress and rules of nothing', 'policyTypes: [Egress], egress: ', 'denied'],
    ['a rule that is empty', 'policyTypes: [Egress], egress: [{}]', 'allowed'],
    ['a rule of nothing', 'policyTypes: [Egress], egress: [null]', 'allowed'],
    ['a rule with an empty list of destinations', 'egress: [{to: []}]', 'allowed'],
    ['a rule with an empty list of ports', 'egress: [{ports: []}]', 'allowed'],
    ['a second rule', 'egress: [{to: [{ipBlock: {cidr: 198.51.100.0/24}}]}, {}]', 'allowed'],
    ['a second destination', 'egress: [{to: [{podSelector: {}}, {ipBlock: {cidr: 203.0.113.0/24}}]}]', 'allowed'],
  ])('is %s', (_field, rest, answer) => {
    expect(ask(`{podSelector: {}, ${rest}}`)).toBe(answer);
  });

  it.each<[string, string, ReachQuestion, ReachAnswer]>([
    ['the port that is asked for', '{port: 443}', {}, 'allowed'],
    ['another port', '{port: 444}', {}, 'denied'],
    ['a second port', '{port: 80}, {port: 443}', {}, 'allowed'],
    ['a protocol without port', '{protocol: TCP}', {}, 'allowed'],
    ['another protocol without port', '{protocol: UDP}', {}, 'denied'],
    ['the protocol of the port', '{protocol: UDP, port: 443}', {}, 'denied'],
    ['the protocol of the port, asked for', '{protocol: UDP, port: 443}', { protocol: 'UDP' }, 'allowed'],
    ['the protocol SCTP', '{protocol: SCTP, port: 443}', { protocol: 'SCTP' }, 'allowed'],
    ['a protocol of nothing', '{protocol: , port: 443}', {}, 'allowed'],
    ['a port of nothing', '{port: }', {}, 'allowed'],
    ['a port item of nothing', 'null', {}, 'allowed'],
    ['endPort above', '{port: 440, endPort: 443}', {}, 'allowed'],
    ['endPort below', '{port: 440, endPort: 442}', {}, 'denied'],
    ['endPort of the port itself', '{port: 443, endPort: 443}', {}, 'allowed'],
    ['endPort of nothing', '{port: 440, endPort: }', {}, 'denied'],
    ['the name of a port', '{port: https}', {}, 'denied'],
    ['the name of a port beside a number', '{port: https}, {port: 443}', {}, 'allowed'],
    ['the first port that there is', '{port: 1}', { port: 1 }, 'allowed'],
    ['the first port alone', '{port: 1}', { port: 2 }, 'denied'],
    ['the last port', '{port: 65535}', { port: 65535 }, 'allowed'],
  ])('is %s', (_field, ports, question, answer) => {
    expect(ask(`{podSelector: {}, egress: [{ports: [${ports}]}]}`, question)).toBe(answer);
  });

  it.each<[string, string, ReachQuestion, ReachAnswer]>([
    ['the block', 'cidr: 203.0.113.0/24', {}, 'allowed'],
    ['another block', 'cidr: 203.0.112.0/24', {}, 'denied'],
    ['the block of one address', 'cidr: 203.0.113.7/32', {}, 'allowed'],
    ['a block with host bits set', 'cidr: 203.0.113.200/24', {}, 'allowed'],
    ['the block of all IPv4', 'cidr: 0.0.0.0/0', {}, 'allowed'],
    ['an exception', 'cidr: 203.0.113.0/24, except: [203.0.113.0/28]', {}, 'denied'],
    ['another exception', 'cidr: 203.0.113.0/24, except: [203.0.113.16/28]', {}, 'allowed'],
    ['the second of two exceptions', 'cidr: 203.0.113.0/24, except: [203.0.113.16/28, 203.0.113.7/32]', {}, 'denied'],
    ['exceptions of nothing', 'cidr: 203.0.113.0/24, except: ', {}, 'allowed'],
    ['a block of IPv6', "cidr: '2001:db8::/32'", { to: '2001:db8::7' }, 'allowed'],
    ['a block of other IPv6', "cidr: '2001:db9::/32'", { to: '2001:db8::7' }, 'denied'],
    ['an exception of IPv6', "cidr: '2001:db8::/32', except: ['2001:db8::/64']", { to: '2001:db8::7' }, 'denied'],
    ['the block of all IPv6', "cidr: '::/0'", { to: '2001:db8::7' }, 'allowed'],
  ])('is %s', (_field, ipBlock, question, answer) => {
    expect(ask(`{podSelector: {}, egress: [{to: [{ipBlock: {${ipBlock}}}]}]}`, question)).toBe(answer);
  });

  it('is the namespace: a policy selects pods of its own', () => {
    const policy = networkPolicy('{podSelector: {}, policyTypes: [Egress]}', 'name: p, namespace: shop');
    const inShop = deployment('{app: web}', { metadata: 'name: web, namespace: shop' });
    const rules = readDocuments(policy, inShop, deployment());
    expect(askReach(rules, { workload: 'shop/web' })).toBe('denied');
    expect(askReach(rules, { workload: 'default/web' })).toBe('allowed');
  });

  it('is none of the pods’ side where policies are many: what any of them opens is open', () => {
    const rules = readDocuments(
      deployment(),
      networkPolicy('{podSelector: {}, policyTypes: [Egress]}', 'name: deny'),
      networkPolicy('{podSelector: {}, egress: [{ports: [{port: 443}]}]}', 'name: https'),
      networkPolicy('{podSelector: {matchLabels: {app: api}}, egress: [{}]}', 'name: other'),
    );
    expect([askReach(rules), askReach(rules, { port: 80 })]).toEqual(['allowed', 'denied']);
  });
});

describe('what NetworkPolicy is usually got wrong by', () => {
  it('isolates a pod in the one direction only for which a policy selects it [K1]', () => {
    expect(ask('{podSelector: {}, policyTypes: [Ingress]}')).toBe('allowed');
    expect(ask('{podSelector: {}, policyTypes: [Egress]}')).toBe('denied');
  });

  it('is a policy of egress without policyTypes only if its list of egress rules is not empty [K2]', () => {
    expect(ask('{podSelector: {}, egress: []}')).toBe('allowed');
    expect(ask('{podSelector: {}, egress: [{ports: [{port: 53}]}]}')).toBe('denied');
    expect(ask('{podSelector: {}, policyTypes: [Egress], egress: []}')).toBe('denied');
  });

  it.each([
    ['generic', 'allowed', 'allowed'],
    ['calico', 'allowed', 'allowed'],
    ['cilium', 'denied', 'allowed'],
    ['antrea', 'unknown', 'allowed'],
    ['ovn-kubernetes', 'unknown', 'allowed'],
    [undefined, 'unknown', 'allowed'],
  ] as const)(
    'has egress rules and policyTypes without Egress: with %s what they leave out is %s [K3]',
    (cni, other, opened) => {
      const rules = readDocuments(
        deployment(),
        networkPolicy('{podSelector: {}, policyTypes: [Ingress], egress: [{ports: [{port: 443}]}]}'),
      );
      const reach = (port: number): ReachAnswer => {
        const [row] = reachEgress(rules, { cni }).workloads;
        const isAllowed = row?.allowed.some(
          ({ ports }) => ports.TCP?.includes(`${port}`) || ports.TCP?.[0] === '1-65535',
        );
        return isAllowed === true ? 'allowed' : row?.unknown.length === 0 ? 'denied' : 'unknown';
      };
      expect([reach(80), reach(443)]).toEqual([other, opened]);
    },
  );

  it('says which setting would tell, or that nothing is known of the plug-in [K3]', () => {
    const rules = readDocuments(
      deployment(),
      networkPolicy('{podSelector: {}, policyTypes: [Ingress], egress: [{ports: [{port: 443}]}]}'),
    );
    const reasonWith = (cni?: 'antrea') => reachEgress(rules, { cni }).workloads[0]?.unknown[0]?.reason;
    expect(reasonWith()).toContain('NetworkPolicy default/policy has egress rules, and policyTypes without Egress');
    expect(reasonWith()).toContain('set network.cni.');
    expect(reasonWith('antrea')).toContain('what antrea does is not known.');
  });

  it('in doubt adds to what another policy opens, and takes nothing away [K3]', () => {
    const rules = readDocuments(
      deployment(),
      networkPolicy('{podSelector: {}, egress: [{ports: [{port: 443}]}]}', 'name: certain'),
      networkPolicy('{podSelector: {}, policyTypes: [Ingress], egress: [{ports: [{port: 80}]}]}', 'name: doubtful'),
    );
    const [row] = reachEgress(rules, { cni: 'antrea' }).workloads;
    expect(row?.allowed.map(({ ports }) => ports)).toEqual([{ TCP: ['443'] }]);
    expect(row?.unknown).toHaveLength(1);
  });

  it('opens every destination without `to`, and every port without `ports` [K4]', () => {
    expect(ask('{podSelector: {}, egress: [{ports: [{port: 443}]}]}')).toBe('allowed');
    expect(ask('{podSelector: {}, egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}', { port: 25 })).toBe('allowed');
    expect(ask('{podSelector: {}, egress: [{}]}', { to: '2001:db8::1', port: 1, protocol: 'SCTP' })).toBe('allowed');
  });

  it('takes a port without protocol for TCP: 53 does not open DNS over UDP [K5]', () => {
    const spec = '{podSelector: {}, egress: [{ports: [{port: 53}]}]}';
    expect(ask(spec, { port: 53 })).toBe('allowed');
    expect(ask(spec, { port: 53, protocol: 'UDP' })).toBe('denied');
  });

  it('never means an address outside of the cluster by selectors, however many pods they select [K7]', () => {
    expect(ask('{podSelector: {}, egress: [{to: [{namespaceSelector: {}}]}]}')).toBe('denied');
    expect(ask('{podSelector: {}, egress: [{to: [{namespaceSelector: {}, podSelector: {}}]}]}')).toBe('denied');
    expect(ask('{podSelector: {}, egress: [{to: [{podSelector: {}}]}]}')).toBe('denied');
  });

  it('takes an exception from its own block only: another rule may open it again [K8]', () => {
    const block = (text: string) => `{ipBlock: {${text}}}`;
    const holed = block('cidr: 203.0.113.0/24, except: [203.0.113.0/28]');
    expect(ask(`{podSelector: {}, egress: [{to: [${holed}]}]}`)).toBe('denied');
    expect(ask(`{podSelector: {}, egress: [{to: [${holed}, ${block('cidr: 203.0.113.7/32')}]}]}`)).toBe('allowed');
    expect(ask(`{podSelector: {}, egress: [{to: [${holed}]}, {ports: [{port: 443}]}]}`)).toBe('allowed');
  });

  it('never means an address outside of the cluster by the name of a port [K12]', () => {
    const spec = '{podSelector: {}, egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}], ports: [{port: https}]}]}';
    expect(ask(spec)).toBe('denied');
  });

  it('knows TCP, UDP and SCTP alone: another protocol is refused, and the pods are unknown [K13]', () => {
    expect(ask('{podSelector: {}, egress: [{ports: [{protocol: ICMP}]}]}')).toBe('unknown');
    expect(ask('{podSelector: {}, egress: [{ports: [{protocol: SCTP}]}]}', { protocol: 'SCTP' })).toBe('allowed');
  });

  it.each([
    ['generic', 'denied'],
    ['cilium', 'allowed'],
    ['calico', 'allowed'],
    ['ovn-kubernetes', 'allowed'],
    ['antrea', 'unknown'],
  ] as const)('leaves pods on the node’s network to the plug-in: with %s they are %s [K14]', (cni, answer) => {
    const onNode = deployment('{app: web}', { podSpec: '{hostNetwork: true}' });
    const rules = readDocuments(onNode, networkPolicy('{podSelector: {}, policyTypes: [Egress]}'));
    expect(askReach(rules, { cni })).toBe(answer);
  });

  it('says of a pod on the node’s network what would tell [K14]', () => {
    const onNode = deployment('{app: web}', { podSpec: '{hostNetwork: true}' });
    const rules = readDocuments(onNode, networkPolicy('{podSelector: {}, policyTypes: [Egress]}'));
    expect(reachEgress(rules).workloads[0]?.unknown).toMatchObject([
      {
        reason:
          'NetworkPolicy default/policy selects a pod on the node’s network, which is left to the plug-in: set network.cni.',
      },
    ]);
  });

  it.each([
    [8, undefined],
    [11, 3],
  ])(
    'names the first of the policies that leave open what a pod may reach, and counts the others: of %i',
    (of, more) => {
      const onNode = deployment('{app: web}', { podSpec: '{hostNetwork: true}' });
      const policies = Array.from({ length: of }, (_, index) =>
        networkPolicy('{podSelector: {}, policyTypes: [Egress]}', `name: p${index}`),
      );
      const [unknown] = reachEgress(readDocuments(onNode, ...policies)).workloads[0]?.unknown ?? [];
      expect(unknown?.rules).toHaveLength(8);
      expect(unknown?.moreRules).toBe(more);
    },
  );

  it('means one family by 0.0.0.0/0 and the other by ::/0 [K20]', () => {
    const open = (cidr: string) => `{podSelector: {}, egress: [{to: [{ipBlock: {cidr: '${cidr}'}}]}]}`;
    expect(ask(open('0.0.0.0/0'), { to: '2001:db8::1' })).toBe('denied');
    expect(ask(open('::/0'), { to: '2001:db8::1' })).toBe('allowed');
    expect(ask(open('::/0'))).toBe('denied');
  });

  it('is not in force where the API server refuses it, and then nothing is known [X2]', () => {
    expect(ask('{podSelector: {}, policyTypes: [Egress], egres: []}')).toBe('unknown');
  });
});

describe('the name of a port', () => {
  const pods = (protocol: string) =>
    deployment('{app: db}', {
      metadata: 'name: db',
      podSpec: `{containers: [{ports: [{name: sql, containerPort: 5432, protocol: ${protocol}}]}]}`,
    });
  const rule = (port: string) =>
    networkPolicy(`{podSelector: {}, policyTypes: [Egress], egress: [{ports: [${port}]}]}`);

  it.each<[string, string, string, PolicyQuestion, string]>([
    ['of TCP', '{port: sql}', 'TCP', {}, 'allowed'],
    ['of TCP, by another port', '{port: sql}', 'TCP', { port: 5433 }, 'denied'],
    ['of UDP, for a rule of TCP', '{port: sql}', 'UDP', { protocol: 'UDP' }, 'denied'],
    ['of UDP, for a rule of UDP', '{port: sql, protocol: UDP}', 'UDP', { protocol: 'UDP' }, 'allowed'],
    ['of TCP, for a rule of UDP', '{port: sql, protocol: UDP}', 'TCP', {}, 'denied'],
    ['beside a number', '{port: sql}, {port: 5433}', 'TCP', { port: 5433 }, 'allowed'],
  ])('is looked up among those of the pod: %s [K12]', (_what, port, protocol, question, answer) => {
    const rules = readDocuments(deployment(), pods(protocol), rule(port));
    expect(askPolicies(rules, { toPod: 'default/db', port: 5432, cni: 'generic', ...question }).answer).toBe(answer);
  });
});

describe('what pods and nodes are to a NetworkPolicy', () => {
  const api = deployment('{app: api}', {
    metadata: 'name: api',
    podSpec:
      '{containers: [{ports: [{name: https, containerPort: 443}, {name: dns, containerPort: 53, protocol: UDP}]}]}',
  });
  const askWith = (egress: string, question: PolicyQuestion) =>
    askPolicies(
      readDocuments(namespace('default'), deployment(), api, networkPolicy(`{podSelector: {}, egress: [${egress}]}`)),
      question,
    ).answer;

  it.each([
    ['cilium', 'denied'],
    ['calico', 'allowed'],
    ['ovn-kubernetes', 'allowed'],
    ['antrea', 'unknown'],
    [undefined, 'unknown'],
  ] as const)(
    'are an address of a block as the plug-in has it, whatever address they have: with %s it is %s [K9]',
    (cni, answer) => {
      const blocks =
        '{to: [{ipBlock: {cidr: 10.244.0.0/16}}, {ipBlock: {cidr: 192.0.2.0/24}}, {ipBlock: {cidr: 172.18.0.0/16}}]}';
      for (const to of ['10.244.9.9', '192.0.2.9']) {
        expect(askWith(blocks, { toPod: 'default/api', to, cni })).toBe(answer);
        expect(askWith(blocks, { toNode: {}, to, cni })).toBe(answer);
      }
    },
  );

  it.each<[string, string, PolicyQuestion, PolicyAnswer]>([
    ['its port and protocol', '{port: https}', {}, 'allowed'],
    ['no other port', '{port: https}', { port: 80 }, 'denied'],
    ['no other protocol', '{port: https, protocol: UDP}', { protocol: 'UDP' }, 'denied'],
    ['a port of another protocol', '{port: dns}', { port: 53, protocol: 'UDP' }, 'denied'],
    ['the protocol that is asked for', '{port: dns, protocol: UDP}', { port: 53, protocol: 'UDP' }, 'allowed'],
    ['no name that they lack', '{port: admin}', {}, 'denied'],
  ])('mean by the name of a port %s [K12]', (_what, port, question, answer) => {
    expect(askWith(`{ports: [${port}]}`, { toPod: 'default/api', cni: 'generic', ...question })).toBe(answer);
  });

  it.each<[string, string, PolicyQuestion, PolicyAnswer]>([
    ['every port of everything', '{}', {}, 'allowed'],
    ['every port of a protocol', '{ports: [{protocol: TCP}]}', {}, 'allowed'],
    ['every port of another protocol', '{ports: [{protocol: UDP}]}', {}, 'denied'],
    ['its own port', '{ports: [{port: 443}]}', {}, 'unknown'],
    ['another port', '{ports: [{port: 80}]}', {}, 'unknown'],
    ['another port of another protocol', '{ports: [{port: 80, protocol: UDP}]}', {}, 'denied'],
    ['every port of its address', '{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}', {}, 'unknown'],
  ])('stand behind the address of a Service, so that what opens it is: %s [K10]', (_what, rule, question, answer) => {
    const asked = { to: '10.96.0.7', perhapsInside: true, cni: 'calico', ...question } as const;
    expect(askWith(rule, asked)).toBe(answer);
  });
});

describe('what the API server refuses', () => {
  const inSpec = (rest: string) => networkPolicy(`{podSelector: {}, ${rest}}`);
  const inRule = (rest: string) => inSpec(`egress: [{${rest}}]`);
  const inPeer = (rest: string) => inRule(`to: [${rest}]`);
  const inPort = (rest: string) => inRule(`ports: [${rest}]`);
  const inSelector = (rest: string) => networkPolicy(`{podSelector: ${rest}, policyTypes: [Egress]}`);

  it.each([
    [
      'a field beside spec',
      networkPolicy('{}').replace(/}$/, ', policyTypes: [Egress]}'),
      'has no field “policyTypes”',
    ],
    ['a policy without a name', networkPolicy('{policyTypes: [Egress]}', 'labels: {a: b}'), 'It has no name'],
    ['spec that is no map', networkPolicy('[Egress]'), 'spec must be a map'],
    ['a field of spec that is not known', inSpec('egres: []'), 'spec has no field “egres”'],
    ['policyTypes in lower case', inSpec('policyTypes: [egress]'), 'policyTypes may hold Ingress and Egress'],
    ['policyTypes that are no list', inSpec('policyTypes: Egress'), 'policyTypes may hold Ingress and Egress'],
    ['policyTypes of three', inSpec('policyTypes: [Egress, Egress, Ingress]'), 'policyTypes may hold'],
    ['egress that is no list', inSpec('egress: {to: []}'), 'egress must be a list'],
    ['ingress that is no list', inSpec('ingress: {}, policyTypes: [Egress]'), 'ingress must be a list'],
    ['a rule that is no map', inSpec('egress: [to]'), 'A rule must be a map'],
    ['a rule with the field of the other direction', inRule('from: []'), 'A rule has no field “from”'],
    ['an ingress rule with the field of the other direction', inSpec('ingress: [{to: []}]'), 'no field “to”'],
    ['to that is no list', inRule('to: {ipBlock: {cidr: 10.0.0.0/8}}'), 'to must be a list'],
    ['ports that are no list', inRule('ports: 443'), 'ports must be a list'],
    ['a destination that is no map', inPeer('10.0.0.0/8'), 'A peer must be a map'],
    ['a destination of nothing', inPeer('null'), 'A peer without ipBlock'],
    ['an empty destination', inPeer('{}'), 'A peer without ipBlock'],
    ['a destination whose selector is nothing', inPeer('{podSelector: }'), 'A peer without ipBlock'],
    ['a field of a destination that is not known', inPeer('{podSelector: {}, fqdn: x}'), 'A peer has no field “fqdn”'],
    ['a block beside a selector', inPeer('{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}'), 'can’t have a selector'],
    ['a block that is no map', inPeer('{ipBlock: 10.0.0.0/8}'), 'ipBlock must be a map'],
    ['a block without range', inPeer('{ipBlock: {}}'), '“nothing” is not an address range'],
    [
      'a block of an address without prefix',
      inPeer('{ipBlock: {cidr: 10.0.0.1}}'),
      '“10.0.0.1” is not an address range',
    ],
    ['a block of garbage', inPeer('{ipBlock: {cidr: internet}}'), '“internet” is not an address range'],
    ['a block with leading zeros', inPeer('{ipBlock: {cidr: 010.0.0.0/8}}'), 'is not an address range'],
    ['a block of mapped addresses', inPeer("{ipBlock: {cidr: '::ffff:10.0.0.0/104'}}"), 'IPv4 written as IPv6'],
    ['a field of a block that is not known', inPeer('{ipBlock: {cidr: 10.0.0.0/8, exept: []}}'), 'no field “exept”'],
    [
      'exceptions that are no list',
      inPeer('{ipBlock: {cidr: 10.0.0.0/8, except: 10.1.0.0/16}}'),
      'except must be a list',
    ],
    ['an exception of garbage', inPeer('{ipBlock: {cidr: 10.0.0.0/8, except: [x]}}'), '“x” is not an address range'],
    [
      'an exception outside of the block',
      inPeer('{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16]}}'),
      'is no part of',
    ],
    [
      'an exception as large as the block',
      inPeer('{ipBlock: {cidr: 10.0.0.0/8, except: [10.0.0.0/8]}}'),
      'is no part of',
    ],
    ['an exception of the other family', inPeer("{ipBlock: {cidr: 10.0.0.0/8, except: ['::/0']}}"), 'is no part of'],
    ['a port that is no map', inPort('443'), 'A port must be a map'],
    ['a field of a port that is not known', inPort('{port: 443, protcol: UDP}'), 'A port has no field “protcol”'],
    ['a port in quotes', inPort("{port: '443'}"), '“443” is neither a port number nor the name'],
    ['port 0', inPort('{port: 0}'), '“0” is neither'],
    ['a port that is too high', inPort('{port: 65536}'), '“65536” is neither'],
    ['half a port', inPort('{port: 44.3}'), '“44.3” is neither'],
    ['the name of a port in capitals', inPort('{port: HTTPS}'), '“HTTPS” is neither'],
    ['the name of a port with two dashes', inPort('{port: a--b}'), '“a--b” is neither'],
    ['the name of a port that is too long', inPort('{port: abcdefghijklmnop}'), 'is neither'],
    ['a protocol in lower case', inPort('{protocol: tcp, port: 443}'), '“tcp” is not TCP, UDP or SCTP'],
    ['the protocol ICMP', inPort('{protocol: ICMP}'), '“ICMP” is not TCP, UDP or SCTP'],
    ['endPort without port', inPort('{endPort: 443}'), 'endPort needs a numeric port'],
    ['endPort below the port', inPort('{port: 443, endPort: 442}'), 'endPort needs a numeric port'],
    ['endPort beside a name', inPort('{port: https, endPort: 443}'), 'endPort needs a numeric port'],
    ['endPort that is no number', inPort("{port: 443, endPort: '444'}"), 'endPort needs a numeric port'],
    ['a selector that is no map', inSelector('[app]'), 'A label selector must be a map'],
    ['a field of a selector that is not known', inSelector('{app: web}'), 'A label selector has no field “app”'],
    ['matchLabels that are no map', inSelector('{matchLabels: [app]}'), 'matchLabels must be a map'],
    ['a label that is a number', inSelector('{matchLabels: {version: 1}}'), 'version must be a string, not 1'],
    [
      'a label that YAML takes for true',
      inSelector('{matchLabels: {enabled: yes}}'),
      'enabled must be a string, not true',
    ],
    ['a label whose key is none', inSelector('{matchLabels: {a b: c}}'), '“a b” can’t be the key'],
    ['a label whose value is none', inSelector('{matchLabels: {a: b c}}'), '“b c” can’t be the value'],
    ['matchExpressions that are no list', inSelector('{matchExpressions: {}}'), 'matchExpressions must be a list'],
    ['an expression without key', inSelector('{matchExpressions: [{operator: Exists}]}'), 'needs a key'],
    [
      'a field of an expression that is not known',
      inSelector('{matchExpressions: [{key: a, op: In}]}'),
      'no field “op”',
    ],
    ['an operator that is not known', inSelector('{matchExpressions: [{key: a, operator: Is}]}'), 'must be In, NotIn'],
    ['In without values', inSelector('{matchExpressions: [{key: a, operator: In}]}'), 'needs at least one value'],
    [
      'Exists with values',
      inSelector('{matchExpressions: [{key: a, operator: Exists, values: [b]}]}'),
      'takes no values',
    ],
    [
      'values that are no texts',
      inSelector('{matchExpressions: [{key: a, operator: In, values: [1]}]}'),
      'must be strings',
    ],
    ['a selector of a destination', inPeer('{podSelector: {app: web}}'), 'A label selector has no field “app”'],
  ])('makes the pods unknown and is told with its line: %s', (_what, policy, message) => {
    const rules = readDocuments(namespace('default'), deployment(), policy);
    expect(askReach(rules, { cni: 'calico' })).toBe('unknown');
    const problem = rules.problems.find(({ severity }) => severity === 'error');
    expect(problem).toMatchObject({ file: 'rules.yaml', line: 3, severity: 'error' });
    expect(problem?.message).toContain(message);
    expect(problem?.remedy).toMatch(/^[A-Z].*[.}]/);
  });

  it('is told at the line of the very field', () => {
    const text = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: p
spec:
  podSelector: {}
  egress:
    - to:
        - ipBlock:
            cidr: 10.0.0.0/8
            except:
              - 10.1.0.0/16
              - 11.0.0.0/16
      ports:
        - port: 443
        - protocol: tcp
`;
    expect(describeProblems(readDocuments(`\n${text}`))).toEqual([
      '14 NetworkPolicy default/p: 11.0.0.0/16 is no part of 10.0.0.0/8.',
      '17 NetworkPolicy default/p: “tcp” is not TCP, UDP or SCTP.',
    ]);
  });

  it('leaves pods alone that the policy does not select', () => {
    const rules = readDocuments(
      deployment(),
      networkPolicy('{podSelector: {matchLabels: {app: api}}, policyTypes: [Egress], egress: [to]}'),
    );
    expect(askReach(rules)).toBe('allowed');
    expect(rules.problems).toHaveLength(1);
  });

  it('warns of a range with host bits and reads it as the API does', () => {
    const rules = readDocuments(deployment(), inPeer('{ipBlock: {cidr: 203.0.113.7/24}}'));
    expect(askReach(rules, { to: '203.0.113.200' })).toBe('allowed');
    expect(describeProblems(rules)).toEqual([
      '2 (warning) NetworkPolicy default/policy: “203.0.113.7/24” is read as 203.0.113.0/24.',
    ]);
  });
});

describe('a policy that stands twice', () => {
  const deny = networkPolicy('{podSelector: {}, policyTypes: [Egress]}');
  const open = networkPolicy('{podSelector: {}, egress: [{}]}');

  it('is one policy where both are the same', () => {
    const rules = readDocuments(deployment(), deny, deny);
    expect(rules.manifests.networkPolicies).toHaveLength(1);
    expect([askReach(rules), rules.problems]).toEqual(['denied', []]);
  });

  it('makes the pods of either unknown where they differ', () => {
    const forApp = (app: string) => networkPolicy(`{podSelector: {matchLabels: {app: ${app}}}, policyTypes: [Egress]}`);
    const other = deployment('{app: api}', { metadata: 'name: api' });
    const rules = readDocuments(deployment(), other, forApp('web'), forApp('api'));
    expect([askReach(rules), askReach(rules, { workload: 'default/api' })]).toEqual(['unknown', 'unknown']);
  });

  it('makes its pods unknown where they differ, whichever stands first', () => {
    for (const documents of [
      [deny, open],
      [open, deny],
    ]) {
      const rules = readDocuments(deployment(), ...documents);
      expect(askReach(rules)).toBe('unknown');
      expect(describeProblems(rules)).toEqual([
        '3 NetworkPolicy default/policy: It stands twice, with other rules in rules.yaml.',
      ]);
    }
  });
});
