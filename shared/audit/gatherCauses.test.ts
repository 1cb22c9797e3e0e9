import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { findPlanProblems } from '../plan/findPlanProblems.ts';
import { countOpenCauses, gatherCauses, nameUnderCause } from './gatherCauses.ts';
import { completeAudit } from './runAudit.ts';
import { auditMaterial, layerVerdict } from './testing/auditMaterial.ts';
import type { MaterialOptions } from './testing/auditMaterial.ts';
import { clusterOf } from './testing/clusterOf.ts';

const audited = (options: MaterialOptions = {}) => {
  const material = auditMaterial(embeddedCatalog, options);
  const { findings, coverage } = completeAudit({
    ...material,
    planFindings: findPlanProblems(embeddedCatalog, material.plan, ''),
  });
  const causes = gatherCauses(findings, material.egress);
  return { findings, coverage, causes, of: (id: string) => causes.find((cause) => cause.id === id) };
};

/** A row that misses nothing but the rules of its layers. */
const withoutRules = (...layers: readonly ('azure-nsg' | 'pod-policy')[]) => ({
  layers: layers.map((layer) => layerVerdict('unknown', { layer, reason: `No rules of ${layer} were given.` })),
});

const noRules: MaterialOptions = {
  verdicts: {
    'certificate-manager--lets-encrypt': withoutRules('azure-nsg', 'pod-policy'),
    'flux-source-controller--github': withoutRules('azure-nsg'),
    'pdp-agent--control-plane': withoutRules('azure-nsg'),
  },
  egress: { layersNotSupplied: ['pod-policy', 'azure-nsg'] },
};

describe('what unknown results wait for', () => {
  it('is a look at the cluster, once, for every check that only it or a person’s word answers', () => {
    const { of, findings } = audited();
    const cluster = of('cluster');
    expect(cluster?.title).toBe(`No cluster was looked at: ${cluster?.findings.length} checks wait for it`);
    expect(cluster?.remedy).toMatch(/pdp audit with --context NAME .* --snapshot FILE/);
    expect(cluster?.page).toBe('Cluster');
    const waiting = findings.filter(({ title }) => title.includes('no cluster was looked at'));
    expect(waiting.length).toBeGreaterThan(40);
    expect(cluster?.findings).toEqual(expect.arrayContaining(waiting));
    expect(cluster?.findings.map(({ requirement }) => requirement)).toEqual(
      expect.arrayContaining(['component.flux', 'infrastructure.kubernetes-cluster', 'control.runtime-protection']),
    );
  });

  it('is no look at the cluster where one was looked at, whatever it leaves open', () => {
    const { of, coverage } = audited({ cluster: clusterOf({}) });
    expect(of('cluster')).toBeUndefined();
    expect(coverage.unknown).toBeGreaterThan(10);
  });

  it('is not what a person has vouched for', () => {
    const { of } = audited({
      more: 'attestations: [{control: component.flux, statement: It runs., by: ops, on: 2026-11-01}]\n',
    });
    const running = of('cluster')?.findings.filter(({ check }) => check === 'PDP-CMP-001');
    expect(running?.map(({ subject }) => subject)).toEqual(['cilium', 'api-gateways', 'pdp-agent', 'observability']);
  });

  it('is out of scope where no cluster was to be looked at, but for what rules and people decide as well', () => {
    const { of, findings, coverage } = audited({ withoutCluster: true });
    const whole = audited();
    // What is to be said when none is to be looked at has been said.
    expect([of('cluster')?.remedy, whole.of('cluster')?.remedy]).toEqual([
      expect.stringMatching(/ vouch for each /),
      expect.stringMatching(/ say so, with --no-cluster or on the page Cluster: /),
    ]);
    const out = findings.filter((finding) => finding.outOfScope !== undefined);
    expect(out.length).toBeGreaterThan(40);
    expect(new Set(out.map(({ outcome }) => outcome))).toEqual(new Set(['unknown']));
    expect(out.filter(({ requirement }) => /^(?:control|connection|egress|plan)/.test(requirement))).toEqual([]);
    expect(coverage).toEqual({
      ...whole.coverage,
      unknown: whole.coverage.unknown - out.length,
      outOfScope: out.length,
    });
    expect(of('cluster')?.findings.map(({ requirement }) => requirement)).toEqual([
      'control.encryption-in-transit',
      'control.secret-management',
      'control.runtime-protection',
    ]);
  });

  it('is the rules of layers for rows that miss nothing else', () => {
    const { of } = audited(noRules);
    expect(of('rules')?.title).toBe('No rules of Pod policy and Azure NSG were supplied: 2 checks wait for them');
    expect(of('rules')?.findings.map(({ subject }) => subject)).toEqual([
      'certificate-manager--lets-encrypt',
      'flux-source-controller--github',
    ]);
  });

  it('is the cluster for rows whose layers the plan leaves to it, and nothing single for rows that wait for both', () => {
    const { of, findings } = audited({
      ...noRules,
      more: 'network: {path: [{layer: azure-nsg, source: cluster}]}\n',
    });
    expect(of('cluster')?.findings.map(({ subject }) => subject)).toContain('flux-source-controller--github');
    expect(findings.find(({ subject }) => subject === 'certificate-manager--lets-encrypt')?.waitsFor).toBeUndefined();
  });

  it('is named as an attestation names it', () => {
    const names = audited().of('attestation')?.findings.map(nameUnderCause);
    expect(names).toEqual(expect.arrayContaining(['sast', 'infrastructure.secret-store']));
  });

  it('is nothing shared where one result alone waits', () => {
    const { findings } = audited();
    const first = findings.find(({ waitsFor }) => waitsFor === 'owners');
    expect(first).toBeDefined();
    const egress = { plan: { name: 'p', file: 'plan.yaml' }, layersNotSupplied: [] };
    expect(gatherCauses(first === undefined ? [] : [first], egress)).toEqual([]);
  });

  it('leaves every finding in the counts, with its own outcome', () => {
    const { findings, coverage, causes } = audited(noRules);
    const unknown = findings.filter(({ outcome }) => outcome === 'unknown');
    expect(coverage.unknown).toBe(unknown.length);
    const gathered = causes.flatMap((cause) => cause.findings);
    expect(new Set(gathered).size).toBe(gathered.length);
    expect(gathered.every((finding) => unknown.includes(finding))).toBe(true);
    expect(countOpenCauses(coverage.unknown, causes)).toBe(unknown.length - gathered.length + causes.length);
  });
});
