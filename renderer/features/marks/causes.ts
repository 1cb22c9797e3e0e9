import type { CommonCause } from '#shared/audit/finding.ts';
import type { Route } from '../../state/route.ts';

interface CauseWords {
  /** `3 checks wait for …`. */
  readonly awaited: string;
  /** Where it can be brought, and what the way there is called. */
  readonly page: Pick<Route, 'page' | 'detail'>;
  readonly verb: string;
}

/** What unknown results wait for together, and the page on which that is brought. */
export const causeWords: Readonly<Record<CommonCause, CauseWords>> = {
  cluster: { awaited: 'a look at the cluster', page: { page: 'cluster' }, verb: 'Choose a cluster' },
  rules: { awaited: 'rules of a layer', page: { page: 'evidence' }, verb: 'Add rules' },
  attestation: { awaited: 'an attestation', page: { page: 'tier' }, verb: 'Show the controls' },
  owners: { awaited: 'an owner', page: { page: 'plan', detail: 'owners' }, verb: 'Name owners' },
};
