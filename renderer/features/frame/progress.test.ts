import { describe, expect, it } from 'vitest';
import { sample } from '../../client/testing/sample.ts';
import { judgeProgress } from './progress.ts';

const { view, requirements, egress, audit } = sample;
const run = { coverage: audit.coverage } as never;

describe('how far the stations are', () => {
  it('is nothing without a plan', () => {
    const progress = judgeProgress({ view: undefined, requirements: undefined, egress: undefined, runs: [] });
    expect(new Set(Object.values(progress))).toEqual(new Set(['empty']));
  });

  it('has open points in the sample’s plan, its requirements and its audit', () => {
    expect(judgeProgress({ view, requirements, egress, runs: [run] })).toMatchObject({
      Plan: 'half',
      Requirements: 'half',
      Audit: 'half',
      Report: 'full',
      History: 'full',
    });
  });

  it('does not hold warnings against a plan', () => {
    const calm = { ...view, findings: view.findings.map((finding) => ({ ...finding, kind: 'warning' as const })) };
    expect(judgeProgress({ view: calm, requirements, egress, runs: [] }).Plan).toBe('full');
  });

  it('is not complete with a layer that nobody supplied', () => {
    const filesOnly = { ...requirements, components: [], infrastructure: [] };
    const lacking = { ...egress, layersNotSupplied: ['azure-firewall' as const] };
    expect(judgeProgress({ view, requirements: filesOnly, egress: lacking, runs: [] }).Evidence).toBe('half');
  });

  it('has evidence that is not complete while a cluster has to be seen, and none without files and attestations', () => {
    expect(judgeProgress({ view, requirements, egress, runs: [] }).Evidence).toBe('half');
    const filesOnly = { ...requirements, components: [], infrastructure: [] };
    expect(judgeProgress({ view, requirements: filesOnly, egress, runs: [] }).Evidence).toBe('full');
    const none = { ...egress, sources: [] };
    expect(judgeProgress({ view, requirements, egress: none, runs: [] }).Evidence).toBe('half');
    const silent = { ...view, plan: { ...view.plan, attestations: [] } };
    expect(judgeProgress({ view: silent, requirements, egress: none, runs: [] }).Evidence).toBe('empty');
  });

  it('is complete for an audit only when nothing fails and nothing is unknown', () => {
    const clean = { coverage: { pass: 3, fail: 0, unknown: 0, notApplicable: 1, waived: 1 } } as never;
    expect(judgeProgress({ view, requirements, egress, runs: [clean] }).Audit).toBe('full');
  });
});
