import type { ClusterObject } from '../../evidence/clusterSnapshot.ts';
import { recordsAt } from '../../evidence/objectFields.ts';

/** Whether a route does nothing but send its clients elsewhere, as one from HTTP to HTTPS does. */
export function redirectsOnly(route: ClusterObject): boolean {
  const rules = recordsAt(route, 'spec', 'rules');
  return (
    rules.length > 0 &&
    rules.every((rule) => recordsAt(rule, 'filters').some((filter) => filter['type'] === 'RequestRedirect'))
  );
}
