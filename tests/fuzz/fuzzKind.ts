import * as fc from 'fast-check';
import { findHiddenRules } from '#shared/network/findings/findHiddenRules.ts';
import { ALL_FLOWS, areEqual, unite } from '#shared/network/flows/flowSet.ts';
import { reachEgress } from '#shared/network/judging/reachEgress.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import type { RuleFile } from '#shared/network/source/ruleFile.ts';
import type { Origin } from '#shared/network/reading/ruleFormat.ts';
import { runProgram } from '#shared/network/machine/runProgram.ts';
import { toRanges } from '#shared/network/flows/addressSpaces.ts';
import { arbitraryRuleFiles } from './arbitraryRuleFiles.ts';
import { checkStrange } from './checkStrange.ts';
import { collectDocuments, toRuleFile } from './documents.ts';
import type { RuleKind } from './ruleKinds.ts';
import { arbitraryStrangeCase, textsOf } from './strangeFiles.ts';

export interface FuzzResult {
  readonly kind: string;
  /** How many documents of the kind it began with. */
  readonly documents: number;
  /** Files that are broken in any way, and those of which one part is not known. */
  readonly broken: number;
  readonly strange: number;
  /** The most that one case took, in milliseconds. */
  readonly slowestMs: number;
  /** What went wrong, with the files that bring it about, as short as they could be made; undefined where nothing did. */
  readonly failure: string | undefined;
}

/** No input of this size may take more. Milliseconds of the processor: what a busy machine does beside it does not count. */
const longestMs = 5000;

const origins: readonly Origin[] = [[], ['10.10.0.0/20', '10.20.0.0/16']].map((cidrs) => ({
  network: { cni: undefined, podRanges: toRanges(cidrs), nodeRanges: toRanges(cidrs), serviceRanges: [] },
  subject: { kind: 'node' },
  addresses: toRanges(cidrs),
}));
const names = ['nsg', 'snet', 'sg-1', 'subnet-1', 'acl-1', 'rtb-1', 'vpc', 'nodes', 'egress', 'hub', 'fw', 'no-such'];

let pool: readonly RuleFile[] | undefined;

/** Reads so many files of a kind of either sort, judges by what was read, and shrinks the first that fails. */
export function fuzzKind(kind: RuleKind, cases: number, seed: number): FuzzResult {
  pool ??= collectDocuments();
  const written = kind.samples.flatMap((sample) => textsOf(sample).map(([file, text]) => toRuleFile(file, text)));
  const own = [...pool, ...written].filter(({ text }) => kind.marks.test(text));
  let slowestMs = 0;
  const timed =
    <Case>(use: (one: Case) => void) =>
    (one: Case): void => {
      const before = process.threadCpuUsage();
      use(one);
      const { user, system } = process.threadCpuUsage(before);
      const ms = (user + system) / 1000;
      slowestMs = Math.max(slowestMs, ms);
      if (ms > longestMs) throw new Error(`It took ${Math.round(ms)} ms.`);
    };
  const broken = fc.check(fc.property(arbitraryRuleFiles(own, pool), timed(useRules)), { numRuns: cases, seed });
  const strange = fc.check(fc.property(arbitraryStrangeCase(kind), timed(checkStrange)), { numRuns: cases, seed });
  return {
    kind: kind.title,
    documents: own.length,
    broken: broken.numRuns,
    strange: strange.numRuns,
    slowestMs: Math.round(slowestMs),
    failure:
      describeFailure(broken, (files) => files.map(({ file, text }) => [file, text])) ??
      describeFailure(strange, ({ texts }) => texts),
  };
}

/** With what is to be given to see it again. */
export function describeFailure<Case>(
  { failed, seed, counterexamplePath, counterexample, errorInstance }: fc.RunDetails<[Case]>,
  filesOf: (one: Case) => readonly (readonly [file: string, text: string])[],
): string | undefined {
  if (!failed) return undefined;
  return [
    `seed ${seed}, path ${counterexamplePath ?? ''}: ${String(errorInstance)}`,
    ...(counterexample === null ? [] : filesOf(counterexample[0])).map(
      ([file, text]) => `${file}: ${JSON.stringify(text)}`,
    ),
  ].join('\n');
}

/** All that is done with rules; throws where something that must hold does not. */
function useRules(files: readonly RuleFile[]): void {
  const rules = readRules(files);
  const linesOf = new Map(files.map(({ file, text }) => [file, text.split(/\r\n|\r|\n/).length]));
  for (const { file, line, message } of rules.problems) {
    const lines = linesOf.get(file);
    if (lines === undefined || !(line >= 1 && line <= lines) || message.trim() === '') {
      throw new Error(`A problem without a place or a word: ${file}:${line} ${message}`);
    }
  }
  JSON.stringify(reachEgress(rules, { cni: 'cilium' }));
  for (const layer of [...rules.layers.values()].flat()) {
    for (const origin of origins) {
      for (const attachedTo of [[], ...names.filter((name) => layer.finds(name)).map((name) => [name])]) {
        const binding = layer.bind(attachedTo, origin);
        if (binding.kind !== 'bound') continue;
        for (const program of binding.programs) {
          const decision = runProgram(program, { flows: ALL_FLOWS, outside: true });
          if (!areEqual(unite(decision.mayAllow, decision.mayDeny), ALL_FLOWS))
            throw new Error('Some flows are not decided.');
          for (const { places } of decision.steps) for (const place of places) rules.locate(place);
          findHiddenRules(program, ['pdp']);
        }
      }
    }
  }
  if ('polluted' in {}) throw new Error('The prototype of objects was changed.');
}
