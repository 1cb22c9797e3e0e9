/** Addresses at which a cloud itself answers its machines, and that are nothing of the kind on another cloud. */
import type { CloudId } from '../../catalog/catalog.ts';
import type { AddressRange } from './address.ts';
import { toRanges } from './addressSpaces.ts';

/** DNS, DHCP, probes and licences. */
export const azureHost = '168.63.129.16/32';
/** Metadata of the machine, on each of the clouds. */
export const metadataAddress = '169.254.169.254/32';

/**
 * Sources: Azure, "What is IP address 168.63.129.16"; Amazon VPC User Guide, "Control subnet traffic with network access
 * control lists" (DNS, instance and task metadata, Windows activation, time); Google Cloud, "VPC firewall rules".
 */
export const platformRangesOf: Readonly<Record<CloudId, readonly AddressRange[]>> = {
  azure: toRanges([azureHost, metadataAddress]),
  aws: toRanges([
    metadataAddress,
    '169.254.169.253/32',
    '169.254.170.2/32',
    '169.254.169.250/32',
    '169.254.169.251/32',
    '169.254.169.123/32',
    'fd00:ec2::253/128',
    'fd00:ec2::254/128',
    'fd00:ec2::123/128',
  ]),
  gcp: toRanges([metadataAddress, 'fd20:ce::254/128']),
  'on-premises': [],
};

/** What the cloud answers at; where it is not known which one it is, what any of them does. */
export function platformRangesIn(cloud: CloudId | undefined): readonly AddressRange[] {
  return cloud === undefined ? Object.values(platformRangesOf).flat() : platformRangesOf[cloud];
}
