import { parseImageReference } from '../../evidence/imageReference.ts';
import { imagesOf } from '../../evidence/everyContainerOf.ts';
import { count } from '../../kernel/count.ts';
import { unknown } from '../assessment.ts';
import { assessPods } from '../cluster/ownWorkloads.ts';
import { safeguardCheck } from '../cluster/safeguardCheck.ts';

/** Only the plan can say which registries are meant. */
export const imagesComeFromAllowedRegistries = safeguardCheck({
  id: 'PDP-SEC-008',
  title: 'Every image comes from a registry that the plan allows',
  about: 'Registries of images',
  safeguard: 'image-registries',
  needs: ['pods'],
  assess(cluster, material) {
    const { plan, planFile, locate } = material;
    const allowed = plan.allowedRegistries ?? [];
    if (allowed.length === 0) {
      return unknown('not-collected', {
        title: 'Which registries are allowed is not known',
        evidence: [
          {
            text: 'The plan does not say where images may come from.',
            source: `${planFile}:${locate(['allowedRegistries']).line}`,
          },
        ],
        remedy: `List the registries under allowedRegistries in ${planFile}.`,
      });
    }
    return assessPods(
      cluster,
      material,
      (pod) =>
        imagesOf(pod)
          .filter((image) => !isFrom(image, allowed))
          .map((image) => `runs ${image}`),
      {
        pass: (all) => `${count(all, 'workload')} with images of allowed registries`,
        fail: (bad, all) => `${bad} of ${count(all, 'workload')} with images of other registries`,
        good: 'of an allowed registry',
        remedy: `Copy the images into ${allowed.join(' or ')} and name them there, or add their registry to allowedRegistries in ${planFile}.`,
      },
    );
  },
});

/** `ghcr.io/acme` allows `ghcr.io/acme/web` and not `ghcr.io/acmeother/web`. */
function isFrom(image: string, allowed: readonly string[]): boolean {
  const { registry, repository } = parseImageReference(image);
  const name = `${registry}/${repository}/`;
  return allowed.some((one) => name.startsWith(`${one.replace(/\/+$/, '')}/`));
}
