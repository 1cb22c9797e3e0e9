/**
 * Ports that connections are opened from, so that replies go to them. Source: Amazon VPC User Guide, "Custom network ACLs
 * for your VPC", section on ephemeral ports; Linux net.ipv4.ip_local_port_range.
 */
export const linuxPorts = [32768, 60999] as const;
export const natGatewayPorts = [1024, 65535] as const;
