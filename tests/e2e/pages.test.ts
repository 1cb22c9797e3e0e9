import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserMissing, needBrowser, takeBrowserSeat } from './browserSeat.ts';
import { makePlan, runAudit } from './seat.ts';
import type { Seat } from './seat.ts';

/** Every page, with and without something open beside it, and what tells that it has come. */
const pages = [
  ['/', 'Plans'],
  ['/plan/edition', 'Which product does it belong to?'],
  ['/plan/model', 'Who manages the data plane?'],
  ['/plan/cloud', 'Where does it run?'],
  ['/plan/tier', 'How safe does it have to be?'],
  ['/plan/network', 'What does a packet meet on its way out?'],
  ['/plan/connections', 'Where do the connections go?'],
  ['/plan/connections/apim-adaptor--global-adaptor', 'Where do the connections go?'],
  ['/plan/cluster', 'What may run in the cluster, and who administers it?'],
  ['/plan/owners', 'Who does each task?'],
  ['/plan/review', 'What is left to be said?'],
  ['/raci', 'Responsibilities'],
  ['/raci/network-management', 'Responsibilities'],
  ['/connections', 'Connections'],
  ['/connections?as=diagram', 'Connections'],
  ['/connections?as=rules&target=azure-nsg', 'Generate rules'],
  ['/connections/apim-enforcer--event-hub', 'Connections'],
  ['/connections/no-such-row', 'Connections'],
  ['/connections?as=explain', 'Connections'],
  ['/connections?as=explain&from=pdp-gateway/gateway-runtime&to=hub.servicebus.windows.net:5671', 'Connections'],
  ['/connections?as=reach', 'Reach'],
  ['/connections/pdp-gateway/gateway-runtime?as=reach', 'Reach'],
  ['/components/flux', 'Components'],
  ['/infrastructure', 'Infrastructure'],
  ['/evidence', 'Sources'],
  ['/evidence/rules/nsg.json?as=text&line=41', 'nsg.json'],
  ['/cluster', 'Cluster'],
  ['/findings', 'Findings'],
  ['/tier', 'Security tier'],
  ['/tier/sast', 'Security tier'],
  ['/waivers', 'Waivers'],
  ['/report', 'Report'],
  ['/runs', 'Runs'],
  ['/runs/rules/nsg.json?evidence=1', 'Evidence of a run'],
  ['/catalogue/tasks', 'Catalogue'],
  ['/settings', 'Settings'],
  ['/nowhere', 'Not found'],
] as const;

const standards = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
let seat: Seat;
let plan: string;

beforeAll(async () => {
  if (browserMissing() !== undefined) return;
  seat = await takeBrowserSeat();
  plan = await makePlan(seat);
  await runAudit(seat, 1);
});
afterAll(() => seat?.close());
beforeEach(needBrowser);

/** The page is there when its heading is, and nothing in it is still being asked for. */
async function show(route: string, heading: string): Promise<void> {
  await seat.visit(route, plan);
  await seat.page.locator('main h1', { hasText: heading }).waitFor({ state: 'attached' });
  await seat.page.waitForFunction(() => document.querySelector('main output.sr-only, main [role=alert]') === null);
}

const sizes = [
  ['the smallest window (1024 x 768)', 1024, 768],
  ['the smallest one at 200 % (512 x 384)', 512, 384],
  ['a usual one at 200 % (720 x 450)', 720, 450],
] as const;

describe.each(pages)('%s', (route, heading) => {
  beforeAll(async () => {
    if (seat === undefined) return;
    await seat.page.setViewportSize({ width: 1440, height: 900 });
    await show(route, heading);
  });

  it.each(['light', 'dark'] as const)('has no accessibility violation in the %s theme', async (colorScheme) => {
    await seat.page.emulateMedia({ colorScheme });
    await expect.poll(() => seat.page.locator('html').getAttribute('data-theme')).toBe(colorScheme);
    const axe = new AxeBuilder({ page: seat.page }).exclude('iframe');
    // A theme changes colours, and nothing else that is looked at.
    const { violations, passes, incomplete } = await (
      colorScheme === 'light' ? axe.withTags(standards) : axe.withRules(['color-contrast', 'link-in-text-block'])
    ).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    expect(passes.length + incomplete.length).toBeGreaterThan(colorScheme === 'light' ? 10 : 0);
  });

  it.each(sizes)('fits %s without scrolling sideways', async (_name, width, height) => {
    await seat.page.setViewportSize({ width, height });
    const look = () =>
      seat.page.evaluate(() => ({
        overhang: Math.max(document.documentElement.scrollWidth - globalThis.innerWidth, 0),
        hasHead: [...document.querySelectorAll('main h1, main [data-drawer] h2')].some((head) =>
          head.checkVisibility(),
        ),
        stepsOutOfSight: [...document.querySelectorAll('[aria-label="Steps"] [aria-current]')].filter((step) => {
          const { left, right } = step.getBoundingClientRect();
          return left < 0 || right > globalThis.innerWidth;
        }).length,
      }));
    // The page follows its window with the next frame.
    await expect.poll(look).toEqual({ overhang: 0, hasHead: true, stepsOutOfSight: 0 });
  });

  it('gives the browser nothing to complain of', () => expect(seat.complaints).toEqual([]));
});

describe('rules for a plan', () => {
  it('are shown for the target that is chosen, with what they leave open, and handed out as files', async () => {
    await seat.page.setViewportSize({ width: 1440, height: 900 });
    await show('/connections', 'Connections');
    await seat.page.getByRole('button', { name: 'Generate rules' }).click();
    await seat.page.getByRole('heading', { level: 1, name: 'Generate rules' }).waitFor();
    await seat.page.getByRole('button', { name: /^Target/ }).click();
    await seat.page.getByRole('option', { name: 'Cilium policies, by name' }).click();
    const code = seat.page.getByLabel('cilium-policies.yaml', { exact: true });
    await expect.poll(() => code.textContent()).toMatch(/kind: CiliumClusterwideNetworkPolicy/);
    const open = seat.page.getByRole('complementary', { name: /what they leave open/ });
    expect(await open.textContent()).toContain('container-registry--public-registry');
    const download = seat.page.waitForEvent('download');
    await seat.page.getByRole('button', { name: 'Export files' }).click();
    expect((await download).suggestedFilename()).toBe('cilium-policies.yaml');
    await seat.page.getByRole('button', { name: 'Show connections' }).click();
    await seat.page.getByRole('heading', { level: 1, name: 'Connections' }).waitFor();
    expect(seat.complaints).toEqual([]);
  });
});

describe('a flow', () => {
  it('of a row is explained rule by rule, and its deciding rule opens at its line', async () => {
    await seat.page.setViewportSize({ width: 1440, height: 900 });
    await show('/connections/apim-enforcer--event-hub', 'Connections');
    const drawer = seat.page.locator('[data-drawer]');
    await drawer.getByRole('button', { name: 'Explain' }).click();
    await drawer.getByRole('heading', { name: 'Explain a flow' }).waitFor();
    expect(await drawer.getByRole('combobox', { name: 'From' }).inputValue()).toBe('pdp-gateway/gateway-runtime');
    await drawer.getByText('first blocked by Pod policy').waitFor();
    const deciding = drawer.getByRole('listitem').filter({ hasText: 'Decides: Denies. No rule is left' });
    await deciding.getByRole('button').click();
    const [, line] = /:(\d+),/.exec((await deciding.getByRole('button').first().textContent()) ?? '') ?? [];
    await expect.poll(() => deciding.textContent()).toContain('name: gateway-runtime');
    expect(await deciding.textContent()).toContain(line);
    await seat.page.goBack();
    await drawer.getByText('Connection 5 of 12').waitFor();
  });

  it('of one’s own is asked for with the keyboard; a name that is not there is answered with what was meant', async () => {
    await show('/connections', 'Connections');
    await seat.page.getByRole('button', { name: 'Explain a flow' }).click();
    const drawer = seat.page.locator('[data-drawer]');
    await drawer.getByRole('combobox', { name: 'From' }).fill('pdp-system/mizen-agent');
    await drawer.getByRole('combobox', { name: 'To' }).fill('cp.example.com:443');
    await seat.page.keyboard.press('Enter');
    expect(await drawer.getByRole('alert').textContent()).toContain('Did you mean pdp-system/mizzen-agent?');
    await drawer.getByRole('combobox', { name: 'From' }).fill('pdp-system/mizzen-agent');
    await seat.page.keyboard.press('Enter');
    await drawer.getByText('The addresses of cp.example.com are those of').waitFor();
    await drawer.getByRole('heading', { name: 'Explain a flow' }).focus();
    await seat.page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    expect(seat.complaints).toEqual([]);
  });
});

describe('in forced colours', () => {
  it('the words of a primary button stand out from it', async () => {
    await seat.page.emulateMedia({ forcedColors: 'active' });
    await show('/plan/edition', 'Which product does it belong to?');
    const button = seat.page.getByRole('button', { name: 'Continue to Management model' });
    const look = await button.evaluate((element) => {
      const { color, backgroundColor, forcedColorAdjust } = getComputedStyle(element) as CSSStyleDeclaration & {
        readonly forcedColorAdjust: string;
      };
      return { differs: color !== backgroundColor, forcedColorAdjust };
    });
    // Otherwise a ground in the colour of the page is laid under the words, which are in that colour, too.
    expect(look).toEqual({ differs: true, forcedColorAdjust: 'none' });
    await seat.page.emulateMedia({ forcedColors: 'none' });
  });

  it('keeps the shape of every verdict', async () => {
    await seat.page.setViewportSize({ width: 1440, height: 900 });
    await seat.page.emulateMedia({ forcedColors: 'active' });
    await show('/connections', 'Connections');
    await seat.page.locator('td.strip-cell').first().waitFor();
    const shapes = await seat.page
      .locator('td.strip-cell')
      .evaluateAll((cells) =>
        cells.map((cell) => ({ word: cell.textContent, drawn: cell.querySelector('svg')?.innerHTML.length ?? 0 })),
      );
    expect(shapes.length).toBeGreaterThan(20);
    expect(shapes.filter(({ drawn, word }) => drawn < 40 || word === '')).toEqual([]);
    const lines = await seat.page
      .locator('td.strip-cell')
      .first()
      .evaluate((cell) => getComputedStyle(cell, '::before').backgroundColor);
    const canvas = await seat.page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor);
    expect(lines).not.toBe(canvas);
    await seat.page.emulateMedia({ forcedColors: 'none' });
  });
});

describe('without motion', () => {
  it('moves nothing', async () => {
    await seat.page.emulateMedia({ reducedMotion: 'reduce' });
    await show('/connections/apim-enforcer--event-hub', 'Connections');
    const moving = await seat.page.evaluate(
      () =>
        [...document.querySelectorAll('*')].filter((element) => {
          const { transitionDuration, animationDuration } = getComputedStyle(element);
          return [transitionDuration, animationDuration].some((times) =>
            times.split(', ').some((time) => Number.parseFloat(time) > 0),
          );
        }).length,
    );
    expect(moving).toBe(0);
    await seat.page.emulateMedia({ reducedMotion: 'no-preference' });
  });
});
