import * as fc from 'fast-check';
import { findHiddenRules } from '#shared/network/findings/findHiddenRules.ts';
import { ALL_FLOWS, areEqual, unite } from '#shared/network/flowSet.ts';
import { reachEgress } from '#shared/network/reachEgress.ts';
import { readRules } from '#shared/network/readRules.ts';
import type { RuleFile } from '#shared/network/ruleFile.ts';
import type { Origin, RuleFormat } from '#shared/network/ruleFormat.ts';
import { runProgram } from '#shared/network/machine/runProgram.ts';
import { toRanges } from '#shared/network/addressSpaces.ts';
import { arbitraryRuleFiles } from './arbitraryRuleFiles.ts';
import { collectDocuments, isOfFormat } from './documents.ts';

export interface FuzzResult {
  readonly format: string;
  /** How many documents of its own it began with; without any, those of other formats alone are read. */
  readonly documents: number;
  readonly cases: number;
  /** The longest that one case took, in milliseconds. */
  readonly slowestMs: number;
  /** What went wrong, with the files that bring it about, as short as they could be made; undefined where nothing did. */
  readonly failure: string | undefined;
}

/** No input of this size may take longer. Milliseconds. */
const longestMs = 5000;

const origins: readonly Origin[] = [[], ['10.10.0.0/20', '10.20.0.0/16']].map((cidrs) => ({
  network: { cni: undefined, podRanges: toRanges(cidrs), nodeRanges: toRanges(cidrs), serviceRanges: [] },
  subject: { kind: 'node' },
  addresses: toRanges(cidrs),
}));
const names = ['nsg', 'snet', 'sg-1', 'subnet-1', 'acl-1', 'rtb-1', 'vpc', 'nodes', 'no-such-thing'];

let pool: readonly RuleFile[] | undefined;

/** Reads so many broken and hostile files of a format, judges by what was read, and shrinks the first that fails. */
export function fuzzFormat(format: RuleFormat, cases: number, seed: number): FuzzResult {
  pool ??= collectDocuments();
  const own = pool.filter((file) => isOfFormat(format, file));
  let slowestMs = 0;
  const property = fc.property(arbitraryRuleFiles(own.length > 0 ? own : pool, pool), (files) => {
    const startedAt = performance.now();
    useRules(files);
    const ms = performance.now() - startedAt;
    slowestMs = Math.max(slowestMs, ms);
    if (ms > longestMs) throw new Error(`It took ${Math.round(ms)} ms.`);
  });
  const result = fc.check(property, { numRuns: cases, seed });
  const failure = result.failed
    ? [
        `seed ${result.seed}, path ${result.counterexamplePath ?? ''}: ${String(result.errorInstance)}`,
        ...(result.counterexample?.[0] ?? []).map(({ file, text }) => `${file}: ${JSON.stringify(text)}`),
      ].join('\n')
    : undefined;
  return {
    format: format.title,
    documents: own.length,
    cases: result.numRuns,
    slowestMs: Math.round(slowestMs),
    failure,
  };
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
