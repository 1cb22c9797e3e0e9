import { describe, expect, it } from 'vitest';
import { searchPalette } from './searchPalette.ts';
import type { PaletteItem } from './searchPalette.ts';

const item = (kind: PaletteItem['kind'], text: string, alsoFoundBy?: string): PaletteItem => ({
  id: `${kind} ${text}`,
  kind,
  text,
  alsoFoundBy,
  run: () => undefined,
});

const items = [
  item('Page', 'Connections'),
  item('Page', 'Security tier'),
  item('Connection', 'APIM / local adaptor to Azure Service Bus', '203.0.113.40 5671'),
  item('Finding', 'APIM / enforcer cannot reach Event hub', 'rules/nsg.json:41'),
  item('Task', 'Service catalogue upkeep'),
  item('Action', 'Run audit'),
  item('Action', 'New plan'),
];

const found = (typed: string): readonly string[] => searchPalette(items, typed).map(({ text }) => text);

describe('the command palette', () => {
  it('offers pages and actions before anything is typed', () => {
    expect(found('')).toEqual(['Connections', 'Security tier', 'Run audit', 'New plan']);
  });

  it('places a name that begins with the text before one that holds it', () => {
    expect(found('service')).toEqual(['Service catalogue upkeep', 'APIM / local adaptor to Azure Service Bus']);
  });

  it('finds words in any order', () => {
    expect(found('bus apim')).toEqual(['APIM / local adaptor to Azure Service Bus']);
  });

  it.each(['203.0.113.40', '5671'])('finds a connection by %s', (typed) => {
    expect(found(typed)).toEqual(['APIM / local adaptor to Azure Service Bus']);
  });

  it('finds a finding by the line of its rule', () => {
    expect(found('nsg.json:41')).toEqual(['APIM / enforcer cannot reach Event hub']);
  });

  it('leaves actions only after >', () => {
    expect(found('>')).toEqual(['Run audit', 'New plan']);
    expect(found('> plan')).toEqual(['New plan']);
  });

  it('finds nothing for what is nowhere', () => {
    expect(found('mizzen')).toEqual([]);
  });
});
