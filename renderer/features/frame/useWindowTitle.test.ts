import { describe, expect, it } from 'vitest';
import { pageList } from './pageList.ts';
import { windowTitle } from './useWindowTitle.ts';

describe('the window’s title', () => {
  it.each([
    [{ page: 'connections' }, 'Connections, acme-prod, PDP Workbench'],
    [{ page: 'connections', detail: 'apim-enforcer--event-hub' }, 'Connections, acme-prod, PDP Workbench'],
    [{ page: 'plan' }, 'Edition, Choices, acme-prod, PDP Workbench'],
    [{ page: 'plan', detail: 'connections/dns' }, 'Connections, Choices, acme-prod, PDP Workbench'],
    [{ page: 'catalogue', detail: 'tasks' }, 'Catalogue, PDP Workbench'],
    [undefined, 'Not found, PDP Workbench'],
  ] as const)('of %j is %s', (route, title) => {
    expect(windowTitle(route, 'acme-prod')).toBe(title);
  });

  it('is another one for every page', () => {
    const titles = pageList.map(({ page }) => windowTitle({ page }, undefined));
    expect(new Set(titles).size).toBe(pageList.length);
  });
});
