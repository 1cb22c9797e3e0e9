export interface RemedyPart {
  /** `rule`: a rule as it stands in a policy's list, ready to be copied. */
  readonly kind: 'words' | 'rule';
  readonly text: string;
}

/** A remedy writes the rules that it asks for between backticks, as items of a list. */
export function splitRemedy(remedy: string): readonly RemedyPart[] {
  return remedy
    .split('`')
    .map((text, index): RemedyPart => {
      const isRule = index % 2 === 1 && text.startsWith('- ');
      return { kind: isRule ? 'rule' : 'words', text };
    })
    .filter(({ text }) => /[^\s.,]/.test(text));
}
