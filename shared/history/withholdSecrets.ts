import { visit } from 'jsonc-parser';

/** Stands where something was withheld. */
export const withheldMark = '(withheld)';

/**
 * Replaces what may be a secret before a text is kept, line by line, so that every other line can still be quoted under its
 * number and judged again. Withheld are the places of Kubernetes objects that carry values and decide nothing (environment
 * values, arguments, probes, annotations, attributes of volumes, the data of Secrets and ConfigMaps, values of Helm
 * releases), and in any text what looks like a credential. It works on text that can't be parsed too. `onlyManifests` is for
 * a text of which a parser has said that it holds Kubernetes objects, where labels that decide may be called anything: there
 * no assignment is withheld.
 */
export function withholdSecrets(text: string, { onlyManifests = false } = {}): string {
  const withoutPlaces = isJson(text) ? withholdInJson(text) : withholdInYaml(text);
  return withholdCredentials(withoutPlaces ?? withholdInYaml(text), !onlyManifests);
}

function isJson(text: string): boolean {
  return /^\uFEFF?\s*[[{]/.test(text);
}

/** Everything below such a key is withheld. */
const withheldKeys = new Set([
  'args',
  'command',
  'annotations',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'volumeAttributes',
  'kubectl.kubernetes.io/last-applied-configuration',
]);
const valueHolders = new Set(['env', 'httpHeaders']);
/** Below such a key stand labels, which decide and may be called anything. */
const labelHolders = new Set(['labels', 'matchLabels', 'matchExpressions']);
const dataKeys = new Set(['data', 'stringData', 'binaryData']);

/** Which of the kinds that carry data a text speaks of. A file with both a Secret and other objects counts as both. */
interface DataCarriers {
  readonly holdsData: boolean;
  readonly holdsValues: boolean;
}

function findDataCarriers(text: string): DataCarriers {
  return {
    holdsData: /["']?kind["']?\s*:\s*(?:![^\s"']*\s+)?["']?(?:Secret|ConfigMap)(?:List)?\b/.test(text),
    holdsValues: /["']?kind["']?\s*:\s*(?:![^\s"']*\s+)?["']?HelmRelease(?:List)?\b/.test(text),
  };
}

/** Whether a value at this path, outermost key first, is one of the places that are withheld. */
function isWithheld(path: readonly string[], carriers: DataCarriers): boolean {
  for (const [index, key] of path.entries()) {
    if (withheldKeys.has(key) || (key === 'options' && path[index - 1] === 'flexVolume')) return true;
    if (carriers.holdsData && dataKeys.has(key)) return true;
    if (carriers.holdsValues && key === 'values') return true;
    if (valueHolders.has(key) && path.at(-1) === 'value') return true;
    if (labelHolders.has(key)) return false;
  }
  return false;
}

/** Undefined for a text that is not JSON all through: then offsets can't be trusted. */
function withholdInJson(text: string): string | undefined {
  const places = findPlacesInJson(text);
  if (places === undefined) return undefined;
  let kept = '';
  let end = 0;
  for (const { from, to } of places) {
    kept += `${text.slice(end, from)}"${withheldMark}"`;
    end = to;
  }
  return kept + text.slice(end);
}

function findPlacesInJson(text: string): readonly { readonly from: number; readonly to: number }[] | undefined {
  const carriers = findDataCarriers(text);
  const places: { readonly from: number; readonly to: number }[] = [];
  let isWhole = true;
  try {
    visit(text, {
      onLiteralValue(value, offset, length, _line, _column, pathTo) {
        const path = pathTo().filter((part) => typeof part === 'string');
        if (typeof value === 'string' && isWithheld(path, carriers)) places.push({ from: offset, to: offset + length });
      },
      onError() {
        isWhole = false;
      },
    });
  } catch (error) {
    // The parser recurses: brackets nested deeper than the stack are nothing that anybody reads rules from.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return isWhole ? places : undefined;
}

const yamlKey =
  /^(?<indent>[ \t]*(?:-[ \t]+)*)(?<key>"[^"]*"[ \t]*|'[^']*'[ \t]*|[^\s#"'{[-][^#:]*|-[^\s#:][^#:]*):(?=\s|$)(?<value>.*)$/s;

/**
 * Follows the indentation and the brackets alone, since a document must be read here even if no parser can. What continues a
 * withheld value on further lines, in whatever style, is indented deeper than its key or is an item of its list.
 */
function withholdInYaml(text: string): string {
  const carriers = findDataCarriers(text);
  let open: readonly { readonly depth: number; readonly key: string }[] = [];
  let withheldDepth: number | undefined;
  let flowsEnd = true;
  let flowEnd = 0;
  // Whatever ends the lines stays: files come with `\n`, `\r\n` and `\r`.
  return text.replaceAll(/[^\r\n]+|[\r\n]+/g, (line, at: number) => {
    if (at < flowEnd) return '';
    const content = line.trimStart();
    if (content === '') return line;
    if (content.startsWith('---')) flowsEnd = true;
    const depth = line.length - content.length;
    if (withheldDepth !== undefined) {
      if (depth > withheldDepth || (depth === withheldDepth && content.startsWith('-'))) return '';
      withheldDepth = undefined;
    }
    const { indent, key, value } = yamlKey.exec(line)?.groups ?? {};
    const ownDepth = indent?.length ?? /^[ \t]*(?:-[ \t]+)*/.exec(line)?.[0].length ?? 0;
    open = open.filter((parent) => parent.depth < ownDepth);
    if (indent !== undefined && key !== undefined) open = [...open, { depth: indent.length, key: unquote(key) }];
    const path = open.map((part) => part.key);
    if (indent !== undefined && value !== undefined && isWithheld(path, carriers)) {
      withheldDepth = indent.length;
      return `${indent}${key}: "${withheldMark}"${/,\s*$/.test(value) ? ',' : ''}`;
    }
    const before = value === undefined ? ownDepth : line.length - value.trimStart().length;
    const opens = /^(?:[&!]\S+[ \t]+)*[[{]/.exec(line.slice(before))?.[0].length;
    if (opens === undefined || !flowsEnd) return withholdInFlow(line);
    const from = at + before + opens - 1;
    const flow = withholdInCollection(text, from, path, carriers);
    // Brackets without an end are nothing that a parser reads: from there on each line is looked at alone.
    if (flow === undefined) flowsEnd = false;
    if (flow === undefined) return withholdInFlow(line);
    const lineEnd = endOfLine(text, flow.end);
    flowEnd = lineEnd;
    return `${text.slice(at, from)}${flow.kept}${text.slice(flow.end, lineEnd)}`;
  });
}

function endOfLine(text: string, from: number): number {
  const found = text.slice(from, from + 1) === '' ? -1 : text.slice(from).search(/[\r\n]/);
  return found === -1 ? text.length : from + found;
}

function unquote(key: string): string {
  return key.trim().replaceAll(/^["']|["']$/g, '');
}

/** A scalar, a bracket, white space, or a comment of a flow collection. */
const flowToken =
  /"(?:[^"\\]|\\[^])*"|'(?:[^']|'')*'|[[\]{},]|:(?=[\s,[\]{}"']|$)|[ \t]*[\r\n]+[ \t]*|[ \t]+(?:#[^\r\n]*)?|(?:[^\s,[\]{}:"'#]|:(?![\s,[\]{}]|$)|(?<=\S)["'#])+|[^]/gy;

/** Nothing that rules are read from is nested deeper. */
const deepestFlow = 100;

/** The collection that begins at `from`, as it is kept, and where it ends; undefined where its document ends before it. */
function withholdInCollection(
  text: string,
  from: number,
  outer: readonly string[],
  carriers: DataCarriers,
): { readonly kept: string; readonly end: number } | undefined {
  const kept: string[] = [];
  /** The key under which each open bracket stands, innermost last; undefined in lists. */
  const keys: (string | undefined)[] = [];
  let last = '';
  /** How many brackets are open around a value that is withheld. */
  let withheldAt: number | undefined;
  flowToken.lastIndex = from;
  for (let match = flowToken.exec(text); match !== null; match = flowToken.exec(text)) {
    const token = match[0];
    const isBreak = /[\r\n]/.test(token) && token.trim() === '';
    if (isBreak && /^---(?:\s|$)/.test(text.slice(flowToken.lastIndex, flowToken.lastIndex + 4))) return undefined;
    const closes = token === '}' || token === ']';
    if (withheldAt !== undefined && keys.length === withheldAt && (closes || token === ',')) withheldAt = undefined;
    if (withheldAt === undefined) kept.push(token);
    else if (/[\r\n]/.test(token)) kept.push(token.replaceAll(/[^\r\n]/g, ''));
    if (token === '{' || token === '[') keys.push(undefined);
    if (keys.length > deepestFlow) return undefined;
    else if (closes) keys.pop();
    if (keys.length === 0) return { kept: kept.join(''), end: flowToken.lastIndex };
    if (token === ',') keys[keys.length - 1] = undefined;
    if (token === ':' && withheldAt === undefined && keys.at(-1) === undefined) {
      keys[keys.length - 1] = unquote(last);
      if (isWithheld([...outer, ...keys.filter((key) => key !== undefined)], carriers)) {
        withheldAt = keys.length;
        kept.push(` "${withheldMark}"`);
      }
    }
    if (token.trim() !== '') last = token;
  }
  return undefined;
}

/** One line of a text whose brackets have no end. What has no end ends with the line. */
function withholdInFlow(line: string): string {
  if (!/[{,]/.test(line)) return line;
  return line.replaceAll(
    /(?<before>[{,]\s*["']?(?:value|args|command)["']?\s*:\s*)(?:"(?:[^"\\]|\\.)*(?:"|\\?$)|'[^']*(?:'|$)|\[[^\]]*(?:\]|$)|[^,}\]]+)/g,
    `$<before>"${withheldMark}"`,
  );
}

/**
 * What is a credential by its looks, wherever it stands. `secret` is the part that is withheld. None may begin again inside
 * of a run that it has looked through already: the time would grow with the square of a hostile line's length.
 */
const credentials: readonly RegExp[] = [
  /\bBearer\s+(?<secret>[\w.~+/=-]{8,})/gi,
  /\bBasic\s+(?<secret>[A-Za-z0-9+/]{8,}={0,2})(?![\w+/])/g,
  /(?<![\w-])(?<secret>eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*)/g,
  /(?<secret>\b(?:AKIA|ASIA)[0-9A-Z]{16}\b)/g,
  /(?<secret>\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|xox[abpr]-[\w-]{10,}))/g,
  /\b(?:sig|AccountKey|SharedAccessKey|Password|Pwd)=(?<secret>[^;&\s"']{4,})/gi,
  /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/(?<secret>[^\s/@"']+)@/gi,
];

/** A key that ends so, with what is assigned to it, outside of Kubernetes objects, where labels may be called anything. */
const assignment =
  /(?:password|passwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|connection[_-]?string)["']?\s*[:=]\s*["']?(?<secret>[^\s"',;]{4,})/gi;

const privateKey = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----[^]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|$(?![^]))/g;

function withholdCredentials(text: string, withAssignments: boolean): string {
  const withoutKeys = text.replaceAll(privateKey, (block) => block.replaceAll(/\S.*/g, withheldMark));
  return [...credentials, ...(withAssignments ? [assignment] : [])].reduce(
    (kept, credential) =>
      kept.replaceAll(credential, (...match) => {
        const whole = String(match[0]);
        const { secret } = match.at(-1) as { readonly secret: string };
        return (
          whole.slice(0, whole.lastIndexOf(secret)) +
          withheldMark +
          whole.slice(whole.lastIndexOf(secret) + secret.length)
        );
      }),
    withoutKeys,
  );
}
