/**
 * How much of one input is judged. More of it is told at its place, before it is read, and leaves unknown what it may decide: so
 * many rules take longer than anybody waits. Each bound is several times what is in use, and what is within it is judged in less than five seconds.
 */
import { isRecord } from '../../kernel/jsonFields.ts';
import { writeNumber } from '../../kernel/writeNumber.ts';
import type { FormatInput, FormatProblem } from './ruleFormat.ts';

const bounds = {
  /** kube-proxy writes about twelve lines for a Service: these are 8,000 Services. */
  'packet filter': 100_000,
  /** What is blocked by the hundred thousand stands in a list that an acl names by its file: that has no bound but the file’s. */
  'squid configuration': 100_000,
  /** Tables, chains, sets and rules, what a rule is made of, and the members of sets: about 60,000 rules. */
  ruleset: 300_000,
  /** Rules, and the addresses, ports and names that they list. Of Azure a security group has 1,000 rules and 4,000 addresses. */
  'document of a cloud': 750_000,
} as const;

interface Excess {
  readonly what: keyof typeof bounds;
  /** How one comes to give less. */
  readonly remedy: string;
}

export type FindExcess = (input: FormatInput) => FormatProblem | undefined;

/** The place is the first line that is too much. */
export function findExcessLines(excess: Excess): FindExcess {
  const most = bounds[excess.what];
  return (input) =>
    input.kind === 'text' && hasMoreLines(input.text, most) ? describe(input, [most + 1], excess, 'lines') : undefined;
}

/** Of all lists of a document together. */
export function findExcessEntries(excess: Excess): FindExcess {
  const most = bounds[excess.what];
  return (input) =>
    input.kind === 'document' && countEntries(input.value, most) > most
      ? describe(input, [], excess, 'entries in its lists')
      : undefined;
}

export const findExcessOfCloud = findExcessEntries({
  what: 'document of a cloud',
  remedy: 'Export only what stands before the nodes.',
});

function hasMoreLines(text: string, most: number): boolean {
  let end = -1;
  for (let line = 0; line < most; line += 1) {
    end = text.indexOf('\n', end + 1);
    if (end < 0) return false;
  }
  return end + 1 < text.length;
}

/** Counts no further than a little past `most`. */
function countEntries(value: unknown, most: number): number {
  let entries = 0;
  if (Array.isArray(value)) {
    entries = value.length;
    for (const item of value) {
      if (entries > most) break;
      if (typeof item === 'object') entries += countEntries(item, most - entries);
    }
  } else if (isRecord(value)) {
    for (const key in value) {
      if (entries > most) break;
      const field = value[key];
      if (typeof field === 'object') entries += countEntries(field, most - entries);
    }
  }
  return entries;
}

function describe(
  input: FormatInput,
  path: readonly (string | number)[],
  { what, remedy }: Excess,
  ofThem: string,
): FormatProblem {
  const document = input.kind === 'document' ? input.document : 0;
  return {
    place: { file: input.file, document, path, rule: what },
    severity: 'error',
    message: `This ${what} has more than ${writeNumber(bounds[what])} ${ofThem}: so many are not judged.`,
    remedy,
  };
}
