import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, conditionsOf, objectOf } from '../testing/clusterOf.ts';
import { certificatesAreRenewedInTime } from './PDP-SEC-009-certificatesAreRenewedInTime.ts';

const certificates = 'certificates.cert-manager.io';
const ready = conditionsOf(['Ready', 'True']);
const assess = (status: object, asOf = '2026-11-21T09:00:00Z') =>
  assessOn(
    certificatesAreRenewedInTime,
    clusterOf({ [certificates]: [objectOf(certificates, 'web/tls', { status })] }),
    { asOf },
  );
const valid = { ...ready, notAfter: '2027-01-01T00:00:00Z', renewalTime: '2026-12-01T00:00:00Z' };

describe('PDP-SEC-009', () => {
  it('passes where certificates are valid and not due', () => {
    expect(assess(valid)).toMatchObject({
      outcome: 'pass',
      evidence: [{ text: 'web/tls: valid until 2027-01-01T00:00:00Z, to be renewed on 2026-12-01T00:00:00Z' }],
    });
  });

  it('is judged at the instant that is asked for', () => {
    expect(assess(valid, '2026-12-01T12:00:00Z').outcome).toBe('pass');
    expect(assess(valid, '2026-12-03T00:00:00Z')).toMatchObject({
      outcome: 'fail',
      evidence: [{ text: expect.stringContaining('which has passed; valid until 2027-01-01') as string }],
    });
    expect(assess(valid, '2027-01-01T00:00:00Z').evidence[0]?.text).toContain('expired on 2027-01-01');
  });

  it('fails where one is not ready', () => {
    expect(assess({ ...valid, ...conditionsOf(['Ready', 'False', 'IncorrectIssuer']) })).toMatchObject({
      outcome: 'fail',
      evidence: [{ text: 'web/tls: status.conditions[Ready]=False (IncorrectIssuer)' }],
    });
  });

  it('is unknown before one is issued, where there are none, and without cert-manager', () => {
    expect(assess({})).toMatchObject({ outcome: 'unknown' });
    expect(assessOn(certificatesAreRenewedInTime, clusterOf())).toMatchObject({ outcome: 'unknown' });
    expect(assessOn(certificatesAreRenewedInTime, clusterOf({ [certificates]: 'absent' }))).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'absent',
    });
  });
});
