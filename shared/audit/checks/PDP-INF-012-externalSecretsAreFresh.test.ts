import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, conditionsOf, objectOf } from '../testing/clusterOf.ts';
import { externalSecretsAreFresh } from './PDP-INF-012-externalSecretsAreFresh.ts';

const id = 'externalsecrets.external-secrets.io';
const secret = (ready: string, refreshTime: string | undefined, refreshInterval?: string, refreshPolicy?: string) =>
  clusterOf({
    [id]: [
      objectOf(id, 'shop/db', {
        spec: { refreshInterval, refreshPolicy },
        status: { ...conditionsOf(['Ready', ready]), refreshTime },
      }),
    ],
  });

describe('PDP-INF-012, in a cluster that was seen at one minute to nine', () => {
  it.each([
    ['pass', 'a secret that was refreshed in time', secret('True', '2026-11-21T08:30:00Z', '1h')],
    ['pass', 'one that missed two turns', secret('True', '2026-11-21T06:00:00Z')],
    ['fail', 'one that missed more', secret('True', '2026-11-21T05:58:00Z', '1h')],
    ['pass', 'one that is fetched once', secret('True', '2025-01-01T00:00:00Z', '0')],
    ['pass', 'one that is only made', secret('True', '2025-01-01T00:00:00Z', '1h', 'CreatedOnce')],
    ['pass', 'one that follows its own changes', secret('True', '2025-01-01T00:00:00Z', undefined, 'OnChange')],
    ['fail', 'one by the clock, as it says', secret('True', '2026-11-21T05:58:00Z', '1h', 'Periodic')],
    ['fail', 'one that is not ready', secret('False', '2026-11-21T08:30:00Z')],
    ['unknown', 'one that never says when', secret('True', undefined)],
    ['unknown', 'one with an interval that is none', secret('True', '2026-11-21T08:30:00Z', 'often')],
    ['unknown', 'one with a time that is none', secret('True', 'lately')],
    ['unknown', 'none', clusterOf()],
    ['not-applicable', 'a cluster without External Secrets', clusterOf({ [id]: 'absent' })],
  ] as const)('is %s for %s', (outcome, _, cluster) => {
    expect(assessOn(externalSecretsAreFresh, cluster).outcome).toBe(outcome);
  });

  it('goes by the clock of the cluster, and by when it was looked at', () => {
    const old = secret('True', '2026-11-21T05:58:00Z', '1h');
    expect(assessOn(externalSecretsAreFresh, { ...old, clockSkew: -600 }).outcome).toBe('pass');
    expect(assessOn(externalSecretsAreFresh, { ...old, finishedAt: '2026-11-21T06:00:00Z' }).outcome).toBe('pass');
  });
});
