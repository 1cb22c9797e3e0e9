/**
 * What the options of a Suricata rule demand of a connection, beyond its addresses, ports and protocol. Options that say
 * nothing about what matches are left out; those whose effect is not judged make the rule match perhaps.
 * Source: Suricata user guide, "Rules".
 */
import {
  ALL_SERVICES,
  intersectServices,
  servicesOf,
  servicesOfProtocol,
  subtractServices,
} from '../../../flows/services.ts';
import type { Services } from '../../../flows/services.ts';
import { portlessProtocols } from '../../../flows/portlessProtocols.ts';
import { servicesOfApplication } from './applicationProtocols.ts';
import type { SpokenBy } from './applicationProtocols.ts';
import { readFlows } from './flowOptions.ts';
import type { FlowConditions } from './flowOptions.ts';
import { nameBuffers } from './nameBuffers.ts';
import { readContent } from './nameContent.ts';
import type { ContentCondition } from './nameContent.ts';
import type { SuricataOption } from './suricataOption.ts';

export interface Conditions {
  readonly state: FlowConditions['state'];
  readonly side: FlowConditions['side'];
  /** It tells packets apart: by the state of their connection, their flags, or the bits that are set. */
  readonly isByPacket: boolean;
  /** It looks into what an application sends. */
  readonly readsData: boolean;
  /** Application protocols that the options ask for, beside that of the rule's head. */
  readonly applications: readonly SpokenBy[];
  /** On the name that the client asks for. */
  readonly contents: readonly ContentCondition[];
  /** Of each condition, one of the names is enough. */
  readonly bits: readonly BitCondition[];
  readonly setsBits: readonly string[];
  readonly services: Services;
  readonly flags: string | undefined;
  /** Options whose effect is not judged. */
  readonly unjudged: readonly string[];
  /** State, applications and services in words: rules that have it in common match the same services. */
  readonly scope: string;
}

/** That one of the bits is set, or that one of them is not. */
export interface BitCondition {
  readonly names: readonly string[];
  readonly isSet: boolean;
}

/** Options that describe a rule, log it or speed it up; none of them changes what it matches. */
export const descriptive: ReadonlySet<string> = new Set([
  'msg',
  'sid',
  'rev',
  'gid',
  'classtype',
  'reference',
  'metadata',
  'priority',
  'target',
  'noalert',
  'alert',
  'fast_pattern',
  'prefilter',
  'tag',
  'rawbytes',
]);

/** Modifiers of a content whose effect on a name is not judged. */
export const limits: ReadonlySet<string> = new Set(['depth', 'offset', 'distance', 'within', 'isdataat', 'bsize']);

export const NO_CONDITIONS: Conditions = {
  state: undefined,
  side: undefined,
  isByPacket: false,
  readsData: false,
  applications: [],
  contents: [],
  bits: [],
  setsBits: [],
  services: ALL_SERVICES,
  flags: undefined,
  unjudged: [],
  scope: '',
};

/** What `priority` is where a rule does not say. */
export const usualPriority = 3;

export function readPriority(options: readonly SuricataOption[]): number {
  const written = Number(options.find(({ keyword }) => keyword === 'priority')?.value);
  return Number.isFinite(written) ? written : usualPriority;
}

export function readConditions(options: readonly SuricataOption[]): Conditions {
  if (options.every(({ keyword }) => descriptive.has(keyword))) return NO_CONDITIONS;
  const { state, side, ...flows } = readFlows(options);
  let { isByPacket } = flows;
  let readsData = false;
  let flags: string | undefined;
  let services = ALL_SERVICES;
  const applications: SpokenBy[] = [];
  const contents: ContentCondition[] = [];
  const bits: BitCondition[] = [];
  const setsBits: string[] = [];
  const unjudged = [...flows.unjudged];
  const applicationNames: string[] = [];
  const ipProtocolTexts: string[] = [];
  const demand = (name: string): boolean => {
    const spoken = servicesOfApplication(name.replace(/^!/, ''));
    if (spoken === undefined) return false;
    applicationNames.push(name);
    applications.push(name.startsWith('!') ? notSpoken(spoken) : spoken);
    return true;
  };
  /** The sticky buffer that contents are sought in. */
  let buffer: string | undefined;
  let afterDot = false;

  /** Whether the last content is one on the name, so that the modifiers that follow are about it. */
  let isOnName = false;
  const changeLast = (change: Partial<ContentCondition>): void => {
    const last = isOnName ? contents.pop() : undefined;
    if (last !== undefined) contents.push({ ...last, ...change });
  };

  for (const [index, { keyword, value }] of options.entries()) {
    const application = nameBuffers.get(keyword);
    if (descriptive.has(keyword)) continue;
    if (application !== undefined) {
      buffer = keyword;
      afterDot = false;
      readsData = true;
      demand(application);
      continue;
    }
    switch (keyword) {
      case '':
      case 'flow':
        break;
      case 'flowbits': {
        const [verb = '', names = ''] = (value ?? '').split(',').map((part) => part.trim());
        if (verb === 'isset' || verb === 'isnotset') {
          isByPacket = true;
          bits.push({ names: names.split('|').map((name) => name.trim()), isSet: verb === 'isset' });
        } else if (verb === 'set' || verb === 'toggle') {
          setsBits.push(names);
        } else if (verb !== 'unset' && verb !== 'noalert') {
          unjudged.push(`flowbits:${verb}`);
        }
        break;
      }
      case 'app-layer-protocol': {
        const name = (value ?? '').split(',')[0]?.trim().toLowerCase() ?? '';
        if (!demand(name)) unjudged.push(`${keyword}:${name}`);
        break;
      }
      case 'ssl_state':
        // Every TLS connection begins with a client hello.
        if (value?.toLowerCase() !== 'client_hello') unjudged.push(keyword);
        readsData = true;
        demand('tls');
        break;
      case 'ip_proto': {
        const carried = servicesOfIpProtocol(value ?? '');
        if (carried === undefined) {
          unjudged.push(keyword);
        } else {
          services = intersectServices(services, carried);
          ipProtocolTexts.push(value ?? '');
        }
        break;
      }
      case 'flags':
      case 'tcp.flags':
        isByPacket = true;
        flags = value ?? '';
        services = intersectServices(services, servicesOf('TCP'));
        ipProtocolTexts.push('TCP');
        break;
      case 'dotprefix':
        if (buffer === undefined) unjudged.push(keyword);
        afterDot = true;
        break;
      case 'to_lowercase':
        // Names are compared in lower case.
        if (buffer === undefined) unjudged.push(keyword);
        break;
      case 'content': {
        isOnName = false;
        const read = readContent(value ?? '');
        if (buffer === 'ja4.hash' && read?.content === '_' && !read.isNegated) break;
        if (buffer === undefined || !nameBuffers.has(buffer) || read === undefined) {
          unjudged.push(keyword);
          break;
        }
        isOnName = true;
        contents.push({
          ...read,
          afterDot,
          // A Host is brought to lower case before it is compared.
          ignoresCase: false,
          atStart: false,
          atEnd: false,
          isLimited: false,
        });
        break;
      }
      case 'nocase':
        changeLast({ ignoresCase: true });
        break;
      case 'startswith':
        changeLast({ atStart: true });
        break;
      case 'endswith':
        changeLast({ atEnd: true });
        break;
      case 'ja4.hash': {
        // The three parts of a JA4 fingerprint are joined by “_”, so that this alone asks for any TLS client.
        buffer = keyword;
        readsData = true;
        demand('tls');
        if (options[index + 1]?.keyword !== 'content') unjudged.push(keyword);
        break;
      }
      default:
        if (limits.has(keyword) && isOnName) {
          changeLast({ isLimited: true });
        } else {
          // A buffer or condition that is not judged; what is sought in it is not judged either.
          buffer = undefined;
          isOnName = false;
          unjudged.push(keyword);
        }
    }
  }
  const scope = [state ?? '', ...applicationNames, ...ipProtocolTexts].join(' ');
  return {
    state,
    side,
    isByPacket,
    readsData,
    applications,
    contents,
    bits,
    setsBits,
    services,
    flags,
    unjudged,
    scope,
  };
}

function notSpoken({ certain, possible }: SpokenBy): SpokenBy {
  return { certain: subtractServices(ALL_SERVICES, possible), possible: subtractServices(ALL_SERVICES, certain) };
}

const ipProtocols: ReadonlyMap<string, Services> = new Map([
  ['tcp', servicesOf('TCP')],
  ['udp', servicesOf('UDP')],
  ['sctp', servicesOf('SCTP')],
]);

/** `TCP`, `!UDP`, `1`: by name or number; undefined for what is neither. */
function servicesOfIpProtocol(value: string): Services | undefined {
  const name = value.trim().toLowerCase();
  const isNegated = name.startsWith('!');
  const bare = name.slice(isNegated ? 1 : 0).trim();
  const number = /^\d{1,3}$/.test(bare) ? Number(bare) : portlessProtocols.get(bare);
  const carried = number !== undefined && number <= 255 ? servicesOfProtocol(number) : ipProtocols.get(bare);
  return carried !== undefined && isNegated ? subtractServices(ALL_SERVICES, carried) : carried;
}

/**
 * Whether a packet with these flags fits `S`, `+A`, `*SA`, `!SA`; what stands after a comma is not looked at. `!` holds where
 * one of them at least is missing. Source: Suricata, detect-tcp-flags.c.
 */
export function fitsFlags(condition: string, packet: ReadonlySet<string>): boolean | undefined {
  const parts = /^([+*!]?)([FSRPAUCE0]+)(?:,([FSRPAUCE12]+))?$/i.exec(condition.trim());
  if (parts === null) return undefined;
  const [, mode = '', letters = '', ignored = ''] = parts;
  const hidden = new Set(ignored.toUpperCase());
  const wanted = [...new Set(letters.toUpperCase())].filter((letter) => letter !== '0');
  const shown = [...packet].filter((flag) => !hidden.has(flag));
  // Every packet of a connection has a flag.
  if (wanted.length === 0) return mode === '!';
  switch (mode) {
    case '+':
      return wanted.every((flag) => shown.includes(flag));
    case '*':
      return wanted.some((flag) => shown.includes(flag));
    case '!':
      return !wanted.every((flag) => shown.includes(flag));
    default:
      return shown.length === wanted.length && wanted.every((flag) => shown.includes(flag));
  }
}
