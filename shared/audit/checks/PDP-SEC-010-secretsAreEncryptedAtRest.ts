import { distributionOf } from '../../evidence/distributionOf.ts';
import type { Distribution } from '../../evidence/distributionOf.ts';
import { workloadOf } from '../../evidence/workloadOf.ts';
import { everyContainerOf } from '../../evidence/everyContainerOf.ts';
import { textAt } from '../../evidence/objectFields.ts';
import { unknown } from '../assessment.ts';
import { safeguardCheck } from '../cluster/safeguardCheck.ts';
import { firstEvidence } from '../firstEvidence.ts';

/** What tells it where the API does not: of each distribution, as its own tools name it. */
const commands = {
  aks: '`az aks show -g GROUP -n NAME --query securityProfile.azureKeyVaultKms`',
  eks: '`aws eks describe-cluster --name NAME --query cluster.encryptionConfig`',
  gke: '`gcloud container clusters describe NAME --format="value(databaseEncryption)"`',
  openshift: '`oc get apiserver cluster -o jsonpath={.spec.encryption.type}`',
  k3s: '`k3s secrets-encrypt status` on a server',
  rke2: '`rke2 secrets-encrypt status` on a server',
  kubeadm:
    '`--encryption-provider-config` in the manifest of kube-apiserver on a control-plane node, and the file that it names,',
} as const satisfies Record<Distribution['id'], string>;

const kmsImages = /(?:^|\/)(?:[^/]*-)?(?:kms-plugin|kms-provider|encryption-provider|kubernetes-kms)(?:[:@]|$)/;

/** The API says nothing of how it stores Secrets: the check names the command that does, and takes an attestation of what it said. */
export const secretsAreEncryptedAtRest = safeguardCheck({
  id: 'PDP-SEC-010',
  title: 'Secrets are encrypted where the cluster stores them',
  about: 'Encryption of Secrets',
  safeguard: 'secrets-encryption',
  needs: ['pods', 'nodes'],
  assess(cluster) {
    const providers = cluster
      .objects('pods')
      .filter((pod) => everyContainerOf(pod).some(({ container }) => kmsImages.test(textAt(container, 'image') ?? '')));
    const distribution = distributionOf({
      gitVersion: cluster.version()?.gitVersion,
      groups: cluster.groups(),
      nodes: cluster.objects('nodes'),
    });
    const source = cluster.source('pods');
    const command = distribution && commands[distribution.id];
    return unknown('not-collected', {
      title: 'Whether Secrets are encrypted where they are stored can’t be seen through the API',
      evidence: [
        ...firstEvidence(
          [...new Set(providers.map((pod) => workloadOf(pod).name))].map((name) => ({
            text: `${name}: a provider of encryption runs; whether the API server uses it is not told.`,
            source,
          })),
          { source },
        ),
        distribution === undefined
          ? { text: 'What kind of cluster it is was not recognised.', source }
          : { text: `The cluster is ${distribution.title}, by ${distribution.by}.`, source: cluster.source('nodes') },
      ],
      remedy: `Look at ${command ?? 'the configuration of the API server'} and attest what it says.`,
    });
  },
});
