import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf, conditionsOf, objectOf } from '../testing/clusterOf.ts';
import { fluxAppliesReleases } from './PDP-CMP-017-fluxAppliesReleases.ts';
import { fluxSourcesDeliver } from './PDP-CMP-016-fluxSourcesDeliver.ts';

const kinds = [
  ['PDP-CMP-016', fluxSourcesDeliver, 'gitrepositories.source.toolkit.fluxcd.io'],
  ['PDP-CMP-017', fluxAppliesReleases, 'helmreleases.helm.toolkit.fluxcd.io'],
] as const;

describe.each(kinds)('%s', (_, check, id) => {
  const seen = (ready: string | undefined, spec: object = {}, observedGeneration = 2) =>
    clusterOf({
      [id]: [
        objectOf(
          id,
          'flux-system/platform',
          { spec, status: { ...(ready !== undefined && conditionsOf(['Ready', ready])), observedGeneration } },
          { generation: 2 },
        ),
      ],
    });

  it.each([
    ['pass', 'one that is ready', seen('True')],
    ['fail', 'one that is not', seen('False')],
    ['fail', 'one that is suspended, though it was ready', seen('True', { suspend: true })],
    ['unknown', 'one in progress', seen('Unknown')],
    ['unknown', 'one that no controller has looked at', seen(undefined)],
    ['unknown', 'one that was ready in an older form', seen('True', {}, 1)],
    ['unknown', 'none', clusterOf()],
  ] as const)('is %s for %s', (outcome, __, cluster) => {
    expect(assessOn(check, cluster).outcome).toBe(outcome);
  });

  it('is unknown where Flux is not installed, and says so', () => {
    const absent = clusterOf(Object.fromEntries((check.needs ?? []).map((need) => [need, 'absent'])));
    expect(assessOn(check, absent)).toMatchObject({
      outcome: 'unknown',
      title: 'The definitions of Flux are not installed',
    });
  });
});

describe('PDP-CMP-016', () => {
  it('expects no status of a Helm repository in a registry of images', () => {
    const git = 'gitrepositories.source.toolkit.fluxcd.io';
    const helm = 'helmrepositories.source.toolkit.fluxcd.io';
    const cluster = clusterOf({
      [git]: [objectOf(git, 'flux-system/a', { status: conditionsOf(['Ready', 'True']) })],
      [helm]: [objectOf(helm, 'flux-system/b', { spec: { type: 'oci' } })],
    });
    expect(assessOn(fluxSourcesDeliver, cluster).outcome).toBe('pass');
  });
});
