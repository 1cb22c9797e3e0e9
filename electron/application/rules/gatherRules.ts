import type { Failure, Outcome } from '#shared/contract/failure.ts';
import { readRulesWith, toClusterRules } from '#shared/evidence/clusterRules.ts';
import { takesPodPoliciesFromCluster } from '#shared/plan/takesPodPoliciesFromCluster.ts';
import type { ClusterSnapshot } from '#shared/evidence/clusterSnapshot.ts';
import type { Problem } from '#shared/kernel/problem.ts';
import type { TellProgress } from '#shared/kernel/progress.ts';
import { succeed } from '#shared/kernel/result.ts';
import { readRules } from '#shared/network/reading/readRules.ts';
import type { RuleSet } from '#shared/network/reading/readRules.ts';
import type { RuleFile } from '#shared/network/source/ruleFile.ts';
import type { Cni, LayerKind } from '#shared/plan/plan.ts';
import { clusterNotJudged } from '../cluster/clusterNotJudged.ts';
import { folderOf, nameIn } from './fileNames.ts';
import { parseInSteps } from './parseInSteps.ts';
import { findPlanSources, isNamedBy } from './planSources.ts';
import type { PlanSource } from './planSources.ts';
import type { Abilities, RuleFileSet, TextFile } from '../ports.ts';
import type { ReadPlan } from '../plans/readPlan.ts';

/** The rules that a plan is judged by, and the files that they were read from. */
export interface GatheredRules {
  readonly ruleSet: RuleSet;
  /** Named from the plan's folder where they lie below it; of a cluster its policies, whose facts are in its snapshot. */
  readonly files: readonly RuleFile[];
  /** The one that the cluster runs, where its policies are judged. */
  readonly plugIn?: Cni | undefined;
}

/** What is there beside the files that the plan names. */
export interface GivenRules {
  readonly rules: readonly string[] | undefined;
  readonly cluster?: ClusterSnapshot | undefined;
}

/**
 * Reads what the plan's path names. Rules that are `given` beside the plan win for the layers that they are rules of; facts,
 * such as workloads and networks, join the others' (decision 0020). A source of the plan that can't be read is a problem and
 * leaves its layer unknown; a given path that can't be read is refused. A cluster speaks for pod policies where the plan leaves
 * them to it and no rules for them are given; where it does not, that is told.
 */
export async function gatherRules(
  abilities: Pick<Abilities, 'digest' | 'planFiles' | 'ruleFiles' | 'giveWay'>,
  read: ReadPlan,
  { rules: given, cluster }: GivenRules,
  signal: AbortSignal | undefined,
  tell?: TellProgress,
): Promise<Outcome<GatheredRules>> {
  const { ruleFiles } = abilities;
  const gathered = new Gathered(folderOf(read.path));

  if (given !== undefined && given.length > 0) {
    const set = await ruleFiles.read(given, signal);
    if (!set.ok) return set;
    gathered.add(gathered.name(set.value.files));
    gathered.report(set.value.problems);
  }
  const ofPlan: {
    readonly source: PlanSource;
    readonly set: Outcome<RuleFileSet>;
    readonly files: readonly RuleFile[];
  }[] = [];
  for (const source of findPlanSources(abilities, read)) {
    const set = await ruleFiles.read([source.path], signal);
    if (!set.ok && set.failure.kind === 'cancelled') return set;
    ofPlan.push({ source, set, files: gathered.name(set.ok ? set.value.files : []) });
  }
  // All of them at once, so that it can be told of how many each is.
  const parsed = await parseInSteps(abilities, gathered.everyNamed, signal, tell);
  if (!parsed.ok) return parsed;

  const givenLayers = readRules(gathered.files).layers;
  for (const { source, set, files } of ofPlan) {
    if (givenLayers.has(source.layer)) {
      gathered.add(files.filter(isOfFacts));
      continue;
    }
    gathered.add(givenLayers.size === 0 ? files : files.filter((file) => !isDisplaced(file, givenLayers)));
    gathered.report(set.ok ? set.value.problems : toProblems(source, set.failure, gathered.nameOf(read.path)));
    gathered.sources.push(source);
  }
  const { problems } = gathered;
  const isClusters = takesPodPoliciesFromCluster(read.plan) && !givenLayers.has('pod-policy');
  const ofCluster = cluster !== undefined && isClusters ? toClusterRules(cluster, abilities.digest) : undefined;
  if (cluster !== undefined && !isClusters) {
    const entries = givenLayers.has('pod-policy') ? [] : (read.plan.network?.path ?? []);
    const index = entries.findIndex(({ layer, source }) => layer === 'pod-policy' && source !== 'cluster');
    const line = index === -1 ? 1 : read.locate(['network', 'path', index, 'source']).line;
    gathered.report([clusterNotJudged({ file: read.path, line }, entries[index]?.source)]);
  }
  const ruleSet = readRulesWith(ofCluster, gathered.files, (file) => gathered.layerOf(file), problems);
  return succeed({ files: [...gathered.files, ...(ofCluster?.policies ?? [])], ruleSet, plugIn: ofCluster?.cni });
}

/** Whether a file was understood, whole, and holds no rules. */
function isOfFacts(file: RuleFile): boolean {
  const { layers: ruled, clouded, sources } = readRules([file]);
  return ruled.size === 0 && clouded.size === 0 && sources.some(({ layers }) => layers.length > 0);
}

/** Whether a file holds rules of a layer for which others are given: together they would be rules that exist nowhere. */
function isDisplaced(file: RuleFile, givenLayers: Pick<ReadonlySet<LayerKind>, 'has'>): boolean {
  return [...readRules([file]).layers.keys()].some((layer) => givenLayers.has(layer));
}

/** Files as they come in, each once, with the layer that the plan reads them for. */
class Gathered {
  readonly problems: Problem[] = [];
  readonly sources: PlanSource[] = [];
  readonly #folder: string;
  readonly #files = new Set<RuleFile>();
  readonly #named = new Map<string, RuleFile>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  get files(): readonly RuleFile[] {
    return [...this.#files];
  }

  /** Also those that are not added. */
  get everyNamed(): readonly RuleFile[] {
    return [...this.#named.values()];
  }

  nameOf(path: string): string {
    return nameIn(this.#folder, path);
  }

  /** A file that is named by several layers is the same one each time, so that it is parsed once. */
  name(files: readonly TextFile[]): readonly RuleFile[] {
    return files.map(({ path, text, bytes, hash }) => {
      const file = this.nameOf(path);
      const named = this.#named.get(file) ?? { file, text, bytes, hash };
      this.#named.set(file, named);
      return named;
    });
  }

  add(files: readonly RuleFile[]): void {
    for (const file of files) this.#files.add(file);
  }

  report(problems: readonly Problem[]): void {
    for (const problem of problems) this.problems.push({ ...problem, file: this.nameOf(problem.file) });
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
