import { Document, Scalar, isCollection, isMap, isSeq, visit } from 'yaml';
import type { Node } from 'yaml';
import type { YamlStyle } from './yamlStyle.ts';

/** Lines beyond this are hard to read in a review; what would be longer is written as a block. */
const longestLine = 110;

export interface Surroundings {
  readonly style: YamlStyle;
  /** Inside of braces or brackets, where a block can't stand. */
  readonly inFlow: boolean;
  /** The column at which the first line begins. */
  readonly column: number;
  /** Keys above the value. Sections of the plan are blocks; below them what fits on a line is one line. */
  readonly depth: number;
  /** The style of the scalar that it takes the place of. */
  readonly scalarType?: Scalar.Type | undefined;
}

/** A value as the text that stands for it, on one line. */
export function renderInline(value: unknown, { style, inFlow, scalarType }: Surroundings): string {
  if (inFlow)
    return print([value], { style, flow: () => true, scalarType })
      .slice(1, -1)
      .trim();
  // Printed under a key, since a text may need quotes in a list in brackets that it does not need here.
  return print({ k: value }, { style, flow: (_, depth) => depth > 0, scalarType }).replace(/^"?k"?: /, '');
}

/** An entry of a map on one line, without braces. */
export function renderInlinePair(key: string, value: unknown, { style }: Surroundings): string {
  const text = print({ [key]: value }, { style, flow: () => true });
  return text.slice(1, -1).trim();
}

/** An entry of a block map, or an item of a block list with its dash: lines without indentation of their own. */
export function renderBlock(value: object, { style, column, depth }: Surroundings): readonly string[] {
  const flow = (node: Node, ownDepth: number): boolean => {
    if (isCollection(node) && node.items.length === 0) return true;
    // The first level is the entry itself.
    if (ownDepth === 0) return false;
    const level = depth + ownDepth - 1;
    const isSection = level === 0 && isMap(node);
    const isListOfObjects = isSeq(node) && node.items.some((item) => isCollection(item));
    if (isSection || isListOfObjects) return false;
    const line = print(node.toJSON(), { style, flow: () => true });
    return column + ownDepth * style.step + line.length <= longestLine;
  };
  return print(value, { style, flow }).split('\n');
}

interface Printing {
  readonly style: YamlStyle;
  readonly flow: (node: Node, depth: number) => boolean;
  readonly scalarType?: Scalar.Type | undefined;
}

function print(value: unknown, { style, flow, scalarType }: Printing): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar(place, node) {
      if (typeof node.value !== 'string' || place === 'key') return;
      if (/[\n\r]/.test(node.value)) node.type = Scalar.QUOTE_DOUBLE;
      else if (scalarType === Scalar.QUOTE_DOUBLE || scalarType === Scalar.QUOTE_SINGLE) node.type = scalarType;
    },
    Collection(_, node, path) {
      const depth = path.filter((ancestor) => isCollection(ancestor)).length;
      node.flow = path.some((ancestor) => isCollection(ancestor) && ancestor.flow === true) || flow(node, depth);
    },
  });
  return document
    .toString({
      lineWidth: 0,
      indent: style.step,
      indentSeq: style.indentsLists,
      flowCollectionPadding: style.padsFlow && !style.isJson,
      singleQuote: style.singleQuotes && !style.isJson,
      blockQuote: false,
      doubleQuotedMinMultiLineLength: Number.MAX_SAFE_INTEGER,
      ...(style.isJson
        ? { defaultStringType: Scalar.QUOTE_DOUBLE, defaultKeyType: Scalar.QUOTE_DOUBLE, doubleQuotedAsJSON: true }
        : {}),
    })
    .trimEnd();
}
