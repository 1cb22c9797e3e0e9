/** Names of protocols that none of a plan's connections uses. Source: IANA "Protocol Numbers", as Linux names them. */
export const portlessProtocols: ReadonlySet<string> = new Set(
  `icmp igmp ggp ipencap ipip st egp igp pup hmp xns-idp rdp iso-tp4 dccp xtp ddp idpr-cmtp ipv6 ipv6-route ipv6-frag idrp
  rsvp gre esp ah skip ipv6-icmp icmpv6 icmp6 ipv6-nonxt ipv6-opts rspf vmtp eigrp ospf ospfigp ax.25 etherip encap pim
  ipcomp comp vrrp l2tp isis fc mobility-header mh udplite mpls-in-ip manet hip shim6 wesp rohc ethernet mptcp`.split(
    /\s+/,
  ),
);
