import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import type { RunRecord } from '../history/runRecord.ts';
import { deployment, networkPolicy } from '../network/testing/rules.ts';
import { findSteps } from './findSteps.ts';
import { barePlan, exampleReportInput } from './testing/exampleReport.ts';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');

const agent = deployment('{app: pdp-agent}', { metadata: 'name: agent, namespace: pdp' });
const closed = networkPolicy(
  '{podSelector: {}, egress: [{ports: [{port: 53, protocol: UDP}, {port: 53}], to: [{namespaceSelector: {}}]}]}',
  'name: dns-alone, namespace: pdp',
);

/** Every row but the agent’s is not needed, so that its step is among the first. */
function recordWith(layers: string, policy = closed): RunRecord {
  const others = embeddedCatalog.connections
    .filter(({ id }) => id !== 'pdp-agent--control-plane')
    .map(({ id }) => `  ${id}: {notNeeded: not here}\n`)
    .join('');
  const plan = `${barePlan}network:
  cni: cilium
  path: [${layers}]
connections:
  pdp-agent--control-plane: {hosts: [cp.example.com], cidrs: [198.51.100.7/32]}
${others}`;
  const rules = { 'pods.yaml': `--- ${agent}\n--- ${policy}\n` };
  return exampleReportInput({ plan, rules }, { catalog: embeddedCatalog, digest }).record;
}

const none = ['node-firewall', 'azure-firewall', 'proxy'].map((layer) => `{layer: ${layer}, source: none}`).join(', ');
const pods = '{layer: pod-policy, source: pods.yaml}';
const effectOn = (record: RunRecord, title: string): string | undefined =>
  findSteps(record)
    .map(({ effect }) => effect)
    .find((effect) => effect.includes(title));

describe('the effect of a step', () => {
  const title = '“The rules don’t let PDP agent through to WSO2 Cloud control plane (mizzen server)”';
  const nothingElse = `${pods}, {layer: azure-nsg, source: none}, ${none}`;

  it('is that it settles a failure that nothing else keeps open', () => {
    expect(effectOn(recordWith(nothingElse), title)).toBe(`Settles ${title}`);
  });

  it('is that it brings nearer what another layer leaves open, and names the layer', () => {
    expect(effectOn(recordWith(`${pods}, ${none}`), title)).toBe(`Brings ${title} nearer; still unknown: Azure NSG`);
  });

  it('promises nothing for rules that were not examined whole', () => {
    const open = networkPolicy('{podSelector: {}, egress: [{}]}', 'name: open, namespace: pdp');
    const record = recordWith(nothingElse, open);
    const { egress } = record;
    const examinations = egress.examinations?.map((one) => ({ ...one, unknownBecause: ['One is not read.'] }));
    const inPart = { ...record, egress: { ...egress, examinations } };
    const rules = '“Rules open every address on every port”';
    expect(effectOn(record, rules)).toBe(`Settles ${rules}`);
    expect(effectOn(inPart, rules)).toBe(`Brings ${rules} nearer; still unknown: a part of the rules`);
  });
});
