import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { browserMissing, needBrowser, takeBrowserSeat } from './browserSeat.ts';
import { takeDesktopSeat } from './desktopSeat.ts';
import { electronMissing, needElectron } from './launchElectron.ts';
import { dropFiles, makePlan, runAudit } from './seat.ts';
import type { Seat } from './seat.ts';

/** Where the walk goes: why it can't, what each step needs, and how the seat is taken. */
const seats = [
  ['in Chromium, over the browser host', browserMissing, needBrowser, takeBrowserSeat],
  ['in a window of Electron', electronMissing, needElectron, takeDesktopSeat],
] as const;

let seat: Seat;
let plan: string;

const lineOf = (file: string, number: number): string => readFileSync(file, 'utf8').split('\n')[number - 1] ?? '';
const rowOf = (name: RegExp): Locator => seat.page.getByRole('row', { name });
const drawer = (): Locator => seat.page.locator('[data-drawer]');

/** A rule file that lets everything out of the gateway's namespace. */
function writeOpening(): string {
  const file = path.join(seat.folder, 'open.yaml');
  writeFileSync(
    file,
    `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: open-everything, namespace: pdp-gateway}
spec: {podSelector: {}, policyTypes: [Egress], egress: [{}]}
`,
  );
  return file;
}

/** The file in an archive beside it, as tar makes one. */
function packed(file: string): string {
  const archive = `${file}.tar.gz`;
  execFileSync('tar', ['-czf', archive, '-C', path.dirname(file), path.basename(file)]);
  return archive;
}

describe.each(seats)('%s,', (_name, findMissing, need, takeSeat) => {
  beforeAll(async () => {
    if (findMissing() !== undefined) return;
    seat = await takeSeat();
    plan = await makePlan(seat);
  });
  afterAll(async () => {
    if (findMissing() === undefined) await seat.close();
  });
  beforeEach(need);

  describe('a plan', () => {
    it('begins with the name of its file, and takes one choice after the other', async () => {
      const { page } = seat;
      const file = path.join(seat.folder, 'fresh.yaml');
      await seat.visit('/');
      await seat.nameNewPlan(() => page.getByRole('button', { name: 'New plan' }).first().click(), file);
      for (const [choice, next] of [
        ['Choreo', 'Management model'],
        ['WSO2 fully managed, customer subscription', 'Cloud and region'],
        ['AWS', 'Security tier'],
        ['Premium', 'Network'],
      ] as const) {
        await page.getByRole('radio', { name: choice }).click();
        await page.getByRole('button', { name: `Continue to ${next}` }).click();
      }
      await page.getByRole('heading', { name: 'What does a packet meet on its way out?' }).waitFor();
      await expect
        .poll(() => readFileSync(file, 'utf8'))
        .toMatch(
          /^edition: choreo\b[^]*^managementModel: customer-subscription\b[^]*^cloud: aws\b[^]*^securityTier: premium\b/m,
        );
      await seat.visit('/raci', file);
      await page.getByText(/^16 tasks for .*Choreo on AWS/).waitFor();
    });

    it('is opened from where it lies', async () => {
      const { page } = seat;
      await seat.visit('/');
      await seat.chooseFiles(() => page.getByRole('button', { name: 'Open plan file' }).first().click(), 'Open plan', [
        plan,
      ]);
      await page.getByRole('button', { name: 'Plan acme-prod, switch' }).waitFor();
      expect(decodeURIComponent(page.url())).toContain(`plan=${plan}`);
    });
  });

  describe('choices', () => {
    it('are saved into the plan file at once, and the line is named', async () => {
      const { page } = seat;
      await seat.visit('/plan/tier', plan);
      await page.getByRole('radio', { name: 'Premium' }).click();
      const saved = await page.getByText(/Saved to acme-prod\.yaml, line \d+/).textContent();
      const line = Number(/line (\d+)/.exec(saved ?? '')?.[1]);
      expect(lineOf(plan, line)).toBe('securityTier: premium');
    });

    it('are taken back with the keyboard, to the same bytes', async () => {
      const { page } = seat;
      await seat.visit('/plan/cloud', plan);
      const before = readFileSync(plan, 'utf8');
      await page.getByRole('radio', { name: 'AWS' }).click();
      await expect.poll(() => readFileSync(plan, 'utf8')).toContain('cloud: aws');
      await page.keyboard.press('Control+z');
      await expect.poll(() => readFileSync(plan, 'utf8')).toBe(before);
    });

    it('that another program has crossed are asked about, and keep what it wrote', async () => {
      const { page } = seat;
      await seat.visit('/plan/cloud', plan);
      appendFileSync(plan, '# written by another program\n');
      await page.getByRole('radio', { name: 'GCP' }).click();
      await page.getByRole('alertdialog').getByRole('button', { name: 'Make my change' }).click();
      await expect.poll(() => readFileSync(plan, 'utf8')).toContain('cloud: gcp');
      expect(readFileSync(plan, 'utf8')).toContain('# written by another program');
      await page.keyboard.press('Control+z');
      await expect.poll(() => readFileSync(plan, 'utf8')).toContain('cloud: azure');
    });

    it('that are no addresses are refused at their field, and nothing is written', async () => {
      const { page } = seat;
      await seat.visit('/plan/network', plan);
      const before = readFileSync(plan, 'utf8');
      const pods = page.getByRole('textbox', { name: 'Pods' });
      await pods.fill('10.20.0.0/99');
      await pods.press('Tab');
      await page.getByRole('alert').getByText('“10.20.0.0/99” has a prefix longer than 32 bits').waitFor();
      expect(await pods.inputValue()).toBe('10.20.0.0/99');
      expect(await pods.getAttribute('aria-invalid')).toBe('true');
      expect(readFileSync(plan, 'utf8')).toBe(before);
    });

    it('of clients are made, corrected and taken back with the keyboard alone', async () => {
      const { page } = seat;
      await seat.visit('/plan/network', plan);
      const before = readFileSync(plan, 'utf8');
      await page.getByRole('button', { name: 'Add client' }).focus();
      await page.keyboard.press('Enter');
      await page.getByRole('textbox', { name: 'Name of the client' }).waitFor();
      await page.keyboard.type('partners');
      await page.keyboard.press('Enter');
      const addresses = page.getByRole('group', { name: 'partners' }).getByRole('textbox', { name: /Addresses/ });
      await addresses.waitFor();
      await expect.poll(() => addresses.evaluate((field) => field === document.activeElement)).toBe(true);
      await page.keyboard.type('203.0.113.0');
      await page.keyboard.press('Tab');
      await page.getByRole('alert').getByText('“203.0.113.0” is one address, not a range').waitFor();
      await addresses.fill('203.0.113.0/24');
      await addresses.press('Tab');
      await expect.poll(() => readFileSync(plan, 'utf8')).toContain('203.0.113.0/24');
      const ports = page.getByRole('group', { name: 'partners' }).getByRole('textbox', { name: /Ports/ });
      await ports.fill('18443');
      await ports.press('Tab');
      await expect.poll(() => readFileSync(plan, 'utf8')).toContain('18443');
      await page.keyboard.press('Control+z');
      await expect.poll(() => readFileSync(plan, 'utf8')).not.toContain('18443');
      await page.keyboard.press('Control+z');
      await expect.poll(() => readFileSync(plan, 'utf8')).not.toContain('203.0.113.0/24');
      await page.keyboard.press('Control+z');
      await expect.poll(() => readFileSync(plan, 'utf8')).toBe(before);
    });

    it('of what runs in the cluster are refused at their field, and written once they can be meant', async () => {
      const { page } = seat;
      await seat.visit('/plan/cluster', plan);
      const before = readFileSync(plan, 'utf8');
      const registries = page.getByRole('textbox', { name: 'Allowed registries' });
      await registries.fill('https://acme.azurecr.io');
      await registries.press('Tab');
      await page.getByRole('alert').getByText('Write acme.azurecr.io.').waitFor();
      expect(readFileSync(plan, 'utf8')).toBe(before);
      await registries.fill('acme.azurecr.io');
      await registries.press('Tab');
      await expect.poll(() => readFileSync(plan, 'utf8')).toContain('acme.azurecr.io');
      await page.getByRole('navigation', { name: 'Steps' }).getByText('1 registry, 0 administrators').waitFor();
      const flux = page.getByRole('group', { name: 'Flux' });
      await flux.getByText('These labels are right here').click();
      await expect.poll(() => readFileSync(plan, 'utf8')).toContain('confirmedSelector: true');
      for (const written of ['confirmedSelector: true', 'acme.azurecr.io']) {
        await page.keyboard.press('Control+z');
        await expect.poll(() => readFileSync(plan, 'utf8')).not.toContain(written);
      }
      expect(readFileSync(plan, 'utf8')).toBe(before);
    });

    it('of owners fill the matrix', async () => {
      const { page } = seat;
      await seat.visit('/plan/owners', plan);
      await page.getByRole('textbox', { name: 'Who does Infrastructure monitoring' }).fill('watch@acme.example');
      await page.keyboard.press('Tab');
      await expect.poll(() => readFileSync(plan, 'utf8')).toContain('watch@acme.example');
      await seat.visit('/raci', plan);
      await rowOf(/^Infrastructure monitoring/)
        .getByText('watch')
        .waitFor();
    });
  });

  describe('responsibilities', () => {
    it('are compared with the model that is chosen, and counted in the sentence', async () => {
      const { page } = seat;
      await seat.visit('/raci', plan);
      await page.getByText('6 tasks that WSO2 would do').waitFor();
      await page.getByRole('button', { name: /Compare with/ }).click();
      await page.getByRole('option', { name: 'WSO2 fully managed, WSO2 subscription' }).click();
      await page.getByText('9 tasks that WSO2 would do').waitFor();
      await page.reload();
      await page.getByText('9 tasks that WSO2 would do').waitFor();
      expect(await page.getByText('6 tasks that WSO2 would do').count()).toBe(0);
    });

    it('are exported as CSV and as Markdown', async () => {
      const { page } = seat;
      await seat.visit('/raci?compare=none', plan);
      const taken = await seat.takeFiles(
        () => page.getByRole('button', { name: 'Export CSV' }).click(),
        ['acme-prod-raci.csv'],
      );
      expect(taken['acme-prod-raci.csv'].trim().split('\r\n')).toHaveLength(17);
      await page.getByRole('button', { name: 'Copy as Markdown' }).click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      expect(await seat.readClipboard()).toMatch(/^# Responsibilities: Integration Platform/);
    });
  });

  describe('connections', () => {
    it('quote the deciding rule as it stands in the file, under its own number', async () => {
      await seat.visit('/connections/apim-enforcer--event-hub', plan);
      await drawer().getByText('first blocked by Pod policy').waitFor();
      const marked = drawer()
        .locator('pre span', { has: seat.page.getByText('Deciding line:') })
        .first();
      const text = (await marked.textContent()) ?? '';
      const number = Number(/^\d+/.exec(text)?.[0]);
      const file = path.join(seat.folder, 'rules/kubernetes/network-policies.yaml');
      expect(number).toBeGreaterThan(0);
      expect(text.replace(/^\d+Deciding line: /, '').trimEnd()).toBe(lineOf(file, number));
    });

    it('lead from the deciding rule to its whole file, in which words are found', async () => {
      const { page } = seat;
      await seat.visit('/connections/apim-enforcer--event-hub', plan);
      await drawer().getByRole('link', { name: 'network-policies.yaml' }).first().click();
      await page.getByRole('heading', { name: 'network-policies.yaml', level: 1 }).waitFor();
      const file = path.join(seat.folder, 'rules/kubernetes/network-policies.yaml');
      const asked = page.locator('pre span', { has: page.getByText('Asked for:') }).first();
      const number = Number(/^\d+/.exec((await asked.textContent()) ?? '')?.[0]);
      expect(((await asked.textContent()) ?? '').replace(/^\d+Asked for: /, '').trimEnd()).toBe(lineOf(file, number));
      const word = 'KIND: networkpolicy';
      const lines = readFileSync(file, 'utf8').split('\n');
      const places = lines.flatMap((text, index) =>
        text.toLowerCase().includes(word.toLowerCase()) ? [index + 1] : [],
      );
      expect(places.length).toBeGreaterThan(2);
      await page.keyboard.press('/');
      await page.keyboard.type(word);
      await page.getByText(`1 of ${places.length} places`).waitFor();
      await page.keyboard.press('Enter');
      await page.getByText(`2 of ${places.length} places`).waitFor();
      await expect.poll(async () => /^\d+/.exec((await asked.textContent()) ?? '')?.[0]).toBe(`${places[1]}`);
      await page.getByRole('searchbox', { name: 'Find in this file' }).fill(lineOf(file, 1));
      await page.getByText('1 place', { exact: true }).waitFor();
      await page.getByRole('button', { name: 'Back to sources' }).click();
      await page.getByRole('heading', { name: 'Sources', level: 1 }).waitFor();
    });

    it('lead to what else each workload reaches, which is found by an address, opened and exported', async () => {
      const { page } = seat;
      await seat.visit('/connections', plan);
      await page.getByRole('button', { name: 'Show reach' }).click();
      await page.getByRole('heading', { name: 'Reach', level: 1 }).waitFor();
      await page.getByRole('searchbox').fill('10.80.0.7');
      await rowOf(/^orders\/order-integration/).waitFor();
      await expect.poll(() => rowOf(/^pdp-system\//).count()).toBe(0);
      await page.getByRole('button', { name: /^orders\/order-integration/ }).click();
      await drawer().getByText('10.80.0.0–10.80.255.255').waitFor();
      const taken = await seat.takeFiles(
        () => page.getByRole('button', { name: 'Export CSV' }).click(),
        ['acme-prod-reach.csv'],
      );
      expect(taken['acme-prod-reach.csv']).toMatch(
        /orders,order-integration,.*,10\.80\.0\.0-10\.80\.255\.255,443\/tcp/,
      );
      await drawer().getByRole('button', { name: 'Explain a flow from it' }).click();
      await expect
        .poll(() =>
          page
            .getByRole('combobox', { name: 'From' })
            .or(page.getByRole('textbox', { name: 'From' }))
            .inputValue(),
        )
        .toBe('orders/order-integration');
    });

    it('are filtered by outcome and by words', async () => {
      const { page } = seat;
      await seat.visit('/connections', plan);
      await rowOf(/PDP agent.*Kubernetes/).waitFor();
      const rows = page.locator('tr[data-row]');
      await page.keyboard.press('1');
      await expect.poll(() => rows.count()).toBe(1);
      await page.keyboard.press('0');
      await page.keyboard.press('/');
      await page.keyboard.type('letsencrypt');
      await expect.poll(() => rows.count()).toBe(1);
      await rowOf(/Let's Encrypt/).waitFor();
    });

    it.each([
      ['dropped', (file: string) => dropFiles(seat.page, [file])],
      ['dropped in an archive', (file: string) => dropFiles(seat.page, [packed(file)])],
      [
        'chosen',
        (file: string) =>
          seat.chooseFiles(() => seat.page.getByRole('button', { name: 'Add rule files' }).click(), 'Add files', [
            file,
          ]),
      ],
    ])('are judged again by files that are %s, and as before when they are taken away', async (_how, add) => {
      const { page } = seat;
      await seat.visit('/connections', plan);
      await rowOf(/APIM \/ enforcer.*Denied/).waitFor();
      await add(writeOpening());
      // Its verdict: a layer of the row is unknown before as well.
      await rowOf(/APIM \/ enforcer/)
        .locator('td')
        .last()
        .getByText('Unknown', { exact: true })
        .waitFor();
      await seat.visit('/evidence', plan);
      await page.getByText('Added in this session').waitFor();
      await page.getByRole('button', { name: /^Take .* away$/ }).click();
      await page.getByText('Added in this session').waitFor({ state: 'detached' });
      await seat.visit('/connections', plan);
      await rowOf(/APIM \/ enforcer.*Denied/).waitFor();
      expect(await page.getByText(/judged by 4 rule files/).count()).toBe(1);
    });

    it('are judged by all files of a folder that is dropped, those of one name in different folders as well', async () => {
      const { page } = seat;
      const folder = path.join(seat.folder, 'dropped');
      for (const name of ['one', 'other']) {
        mkdirSync(path.join(folder, name), { recursive: true });
        copyFileSync(writeOpening(), path.join(folder, name, 'open.yaml'));
      }
      await seat.visit('/connections', plan);
      await dropFiles(page, [folder]);
      await page.getByText('2 files added').waitFor();
      await seat.visit('/evidence', plan);
      const rows = page.getByRole('row', { name: /open\.yaml/ });
      await expect.poll(() => rows.count()).toBe(2);
      // A host that knows where they lie lists each, one that was sent them the folder that it keeps them in.
      const away = page.getByRole('button', { name: /^Take .* away$/ });
      for (let left = await away.count(); left > 0; left -= 1) {
        await away.first().click();
        await expect.poll(() => away.count()).toBe(left - 1);
      }
      await page.getByText('Added in this session').waitFor({ state: 'detached' });
    });

    it('say which layer is not known, once the plan no longer names it', async () => {
      const { page } = seat;
      await seat.visit('/plan/network', plan);
      await page.getByRole('button', { name: 'Remove Azure Firewall' }).click();
      await expect.poll(() => readFileSync(plan, 'utf8')).not.toContain('azure-firewall');
      await seat.visit('/connections', plan);
      await page.getByText('Azure Firewall is not known.').waitFor();
      await rowOf(/GitHub.*Unknown/).waitFor();
      expect(await rowOf(/GitHub.*Allowed$/).count()).toBe(0);
      await seat.visit('/plan/network', plan);
      await page.getByRole('button', { name: 'Rules of Azure Firewall Not said' }).click();
      await page.getByRole('option', { name: 'There is no such layer' }).click();
      await expect.poll(() => readFileSync(plan, 'utf8')).toContain('azure-firewall');
    });
  });

  describe('an audit', () => {
    it('is run, its failure waived with a name and a last day, and counted as waived from then on', async () => {
      const { page } = seat;
      await seat.visit('/findings', plan);
      await runAudit(seat, 1);
      await page.getByRole('button', { name: /^Fail/ }).click();
      await rowOf(/APIM \/ enforcer/).click();
      await drawer().getByRole('button', { name: 'Waive' }).click();
      await drawer().getByText('Missing: a reason, who accepts it and a last day that is not over').waitFor();
      await drawer().getByRole('textbox', { name: 'Why it is accepted' }).fill('The change is planned');
      await drawer().getByRole('textbox', { name: 'Who accepts it' }).fill('net-team@acme.example');
      await drawer().getByLabel('Last day').fill('2099-01-31');
      await page.keyboard.press('Tab');
      await drawer().getByRole('button', { name: 'Write the waiver' }).click();
      await expect.poll(() => readFileSync(plan, 'utf8')).toContain('The change is planned');
      await runAudit(seat, 2);
      await page.getByRole('button', { name: /^Waived/ }).click();
      await rowOf(/APIM \/ enforcer.*The change is planned/).waitFor();
      await seat.visit('/waivers', plan);
      await rowOf(/The change is planned/)
        .getByText('Applied')
        .waitFor();
    });

    it('is compared with the one before it, and says why', async () => {
      const { page } = seat;
      await seat.visit('/runs', plan);
      await page.getByText('2 runs verified').waitFor();
      await page.getByRole('button', { name: 'Compare 1 with 2' }).click();
      await rowOf(/APIM \/ enforcer.*It was waived\./).waitFor();
      await page.goBack();
      await page.getByRole('heading', { name: 'Runs', level: 1 }).waitFor();
      await expect.poll(() => page.locator('tr[data-row]').count()).toBe(2);
    });

    it('tells beside each finding what changed since the run before', async () => {
      const { page } = seat;
      await seat.visit('/findings', plan);
      await page.getByText(/Since run 1: 1 otherwise changed\./).waitFor();
      await page.getByRole('button', { name: 'Changed 1' }).click();
      await rowOf(/APIM \/ enforcer.*Was Fail in run 1\./).waitFor();
      expect(await page.locator('tr[data-row]').count()).toBe(1);
    });

    it('keeps what it read under its hash, to be shown and taken out', async () => {
      const { page } = seat;
      await seat.visit('/runs', plan);
      await page.getByRole('link', { name: 'evidence of run 1', exact: true }).click();
      await page.getByRole('button', { name: 'rules/nsg.json' }).click();
      const hash =
        (await drawer()
          .getByText(/^[0-9a-f]{64}$/)
          .textContent()) ?? '';
      await drawer().getByText('AllowVnetOutBound').first().waitFor();
      const taken = await seat.takeFiles(
        () => drawer().getByRole('button', { name: 'Export file' }).click(),
        ['nsg.json'],
      );
      expect(createHash('sha256').update(taken['nsg.json']).digest('hex')).toBe(hash);
    });

    it('shows the wanted tier as not reached, and takes an attestation for a control', async () => {
      const { page } = seat;
      await seat.visit('/tier', plan);
      await page.getByRole('columnheader', { name: /Premium.*Wanted.*Not reached/ }).waitFor();
      await page.getByRole('button', { name: 'Secret management' }).click();
      await drawer().getByRole('button', { name: 'Attest this control' }).click();
      await drawer().getByRole('textbox', { name: 'What is stated' }).fill('Secrets live in the vault.');
      await drawer().getByRole('textbox', { name: 'Who states it' }).fill('cloud-team@acme.example');
      await page.keyboard.press('Tab');
      await drawer().getByRole('button', { name: 'Write the attestation' }).click();
      await expect.poll(() => readFileSync(plan, 'utf8')).toContain('Secrets live in the vault.');
      await runAudit(seat, 3);
      await seat.visit('/tier/secret-management', plan);
      await drawer().getByText('Attested', { exact: true }).waitFor();
    });

    it('becomes a report that is shown as it is exported', async () => {
      const { page } = seat;
      await seat.visit('/report', plan);
      const preview = page.frameLocator('iframe');
      await preview.getByRole('heading', { name: 'acme-prod' }).first().waitFor();
      const size = await preview
        .locator('h1')
        .first()
        .evaluate((title) => Number.parseFloat(getComputedStyle(title).fontSize));
      expect(size).toBeGreaterThan(24);
      const report = await seat.takeFiles(
        () => page.getByRole('button', { name: 'Export 2 files' }).click(),
        ['report.html', 'report.json'],
      );
      expect(report['report.html']).toContain('acme-prod</h1>');
      expect(JSON.parse(report['report.json'])).toMatchObject({ plan: { name: 'acme-prod' } });
      await page.getByText('Report exported').waitFor();
      expect(seat.complaints).toEqual([]);
    });
  });

  describe('without a mouse', () => {
    it('everything is reached: pages, rows, drawer, palette and back', async () => {
      const { page } = seat;
      const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
      await seat.visit('/raci', plan);
      await rowOf(/^Network management/).waitFor();
      await page.keyboard.press('g');
      await page.keyboard.press('c');
      await rowOf(/Secret resolver/).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await expect.poll(focused).toContain('Kubernetes API server');
      await page.keyboard.press('Enter');
      await drawer().waitFor();
      await expect.poll(focused).toBe('PDP agent to Kubernetes API server');
      await page.keyboard.press(']');
      await drawer().getByRole('heading', { name: 'APIM / local adaptor to Global adaptor' }).waitFor();
      await page.keyboard.press('Escape');
      await drawer().waitFor({ state: 'detached' });
      await expect.poll(focused).toContain('Global adaptor');
      await page.keyboard.press('Control+k');
      await page.keyboard.type('security tier');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Security tier', level: 1 }).waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keyboard' }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    });

    it('the focus is always in sight', async () => {
      const { page } = seat;
      await seat.visit('/findings', plan);
      await page.locator('tr[data-row]').first().waitFor();
      const unseen: string[] = [];
      for (let step = 0; step < 40; step += 1) {
        await page.keyboard.press('Tab');
        const seen = await page.evaluate(() => {
          const element = document.activeElement;
          if (element === null || element === document.body) return 'nothing';
          const outlined = [element, element.closest('tr'), element.closest('[data-table-filter]')].some(
            (one) => one !== null && getComputedStyle(one).outlineStyle !== 'none',
          );
          const { width, height } = element.getBoundingClientRect();
          return outlined && width > 0 && height > 0 ? undefined : element.outerHTML.slice(0, 120);
        });
        if (seen !== undefined && seen !== 'nothing') unseen.push(seen);
      }
      expect(unseen).toEqual([]);
    });
  });

  describe('settings', () => {
    it('are kept, and applied at once', async () => {
      const { page } = seat;
      await seat.visit('/settings', plan);
      await page.getByRole('radio', { name: 'Dark' }).click();
      await page.getByRole('radio', { name: 'Compact' }).click();
      await page.getByText('Single letters are commands').click();
      await page.reload();
      await page.getByRole('radio', { name: 'Dark' }).waitFor();
      await expect.poll(() => page.locator('html').getAttribute('data-theme')).toBe('dark');
      await expect.poll(() => page.getByRole('radio', { name: 'Compact' }).isChecked()).toBe(true);
      await seat.visit('/connections', plan);
      const row = rowOf(/Secret resolver/);
      await row.waitFor();
      await expect.poll(async () => (await row.boundingBox())?.height).toBeLessThan(44);
      await page.keyboard.press('1');
      expect(await page.locator('tr[data-row]').count()).toBe(13);
    });

    it('leave nothing behind that the browser complained about', () => {
      expect(seat.complaints).toEqual([]);
    });
  });
});
