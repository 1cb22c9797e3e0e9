import type { Distribution } from '../../evidence/distributionOf.ts';
import { parseSoftwareVersion } from '../../evidence/softwareVersion.ts';
import { fail, pass, unknown } from '../assessment.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { readDistribution } from '../cluster/readDistribution.ts';
import { judgeRelease } from '../cluster/judgeRelease.ts';
import { describeSource } from '../describeSource.ts';

/** Where the makers of a distribution say until when they maintain its versions. */
const askTheMaker: Partial<Record<Distribution['id'], string>> = {
  aks: 'az aks get-versions --location REGION',
  eks: 'aws eks describe-cluster-versions',
  gke: 'gcloud container get-server-config --region REGION',
  openshift: 'the life cycle policy of OpenShift, for the version that oc get clusterversion names',
};

/** A version that has ended gets no more repairs of its security. */
export const kubernetesIsMaintained = clusterCheck({
  id: 'PDP-INF-003',
  title: 'The version of Kubernetes is maintained',
  about: 'Whether the version of Kubernetes is maintained',
  requirement: 'infrastructure.kubernetes-cluster',
  task: 'kubernetes-management',
  needs: ['nodes'],
  assess(cluster, { catalog, asOf }) {
    const gitVersion = cluster.version()?.gitVersion;
    const source = `get /version of ${cluster.snapshot.identity.server}`;
    const version = gitVersion === undefined ? undefined : parseSoftwareVersion(gitVersion);
    const release = catalog.softwareReleases.find(({ id }) => id === 'kubernetes');
    if (version === undefined || release === undefined) {
      return unknown('not-understood', {
        title: 'The version of Kubernetes is not known',
        evidence: [{ text: `The API server says ${gitVersion ?? 'nothing'}.`, source }],
        remedy: 'Compare kubectl version with the releases that are maintained.',
      });
    }
    const standing = judgeRelease(release, version, asOf);
    const evidence = [
      { text: `The API server is ${gitVersion}.`, source },
      { text: standing.text, source: describeSource(catalog, release.source) },
    ];
    const distribution = readDistribution(cluster);
    switch (standing.state) {
      case 'maintained':
        return pass('observed', { title: `Kubernetes ${gitVersion} is maintained`, evidence });
      case 'ended':
        if (distribution?.hasOwnReleases === true) {
          return unknown('not-understood', {
            title: `Kubernetes ${gitVersion}: its makers have ended it, and ${distribution.title} goes by days of its own`,
            evidence: [...evidence, { text: `It is ${distribution.title}, by ${distribution.by}.`, source }],
            remedy: `See in ${askTheMaker[distribution.id]} whether the version is still maintained, and upgrade it if not.`,
          });
        }
        // Nodes that could not be read might have told a distribution with days of its own.
        if (cluster.gaps().length > 0) {
          return unknown('incomplete', {
            title: `Kubernetes ${gitVersion}: its makers have ended it, and whose distribution it is was not seen`,
            evidence,
            remedy: 'See who makes the distribution, and until when they maintain this version.',
          });
        }
        return fail({
          title: `Kubernetes ${gitVersion} has reached its end of life`,
          evidence,
          remedy: 'Upgrade the cluster to a version that is maintained, one minor version after the other.',
        });
      case 'unknown':
        return unknown('not-understood', {
          title: `Whether Kubernetes ${gitVersion} is maintained is not known`,
          evidence,
          remedy: 'Update this program for a newer catalogue, or see kubernetes.io under Releases.',
        });
    }
  },
});
