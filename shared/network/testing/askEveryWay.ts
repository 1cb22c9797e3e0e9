/** One flow of one pod through one layer, asked by every question that a user can put: each must give the same answer. */
import type { Catalog } from '../../catalog/catalog.ts';
import type { Cni, LayerKind, Plan } from '../../plan/plan.ts';
import { layerKinds } from '../../plan/plan.ts';
import { deriveRequirements } from '../../requirements/deriveRequirements.ts';
import { checkEgress } from '../judging/checkEgress.ts';
import { explainFlow } from '../explain/explainFlow.ts';
import { parseFlowTarget } from '../explain/flowTarget.ts';
import type { EgressExplanation } from '../explain/explanation.ts';
import type { Manifests } from '../formats/kubernetes/manifests.ts';
import { readRules } from '../reading/readRules.ts';
import type { Subject } from '../reading/ruleFormat.ts';
import type { Dialect } from './dialects/dialect.ts';
import type { Texts } from './forms.ts';
import { askReach, deployment, fileOf } from './rules.ts';

interface SingleFlow {
  readonly address: string;
  readonly port: number;
}

export type Answers = Readonly<Record<string, string | undefined>>;

/** The workload `default/web`, which is a row of the plan here. */
const web = deployment('{app: web}');
const connection = 'pdp-agent--control-plane';

export function askEveryWay(dialect: Dialect, files: Texts, flow: SingleFlow, catalog: Catalog): Answers {
  const { layer, attachedTo } = dialect;
  const { address, port } = flow;
  const isOfPods = layer === 'pod-policy';
  const texts = isOfPods ? files : [...files, ['web.yaml', web] as const];
  const ruleSet = readRules(texts.map(([file, text]) => fileOf(file, text)));
  const cni = plugInOf(ruleSet.manifests);
  const plan = planFor(dialect, flow, cni);
  const requirements = deriveRequirements(catalog, plan);
  const from = ruleSet.manifests.workloads.map((workload): Subject => ({ kind: 'workload', workload }));
  const to = parseFlowTarget(address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`);
  if (!to.ok) throw new Error(to.failure);
  const question = { ruleSet, from, to: to.value, addresses: [] };
  const verdictIn = ({ flows }: EgressExplanation): string | undefined =>
    flows[0]?.layers.find((one) => one.layer === layer)?.verdict;
  const checked = checkEgress({ plan, planFile: 'plan.yaml', requirements, ruleSet });
  return {
    check: checked.connections.find(({ id }) => id === connection)?.layers.find((one) => one.layer === layer)?.verdict,
    explain: verdictIn(explainFlow({ ...question, plan: { plan, requirements } })),
    ...(isOfPods && {
      'explain without a plan': verdictIn(explainFlow({ ...question, cni, attachedTo })),
      reach: askReach(ruleSet, { to: address, port, cni }),
    }),
  };
}

function plugInOf({ cilium, calico }: Manifests): Cni {
  if (cilium.policies.length > 0) return 'cilium';
  return calico.policies.length > 0 ? 'calico' : 'generic';
}

/** A path of that layer alone. */
function planFor({ layer, attachedTo }: Dialect, { address, port }: SingleFlow, cni: Cni): Plan {
  const away = layerKinds.filter((one) => one !== layer);
  return {
    apiVersion: 'pdp-workbench/v1',
    kind: 'Plan',
    metadata: { name: 'acme' },
    edition: 'integration-platform',
    managementModel: 'self-managed',
    cloud: cloudOf(layer),
    securityTier: 'standard',
    network: {
      path: [
        ...away.map((one) => ({ layer: one, source: 'none' })),
        { layer, source: 'rules', attachedTo: [...attachedTo] },
      ],
      nodeCidrs: ['10.10.0.0/20'],
      podCidrs: ['10.20.0.0/16'],
      cni,
    },
    connections: {
      [connection]: {
        hosts: ['cp.example.com'],
        cidrs: [`${address}/${address.includes(':') ? 128 : 32}`],
        ports: [port],
        selector: 'app=web',
      },
    },
  };
}

function cloudOf(layer: LayerKind): Plan['cloud'] {
  if (layer.startsWith('azure')) return 'azure';
  if (layer.startsWith('aws')) return 'aws';
  return layer.startsWith('gcp') ? 'gcp' : 'on-premises';
}
