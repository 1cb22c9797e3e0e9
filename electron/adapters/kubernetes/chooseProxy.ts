import { BlockList, isIP } from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The proxy by which a server is reached, as kubectl decides it: the cluster's own `proxy-url`, else HTTPS_PROXY unless NO_PROXY
 * names the server or it is this machine; HTTP_PROXY for a server without TLS. Undefined: none.
 */
export function chooseProxy(server: URL, proxyUrl: string | undefined, environment: Environment): string | undefined {
  if (proxyUrl !== undefined) return proxyUrl;
  const named = (name: string): string | undefined => {
    const value = environment[name] ?? environment[name.toLowerCase()];
    return value === undefined || value.trim() === '' ? undefined : value.trim();
  };
  const proxy = named(server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY');
  if (proxy === undefined) return undefined;
  const host = server.hostname.replace(/^\[|\]$/g, '').toLowerCase();
  if (host === 'localhost' || isWithin(host, '127.0.0.0', 8) || isWithin(host, '::1', 128)) return undefined;
  const port = server.port === '' ? (server.protocol === 'https:' ? '443' : '80') : server.port;
  const entries = (named('NO_PROXY') ?? '').split(',').map((entry) => entry.trim().toLowerCase());
  if (entries.some((entry) => entry !== '' && names(entry, host, port))) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

/** One entry of NO_PROXY: everything, an address, a network, or a domain with what lies below it; a port narrows it. */
function names(entry: string, host: string, port: string): boolean {
  if (entry === '*') return true;
  const { network, length } = /^(?<network>[^/]+)\/(?<length>\d{1,3})$/.exec(entry)?.groups ?? {};
  if (network !== undefined && length !== undefined) return isWithin(host, network, Number(length));
  const { name = entry, only } = /^(?<name>\[[^\]]+\]|[^:]+):(?<only>\d+)$/.exec(entry)?.groups ?? {};
  if (only !== undefined && only !== port) return false;
  const bare = name.replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 0) return isWithin(host, bare, isIP(bare) === 6 ? 128 : 32);
  const domain = bare.replace(/^\*?[.]/, '');
  return host.endsWith(`.${domain}`) || (host === domain && bare === domain);
}

function isWithin(host: string, network: string, length: number): boolean {
  const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(network) === 0 || isIP(host) === 0 || length > (family === 'ipv6' ? 128 : 32)) return false;
  const list = new BlockList();
  list.addSubnet(network, length, family);
  return list.check(host, isIP(host) === 6 ? 'ipv6' : 'ipv4');
}
