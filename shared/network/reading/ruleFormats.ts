import { awsFormat } from '../formats/aws/awsFormat.ts';
import { azureFormat } from '../formats/azure/azureFormat.ts';
import { gcpFormat } from '../formats/gcp/gcpFormat.ts';
import { iptablesFormat } from '../formats/nodeFirewall/iptables/iptablesFormat.ts';
import { kubernetesFormat } from '../formats/kubernetes/kubernetesFormat.ts';
import { squidFormat } from '../formats/squid/squidFormat.ts';
import { nftFormat } from '../formats/nodeFirewall/nft/nftFormat.ts';
import { terraformFormat } from '../formats/terraform/terraformFormat.ts';
import type { RuleFormat } from './ruleFormat.ts';

/** Every format that rules are read from: a new one is added here, and nowhere else. */
export const ruleFormats: readonly RuleFormat[] = [
  kubernetesFormat,
  azureFormat,
  awsFormat,
  gcpFormat,
  iptablesFormat,
  nftFormat,
  squidFormat,
  terraformFormat,
];
