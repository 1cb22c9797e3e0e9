/**
 * Ports that connections are opened from, as inclusive bounds; replies go to them. Source: Amazon VPC User Guide, "Custom network ACLs
 * for your VPC", section on ephemeral ports; Linux net.ipv4.ip_local_port_range.
 */
export const linuxPorts = [32768, 60999] as const;
/** What is not kept for servers: any of these may be used where nothing is known of the client, or it is a NAT gateway. */
export const unprivilegedPorts = [1024, 65535] as const;
