import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, podOf } from '../testing/clusterOf.ts';
import { gatewayPartsRun } from './PDP-CMP-007-gatewayPartsRun.ts';

const pod = (name: string, app: string, ...containers: readonly (readonly [string, boolean | undefined])[]) =>
  podOf(
    `wso2/${name}`,
    containers.map(([container, ready]) => ({ name: container, status: ready === undefined ? undefined : { ready } })),
    { labels: { app } },
  );
const adapter = pod('adapter', 'choreo-connect-adapter', ['choreo-connect-adapter', true]);
const runtime = (enforcer: boolean | undefined) =>
  pod('gateway', 'choreo-connect-deployment', ['choreo-connect-enforcer', enforcer], ['choreo-connect-router', true]);

describe('PDP-CMP-007', () => {
  it.each([
    ['pass', 'all three parts', [adapter, runtime(true)]],
    ['fail', 'an enforcer that is not ready', [adapter, runtime(false)]],
    ['unknown', 'an enforcer without a status', [adapter, runtime(undefined)]],
    ['unknown', 'no adapter', [runtime(true)]],
    ['unknown', 'nothing', []],
  ] as const)('is %s for %s', (outcome, _, pods) => {
    expect(assessOn(gatewayPartsRun, clusterOf({ pods })).outcome).toBe(outcome);
  });

  it('does not ask for them of a gateway of the Gateway API', () => {
    expect(assessOn(gatewayPartsRun, clusterOf(), { more: 'profile: openchoreo\n' }).outcome).toBe('not-applicable');
  });
});
