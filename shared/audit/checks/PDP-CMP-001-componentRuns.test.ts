import { describe, expect, it } from 'vitest';
import { embeddedCatalog } from '#electron/adapters/files/embeddedCatalog.ts';
import type { ClusterSnapshot } from '../../evidence/clusterSnapshot.ts';
import { auditMaterial } from '../testing/auditMaterial.ts';
import type { MaterialOptions } from '../testing/auditMaterial.ts';
import { clusterOf, conditionsOf, objectOf } from '../testing/clusterOf.ts';
import { componentRuns } from './PDP-CMP-001-componentRuns.ts';

const assess = (cluster: ClusterSnapshot | undefined, more = '', component = 'flux') => {
  const options: MaterialOptions = { cluster, more };
  const question = componentRuns
    .questions(auditMaterial(embeddedCatalog, options))
    .find(({ subject }) => subject === component);
  if (question === undefined) throw new Error(`No question about ${component}.`);
  return question.assess();
};
const labels = { 'app.kubernetes.io/part-of': 'flux' };
const template = { metadata: { labels } };
const deployment = (ready: number, status: object = {}) =>
  objectOf(
    'deployments.apps',
    'flux-system/source-controller',
    { spec: { replicas: 2, template }, status: { observedGeneration: 3, readyReplicas: ready, ...status } },
    { generation: 3 },
  );
const attested = `attestations:
  - {control: component.flux, statement: Flux runs., by: ops@acme.example, on: 2026-11-01, expires: 2027-11-01}
`;

describe('PDP-CMP-001', () => {
  it('passes as observed where what its labels find is ready', () => {
    expect(assess(clusterOf({ 'deployments.apps': [deployment(2)] }))).toMatchObject({
      outcome: 'pass',
      how: 'observed',
      evidence: [
        {
          text: 'flux-system/source-controller: Deployment, 2 of 2 ready',
          source: 'list deployments.apps of https://10.0.0.1:6443',
        },
      ],
    });
  });

  it('fails where some of it is not ready, whatever a person says', () => {
    const cluster = clusterOf({ 'deployments.apps': [deployment(1)] });
    for (const more of ['', attested]) {
      expect(assess(cluster, more)).toMatchObject({
        outcome: 'fail',
        how: 'observed',
        evidence: [{ text: 'flux-system/source-controller: Deployment, 1 of 2 ready' }],
      });
    }
  });

  it('leaves out a DaemonSet that no node is for, where its like does the work', () => {
    const daemonSet = (name: string, wanted: number) =>
      objectOf('daemonsets.apps', `flux-system/${name}`, {
        spec: { template },
        status: { observedGeneration: 1, desiredNumberScheduled: wanted, numberReady: wanted },
      });
    const both = clusterOf({ 'daemonsets.apps': [daemonSet('agent', 3), daemonSet('agent-windows', 0)] });
    expect(assess(both)).toMatchObject({
      outcome: 'pass',
      evidence: [{ text: 'flux-system/agent: DaemonSet, 3 of 3 ready' }],
    });
    const alone = clusterOf({ 'deployments.apps': [deployment(2)], 'daemonsets.apps': [daemonSet('agent', 0)] });
    expect(assess(alone)).toMatchObject({
      outcome: 'fail',
      evidence: [{ text: 'flux-system/agent: DaemonSet, is wanted on nothing' }],
    });
  });

  it.each([
    ['is of an older form of it', { observedGeneration: 2 }],
    ['is not there', { observedGeneration: undefined }],
  ])('is unknown where the status %s', (_, status) => {
    expect(assess(clusterOf({ 'deployments.apps': [deployment(2, status)] }))).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'incomplete',
    });
  });

  it('fails for a workload that is scaled to nothing', () => {
    const none = objectOf('deployments.apps', 'flux-system/helm-controller', {
      spec: { replicas: 0, template },
      status: { observedGeneration: 1 },
    });
    expect(assess(clusterOf({ 'deployments.apps': [none] }))).toMatchObject({ outcome: 'fail' });
  });

  it('does not look at workloads of the same labels in another namespace', () => {
    const elsewhere = { ...deployment(2), metadata: { name: 'source-controller', namespace: 'copy', generation: 3 } };
    expect(assess(clusterOf({ 'deployments.apps': [elsewhere] }))).toMatchObject({ unknownBecause: 'absent' });
  });

  it('counts pods that nothing controls by their own readiness, and leaves out those that have ended', () => {
    const pod = (name: string, status: object) => objectOf('pods', `flux-system/${name}`, { status }, { labels });
    const pods = [pod('one', conditionsOf(['Ready', 'True'])), pod('done', { phase: 'Succeeded' })];
    expect(assess(clusterOf({ pods }))).toMatchObject({
      outcome: 'pass',
      evidence: [{ text: expect.stringContaining('one: Pod, 1 of 1') }],
    });
    expect(assess(clusterOf({ pods: [...pods, pod('two', conditionsOf(['Ready', 'False']))] }))).toMatchObject({
      outcome: 'fail',
    });
  });

  it('is unknown where nothing has its labels, and says where they are changed', () => {
    expect(assess(clusterOf())).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'absent',
      remedy: expect.stringMatching(/components[.]flux.*attestations/),
    });
  });

  it('fails where nothing has its labels and the plan says that they are right', () => {
    const more = 'components: {flux: {confirmedSelector: true}}\n';
    expect(assess(clusterOf(), more)).toMatchObject({ outcome: 'fail', title: 'Flux controller is not installed' });
    expect(assess(clusterOf({ 'daemonsets.apps': 'incomplete' }), more)).toMatchObject({
      unknownBecause: 'incomplete',
    });
  });

  it('looks for the labels of the profile in the namespace that the plan names', () => {
    const moved = { ...deployment(2), metadata: { name: 'source-controller', namespace: 'gitops', generation: 3 } };
    const cluster = clusterOf({ 'deployments.apps': [moved] });
    expect(assess(cluster, 'components: {flux: {namespace: gitops}}\n')).toMatchObject({ outcome: 'pass' });
    expect(assess(cluster)).toMatchObject({ unknownBecause: 'absent' });
  });

  it('takes a person’s word where nothing was found, and keeps what was looked for', () => {
    expect(assess(clusterOf(), attested)).toMatchObject({
      outcome: 'pass',
      how: 'attested',
      evidence: [{ text: expect.stringContaining('found none') }, { text: expect.stringContaining('Flux runs.') }],
    });
  });

  it('finds it by the plan’s own selector', () => {
    const own = objectOf('deployments.apps', 'gitops/src', {
      spec: { template: { metadata: { labels: { app: 'src' } } } },
      status: { observedGeneration: 1, readyReplicas: 1 },
    });
    const more = 'components: {flux: {namespace: gitops, selector: app=src}}\n';
    expect(assess(clusterOf({ 'deployments.apps': [own] }), more)).toMatchObject({ outcome: 'pass' });
  });

  it('is unknown where pods may not be listed, though its workloads are ready', () => {
    expect(assess(clusterOf({ 'deployments.apps': [deployment(2)], pods: 'forbidden' }))).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'forbidden',
    });
  });
});
