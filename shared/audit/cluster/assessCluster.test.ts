import { describe, expect, it } from 'vitest';
import { fail, pass, unknown } from '../assessment.ts';
import { nodesAreReady } from '../checks/PDP-INF-002-nodesAreReady.ts';
import { clusterChecks } from '../checks/clusterChecks.ts';
import type { Seen } from '../testing/clusterOf.ts';
import { assessOn, clusterOf, conditionsOf, objectOf } from '../testing/clusterOf.ts';
import { assessCluster } from './assessCluster.ts';

const said = { title: 'Said', evidence: [{ text: 'Seen.', source: 'here' }] };
const ask = (nodes: Seen, answer: Parameters<typeof assessCluster>[2]) =>
  assessCluster(
    { about: 'Nodes', needs: ['nodes'] },
    { cluster: clusterOf({ nodes }), planFile: 'plan.yaml' },
    (cluster) => {
      cluster.objects('nodes');
      return answer(cluster);
    },
  );
const notSeen = ['forbidden', 'failed', 'incomplete', 'not-collected'] as const;

describe('a question to the cluster', () => {
  it.each(notSeen)('is never passed on a list that is %s', (state) => {
    expect(ask(state, () => pass('observed', said))).toMatchObject({ outcome: 'unknown', unknownBecause: state });
  });

  it.each(notSeen)('is not answered with “there is none” from a list that is %s', (state) => {
    expect(ask(state, () => unknown('absent', { ...said, remedy: 'Look elsewhere.' }))).toMatchObject({
      unknownBecause: state,
    });
  });

  it.each(notSeen)('stays failed by what was seen, whatever else is %s', (state) => {
    expect(ask(state, () => fail({ ...said, remedy: 'Mend it.' }))).toMatchObject({ outcome: 'fail' });
  });

  it('names the right that is missing, and where it is to be had', () => {
    expect(ask('forbidden', () => pass('observed', said))).toMatchObject({
      evidence: [
        { text: 'The cluster does not grant list nodes.', source: 'list nodes of https://10.0.0.1:6443' },
        { text: 'Seen.' },
      ],
      remedy: 'Grant list nodes, which is in the role that pdp rbac prints, and audit again.',
    });
  });

  it('takes an API that is not served for seen: the check says what that means', () => {
    expect(ask('absent', () => pass('observed', said))).toMatchObject({ outcome: 'pass' });
  });

  it('is unknown without a cluster, and says how one is looked at', () => {
    expect(assessOn(nodesAreReady, undefined)).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'not-collected',
      remedy: expect.stringContaining('--context'),
    });
  });

  it('refuses a check that reads what it did not say it needs', () => {
    const cluster = clusterOf({ nodes: [objectOf('nodes', 'a', { status: conditionsOf(['Ready', 'True']) })] });
    expect(() =>
      assessCluster({ about: 'Nodes', needs: [] }, { cluster, planFile: 'plan.yaml' }, (reading) => {
        (reading.objects as (resource: string) => unknown)('nodes');
        return pass('observed', said);
      }),
    ).toThrow('does not say that it needs it');
  });
});

describe.each(clusterChecks.map((check) => [check.id, check] as const))('%s', (_, check) => {
  it.each(notSeen)('never passes where nothing that it needs was seen: %s', (state) => {
    const nothing = clusterOf(Object.fromEntries((check.needs ?? []).map((need) => [need, state])));
    expect(assessOn(check, nothing)).toMatchObject({ outcome: 'unknown' });
  });

  it('is unknown in a cluster that holds nothing', () => {
    expect(assessOn(check, clusterOf()).outcome).not.toBe('pass');
  });
});
