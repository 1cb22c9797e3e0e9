/** The same files in other words: what tools and editors make of a text without changing what it says. */
import { dump, load } from 'js-yaml';
import { keepRuleLines } from '../../history/keepRuleLines.ts';
import type { LayerKind } from '../../plan/plan.ts';
import type { Dialect, Files } from './dialects/dialect.ts';

export type Texts = readonly (readonly [file: string, text: string])[];
type Rewritten = readonly [file: string, text: string];

/** A file in another form, or nothing where that form is not one of such files. */
type Rewrite = (file: string, value: unknown) => Rewritten | undefined;

/** The files as they are meant: JSON without blanks, and texts. */
export function written(files: Files): Texts {
  return Object.entries(files).map(([file, value]) => [file, textOf(value)]);
}

/** What is kept of the files, as tools print them, to show by what was judged. */
export function keptOf(files: Files, layer: LayerKind): Texts {
  return Object.entries(files).map(([file, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value, undefined, 2);
    return [file, keepRuleLines({ file, text }, [layer])];
  });
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const isSave = (file: string, value: unknown): value is string => typeof value === 'string' && file.endsWith('-save');
const isSquid = (file: string, value: unknown): value is string => typeof value === 'string' && file.endsWith('.conf');
const isYaml = (file: string, value: unknown): value is string => typeof value === 'string' && file.endsWith('.yaml');

const forms: Readonly<Record<string, Rewrite>> = {
  'as JSON with other indentation and another order of keys': (file, value) =>
    typeof value === 'string' ? undefined : [file, JSON.stringify(withKeysReversed(value), undefined, '\t')],
  'as YAML in place of JSON': (file, value) =>
    typeof value === 'string'
      ? undefined
      : [file.replace('.json', '.yaml'), `# anew\n---\n${dump(withKeysReversed(value), { lineWidth: 40 })}\n`],
  'as YAML in the style of JSON': (file, value) =>
    typeof value === 'string'
      ? undefined
      : [file.replace('.json', '.yaml'), dump(value, { flowLevel: 2, quotingType: '"', forceQuotes: true })],
  'as JSON in place of YAML': (file, value) =>
    isYaml(file, value) ? [file.replace('.yaml', '.json'), JSON.stringify(load(value), undefined, 2)] : undefined,
  'with the line ends and the byte order mark of Windows': (file, value) => [
    file,
    `\uFEFF${typeof value === 'string' ? value : JSON.stringify(value, undefined, 2)}\n`.replaceAll('\n', '\r\n'),
  ],
  'with comments and empty lines': (file, value) =>
    typeof value === 'string' ? [file, `# anew\n\n${value}\n# end\n`] : undefined,
  'with the counters of iptables': (file, value) =>
    isSave(file, value) ? [file, value.replaceAll(/^-A/gm, '[12:3456] -A')] : undefined,
  'with comments of iptables': (file, value) =>
    isSave(file, value)
      ? [file, value.replaceAll(/^(-A \w+)/gm, String.raw`$1 -m comment --comment "not \"-j ACCEPT\", nor -j DROP"`)]
      : undefined,
  'with words of iptables in quotes': (file, value) =>
    isSave(file, value) ? [file, value.replaceAll(/ (-d|--dport|-j) (\S+)/g, ' $1 "$2"')] : undefined,
  'with long options of iptables': (file, value) =>
    isSave(file, value)
      ? [
          file,
          value
            .replaceAll(' -d ', ' --destination ')
            .replaceAll(' -j ', ' --jump ')
            .replaceAll(' -p ', ' --protocol ')
            .replaceAll(' --dport ', ' --destination-port '),
        ]
      : undefined,
  'with lines of squid that go on in the next': (file, value) =>
    isSquid(file, value) ? [file, value.replaceAll(/ (?=\S+$)/gm, ' \\\n\t')] : undefined,
  'with rules of squid after all that they name, in capitals': (file, value) => {
    if (!isSquid(file, value)) return undefined;
    const lines = value.replaceAll(/\bto(\d)/g, 'TO$1').split('\n');
    const isRule = (line: string): boolean => line.startsWith('http_access');
    return [file, [...lines.filter((line) => !isRule(line)), ...lines.filter(isRule), ''].join('\n')];
  },
};

const withListsReversed: Rewrite = (file, value) =>
  typeof value === 'string' ? undefined : [file, JSON.stringify(reversed(value))];

/** The forms in which these files read otherwise, each with what brings files into it. */
export function formsOf(
  { hasListsInAnyOrder }: Pick<Dialect, 'hasListsInAnyOrder'>,
  files: Files,
): readonly (readonly [form: string, rewrite: (files: Files) => Texts])[] {
  const all = hasListsInAnyOrder ? { ...forms, 'with every list in another order': withListsReversed } : forms;
  return Object.entries(all)
    .filter(([, rewrite]) =>
      Object.entries(files).some(([file, value]) => isOther(rewrite(file, value), [file, textOf(value)])),
    )
    .map(([form, rewrite]) => [form, (some) => rewriteAll(some, rewrite)]);
}

function isOther(one: Rewritten | undefined, [file, text]: Rewritten): boolean {
  return one !== undefined && (one[0] !== file || one[1] !== text);
}

function rewriteAll(files: Files, rewrite: Rewrite): Texts {
  return Object.entries(files).map(([file, value]) => rewrite(file, value) ?? [file, textOf(value)]);
}

function withKeysReversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withKeysReversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, one]) => [key, withKeysReversed(one)]),
  );
}

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.toReversed().map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, reversed(one)]));
}
