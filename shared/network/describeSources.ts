import type { RuleFile } from './ruleFile.ts';
import type { Found, RuleFormat } from './ruleFormat.ts';
import type { RuleSource } from './verdict.ts';

/** Says of each file what formats it was taken for, and what of all that was `found` is in it. */
export function describeSources(
  files: readonly RuleFile[],
  formatsOf: ReadonlyMap<string, ReadonlySet<RuleFormat>>,
  found: readonly Found[],
): readonly RuleSource[] {
  const foundIn = Map.groupBy(found, ({ place }) => place.file);
  return files.map(({ file, bytes, hash }) => {
    const formats = [...(formatsOf.get(file) ?? [])];
    return {
      file,
      bytes,
      hash,
      layers: [...new Set(formats.flatMap(({ layers }) => layers))],
      format: formats.map(({ title }) => title).join(', ') || 'not recognised',
      holds: count(foundIn.get(file) ?? []) || 'nothing that decides about egress',
    };
  });
}

/** `2 NetworkPolicies, 1 workload`. */
function count(found: readonly Found[]): string {
  return [...Map.groupBy(found, ({ what }) => what)]
    .map(([what, some]) => (some.length === 1 ? `1 ${what}` : `${some.length} ${some[0]?.many ?? `${what}s`}`))
    .join(', ');
}
