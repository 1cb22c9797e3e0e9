/** From the text of rule files to what the layers can be judged by. Nothing is skipped in silence: see `sources` and `problems`. */
import { capProblems } from '../../kernel/capProblems.ts';
import { count } from '../../kernel/count.ts';
import { enumerate } from '../../kernel/enumerate.ts';
import type { Position, Problem } from '../../kernel/problem.ts';
import type { LayerKind } from '../../plan/plan.ts';
import { describeSources } from './describeSources.ts';
import { describeValue } from '../../kernel/describeValue.ts';
import { findLookalike } from './findLookalike.ts';
import { noManifests } from '../formats/kubernetes/manifests.ts';
import type { Manifests } from '../formats/kubernetes/manifests.ts';
import { isRecord } from '../../kernel/jsonFields.ts';
import { isForPeople } from './isForPeople.ts';
import { layerTitles } from '../judging/layerTitles.ts';
import { readInputs } from './readInputs.ts';
import { LineStarts } from '../source/lineStarts.ts';
import type { RuleFile } from '../source/ruleFile.ts';
import type { FormatInput, FormatProblem, LayerRules, RuleFormat } from './ruleFormat.ts';
import { ruleFormats } from './ruleFormats.ts';
import type { RulePlace } from '../machine/ruleProgram.ts';
import { madeBy } from '../generate/header.ts';
import { makeLocator } from '../source/makeLocator.ts';
import type { SourcePlace } from '../source/makeLocator.ts';
import { farthestSeen } from '../source/movedColumns.ts';
import type { RuleReference, RuleSource } from '../judging/verdict.ts';

export interface RuleSet {
  /** Who opens connections: workloads and namespaces are facts that every layer needs. */
  readonly manifests: Manifests;
  /**
   * What speaks for a layer. A layer of which no rules were read is not here, whatever facts (workloads, networks, service
   * tags) were: those displace and decide nothing.
   */
  readonly layers: ReadonlyMap<LayerKind, readonly LayerRules[]>;
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
 * be read clouds that layer alone; `unread` are files that could not even be opened; of the layers `told` a live cluster
 * tells. A document may be of several formats, each of which reads what is its own.
 */
export function readRules(
  files: readonly RuleFile[],
  declared: DeclaredLayer = () => undefined,
  unread: readonly Problem[] = [],
  formats: readonly RuleFormat[] = ruleFormats,
  told: readonly LayerKind[] = [],
): RuleSet {
  const parsed = files.map((source) => ({ source, ...readInputs(source, formats) }));
  const translated = new Map(parsed.map(({ source, translated: ofFile }) => [source.file, ofFile]));
  const toWritten = (place: SourcePlace): SourcePlace => {
    const translation = translated.get(place.file)?.get(place.document);
    return translation === undefined ? place : { file: place.file, ...translation.trace(place.path) };
  };
  const locateWritten = makeLocator(parsed);
  const locator = (place: SourcePlace): Position => locateWritten(toWritten(place));
  const toProblem = ({ place, message, remedy: own, severity }: FormatProblem): Problem => {
    const remedy = translated.get(place.file)?.get(place.document)?.remedy ?? own;
    return { file: place.file, ...locator(place), severity, message, remedy };
  };
  const inputsOf = new Map(formats.map((format) => [format, [] as FormatInput[]]));
  const formatsOf = new Map<string, ReadonlySet<RuleFormat>>();
  const problems: Problem[] = [...unread];
  const clouded = new Clouded();
  /** Where the plan does not say what a file is for, it may be for any layer that is read from files. */
  const layersOfUnread = (file: string): readonly LayerKind[] => {
    const layer = declared(file);
    return layer === undefined ? formats.flatMap(({ layers }) => layers) : [layer];
  };
  for (const { file, severity } of unread) {
    if (severity === 'error') clouded.add(file, layersOfUnread(file));
  }

  for (const { source, inputs, problems: broken, translated: made } of parsed) {
    const { file } = source;
    const own = new Set<RuleFormat>();
    let firstStrange: FormatInput | undefined;
    for (const input of inputs) {
      const recognising = formats.filter((format) => format.recognise(input));
      for (const format of recognising) {
        own.add(format);
        const excess = format.findExcess?.(input);
        if (excess === undefined) {
          inputsOf.get(format)?.push(input);
        } else {
          // How a plan of Terraform is mended is no help where there is too much of it.
          problems.push({ ...toProblem(excess), remedy: excess.remedy });
          clouded.add(file, format.layers);
        }
      }
      if (recognising.length === 0 && !isEmptyList(input)) firstStrange ??= input;
    }
    formatsOf.set(file, own);
    for (const problem of broken) problems.push(problem);
    if (broken.length > 0) {
      clouded.add(file, own.size > 0 ? [...own].flatMap(({ layers }) => layers) : layersOfUnread(file));
    }
    const isEmpty = inputs.every(isEmptyList) && broken.length === 0;
    if (isEmpty && !isScriptBesideRules(source, files)) problems.push(nothingIn(source));
    if (firstStrange !== undefined) {
      const layer = mayDecide(declared(file));
      if (layer !== undefined) clouded.add(file, [layer]);
      const document = firstStrange.kind === 'document' ? firstStrange.document : 0;
      const { line } = locator({ file, document, path: [] });
      const next = inputs
        .flatMap((input) => (input.kind === 'document' ? [input.document] : []))
        .find((number) => number > document && !made.has(number));
      const end = next === undefined ? undefined : locator({ file, document: next, path: [] }).line;
      const remedy = describeRemedy(linesOf(source.text, line, end), firstStrange, layer, formats);
      problems.push(notRecognised({ file, line }, layer, own.size > 0, remedy));
    }
  }

  const readings = new Map(formats.map((format) => [format, format.read(inputsOf.get(format) ?? [])]));
  for (const [format, { unreadable, problems: inFormat }] of readings) {
    for (const { file, layers = format.layers } of unreadable) clouded.add(file, layers);
    for (const problem of inFormat) problems.push(toProblem(problem));
  }
  const layers = Map.groupBy(
    [...readings.values()].flatMap((reading) => reading.layers),
    ({ layer }) => layer,
  );
  for (const { problem, layers: open } of [...readings.values()].flatMap(({ untold = [] }) => untold)) {
    if (open.every((layer) => told.includes(layer))) continue;
    problems.push(toProblem(problem));
    clouded.add(
      problem.place.file,
      open.filter((layer) => !told.includes(layer) && !layers.has(layer)),
    );
  }
  return {
    manifests: [...readings.values()].find(({ manifests }) => manifests !== undefined)?.manifests ?? noManifests,
    layers,
    clouded: clouded.files,
    sources: describeSources(files, formatsOf, readings),
    problems: capProblems(problems.toSorted(byPlace)),
    locate(place) {
      const { line, column } = locator(place);
      return { file: place.file, line, ...(column > farthestSeen && { column }), rule: place.rule };
    },
  };
}

/** Parses one file ahead of `readRules`, which then finds it done: a large folder is read in steps that can be stopped. */
export function parseAhead(source: RuleFile): void {
  readInputs(source, ruleFormats);
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

/** What commands that list things print of none. */
function isEmptyList(input: FormatInput): boolean {
  return input.kind === 'document' && Array.isArray(input.value) && input.value.length === 0;
}

/** The layer that a file which was read, but not recognised, may hold rules of; a pod policy would have been recognised. */
function mayDecide(layer: LayerKind | undefined): LayerKind | undefined {
  return layer === 'pod-policy' ? undefined : layer;
}

/** From one line on, and up to another, both from 1 on. The first is given whole where the other begins in it. */
function linesOf(text: string, from: number, to: number | undefined): string {
  const lines = new LineStarts(text);
  return text.slice(lines.startOf(from), to === undefined ? undefined : lines.startOf(Math.max(from + 1, to)));
}

/** What to give in the place of what is of no format: what it looks like, or else what speaks for the layer. */
function describeRemedy(
  text: string,
  strange: FormatInput | undefined,
  layer: LayerKind | undefined,
  formats: readonly RuleFormat[],
): string {
  const lookalike = findLookalike(text);
  if (lookalike !== undefined) return `It looks like ${lookalike.what}: give ${lookalike.give}.`;
  const own = formats.filter(({ layers }) => layer !== undefined && layers.includes(layer));
  const accepted = own.map(({ accepts }) => accepts).join(', or ');
  const whatToGive = accepted === '' ? 'What can be given is listed in the README under Limits.' : `Give ${accepted}.`;
  return strange?.kind === 'document' ? `It holds ${describeContent(strange.value)}. ${whatToGive}` : whatToGive;
}

/** By the names of what is in it, and none of the values. */
function describeContent(value: unknown): string {
  if (Array.isArray(value)) {
    const [first] = value as readonly unknown[];
    return isRecord(first) ? `a list, at first of ${describeContent(first)}` : 'a list of no objects';
  }
  if (!isRecord(value)) return 'a text';
  const fields = Object.keys(value).map(describeValue);
  if (fields.length === 0) return 'an empty object';
  const named = fields.slice(0, mostNamed);
  const others = fields.length - named.length;
  return `an object with ${enumerate([...named, ...(others > 0 ? [count(others, 'other field')] : [])])}`;
}

const mostNamed = 3;

/** A script that was generated to make what the file beside it holds, which is judged. */
function isScriptBesideRules({ file, text }: RuleFile, files: readonly RuleFile[]): boolean {
  const [first, , second] = text.split('\n', 3);
  if (!file.endsWith('.sh') || first !== '#!/bin/sh' || second?.startsWith(`# ${madeBy} `) !== true) return false;
  const stem = file.slice(0, -'sh'.length);
  return files.some((other) => other.file !== file && other.file.startsWith(stem));
}

const giveAsFile =
  'What stands in a page for people is taken for an example: give rules that are in force as files of their own.';

function nothingIn(source: RuleFile): Problem {
  const message = 'Nothing that can be read is in it, so it decides nothing.';
  const remedy = isForPeople(source.file) ? giveAsFile : describeRemedy(source.text, undefined, undefined, []);
  return { file: source.file, line: 1, severity: 'warning', message, remedy };
}

/** A document that is of no format that is judged, alone in its file or among others. */
function notRecognised(
  place: Pick<Problem, 'file' | 'line'>,
  layer: LayerKind | undefined,
  isAmongOthers: boolean,
  remedy: string,
): Problem {
  const what = isAmongOthers ? 'This document is not of a rule format' : 'Not a rule format';
  return {
    ...place,
    severity: layer === undefined ? 'warning' : 'error',
    message: `${what} that is judged yet, so ${layer === undefined ? 'it decides nothing' : `${layerTitles[layer]} is unknown`}.`,
    remedy,
  };
}

function byPlace(one: Problem, other: Problem): number {
  if (one.file !== other.file) return one.file < other.file ? -1 : 1;
  return one.line - other.line || (one.column ?? 0) - (other.column ?? 0);
}
