import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf } from '../testing/clusterOf.ts';
import { podOf } from '../testing/podOf.ts';
import { imagesComeFromAllowedRegistries } from './PDP-SEC-008-imagesComeFromAllowedRegistries.ts';

const assess = (image: string, allowed?: string) =>
  assessOn(
    imagesComeFromAllowedRegistries,
    clusterOf({ pods: [podOf('web/a', { container: { image } })] }),
    allowed === undefined ? {} : { more: `allowedRegistries: [${allowed}]\n` },
  );

describe('PDP-SEC-008', () => {
  it.each([
    ['registry.acme.example/team/web:1', 'registry.acme.example'],
    ['ghcr.io/acme/web:1', 'ghcr.io/acme'],
    ['nginx', 'docker.io/library'],
    ['localhost:5000/web', 'localhost:5000'],
  ])('passes with %s where %s is allowed', (image, allowed) => {
    expect(assess(image, allowed)).toMatchObject({ outcome: 'pass' });
  });

  it.each([
    ['ghcr.io/acmeother/web:1', 'ghcr.io/acme'],
    ['registry.acme.example.evil.example/web', 'registry.acme.example'],
    ['nginx', 'registry.acme.example'],
  ])('fails with %s where %s is allowed', (image, allowed) => {
    expect(assess(image, allowed)).toMatchObject({
      outcome: 'fail',
      evidence: [{ text: `web/a: Pod of 1 pod, runs ${image}` }],
    });
  });

  it('is unknown where the plan allows none, and names its line', () => {
    expect(assess('nginx')).toMatchObject({
      outcome: 'unknown',
      unknownBecause: 'not-collected',
      evidence: [{ source: expect.stringMatching(/^plan[.]yaml:\d+$/) as string }],
    });
  });
});
