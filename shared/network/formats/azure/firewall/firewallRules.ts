import type { Origin } from '../../../reading/ruleFormat.ts';
import type { RulePlace } from '../../../machine/ruleProgram.ts';
import type { ServiceTags } from '../azureNetwork.ts';
import type { IpGroup, PolicySettings, RuleGroup } from './azureFirewall.ts';

/** All that a firewall goes by, wherever it is written. */
export interface FirewallRules {
  /** The firewall or its policy. */
  readonly place: RulePlace;
  /** The groups of each policy, the topmost parent's first. */
  readonly levels: readonly (readonly RuleGroup[])[];
  readonly settings: PolicySettings;
  /** Why the addresses behind a name may be others for the firewall than for the clients; undefined where they are the same. */
  readonly namesDiffer: string | undefined;
}

/** What rules speak of that stands elsewhere, and where the traffic comes from. */
export interface FirewallSurroundings {
  readonly origin: Origin;
  readonly serviceTags: ServiceTags;
  readonly ipGroups: readonly IpGroup[];
}
