import { visit } from 'jsonc-parser';

/** Stands where something was withheld. */
export const withheldMark = '(withheld)';

/**
 * Replaces what may be a secret before a text is kept, line by line, so that every other line can still be quoted under its
 * number and judged again. Withheld are the places of Kubernetes objects that carry values and decide nothing (environment
 * values, arguments, headers, the data of Secrets and ConfigMaps, values of Helm releases, the copy of the object that
 * kubectl keeps in an annotation), and in any text what looks like a credential. It works on text that can't be parsed too. `onlyManifests` is for a text of which a parser has said
 * that it holds Kubernetes objects, where labels that decide may be called anything: there no assignment is withheld.
 */
export function withholdSecrets(text: string, { onlyManifests = false } = {}): string {
  const withoutPlaces = isJson(text) ? withholdInJson(text) : withholdInYaml(text);
  return withholdCredentials(withoutPlaces ?? withholdInYaml(text), !onlyManifests);
}

function isJson(text: string): boolean {
  return /^\uFEFF?\s*[[{]/.test(text);
}

/** Everything below such a key is withheld. */
const withheldKeys = new Set(['args', 'command', 'kubectl.kubernetes.io/last-applied-configuration']);
const valueHolders = new Set(['env', 'httpHeaders']);
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
  return (
    path.some((key) => withheldKeys.has(key)) ||
    (path.at(-1) === 'value' && path.some((key) => valueHolders.has(key))) ||
    (carriers.holdsData && path.some((key) => dataKeys.has(key))) ||
    (carriers.holdsValues && path.includes('values'))
  );
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
 * Follows the indentation alone, since a document must be read here even if no parser can. What continues a withheld value
 * on further lines, in whatever style, is indented deeper than its key or is an item of its list.
 */
function withholdInYaml(text: string): string {
  const carriers = findDataCarriers(text);
  let open: readonly { readonly depth: number; readonly key: string }[] = [];
  let withheldDepth: number | undefined;
  // Whatever ends the lines stays: files come with `\n`, `\r\n` and `\r`.
  return text.replaceAll(/[^\r\n]+/g, (line) => {
    const content = line.trimStart();
    if (content === '') return line;
    const depth = line.length - content.length;
    if (withheldDepth !== undefined) {
      if (depth > withheldDepth || (depth === withheldDepth && content.startsWith('-'))) return '';
      withheldDepth = undefined;
    }
    const { indent, key, value } = yamlKey.exec(line)?.groups ?? {};
    if (indent === undefined || key === undefined || value === undefined) return withholdInFlow(line);
    open = [...open.filter((parent) => parent.depth < indent.length), { depth: indent.length, key: unquote(key) }];
    const path = open.map((part) => part.key);
    if (!isWithheld(path, carriers)) return withholdInFlow(line);
    withheldDepth = indent.length;
    return `${indent}${key}: "${withheldMark}"${/,\s*$/.test(value) ? ',' : ''}`;
  });
}

function unquote(key: string): string {
  return key.trim().replaceAll(/^["']|["']$/g, '');
}

/** `{name: TOKEN, value: …}` on one line: its keys are no lines of their own. What has no end ends with the line. */
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
  /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]*:\/\/[^\s/:@"']*:(?<secret>[^\s/@"']+)@/gi,
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
