import { describe, expect, it } from 'vitest';
import tokens from './tokens.css?raw';

const sources: Record<string, string> = import.meta.glob(['../**/*.{ts,tsx,css}', '!../**/*.test.*'], {
  eager: true,
  import: 'default',
  query: '?raw',
});

const themes = {
  light: readColours(tokens.slice(tokens.indexOf('@theme'), tokens.indexOf('@layer base'))),
  dark: readColours(tokens.slice(tokens.indexOf("[data-theme='dark']"), tokens.indexOf('@media (forced-colors'))),
};

const backgrounds = ['surface', 'canvas', 'subtle', 'inset', 'hover', 'selected'];

/** Lowest contrast of each text colour against every background, as the design language states it. */
const stated = {
  light: {
    ink: 15,
    'ink-2': 7.2,
    'ink-3': 4.6,
    accent: 5.2,
    pass: 4.8,
    fail: 5.5,
    partly: 4.8,
    unknown: 5.1,
    na: 4.8,
    waived: 6.6,
    attested: 6.8,
    imported: 5.5,
  },
  dark: {
    ink: 12.4,
    'ink-2': 7.3,
    'ink-3': 4.9,
    accent: 6.4,
    pass: 6.8,
    fail: 6.1,
    partly: 7.1,
    unknown: 8.2,
    na: 5.7,
    waived: 6.7,
    attested: 6.8,
    imported: 7,
  },
} as const;

describe.each(['light', 'dark'] as const)('the %s theme', (theme) => {
  const colours = themes[theme];

  it.each(Object.entries(stated[theme]))('shows %s on every background with at least %s : 1', (name, least) => {
    const contrasts = backgrounds.map((background) => contrast(colourOf(theme, name), colourOf(theme, background)));
    expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(least - 0.05);
    expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(4.5);
  });

  it.each(['pass', 'fail', 'partly', 'unknown', 'na', 'waived', 'attested', 'imported'])(
    'shows %s on its own wash with at least 4.5 : 1',
    (name) => {
      expect(contrast(colourOf(theme, name), colourOf(theme, `${name}-wash`))).toBeGreaterThanOrEqual(4.5);
    },
  );

  it('shows the words of a primary button with at least 6 : 1', () => {
    expect(contrast(colourOf(theme, 'accent-ink'), colourOf(theme, 'accent'))).toBeGreaterThanOrEqual(6);
  });

  it('gives the borders of controls at least 3 : 1 against what they stand on', () => {
    const contrasts = ['surface', 'subtle', 'canvas'].map((background) =>
      contrast(colourOf(theme, 'ink-3'), colourOf(theme, background)),
    );
    expect(Math.min(...contrasts)).toBeGreaterThanOrEqual(3);
  });

  it('has every colour of the other theme', () => {
    expect([...colours.keys()].toSorted()).toEqual([...themes[theme === 'light' ? 'dark' : 'light'].keys()].toSorted());
    expect(colours.size).toBeGreaterThanOrEqual(30);
  });
});

describe('colours that Chromium 108 does not know', () => {
  it('are looked for in all of the sources', () => {
    expect(Object.keys(sources).length).toBeGreaterThan(150);
  });

  it.each([
    ['color-mix()', /color-mix\(/],
    ['oklch()', /oklch\(/],
    ['an opacity modifier on a token', /\b(?:bg|text|border|fill|stroke|outline|ring|decoration)-[a-z][a-z0-9-]*\/\d+/],
  ])('%s is used nowhere', (_name, pattern) => {
    const using = Object.entries(sources).filter(([, text]) => pattern.test(text));
    expect(using.map(([file]) => file)).toEqual([]);
  });
});

function readColours(css: string): ReadonlyMap<string, string> {
  return new Map(
    [...css.matchAll(/--color-([a-z0-9-]+):\s*(#[0-9a-f]{6});/g)].map(([, name, value]) => [name ?? '', value ?? '']),
  );
}

function colourOf(theme: 'light' | 'dark', name: string): string {
  const colour = themes[theme].get(name);
  if (colour === undefined) throw new Error(`The ${theme} theme has no ${name}.`);
  return colour;
}

/** WCAG 2.2: the ratio of the relative luminances. */
function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(colour.slice(start, start + 2), 16) / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
