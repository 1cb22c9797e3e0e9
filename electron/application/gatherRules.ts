import type { Failure, Outcome } from '#shared/contract/failure.ts';
import type { Problem } from '#shared/kernel/problem.ts';
import { succeed } from '#shared/kernel/result.ts';
import { readRules } from '#shared/network/readRules.ts';
import type { RuleSet } from '#shared/network/readRules.ts';
import type { RuleFile } from '#shared/network/ruleFile.ts';
import type { LayerKind } from '#shared/plan/plan.ts';
import { folderOf, nameIn } from './fileNames.ts';
import { parseInSteps } from './parseInSteps.ts';
import { findPlanSources, isNamedBy } from './planSources.ts';
import type { PlanSource } from './planSources.ts';
import type { Abilities, RuleFileSet } from './ports.ts';
import type { ReadPlan } from './readPlan.ts';

/** The rules that a plan is judged by, and the files that they were read from. */
export interface GatheredRules {
  readonly ruleSet: RuleSet;
  /** Named from the plan's folder where they lie below it. */
  readonly files: readonly RuleFile[];
}

/**
 * Reads what the plan's path names. Rules that are `given` beside the plan win for every layer that their formats speak for,
 * and the plan's own sources of the other layers are read as well (decision 0020). A source of the plan that can't be read
 * is a problem and leaves its layer unknown; a given path that can't be read is refused.
 */
export async function gatherRules(
  abilities: Pick<Abilities, 'planFiles' | 'ruleFiles' | 'giveWay'>,
  read: ReadPlan,
  given: readonly string[] | undefined,
  signal: AbortSignal | undefined,
): Promise<Outcome<GatheredRules>> {
  const { ruleFiles } = abilities;
  const folder = folderOf(read.path);
  const gathered = new Gathered(folder);

  if (given !== undefined && given.length > 0) {
    const set = await ruleFiles.read(given, signal);
    if (!set.ok) return set;
    gathered.add(set.value);
    const parsed = await parseInSteps(abilities, gathered.files, signal);
    if (!parsed.ok) return parsed;
  }
  const givenLayers = readRules(gathered.files).supplied;

  for (const source of findPlanSources(abilities, read)) {
    if (givenLayers.has(source.layer)) continue;
    const set = await ruleFiles.read([source.path], signal);
    if (set.ok) gathered.add(set.value, source);
    else if (set.failure.kind === 'cancelled') return set;
    else gathered.add({ files: [], problems: toProblems(source, set.failure, nameIn(folder, read.path)) }, source);
  }
  const { files, problems } = gathered;
  const parsed = await parseInSteps(abilities, files, signal);
  if (!parsed.ok) return parsed;
  return succeed({ files, ruleSet: readRules(files, (file) => gathered.layerOf(file), problems) });
}

/** Files as they come in, each once, with the layer that the plan reads them for. */
class Gathered {
  readonly files: RuleFile[] = [];
  readonly problems: Problem[] = [];
  private readonly folder: string;
  private readonly sources: PlanSource[] = [];

  constructor(folder: string) {
    this.folder = folder;
  }

  add(set: RuleFileSet, source?: PlanSource): void {
    const known = new Set(this.files.map(({ file }) => file));
    for (const { path, text, bytes, hash } of set.files) {
      const file = nameIn(this.folder, path);
      if (!known.has(file)) this.files.push({ file, text, bytes, hash });
    }
    for (const problem of set.problems) this.problems.push({ ...problem, file: nameIn(this.folder, problem.file) });
    if (source !== undefined) this.sources.push(source);
  }

  /** Undefined for a file that the plan names for no layer, or for several. */
  layerOf(file: string): LayerKind | undefined {
    const layers = new Set(this.sources.filter(({ name }) => isNamedBy(file, name)).map(({ layer }) => layer));
    return layers.size === 1 ? [...layers][0] : undefined;
  }
}

/** What is wrong with a source that can't be read: each file of it where they are known, else the source as a whole. */
function toProblems({ name, line }: PlanSource, { message, problems }: Failure, plan: string): readonly Problem[] {
  if (problems.length > 0) return problems;
  const remedy = `Put it there, or correct ${plan}:${line}.`;
  return [{ file: name, line: 1, message, remedy, severity: 'error' }];
}
