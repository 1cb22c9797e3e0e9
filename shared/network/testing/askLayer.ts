/** Asks one layer of a format one question in the words of a test: may this address be reached on this port? */
import type { LayerKind } from '../../plan/plan.ts';
import { parseCidr } from '../flows/address.ts';
import { toRanges } from '../flows/addressSpaces.ts';
import { flowsTo } from '../flows/flowSet.ts';
import type { FlowSet } from '../flows/flowSet.ts';
import { verdictOn } from '../judging/flowVerdict.ts';
import type { FormatInput, FormatReading, LayerBinding, Origin, RuleFormat } from '../reading/ruleFormat.ts';
import { allOf, knowNothing, unknownReasons } from '../machine/decision.ts';
import { runProgram } from '../machine/runProgram.ts';
import type { Decision } from '../machine/decision.ts';
import { servicesOf } from '../flows/services.ts';
import type { Protocol, Services } from '../flows/services.ts';
import type { Verdict } from '../judging/verdict.ts';

export interface LayerQuestion {
  readonly layer: LayerKind;
  readonly attachedTo: readonly string[];
  /** `203.0.113.7` or a range; several are separated by blanks. */
  readonly to: string;
  readonly port?: number;
  readonly protocol?: Protocol;
  /** In place of a port and protocol: a message of ICMP, or a protocol without ports. */
  readonly services?: Services;
  readonly host?: string;
  /** It is reached by its address, and by no name. */
  readonly isNameless?: boolean;
  readonly nodes?: readonly string[];
  readonly pods?: readonly string[];
  readonly region?: string;
}

export interface LayerAnswer {
  readonly verdict: Verdict;
  /** The rules that decided, by action. */
  readonly allowedBy: readonly string[];
  readonly deniedBy: readonly string[];
  readonly reasons: readonly string[];
}

/** Documents by the name of the file that they are in. */
export function readDocumentsOf(format: RuleFormat, files: Readonly<Record<string, unknown>>): FormatReading {
  const inputs = Object.entries(files).map(([file, value]): FormatInput => ({
    kind: 'document',
    file,
    document: 0,
    value,
  }));
  return format.read(inputs.filter((input) => format.recognise(input)));
}

export function askLayer(reading: FormatReading, question: LayerQuestion): LayerAnswer {
  return toAnswer(question, bindLayer(reading, question));
}

/** The same rules are asked by each name in turn, as rows of a plan ask them. */
export function askByNames(
  reading: FormatReading,
  question: LayerQuestion,
  hosts: readonly string[],
): readonly LayerAnswer[] {
  const binding = bindLayer(reading, question);
  return hosts.map((host) => toAnswer({ ...question, host }, binding));
}

function toAnswer(question: LayerQuestion, binding: LayerBinding): LayerAnswer {
  const flows = flowsOf(question);
  const decision = decide(question, flows, binding);
  const placesOf = (action: 'allow' | 'deny'): readonly string[] =>
    decision.steps.filter((step) => step.action === action).flatMap(({ places }) => places.map(({ rule }) => rule));
  return {
    verdict: verdictOn({ destination: { flows, outside: true }, addressesKnown: true }, decision),
    allowedBy: placesOf('allow'),
    deniedBy: placesOf('deny'),
    reasons: unknownReasons([decision]),
  };
}

function flowsOf({ to, port = 443, protocol = 'TCP', services }: LayerQuestion): FlowSet {
  const ranges = to.split(' ').map((text) => {
    const cidr = parseCidr(text);
    if (!cidr.ok) throw new Error(cidr.failure);
    return cidr.value.range;
  });
  return flowsTo(ranges, services ?? servicesOf(protocol, port));
}

function bindLayer(reading: FormatReading, question: LayerQuestion): LayerBinding {
  const { layer, attachedTo, nodes = [], pods = [], region } = question;
  const rules = reading.layers.find((candidate) => candidate.layer === layer);
  if (rules === undefined) return { kind: 'unbound', because: 'The layer has no rules.' };
  const [podRanges, nodeRanges] = [toRanges(pods), toRanges(nodes)];
  const origin: Origin = {
    network: { cni: undefined, podRanges, nodeRanges, serviceRanges: [], region },
    subject: { kind: 'missing-workload', because: 'not asked' },
    addresses: [...nodeRanges, ...podRanges],
  };
  return rules.bind(attachedTo, origin);
}

function decide({ host, isNameless }: LayerQuestion, flows: FlowSet, binding: LayerBinding): Decision {
  if (binding.kind !== 'bound') return knowNothing(flows, binding.because);
  const destination = { flows, host, isNameless, outside: true };
  return allOf(
    binding.programs.map((program) => runProgram(program, destination)),
    flows,
  );
}
