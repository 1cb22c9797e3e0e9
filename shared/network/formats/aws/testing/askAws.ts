/** Asks the AWS format one question in the words of a test: may this address be reached on this port, by these files? */
import { parseCidr } from '../../../address.ts';
import { toRanges } from '../../../addressSpaces.ts';
import { flowsTo } from '../../../flowSet.ts';
import type { FlowSet } from '../../../flowSet.ts';
import { verdictOn } from '../../../flowVerdict.ts';
import type { FormatInput, FormatReading, Origin } from '../../../ruleFormat.ts';
import { allOf, knowNothing, runProgram, unknownReasons } from '../../../ruleProgram.ts';
import type { Decision } from '../../../ruleProgram.ts';
import { servicesOf } from '../../../services.ts';
import type { Protocol } from '../../../services.ts';
import type { Verdict } from '../../../verdict.ts';
import { awsFormat } from '../awsFormat.ts';

type AwsLayer = 'aws-security-group' | 'aws-network-acl' | 'aws-network-firewall' | 'route';

export interface AwsQuestion {
  readonly layer: AwsLayer;
  readonly attachedTo: readonly string[];
  /** `203.0.113.7` or a range; several are separated by blanks. */
  readonly to: string;
  readonly port?: number;
  readonly protocol?: Protocol;
  readonly host?: string;
  readonly nodes?: readonly string[];
  readonly pods?: readonly string[];
}

export interface AwsAnswer {
  readonly verdict: Verdict;
  /** The rules that decided, by action. */
  readonly allowedBy: readonly string[];
  readonly deniedBy: readonly string[];
  readonly reasons: readonly string[];
}

/** Documents by the name of the file that they are in. */
export function readAws(files: Readonly<Record<string, unknown>>): FormatReading {
  const inputs = Object.entries(files).map(([file, value]): FormatInput => ({
    kind: 'document',
    file,
    document: 0,
    value,
  }));
  return awsFormat.read(inputs.filter((input) => awsFormat.recognise(input)));
}

export function askAws(files: Readonly<Record<string, unknown>> | FormatReading, question: AwsQuestion): AwsAnswer {
  const reading = 'layers' in files ? (files as FormatReading) : readAws(files as Readonly<Record<string, unknown>>);
  return answerTo(question, reading);
}

function answerTo(question: AwsQuestion, reading: FormatReading): AwsAnswer {
  const flows = flowsOf(question);
  const decision = decide(question, flows, reading);
  const placesOf = (action: 'allow' | 'deny'): readonly string[] =>
    decision.steps.filter((step) => step.action === action).flatMap(({ places }) => places.map(({ rule }) => rule));
  return {
    verdict: verdictOn({ destination: { flows, outside: true }, addressesKnown: true }, decision),
    allowedBy: placesOf('allow'),
    deniedBy: placesOf('deny'),
    reasons: unknownReasons(decision),
  };
}

function flowsOf({ to, port = 443, protocol = 'TCP' }: AwsQuestion): FlowSet {
  const ranges = to.split(' ').map((text) => {
    const cidr = parseCidr(text);
    if (!cidr.ok) throw new Error(cidr.failure);
    return cidr.value.range;
  });
  return flowsTo(ranges, servicesOf(protocol, port, port));
}

function decide(
  { layer, attachedTo, host, nodes = [], pods = [] }: AwsQuestion,
  flows: FlowSet,
  reading: FormatReading,
): Decision {
  const rules = reading.layers.find((candidate) => candidate.layer === layer);
  if (rules === undefined) return knowNothing(flows, 'The layer has no rules.');
  const [podRanges, nodeRanges] = [toRanges(pods), toRanges(nodes)];
  const origin: Origin = {
    network: { cni: undefined, podRanges, nodeRanges, serviceRanges: [] },
    subject: { kind: 'missing-workload', because: 'not asked' },
    addresses: [...nodeRanges, ...podRanges],
  };
  const binding = rules.bind(attachedTo, origin);
  if (binding.kind !== 'bound') return knowNothing(flows, binding.because);
  const destination = { flows, host, outside: true };
  return allOf(
    binding.programs.map((program) => runProgram(program, destination)),
    flows,
  );
}
