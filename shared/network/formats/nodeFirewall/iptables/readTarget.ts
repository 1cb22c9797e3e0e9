import { addressRangeBetween, parseAddress } from '../../../flows/address.ts';
import type { AddressRange, Family } from '../../../flows/address.ts';
import { describeValue } from '../../../../kernel/describeValue.ts';
import type { IptablesTarget } from './iptablesDump.ts';
import type { GivenOptions } from './matches.ts';
import { parseNumber, parsePort } from './numbers.ts';

interface ReadTarget {
  readonly target: IptablesTarget;
  /** Set where it is not known what the target does at all. */
  readonly notUnderstood?: string;
}

/** What a rule does with what it matches: a chain of the table, or a target of iptables. Source: iptables-extensions(8). */
export function readTarget(
  aim: { readonly name: string; readonly isGoto: boolean } | undefined,
  options: GivenOptions,
  { chains, family }: { readonly chains: ReadonlySet<string>; readonly family: Family },
): ReadTarget {
  if (aim === undefined) return { target: { kind: 'continue' } };
  const { name, isGoto } = aim;
  if (chains.has(name)) return { target: { kind: 'chain', name, comesBack: !isGoto } };
  if (!isGoto && continuingTargets.has(name)) return { target: { kind: 'continue' } };
  switch (isGoto ? undefined : name) {
    case 'ACCEPT':
    // What they translate is the source, which no later rule of the node goes by.
    case 'SNAT':
    case 'MASQUERADE':
    case 'SAME':
      return { target: { kind: 'accept' } };
    case 'DROP':
    case 'REJECT':
    case 'TARPIT':
      return { target: { kind: 'drop' } };
    case 'RETURN':
      return { target: { kind: 'return' } };
    case 'NOTRACK':
      return { target: { kind: 'untrack' } };
    case 'CT':
      return { target: { kind: options.has('--notrack') ? 'untrack' : 'continue' } };
    case 'TTL':
    case 'HL':
      return { target: readHops(options) };
    case 'DNAT':
      return { target: readTranslation(options.get('--to-destination') ?? [], family) };
    case undefined:
      break;
    default: {
      const redirected = redirecting.get(name);
      if (redirected !== undefined) return { target: { kind: 'unknown', because: redirected, leadsElsewhere: true } };
      const because = deciding.get(name);
      if (because !== undefined) return { target: { kind: 'unknown', because } };
    }
  }
  const what = `the ${isGoto ? 'chain' : 'target'} ${describeValue(name)} is not known`;
  return {
    target: { kind: 'unknown', because: `It is not understood: ${what}.`, leadsElsewhere: true },
    notUnderstood: what,
  };
}

/** They change the packet or what is known of it, or tell of it, and the next rule is met. */
export const continuingTargets: ReadonlySet<string> = new Set(
  `LOG ULOG NFLOG AUDIT TRACE MARK CONNMARK SECMARK CONNSECMARK CLASSIFY DSCP TOS ECN TCPMSS TCPOPTSTRIP CHECKSUM
  RATEEST SET LED IDLETIMER HMARK TEE ACCOUNT SNPT`.split(/\s+/),
);

const redirecting: ReadonlyMap<string, string> = new Map([
  ['REDIRECT', 'It is redirected to a process of the node, and what that lets through is not known.'],
  ['TPROXY', 'It is handed to a process of the node, and what that lets through is not known.'],
  ['NETMAP', 'It is sent to another network, and what becomes of it there is not judged.'],
  ['DNPT', 'It is sent to another network, and what becomes of it there is not judged.'],
  ['CLUSTERIP', 'Which node answers is not known.'],
]);

const deciding: ReadonlyMap<string, string> = new Map([
  ['QUEUE', 'A process of the node decides, and what that lets through is not known.'],
  ['NFQUEUE', 'A process of the node decides, and what that lets through is not known.'],
  ['SYNPROXY', 'A process of the kernel answers in the place of the destination.'],
]);

/** What Linux gives a packet of its own to begin with: enough to get anywhere. */
const usualHops = 64;

function readHops(options: GivenOptions): IptablesTarget {
  const [set = ''] = options.get('--ttl-set') ?? options.get('--hl-set') ?? [];
  return options.has('--ttl-inc') || options.has('--hl-inc') || (parseNumber(set, 255) ?? 0) >= usualHops
    ? { kind: 'continue' }
    : { kind: 'unknown', because: 'How many routers the packet gets by is changed, and it may be too few.' };
}

/** `10.0.0.5`, `10.0.0.5-10.0.0.9:8080-8090` or `[2001:db8::1]:443`. */
function readTranslation(values: readonly string[], family: Family): IptablesTarget {
  const [value = '', ...others] = values;
  const shape = /^\[?(?<addresses>[0-9a-f.:-]+?)\]?(?::(?<first>\w+)(?:-(?<last>\w+))?)?$/i.exec(
    family === 6 && !value.startsWith('[') ? `[${value}]` : value,
  );
  const { addresses = '', first: written, last: writtenLast = written } = shape?.groups ?? {};
  const range = rangeOf(addresses, family);
  const [first, last] = [parsePort(written ?? ''), parsePort(writtenLast ?? '')];
  const isPortRead = written === undefined || (first !== undefined && last !== undefined);
  if (range === undefined || !isPortRead || others.length > 0) {
    return {
      kind: 'unknown',
      because: `Where ${describeValue(value)} leads is not understood.`,
      leadsElsewhere: true,
    };
  }
  const ports = first === undefined || last === undefined ? undefined : ([first, last] as const);
  return { kind: 'translate', ranges: [range], ports };
}

function rangeOf(text: string, family: Family): AddressRange | undefined {
  const [first = '', last = first] = text.split('-');
  return parseAddress(first)?.family === family ? addressRangeBetween(first, last) : undefined;
}
