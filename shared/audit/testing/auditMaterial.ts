import type { Catalog, RequiredConnection } from '../../catalog/catalog.ts';
import type { ConnectionVerdict, EgressCheck, LayerVerdict, Verdict } from '../../network/judging/verdict.ts';
import { describePlanFailure, parsePlan } from '../../plan/parsePlan.ts';
import type { PlanFinding } from '../../plan/planFinding.ts';
import { deriveRequirements } from '../../requirements/deriveRequirements.ts';
import type { AuditMaterial } from '../auditCheck.ts';

const choices = `apiVersion: pdp-workbench/v1
kind: Plan
metadata: {name: acme-prod}
edition: integration-platform
managementModel: self-managed
cloud: azure
securityTier: standard
`;

export interface MaterialOptions {
  /** Appended to a plan that makes its choices and nothing more: self-managed on Azure, standard tier. */
  readonly more?: string;
  /** Words of the plan's text to be replaced, e.g. `cloud: azure`. */
  readonly replace?: Readonly<Record<string, string>>;
  /** The verdict of single rows; every other row is unknown, as in an audit of nothing. */
  readonly verdicts?: Readonly<Partial<Record<ConnectionVerdict['id'], Partial<ConnectionVerdict>>>>;
  readonly egress?: Partial<EgressCheck>;
  readonly planFindings?: readonly PlanFinding[];
  readonly asOf?: string;
  readonly cluster?: AuditMaterial['cluster'];
  readonly withoutCluster?: boolean;
}

/** What an audit is made from, for tests: a real plan text, read by the real reader, and verdicts to taste. */
export function auditMaterial(catalog: Catalog, options: MaterialOptions = {}): AuditMaterial {
  const text = Object.entries(options.replace ?? {}).reduce((written, [from, to]) => {
    if (!written.includes(from)) throw new Error(`The plan does not say: ${from}`);
    return written.replace(from, to);
  }, choices);
  const parsed = parsePlan(text + (options.more ?? ''), 'plan.yaml');
  if (!parsed.ok) throw new Error(describePlanFailure(parsed.failure));
  const { plan, locate } = parsed.value;
  const verdicts = options.verdicts ?? {};
  return {
    catalog,
    plan,
    planFile: 'plan.yaml',
    locate,
    planFindings: options.planFindings ?? [],
    requirements: deriveRequirements(catalog, plan),
    egress: {
      plan: { name: plan.metadata.name, file: 'plan.yaml' },
      layersNotSupplied: [],
      connections: catalog.connections.map((row) => ({ ...connectionVerdict(row), ...verdicts[row.id] })),
      preconditions: verdicts.dns === undefined ? [] : [{ ...dnsVerdict, ...verdicts.dns }],
      sources: [],
      problems: [],
      ...options.egress,
    },
    cluster: options.cluster,
    withoutCluster: options.withoutCluster,
    asOf: options.asOf ?? '2026-11-21T09:00:00Z',
  };
}

export function layerVerdict(verdict: Verdict, more: Partial<LayerVerdict> = {}): LayerVerdict {
  return {
    layer: 'azure-nsg',
    verdict,
    reason: `The rules say ${verdict}.`,
    attachedTo: ['snet-aks'],
    decidedBy: [{ file: 'rules/nsg.json', line: 41, rule: 'DenyAllOutBound (65500)' }],
    uncovered: [],
    ...more,
  };
}

const unjudged = {
  verdict: 'unknown',
  summary: 'No rules',
  missing: [],
  workloads: [],
  destinations: [],
  layers: [],
  assumptions: [],
} as const;

function connectionVerdict(row: RequiredConnection): ConnectionVerdict {
  const { id, component, endpoint, direction, originator, scope, protocols } = row;
  const ports = row.ports.map(String);
  return { id, component, endpoint: endpoint.default, direction, originator, scope, protocols, ports, ...unjudged };
}

const dnsVerdict: ConnectionVerdict = {
  id: 'dns',
  component: 'Every component',
  endpoint: 'Cluster DNS',
  direction: 'outbound',
  originator: 'pod',
  scope: 'cluster-internal',
  protocols: ['DNS'],
  ports: ['53'],
  ...unjudged,
};
