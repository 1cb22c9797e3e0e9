import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { findExpiredPromises } from './findExpiredPromises.ts';
import { auditMaterial } from './testing/auditMaterial.ts';

const today = '2026-11-21T09:00:00Z';

function attested(on: string, expires?: string, control = 'sast'): string {
  const end = expires === undefined ? '' : `, expires: ${expires}`;
  return `{control: ${control}, statement: s, by: ann, on: ${on}${end}}`;
}

function waived(expires: string, requirement = 'control.sast'): string {
  return `{requirement: ${requirement}, reason: r, owner: ann, expires: ${expires}}`;
}

function expiredIn(key: 'attestations' | 'waivers', lines: readonly string[], asOf = today): readonly string[] {
  const more = `${key}:\n${lines.map((line) => `  - ${line}\n`).join('')}`;
  const { plan, locate } = auditMaterial(embeddedCatalog, { more });
  return findExpiredPromises(plan, asOf).map(
    ({ id, kind, path, message }) => `${kind} ${id} ${locate(path).line}: ${message}`,
  );
}

describe('promises that their days leave without effect', () => {
  it('are attestations that have expired, each with its line', () => {
    expect(expiredIn('attestations', [attested('2026-01-01'), attested('2025-01-01', '2026-11-20', 'cspm')])).toEqual([
      'open attestation-expired.1 10: The attestation of cspm by ann expired on 2026-11-20; until there is a new one, cspm is unknown.',
    ]);
  });

  it('are attestations that are dated in the future', () => {
    expect(expiredIn('attestations', [attested('2026-11-22')])).toEqual([
      'open attestation-not-yet.0 9: The attestation of sast by ann is dated 2026-11-22 and does not count before.',
    ]);
  });

  it('are waivers that have expired', () => {
    expect(expiredIn('waivers', [waived('2026-11-20')])).toEqual([
      'open waiver-expired.0 9: The waiver for control.sast expired on 2026-11-20; a failure counts as a failure again.',
    ]);
  });

  it.each([
    ['an attestation on its first and last day', 'attestations', [attested('2026-11-21', '2026-11-21')]],
    ['one that another has taken over', 'attestations', [attested('2025-01-01', '2026-01-01'), attested('2026-01-02')]],
    ['one that was never valid, which is told without a clock', 'attestations', [attested('2026-01-02', '2026-01-01')]],
    ['one that names nothing', 'attestations', [attested('2025-01-01', '2026-01-01', 'moon')]],
    ['a waiver on its last day', 'waivers', [waived('2026-11-21')]],
    ['one that another has taken over', 'waivers', [waived('2026-01-01'), waived('2027-01-01')]],
  ] as const)('are not %s in %s', (_, key, lines) => {
    expect(expiredIn(key, lines)).toEqual([]);
  });

  it('depend on the instant that is asked for', () => {
    const lines = [waived('2026-11-21')];
    expect(expiredIn('waivers', lines, '2026-11-21T23:59:59Z')).toEqual([]);
    expect(expiredIn('waivers', lines, '2026-11-22T00:00:00Z')).toHaveLength(1);
  });
});
