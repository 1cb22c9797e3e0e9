import { count } from '../../kernel/count.ts';
import type { LayerKind } from '../../plan/plan.ts';
import type { RuleFile } from '../source/ruleFile.ts';
import type { Found, FormatReading, RuleFormat } from './ruleFormat.ts';
import type { RuleSource } from '../judging/verdict.ts';

/** Says of each file what formats it was taken for, what they found in it, and which layers that bears on. */
export function describeSources(
  files: readonly RuleFile[],
  formatsOf: ReadonlyMap<string, ReadonlySet<RuleFormat>>,
  readings: ReadonlyMap<RuleFormat, Pick<FormatReading, 'found'>>,
): readonly RuleSource[] {
  const foundBy = new Map(
    [...readings].map(([format, { found }]) => [format, Map.groupBy(found, ({ place }) => place.file)]),
  );
  return files.map(({ file, bytes, hash }) => {
    const formats = [...(formatsOf.get(file) ?? [])];
    const found = formats.map((format) => ({ format, some: foundBy.get(format)?.get(file) ?? [] }));
    const all = found.flatMap(({ some }) => some);
    const isFacts = all.length > 0 && all.every(({ isFact }) => isFact);
    return {
      file,
      bytes,
      hash,
      layers: [...new Set(found.flatMap(({ format, some }) => layersOf(format, some)))],
      format: formats.map(({ title }) => title).join(', ') || 'not recognised',
      holds: `${describeFound(all)}${isFacts ? '; no rules' : ''}`,
      ...(isFacts && { isFacts }),
    };
  });
}

/** In the order of the format. What is of a format without anything found may be of any layer that it speaks for. */
function layersOf({ layers }: RuleFormat, found: readonly Found[]): readonly LayerKind[] {
  if (found.length === 0) return layers;
  const bearsOn = new Set(found.flatMap((one) => one.layers ?? layers));
  return layers.filter((layer) => bearsOn.has(layer));
}

/** `2 NetworkPolicies, 1 workload`. */
function describeFound(found: readonly Found[]): string {
  if (found.length === 0) return 'nothing that decides about egress';
  return [...Map.groupBy(found, ({ what }) => what)]
    .map(([what, some]) => count(some.length, what, some[0]?.many))
    .join(', ');
}
