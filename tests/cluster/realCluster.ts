/** The one real API server that the tests of the cluster share, and what they do to it. */
import { inject } from 'vitest';
import { missingKubePrograms } from '../kubeApiServer.ts';
import type { KubeAccess } from '../kubeApiServer.ts';
import { editCluster } from './editCluster.ts';
import type { ClusterEditor } from './editCluster.ts';

export { namespaces } from './editCluster.ts';
export type { KubeObject } from './editCluster.ts';

/** For the name of a suite: what is missing to run it, or nothing. `describe.skipIf(isSkipped)(`…${skipReason}`, …)`. */
export const skipReason =
  missingKubePrograms.length === 0 ? '' : ` (skipped: needs ${missingKubePrograms.join(' and ')})`;
export const isSkipped = skipReason !== '';

export function clusterAccess(): KubeAccess {
  const access = inject('cluster');
  if (access === null) throw new Error('There is no cluster: skip the suite where isSkipped says so.');
  return access;
}

let opened: ClusterEditor | undefined;
const editor = (): ClusterEditor => (opened ??= editCluster(clusterAccess()));

export const apply: ClusterEditor['apply'] = (...objects) => editor().apply(...objects);
export const setStatus: ClusterEditor['setStatus'] = (object, status) => editor().setStatus(object, status);
export const remove: ClusterEditor['remove'] = (...objects) => editor().remove(...objects);
export const askServer: ClusterEditor['askServer'] = (...question) => editor().askServer(...question);
