import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { objectOf } from './clusterOf.ts';

/** A running pod of one container that nothing can be said against, but for what is given of the container and the pod. */
export function podOf(
  named: string,
  {
    container = {},
    spec = {},
    ...metadata
  }: Partial<ClusterObject['metadata']> & { readonly container?: object; readonly spec?: object } = {},
): ClusterObject {
  const securityContext = {
    runAsNonRoot: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  };
  const image = `registry.acme.example/web@sha256:${'0'.repeat(64)}`;
  return objectOf(
    'pods',
    named,
    {
      spec: {
        nodeName: 'node-1',
        serviceAccountName: 'default',
        containers: [{ name: 'main', image, securityContext, ...container }],
        ...spec,
      },
      status: { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    },
    metadata,
  );
}
