import { fail, succeed } from '../../kernel/result.ts';
import type { Result } from '../../kernel/result.ts';
import { formatAddress, parseAddress } from '../address.ts';
import type { Address } from '../address.ts';
import { protocols } from '../services.ts';
import type { Protocol } from '../services.ts';

/** Where a flow goes, as someone asks about it: a host by name, an address or a workload of the files, with a port. */
export type FlowTarget = (
  | { readonly kind: 'host'; readonly host: string }
  | { readonly kind: 'address'; readonly address: Address }
  | { readonly kind: 'workload'; readonly workload: string }
) & { readonly protocol: Protocol; readonly port: number };

const form =
  'Write it as HOST:PORT, IP:PORT, [IPV6]:PORT or NAMESPACE/NAME:PORT of a workload, with /udp or /sctp behind it where it is not TCP.';

/** `cp.example.com:443`, `203.0.113.7:5671/tcp`, `[2001:db8::7]:53/udp`, `kube-system/coredns:53/udp`. The failure is a sentence with its remedy. */
export function parseFlowTarget(text: string): Result<FlowTarget, string> {
  const parts = /^(?:\[([^\]]*)\]|([^:/[\]]+(?:\/[^:/[\]]+)?)):(\d{1,5})(?:\/([a-z]+))?$/i.exec(text.trim());
  if (parts === null) return fail(`“${text}” is no destination with a port. ${form}`);
  const [, bracketed, plain = '', digits, word = 'tcp'] = parts;
  const port = Number(digits);
  if (port < 1 || port > 65535) return fail(`${port} is no port: write one from 1 to 65535.`);
  const protocol = protocols.find((one) => one === word.toUpperCase());
  if (protocol === undefined) return fail(`“${word}” is no protocol with ports: write tcp, udp or sctp.`);
  const address = parseAddress(bracketed ?? plain);
  if (address !== undefined) return succeed({ kind: 'address', address, protocol, port });
  if (bracketed !== undefined) return fail(`“${bracketed}” is no IPv6 address.`);
  if (workloadName.test(plain)) return succeed({ kind: 'workload', workload: plain, protocol, port });
  if (!isHostName(plain)) return fail(`“${plain}” is neither an address nor a host name. ${form}`);
  return succeed({ kind: 'host', host: plain.toLowerCase().replace(/\.$/, ''), protocol, port });
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
  const service = `${target.port}/${target.protocol.toLowerCase()}`;
  if (target.kind === 'host') return `${target.host}:${service}`;
  if (target.kind === 'workload') return `${target.workload}:${service}`;
  const { family, value } = target.address;
  const written = formatAddress(family, value);
  return family === 6 ? `[${written}]:${service}` : `${written}:${service}`;
}
