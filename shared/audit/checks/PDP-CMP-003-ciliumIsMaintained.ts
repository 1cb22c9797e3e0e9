import { parseImageReference } from '../../evidence/imageReference.ts';
import { compareVersions, parseSoftwareVersion } from '../../evidence/softwareVersion.ts';
import { nameOf } from '../../evidence/objectFields.ts';
import { unknown } from '../assessment.ts';
import { assessEach } from '../cluster/assessEach.ts';
import type { Judged } from '../cluster/assessEach.ts';
import { clusterCheck } from '../cluster/clusterCheck.ts';
import { componentOf } from '../cluster/componentOf.ts';
import { findComponentWorkloads, workloadResources } from '../cluster/componentWorkloads.ts';
import { containersOf } from '../cluster/containersOf.ts';
import { judgeRelease } from '../cluster/judgeRelease.ts';
import type { ReleaseStanding } from '../cluster/judgeRelease.ts';
import { noneOfCilium } from '../cluster/noCilium.ts';

const stateOf = { maintained: 'good', ended: 'bad', unknown: 'open' } as const satisfies Record<
  ReleaseStanding['state'],
  Judged['state']
>;
/** The agent's container; others of its pods have versions of their own. */
const agentContainer = 'cilium-agent';

export const ciliumIsMaintained = clusterCheck({
  id: 'PDP-CMP-003',
  title: 'The version of Cilium is maintained',
  about: 'Whether the version of Cilium is maintained',
  requirement: 'component.cilium',
  task: 'components-management',
  severity: 'medium',
  needs: workloadResources,
  assess(cluster, material) {
    const cilium = componentOf(material, 'cilium');
    const source = cluster.source('pods');
    const release = material.catalog.softwareReleases.find(({ id }) => id === 'cilium');
    const agents = findComponentWorkloads(cluster, cilium.selectors)
      .flatMap(({ pods }) => pods)
      .flatMap((pod) =>
        containersOf(pod)
          .filter(({ name }) => name === agentContainer)
          .map(({ image }) => ({
            pod: nameOf(pod),
            image,
            version: parseSoftwareVersion(parseImageReference(image).tag ?? ''),
          })),
      );
    const judged = [...Map.groupBy(agents, ({ image }) => image)].flatMap(([image, same]): readonly Judged[] => {
      const [first] = same;
      if (first === undefined || release === undefined) return [];
      const standing = first.version && judgeRelease(release, first.version, material.asOf);
      const build = release.otherBuilds?.find(({ images }) => images.some((start) => image.startsWith(start)));
      // Who builds it anew keeps it by days of their own, which their clusters do not tell.
      const isKeptByOthers = build !== undefined && standing?.state === 'ended';
      const text = `${image} in ${first.pod}${same.length > 1 ? ` and ${same.length - 1} more` : ''}: ${standing?.text ?? 'its tag names no version.'}${isKeptByOthers ? ` This is a build of ${build.by}, who maintains it with ${build.goesWith}.` : ''}`;
      const state = standing === undefined || isKeptByOthers ? 'open' : stateOf[standing.state];
      return [{ state, evidence: { text, source } }];
    });
    const lines = new Set(agents.map(({ version }) => version && `${version.major}.${version.minor}`));
    if (lines.size > 1 && judged.every(({ state }) => state === 'good')) {
      const sorted = agents.flatMap(({ version }) => version ?? []).toSorted(compareVersions);
      return unknown('incomplete', {
        title: `Cilium runs in several versions, from ${sorted[0]?.major}.${sorted[0]?.minor} on`,
        evidence: judged.map(({ evidence }) => evidence),
        remedy: 'Wait until the upgrade is rolled out to every node, and audit again.',
      });
    }
    return assessEach(judged, {
      source,
      pass: () => `Cilium ${[...lines].join()} is maintained`,
      fail: () => 'Cilium has reached its end of life',
      remedy: 'Upgrade Cilium to a line that is maintained, one minor version after the other.',
      open: {
        title: () => 'Whether the version of Cilium is maintained is not known',
        remedy:
          'Compare it with the releases of Cilium, of which the last three minor versions are maintained; of a build of a cloud, with the notes on the version of its cluster.',
      },
      none: noneOfCilium(cluster, material),
    });
  },
});
