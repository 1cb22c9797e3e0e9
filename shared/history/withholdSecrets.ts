import { visit } from 'jsonc-parser';
import { withheldMark } from '../kernel/withheldMark.ts';
import { splitJson } from '../network/source/jsonText.ts';
import { withholdCredentials } from './withholdCredentials.ts';

export interface WithholdOptions {
  /**
   * A parser has said that the text holds Kubernetes objects and nothing else. Labels that decide may be called anything
   * there, so no assignment is withheld; fields that no such object has are.
   */
  readonly onlyManifests?: boolean | undefined;
  /** Keys of what people write as they like in files of this kind, and what decides nothing: descriptions, tags. */
  readonly freeTexts?: ReadonlySet<string> | undefined;
}

/**
 * Replaces what may be a secret before a text is kept, line by line, so that every other line can still be quoted under its
 * number and judged again. Withheld are the places of Kubernetes objects that carry values and decide nothing (of containers
 * all but names, images and ports, annotations, volumes, states, the data of Secrets and ConfigMaps, values of Helm
 * releases), free texts, and in any text what looks like a credential. It works on text that can't be parsed too.
 */
export function withholdSecrets(text: string, options: WithholdOptions = {}): string {
  const what = describeText(text, options);
  const withoutPlaces = isJson(text) ? withholdInJson(text, what) : withholdInYaml(text, what);
  return withholdCredentials(withoutPlaces ?? withholdInYaml(text, what), options.onlyManifests !== true);
}

function isJson(text: string): boolean {
  return /^\uFEFF?\s*[[{]/.test(text);
}

/** Everything below such a key is withheld. */
const withheldKeys = new Set([
  'args',
  // Of headers that a rule of Azure Firewall adds.
  'headerValue',
  'command',
  'annotations',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
  'volumes',
  'volumeAttributes',
  'volumeClaimTemplates',
  'hostAliases',
  'dnsConfig',
  'tolerations',
  'affinity',
  'sysctls',
  'managedFields',
  'kubectl.kubernetes.io/last-applied-configuration',
]);
const valueHolders = new Set(['env', 'httpHeaders']);
/** Below such a key stand labels, which decide and may be called anything. */
const labelHolders = new Set(['labels', 'matchLabels', 'matchExpressions', 'selector']);
const tagHolders = new Set(['Tags', 'TagSet']);
const dataKeys = new Set(['data', 'stringData', 'binaryData']);

const containerFields: ReadonlySet<string> = new Set([
  'name',
  'image',
  'imagePullPolicy',
  'restartPolicy',
  'ports',
  'env',
]);

/** Of what stands directly below such a key, all but these fields is withheld. */
const keptFields: Readonly<Record<string, ReadonlySet<string>>> = {
  'template.spec': new Set([
    'containers',
    'initContainers',
    'ephemeralContainers',
    'restartPolicy',
    'hostNetwork',
    'hostname',
    'subdomain',
    'nodeName',
    'nodeSelector',
    'serviceAccount',
    'serviceAccountName',
    'domain',
  ]),
  // Of a virtual machine the ports of its interfaces have names that policies go by.
  domain: new Set(['devices']),
  devices: new Set(['interfaces']),
  containers: containerFields,
  initContainers: containerFields,
  ephemeralContainers: containerFields,
  metadata: new Set(['name', 'namespace', 'labels', 'ownerReferences', 'generateName', 'uid', 'description']),
  status: new Set(['addresses']),
  headerMatches: new Set(['name', 'mismatch']),
  // What Cilium and Calico ask of requests beyond the method is not judged, and may be a token.
  http: new Set(['method', 'methods', 'host']),
  // Of tags only those called Name are names that a plan can use: `nameTagOf`.
  Tags: new Set(['Key', 'ResourceType']),
  TagSet: new Set(['Key', 'ResourceType']),
};

/** The fields that objects of Kubernetes have at their top, as far as rules are read from them. */
const topFields = new Set([
  'apiVersion',
  'kind',
  'metadata',
  'spec',
  'specs',
  'status',
  'template',
  'items',
  'addressType',
  'endpoints',
  'ports',
  'subsets',
]);

/** What a text is, as far as it bears on what is withheld of it. */
interface TextNature extends WithholdOptions {
  /** It speaks of kinds that carry data. A file with both a Secret and other objects counts as both. */
  readonly holdsData: boolean;
  readonly holdsValues: boolean;
}

function describeText(text: string, options: WithholdOptions): TextNature {
  return {
    ...options,
    holdsData: /["']?kind["']?\s*:\s*(?:![^\s"']*\s+)?["']?(?:Secret|ConfigMap)(?:List)?\b/.test(text),
    holdsValues: /["']?kind["']?\s*:\s*(?:![^\s"']*\s+)?["']?HelmRelease(?:List)?\b/.test(text),
  };
}

/** Whether a value at this path, outermost key first, is one of the places that are withheld. */
function isWithheld(path: readonly string[], what: TextNature): boolean {
  const top = path[0] === 'items' ? path[1] : path[0];
  if (what.onlyManifests === true && top !== undefined && !topFields.has(top)) return true;
  for (const [index, key] of path.entries()) {
    const field = path[index + 1];
    if (withheldKeys.has(key) || (key === 'options' && path[index - 1] === 'flexVolume')) return true;
    if (what.freeTexts?.has(key) === true) return true;
    const place = key === 'spec' && path[index - 1] === 'template' ? 'template.spec' : key;
    if (field !== undefined && Object.hasOwn(keptFields, place) && keptFields[place]?.has(field) === false) return true;
    if (what.holdsData && dataKeys.has(key)) return true;
    if (what.holdsValues && key === 'values') return true;
    if (valueHolders.has(key) && path.at(-1) === 'value') return true;
    // The key of another place, and what only stands there to be repeated in others.
    if (/^(?:[*.]|x-)/.test(key)) return true;
    if (labelHolders.has(key)) return false;
  }
  return false;
}

/** Undefined for a text that is not JSON all through: then offsets can't be trusted. */
function withholdInJson(text: string, what: TextNature): string | undefined {
  const places = findPlacesInJson(text, what);
  if (places === undefined) return undefined;
  let kept = '';
  let end = 0;
  for (const { from, to } of places) {
    kept += `${text.slice(end, from)}"${withheldMark}"`;
    end = to;
  }
  return kept + text.slice(end);
}

function findPlacesInJson(
  text: string,
  what: TextNature,
): readonly { readonly from: number; readonly to: number }[] | undefined {
  const places: { readonly from: number; readonly to: number }[] = [];
  let isWhole = true;
  /** The key of a tag whose value comes after it, in the same object. */
  let tag: unknown;
  const forgetTag = (): void => {
    tag = undefined;
  };
  try {
    for (const part of splitJson(text)) {
      visit(part.text, {
        onObjectBegin: forgetTag,
        onObjectEnd: forgetTag,
        onLiteralValue(value, offset, length, _line, _column, pathTo) {
          const path = pathTo().filter((step) => typeof step === 'string');
          const [holder = '', field] = path.slice(-2);
          if (tagHolders.has(holder) && field === 'Key') tag = value;
          if (tagHolders.has(holder) && field === 'Value' && tag === 'Name') return;
          const from = part.offset + offset;
          if (typeof value === 'string' && isWithheld(path, what)) places.push({ from, to: from + length });
        },
        onError() {
          isWhole = false;
        },
      });
    }
  } catch (error) {
    // The parser recurses: brackets nested deeper than the stack are nothing that anybody reads rules from.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
  return isWhole ? places : undefined;
}

const yamlKey =
  /^(?<marker>---[ \t])?(?<indent>[ \t]*(?:-[ \t]+)*)(?!---[ \t])(?<key>"[^"]*"[ \t]*|'[^']*'[ \t]*|[^\s#"'{[-][^#:]*|-[^\s#:][^#:]*):(?=\s|$)(?<value>.*)$/s;

/**
 * Follows the indentation and the brackets alone, since a document must be read here even if no parser can. What continues a
 * withheld value on further lines, in whatever style, is indented deeper than its key or is an item of its list.
 */
function withholdInYaml(text: string, what: TextNature): string {
  let open: readonly { readonly depth: number; readonly key: string }[] = [];
  let withheldDepth: number | undefined;
  /** Of the key of a literal or folded scalar: what is indented deeper is its text, whatever it looks like. */
  let literalDepth: number | undefined;
  let flowsEnd = true;
  let flowEnd = 0;
  let quoteEnd = 0;
  // Whatever ends the lines stays: files come with `\n`, `\r\n` and `\r`.
  return text.replaceAll(/[^\r\n]+|[\r\n]+/g, (line, at: number) => {
    if (at < flowEnd) return '';
    const content = line.trimStart();
    if (content === '') return line;
    if (at < quoteEnd) return '';
    if (/^(?:---|[.]{3})(?:\s|$)/.test(line)) {
      flowsEnd = true;
      withheldDepth = undefined;
      open = [];
    }
    const depth = line.length - content.length;
    if (literalDepth !== undefined && depth <= literalDepth) literalDepth = undefined;
    const isLiteral = literalDepth !== undefined;
    // However little a comment is indented, what is around it goes on after it.
    if (content.startsWith('#') && !isLiteral) return withheldDepth === undefined ? withholdComment(line, 0, what) : '';
    if (withheldDepth !== undefined && depth < withheldDepth) withheldDepth = undefined;
    const goesOn = withheldDepth !== undefined && (depth > withheldDepth || content.startsWith('-'));
    if (!goesOn) withheldDepth = undefined;

    const { marker = '', indent, key, value } = yamlKey.exec(line)?.groups ?? {};
    const ownDepth = indent?.length ?? /^(?:---(?=[ \t]))?[ \t]*(?:-(?:[ \t]+|$))*/.exec(line)?.[0].length ?? 0;
    const before = value === undefined ? ownDepth : line.length - value.trimStart().length;
    const start = before + (/^(?:[&!]\S*[ \t]+)*/.exec(line.slice(before))?.[0].length ?? 0);
    if (!isLiteral && /^[|>][-+0-9]*\s*(?:#.*)?$/.test(line.slice(start))) literalDepth = indent?.length ?? depth;
    /** What is withheld ends where its quotes do, however little its further lines are indented. */
    const withholdQuote = (): void => {
      const end = isLiteral || !/["']/.test(line.charAt(start)) ? undefined : findQuoteEnd(text, at + start);
      if (end !== undefined && end > at + line.length) quoteEnd = end;
    };
    if (goesOn) {
      withholdQuote();
      return '';
    }
    // A key that is written apart from its value can't be told from it by lines.
    if (!isLiteral && /^[?:](?:\s|$)/.test(line.slice(ownDepth))) {
      withheldDepth = depth;
      return '';
    }
    open = open.filter((parent) => parent.depth < ownDepth);
    if (indent !== undefined && key !== undefined) open = [...open, { depth: indent.length, key: unquote(key) }];
    const path = open.map((part) => part.key);
    if (indent !== undefined && value !== undefined && isWithheld(path, what)) {
      withheldDepth = indent.length;
      withholdQuote();
      return `${marker}${indent}${key}: "${withheldMark}"${/,\s*$/.test(value) ? ',' : ''}`;
    }
    const opens = /[[{]/.test(line.charAt(start)) && flowsEnd;
    if (!opens) return withholdComment(withholdInFlow(line), start, what);
    const flow = withholdInCollection(text, at + start, path, what);
    // Brackets without an end are nothing that a parser reads: from there on each line is looked at alone.
    if (flow === undefined) flowsEnd = false;
    if (flow === undefined) return withholdInFlow(line);
    const lineEnd = endOfLine(text, flow.end);
    flowEnd = lineEnd;
    return `${line.slice(0, start)}${flow.kept}${withholdComment(text.slice(flow.end, lineEnd), 0, what)}`;
  });
}

/** Where the quoted scalar ends that begins at `from`; undefined where it has no end. */
function findQuoteEnd(text: string, from: number): number | undefined {
  const quote = text.charAt(from);
  for (let at = from + 1; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (quote === '"' && character === '\\') at += 1;
    else if (character === quote && quote === "'" && text.charAt(at + 1) === quote) at += 1;
    else if (character === quote) return at + 1;
  }
  return undefined;
}

/** People leave in comments what they like, and none decides. Outside of manifests a `#` may be a part of a rule. */
function withholdComment(line: string, valueStart: number, { onlyManifests, freeTexts }: TextNature): string {
  if (onlyManifests !== true || freeTexts === undefined) return line;
  const quoteEnd = /["']/.test(line.charAt(valueStart)) ? findQuoteEnd(line, valueStart) : undefined;
  const plain = quoteEnd ?? 0;
  const found = line.slice(plain).search(/(?<!\S)#/);
  return found === -1 ? line : `${line.slice(0, plain + found)}# ${withheldMark}`;
}

function endOfLine(text: string, from: number): number {
  const found = text.slice(from, from + 1) === '' ? -1 : text.slice(from).search(/[\r\n]/);
  return found === -1 ? text.length : from + found;
}

/** The name of a key without its quotes, and without an anchor or a tag before it. */
function unquote(key: string): string {
  return key
    .trim()
    .replace(/^(?:[&!]\S*\s+)+/, '')
    .replaceAll(/^["']|["']$/g, '');
}

/** A scalar, a bracket, white space, or a comment of a flow collection. */
const flowToken =
  /(?<!\S)#[^\r\n]*|"(?:[^"\\]|\\[^])*"|'(?:[^']|'')*'|[[\]{},]|:(?=[\s,[\]{}"']|$)|[ \t]*[\r\n]+[ \t]*|[ \t]+|(?:[^\s,[\]{}:"'#]|:(?![\s,[\]{}]|$)|(?<=\S)["'#])+|[^]/gy;

/** Nothing that rules are read from is nested deeper. */
const deepestFlow = 100;

/** The collection that begins at `from`, as it is kept, and where it ends; undefined where its document ends before it. */
function withholdInCollection(
  text: string,
  from: number,
  outer: readonly string[],
  what: TextNature,
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
    if (withheldAt === undefined) kept.push(token.startsWith('#') ? withholdComment(token, 0, what) : token);
    else if (/[\r\n]/.test(token)) kept.push(token.replaceAll(/[^\r\n]/g, ''));
    if (token === '{' || token === '[') keys.push(undefined);
    if (keys.length > deepestFlow) return undefined;
    else if (closes) keys.pop();
    if (keys.length === 0) return { kept: kept.join(''), end: flowToken.lastIndex };
    if (token === ',') keys[keys.length - 1] = undefined;
    if (token === ':' && withheldAt === undefined && keys.at(-1) === undefined) {
      keys[keys.length - 1] = unquote(last);
      if (isWithheld([...outer, ...keys.filter((key) => key !== undefined)], what)) {
        withheldAt = keys.length;
        kept.push(` "${withheldMark}"`);
      }
    }
    if (token.trim() !== '' && !token.startsWith('#')) last = token;
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
