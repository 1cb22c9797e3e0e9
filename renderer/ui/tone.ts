/** The outcomes and ways of knowing that have a colour and a shape of their own. */
export type Tone = 'fail' | 'partly' | 'unknown' | 'waived' | 'pass' | 'na' | 'observed' | 'attested' | 'imported';

/** Text in the tone's colour. Whole class names, so that the style sheet is made with them. */
export const toneText: Record<Tone, string> = {
  fail: 'text-fail',
  partly: 'text-partly',
  unknown: 'text-unknown',
  waived: 'text-waived',
  pass: 'text-pass',
  na: 'text-na',
  observed: 'text-ink-2',
  attested: 'text-attested',
  imported: 'text-imported',
};

export const toneWash: Record<Tone, string> = {
  fail: 'bg-fail-wash',
  partly: 'bg-partly-wash',
  unknown: 'bg-unknown-wash',
  waived: 'bg-waived-wash',
  pass: 'bg-pass-wash',
  na: 'bg-na-wash',
  observed: 'bg-inset',
  attested: 'bg-attested-wash',
  imported: 'bg-imported-wash',
};
