/** From the text of rule files to what the layers can be judged by. Nothing is skipped in silence: see `sources` and `problems`. */
import type { Problem } from '../kernel/problem.ts';
import type { LayerKind } from '../plan/plan.ts';
import { azureKindOf, readAzureNetwork } from './formats/azure/readAzureNetwork.ts';
import type { AzureNetwork } from './formats/azure/networkSecurityGroup.ts';
import { isManifest, readManifests } from './formats/kubernetes/readManifests.ts';
import type { Manifests } from './formats/kubernetes/manifests.ts';
import type { RulePlace } from './ruleProgram.ts';
import { makeLocator, parseSource } from './sourceDocuments.ts';
import type { SourceDocuments, SourceFile } from './sourceDocuments.ts';
import type { RuleReference, RuleSource } from './verdict.ts';

export interface RuleFile extends SourceFile {
  readonly bytes: number;
  /** SHA-256 of the file's bytes, lower-case hex. */
  readonly hash: string;
}

export interface RuleSet {
  readonly manifests: Manifests;
  readonly azure: AzureNetwork;
  /** Layers for which something was read. */
  readonly supplied: ReadonlySet<LayerKind>;
  /** Layers that a file which could not be read may belong to, with the file's name: what was not read may decide anything. */
  readonly clouded: ReadonlyMap<LayerKind, readonly string[]>;
  readonly sources: readonly RuleSource[];
  readonly problems: readonly Problem[];
  readonly locate: (place: RulePlace) => RuleReference;
}

type Recognised = 'manifests' | 'azure' | 'nothing';

/**
 * Reads the files of one or several tools. `declared` says for which layer the plan names a file, so that one that can't
 * be read clouds that layer alone; `unread` are files that could not even be opened.
 */
export function readRules(
  files: readonly RuleFile[],
  declared: (file: string) => LayerKind | undefined = () => undefined,
  unread: readonly Problem[] = [],
): RuleSet {
  const problems: Problem[] = [...unread];
  const clouded = new Map<LayerKind, string[]>();
  const cloud = (file: string, layers: readonly LayerKind[]): void => {
    for (const layer of layers) clouded.set(layer, [...(clouded.get(layer) ?? []), file]);
  };
  for (const problem of unread) {
    if (problem.severity === 'error') cloud(problem.file, layersOfUnread(problem.file, declared));
  }

  const manifestDocuments: { file: string; index: number; value: Record<string, unknown> }[] = [];
  const azureDocuments: { file: string; value: unknown }[] = [];
  const formats = new Map<string, Set<Recognised>>();
  for (const source of files) {
    const { file } = source;
    const parsed = parseRuleFile(source);
    problems.push(...parsed.problems);
    const recognised = new Set<Recognised>();
    for (const { index, value } of parsed.documents) {
      if (isManifest(value)) {
        recognised.add('manifests');
        manifestDocuments.push({ file, index, value });
      } else if (azureKindOf(value) !== undefined) {
        recognised.add('azure');
        azureDocuments.push({ file, value });
      } else {
        recognised.add('nothing');
      }
    }
    formats.set(file, recognised);
    if (parsed.problems.length > 0) {
      const layers = recognised.has('azure') ? (['azure-nsg'] as const) : layersOfUnread(file, declared);
      cloud(file, recognised.has('manifests') ? ['pod-policy'] : layers);
    }
    const layer = declared(file);
    if (recognised.has('nothing') || (recognised.size === 0 && parsed.problems.length === 0)) {
      problems.push(notRecognised(file, layer));
      if (layer !== undefined) cloud(file, [layer]);
    }
  }

  const locator = makeLocator(files);
  const { manifests, problems: manifestProblems } = readManifests(manifestDocuments);
  const { network: azure, problems: azureProblems } = readAzureNetwork(azureDocuments);
  const toProblem = ({ place, message, remedy }: { place: RulePlace; message: string; remedy: string }): Problem => ({
    file: place.file,
    ...locator(place),
    severity: 'error',
    message,
    remedy,
  });
  problems.push(...manifestProblems.map(toProblem), ...azureProblems.map(toProblem));
  problems.push(
    ...manifests.foreignPolicies.map(({ place, apiVersion, kind }): Problem => ({
      file: place.file,
      ...locator(place),
      severity: 'warning',
      message: `${kind} of ${apiVersion} is not judged yet; what it may select stays unknown.`,
    })),
  );

  const supplied = new Set<LayerKind>();
  if (manifests.workloads.length + manifests.networkPolicies.length + manifests.foreignPolicies.length > 0) {
    supplied.add('pod-policy');
  }
  if (azure.networkSecurityGroups.length > 0) supplied.add('azure-nsg');
  return {
    manifests,
    azure,
    supplied,
    clouded,
    sources: files.map((file) => describeFile(file, formats.get(file.file) ?? new Set(), manifests, azure)),
    problems: problems.toSorted(
      (one, other) =>
        compareText(one.file, other.file) || one.line - other.line || (one.column ?? 0) - (other.column ?? 0),
    ),
    locate: (place) => ({ file: place.file, line: locator(place).line, rule: place.rule }),
  };
}

/** Only a file that is named as YAML or JSON is expected to be that; others that can't be parsed are of another format. */
function parseRuleFile(source: RuleFile): SourceDocuments {
  const parsed = parseSource(source);
  const isNamedSo = /\.(?:ya?ml|json)$/i.test(source.file);
  return parsed.problems.length > 0 && !isNamedSo ? { documents: [], problems: [] } : parsed;
}

/** Where the plan does not say what a file is for, it may be for any layer that is read from files. */
function layersOfUnread(file: string, declared: (file: string) => LayerKind | undefined): readonly LayerKind[] {
  const layer = declared(file);
  return layer === undefined ? ['pod-policy', 'azure-nsg'] : [layer];
}

function notRecognised(file: string, layer: LayerKind | undefined): Problem {
  return {
    file,
    line: 1,
    severity: layer === undefined ? 'warning' : 'error',
    message:
      layer === undefined
        ? 'Not a rule format that is judged yet, so nothing is known from it.'
        : `Not a rule format that is judged yet, so the layer ${layer} is unknown.`,
    remedy: 'Give Kubernetes manifests, or the output of `az network nsg list`.',
  };
}

function describeFile(
  { file, bytes, hash }: RuleFile,
  recognised: ReadonlySet<Recognised>,
  manifests: Manifests,
  azure: AzureNetwork,
): RuleSource {
  const layers: LayerKind[] = [];
  const formats: string[] = [];
  const holds: string[] = [];
  const count = (things: readonly { readonly place: RulePlace }[], one: string, many: string): void => {
    const number = things.filter(({ place }) => place.file === file).length;
    if (number > 0) holds.push(`${number} ${number === 1 ? one : many}`);
  };
  if (recognised.has('manifests')) {
    formats.push('Kubernetes manifests');
    layers.push('pod-policy');
    count(manifests.networkPolicies, 'NetworkPolicy', 'NetworkPolicies');
    count(manifests.foreignPolicies, 'policy not judged yet', 'policies not judged yet');
    count(manifests.workloads, 'workload', 'workloads');
  }
  if (recognised.has('azure')) {
    formats.push('Azure network');
    layers.push('azure-nsg');
    count(azure.networkSecurityGroups, 'network security group', 'network security groups');
  }
  return {
    file,
    bytes,
    hash,
    layers,
    format: formats.length === 0 ? 'not recognised' : formats.join(', '),
    holds: holds.length === 0 ? 'nothing that decides about egress' : holds.join(', '),
  };
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
