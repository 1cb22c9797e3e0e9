import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { failure } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { openSource } from './openSource.ts';
import type { SourceAbilities } from './openSource.ts';

const plan = `apiVersion: pdp-workbench/v1
kind: Plan
metadata: {name: acme}
edition: integration-platform
managementModel: self-managed
cloud: on-premises
securityTier: basic
`;

/** A file so large that another thread reads it, which is asked once for each of these answers. */
function abilitiesWith(
  ...answers: readonly (() => Promise<unknown>)[]
): SourceAbilities & { readonly asked: () => number } {
  let asked = 0;
  return {
    asked: () => asked,
    catalog: embeddedCatalog,
    digest: () => '',
    workingFolder: '/',
    giveWay: async () => undefined,
    lastShown: new Map(),
    planFiles: {
      resolve: (file) => succeed(file),
      read: (path) => succeed({ path, text: plan, hash: '', bytes: plan.length }),
      exists: () => true,
      write: () => failure('forbidden', 'Nothing is written.'),
      writeSample: () => failure('forbidden', 'Nothing is written.'),
    },
    ruleFiles: {
      read: async () => failure('forbidden', 'It is read elsewhere.'),
      look: async () => ({ files: 1, state: 'as it was' }),
      measure: async () => 40_000_000,
    },
    apart: (() => answers[asked++]?.()) as SourceAbilities['apart'],
  };
}

const input = { plan: '/plan.yaml', rules: ['/rules.json'], file: '/rules.json' };
const shown = async () => succeed({ kind: 'shown', source: { text: 'one\ntwo', moved: new Map() } });

describe('a source', () => {
  it('that was shown is read once for all that ask for it', async () => {
    const abilities = abilitiesWith(shown);
    const [one, other] = await Promise.all([openSource(abilities, input), openSource(abilities, input)]);
    expect(one).toMatchObject({ ok: true, value: { totalLines: 2 } });
    expect(other).toStrictEqual(one);
    expect(abilities.asked()).toBe(1);
  });

  it.each([
    ['was refused', async () => failure('incomplete', 'The thread ended.')],
    ['was not readable', async () => succeed({ kind: 'unreadable', problems: [] })],
    ['broke off', async () => Promise.reject(new Error('The thread ended.'))],
  ])('that %s is read again when it is asked for again', async (_what, first) => {
    const abilities = abilitiesWith(first, shown);
    expect(await openSource(abilities, input).catch(() => undefined)).not.toMatchObject({ ok: true });
    expect(await openSource(abilities, input)).toMatchObject({ ok: true, value: { totalLines: 2 } });
    expect(abilities.asked()).toBe(2);
  });
});
