import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, conditionsOf, podOf } from '../testing/clusterOf.ts';
import { agentKeepsRunning } from './PDP-CMP-012-agentKeepsRunning.ts';

const agent = (ready: string, status: object | undefined) =>
  clusterOf({
    pods: [
      podOf(
        'wso2/agent',
        [{ name: 'agent', status }],
        { labels: { app: 'pdp-agent' } },
        conditionsOf(['Ready', ready]),
      ),
    ],
  });
const ended = (finishedAt: string) => ({ restartCount: 2, lastState: { terminated: { finishedAt, reason: 'Error' } } });

describe('PDP-CMP-012', () => {
  it.each([
    ['pass', 'an agent that never restarted', agent('True', { restartCount: 0 })],
    ['pass', 'one that restarted days ago', agent('True', ended('2026-11-18T00:00:00Z'))],
    ['fail', 'one that restarted today', agent('True', ended('2026-11-21T01:00:00Z'))],
    ['fail', 'one that is not ready', agent('False', { restartCount: 0 })],
    ['unknown', 'one on a node that is silent', agent('Unknown', { restartCount: 0 })],
    ['unknown', 'one that restarted nobody knows when', agent('True', { restartCount: 3 })],
    ['unknown', 'one without a status', agent('True', undefined)],
    ['unknown', 'none', clusterOf()],
  ] as const)('is %s for %s', (outcome, _, cluster) => {
    expect(assessOn(agentKeepsRunning, cluster).outcome).toBe(outcome);
  });

  it('says how often, when and why it restarted', () => {
    expect(assessOn(agentKeepsRunning, agent('True', ended('2026-11-21T01:00:00Z'))).evidence).toMatchObject([
      {
        text: 'wso2/agent: status.conditions[Ready]=True, agent restarted 2 times, last at 2026-11-21T01:00:00Z (Error)',
      },
    ]);
  });
});
