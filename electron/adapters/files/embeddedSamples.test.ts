import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkEgress } from '#shared/network/judging/checkEgress.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import type { RuleFile } from '#shared/network/source/ruleFile.ts';
import type { EgressCheck } from '#shared/network/judging/verdict.ts';
import { findPlanProblems } from '#shared/plan/findPlanProblems.ts';
import { describePlanFailure, parsePlan } from '#shared/plan/parsePlan.ts';
import type { ParsedPlan } from '#shared/plan/parsePlan.ts';
import type { Plan } from '#shared/plan/plan.ts';
import { deriveRequirements } from '#shared/requirements/deriveRequirements.ts';
import { embeddedCatalog } from './embeddedCatalog.ts';
import { embeddedSamples } from './embeddedSamples.ts';

const folder = path.join(import.meta.dirname, '../../../resources/samples');

function planOf(name: string): ParsedPlan {
  const parsed = parsePlan(embeddedSamples[name]?.find((file) => file.path === 'plan.yaml')?.text ?? '', 'plan.yaml');
  if (!parsed.ok) throw new Error(describePlanFailure(parsed.failure));
  return parsed.value;
}

function toRuleFile(file: string, text: string): RuleFile {
  const hash = createHash('sha256').update(text).digest('hex');
  return { file, text, hash, bytes: Buffer.byteLength(text) };
}

/** What `az network list-service-tags -o json` prints, with addresses for documentation. */
const serviceTags = JSON.stringify({
  cloud: 'Public',
  values: [
    { name: 'ServiceBus', id: 'ServiceBus', properties: { addressPrefixes: ['203.0.113.0/26'] } },
    { name: 'EventHub', id: 'EventHub', properties: { addressPrefixes: ['203.0.113.64/26'] } },
  ],
});

describe.each(Object.keys(embeddedSamples))('the sample %s', (name) => {
  const files = embeddedSamples[name] ?? [];

  it('holds every file of its folder', () => {
    const present = readdirSync(path.join(folder, name), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(path.join(folder, name), path.join(entry.parentPath, entry.name)));
    expect(files.map((file) => file.path).toSorted()).toEqual(present.toSorted());
  });

  it('is a plan without a warning', () => {
    expect(planOf(name).problems).toEqual([]);
  });

  it('names only addresses for documentation or inside of private networks, and only names that belong to nobody', () => {
    const text = files.map((file) => file.text).join('\n');
    const addresses = text.match(/\b\d{1,3}(?:\.\d{1,3}){3}\b/g) ?? [];
    expect(addresses.length).toBeGreaterThan(10);
    expect(
      addresses.filter(
        (address) =>
          !/^(?:10\.|192\.168\.|172\.16\.|100\.64\.|192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|0\.0\.0\.0)/.test(address),
      ),
    ).toEqual([]);
    const hosts = [...text.matchAll(/(?:@|https?:\/\/|hosts: \[|image: )([a-z0-9.-]+\.[a-z]+)/g)].map(
      ([, host]) => host,
    );
    expect(hosts.length).toBeGreaterThan(10);
    expect(hosts.filter((host) => !/(?:^|\.)(?:example\.com|acme\.example)$/.test(host ?? ''))).toEqual([]);
  });
});

describe('the sample azure-standard', () => {
  const { plan, locate } = planOf('azure-standard');
  const rules = (embeddedSamples['azure-standard'] ?? [])
    .filter((file) => file.path.startsWith('rules/'))
    .map(({ path: file, text }) => toRuleFile(file, text));
  const judge = (judged: Plan, more: readonly RuleFile[] = []): EgressCheck =>
    checkEgress({
      plan: judged,
      planFile: 'plan.yaml',
      requirements: deriveRequirements(embeddedCatalog, judged),
      ruleSet: readRules([...rules, ...more]),
    });
  const check = judge(plan);

  it('has rules that are all understood, for every layer', () => {
    expect(check.problems).toEqual([]);
    expect(check.layersNotSupplied).toEqual([]);
  });

  it('shows the verdicts that its first lines promise', () => {
    const verdicts = Object.fromEntries(
      [...check.connections, ...check.preconditions].map(({ id, verdict }) => [id, verdict]),
    );
    expect(verdicts).toEqual({
      'pdp-agent--control-plane': 'allowed',
      'pdp-agent--kubernetes-api': 'allowed',
      'apim-adaptor--global-adaptor': 'partly-allowed',
      'apim-adaptor--service-bus': 'unknown',
      'apim-enforcer--event-hub': 'denied',
      'secret-resolver--secret-store': 'allowed',
      'container-registry--public-registry': 'unknown',
      'container-registry--internal-registry': 'allowed',
      'certificate-manager--azure-dns': 'allowed',
      'certificate-manager--lets-encrypt': 'allowed',
      'flux-source-controller--github': 'allowed',
      'flux-helm-controller--wso2-registry': 'allowed',
      dns: 'allowed',
    });
  });

  it.each([
    ['nothing more is', false, [], 'unknown'],
    ['the tag’s addresses alone are', true, [], 'unknown'],
    ['the addresses of the namespace alone are', false, ['203.0.113.5/32'], 'unknown'],
    ['both are', true, ['203.0.113.5/32'], 'allowed'],
    ['both are, and the tag does not hold the namespace,', true, ['192.0.2.9/32'], 'denied'],
  ])('when %s given, judges the row of Azure Service Bus as its rules say', (_, withTags, cidrs, verdict) => {
    const connections = cidrs.length === 0 ? {} : { 'apim-adaptor--service-bus': { cidrs } };
    const completed = judge(
      { ...plan, connections: { ...plan.connections, ...connections } },
      withTags ? [toRuleFile('rules/service-tags.json', serviceTags)] : [],
    );
    expect(completed.problems).toEqual([]);
    const row = completed.connections.find(({ id }) => id === 'apim-adaptor--service-bus');
    expect(row?.verdict).toBe(verdict);
    expect(row?.layers.find(({ layer }) => layer === 'pod-policy')?.verdict).toBe('allowed');
  });

  it('names both of these where its NSG has the rule', () => {
    const rule = rules.find(({ file }) => file.endsWith('nsg.json'))?.text ?? '';
    expect(rule).toContain('az network list-service-tags -o json');
    expect(rule).toContain('connections.apim-adaptor--service-bus.cidrs');
  });

  it('has a workload for every row that pods open', () => {
    const openedByPods = check.connections.filter(({ originator }) => originator === 'pod');
    expect(openedByPods).toHaveLength(10);
    expect(openedByPods.filter(({ workloads }) => workloads.length === 0)).toEqual([]);
  });

  it('leaves open what a plan usually leaves open, and contradicts itself nowhere', () => {
    const findings = findPlanProblems(embeddedCatalog, plan);
    expect(findings.map(({ kind, id, path: place }) => `${kind} ${id} ${locate(place).line}`)).toEqual([
      'open question.siem-tier-or-add-on 17',
      'open question.inbound-image-row 35',
      'open owner-missing.infrastructure-monitoring 48',
      'open owner-missing.components-monitoring 48',
      'open lead-missing.security-monitoring 48',
    ]);
  });
});
