import { toOptions } from './options.ts';
import type { ValueCount } from './options.ts';

/** The targets of iptables and ip6tables that have options. Source: iptables-extensions(8). */
export const targets: ReadonlyMap<string, ReadonlyMap<string, ValueCount>> = new Map(
  (
    [
      ['AUDIT', 'type'],
      ['CHECKSUM', 'checksum-fill/0'],
      ['CLASSIFY', 'set-class'],
      ['CLUSTERIP', 'new/0 hashmode clustermac total-nodes local-node hash-init'],
      [
        'CONNMARK',
        `set-mark set-xmark and-mark or-mark xor-mark save-mark/0 restore-mark/0 nfmask ctmask mask left-shift-mark
         right-shift-mark`,
      ],
      ['CONNSECMARK', 'save/0 restore/0'],
      ['CT', 'notrack/0 helper timeout ctevents expevents zone zone-orig zone-reply'],
      ['DNAT', 'to-destination random/0 persistent/0'],
      ['DNPT', 'src-pfx dst-pfx'],
      ['DSCP', 'set-dscp set-dscp-class'],
      ['ECN', 'ecn-tcp-remove/0'],
      ['HL', 'hl-set hl-dec hl-inc'],
      [
        'HMARK',
        `hmark-tuple hmark-mod hmark-offset hmark-src-prefix hmark-dst-prefix hmark-sport-mask hmark-dport-mask hmark-sport
         hmark-dport hmark-spi hmark-spi-mask hmark-proto-mask hmark-rnd`,
      ],
      ['IDLETIMER', 'timeout label alarm/0'],
      ['LED', 'led-trigger-id led-delay led-always-blink/0'],
      ['LOG', 'log-level log-prefix log-tcp-sequence/0 log-tcp-options/0 log-ip-options/0 log-uid/0 log-macdecode/0'],
      ['MARK', 'set-mark set-xmark and-mark or-mark xor-mark'],
      ['MASQUERADE', 'to-ports random/0 random-fully/0'],
      ['NETMAP', 'to'],
      ['NFLOG', 'nflog-group nflog-prefix nflog-range nflog-size nflog-threshold'],
      ['NFQUEUE', 'queue-num queue-balance queue-bypass/0 queue-cpu-fanout/0'],
      ['RATEEST', 'rateest-name rateest-interval rateest-ewmalog'],
      ['REDIRECT', 'to-ports random/0'],
      ['REJECT', 'reject-with'],
      ['SECMARK', 'selctx'],
      ['SET', 'add-set/2 del-set/2 map-set/2 exist/0 timeout map-mark/0 map-prio/0 map-queue/0'],
      ['SNAT', 'to-source random/0 random-fully/0 persistent/0'],
      ['SNPT', 'src-pfx dst-pfx'],
      ['SYNPROXY', 'mss wscale sack-perm/0 timestamp/0 ecn/0'],
      ['TCPMSS', 'set-mss clamp-mss-to-pmtu/0'],
      ['TCPOPTSTRIP', 'strip-options'],
      ['TEE', 'gateway oif'],
      ['TOS', 'set-tos and-tos or-tos xor-tos'],
      ['TPROXY', 'on-port on-ip tproxy-mark'],
      ['TTL', 'ttl-set ttl-dec ttl-inc'],
      ['ULOG', 'ulog-nlgroup ulog-prefix ulog-cprange ulog-qthreshold'],
    ] as const
  ).map(([target, options]) => [target, toOptions(options)]),
);
