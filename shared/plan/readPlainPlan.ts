import { CORE_SCHEMA, YAMLException, load } from 'js-yaml';
import { conforms } from './jsonSchema.ts';
import type { JsonSchema, TextRules } from './jsonSchema.ts';

/**
 * The value of a text that has nothing wrong with it; undefined where there is anything to say, or where the text has a form
 * that two parsers might read in two ways. Nearly every plan that is read is right, and whoever asks for its RACI wants no
 * line numbers: the parser that keeps them takes four times as long, which is a good part of a command's time.
 */
export function readPlainPlan(text: string, schema: JsonSchema, rules: TextRules): unknown {
  if (uncommonForm.test(text) || text.split('\n').some(isLeftOpen)) return undefined;
  try {
    const value: unknown = load(text, { schema: CORE_SCHEMA, listener: refuseAnchors });
    return conforms(value, schema, schema, rules) ? value : undefined;
  } catch (error) {
    // What is wrong is found, and put into words, by the parser that knows where it stands.
    if (error instanceof YAMLException) return undefined;
    throw error;
  }
}

/** Directives, explicit and compound keys, tabs, foreign line breaks and characters, numbers of another version of YAML. */
const uncommonForm =
  /^%|^ *\?|[\s,[{]\?\s|[\]}]\s*:|[\t\u0085\u00A0\u2028\u2029\uFEFF\uFFFD\uFFFE]|\r(?!\n)|[0-9]_|0[bB]/m;

/** The other parser wants what stands between brackets to be indented when it goes on in the next line. */
function isLeftOpen(line: string): boolean {
  return (line.match(/[[{]/g)?.length ?? 0) > (line.match(/[\]}]/g)?.length ?? 0);
}

/** Without an anchor there is no alias, and nothing that multiplies. */
function refuseAnchors(_: unknown, node: object): void {
  const isAnchored = 'anchor' in node && node.anchor !== null;
  if (isAnchored) throw new YAMLException('Anchors are left to the other parser.');
}
