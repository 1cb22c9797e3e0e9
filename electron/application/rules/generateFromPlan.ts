import { generateRules } from '#shared/network/generate/generateRules.ts';
import type { GeneratedRules } from '#shared/network/generate/generatedRules.ts';
import type { Workload } from '#shared/network/formats/kubernetes/manifests.ts';
import { deriveRequirements } from '#shared/requirements/deriveRequirements.ts';
import { fileNameOf } from './fileNames.ts';
import type { Abilities, GenerateRulesOrder } from '../ports.ts';
import type { ReadPlan } from '../plans/readPlan.ts';

interface HowToGenerate extends Pick<GenerateRulesOrder, 'target' | 'version'> {
  readonly workloads: readonly Workload[];
  /** Files that may show more of them, and could not be read whole. */
  readonly unread: readonly string[];
}

/** Rules of a plan as it was read. */
export function generateFromPlan(
  { catalog, digest }: Pick<Abilities, 'catalog' | 'digest'>,
  { plan, path, hash }: Pick<ReadPlan, 'plan' | 'path' | 'hash'>,
  { target, version, workloads, unread }: HowToGenerate,
): GeneratedRules {
  const { name } = plan.metadata;
  return generateRules({
    target,
    plan,
    identity: { name, nameHash: digest(name), file: fileNameOf(path), hash, version },
    requirements: deriveRequirements(catalog, plan),
    workloads,
    unread,
  });
}
