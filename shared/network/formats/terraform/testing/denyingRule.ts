/** A rule of a network security group of Azure that denies HTTPS; the test says to where. */
export const denyingRule = {
  name: 'rule',
  priority: 100,
  direction: 'Outbound',
  access: 'Deny',
  protocol: 'Tcp',
  source_port_range: '*',
  destination_port_range: '443',
  source_address_prefix: '*',
} as const;
