import type { Finding } from '../../audit/finding.ts';
import type { UnsealedRun } from '../runRecord.ts';

/** A finding for tests: a denied connection, or what `parts` make of it. */
export function exampleFinding(parts: Partial<Finding> = {}): Finding {
  return {
    id: 'b8b3c8c0-0000-5000-8000-000000000001',
    check: 'PDP-NET-001',
    requirement: 'connection.pdp-agent--control-plane',
    title: 'PDP agent reaches the control plane',
    subject: 'PDP agent',
    outcome: 'fail',
    how: 'observed',
    severity: 'high',
    evidence: [{ text: 'Denied by default-deny', source: 'rules/policies.yaml:12' }],
    remedy: 'Allow 443/tcp to the control plane.',
    task: 'network-management',
    responsible: ['Customer'],
    accountable: ['Customer'],
    ...parts,
  };
}

/** A small run that has not been sealed; `parts` and `run` replace what a test is about. */
export function exampleRun({
  run,
  ...parts
}: Partial<Omit<UnsealedRun, 'run'>> & { readonly run?: Partial<UnsealedRun['run']> } = {}): UnsealedRun {
  return {
    plan: {
      name: 'acme-prod',
      file: '/plans/acme-prod.yaml',
      edition: 'integration-platform',
      managementModel: 'self-managed',
      cloud: 'azure',
      securityTier: 'standard',
    },
    coverage: { pass: 0, fail: 1, unknown: 0, notApplicable: 0, waived: 0 },
    tier: {
      wanted: 'standard',
      reached: null,
      provedBy: { observed: 0, attested: 0, imported: 0 },
      blockedBy: [],
      unknown: ['sast'],
      remarks: [],
      tiers: [],
    },
    findings: [exampleFinding()],
    egress: {
      plan: { name: 'acme-prod', file: '/plans/acme-prod.yaml' },
      layersNotSupplied: [],
      connections: [],
      preconditions: [],
      sources: [],
      problems: [],
    },
    problems: [],
    apiCalls: [],
    ...parts,
    run: {
      startedAt: '2026-11-20T16:42:00.000Z',
      finishedAt: '2026-11-20T16:42:01.250Z',
      asOf: '2026-11-20T16:42:00.000Z',
      catalogVersion: '2026-11-21',
      planHash: 'a'.repeat(64),
      evidence: [],
      ...run,
    },
  };
}
