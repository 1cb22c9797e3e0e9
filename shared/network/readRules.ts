/** From the text of rule files to what the layers can be judged by. Nothing is skipped in silence: see `sources` and `problems`. */
import type { Problem } from '../kernel/problem.ts';
import type { LayerKind } from '../plan/plan.ts';
import { azureKindOf, readAzureNetwork } from './formats/azure/readAzureNetwork.ts';
import type { AzureNetwork } from './formats/azure/networkSecurityGroup.ts';
import { isManifest } from './formats/kubernetes/manifestObject.ts';
import { readManifests } from './formats/kubernetes/readManifests.ts';
import type { Manifests } from './formats/kubernetes/manifests.ts';
import { layerTitles } from './layerTitles.ts';
import type { RuleFile } from './ruleFile.ts';
import type { RulePlace } from './ruleProgram.ts';
import { describeSource } from './describeSource.ts';
import { makeLocator } from './source/makeLocator.ts';
import { parseSource } from './source/parseSource.ts';
import type { SourceDocuments } from './source/parseSource.ts';
import type { RuleReference, RuleSource } from './verdict.ts';

export interface RuleSet {
  readonly manifests: Manifests;
  readonly azure: AzureNetwork;
  /** Layers for which something was read. */
  readonly supplied: ReadonlySet<LayerKind>;
  /** Layers of which rules were read, and not only facts such as workloads, networks or tags. */
  readonly ruled: ReadonlySet<LayerKind>;
  /** Layers that a file which could not be read may belong to, with the file's name: what was not read may decide anything. */
  readonly clouded: ReadonlyMap<LayerKind, readonly string[]>;
  readonly sources: readonly RuleSource[];
  readonly problems: readonly Problem[];
  readonly locate: (place: RulePlace) => RuleReference;
}

/** For which layer the plan names a file, if for one. */
type DeclaredLayer = (file: string) => LayerKind | undefined;

/**
 * Reads the files of one or several tools. `declared` says for which layer the plan names a file, so that one that can't
 * be read clouds that layer alone; `unread` are files that could not even be opened.
 */
export function readRules(
  files: readonly RuleFile[],
  declared: DeclaredLayer = () => undefined,
  unread: readonly Problem[] = [],
): RuleSet {
  const parsed = files.map((source) => ({ source, ...parseOnce(source) }));
  const locator = makeLocator(parsed.map(({ source, syntax }) => ({ ...source, syntax })));
  const recognised = new Map<string, ReadonlySet<LayerKind>>();
  const manifestDocuments: { file: string; index: number; value: Record<string, unknown> }[] = [];
  const azureDocuments: { file: string; document: number; value: unknown }[] = [];
  const problems: Problem[] = [...unread];
  const clouded = new Clouded();
  for (const { file, severity } of unread) {
    if (severity === 'error') clouded.add(file, layersOfUnread(file, declared));
  }

  for (const { source, documents, problems: broken } of parsed) {
    const { file } = source;
    const layers = new Set<LayerKind>();
    const strange: number[] = [];
    for (const { index, value } of documents) {
      if (isManifest(value)) {
        layers.add('pod-policy');
        manifestDocuments.push({ file, index, value });
      } else if (azureKindOf(value) !== undefined) {
        layers.add('azure-nsg');
        azureDocuments.push({ file, document: index, value });
      } else {
        strange.push(index);
      }
    }
    recognised.set(file, layers);
    for (const problem of broken) problems.push(problem);
    if (broken.length > 0) clouded.add(file, layers.size > 0 ? [...layers] : layersOfUnread(file, declared));
    if (documents.length === 0 && broken.length === 0) problems.push(nothingIn(file));
    const [firstStrange] = strange;
    if (firstStrange !== undefined) {
      const layer = mayDecide(declared(file));
      if (layer !== undefined) clouded.add(file, [layer]);
      const { line } = locator({ file, document: firstStrange, path: [] });
      problems.push(notRecognised({ file, line }, layer, layers.size > 0));
    }
  }

  const { manifests, problems: inManifests, unreadable } = readManifests(manifestDocuments);
  const { network: azure, problems: inAzure, unreadable: unreadableAzure } = readAzureNetwork(azureDocuments);
  for (const { file } of unreadable) clouded.add(file, ['pod-policy']);
  for (const { file } of unreadableAzure) clouded.add(file, ['azure-nsg']);
  for (const { place, message, remedy, severity } of [...inManifests, ...inAzure]) {
    problems.push({ file: place.file, ...locator(place), severity, message, remedy });
  }
  for (const { place, apiVersion } of manifests.foreignPolicies) {
    const message = `${place.rule} of ${apiVersion ?? 'an API that is not named'} is not judged yet; what it may select stays unknown.`;
    problems.push({ file: place.file, ...locator(place), severity: 'warning', message });
  }

  return {
    manifests,
    azure,
    supplied: findSupplied(manifests, azure),
    ruled: findRuled(manifests, azure),
    clouded: clouded.files,
    sources: files.map(describeSource(manifests, azure, recognised)),
    problems: problems.toSorted(byPlace),
    locate: (place) => ({ file: place.file, line: locator(place).line, rule: place.rule }),
  };
}

/** Parses one file ahead of `readRules`, which then finds it done: a large folder is read in steps that can be stopped. */
export function parseAhead(source: RuleFile): void {
  parseOnce(source);
}

const parsedBefore = new WeakMap<RuleFile, SourceDocuments>();

/** Rules that were given beside a plan are read twice: alone, for what they supply, and with the plan's own. */
function parseOnce(source: RuleFile): SourceDocuments {
  let parsed = parsedBefore.get(source);
  if (parsed === undefined) parsedBefore.set(source, (parsed = parseRuleFile(source)));
  return parsed;
}

/** Only a file that is named as YAML or JSON is expected to be that; others that can't be parsed are of another format. */
function parseRuleFile(source: RuleFile): SourceDocuments {
  const parsed = parseSource(source);
  const isNamedSo = /\.(?:ya?ml|json)$/i.test(source.file);
  return parsed.problems.length > 0 && !isNamedSo ? { ...parsed, documents: [], problems: [] } : parsed;
}

class Clouded {
  readonly files = new Map<LayerKind, string[]>();

  add(file: string, layers: readonly LayerKind[]): void {
    for (const layer of layers) {
      const files = this.files.get(layer) ?? [];
      if (!files.includes(file)) this.files.set(layer, [...files, file]);
    }
  }
}

/** Layers whose rules are read from files so far. */
const layersRead: readonly LayerKind[] = ['pod-policy', 'azure-nsg'];

/** Where the plan does not say what a file is for, it may be for any layer that is read from files. */
function layersOfUnread(file: string, declared: DeclaredLayer): readonly LayerKind[] {
  const layer = declared(file);
  return layer === undefined ? layersRead : [layer];
}

/** The layer that a file which was read, but not recognised, may hold rules of; a pod policy would have been recognised. */
function mayDecide(layer: LayerKind | undefined): LayerKind | undefined {
  return layer === 'pod-policy' ? undefined : layer;
}

const whatToGive = 'Give Kubernetes manifests, or the output of `az network nsg list -o json`.';

function nothingIn(file: string): Problem {
  const message = 'Nothing that can be read is in it, so it decides nothing.';
  return { file, line: 1, severity: 'warning', message, remedy: whatToGive };
}

/** A document that is of no format that is judged, alone in its file or among others. */
function notRecognised(
  place: Pick<Problem, 'file' | 'line'>,
  layer: LayerKind | undefined,
  isAmongOthers: boolean,
): Problem {
  const what = isAmongOthers ? 'This document is not of a rule format' : 'Not a rule format';
  return {
    ...place,
    severity: layer === undefined ? 'warning' : 'error',
    message: `${what} that is judged yet, so ${layer === undefined ? 'it decides nothing' : `${layerTitles[layer]} is unknown`}.`,
    remedy: whatToGive,
  };
}

function findSupplied(manifests: Manifests, azure: AzureNetwork): ReadonlySet<LayerKind> {
  const supplied = new Set<LayerKind>();
  const { workloads, networkPolicies, foreignPolicies } = manifests;
  if (workloads.length + networkPolicies.length + foreignPolicies.length > 0) supplied.add('pod-policy');
  // A virtual network says of each subnet which group it has, or that it has none.
  if (azure.networkSecurityGroups.length + azure.virtualNetworks.length > 0) supplied.add('azure-nsg');
  return supplied;
}

function findRuled(manifests: Manifests, azure: AzureNetwork): ReadonlySet<LayerKind> {
  const ruled = new Set<LayerKind>();
  if (manifests.networkPolicies.length + manifests.foreignPolicies.length > 0) ruled.add('pod-policy');
  if (azure.networkSecurityGroups.length > 0) ruled.add('azure-nsg');
  return ruled;
}

function byPlace(one: Problem, other: Problem): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || (one.column ?? 0) - (other.column ?? 0);
}
