import { parseImageReference } from '../../evidence/imageReference.ts';
import { imagesOf } from '../../evidence/everyContainerOf.ts';
import { count } from '../../kernel/count.ts';
import { assessPods } from '../cluster/ownWorkloads.ts';
import { safeguardCheck } from '../cluster/safeguardCheck.ts';

/** A tag can be moved to another image after it was scanned. */
export const imagesAreNamedByDigest = safeguardCheck({
  id: 'PDP-SEC-007',
  title: 'Every image is named by its digest',
  about: 'Digests of images',
  safeguard: 'image-digests',
  needs: ['pods'],
  assess: (cluster, material) =>
    assessPods(
      cluster,
      material,
      (pod) =>
        imagesOf(pod)
          .filter((image) => parseImageReference(image).digest === undefined)
          .map((image) => `${image} without digest`),
      {
        pass: (all) => `${count(all, 'workload')} with images by digest`,
        fail: (bad, all) => `${bad} of ${count(all, 'workload')} with images by tag alone`,
        good: 'by digest',
        remedy:
          'Write images as name@sha256:…; what a pod runs now is in its status.containerStatuses[].imageID, and Flux and Helm charts can pin it.',
      },
    ),
});
