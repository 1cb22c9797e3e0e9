/** Traffic that neither security groups nor network ACLs filter. */
import type { AddressRange } from '../../flows/address.ts';
import { privateRanges } from '../../flows/addressSpaces.ts';
import { platformRangesOf } from '../../flows/platformAddresses.ts';
import { flowsTo } from '../../flows/flowSet.ts';
import type { FlowSet } from '../../flows/flowSet.ts';
import type { Rule, RuleMatch, RulePlace, Section } from '../../machine/ruleProgram.ts';
import { servicesOf, uniteServices } from '../../flows/services.ts';
import { exactly, onlyPossibly, toMatch } from '../../flows/addressBounds.ts';
import { both } from '../../machine/condition.ts';
import type { AwsNetwork, Vpc } from './awsNetwork.ts';

/** What neither security groups nor network ACLs filter: what the platform answers at, and the DNS server of the VPC. */
function unfilteredRanges(vpc: Vpc | undefined): readonly AddressRange[] {
  return [...platformRangesOf.aws, ...dnsServerOf(vpc?.primary)];
}

/** The Amazon DNS server answers at the third address of a VPC's first range. */
function dnsServerOf(primary: AddressRange | undefined): readonly AddressRange[] {
  if (primary?.family !== 4) return [];
  return [{ family: 4, first: primary.first + 2, last: primary.first + 2 }];
}

/** Lets the unfiltered traffic of a VPC past all rules; `beside` is where it is shown to stand. */
export function unfilteredSection(beside: RulePlace, vpcId: string | undefined, network: AwsNetwork): Section {
  const vpc = vpcId === undefined ? undefined : network.vpcs.get(vpcId);
  const unfiltered = flowsTo(unfilteredRanges(vpc));
  const place: RulePlace = {
    ...beside,
    rule: 'DNS, metadata and time of the platform, which AWS does not filter',
    isBuiltIn: true,
  };
  const known: RuleMatch = { certain: unfiltered, possible: unfiltered };
  const rules: Rule[] = [{ action: 'allow', place, match: () => known }];
  if (vpc === undefined) {
    rules.push({ action: 'allow', place, match: ({ flows }) => perhapsDnsServer(flows) });
  }
  return { rules, otherwise: 'next', otherwiseBy: [] };
}

/** A VPC's range begins at a multiple of 16 and its DNS server is two further, so most addresses can't be one. */
function perhapsDnsServer(flows: FlowSet): RuleMatch {
  const candidates: AddressRange[] = [];
  for (const { first, last } of flows.v4) {
    const next = Math.ceil((first - 2) / 16) * 16 + 2;
    if (next <= last) candidates.push({ family: 4, first: next, last });
  }
  const dns = uniteServices(servicesOf('TCP', 53), servicesOf('UDP', 53));
  const perhaps = toMatch(exactly(candidates), dns);
  const inside = toMatch(exactly(privateRanges), dns);
  return onlyPossibly(
    both(perhaps, inside),
    'AWS does not filter traffic to the DNS server of the VPC; whether this is it is not known: add the output of `aws ec2 describe-vpcs`.',
  );
}
