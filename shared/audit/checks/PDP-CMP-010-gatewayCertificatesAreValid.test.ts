import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, conditionsOf, objectOf } from '../testing/clusterOf.ts';
import { gatewayOf } from '../testing/gatewaysOf.ts';
import { gatewayCertificatesAreValid } from './PDP-CMP-010-gatewayCertificatesAreValid.ts';

const id = 'certificates.cert-manager.io';
const gateway = gatewayOf({ protocol: 'HTTPS', tls: { certificateRefs: [{ name: 'edge-tls' }] } });
const certificate = (notAfter: string | undefined, ready = 'True') => ({
  ...gateway,
  [id]: [
    objectOf(id, 'edge/main', {
      spec: { secretName: 'edge-tls' },
      status: { ...conditionsOf(['Ready', ready]), notAfter },
    }),
  ],
});

describe('PDP-CMP-010, on 2026-11-21', () => {
  it.each([
    ['pass', 'a certificate with weeks to go', certificate('2026-12-31T00:00:00Z')],
    ['fail', 'one with days to go', certificate('2026-11-25T00:00:00Z')],
    ['fail', 'one that has expired', certificate('2026-11-01T00:00:00Z')],
    ['fail', 'one that is not ready', certificate('2026-12-31T00:00:00Z', 'False')],
    ['unknown', 'one without an end', certificate(undefined)],
    ['unknown', 'a secret that cert-manager does not fill', gateway],
    ['unknown', 'no certificate at all', gatewayOf({ protocol: 'HTTP' })],
    ['not-applicable', 'no gateway', {}],
  ] as const)('is %s for %s', (outcome, _, seen) => {
    expect(assessOn(gatewayCertificatesAreValid, clusterOf(seen)).outcome).toBe(outcome);
  });

  it('judges the end at the instant that the audit is asked for', () => {
    const cluster = clusterOf(certificate('2026-12-31T00:00:00Z'));
    expect(assessOn(gatewayCertificatesAreValid, cluster, { asOf: '2026-12-30T00:00:00Z' }).outcome).toBe('fail');
  });
});
