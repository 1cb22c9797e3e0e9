/** A piece of HTML in which everything that came from a user has been escaped. Only `markup` makes one. */
export interface Markup {
  readonly html: string;
}

export type Part = Markup | string | number | undefined | false | readonly Part[];

/**
 * A template for HTML: markup goes in as it is, texts are escaped for elements and quoted attributes alike, lists are
 * joined, `undefined` and `false` are nothing.
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { html: strings.map((string, index) => string + (index < parts.length ? toHtml(parts[index]) : '')).join('') };
}

/** Parts with something between them. */
export function join(parts: readonly Part[], between: Part): Part {
  return parts.flatMap((part, index) => (index === 0 ? [part] : [between, part]));
}

/** A sentence whose words between backticks are to be typed, set as code. */
export function prose(text: string): Part {
  return text.split(/`([^`]+)`/).map((part, index) => (index % 2 === 0 ? part : markup`<code>${part}</code>`));
}

function toHtml(part: Part): string {
  if (part === undefined || part === false) return '';
  if (typeof part === 'string') return escape(part);
  if (typeof part === 'number') return String(part);
  return 'html' in part ? part.html : part.map(toHtml).join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escape(text: string): string {
  return withoutControls(text).replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}

/**
 * Control characters break files, and those that turn the direction of writing make a text read otherwise than it is:
 * a rule's name must not be able to hide what follows it. Line breaks and tabs stay.
 */
export function withoutControls(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFFE\uFFFF]/gu, (character) =>
      character === '\n' || character === '\t' ? character : '',
    );
}

/** A string for CSS, quotes included, that nothing in it can end. */
export function toCssString(text: string): string {
  const escaped = withoutControls(text).replaceAll(
    /[^ \w.,:-]/gu,
    (character) => `\\${character.codePointAt(0)?.toString(16)} `,
  );
  return `"${escaped}"`;
}
