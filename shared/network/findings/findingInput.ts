import type { Plan } from '../../plan/plan.ts';
import type { Requirements } from '../../requirements/deriveRequirements.ts';
import type { DecideLayer } from '../judging/decideLayer.ts';
import type { ClusterNetwork } from '../formats/kubernetes/clusterNetwork.ts';
import type { PathLayerState } from '../judging/pathLayers.ts';
import type { ProxyUse } from '../judging/proxyUse.ts';
import type { RuleSet } from '../reading/readRules.ts';
import type { ConnectionVerdict } from '../judging/verdict.ts';
import type { OutboundRow, SubjectGroup } from './subjectGroups.ts';

/** What all searches look at: the plan, its rules as programs, and the verdicts. */
export interface FindingInput {
  readonly plan: Plan;
  readonly requirements: Requirements;
  readonly layers: readonly PathLayerState[];
  readonly network: ClusterNetwork;
  readonly proxy: ProxyUse | undefined;
  readonly ruleSet: Pick<RuleSet, 'manifests' | 'layers' | 'clouded' | 'locate'>;
  readonly decideLayer: DecideLayer;
  readonly connections: readonly ConnectionVerdict[];
  readonly dns: ConnectionVerdict;
  readonly rows: readonly OutboundRow[];
  readonly groups: readonly SubjectGroup[];
}
