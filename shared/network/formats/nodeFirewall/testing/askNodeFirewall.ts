/** Questions to the rules of a node, put as a pod or as the node itself. */
import type { Cni } from '../../../../plan/plan.ts';
import { toRanges } from '../../../flows/addressSpaces.ts';
import { flowsTo, isEmpty, subtract } from '../../../flows/flowSet.ts';
import { readRules } from '../../../reading/readRules.ts';
import type { RuleSet } from '../../../reading/readRules.ts';
import type { LayerBinding, Origin } from '../../../reading/ruleFormat.ts';
import { allOf, knowNothing, unknownReasons } from '../../../machine/decision.ts';
import { runProgram } from '../../../machine/runProgram.ts';
import type { Decision } from '../../../machine/decision.ts';
import { servicesOf } from '../../../flows/services.ts';
import type { Protocol, Services } from '../../../flows/services.ts';
import { fileOf } from '../../../testing/rules.ts';

export interface FirewallQuestion {
  readonly to?: string;
  readonly port?: number;
  readonly protocol?: Protocol;
  /** In place of a port and protocol: a message of ICMP, or a protocol without ports. */
  readonly services?: Services;
  readonly as?: 'pod' | 'node';
  readonly podCidrs?: readonly string[];
  readonly nodeCidrs?: readonly string[];
  readonly cni?: Cni | undefined;
  readonly attachedTo?: readonly string[];
}

export type FirewallAnswer = 'allowed' | 'denied' | 'unknown';

export interface JudgedFlow {
  readonly verdict: FirewallAnswer;
  readonly reasons: readonly string[];
  /** The rules that denied, as they are named. */
  readonly deniedBy: readonly string[];
  readonly decision: Decision;
}

/** Files by their names. */
export function readFirewall(files: Readonly<Record<string, string>>): RuleSet {
  return readRules(Object.entries(files).map(([file, text]) => fileOf(file, text)));
}

function bindFirewall(rules: RuleSet, question: FirewallQuestion = {}): LayerBinding {
  const { as = 'pod', podCidrs = ['10.20.0.0/16'], nodeCidrs = ['10.10.0.0/20'], attachedTo = [], cni } = question;
  const [podRanges, nodeRanges] = [toRanges(podCidrs), toRanges(nodeCidrs)];
  const origin: Origin = {
    network: { cni, podRanges, nodeRanges, serviceRanges: [] },
    subject: as === 'node' ? { kind: 'node' } : { kind: 'missing-workload', because: 'any pod' },
    addresses: as === 'node' ? nodeRanges : [...nodeRanges, ...podRanges],
  };
  const bindings = (rules.layers.get('node-firewall') ?? []).map((layer) => layer.bind(attachedTo, origin));
  const unbound = bindings.find((binding) => binding.kind !== 'bound');
  if (unbound !== undefined) return unbound;
  return { kind: 'bound', programs: bindings.flatMap((binding) => (binding.kind === 'bound' ? binding.programs : [])) };
}

export function judgeFlow(rules: RuleSet, question: FirewallQuestion = {}): JudgedFlow {
  const { to = '203.0.113.7', port = 443, protocol = 'TCP' } = question;
  const flows = flowsTo(toRanges([to]), question.services ?? servicesOf(protocol, port));
  if (isEmpty(flows)) throw new Error(`Nothing is asked about ${to}`);
  const binding = bindFirewall(rules, question);
  const decision =
    binding.kind === 'bound'
      ? allOf(
          binding.programs.map((program) => runProgram(program, { flows, outside: true })),
          flows,
        )
      : knowNothing(flows, binding.because);
  const isClouded = rules.clouded.has('node-firewall') || !rules.layers.has('node-firewall');
  const mayDeny = isClouded || !isEmpty(decision.mayDeny);
  const mayAllow = isClouded || isEmpty(subtract(flows, decision.mayAllow));
  return {
    verdict: mayAllow && mayDeny ? 'unknown' : mayDeny ? 'denied' : 'allowed',
    reasons: unknownReasons([decision]),
    deniedBy: decision.steps
      .filter(({ action }) => action === 'deny')
      .flatMap(({ places }) => places.map(({ rule }) => rule)),
    decision,
  };
}

export function askFirewall(text: string, question: FirewallQuestion = {}): FirewallAnswer {
  return judgeFlow(readFirewall({ 'node.txt': text }), question).verdict;
}
