import { fail, succeed } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { formatAddress, parseAddress } from '../flows/address.ts';
import type { Address } from '../flows/address.ts';
import { icmpVersions, messagesOf, protocols, servicesOf } from '../flows/services.ts';
import type { IcmpVersion, Protocol, Services } from '../flows/services.ts';

/** Where a flow goes, as someone asks about it: a host by name, an address or a workload of the files, with a port or message. */
export type FlowTarget = (
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'address'; readonly address: Address }
  | { readonly kind: 'workload'; readonly workload: string }
) &
  TargetService;

type TargetService =
  | { readonly protocol: Protocol; readonly port: number }
  /** A message of ICMP goes to no port. */
  | { readonly protocol: IcmpVersion; readonly type: number; readonly code: number };

const form =
  'Write it as HOST:PORT, IP:PORT, [IPV6]:PORT or NAMESPACE/NAME:PORT of a workload, with /udp or /sctp behind it where it is not TCP; or HOST:TYPE/CODE/icmp.';

/**
 * `cp.example.com:443`, `203.0.113.7:5671/tcp`, `[2001:db8::7]:53/udp`, `kube-system/coredns:53/udp`, `203.0.113.7:8/0/icmp`. The
 * failure is a sentence with its remedy.
 */
export function parseFlowTarget(text: string): Result<FlowTarget, string> {
  const parts = /^(?:\[([^\]]*)\]|([^:/[\]]+(?:\/[^:/[\]]+)?)):(\d{1,5})(?:\/(\d{1,3}))?(?:\/([a-z]+\d?))?$/i.exec(
    text.trim(),
  );
  if (parts === null) return fail(`“${text}” is no destination with a port. ${form}`);
  const [, bracketed, plain = '', digits, code, word = 'tcp'] = parts;
  const service = readService(Number(digits), code, word);
  if (typeof service === 'string') return fail(service);
  const address = parseAddress(bracketed ?? plain);
  if (address !== undefined) {
    const version = address.family === 6 ? 'ICMPv6' : 'ICMP';
    return 'port' in service || service.protocol === version
      ? succeed({ kind: 'address', address, ...service })
      : fail(`${service.protocol} does not go to addresses of IPv${address.family}: write ${version.toLowerCase()}.`);
  }
  if (bracketed !== undefined) return fail(`“${bracketed}” is no IPv6 address.`);
  if (workloadName.test(plain)) return succeed({ kind: 'workload', workload: plain, ...service });
  if (!isHostName(plain)) return fail(`“${plain}” is neither an address nor a host name. ${form}`);
  return succeed({ kind: 'host', host: plain.toLowerCase().replace(/\.$/, ''), ...service });
}

/** A port, or type and code of a message; what is wrong with it as a sentence. A message without a code has code 0. */
function readService(number: number, code: string | undefined, word: string): TargetService | string {
  const version = icmpVersions.find((one) => one.toLowerCase() === word.toLowerCase());
  if (version !== undefined) {
    const message = { protocol: version, type: number, code: Number(code ?? 0) };
    const isMessage = message.type <= 255 && message.code <= 255;
    return isMessage ? message : `${word} has types and codes from 0 to 255.`;
  }
  const protocol = protocols.find((one) => one === word.toUpperCase());
  if (protocol === undefined) return `“${word}” is no protocol with ports: write tcp, udp or sctp; or icmp or icmpv6.`;
  if (code !== undefined) return `${protocol} has no codes: write the port alone.`;
  const isPort = number >= 1 && number <= 65535;
  return isPort ? { protocol, port: number } : `${number} is no port: write one from 1 to 65535.`;
}

export function servicesOfTarget(target: TargetService): Services {
  return 'port' in target
    ? servicesOf(target.protocol, target.port)
    : messagesOf(target.protocol, target.type, target.code);
}

/** Of its namespace, then its own. */
const workloadName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?\/[a-z0-9]([-.a-z0-9]*[a-z0-9])?$/;

/** A name whose last label is a number would be an address. `*.` stands for any name below. */
function isHostName(text: string): boolean {
  return (
    text.length <= 253 &&
    /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?$/i.test(text) &&
    !/(?:^|\.)\d+\.?$/.test(text)
  );
}

/** As `parseFlowTarget` reads it. */
export function describeFlowTarget(target: FlowTarget): string {
  const number = 'port' in target ? target.port : `${target.type}/${target.code}`;
  const service = `${number}/${target.protocol.toLowerCase()}`;
  if (target.kind === 'host') return `${target.host}:${service}`;
  if (target.kind === 'workload') return `${target.workload}:${service}`;
  const { family, value } = target.address;
  const written = formatAddress(family, value);
  return family === 6 ? `[${written}]:${service}` : `${written}:${service}`;
}
