import { describeValue } from '../../../../kernel/describeValue.ts';
import { parseAddress } from '../../../flows/address.ts';
import type { Report } from '../manifestObject.ts';
import { readCidr } from '../readFields.ts';

/** A range, or an address alone for itself. Undefined where it is refused. Source: calico libcalico-go/lib/net, ParseCIDROrIP. */
export function readNet(value: unknown, report: Report): string | undefined {
  const isAddress = typeof value === 'string' && parseAddress(value) !== undefined;
  return isAddress ? readAddress(value, report) : readCidr(value, report)?.canonical;
}

/** As a range of one. Undefined where it is refused. */
export function readAddress(value: unknown, report: Report): string | undefined {
  const address = typeof value === 'string' ? parseAddress(value) : undefined;
  if (address === undefined) {
    report.refuse(`“${describeValue(value)}” is no address.`, 'Write it as 203.0.113.7, without a prefix.');
    return undefined;
  }
  return readCidr(`${value as string}/${address.family === 4 ? 32 : 128}`, report)?.canonical;
}
