import { describe, expect, it } from 'vitest';
import { assessOn, clusterOf } from '../testing/clusterOf.ts';
import { podOf } from '../testing/podOf.ts';
import { imagesAreNamedByDigest } from './PDP-SEC-007-imagesAreNamedByDigest.ts';

describe('PDP-SEC-007', () => {
  it('passes where every image has a digest', () => {
    expect(assessOn(imagesAreNamedByDigest, clusterOf({ pods: [podOf('web/a')] }))).toMatchObject({ outcome: 'pass' });
  });

  it('fails for a tag alone, and names the image', () => {
    const pods = [podOf('web/a', { container: { image: 'registry.acme.example/web:1.2' } }), podOf('web/b')];
    expect(assessOn(imagesAreNamedByDigest, clusterOf({ pods }))).toMatchObject({
      outcome: 'fail',
      title: '1 of 2 workloads with images by tag alone',
      evidence: [{ text: 'web/a: Pod of 1 pod, registry.acme.example/web:1.2 without digest' }],
    });
  });

  it('is unknown where pods may not be read', () => {
    expect(assessOn(imagesAreNamedByDigest, clusterOf({ pods: 'forbidden' }))).toMatchObject({ outcome: 'unknown' });
  });
});
