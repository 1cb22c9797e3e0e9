import type { Distribution } from '../../evidence/distributionOf.ts';
import { workloadOf } from '../../evidence/workloadOf.ts';
import { everyContainerOf } from '../../evidence/everyContainerOf.ts';
import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { conditionOf, describeCondition, fieldAt, textAt } from '../../evidence/objectFields.ts';
import { textsOf } from '../../kernel/jsonFields.ts';
import type { JsonRecord } from '../../kernel/jsonFields.ts';
import type { Assessment } from '../assessment.ts';
import { fail, pass, unknown } from '../assessment.ts';
import type { ClusterReading } from '../cluster/clusterReading.ts';
import type { Evidence } from '../finding.ts';
import { readDistribution } from '../cluster/readDistribution.ts';
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

/** Whether it is the API server's container, and is told where to read how Secrets are stored. */
function readApiServer(container: JsonRecord): 'configured' | 'not-configured' | undefined {
  const words = new Set([...textsOf(container['command']), ...textsOf(container['args'])]);
  if (!words.has('kube-apiserver')) return undefined;
  return words.has('--encryption-provider-config') ? 'configured' : 'not-configured';
}

/**
 * What shows in the API: OpenShift's operator says whether everything is encrypted, and an API server that runs as a pod shows
 * whether it is told to encrypt at all. What it is told stands in a file of its node, and clouds say nothing: there the check names
 * the command that does, and takes an attestation of what it said.
 */
export const secretsAreEncryptedAtRest = safeguardCheck({
  id: 'PDP-SEC-010',
  title: 'Secrets are encrypted where the cluster stores them',
  about: 'Encryption of Secrets',
  safeguard: 'secrets-encryption',
  needs: ['pods', 'nodes', 'kubeapiservers.operator.openshift.io'],
  assess(cluster) {
    const [operator] = cluster.objects('kubeapiservers.operator.openshift.io');
    if (operator !== undefined) return judgeOperator(cluster, operator);
    const servers = cluster
      .objects('pods')
      // Elsewhere it is the API server of a cluster within this one, which stores Secrets of its own.
      .filter(({ metadata: { namespace } }) => namespace === 'kube-system')
      .flatMap((pod) => everyContainerOf(pod).flatMap(({ container }) => ({ pod, state: readApiServer(container) })));
    const open = servers.filter(({ state }) => state === 'not-configured');
    return open.length > 0
      ? fail({
          title: 'Secrets are stored in plain: the API server is not told to encrypt',
          evidence: firstEvidence(
            open.map(({ pod }) =>
              cluster.evidence('pods', pod, 'runs kube-apiserver without --encryption-provider-config'),
            ),
            { source: cluster.source('pods') },
          ),
          remedy:
            'Give kube-apiserver an --encryption-provider-config whose first provider for secrets encrypts, and have all Secrets written again.',
        })
      : judgeByAnotherWord(
          cluster,
          servers.flatMap(({ pod, state }) =>
            state === 'configured'
              ? cluster.evidence(
                  'pods',
                  pod,
                  'kube-apiserver is told --encryption-provider-config; what that file says stands on its node',
                )
              : [],
          ),
        );
  },
});

type Reading = ClusterReading<'pods' | 'nodes' | 'kubeapiservers.operator.openshift.io'>;

/** Reasons with which the operator says that it is not under way, and nothing is encrypted. */
const plain: ReadonlySet<string | undefined> = new Set(['EncryptionDisabled', 'DecryptionCompleted']);

function judgeOperator(cluster: Reading, operator: ClusterObject): Assessment {
  const encrypted = conditionOf(fieldAt(operator, 'status'), 'Encrypted');
  const evidence = [
    cluster.evidence('kubeapiservers.operator.openshift.io', operator, describeCondition('Encrypted', encrypted)),
  ];
  if (encrypted?.status === 'True') {
    return pass('observed', { title: 'OpenShift has encrypted everything that it should', evidence });
  }
  const remedy =
    'Set spec.encryption.type of the APIServer “cluster” to aesgcm or aescbc, and wait until all is encrypted.';
  return encrypted?.status === 'False' && plain.has(encrypted.reason)
    ? fail({ title: 'Secrets are stored in plain: encryption is off in OpenShift', evidence, remedy })
    : unknown('not-understood', { title: 'OpenShift does not say that everything is encrypted', evidence, remedy });
}

function judgeByAnotherWord(cluster: Reading, configured: readonly Evidence[]): Assessment {
  const providers = cluster
    .objects('pods')
    .filter((pod) => everyContainerOf(pod).some(({ container }) => kmsImages.test(textAt(container, 'image') ?? '')));
  const distribution = readDistribution(cluster);
  const source = cluster.source('pods');
  const command = distribution && commands[distribution.id];
  return unknown('not-collected', {
    title: 'Whether Secrets are encrypted where they are stored can’t be seen through the API',
    evidence: [
      ...firstEvidence(
        [
          ...configured,
          ...[...new Set(providers.map((pod) => workloadOf(pod).name))].map((name) => ({
            text: `${name}: a provider of encryption runs; whether the API server uses it is not told.`,
            source,
          })),
        ],
        { source },
      ),
      distribution === undefined
        ? { text: 'What kind of cluster it is was not recognised.', source }
        : { text: `The cluster is ${distribution.title}, by ${distribution.by}.`, source: cluster.source('nodes') },
    ],
    remedy: `Look at ${command ?? 'the configuration of the API server'} and attest what it says.`,
  });
}
