/** Whether a format that keeps the families apart has this range in the fields for IPv6. */
export function isIpv6(cidr: string): boolean {
  return cidr.includes(':');
}
