import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, objectOf } from '../testing/clusterOf.ts';
import { podOf } from '../testing/podOf.ts';
import { secretsAreEncryptedAtRest } from './PDP-SEC-010-secretsAreEncryptedAtRest.ts';

const ofVersion = (gitVersion: string) =>
  clusterOf({}, { version: { state: 'observed', at: '2026-11-21T09:00:00Z', value: { gitVersion } } });
const attested = (expires: string) => ({
  more: `attestations: [{control: cluster.secrets-encryption, statement: KMS is on., by: Ana, on: 2026-01-01, expires: ${expires}}]\n`,
});

describe('PDP-SEC-010', () => {
  it.each([
    ['v1.34.1-eks-1234', 'aws eks describe-cluster'],
    ['v1.34.1-gke.100', 'gcloud container clusters describe'],
    ['v1.34.1+k3s1', 'k3s secrets-encrypt status'],
    ['v1.34.1', 'the configuration of the API server'],
  ])('can’t be seen in %s, and names what tells it', (version, command) => {
    const assessment = assessOn(secretsAreEncryptedAtRest, ofVersion(version));
    expect(assessment).toMatchObject({ outcome: 'unknown', unknownBecause: 'not-collected' });
    expect(assessment.remedy).toContain(command);
  });

  it('says that a provider of encryption runs, which proves nothing', () => {
    const pod = podOf('kube-system/kms', { container: { image: 'mcr.microsoft.com/azure/kubernetes-kms:v0.8.0' } });
    const assessment = assessOn(secretsAreEncryptedAtRest, clusterOf({ pods: [pod], nodes: [objectOf('nodes', 'n')] }));
    expect(assessment.outcome).toBe('unknown');
    expect(assessment.evidence[0]?.text).toContain('kube-system/kms: a provider of encryption runs');
  });

  it('does not take the API server of a cluster within the cluster for its own', () => {
    const pod = podOf('tenants/virtual-1', { container: { command: ['kube-apiserver'] } });
    const seen = clusterOf({ pods: [pod], nodes: [objectOf('nodes', 'n')] });
    expect(assessOn(secretsAreEncryptedAtRest, seen).outcome).toBe('unknown');
  });

  it.each([
    ['fail', ['kube-apiserver'], undefined, 'without --encryption-provider-config'],
    ['unknown', ['kube-apiserver', '--encryption-provider-config'], undefined, 'stands on its node'],
    ['unknown', ['kube-apiserver'], ['--encryption-provider-config'], 'stands on its node'],
  ] as const)('is %s of an API server that shows itself as %j %j', (outcome, command, args, text) => {
    const pod = podOf('kube-system/kube-apiserver-1', { container: { command, ...(args && { args }) } });
    const assessment = assessOn(secretsAreEncryptedAtRest, clusterOf({ pods: [pod], nodes: [objectOf('nodes', 'n')] }));
    expect(assessment.outcome).toBe(outcome);
    expect(assessment.evidence[0]?.text).toContain(text);
  });

  it.each([
    ['pass', 'True', 'EncryptionCompleted'],
    ['fail', 'False', 'EncryptionDisabled'],
    ['fail', 'False', 'DecryptionCompleted'],
    ['unknown', 'False', 'EncryptionInProgress'],
  ])('is %s where the operator of OpenShift says %s, %s', (outcome, status, reason) => {
    const operator = objectOf('kubeapiservers.operator.openshift.io', 'cluster', {
      status: { conditions: [{ type: 'Encrypted', status, reason }] },
    });
    const cluster = clusterOf({ 'kubeapiservers.operator.openshift.io': [operator] });
    expect(assessOn(secretsAreEncryptedAtRest, cluster).outcome).toBe(outcome);
  });

  it('takes a person’s word for it while that counts', () => {
    expect(assessOn(secretsAreEncryptedAtRest, clusterOf(), attested('2027-01-01'))).toMatchObject({
      outcome: 'pass',
      how: 'attested',
    });
    expect(assessOn(secretsAreEncryptedAtRest, clusterOf(), attested('2026-11-01'))).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'expired',
    });
  });
});
