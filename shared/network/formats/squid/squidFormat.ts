import { findExcessLines } from '../../reading/excess.ts';
import { isForPeople } from '../../reading/isForPeople.ts';
import type { FormatInput, FormatReading, FormatProblem, RuleFormat } from '../../reading/ruleFormat.ts';
import { keepSquidText } from './keepSquidText.ts';
import { proxyLayer } from './proxyLayer.ts';
import { readSquidConfig } from './readSquidConfig.ts';
import type { SquidFile } from './readSquidConfig.ts';
import { findIncluded, findList } from './otherFiles.ts';
import type { SquidConfig } from './squidConfig.ts';
import { isListText, isSquidText } from './squidText.ts';

export const squidFormat: RuleFormat = {
  title: 'squid proxy',
  accepts: 'a squid.conf with the files that it includes and takes values from',
  layers: ['proxy'],
  recognise: (input) =>
    input.kind === 'text' &&
    !/\.(?:ya?ml|json)$/i.test(input.file) &&
    (isSquidText(input.text) || (isListText(input.text) && !isForPeople(input.file))),
  findExcess: (input) => (input.kind === 'text' && isListText(input.text) ? undefined : findExcessLine(input)),
  keepText: keepSquidText,
  read,
};

const findExcessLine = findExcessLines({
  what: 'squid configuration',
  remedy: 'Put values that are treated alike into a file that one acl names.',
});

function read(inputs: readonly FormatInput[]): FormatReading {
  const texts = inputs.filter((input) => input.kind === 'text');
  const parts = texts.filter(({ text }) => isSquidText(text));
  const lists = texts.filter(({ text }) => !isSquidText(text));
  const others = {
    findIncluded: (pattern: string, from: string) => findIncluded(pattern, from, parts),
    findList: (path: string) => findList(path, texts),
  };
  const configs = parts.map((part) => ({ part, ...readSquidConfig(part, others) }));
  // What another file includes is no configuration of its own.
  const included = new Set(configs.flatMap(({ part, usedFiles }) => usedFiles.filter((file) => file !== part.file)));
  const roots = configs.filter(({ part }) => !included.has(part.file));
  const used = new Set(roots.flatMap(({ usedFiles }) => usedFiles));
  return {
    layers: roots.length > 0 ? [proxyLayer(roots.map(({ config }) => config))] : [],
    problems: [...roots.flatMap(({ problems }) => problems), ...lists.flatMap((list) => unusedList(list, used))],
    found: [
      ...roots.flatMap(({ config }) => describe(config)),
      ...lists.map((list) => ({
        what: 'list of values for an acl',
        many: 'lists of values for acls',
        place: placeOf(list),
      })),
    ],
    unreadable: [],
  };
}

function describe({ access, acls, place }: SquidConfig) {
  const rules = access.http_access.map((line) => ({ what: 'http_access rule', place: line.place }));
  const tests = [...acls.values()]
    .filter((acl) => acl.place.path.length > 0)
    .map((acl) => ({ what: 'acl', place: acl.place }));
  return rules.length + tests.length > 0
    ? [...rules, ...tests]
    : [{ what: 'squid configuration without http_access', place }];
}

function placeOf({ file }: SquidFile) {
  return { file, document: 0, path: [1], rule: file };
}

function unusedList(list: SquidFile, used: ReadonlySet<string>): readonly FormatProblem[] {
  if (used.has(list.file)) return [];
  const message = 'It is read as a list of values for an acl of squid, and no squid.conf that was given names it.';
  return [
    {
      place: placeOf(list),
      message,
      remedy: 'Give the squid.conf that names it, or leave it out.',
      severity: 'warning',
    },
  ];
}
