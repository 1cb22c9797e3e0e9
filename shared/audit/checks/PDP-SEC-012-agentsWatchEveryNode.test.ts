import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import { completeAudit } from '../runAudit.ts';
import { auditMaterial } from '../testing/auditMaterial.ts';
import { assessOn, clusterOf, conditionsOf, objectOf } from '../testing/clusterOf.ts';
import { podOf } from '../testing/podOf.ts';
import { agentsWatchEveryNode } from './PDP-SEC-012-agentsWatchEveryNode.ts';

const nodes = ['node-1', 'node-2'].map((name) => objectOf('nodes', name));
const labels = { 'app.kubernetes.io/name': 'falco' };
const falcoOn = (nodeName: string) => podOf(`falco/${nodeName}`, { labels, spec: { nodeName } });
const onBoth = clusterOf({ nodes, pods: [falcoOn('node-1'), falcoOn('node-2')] });

describe('PDP-SEC-012', () => {
  it('passes where an agent is ready on every node', () => {
    expect(assessOn(agentsWatchEveryNode, onBoth)).toMatchObject({
      outcome: 'pass',
      evidence: [{ text: 'Falco: ready on all of 2 nodes' }],
    });
  });

  it('knows an agent by the name of its DaemonSet', () => {
    const pods = ['node-1', 'node-2'].map((nodeName) =>
      podOf(`kube-system/defender-${nodeName}`, {
        spec: { nodeName },
        ownerReferences: [{ kind: 'DaemonSet', name: 'microsoft-defender-collector-ds', controller: true }],
      }),
    );
    expect(assessOn(agentsWatchEveryNode, clusterOf({ nodes, pods })).evidence[0]?.text).toContain(
      'Microsoft Defender',
    );
  });

  it('fails where one node is bare, or its agent is not ready', () => {
    const sick = { ...falcoOn('node-2'), status: { phase: 'Running', ...conditionsOf(['Ready', 'False']) } };
    for (const pods of [[falcoOn('node-1')], [falcoOn('node-1'), sick]]) {
      expect(assessOn(agentsWatchEveryNode, clusterOf({ nodes, pods }))).toMatchObject({
        outcome: 'fail',
        evidence: [{ text: 'Falco: not ready on 1 node, such as node-2' }],
      });
    }
  });

  it('leaves open nodes of Fargate, where no agent can run, and fails for any other beside them', () => {
    const fargate = objectOf('nodes', 'fargate-1', {}, { labels: { 'eks.amazonaws.com/compute-type': 'fargate' } });
    const pods = [falcoOn('node-1'), falcoOn('node-2')];
    expect(assessOn(agentsWatchEveryNode, clusterOf({ nodes: [...nodes, fargate], pods }))).toMatchObject({
      outcome: 'unknown',
      title: 'Every node that takes DaemonSets is watched at run time, and 1 other is not',
      evidence: [{ text: 'Falco: not ready on 1 node, such as fargate-1' }],
    });
    const one = clusterOf({ nodes: [...nodes, fargate], pods: [falcoOn('node-1')] });
    expect(assessOn(agentsWatchEveryNode, one).outcome).toBe('fail');
  });

  it('is unknown where none that is known was found, since there are others', () => {
    expect(assessOn(agentsWatchEveryNode, clusterOf({ nodes, pods: [podOf('web/a')] }))).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'absent',
    });
  });

  it('does not apply where the tier does without', () => {
    const basic = { replace: { 'securityTier: standard': 'securityTier: basic' } };
    expect(assessOn(agentsWatchEveryNode, clusterOf({ nodes }), basic)).toMatchObject({ outcome: 'not-applicable' });
    expect(assessOn(agentsWatchEveryNode, onBoth, basic)).toMatchObject({ outcome: 'pass' });
  });

  it('makes the tier’s control a thing that was seen', () => {
    const findings = (cluster: typeof onBoth) =>
      completeAudit(auditMaterial(embeddedCatalog, { cluster })).findings.find(
        ({ requirement }) => requirement === 'control.runtime-protection',
      );
    expect(findings(onBoth)).toMatchObject({ outcome: 'pass', how: 'observed' });
    expect(findings(clusterOf({ nodes, pods: [falcoOn('node-1')] }))).toMatchObject({ outcome: 'fail' });
  });

  it('is unknown where nodes may not be read', () => {
    expect(assessOn(agentsWatchEveryNode, clusterOf({ nodes: 'forbidden', pods: [falcoOn('node-1')] }))).toMatchObject({
      outcome: 'unknown',
    });
  });
});
