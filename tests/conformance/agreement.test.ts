import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainFlow } from '#shared/network/explain/explainFlow.ts';
import { parseFlowTarget } from '#shared/network/explain/flowTarget.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import { askReach } from '#shared/network/testing/rules.ts';
import type { ReachAnswer } from '#shared/network/testing/rules.ts';
import type { Verdict } from '#shared/network/judging/verdict.ts';
import { isForeignDataPresent, listFolders, readForeignFiles } from './foreignData.ts';

const tests = 'netpol-analyzer/tests';
const flowsAsked = 300;

/** Public addresses, those that the directories name among them, and ports that they open or do not. */
const addresses = [
  '0.0.0.1',
  '1.2.3.4',
  '8.8.8.8',
  '52.117.3.9',
  '172.21.0.5',
  '172.49.0.9',
  '192.168.4.2',
  '203.0.113.7',
];
const ports = [1, 53, 80, 443, 5353, 8050, 9090, 65535];
const protocols = ['TCP', 'UDP', 'SCTP'] as const;

/** Reach tells what is open for certain, and that something is not known, but not of which flow. */
const agreeing: Readonly<Record<ReachAnswer, readonly Verdict[]>> = {
  allowed: ['allowed'],
  denied: ['denied'],
  unknown: ['denied', 'unknown'],
  'no such workload': [],
};

describe.skipIf(!isForeignDataPresent)('real pod policies', () => {
  const read = new Map<string, ReturnType<typeof readRules>>();
  const rulesOf = (directory: string) => {
    const rules = read.get(directory) ?? readRules(readForeignFiles(`${tests}/${directory}`));
    read.set(directory, rules);
    return rules;
  };

  // Of files without any policy explain says that the layer was not given, and reach what follows if there is none.
  const directories = listFolders(tests).filter((directory) => rulesOf(directory).layers.has('pod-policy'));

  it('are told alike by reach and explain, flow by flow', () => {
    const seen: string[] = [];
    const flow = fc.record({
      directory: fc.constantFrom(...directories),
      which: fc.nat(),
      address: fc.constantFrom(...addresses),
      port: fc.constantFrom(...ports),
      protocol: fc.constantFrom(...protocols),
    });
    fc.assert(
      fc.property(flow, ({ directory, which, address, port, protocol }) => {
        const ruleSet = rulesOf(directory);
        const { workloads } = ruleSet.manifests;
        const workload = workloads[which % Math.max(workloads.length, 1)];
        fc.pre(workload !== undefined);
        const name = `${workload.namespace}/${workload.name}`;
        const from = workloads
          .filter((one) => `${one.namespace}/${one.name}` === name)
          .map((one) => ({ kind: 'workload' as const, workload: one }));
        fc.pre(from.length === 1);
        const to = parseFlowTarget(`${address}:${port}/${protocol.toLowerCase()}`);
        if (!to.ok) throw new Error(to.failure);
        const explained = explainFlow({ ruleSet, from, to: to.value, addresses: [], cni: 'generic' });
        const reached = askReach(ruleSet, { workload: name, to: address, port, protocol, cni: 'generic' });
        const verdict = explained.flows[0]?.layers.find(({ layer }) => layer === 'pod-policy')?.verdict;
        expect(agreeing[reached], JSON.stringify({ directory, name, address, port, protocol })).toContain(verdict);
        seen.push(reached);
      }),
      { numRuns: flowsAsked },
    );
    expect(new Set(seen).size).toBeGreaterThan(1);
  });
});
