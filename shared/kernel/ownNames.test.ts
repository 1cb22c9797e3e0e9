import { describe, expect, it } from 'vitest';
import { droppedName, ownName } from './ownNames.ts';

const kept = `/home/user/.local/share/pdp/uploads/417-f67b1902-581a-4561-840c-12242bfab9ec/${'a1'.repeat(32)}`;

describe('the name of a file', () => {
  it.each([
    [`${kept}/open.yaml`, 'open.yaml'],
    [`${kept}/rules/inner/open.yaml`, 'rules/inner/open.yaml'],
    [`${kept}/rules.zip!/nsg.json`, 'rules.zip!/nsg.json'],
    [`C:\\pdp\\uploads\\4-f67b1902-581a-4561-840c-12242bfab9ec\\${'0f'.repeat(32)}\\nsg.json`, 'nsg.json'],
  ])('that was dropped is the one that it had: %s', (file, name) => {
    expect(droppedName(file)).toBe(name);
    expect(ownName(file)).toBe(name);
  });

  it.each(['rules/nsg.json', '/srv/uploads/nsg.json', `${kept}.yaml`])('elsewhere is its path: %s', (file) => {
    expect(droppedName(file)).toBeUndefined();
    expect(ownName(file)).toBe(file);
  });
});
