import { Scalar, isMap, isScalar, visit } from 'yaml';
import { columnOf, colonOf, dashOf } from './yamlPlaces.ts';
import type { SourceText } from './yamlPlaces.ts';

/** How a file is written, so that what is added looks like what is there. */
export interface YamlStyle {
  readonly newline: '\n' | '\r\n';
  /** Spaces a level. */
  readonly step: number;
  /** Whether the dashes of a list stand further in than the key above them. */
  readonly indentsLists: boolean;
  /** `{ a: b }` instead of `{a: b}`. */
  readonly padsFlow: boolean;
  readonly singleQuotes: boolean;
  /** The whole file is JSON: every text quoted, no block style. */
  readonly isJson: boolean;
}

/** What is not seen in the file is as in the plans that `pdp init` writes. */
export function styleOf(source: SourceText): YamlStyle {
  const { text, document } = source;
  const steps: number[] = [];
  const listIndents: number[] = [];
  let padded = 0;
  let tight = 0;
  let single = 0;
  let double = 0;
  visit(document, {
    Pair(_, pair, path) {
      const parent = path.at(-1);
      const { key, value } = pair;
      if (!isScalar(key) || !isMap(parent) || parent.flow === true || colonOf(parent, key) === undefined) return;
      const column = columnOf(text, key.range?.[0] ?? 0);
      if (isMap(value) && value.flow !== true) {
        const first = value.items[0]?.key;
        if (isScalar(first)) steps.push(columnOf(text, first.range?.[0] ?? 0) - column);
      }
      const dash = dashOf(value, 0);
      if (dash !== undefined) listIndents.push(columnOf(text, dash) - column);
    },
    Collection(_, node) {
      if (node.flow !== true || node.items.length === 0) return;
      const after = text[(node.range?.[0] ?? 0) + 1];
      if (after === ' ') padded += 1;
      else if (after !== '\n' && after !== '\r') tight += 1;
    },
    Scalar(_, node) {
      if (node.type === Scalar.QUOTE_SINGLE) single += 1;
      if (node.type === Scalar.QUOTE_DOUBLE) double += 1;
    },
  });
  return {
    newline: text.includes('\r\n') ? '\r\n' : '\n',
    step: steps.find((step) => step > 0) ?? 2,
    indentsLists: (listIndents[0] ?? 2) > 0,
    padsFlow: padded > tight,
    singleQuotes: single >= double,
    isJson: /^\s*\{\s*("|\}\s*$)/.test(text),
  };
}
