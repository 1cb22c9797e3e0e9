/** Files of a kind in which one part that a reader must know is replaced by what nobody knows. */
import * as fc from 'fast-check';
import type { KnownPart, RuleKind, Sample } from './ruleKinds.ts';

/** The names of files and their texts. */
export type Texts = readonly (readonly [file: string, text: string])[];

export interface StrangeCase {
  readonly sample: Sample;
  readonly texts: Texts;
  /** Where the strange part stands. */
  readonly file: string;
  readonly line: number;
  /** The files without that line, where whoever reads it passes over it. */
  readonly withoutLine: Texts | undefined;
}

/** JSON has a line for each value, so that the line of a part is its own. */
export function textsOf({ files }: Sample): Texts {
  return Object.entries(files).map(([file, value]) => [
    file,
    typeof value === 'string' ? value : JSON.stringify(value, undefined, 1),
  ]);
}

interface Place {
  readonly sample: Sample;
  /** Which of its files. */
  readonly index: number;
  readonly at: number;
  readonly length: number;
}

/** Every kind of part is as likely as any other, wherever in the samples it stands. */
export function arbitraryStrangeCase({ title, marks, samples, parts }: RuleKind): fc.Arbitrary<StrangeCase> {
  const letters = fc.string({ unit: fc.constantFrom(...'abcdexyz'), maxLength: 6 });
  return fc.oneof(
    ...parts.map((part) => {
      const places = samples.flatMap((sample) => findPlaces(sample, marks, part));
      if (places.length === 0) throw new Error(`${title}: no sample has ${part.find.source}.`);
      return fc
        .tuple(
          fc.constantFrom(...places),
          fc.constantFrom(...part.strange),
          letters,
          fc.integer({ min: 256, max: 70_000 }),
        )
        .map(([place, strange, more, number]) =>
          makeStrange(place, strange.replace('zyx', `zyx${more}`).replace('333', String(number)), part),
        );
    }),
  );
}

function findPlaces(sample: Sample, marks: RegExp, { find }: KnownPart): readonly Place[] {
  return textsOf(sample).flatMap(([, text], index) =>
    marks.test(text)
      ? [...text.matchAll(find)].map((found) => ({ sample, index, at: found.index, length: found[0].length }))
      : [],
  );
}

function makeStrange({ sample, index, at, length }: Place, strange: string, { isPassedOver }: KnownPart): StrangeCase {
  const texts = textsOf(sample);
  const [file, text] = texts[index] as Texts[number];
  const line = text.slice(0, at).split('\n').length;
  // A field that is put before no other has no comma behind it.
  const changed = (text.slice(0, at) + strange + text.slice(at + length)).replace(/,(?=\})/, '');
  const others = changed
    .split('\n')
    .toSpliced(line - 1, 1)
    .join('\n');
  return {
    sample,
    texts: texts.with(index, [file, changed]),
    file,
    line,
    withoutLine: isPassedOver === true ? texts.with(index, [file, others]) : undefined,
  };
}
