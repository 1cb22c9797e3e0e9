import { parseLabelSelector } from '../catalog/labelSelector.ts';
import { parseAddress, parseCidr } from '../network/flows/address.ts';
import type { JudgedText, TextRules } from './jsonSchema.ts';

/** What a plan's schema can't say of its texts: by the name of the definition, what is wrong and what to write instead. */
export const textRules: TextRules = {
  Cidr: judgeCidr,
  Host: judgeHost,
  Registry: judgeRegistry,
  ProxyUrl(text) {
    // The value is not repeated: it holds a password, and messages end up in logs.
    return text.includes('@')
      ? {
          kind: 'wrong',
          message: 'The proxy’s address carries a user name or password.',
          remedy: 'Leave them out; a plan is kept in git.',
        }
      : { kind: 'good' };
  },
  Selector(text) {
    const selector = parseLabelSelector(text);
    if (selector.ok) return { kind: 'good' };
    const { reason } = selector.failure;
    return {
      kind: 'wrong',
      message: `“${text}” is not a label selector: ${reason}.`,
      remedy: 'Write it as kubectl does, such as app=web,tier in (a,b),!canary.',
    };
  },
};

function judgeCidr(text: string): JudgedText {
  const cidr = parseCidr(text);
  if (!cidr.ok)
    return {
      kind: 'wrong',
      message: cidr.failure,
      remedy: 'Write an address, a slash and a prefix length, such as 10.20.0.0/16.',
    };
  const { canonical, hasHostBits } = cidr.value;
  if (!text.includes('/'))
    return {
      kind: 'wrong',
      message: `“${text}” is one address, not a range.`,
      remedy: `Write ${canonical} for this one address.`,
    };
  if (!hasHostBits) return { kind: 'good' };
  const [address = ''] = text.split('/');
  return {
    kind: 'normalised',
    value: canonical,
    message: `“${text}” has bits set beyond its prefix; it was read as the network ${canonical}.`,
    remedy: `Write ${canonical}, or ${address}/${address.includes(':') ? 128 : 32} if the one address is meant.`,
  };
}

/** Only what people write in place of a name; names themselves are judged by the schema's pattern. */
function judgeHost(text: string): JudgedText {
  if (parseAddress(text) !== undefined) {
    return { kind: 'wrong', message: `“${text}” is an address, not a host name.`, remedy: 'Enter it under `cidrs`.' };
  }
  const bare = /^(?:[a-z]+:\/\/)?(?:[^/@]*@)?([^/:?#]+)(?::\d+)?(?:[/?#].*)?$/i.exec(text)?.[1];
  if (bare === undefined || bare === text) return { kind: 'good' };
  return {
    kind: 'wrong',
    message: `“${text}” is more than a host name.`,
    remedy: `Write ${bare}; ports have a key of their own.`,
  };
}

/** What people write in place of a registry: an address for browsers, a whole image, or an organisation of Docker Hub. */
function judgeRegistry(text: string): JudgedText {
  const bare = text.replace(/^[a-z]+:\/\//i, '');
  if (bare !== text) {
    return {
      kind: 'wrong',
      message: `“${text}” is an address for browsers; images name their registry without ${text.slice(0, text.length - bare.length)}.`,
      remedy: `Write ${bare}.`,
    };
  }
  const slash = text.indexOf('/');
  const mark = slash === -1 ? -1 : text.slice(slash).search(/[:@]/);
  if (mark !== -1) {
    return {
      kind: 'wrong',
      message: `“${text}” names one image with its tag or digest.`,
      remedy: `Write ${text.slice(0, slash + mark)}.`,
    };
  }
  const [first = ''] = text.split('/', 1);
  if (/^[a-z0-9_-]+$/i.test(first) && first !== 'localhost') {
    return {
      kind: 'wrong',
      message: `“${text}” names no registry.`,
      remedy: `Write docker.io/${text} for one of Docker Hub, or the registry’s whole name.`,
    };
  }
  return { kind: 'good' };
}
