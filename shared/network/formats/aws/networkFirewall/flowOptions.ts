/**
 * What the `flow` options of a rule ask of a packet. Source: Suricata 7.0.10, detect-flow.c (DetectFlowParse,
 * DetectFlowSetup, FlowMatch).
 */
import type { SuricataOption } from './suricataOption.ts';

export interface FlowConditions {
  /** Of the states that they name; undefined where none is named. */
  readonly state: 'established' | 'not established' | undefined;
  readonly side: 'to server' | 'to client' | undefined;
  /** They ask for more than a direction. */
  readonly isByPacket: boolean;
  /** What is not judged of them. */
  readonly unjudged: readonly string[];
}

type Words = readonly string[];

const sides: ReadonlyMap<string, 'to server' | 'to client'> = new Map([
  ['to_server', 'to server'],
  ['from_client', 'to server'],
  ['to_client', 'to client'],
  ['from_server', 'to client'],
]);
const states: ReadonlyMap<string, 'established' | 'not established'> = new Map([
  ['established', 'established'],
  ['not_established', 'not established'],
]);

/** Words that hold for every packet that is whole, whatever is known of its connection. */
const anyState: ReadonlySet<string> = new Set(['stateless', 'no_stream', 'no_frag']);

/** Of each of these an option has one word at most. */
const exclusive: readonly (readonly [what: string, words: ReadonlySet<string>])[] = [
  ['the direction of its packets', new Set(sides.keys())],
  ['the state of connections', new Set(['established', 'not_established'])],
  ['the state of connections', new Set(['established', 'stateless'])],
  ['the kind of its packets', new Set(['only_stream', 'no_stream'])],
  ['the kind of its packets', new Set(['only_frag', 'no_frag'])],
];
const mostWords = 3;

function wordsOf(options: readonly SuricataOption[]): readonly Words[] {
  return options
    .filter(({ keyword }) => keyword === 'flow')
    .map(({ value = '' }) => value.split(',').map((word) => word.trim().toLowerCase()));
}

/** Why Suricata takes no rule with them. */
export function findFlowContradiction(options: readonly SuricataOption[]): string | undefined {
  const flows = wordsOf(options);
  for (const words of flows) {
    const twice = exclusive.find(([, those]) => words.filter((word) => those.has(word)).length > 1);
    if (twice !== undefined) return `it names ${twice[0]} twice.`;
    if (words.length > mostWords) return `it has more than ${mostWords} words in one “flow”.`;
  }
  const isLast = (words: Words): boolean => !isOfDirection(words) && !words.includes('no_stream');
  return flows.slice(0, -1).some(isLast) ? 'it has “flow” twice.' : undefined;
}

/** A direction alone is only remembered, and another option adds to it; what else is asked for, a packet has to fit. */
export function readFlows(options: readonly SuricataOption[]): FlowConditions {
  const flows = wordsOf(options);
  const named = new Set(flows.map(sideOf));
  const fitted = new Set(flows.filter((words) => !isOfDirection(words)).flatMap((words) => sideOf(words) ?? []));
  const words = flows.flat();
  const wanted = new Set(words.flatMap((word) => states.get(word) ?? []));
  const fitsNone =
    fitted.size > 1 || wanted.size > 1 || (words.includes('not_established') && words.includes('stateless'));
  return {
    state: [...wanted][0],
    side: [...fitted][0] ?? (named.size === 1 ? [...named][0] : undefined),
    isByPacket: words.some((word) => !sides.has(word)),
    unjudged: [
      ...(fitsNone ? ['flow'] : []),
      ...words
        .filter((word) => !sides.has(word) && !states.has(word) && !anyState.has(word))
        .map((word) => `flow:${word}`),
    ],
  };
}

function sideOf(words: Words): FlowConditions['side'] {
  return words.flatMap((word) => sides.get(word) ?? [])[0];
}

function isOfDirection(words: Words): boolean {
  return words.length === 1 && words.every((word) => sides.has(word));
}
