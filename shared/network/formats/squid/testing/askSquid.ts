/** Asks the proxy layer about one request, by files as squid reads them. */
import { toRanges } from '../../../flows/addressSpaces.ts';
import { verdictOn } from '../../../judging/flowVerdict.ts';
import { flowsTo } from '../../../flows/flowSet.ts';
import { readRules } from '../../../reading/readRules.ts';
import type { RuleSet } from '../../../reading/readRules.ts';
import { allOf, unknownReasons } from '../../../machine/decision.ts';
import { runProgram } from '../../../machine/runProgram.ts';
import { servicesOf } from '../../../flows/services.ts';
import type { Protocol } from '../../../flows/services.ts';
import { fileOf } from '../../../testing/rules.ts';
import type { Verdict } from '../../../judging/verdict.ts';

export interface SquidQuestion {
  /** The name that is asked for; without one, the addresses. */
  readonly host?: string | undefined;
  readonly to?: readonly string[];
  readonly port?: number;
  readonly protocol?: Protocol;
  /** Addresses that the client may have. */
  readonly from?: readonly string[];
  readonly proxyPort?: number | undefined;
  readonly attachedTo?: readonly string[];
}

export interface SquidAnswer {
  readonly verdict: Verdict;
  /** `file:line` of the rules that decided something, in their order. */
  readonly decidedBy: readonly string[];
  readonly reasons: readonly string[];
}

export function readSquidFiles(files: string | Readonly<Record<string, string>>): RuleSet {
  const named = typeof files === 'string' ? { 'squid.conf': files } : files;
  return readRules(Object.entries(named).map(([file, text]) => fileOf(file, text)));
}

export function askSquid(
  files: string | Readonly<Record<string, string>> | RuleSet,
  question: SquidQuestion = {},
): SquidAnswer {
  const ruleSet = typeof files === 'object' && 'layers' in files ? (files as RuleSet) : readSquidFiles(files);
  const { to = ['203.0.113.7'], host, port = 443, protocol = 'TCP', from = ['10.0.0.7'] } = question;
  const proxyPort = 'proxyPort' in question ? question.proxyPort : 3128;
  const flows = flowsTo(toRanges(to), servicesOf(protocol, port));
  const network = { cni: undefined, podRanges: [], nodeRanges: [], serviceRanges: [] };
  const [layer] = ruleSet.layers.get('proxy') ?? [];
  if (layer === undefined) throw new Error('No file speaks for the proxy.');
  const origin = { network, subject: { kind: 'node' as const }, addresses: toRanges(from), proxyPort };
  const binding = layer.bind(question.attachedTo ?? [], origin);
  if (binding.kind !== 'bound') return { verdict: 'unknown', decidedBy: [], reasons: [binding.because] };
  const destination = { flows, host, isNameless: host === undefined, outside: true };
  const decision = allOf(
    binding.programs.map((program) => runProgram(program, destination)),
    flows,
  );
  return {
    verdict: verdictOn({ destination, addressesKnown: true }, decision),
    decidedBy: decision.steps.flatMap(({ places }) => places.map(({ file, path: [line] }) => `${file}:${line}`)),
    reasons: unknownReasons([decision]),
  };
}
