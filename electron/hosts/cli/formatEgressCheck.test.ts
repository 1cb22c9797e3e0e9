import { describe, expect, it } from 'vitest';
import { succeed } from '#shared/kernel/result.ts';
import type { ConnectionVerdict, EgressCheck, EgressFinding, LayerVerdict } from '#shared/network/judging/verdict.ts';
import { formatEgressCheck } from './formatEgressCheck.ts';
import type { Terminal } from './terminal.ts';

const terminal: Terminal = {
  write: () => Promise.resolve(succeed(null)),
  hasReader: true,
  say: () => undefined,
  showProgress: () => undefined,
  paint: (_tone, text) => text,
  isInteractive: true,
  columns: undefined,
};

const rule = { file: 'rules/policies.yaml', line: 81, rule: 'NetworkPolicy pdp/own' };

const allowing: LayerVerdict = {
  layer: 'azure-nsg',
  verdict: 'allowed',
  reason: 'Allowed by NSG nsg: web (100).',
  attachedTo: ['snet-aks'],
  decidedBy: [{ file: 'nsg.json', line: 7, rule: 'NSG nsg: web (100)' }],
  uncovered: [],
};

const denying: LayerVerdict = {
  layer: 'pod-policy',
  verdict: 'denied',
  reason: 'Not let through by NetworkPolicy pdp/own: it opens 443/tcp there, not 5671/tcp.',
  attachedTo: [],
  decidedBy: [
    { ...rule, note: 'opens 443/tcp there, not 5671/tcp' },
    { ...rule, line: 54, rule: 'NetworkPolicy pdp/deny', note: 'also selects the pod' },
  ],
  uncovered: [
    {
      ranges: ['1.0.0.0-9.255.255.255', '11.0.0.0-223.255.255.255'],
      ports: { TCP: ['5671'] },
      where: 'any public address',
    },
  ],
  remedy:
    'Enter the addresses of the event hub in connections.apim-enforcer--event-hub.cidrs, and open them on 5671/tcp.',
};

function rowOf(fields: Partial<ConnectionVerdict>): ConnectionVerdict {
  return {
    id: 'apim-enforcer--event-hub',
    component: 'APIM / enforcer',
    endpoint: 'Event hub',
    direction: 'outbound',
    originator: 'pod',
    scope: 'control-plane',
    protocols: ['AMQP'],
    ports: ['5671/tcp'],
    verdict: 'denied',
    summary: 'Pod policy',
    missing: [],
    workloads: [],
    destinations: [],
    layers: [denying, allowing],
    blockedBy: 'pod-policy',
    assumptions: [],
    ...fields,
  };
}

function format(row: ConnectionVerdict, columns?: number, more: Partial<EgressCheck> = {}, verbose = false): string {
  const check: EgressCheck = {
    plan: { name: 'acme', file: 'plan.yaml' },
    layersNotSupplied: [],
    connections: [row],
    preconditions: [],
    sources: [],
    problems: [],
    ...more,
  };
  return formatEgressCheck(check, { folder: '', terminal, columns, verbose });
}

describe('the verdicts of connections as a table', () => {
  it('say which layer blocks first and which rule decides there', () => {
    expect(format(rowOf({})).split('\n').slice(0, 2)).toEqual([
      'Connection                Verdict  First blocked by  Decided by',
      'apim-enforcer--event-hub  denied   pod-policy        rules/policies.yaml:81',
    ]);
  });

  it('say of an allowed row what allows it, in a few words, and nothing below', () => {
    const row = rowOf({ verdict: 'allowed', summary: 'Private address', layers: [allowing], blockedBy: undefined });
    expect(format(row)).toBe(
      `Connection                Verdict  First blocked by  Decided by
apim-enforcer--event-hub  allowed                    Private address

The layers and deciding lines of what is allowed: add --verbose.
What else the rules open, and rules that never decide: add --findings.
`,
    );
  });

  it('say of an unknown row which layer leaves it open first', () => {
    const open = { ...allowing, verdict: 'unknown' } as const;
    const row = rowOf({ verdict: 'unknown', layers: [{ ...denying, verdict: 'allowed' }, open], blockedBy: undefined });
    expect(format(row)).toMatch(/unknown +perhaps azure-nsg +nsg\.json:7$/m);
  });

  it('say of allowed rows which layer and which line let them through, where that is asked for', () => {
    const row = rowOf({ verdict: 'allowed', layers: [allowing], blockedBy: undefined });
    expect(format(row, undefined, {}, true).split('\n').slice(2, -3)).toEqual([
      '',
      'apim-enforcer--event-hub: allowed',
      '  azure-nsg: allowed. Allowed by NSG nsg: web (100).',
      '    nsg.json:7 NSG nsg: web (100)',
    ]);
  });

  it('carry what is to be known beside the verdict', () => {
    const remarks = ['Its names can’t be resolved: see dns.'];
    const row = rowOf({
      verdict: 'allowed',
      summary: 'Private address',
      layers: [allowing],
      blockedBy: undefined,
      remarks,
    });
    expect(format(row)).toMatch(/Private address\n +Its names can’t be resolved: see dns\.\n\nThe layers/);
  });

  it('are followed by every layer, what it lacks and what to do', () => {
    expect(format(rowOf({})).split('\n').slice(3, -4)).toEqual([
      'apim-enforcer--event-hub: denied',
      '  pod-policy: denied. Not let through by NetworkPolicy pdp/own: it opens 443/tcp there, not 5671/tcp.',
      '    not let through: any public address on 5671/tcp',
      '    rules/policies.yaml:81 NetworkPolicy pdp/own (opens 443/tcp there, not 5671/tcp)',
      '    rules/policies.yaml:54 NetworkPolicy pdp/deny (also selects the pod)',
      `    to do: ${denying.remedy}`,
      '  azure-nsg: allowed. Allowed by NSG nsg: web (100).',
    ]);
  });

  it('say of a layer that can’t be read that it is not readable, with cause and remedy', () => {
    const layersNotRead = [
      { layer: 'azure-nsg', files: ['nsg.json'], because: ['Not valid JSON. Correct it.'] },
    ] as const;
    const text = format(rowOf({}), undefined, { layersNotRead });
    expect(text).toContain(
      'Not readable, so no connection that meets azure-nsg can be more than unknown: nsg.json. Not valid JSON. Correct it.\n',
    );
    expect(text).not.toContain('Not supplied');
  });

  it('fit a window of 100 columns', () => {
    const lines = format(rowOf({}), 100, {
      layersNotSupplied: ['azure-firewall', 'node-firewall', 'proxy', 'route'],
    }).split('\n');
    expect(lines.length).toBeGreaterThan(12);
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
  });
});

describe('findings beside the verdicts', () => {
  const finding: EgressFinding = {
    kind: 'unplanned-egress',
    subject: 'pdp/agent',
    title: 'The rules let pdp/agent reach more than the plan needs',
    certainty: 'certain',
    unknownBecause: [],
    workloads: ['pdp/agent'],
    connections: [],
    rules: [{ file: 'rules/allow.yaml', line: 7, rule: 'NetworkPolicy pdp/allow', note: 'lets it through' }],
    surplus: [{ ranges: Array.from({ length: 8 }, (_, at) => `10.0.${at}.0-10.0.${at}.9`), ports: { TCP: ['22'] } }],
    remedy: 'Narrow it.',
  };

  it('are told with their surplus, their lines and what to do', () => {
    const text = format(rowOf({ verdict: 'allowed' }), undefined, { findings: [finding] });
    expect(text).toContain('unplanned-egress: The rules let pdp/agent reach more than the plan needs.');
    expect(text).toContain('and 2 more ranges');
    expect(text).toContain('rules/allow.yaml:7 NetworkPolicy pdp/allow (lets it through)');
    expect(text).toContain('to do: Narrow it.');
  });

  it('are counted where there are many', () => {
    const many = Array.from({ length: 25 }, () => finding);
    const examination = { kind: finding.kind, examined: 1, of: '1 workload', found: 125, unknownBecause: [] };
    const text = format(rowOf({ verdict: 'allowed' }), undefined, { findings: many, examinations: [examination] });
    expect(text).toContain('And 105 more findings: see --format json.');
  });

  it('say so where there are none, and what was not looked at', () => {
    const examination = { kind: finding.kind, examined: 1, of: '1 workload', found: 0 };
    const leftOut = { workloads: 1, namespaces: ['kube-system'] };
    const examinations = [{ ...examination, unknownBecause: ['A layer is missing.'], leftOut }];
    const text = format(rowOf({ verdict: 'allowed' }), undefined, { findings: [], examinations });
    expect(text).toContain(`
findings: beside the verdicts, which they do not change
  Nothing was found.
  Not examined whole: unplanned-egress.
  1 workload of kube-system was left out: it belongs to the cluster itself, and no plan says what it needs.
`);
  });

  it('are marked where they are not certain', () => {
    const possible = { ...finding, certainty: 'possible' } as const;
    const text = format(rowOf({ verdict: 'allowed' }), undefined, { findings: [possible] });
    expect(text).toContain('unplanned-egress: not certain: The rules let');
  });
});
