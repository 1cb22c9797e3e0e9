import type { Named } from '../awsNetwork.ts';
export interface FirewallPolicy extends Named {}
export interface RuleGroup extends Named {}
