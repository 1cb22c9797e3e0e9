import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { clusterCheckIds } from '../catalog/ids.ts';
import type { PlanAttestation } from '../plan/plan.ts';
import { attestationFor, judgeAttestations } from './attestations.ts';
import { clusterChecks } from './checks/clusterChecks.ts';
import { completeAudit } from './runAudit.ts';
import { auditMaterial } from './testing/auditMaterial.ts';
import { clusterOf } from './testing/clusterOf.ts';
import { podOf } from './testing/podOf.ts';

const { plan } = auditMaterial(embeddedCatalog);
const asOf = '2026-11-21T09:00:00Z';

const attestation = (more: Partial<PlanAttestation>): PlanAttestation => ({
  control: 'sast',
  statement: 'Every merge request is scanned.',
  by: 'appsec@acme.example',
  on: '2026-11-01',
  ...more,
});

const statesOf = (attestations: readonly PlanAttestation[], at = asOf) =>
  judgeAttestations({ ...plan, attestations: [...attestations] }, at).map(({ state }) => state);

describe('an attestation', () => {
  it.each([
    ['has no end', {}, 'counts'],
    ['ends in a year', { expires: '2027-11-01' }, 'counts'],
    ['has its last day today', { expires: '2026-11-21' }, 'counts'],
    ['had its last day yesterday', { expires: '2026-11-20' }, 'expired'],
    ['is made today', { on: '2026-11-21' }, 'counts'],
    ['is dated tomorrow', { on: '2026-11-22' }, 'not-yet'],
    ['is dated tomorrow and ended yesterday', { on: '2026-11-22', expires: '2026-11-20' }, 'not-yet'],
    ['names a control by its id', { control: 'cspm' }, 'counts'],
    ['names a control as a requirement', { control: 'control.cspm' }, 'counts'],
    ['names a component', { control: 'component.flux' }, 'counts'],
    ['names infrastructure', { control: 'infrastructure.log-storage' }, 'counts'],
    ['names a connection, which rules decide', { control: 'connection.dns' }, 'not-asked-for'],
    ['names nothing that there is', { control: 'control.magic' }, 'unmatched'],
    ['names something that every object has', { control: 'toString' }, 'unmatched'],
  ] as const)('that %s: %o is %s', (_, more, state) => {
    expect(statesOf([attestation(more)])).toEqual([state]);
  });

  it('is judged by the day in UTC, wherever the instant was written', () => {
    const ended = [attestation({ expires: '2026-11-20' })];
    expect(statesOf(ended, '2026-11-21T00:30:00+02:00')).toEqual(['counts']);
    expect(statesOf(ended, '2026-11-20T23:30:00-02:00')).toEqual(['expired']);
  });

  it('gives way to a newer one, and on the same day to a later line', () => {
    expect(
      statesOf([
        attestation({ on: '2026-11-02' }),
        attestation({ on: '2026-11-01' }),
        attestation({ on: '2026-11-02', by: 'ciso@acme.example' }),
      ]),
    ).toEqual(['superseded', 'superseded', 'counts']);
  });

  it('still counts when a newer one has expired', () => {
    expect(
      statesOf([attestation({ on: '2026-10-01' }), attestation({ on: '2026-11-01', expires: '2026-11-10' })]),
    ).toEqual(['counts', 'expired']);
  });
});

describe('the attestation for a requirement', () => {
  const decides = (attestations: readonly PlanAttestation[]) =>
    attestationFor('control.sast', judgeAttestations({ ...plan, attestations: [...attestations] }, asOf));

  it('is the one that counts, rather than an expired or a coming one', () => {
    const judged = decides([
      attestation({ on: '2026-12-01' }),
      attestation({ on: '2026-10-01' }),
      attestation({ expires: '2026-11-10' }),
    ]);
    expect(judged).toMatchObject({ state: 'counts', index: 1 });
  });

  it('is the expired one where none counts, so that the reader learns that there was one', () => {
    expect(decides([attestation({ expires: '2026-11-10' }), attestation({ on: '2026-12-01' })])).toMatchObject({
      state: 'expired',
      index: 0,
    });
  });

  it('is none where only other things are attested', () => {
    expect(decides([attestation({ control: 'cspm' })])).toBeUndefined();
  });
});

describe('an attestation of one check of the cluster', () => {
  const auditOf = (check: string, expires: string, cluster = clusterOf()) => {
    const more = `attestations: [{control: ${check}, statement: It is so., by: Ana, on: 2026-01-01, expires: ${expires}}]\n`;
    const { findings } = completeAudit(auditMaterial(embeddedCatalog, { more, cluster }));
    return findings.filter((finding) => finding.evidence.some(({ text }) => text.includes('It is so.')));
  };

  it('counts where that check is left open, beside what was seen', () => {
    expect(auditOf('PDP-CMP-018', '2027-01-01')).toMatchObject([
      {
        check: 'PDP-CMP-018',
        outcome: 'pass',
        how: 'attested',
        evidence: [{}, { text: expect.stringContaining('Ana') as string }],
      },
    ]);
  });

  it('says that it has expired, and counts for nothing against what was seen', () => {
    expect(auditOf('PDP-CMP-018', '2026-02-01')).toMatchObject([
      { outcome: 'unknown', title: expect.stringContaining('the attestation of it has expired') as string },
    ]);
    const pods = [podOf('shop/web', { container: { image: 'registry.acme.example/web:1' } })];
    expect(auditOf('PDP-SEC-007', '2027-01-01', clusterOf({ pods }))).toEqual([]);
  });
});

it('knows by their ids the checks that ask one question of the cluster', () => {
  expect(clusterCheckIds).toEqual(clusterChecks.map(({ id }) => id));
  const material = auditMaterial(embeddedCatalog);
  expect(clusterChecks.filter((check) => check.questions(material).length !== 1)).toEqual([]);
});
