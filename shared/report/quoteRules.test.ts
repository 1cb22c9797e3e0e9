import { describe, expect, it } from 'vitest';
import type { EgressCheck, RuleReference } from '../network/judging/verdict.ts';
import { withheldMark } from '../kernel/withheldMark.ts';
import { numberQuotes } from './numberQuotes.ts';
import { quoteRules } from './quoteRules.ts';

function checkDecidedBy(...decidedBy: readonly RuleReference[]): EgressCheck {
  const layer = { layer: 'pod-policy', verdict: 'denied', reason: '', attachedTo: [], uncovered: [] } as const;
  const connection = {
    component: 'PDP agent',
    endpoint: 'Control plane',
    direction: 'outbound',
    originator: 'pod',
    scope: 'control-plane',
    protocols: [],
    ports: [],
    verdict: 'denied',
    summary: '',
    missing: [],
    workloads: [],
    destinations: [],
    assumptions: [],
  } as const;
  return {
    plan: { name: 'acme', file: 'plan.yaml' },
    layersNotSupplied: [],
    connections: [{ ...connection, id: 'pdp-agent--control-plane', layers: [{ ...layer, decidedBy }] }],
    preconditions: [{ ...connection, id: 'dns', layers: [{ ...layer, decidedBy: decidedBy.slice(0, 1) }] }],
    sources: [],
    problems: [],
  };
}

const ruleAt = (line: number, file = 'rules.yaml'): RuleReference => ({ file, line, rule: `rule ${line}` });
const quote = (text: string, ...lines: readonly number[]) =>
  quoteRules(checkDecidedBy(...lines.map((line) => ruleAt(line))), () => ({ text }));

const policy = `kind: NetworkPolicy
spec:
  egress:
    - to:
        - ipBlock: {cidr: 192.0.2.0/24}
      ports:
        - {port: 443}
    - to: []
`;

const group = `[
  {
    "securityRules": [
      {
        "access": "Deny",
        "priority": 100
      },
      {
        "access": "Allow"
      }
    ]
  }
]
`;

describe('the quote of a rule', () => {
  it('is what is indented below the deciding line', () => {
    expect(quote(policy, 4)).toEqual([
      {
        file: 'rules.yaml',
        line: 4,
        lines: ['    - to:', '        - ipBlock: {cidr: 192.0.2.0/24}', '      ports:', '        - {port: 443}'],
      },
    ]);
  });

  it('ends with the bracket that closes it', () => {
    expect(quote(group, 4)[0]?.lines).toEqual([
      '      {',
      '        "access": "Deny",',
      '        "priority": 100',
      '      },',
    ]);
  });

  it('is the whole rule when the line is one of its fields', () => {
    expect(quote(group, 6)[0]).toMatchObject({ line: 4, lines: { length: 4 } });
  });

  it('is one line where nothing belongs to it', () => {
    expect(quote('-A OUTPUT -j DROP\n-A INPUT -j ACCEPT\n', 1)[0]?.lines).toEqual(['-A OUTPUT -j DROP']);
  });

  it('is made once where two connections rest on it', () => {
    expect(quote(policy, 4, 4)).toHaveLength(1);
  });

  it('is cut around the line where the rule is too long', () => {
    const long = `rules:\n${Array.from({ length: 500 }, (_, index) => `  - address ${index}`).join('\n')}`;
    const [around] = quote(long, 200);
    expect(around?.lines.length).toBeLessThanOrEqual(24);
    expect(around?.lines[200 - (around?.line ?? 0)]).toBe('  - address 198');
  });

  it('shows a rule of Azure with several sources whole, with what it does', () => {
    const addresses = {
      sourceAddressPrefixes: ['10.10.0.0/20', '10.20.0.0/16'],
      destinationAddressPrefixes: ['a', 'b'],
    };
    const others = Object.fromEntries(Array.from({ length: 14 }, (_, index) => [`field${index}`, 'x']));
    const rule = { access: 'Allow', ...others, ...addresses, name: 'AllowOut', type: 'rule' };
    const text = JSON.stringify([{ name: 'nsg', securityRules: [rule] }], undefined, 2);
    const line = 1 + text.split('\n').findIndex((each) => each.includes('AllowOut'));
    const [whole] = quote(text, line);
    expect(whole?.lines[1]).toContain('"access": "Allow"');
    expect(whole?.lines.at(-2)).toContain('"type": "rule"');
  });

  it('shortens a line that is a file of its own', () => {
    expect(quote('x'.repeat(100_000), 1)[0]?.lines[0]?.length).toBeLessThan(500);
  });

  it('is left out where the file is not to be had, or shorter than the rule’s place', () => {
    expect(quoteRules(checkDecidedBy(ruleAt(4)), () => undefined)).toEqual([]);
    expect(quote(policy, 4000)).toEqual([]);
  });

  it('reads lines however they end', () => {
    expect(quote(policy.replaceAll('\n', '\r\n'), 4)[0]?.lines[0]).toBe('    - to:');
  });
});

describe('numbered quotes', () => {
  it('say which lines decide, by which rule and on what', () => {
    const egress = checkDecidedBy(ruleAt(8), ruleAt(4));
    expect(
      numberQuotes(
        quoteRules(egress, () => ({ text: policy })),
        egress,
      ),
    ).toMatchObject([
      { number: 1, line: 8, deciding: [8], rules: ['rule 8'], connections: ['dns', 'pdp-agent--control-plane'] },
      { number: 2, line: 4, deciding: [4], rules: ['rule 4'], connections: ['pdp-agent--control-plane'] },
    ]);
  });

  it('quotes rules that stand at the same column of two long lines each by itself', () => {
    const text = ['egress:', ...['a', 'b'].map((name) => `  ${name}: [${'x'.repeat(500)}, {name: rule-${name}}]`)].join(
      '\n',
    );
    const column = 509;
    const references = [2, 3].map((line) => ({ ...ruleAt(line), column }));
    const egress = checkDecidedBy(...references);
    const quotes = quoteRules(egress, () => ({ text }));
    expect(quotes).toMatchObject([
      { line: 2, column, lines: [expect.stringContaining('{name: rule-a}')] },
      { line: 3, column, lines: [expect.stringContaining('{name: rule-b}')] },
    ]);
    expect(numberQuotes(quotes, egress).map(({ rules }) => rules)).toEqual([['rule 2'], ['rule 3']]);
  });

  it('quotes each rule of a line that holds all of them where it stands in what was kept', () => {
    const rules = Array.from({ length: 60 }, (_, index) => `{"name":"rule${index}","key":"${'k'.repeat(40)}"}`);
    const written = `[${rules.join(',')}]`;
    const kept = written.replaceAll('k'.repeat(40), withheldMark);
    const at = [10, 30].map((index) => written.indexOf(`{"name":"rule${index}"`) + 1);
    const references = at.map((column, index) => ({ ...ruleAt(1), column, rule: `rule${index}` }));
    const columns = at.map((column, index) => ({
      line: 1,
      column,
      kept: kept.indexOf(`{"name":"rule${[10, 30][index]}"`) + 1,
    }));
    const quotes = quoteRules(checkDecidedBy(...references), () => ({ text: kept, columns }));
    expect(quotes.map(({ column }) => column)).toEqual(at);
    expect(quotes.map(({ lines }) => lines[0]?.slice(0, 60))).toEqual([
      expect.stringContaining('{"name":"rule10"'),
      expect.stringContaining('{"name":"rule30"'),
    ]);
  });
});
