import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { askAzure, readAzureFiles } from '../../../testing/askAzure.ts';
import {
  applicationRule,
  collection,
  networkRule,
  policy,
  policyId,
  groupId,
  ruleGroup,
} from '../../../testing/azureFirewalls.ts';
import type { Fields } from '../../../testing/azureFirewalls.ts';
import type { Verdict } from '../../../judging/verdict.ts';

/** A rule as little as one may be, from few values, so that rules meet. */
type SmallRule =
  | { readonly kind: 'network'; readonly to: string; readonly ports: readonly string[]; readonly protocol: string }
  | { readonly kind: 'application'; readonly names: readonly string[]; readonly port: number; readonly speaks: string };

interface SmallCollection {
  readonly priority: number;
  readonly allows: boolean;
  readonly rules: readonly SmallRule[];
}

interface SmallGroup {
  readonly ofParent: boolean;
  readonly priority: number;
  readonly collections: readonly SmallCollection[];
}

interface Question {
  readonly host: string;
  readonly address: number;
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP';
}

const port = fc.constantFrom(80, 443, 1433, 5671, 8443);
const smallRule: fc.Arbitrary<SmallRule> = fc.oneof(
  fc.record({
    kind: fc.constant('network' as const),
    // Of 203.0.113.0 to .3; the last is a range.
    to: fc.constantFrom('*', '203.0.113.0/31', '203.0.113.2', '203.0.113.0-203.0.113.2'),
    ports: fc.uniqueArray(fc.constantFrom('*', '443', '5671', '80-443', '8443'), { minLength: 1, maxLength: 2 }),
    protocol: fc.constantFrom('TCP', 'UDP', 'Any', 'ICMP'),
  }),
  fc.record({
    kind: fc.constant('application' as const),
    names: fc.uniqueArray(
      fc.constantFrom('*', '*.example.com', '*example.com', 'a.example.com', 'example.com', 'b.test'),
      {
        minLength: 1,
        maxLength: 2,
      },
    ),
    port,
    speaks: fc.constantFrom('Https', 'Http', 'Mssql'),
  }),
);

const smallCollections = fc.uniqueArray(
  fc.record({
    priority: fc.integer({ min: 100, max: 105 }),
    allows: fc.boolean(),
    rules: fc.array(smallRule, { maxLength: 3 }),
  }),
  { maxLength: 3, selector: ({ priority }) => priority },
);

const smallGroups: fc.Arbitrary<readonly SmallGroup[]> = fc.uniqueArray(
  fc.record({ ofParent: fc.boolean(), priority: fc.integer({ min: 100, max: 104 }), collections: smallCollections }),
  { maxLength: 4, selector: ({ ofParent, priority }) => `${ofParent} ${priority}` },
);

const question: fc.Arbitrary<Question> = fc.record({
  host: fc.constantFrom('a.example.com', 'x.a.example.com', 'example.com', 'myexample.com', 'b.test', 'c.test'),
  address: fc.nat({ max: 3 }),
  port,
  protocol: fc.constantFrom('TCP', 'UDP'),
});

/** What the documentation says, for one connection, without sets and sections. */
function decide(groups: readonly SmallGroup[], asked: Question): Verdict {
  const inOrder = groups
    .toSorted((one, other) => Number(other.ofParent) - Number(one.ofParent) || one.priority - other.priority)
    .flatMap(({ collections }) => collections.toSorted((one, other) => one.priority - other.priority));
  for (const kind of ['network', 'application'] as const) {
    for (const { allows, rules } of inOrder) {
      if (rules.some((rule) => rule.kind === kind && matches(rule, asked))) return allows ? 'allowed' : 'denied';
    }
  }
  return 'denied';
}

const lastOctets: Readonly<Record<string, readonly number[]>> = {
  '*': [0, 1, 2, 3],
  '203.0.113.0/31': [0, 1],
  '203.0.113.2': [2],
  '203.0.113.0-203.0.113.2': [0, 1, 2],
};
const registered: Readonly<Record<number, string>> = { 80: 'Http', 443: 'Https', 1433: 'Mssql', 5671: 'amqps' };

function matches(rule: SmallRule, asked: Question): boolean {
  if (rule.kind === 'network') {
    const carries = rule.protocol === 'Any' || rule.protocol === asked.protocol;
    return (
      carries &&
      (lastOctets[rule.to] ?? []).includes(asked.address) &&
      rule.ports.some((range) => isIn(range, asked.port))
    );
  }
  const isSpoken =
    asked.protocol === 'TCP' && rule.port === asked.port && (registered[asked.port] ?? rule.speaks) === rule.speaks;
  return (
    isSpoken &&
    rule.names.some((name) => (name.startsWith('*') ? asked.host.endsWith(name.slice(1)) : asked.host === name))
  );
}

function isIn(range: string, wanted: number): boolean {
  const [first, last = first] = range.split('-').map(Number);
  return range === '*' || (first !== undefined && last !== undefined && first <= wanted && wanted <= last);
}

function toRule(rule: SmallRule): Fields {
  return rule.kind === 'network'
    ? networkRule({ ipProtocols: [rule.protocol], destinationAddresses: [rule.to], destinationPorts: rule.ports })
    : applicationRule({ targetFqdns: rule.names, protocols: [{ protocolType: rule.speaks, port: rule.port }] });
}

function toFiles(groups: readonly SmallGroup[]): Readonly<Record<string, unknown>> {
  const policies = [
    policy({ ruleCollectionGroups: [] }),
    policy({ name: 'spoke', basePolicy: { id: policyId('hub') }, ruleCollectionGroups: [] }),
  ];
  return {
    'policies.json': policies,
    'groups.json': groups.map(({ ofParent, priority, collections }, index) => {
      const owner = ofParent ? 'hub' : 'spoke';
      const own = collections.map((one, at) =>
        collection(one.rules.map(toRule), {
          name: `c${at}`,
          priority: one.priority,
          action: { type: one.allows ? 'Allow' : 'Deny' },
        }),
      );
      return ruleGroup(own, { name: `g${index}`, id: groupId(`g${index}`, owner), priority });
    }),
  };
}

function ask(files: Readonly<Record<string, unknown>>, { host, address, ...asked }: Question): Verdict {
  return askAzure(files, {
    layer: 'azure-firewall',
    attachedTo: ['spoke'],
    host,
    to: [`203.0.113.${address}`],
    ...asked,
  }).verdict;
}

describe('a policy with its parent', () => {
  it('decides every connection as the documentation’s words do, taken one by one', () => {
    const seen = new Set<Verdict>();
    fc.assert(
      fc.property(smallGroups, fc.array(question, { minLength: 1, maxLength: 4 }), (groups, questions) => {
        const files = toFiles(groups);
        for (const one of questions) {
          const verdict = decide(groups, one);
          seen.add(verdict);
          expect(ask(files, one)).toBe(verdict);
        }
      }),
      { numRuns: 400 },
    );
    expect(seen).toEqual(new Set(['allowed', 'denied']));
  });

  it('is the same in whatever order its groups and collections are written, and with its ranges cut in two', () => {
    const cut = (files: Readonly<Record<string, unknown>>): unknown =>
      JSON.parse(JSON.stringify(files).replaceAll('"203.0.113.0/31"', '"203.0.113.0/32","203.0.113.1/32"'));
    fc.assert(
      fc.property(smallGroups, question, (groups, one) => {
        const files = toFiles(groups);
        const turned = groups.toReversed().map((group) => ({ ...group, collections: group.collections.toReversed() }));
        expect(ask(toFiles(turned), one)).toBe(ask(files, one));
        expect(ask(cut(files) as typeof files, one)).toBe(ask(files, one));
      }),
      { numRuns: 100 },
    );
  });

  it('lets nothing more through with one more rule that denies, and nothing less with one more that allows', () => {
    const worth: Readonly<Partial<Record<Verdict, number>>> = { denied: 0, allowed: 1 };
    fc.assert(
      fc.property(smallGroups, smallRule, fc.boolean(), fc.nat(), question, (groups, rule, allows, at, one) => {
        const more = { priority: 100 + (at % 6), allows, rules: [rule] };
        const extended = groups.map((group, index) =>
          index === at % groups.length && !group.collections.some(({ priority }) => priority === more.priority)
            ? { ...group, collections: [...group.collections, more] }
            : group,
        );
        const [before, after] = [ask(toFiles(groups), one), ask(toFiles(extended), one)].map(
          (verdict) => worth[verdict],
        );
        const isMonotone = before !== undefined && after !== undefined && (allows ? after >= before : after <= before);
        expect(isMonotone).toBe(true);
      }),
      { numRuns: 100 },
    );
  });
});

describe('whatever is in a file', () => {
  const anything = fc.json({ maxDepth: 6 });

  it('is read without an exception', () => {
    const fields = [
      'ruleCollections',
      'rules',
      'properties',
      'protocols',
      'action',
      'priority',
      'sourceAddresses',
      'targetFqdns',
      'basePolicy',
      'id',
      'name',
      'dnsSettings',
      'threatIntelWhitelist',
      'ipConfigurations',
      'routes',
      'ipAddresses',
      'networkRuleCollections',
      '$schema',
      'resources',
      'parameters',
      'variables',
      'value',
      '__proto__',
      'type',
    ];
    const types = [
      'azureFirewalls',
      'firewallPolicies',
      'firewallPolicies/ruleCollectionGroups',
      'ipGroups',
      'routeTables',
      'networkInterfaces',
      'virtualNetworks',
      'networkSecurityGroups',
    ];
    const value = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.constantFrom<unknown>(
          '*',
          'Allow',
          'NetworkRule',
          'ApplicationRule',
          '10.0.0.0/8',
          "[parameters('x')]",
          "[concat('a', ",
          443,
          -1,
          null,
          true,
          { toString: 1 },
        ),
        fc.constantFrom(...types).map((type) => `Microsoft.Network/${type}`),
        fc.constant('https://x/2019-04-01/deploymentTemplate.json#'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...fields), tie('value'), { maxKeys: 6 }),
      ),
    })).value;
    fc.assert(
      fc.property(
        fc.oneof(
          anything,
          value.map((one) => JSON.stringify(one) ?? 'null'),
        ),
        (text) => {
          const rules = readAzureFiles({ 'x.json': text });
          askAzure(rules, { layer: 'azure-firewall', host: 'a.example.com' });
          askAzure(rules);
          expect(rules.sources).toHaveLength(1);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
