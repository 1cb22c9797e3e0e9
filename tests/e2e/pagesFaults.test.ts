import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserMissing, needBrowser, takeBrowserSeat } from './browserSeat.ts';
import { hearSaid, makePlan, runAudit } from './seat.ts';
import type { Seat } from './seat.ts';

/** What goes wrong in a user's hands, and what the pages make of it. */
let seat: Seat;
let plan: string;
/** What the plan and its rules say before each test. */
let whole: string;

beforeAll(async () => {
  if (browserMissing() !== undefined) return;
  seat = await takeBrowserSeat();
  plan = await makePlan(seat);
  await runAudit(seat, 1);
  whole = readFileSync(plan, 'utf8');
});
afterAll(() => seat?.close());
beforeEach(async (context) => {
  needBrowser(context);
  writeFileSync(plan, whole);
  await seat.page.setViewportSize({ width: 1440, height: 900 });
});

const at = (...parts: string[]): string => path.join(path.dirname(plan), ...parts);
const planText = (): string => readFileSync(plan, 'utf8');
const drawer = (): Locator => seat.page.getByRole('complementary');
const rowOf = (name: RegExp): Locator => seat.page.getByRole('row', { name });

/** Runs with a file changed, and puts it back. */
async function withChanged(file: string, change: (text: string) => string, run: () => Promise<void>): Promise<void> {
  const before = readFileSync(file, 'utf8');
  writeFileSync(file, change(before));
  try {
    await run();
  } finally {
    writeFileSync(file, before);
  }
}

/** Lets go of files over the window, as from a file manager. */
async function drop(files: Readonly<Record<string, string>>): Promise<void> {
  await seat.page.evaluate((texts) => {
    const dataTransfer = new DataTransfer();
    for (const [name, text] of Object.entries(texts)) dataTransfer.items.add(new File([text], name));
    for (const kind of ['dragover', 'drop']) {
      globalThis.dispatchEvent(new DragEvent(kind, { dataTransfer, bubbles: true, cancelable: true }));
    }
  }, files);
}

describe('a source of rules that is not there', () => {
  it('is named above the connections with where to mend it, and read again on demand', async () => {
    const { page } = seat;
    const nsg = at('rules/nsg.json');
    const away = at('rules/nsg.away');
    const banner = page.getByText('1 source of rules could not be read.');
    const isNamed = page.locator('main').getByText('rules/nsg.json', { exact: true });
    renameSync(nsg, away);
    try {
      await seat.visit('/connections', plan);
      await banner.waitFor();
      await isNamed.waitFor();
      await page.getByText(/or correct acme-prod\.yaml:\d+\./).waitFor();
      expect(await rowOf(/GitHub.*Allowed$/).count()).toBe(0);
      await seat.visit('/evidence', plan);
      await banner.waitFor();
      await page.getByRole('row', { name: /Azure NSG.*Not read/ }).waitFor();
      renameSync(away, nsg);
      await page.getByRole('button', { name: 'Read again' }).click();
      await banner.waitFor({ state: 'detached' });
      renameSync(nsg, away);
      await page.keyboard.press('F5');
      await banner.waitFor();
      renameSync(away, nsg);
      await page.keyboard.press('Control+k');
      await page.keyboard.type('>read plan');
      await page.keyboard.press('Enter');
      await banner.waitFor({ state: 'detached' });
    } finally {
      if (existsSync(away)) renameSync(away, nsg);
    }
  });

  it('is a broken file as well, with its line, and never one that bears on nothing', async () => {
    const { page } = seat;
    await withChanged(
      at('rules/kubernetes/workloads.yaml'),
      (text) => `${text}\n---\nkind: [\n`,
      async () => {
        await seat.visit('/evidence', plan);
        await rowOf(/workloads\.yaml.*Not read/).waitFor();
        await rowOf(/network-policies\.yaml.*Not known/).waitFor();
        await rowOf(/namespaces\.yaml.*Facts for other rules/).waitFor();
        await page.getByRole('link', { name: /^workloads\.yaml:\d+$/ }).click();
        await drawer().getByText('What could not be read or followed').waitFor();
        expect(await drawer().getByText('nothing that decides').count()).toBe(0);
      },
    );
  });
});

describe('what has to be allowed', () => {
  it('is a rule to copy where the addresses are known', async () => {
    await seat.visit('/connections/apim-adaptor--global-adaptor', plan);
    const rule = drawer().getByLabel('The rule to add');
    await rule.waitFor();
    expect(await rule.textContent()).toContain('198.51.100.21/32');
    await drawer().getByRole('button', { name: 'Copy the rule' }).click();
    expect(await seat.readClipboard()).toBe(await rule.textContent());
  });

  it('asks for the addresses where they are not, instead of listing nearly all there are', async () => {
    await seat.visit('/connections/apim-enforcer--event-hub', plan);
    await drawer().getByText('connections.apim-enforcer--event-hub.cidrs').first().waitFor();
    const text = (await drawer().textContent()) ?? '';
    expect(text).not.toMatch(/0\.0\.0\.[01][-–]|223\.255/);
    expect(await drawer().getByLabel('The rule to add').count()).toBe(0);
  });
});

describe('a connection', () => {
  it('that comes from outside leads inward', async () => {
    await seat.visit('/connections/container-registry--public-registry', plan);
    expect(await drawer().getByRole('heading', { level: 2 }).textContent()).toBe(
      'Container registry (public) to Container registry',
    );
  });

  it.each([
    ['/connections/no-such-row', 'No such connection'],
    ['/findings/no-such-row', 'No such finding'],
    ['/tier/no-such-row', 'No such control'],
    ['/raci/no-such-row', 'No such task'],
    ['/evidence/no-such-row', 'No such file'],
    ['/components/no-such-row', 'No such component'],
    ['/plan/connections/no-such-row', 'No such connection'],
  ])('or another row that is not there is said to be none: %s', async (route, title) => {
    await seat.visit(route, plan);
    await drawer().getByRole('heading', { name: title }).waitFor();
    await drawer()
      .getByRole('button', { name: /^Show every/ })
      .click();
    await seat.page.getByRole('heading', { name: title }).waitFor({ state: 'detached' });
    await expect.poll(() => seat.page.locator('tr[data-row]').count()).toBeGreaterThan(0);
  });

  it('whose name is misspelt leads to the one that was meant', async () => {
    await seat.visit('/connections/pdp-agent--control-plan', plan);
    await drawer().getByRole('button', { name: 'pdp-agent--control-plane' }).click();
    await drawer()
      .getByRole('heading', { name: /control plane/ })
      .first()
      .waitFor();
    expect(seat.page.url()).toContain('#/connections/pdp-agent--control-plane?');
  });

  it('whose names can’t be resolved says so beside its verdict', async () => {
    await withChanged(
      at('rules/kubernetes/network-policies.yaml'),
      (text) => text.replaceAll('port: 53', 'port: 54'),
      async () => {
        await seat.visit('/connections', plan);
        await rowOf(/Every pod that connects by name.*Partly allowed/).waitFor();
        await rowOf(/Let's Encrypt.*Allowed.*can’t be resolved/).click();
        await drawer().getByRole('link', { name: 'Show DNS' }).click();
        await drawer().getByRole('heading', { name: 'Resolver of the cluster' }).waitFor();
        expect(await rowOf(/GitHub/).textContent()).not.toContain('resolved');
      },
    );
  });

  it('has no column for a layer that is not there by plan, which is said once', async () => {
    const { page } = seat;
    await seat.visit('/connections', plan);
    await page.getByText('Not there by plan: Node firewall, Azure Firewall and Proxy.').waitFor();
    expect(await page.getByRole('columnheader').allTextContents()).toEqual([
      'Component and endpoint',
      'Protocol',
      'Pod policy',
      'Azure NSG',
      'Verdict',
    ]);
  });
});

describe('files that are dropped', () => {
  it('are counted with their problems, which are one press away', async () => {
    const { page } = seat;
    await seat.visit('/connections', plan);
    await rowOf(/GitHub/).waitFor();
    await drop({
      'broken.yaml': 'apiVersion: networking.k8s.io/v1\nkind: [\n',
      'good.yaml': 'kind: Namespace\napiVersion: v1\nmetadata: {name: a}\n',
    });
    await page.getByText(/^2 files added, \d+ problems?$/).waitFor();
    const show = page.getByRole('button', { name: 'Show problems' });
    const said = page.getByText('In broken.yaml. Rows that depend on what could not be read are unknown.');
    const [words, action] = [await said.boundingBox(), await show.boundingBox()];
    // Beside them it would leave half of the room to the words.
    expect(action?.y ?? 0).toBeGreaterThanOrEqual((words?.y ?? 0) + (words?.height ?? Number.POSITIVE_INFINITY));
    await page.getByText(/judged by 5 of 6 rule files/).waitFor();
    await show.click();
    await drawer().getByRole('heading', { name: 'broken.yaml' }).waitFor();
    await drawer().getByText('What could not be read or followed').waitFor();
    await page.getByText('copied to this machine for this session only').waitFor();
    await expect.poll(() => rowOf(/network-policies\.yaml.*Not known/).count()).toBe(1);
    await page.getByRole('button', { name: /^Take .* away$/ }).click();
    await rowOf(/broken\.yaml/).waitFor({ state: 'detached' });
    await expect.poll(() => rowOf(/^nsg\.json/).count()).toBe(1);
  });

  it('are told without a fault where there is none', async () => {
    await seat.visit('/connections', plan);
    await rowOf(/GitHub/).waitFor();
    await drop({ 'good.yaml': 'kind: Namespace\napiVersion: v1\nmetadata: {name: a}\n' });
    await seat.page.getByText('1 file added', { exact: true }).waitFor();
    await seat.visit('/evidence', plan);
    await expect.poll(() => rowOf(/good\.yaml.*Facts for other rules/).count()).toBe(1);
    await seat.page.getByRole('button', { name: /^Take .* away$/ }).click();
  });

  it('that hold no rules are named where the verdicts would be, and taken away there', async () => {
    const { page } = seat;
    await seat.visit('/connections', plan);
    await rowOf(/GitHub/).waitFor();
    await drop({ 'picture.png': '\u0000\u0001' });
    const alert = page.getByRole('alert').filter({ hasText: 'picture.png holds no rule file.' });
    await alert.waitFor();
    expect(await alert.textContent()).not.toContain('uploads');
    await page.getByRole('button', { name: 'Take picture.png away', exact: true }).click();
    await rowOf(/GitHub/).waitFor();
  });

  it('with very long names take a row like others, and leave room around what is said of them', async () => {
    const { page } = seat;
    await page.setViewportSize({ width: 1024, height: 768 });
    await seat.visit('/evidence', plan);
    await rowOf(/^nsg\.json/).waitFor();
    await drop({ [`${'long-'.repeat(30)}.yaml`]: 'apiVersion: v1\nkind: [\n' });
    await rowOf(/^long-.*Not read/).waitFor();
    const heights = await page.locator('tr[aria-rowindex]').evaluateAll((rows) => rows.map((row) => row.clientHeight));
    expect(heights.length).toBeGreaterThan(1);
    expect(Math.max(...heights)).toBeLessThanOrEqual(60);
    await seat.visit('/connections?as=reach', plan);
    const filters = page.getByRole('group', { name: 'Workloads shown' });
    const banner = page.getByText('1 source of rules could not be read.');
    await banner.waitFor();
    const [above, below] = [await filters.boundingBox(), await banner.boundingBox()];
    expect((below?.y ?? 0) - ((above?.y ?? 0) + (above?.height ?? 0))).toBeGreaterThanOrEqual(12);
    await seat.visit('/evidence', plan);
    await page.getByRole('button', { name: /^Take long-.* away$/ }).click();
    await rowOf(/^long-/).waitFor({ state: 'detached' });
  });

  it('are called as the user calls them, and come back where they were taken away by mistake', async () => {
    const { page } = seat;
    await seat.visit('/evidence', plan);
    await rowOf(/^nsg\.json/).waitFor();
    await drop({ 'good.yaml': 'kind: Namespace\napiVersion: v1\nmetadata: {name: b}\n' });
    await rowOf(/^good\.yaml dropped/).waitFor();
    await page.getByRole('button', { name: 'Take good.yaml away', exact: true }).click();
    await rowOf(/good\.yaml/).waitFor({ state: 'detached' });
    await page.getByText('Taken away: good.yaml').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => rowOf(/^good\.yaml dropped/).count()).toBe(1);
    await page.getByRole('button', { name: 'Take good.yaml away', exact: true }).click();
    await rowOf(/good\.yaml/).waitFor({ state: 'detached' });
  });
});

describe('a field of the plan', () => {
  it('says which network is meant by a range with host bits', async () => {
    const { page } = seat;
    await seat.visit('/plan/network', plan);
    const pods = page.getByRole('textbox', { name: 'Pods' });
    await pods.fill('10.20.0.5/16');
    await page.keyboard.press('Tab');
    await expect.poll(planText).toContain('10.20.0.5/16');
    await page.locator('[slot=description]', { hasText: '10.20.0.0/16' }).first().waitFor();
    expect(await pods.getAttribute('aria-invalid')).toBeNull();
  });

  it('that is refused is marked, keeps what was typed, and says why in its place', async () => {
    const { page } = seat;
    await seat.visit('/plan/network', plan);
    const pods = page.getByRole('textbox', { name: 'Pods' });
    await pods.fill('10.20.0.0/40');
    await page.keyboard.press('Tab');
    await page.getByRole('alert').filter({ hasText: '10.20.0.0/40' }).waitFor();
    expect(await pods.getAttribute('aria-invalid')).toBe('true');
    expect(await pods.inputValue()).toBe('10.20.0.0/40');
    const says = (await pods.getAttribute('aria-describedby')) ?? '';
    const described = await page.evaluate(
      (ids) => ids.split(' ').map((id) => document.querySelector(`[id="${id}"]`)?.textContent ?? ''),
      says,
    );
    expect(described.join(' ')).toContain('10.20.0.0/40');
    expect(planText()).toBe(whole);
    await pods.fill('10.21.0.0/16');
    await page.keyboard.press('Tab');
    await expect.poll(planText).toContain('10.21.0.0/16');
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });
});

describe('a question that the documents leave open', () => {
  it('is answered on the page, is open no longer, and its answer can be taken back', async () => {
    const { page } = seat;
    await seat.visit('/plan/review', plan);
    const open = rowOf(/^Open Are SIEM alerts part/);
    await open.waitFor();
    const answer = page.getByRole('textbox', { name: /^Are SIEM alerts part/ });
    await answer.fill('Part of the tier, agreed with WSO2');
    await page.keyboard.press('Tab');
    await expect.poll(planText).toContain('siem-tier-or-add-on: Part of the tier, agreed with WSO2');
    await open.waitFor({ state: 'detached' });
    await answer.fill('');
    await page.keyboard.press('Tab');
    await expect.poll(planText).not.toContain('siem-tier-or-add-on');
    await open.waitFor();
  });
});

describe('a waiver', () => {
  const fill = async (day: string): Promise<void> => {
    await seat.visit('/findings', plan);
    await rowOf(/APIM \/ enforcer/).click();
    await drawer().getByRole('button', { name: 'Waive' }).click();
    await drawer().getByRole('textbox', { name: 'Why it is accepted' }).fill('The change is planned');
    await drawer().getByRole('textbox', { name: 'Who accepts it' }).fill('net-team@acme.example');
    await drawer().getByLabel('Last day').fill(day);
  };

  it('is not written before its button, and not for a day that is over', async () => {
    const { page } = seat;
    await fill('2020-01-31');
    await drawer().getByText('2020-01-31 is over').waitFor();
    const button = drawer().getByRole('button', { name: 'Write the waiver' });
    expect(await button.isDisabled()).toBe(true);
    await drawer().getByLabel('Last day').fill('2099-01-31');
    await page.keyboard.press('Tab');
    await expect.poll(() => button.isEnabled()).toBe(true);
    await drawer().getByRole('button', { name: 'Cancel' }).click();
    expect(planText()).toBe(whole);
  });

  it('that could not be written says why, and stays to be tried again', async () => {
    await fill('2099-01-31');
    rmSync(plan);
    await drawer().getByRole('button', { name: 'Write the waiver' }).click();
    await drawer().getByRole('alert').filter({ hasText: 'Not saved.' }).waitFor();
    expect(await drawer().getByRole('textbox', { name: 'Why it is accepted' }).inputValue()).toBe(
      'The change is planned',
    );
    writeFileSync(plan, whole);
    await drawer().getByRole('button', { name: 'Write the waiver' }).click();
    await expect.poll(planText).toContain('The change is planned');
  });

  it('is applied only once a run has applied it, and is taken back and made again by keys on any page', async () => {
    const { page } = seat;
    await fill('2099-01-31');
    await drawer().getByRole('button', { name: 'Write the waiver' }).click();
    await page.getByText('Saved to the plan: Waiver').waitFor();
    await drawer().getByText('Waived in the plan').waitFor();
    expect(await drawer().getByRole('button', { name: 'Waive' }).count()).toBe(0);
    await page.keyboard.press('Control+z');
    await expect.poll(planText).toBe(whole);
    await page.getByText('Taken back: Waiver').waitFor();
    await page.keyboard.press('Control+Shift+z');
    await expect.poll(planText).toContain('The change is planned');
    await page.getByRole('link', { name: /^Waivers/ }).click();
    await rowOf(/The change is planned.*/)
      .getByText('Counts from the next run on')
      .waitFor();
    await runAudit(seat, 2);
    await page.getByRole('link', { name: /^Waivers/ }).click();
    await rowOf(/The change is planned/)
      .getByText('Applied')
      .waitFor();
    await rowOf(/The change is planned/)
      .getByRole('button', { name: 'Withdraw' })
      .click();
    await expect.poll(planText).toBe(whole);
    await page.keyboard.press('Control+z');
    await expect.poll(planText).toContain('The change is planned');
    await page.keyboard.press('Control+y');
    await expect.poll(planText).toBe(whole);
  });

  it('of one check of a cluster is an attestation of it, where nobody was shown one', async () => {
    const { page } = seat;
    await seat.visit('/findings', plan);
    await rowOf(/What can be reached from outside/).click();
    await drawer().getByRole('button', { name: 'Attest' }).click();
    await drawer().getByRole('textbox', { name: 'What is stated' }).fill('Only the gateway is exposed.');
    await drawer().getByRole('textbox', { name: 'Who states it' }).fill('net-team@acme.example');
    await drawer().getByRole('button', { name: 'Write the attestation' }).click();
    await drawer().getByText('Attested in the plan').waitFor();
    expect(planText()).toContain('control: PDP-CLU-003');
    await page.keyboard.press('Control+z');
    await expect.poll(planText).toBe(whole);
    await drawer().getByRole('button', { name: 'Attest' }).waitFor();
  });

  it('and an attestation are taken back from a field, too, in which nothing is typed', async () => {
    const { page } = seat;
    await seat.visit('/tier/secret-management', plan);
    await drawer().getByRole('button', { name: 'Attest this control' }).click();
    await drawer().getByRole('textbox', { name: 'What is stated' }).fill('Secrets live in the vault.');
    await drawer().getByRole('textbox', { name: 'Who states it' }).fill('cloud-team@acme.example');
    await drawer().getByRole('button', { name: 'Write the attestation' }).click();
    await expect.poll(planText).toContain('Secrets live in the vault.');
    await drawer().getByText('Attested in the plan').waitFor();
    await page.getByRole('link', { name: 'Choices' }).click();
    await page.getByRole('link', { name: /^Network/ }).click();
    await page.getByRole('textbox', { name: 'Pods' }).click();
    await page.keyboard.press('Control+z');
    await expect.poll(planText).toBe(whole);
  });
});

describe('the owners of a task', () => {
  it('sign off what the plan is now, with the keyboard alone, and take it back', async () => {
    const { page } = seat;
    await seat.visit('/raci/network-management', plan);
    await drawer().getByRole('button', { name: 'Sign off for net-team@acme.example' }).focus();
    await page.keyboard.press('Enter');
    const by = drawer().getByRole('textbox', { name: 'Who signs' });
    await expect.poll(() => by.evaluate((field) => field === document.activeElement)).toBe(true);
    await by.fill('ada@acme.example');
    await drawer().getByLabel('Signed on').fill('2999-01-01');
    await drawer().getByText('2999-01-01 has not come yet.').waitFor();
    expect(await drawer().getByRole('button', { name: 'Write the sign-off' }).isDisabled()).toBe(true);
    await drawer().getByLabel('Signed on').fill('2026-11-02');
    await drawer().getByRole('button', { name: 'Write the sign-off' }).focus();
    await page.keyboard.press('Enter');
    await drawer()
      .getByText(/Signed by ada@acme\.example on 2 Nov 2026, for the plan as it is now\./)
      .waitFor();
    expect(planText()).toMatch(/signedOff:[^]*by: ada@acme\.example[^]*on: 2026-11-02[^]*planHash: [0-9a-f]{64}/);
    await drawer().getByRole('button', { name: 'Remove the sign-off' }).click();
    await expect.poll(planText).not.toContain('ada@acme.example');
    await page.keyboard.press('Control+z');
    await expect.poll(planText).toContain('ada@acme.example');
  });

  it('say what each party does of a shared task, and take it back to the same bytes', async () => {
    const { page } = seat;
    await seat.visit('/raci/security-monitoring', plan);
    const theirs = drawer().getByRole('textbox', { name: 'What WSO2 does of it' });
    const ours = drawer().getByRole('textbox', { name: 'What you do of it' });
    await theirs.fill('Incidents of the platform');
    await theirs.press('Tab');
    await expect.poll(planText).toContain('WSO2: Incidents of the platform');
    await ours.fill('Incidents of our integrations');
    await ours.press('Tab');
    await expect.poll(planText).toContain('Customer: Incidents of our integrations');
    await page.keyboard.press('Control+z');
    await expect.poll(planText).not.toContain('Customer: Incidents');
    await theirs.fill('');
    await theirs.press('Tab');
    await expect.poll(planText).not.toContain('split');
  });
});

describe('a signature of an attestation', () => {
  it('is whole or none, holds no private key, and is written with the statement', async () => {
    await seat.visit('/tier/secret-management', plan);
    await drawer().getByRole('button', { name: 'Attest this control' }).click();
    await drawer().getByRole('textbox', { name: 'What is stated' }).fill('Secrets live in the vault.');
    await drawer().getByRole('textbox', { name: 'Who states it' }).fill('cloud-team@acme.example');
    await drawer().getByText('Add a signature over the statement').click();
    await drawer().getByRole('textbox', { name: 'Algorithm' }).fill('ed25519');
    await drawer().getByText('Missing: the signature’s public key and the signature’s value').waitFor();
    await drawer().getByRole('textbox', { name: 'Public key' }).fill('-----BEGIN PRIVATE KEY----- MC4C');
    await drawer().getByText('This is a private key: paste the public one.').waitFor();
    await drawer().getByRole('textbox', { name: 'Public key' }).fill('MCowBQYDK2VwAyEA');
    await drawer().getByRole('textbox', { name: 'Value' }).fill('c2lnbmVk');
    await drawer().getByRole('button', { name: 'Write the attestation' }).click();
    await expect
      .poll(planText)
      .toMatch(/signature:[^]*algorithm: ed25519[^]*publicKey: MCowBQYDK2VwAyEA[^]*value: c2lnbmVk/);
  });
});

describe('where there is little room', () => {
  it('the table stays within reach beside an open drawer', async () => {
    const { page } = seat;
    await page.setViewportSize({ width: 720, height: 450 });
    await seat.visit('/connections/apim-enforcer--event-hub', plan);
    await drawer().getByRole('heading', { name: 'APIM / enforcer to Event hub (control plane)' }).waitFor();
    const row = rowOf(/Secret resolver/);
    await row.scrollIntoViewIfNeeded();
    await row.click();
    await drawer().getByRole('heading', { name: 'Secret resolver to Cloud secret store' }).waitFor();
    await expect
      .poll(async () => (await drawer().getByRole('heading', { level: 2 }).first().boundingBox())?.y ?? 450)
      .toBeLessThan(450);
  });

  it.each([
    ['1024 pixels beside a drawer', 1024, '/raci/network-management'],
    ['200 %', 720, '/raci'],
    ['the smallest window at 200 %', 512, '/raci'],
  ])('the compared model stays in the table: %s', async (_name, width, route) => {
    const { page } = seat;
    await page.setViewportSize({ width, height: 768 });
    await seat.visit(route, plan);
    const cells = rowOf(/^Network management/).locator('.compared-below');
    await cells.first().waitFor();
    const shown = await cells.evaluateAll((all) =>
      all.filter((cell) => cell.checkVisibility()).map((cell) => cell.textContent),
    );
    expect(shown).toEqual([
      'Compared: WSO2Customer',
      'Compared: WSO2Customer',
      'Compared: Customer',
      'Compared: Customer',
    ]);
  });

  it.each([1440, 1180, 1024, 720])('no name is cut in the heads of the matrix at %d pixels', async (width) => {
    const { page } = seat;
    await page.setViewportSize({ width, height: 768 });
    await seat.visit('/raci', plan);
    await rowOf(/^Network management/).waitFor();
    const cut = await page
      .locator('.raci .block-head')
      .evaluateAll((heads) =>
        heads
          .filter((head) => head.checkVisibility() && head.scrollWidth > head.clientWidth)
          .map((head) => head.textContent),
      );
    expect(cut).toEqual([]);
  });

  it('no name of a layer runs into the next, beside an open drawer and on a cloud with many', async () => {
    const { page } = seat;
    await withChanged(
      plan,
      (text) => text.replace('cloud: azure', 'cloud: aws'),
      async () => {
        await seat.visit('/connections/pdp-agent--control-plane', plan);
        await page.getByRole('columnheader', { name: 'AWS security group' }).waitFor();
        const overhangs = await page.getByRole('columnheader').evaluateAll((heads) =>
          heads.map((head) => {
            const text = document.createRange();
            text.selectNodeContents(head);
            return text.getBoundingClientRect().width - head.clientWidth;
          }),
        );
        expect(overhangs.length).toBeGreaterThan(6);
        expect(Math.max(...overhangs)).toBeLessThanOrEqual(0);
      },
    );
  });

  it.each([900, 1024])('the actions of a page leave its explanation a line of its own at %d pixels', async (width) => {
    const { page } = seat;
    await page.setViewportSize({ width, height: 768 });
    await seat.visit('/connections', plan);
    await rowOf(/GitHub/).waitFor();
    const about = page.locator('main header p').first();
    expect(await about.textContent()).toMatch(/Every layer must allow/);
    await expect.poll(async () => (await about.boundingBox())?.height).toBeLessThan(45);
  });

  it('an outcome stands on the line of the text beside it', async () => {
    await seat.visit('/evidence', plan);
    const row = rowOf(/^Node firewall/);
    await row.waitFor();
    const bottoms = await row.evaluate((element) =>
      ['Node firewall', 'No such layer'].map((words) => {
        const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        for (let text = texts.nextNode(); text !== null; text = texts.nextNode()) {
          const range = document.createRange();
          range.selectNodeContents(text);
          if (text.textContent?.includes(words)) return range.getBoundingClientRect().bottom;
        }
        throw new Error(`${words} is not there.`);
      }),
    );
    expect(Math.abs((bottoms[0] ?? 0) - (bottoms[1] ?? 9))).toBeLessThan(1);
  });

  it('no owner is cut beside the controls', async () => {
    const { page } = seat;
    await seat.visit('/tier', plan);
    await rowOf(/Secret management/).waitFor();
    const cells = page.locator('table.tier tbody td:last-child > span');
    expect(await cells.count()).toBe(13);
    expect(await cells.evaluateAll((all) => all.filter((cell) => cell.scrollWidth > cell.clientWidth).length)).toBe(0);
  });
});

describe('what is said', () => {
  it('is said once, and then no more', async () => {
    const { page } = seat;
    await seat.visit('/connections', plan);
    const said = await hearSaid(page);
    await page.keyboard.press('Control+r');
    await expect.poll(said).toEqual([expect.stringMatching(/^Run \d+ is complete\.$/), '']);
  });

  it('stands in the title of the window: page and plan', async () => {
    const { page } = seat;
    const titles: string[] = [];
    for (const route of [
      '/connections',
      '/plan/network',
      '/plan/owners',
      '/findings',
      '/catalogue/tasks',
      '/nowhere',
    ]) {
      await seat.visit(route, plan);
      titles.push(await page.title());
    }
    expect(titles).toEqual([
      'Connections, acme-prod, PDP Workbench',
      'Network, Choices, acme-prod, PDP Workbench',
      'Owners, Choices, acme-prod, PDP Workbench',
      'Findings, acme-prod, PDP Workbench',
      'Catalogue, PDP Workbench',
      'Not found, PDP Workbench',
    ]);
  });
});

describe('when there is a lot', () => {
  const DRAWN_AT_MOST = 200;

  it('300 rule files are a table that draws what is in sight, and its last row is reached', async () => {
    const { page } = seat;
    const folder = at('rules/many');
    mkdirSync(folder);
    for (let index = 0; index < 300; index += 1) {
      const policy = `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: p${index}, namespace: n${index}}\nspec: {podSelector: {}, policyTypes: [Egress]}\n`;
      writeFileSync(path.join(folder, `policy-${String(index).padStart(3, '0')}.yaml`), policy);
    }
    writeFileSync(plan, whole.replace('source: rules/kubernetes', 'source: rules'));
    await seat.visit('/evidence', plan);
    await rowOf(/network-policies\.yaml/).waitFor();
    expect(await page.getByRole('grid', { name: 'Rule files' }).getAttribute('aria-rowcount')).toBe('304');
    expect(await page.locator('tr[data-row$=".yaml"]').count()).toBeLessThan(DRAWN_AT_MOST);
    await page.getByRole('region', { name: 'Sources' }).evaluate((scroll) => scroll.scrollTo(0, 44 * 300));
    await rowOf(/policy-299\.yaml/).click();
    await drawer().getByRole('heading', { name: 'policy-299.yaml' }).waitFor();
    rmSync(folder, { recursive: true });
  });

  it('hundreds of addresses and systems keep their drawer narrow and their page quick to come', async () => {
    const { page } = seat;
    const many = Array.from({ length: 300 }, (_, index) => index);
    const cidrs = many.slice(0, 200).map((index) => `203.0.${index}.7/32`);
    const systems = many.map(
      (index) => `    - {name: system-${index}, cidrs: [10.81.${index % 256}.0/24], ports: [443]}\n`,
    );
    writeFileSync(
      plan,
      whole
        .replace('cidrs: [198.51.100.7/32]', `cidrs: [${cidrs.join(', ')}]`)
        .replace(/^ {2}backends:\n/m, `  backends:\n${systems.join('')}`),
    );
    await seat.visit('/connections/pdp-agent--control-plane', plan);
    await drawer().getByText('192 more ranges').first().waitFor();
    await drawer().getByRole('button', { name: 'Copy the rule' }).waitFor();
    const overhangs = await drawer()
      .locator('section')
      .evaluateAll((sections) => sections.map((section) => section.scrollWidth - section.clientWidth));
    expect(overhangs.length).toBeGreaterThan(4);
    expect(Math.max(...overhangs)).toBe(0);
    await seat.visit('/plan/network', plan);
    await page.getByText('system-299').click();
    const fields = page.getByRole('textbox', { name: 'Name', exact: true });
    await expect.poll(() => fields.count()).toBe(1);
    expect(await fields.inputValue()).toBe('system-299');
    await seat.visit('/connections?as=rules&target=azure-nsg', plan);
    const lines = page.getByRole('region', { name: 'azure-nsg.json' }).locator('pre code > span');
    await lines.first().waitFor();
    expect(await lines.count()).toBeLessThan(500);
    await page
      .getByRole('region', { name: 'azure-nsg.json' })
      .evaluate((scroll) => scroll.scrollTo(0, scroll.scrollHeight));
    await expect.poll(() => lines.last().textContent()).toMatch(/^\d{4,}\}\n$/);
  });

  it('5,000 findings are a table that draws what is in sight, in a small window as well', async () => {
    const { page } = seat;
    await page.route(/\/runs\/show$/, async (route) => {
      const response = await route.fetch();
      const body = (await response.json()) as { json: { value: { findings: { id: string }[] } } };
      const { findings } = body.json.value;
      body.json.value.findings = Array.from({ length: 5_000 }, (_, index) => ({
        ...findings[index % findings.length],
        id: `finding-${index}`,
      }));
      await route.fulfill({ response, json: body });
    });
    for (const [width, height] of [
      [1440, 900],
      [720, 450],
    ] as const) {
      await page.setViewportSize({ width, height });
      await seat.visit('/findings', plan);
      await page.getByRole('button', { name: /^All/ }).click();
      const grid = page.getByRole('grid', { name: 'Findings' });
      await page.locator('tr[data-row^="finding-"]').first().waitFor();
      expect(Number(await grid.getAttribute('aria-rowcount'))).toBeGreaterThan(5_000);
      const drawn = await page.locator('tr[data-row^="finding-"]').count();
      expect(drawn).toBeGreaterThan(3);
      expect(drawn).toBeLessThan(DRAWN_AT_MOST);
      await page.locator('tr[data-row^="finding-"] button').first().focus();
      for (let step = 0; step < 60; step += 1) await page.keyboard.press('j');
      await expect
        .poll(() => page.evaluate(() => Number(document.activeElement?.closest('tr')?.getAttribute('aria-rowindex'))))
        .toBeGreaterThan(60);
      await page.keyboard.press('Enter');
      for (let step = 0; step < 30; step += 1) await page.keyboard.press(']');
      await page.keyboard.press('Escape');
      await expect
        .poll(() => page.evaluate(() => Number(document.activeElement?.closest('tr')?.getAttribute('aria-rowindex'))))
        .toBeGreaterThan(90);
    }
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });
});

describe('a page that throws', () => {
  it('says so in its place; the rail leads on, and the page comes back once what broke it is gone', async () => {
    const { page } = seat;
    const question = '**/rpc/cluster/contexts';
    // An answer that no engine gives.
    await page.route(question, (route) =>
      route.fulfill({ contentType: 'application/json', body: '{"json":{"ok":true,"value":{}}}' }),
    );
    try {
      await seat.visit('/cluster', plan);
      const alert = page.getByRole('alert').filter({ hasText: 'This page can’t be shown' });
      await alert.waitFor();
      await alert.getByRole('button', { name: 'Copy details' }).click();
      expect(await seat.readClipboard()).toMatch(/Page: cluster\n.*Error: /);
      await page.getByRole('link', { name: 'Waivers' }).click();
      await page.getByRole('heading', { name: 'Waivers', level: 1 }).waitFor();
      await page.goBack();
      await alert.waitFor();
      await page.unroute(question);
      await alert.getByRole('button', { name: 'Try again' }).click();
      await rowOf(/acme-robot/).waitFor();
      expect(await alert.count()).toBe(0);
    } finally {
      await page.unroute(question);
    }
  });
});

describe('what many checks wait for', () => {
  it.each(['components', 'infrastructure'])('is told once on the page of %s, with the way to it', async (route) => {
    const { page } = seat;
    await seat.visit(`/${route}`, plan);
    const cause = page.getByText(/^No cluster was looked at: \d+ checks wait for it\.$/);
    await cause.waitFor();
    expect(await cause.count()).toBe(1);
    expect(await page.getByText(/^\d+ checks? waits? for .*a look at the cluster$/).count()).toBeGreaterThan(3);
    expect(await page.getByText('Not collected').count()).toBe(0);
    await page.locator('tr[data-row]').first().click();
    await drawer()
      .getByText(/^No cluster was looked at: \d+ checks wait for it$/)
      .waitFor();
    await drawer().getByRole('link', { name: 'Choose a cluster' }).click();
    await page.getByRole('heading', { name: 'Cluster', level: 1 }).waitFor();
  });

  it('heads its findings with the way to it, and is counted by the coverage bar', async () => {
    const { page } = seat;
    await seat.visit('/findings', plan);
    await page.getByText(/^\d+ are unknown and count as open, from \d+ causes$/).waitFor();
    const head = rowOf(/^No cluster was looked at: \d+ checks wait for it/);
    await head.getByRole('link', { name: 'Choose a cluster' }).waitFor();
    // Rows out of sight are placed by it.
    expect((await head.boundingBox())?.height).toBeLessThan(32);
  });
});

describe('that no cluster is to be looked at', () => {
  it('is a choice: what only one shows is out of scope then, on every page and in the report', async () => {
    const { page } = seat;
    await seat.visit('/cluster', plan);
    expect(await page.getByRole('button', { name: 'Run audit' }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: 'Look at none' }).click();
    await page.getByRole('heading', { name: 'Audits look at no cluster' }).waitFor();
    await page.getByRole('link', { name: 'Without a cluster' }).waitFor();
    await page.getByRole('button', { name: 'Run audit' }).click();
    await page.getByText(/^[1-9]\d* more are out of scope: no cluster was to be looked at$/).waitFor();
    await page.getByText('None, by choice').waitFor();
    await page.getByRole('button', { name: /^Out of scope/ }).click();
    await page.locator('tr[data-row]').first().click();
    await drawer().getByRole('heading', { name: 'Why it is out of scope' }).waitFor();
    await seat.visit('/components', plan);
    await rowOf(/Flux.*Out of scope.*No cluster was to be looked at\./).waitFor();
    await seat.visit('/report', plan);
    await page
      .frameLocator('iframe')
      .locator('#cover')
      .getByText(/No cluster was to be looked at\. \d+ checks are out of scope/)
      .waitFor();
    await seat.visit('/cluster', plan);
    await page.getByRole('button', { name: 'Take the choice back' }).click();
    await page.getByRole('link', { name: 'No cluster yet' }).waitFor();
  });
});

describe('a machine without a kubeconfig', () => {
  it('is told what one is, where it was looked for, and what leads on without it', async () => {
    const nowhere = at('no-kubeconfig');
    const other = await takeBrowserSeat({ KUBECONFIG: nowhere });
    try {
      const own = await makePlan(other);
      const { page } = other;
      await other.visit('/cluster', own);
      await page.getByRole('heading', { name: 'No kubeconfig is there' }).waitFor();
      await page.getByText(`It was looked for at ${nowhere}.`).waitFor();
      await page.getByText('az aks get-credentials').waitFor();
      expect(await page.getByRole('alert').count()).toBe(0);
      await page.getByRole('button', { name: 'Copy the gathering script' }).click();
      expect(await other.readClipboard()).toMatch(/^#!\/bin\/sh\n/);
      writeFileSync(nowhere, '{apiVersion: v1, kind: Config, contexts: []}');
      await page.getByRole('button', { name: 'Look again' }).click();
      await page.getByRole('heading', { name: 'The kubeconfig names no cluster' }).waitFor();
    } finally {
      rmSync(nowhere, { force: true });
      await other.close();
    }
  });
});
