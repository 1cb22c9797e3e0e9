/**
 * Random networks are judged against an interpreter that follows one packet: it walks the rules as Google's documentation
 * tells it, with no sets, no programs and no code of the format.
 */
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askGcp, errorsOf, readGcp } from './testing/askGcp.ts';

interface Packet {
  /** Last part of 10.0.0.x, so that every address of the model is one number. */
  readonly to: number;
  readonly protocol: 'tcp' | 'udp' | 'sctp';
  readonly port: number;
}

interface ModelRule {
  readonly action: 'allow' | 'deny' | 'goto_next';
  readonly direction: 'EGRESS' | 'INGRESS';
  readonly priority: number;
  readonly disabled: boolean;
  /** First address and the number of free bits. */
  readonly ranges: readonly (readonly [first: number, bits: number])[];
  readonly services: readonly { readonly protocol: string; readonly ports: readonly (readonly [number, number])[] }[];
  readonly tag: string | undefined;
}

interface Model {
  readonly vpc: readonly ModelRule[];
  readonly policies: readonly { readonly type: string; readonly rules: readonly ModelRule[] }[];
  readonly isBefore: boolean;
  readonly tags: readonly string[];
}

const numbers = new Map([
  ['tcp', '6'],
  ['udp', '17'],
  ['sctp', '132'],
]);

function matches({ direction, disabled, ranges, services, tag }: ModelRule, packet: Packet, { tags }: Model): boolean {
  if (direction !== 'EGRESS' || disabled) return false;
  if (tag !== undefined && !tags.includes(tag)) return false;
  const isThere = ranges.some(([first, bits]) => Math.floor(packet.to / 2 ** bits) === Math.floor(first / 2 ** bits));
  return (
    isThere &&
    services.some(
      ({ protocol, ports }) =>
        [packet.protocol, numbers.get(packet.protocol), 'all'].includes(protocol) &&
        (ports.length === 0 || ports.some(([first, last]) => first <= packet.port && packet.port <= last)),
    )
  );
}

/** The first match decides; of VPC rules with one priority the denying one does. */
function decide(model: Model, packet: Packet): 'allowed' | 'denied' {
  const ofType = (type: string) => model.policies.filter((policy) => policy.type === type).map(({ rules }) => rules);
  const policies = [...ofType('NETWORK'), ...ofType('NETWORK_REGIONAL')];
  const vpc = [model.vpc];
  const stages = [
    ...ofType('HIERARCHY'),
    ...ofType('SYSTEM_GLOBAL'),
    ...ofType('SYSTEM_REGIONAL'),
    ...(model.isBefore ? [...policies, ...vpc] : [...vpc, ...policies]),
  ];
  for (const rules of stages) {
    const hits = rules.filter((rule) => matches(rule, packet, model));
    const first = Math.min(...hits.map(({ priority }) => priority));
    const winners = new Set(hits.filter(({ priority }) => priority === first).map(({ action }) => action));
    if (winners.has('deny')) return 'denied';
    if (winners.has('allow')) return 'allowed';
  }
  return 'allowed';
}

const network = 'projects/p/global/networks/vpc';

function toFiles({ vpc, policies, isBefore }: Model): Readonly<Record<string, unknown>> {
  const rangesOf = ({ ranges }: ModelRule) => ranges.map(([first, bits]) => `10.0.0.${first}/${32 - bits}`);
  const servicesOf = ({ services }: ModelRule, field: string) =>
    services.map(({ protocol, ports }) => ({
      [field]: protocol,
      ...(ports.length > 0 && {
        ports: ports.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)),
      }),
    }));
  const firewalls = vpc.map((rule, index) => ({
    name: `rule-${index}`,
    network,
    direction: rule.direction,
    priority: rule.priority,
    disabled: rule.disabled,
    [rule.action === 'deny' ? 'denied' : 'allowed']: servicesOf(rule, 'IPProtocol'),
    destinationRanges: rangesOf(rule),
    ...(rule.tag !== undefined && { targetTags: [rule.tag, 'nobody'] }),
  }));
  const firewallPolicys = policies.map(({ type, rules }, index) => ({
    type,
    name: `policy-${index}`,
    rules: rules.map((rule) => ({
      action: rule.action,
      direction: rule.direction,
      priority: rule.priority,
      disabled: rule.disabled,
      match: { destIpRanges: rangesOf(rule), layer4Configs: servicesOf(rule, 'ipProtocol') },
      ...(rule.tag !== undefined && { targetServiceAccounts: [`${rule.tag}@p`] }),
    })),
  }));
  const order = isBefore ? 'BEFORE_CLASSIC_FIREWALL' : 'AFTER_CLASSIC_FIREWALL';
  return {
    'effective.json': { firewalls, firewallPolicys },
    'network.json': { kind: 'compute#network', selfLink: network, networkFirewallPolicyEnforcementOrder: order },
  };
}

const arbitraryPort = fc.constantFrom(1, 53, 443, 444, 65535);
const arbitraryPorts = fc
  .tuple(arbitraryPort, arbitraryPort)
  .map(([one, other]): readonly [number, number] => (one <= other ? [one, other] : [other, one]));

const arbitraryService = fc.oneof(
  fc.constant({ protocol: 'all', ports: [] }),
  fc.record({
    protocol: fc.constantFrom('tcp', 'udp', 'sctp', '6', '17', '132'),
    ports: fc.array(arbitraryPorts, { maxLength: 2 }),
  }),
  fc.constant({ protocol: 'icmp', ports: [] }),
);

const arbitraryRule = (actions: readonly ModelRule['action'][], priorities: readonly number[]) =>
  fc.record<ModelRule>({
    action: fc.constantFrom(...actions),
    direction: fc.constantFrom('EGRESS', 'EGRESS', 'EGRESS', 'INGRESS'),
    priority: fc.constantFrom(...priorities),
    disabled: fc.constantFrom(false, false, false, true),
    ranges: fc.array(
      fc.tuple(fc.nat(255), fc.nat(8)).map(([first, bits]) => [first - (first % 2 ** bits), bits] as const),
      { minLength: 1, maxLength: 3 },
    ),
    services: fc.array(arbitraryService, { minLength: 1, maxLength: 3 }),
    tag: fc.constantFrom(undefined, undefined, 'a', 'b'),
  });

const arbitraryModel: fc.Arbitrary<Model> = fc.record({
  vpc: fc.array(arbitraryRule(['allow', 'deny'], [1, 2, 3]), { maxLength: 6 }),
  policies: fc.array(
    fc.record({
      type: fc.constantFrom('HIERARCHY', 'SYSTEM_GLOBAL', 'SYSTEM_REGIONAL', 'NETWORK', 'NETWORK_REGIONAL'),
      rules: fc
        .array(arbitraryRule(['allow', 'deny', 'goto_next'], [1, 2, 3, 4, 5, 6, 7, 8]), { maxLength: 4 })
        // A policy takes each priority once.
        .map((rules) => [...new Map(rules.map((rule) => [rule.priority, rule])).values()]),
    }),
    { maxLength: 4 },
  ),
  isBefore: fc.boolean(),
  tags: fc.constantFrom(['a'], ['b'], ['c'], ['a', 'b']),
});

const arbitraryPacket = fc.record<Packet>({
  to: fc.nat(255),
  protocol: fc.constantFrom('tcp', 'udp', 'sctp'),
  port: arbitraryPort,
});

const names = { tcp: 'TCP', udp: 'UDP', sctp: 'SCTP' } as const;

function judge(files: Readonly<Record<string, unknown>>, { tags }: Model, packet: Packet): string {
  // The tags stand in a rule for arrivals, so that the plan may name them.
  const known = {
    name: 'tags',
    network,
    direction: 'INGRESS',
    allowed: [{ IPProtocol: 'all' }],
    targetTags: ['a', 'b', 'c'],
  };
  const attachedTo = ['vpc', ...tags, ...tags.map((tag) => `${tag}@p`)];
  const reading = readGcp({ ...files, 'tags.json': [known] });
  expect(errorsOf(reading)).toEqual([]);
  return askGcp(reading, { attachedTo, to: `10.0.0.${packet.to}`, port: packet.port, protocol: names[packet.protocol] })
    .verdict;
}

describe('the firewalls of Google Cloud', () => {
  it('decide about a packet as an interpreter does that follows it alone', () => {
    fc.assert(
      fc.property(arbitraryModel, fc.array(arbitraryPacket, { minLength: 1, maxLength: 5 }), (model, packets) => {
        const files = toFiles(model);
        for (const packet of packets) expect(judge(files, model, packet)).toBe(decide(model, packet));
      }),
      { numRuns: 400 },
    );
  });

  it('decide the same whatever the order of VPC rules and of the rules within a policy', () => {
    fc.assert(
      fc.property(arbitraryModel, arbitraryPacket, (model, packet) => {
        const reversed = {
          ...model,
          vpc: model.vpc.toReversed(),
          policies: model.policies.map(({ type, rules }) => ({ type, rules: rules.toReversed() })),
        };
        expect(judge(toFiles(reversed), model, packet)).toBe(judge(toFiles(model), model, packet));
      }),
    );
  });

  it('decide the same where each range is cut in two', () => {
    const halve = (rules: readonly ModelRule[]): readonly ModelRule[] =>
      rules.map((rule) => ({
        ...rule,
        ranges: rule.ranges.flatMap(([first, bits]): readonly (readonly [number, number])[] =>
          bits === 0
            ? [[first, 0]]
            : [
                [first, bits - 1],
                [first + 2 ** (bits - 1), bits - 1],
              ],
        ),
      }));
    fc.assert(
      fc.property(arbitraryModel, arbitraryPacket, (model, packet) => {
        const halved = {
          ...model,
          vpc: halve(model.vpc),
          policies: model.policies.map(({ type, rules }) => ({ type, rules: halve(rules) })),
        };
        expect(judge(toFiles(halved), model, packet)).toBe(judge(toFiles(model), model, packet));
      }),
    );
  });

  it('never deny by one more rule that allows, nor allow by one more that denies', () => {
    fc.assert(
      fc.property(
        arbitraryModel,
        arbitraryRule(['allow', 'deny'], [1, 2, 3]),
        arbitraryPacket,
        (model, rule, packet) => {
          const before = judge(toFiles(model), model, packet);
          const after = judge(toFiles({ ...model, vpc: [...model.vpc, rule] }), model, packet);
          expect(rule.action === 'deny' ? [before, 'denied'] : [before, 'allowed']).toContain(after);
        },
      ),
    );
  });
});

describe('the reader of Google Cloud’s exports', () => {
  const words =
    'kind items firewalls firewallPolicys rules match type name network direction priority action allowed denied ' +
    'destinationRanges layer4Configs targetSecureTags associations networkInterfaces selfLink disabled ports IPProtocol ' +
    '__proto__ constructor toString';
  const values = [
    'compute#firewall',
    'compute#firewallPolicy',
    'compute#instance',
    'compute#network',
    'EGRESS',
    'NETWORK',
  ];
  const { document } = fc.letrec((tie) => ({
    leaf: fc.oneof(fc.constantFrom(...values), fc.jsonValue({ maxDepth: 1 })),
    record: fc.dictionary(fc.constantFrom(...words.split(' ')), tie('document'), { maxKeys: 6 }),
    list: fc.array(tie('document'), { maxLength: 3 }),
    document: fc.oneof({ maxDepth: 5 }, tie('leaf'), tie('record'), tie('list')),
  }));

  it('never throws, whatever the documents, and neither does who binds what it read', () => {
    fc.assert(
      fc.property(fc.array(document, { maxLength: 3 }), (documents) => {
        const reading = readGcp(Object.fromEntries(documents.map((value, index) => [`${index}.json`, value])));
        expect(['allowed', 'denied', 'unknown']).toContain(askGcp(reading).verdict);
      }),
      { numRuns: 2000 },
    );
  });
});
