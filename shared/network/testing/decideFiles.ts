/** What the files of one format decide about a destination, asked by a pod of theirs or by any. */
import { expect } from 'vitest';
import { toRanges } from '../flows/addressSpaces.ts';
import { allOf } from '../machine/decision.ts';
import type { Decision } from '../machine/decision.ts';
import type { Destination } from '../machine/destination.ts';
import { runProgram } from '../machine/runProgram.ts';
import { readRules } from '../reading/readRules.ts';
import type { Origin } from '../reading/ruleFormat.ts';
import type { RuleProgram } from '../machine/ruleProgram.ts';
import type { Dialect } from './dialects/dialect.ts';
import type { Texts } from './forms.ts';
import { fileOf } from './rules.ts';

type Attached = Pick<Dialect, 'layer' | 'attachedTo'>;

export function decideFiles(dialect: Attached, files: Texts, destination: Destination): Decision {
  return allOf(
    compileFiles(dialect, files).programs.map((program) => runProgram(program, destination)),
    destination.flows,
  );
}

/** The programs of the layer that the files speak for, and the namespaces of their workloads. */
export function compileFiles(
  { layer, attachedTo }: Attached,
  files: Texts,
): { readonly programs: readonly RuleProgram[]; readonly namespaces: readonly string[] } {
  const ruleSet = readRules(files.map(([file, text]) => fileOf(file, text)));
  expect(ruleSet.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const [rules] = ruleSet.layers.get(layer) ?? [];
  if (rules === undefined) throw new Error(`No file speaks for ${layer}.`);
  const [workload] = ruleSet.manifests.workloads;
  const [podRanges, nodeRanges] = [toRanges(['10.20.0.0/16']), toRanges(['10.10.0.0/20'])];
  // Cluster-wide policies are in force for certain where the plug-in is known to be one that enforces them.
  const cni = ruleSet.manifests.adminPolicies.length > 0 ? 'generic' : undefined;
  const origin: Origin = {
    network: { cni, podRanges, nodeRanges, serviceRanges: [] },
    subject: workload === undefined ? { kind: 'missing-workload', because: 'any pod' } : { kind: 'workload', workload },
    addresses: [...nodeRanges, ...podRanges],
    proxyPort: 3128,
  };
  const binding = rules.bind(attachedTo, origin);
  if (binding.kind !== 'bound') throw new Error(binding.because);
  const namespaces = new Set(ruleSet.manifests.workloads.map(({ namespace }) => namespace));
  return { programs: binding.programs, namespaces: [...namespaces] };
}
