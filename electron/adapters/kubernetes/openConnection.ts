import { createHash, X509Certificate } from 'node:crypto';
import { checkServerIdentity, createSecureContext, getCACertificates } from 'node:tls';
import type { DetailedPeerCertificate, PeerCertificate, SecureContext } from 'node:tls';
import { Agent, ProxyAgent } from 'undici';
import type { Dispatcher } from 'undici';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { withoutAccess } from '#shared/history/withoutAccess.ts';
import { chooseProxy } from './chooseProxy.ts';
import { readMaterial } from './kubeconfig.ts';
import type { Impersonation, KubeCluster, KubeUser } from './kubeconfig.ts';
import type { ExecCredential } from './runExecPlugin.ts';

/** Ready to be asked: where, through what, as whom. Nothing has been sent yet. */
export interface Connection {
  /** `https://host:port/base`, without credentials and without a slash at its end. */
  readonly server: string;
  readonly dispatcher: Dispatcher;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** The proxy that is used, without credentials. */
  readonly proxy: string | undefined;
  /** SHA-256 of the certificate at the root of the chain that was verified; undefined before the first answer, and where nothing is verified. */
  caHash(): string | undefined;
  close(): Promise<void>;
}

export interface ConnectionSettings {
  readonly cluster: KubeCluster;
  readonly user: KubeUser | undefined;
  /** What the user's exec plugin gave. */
  readonly credential: ExecCredential | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Whose word is taken beside the kubeconfig's own CA: nobody's, or that of everyone whom this machine trusts. */
  readonly trusts: 'kubeconfig' | 'machine';
}

const connectTimeoutMs = 10_000;
/** As many lists at a time; a server counts what one client has open. */
const mostConnections = 6;

export function openConnection({
  cluster,
  user,
  credential,
  environment,
  trusts,
}: ConnectionSettings): Outcome<Connection> {
  const server = toServer(cluster.server);
  if (server === undefined) {
    return failure(
      'bad-input',
      `The kubeconfig’s server ${withoutAccess(cluster.server)} is not an http or https address.`,
      {
        remedy: 'Correct the cluster’s server in the kubeconfig.',
      },
    );
  }
  const secured = secure(cluster, user, credential, trusts);
  if (!secured.ok) return secured;
  const headers = toHeaders(user, credential);
  if (!headers.ok) return headers;
  const proxy = chooseProxy(server, cluster.proxyUrl, environment);
  const proxyAddress = proxy === undefined ? undefined : toProxy(proxy);
  if (proxyAddress === null) {
    return failure('bad-input', `The proxy ${withoutAccess(proxy ?? '')} is not an http or https address.`, {
      remedy: 'Name one as http://host:port in proxy-url of the kubeconfig or in HTTPS_PROXY. SOCKS is not spoken.',
    });
  }

  let caHash: string | undefined;
  const toCluster = {
    secureContext: secured.value,
    rejectUnauthorized: !cluster.skipsVerification,
    ...(cluster.tlsServerName !== undefined && { servername: cluster.tlsServerName }),
    timeout: connectTimeoutMs,
    allowH2: false,
    // Called once a chain is verified: the one place where a proxy's tunnel shows what it was verified with.
    checkServerIdentity(host: string, certificate: PeerCertificate) {
      const mismatch = checkServerIdentity(host, certificate);
      if (mismatch === undefined && !cluster.skipsVerification) {
        caHash ??= hashOfRoot(certificate as DetailedPeerCertificate);
      }
      return mismatch;
    },
  };
  const dispatcher =
    proxyAddress === undefined
      ? new Agent({ connections: mostConnections, connect: toCluster })
      : new ProxyAgent({
          uri: proxyAddress.href,
          connections: mostConnections,
          allowH2: false,
          requestTls: toCluster,
        });
  return succeed({
    server: `${server.origin}${server.pathname.replace(/\/+$/, '')}`,
    dispatcher,
    headers: headers.value,
    proxy: proxyAddress === undefined ? undefined : proxyAddress.origin,
    caHash: () => caHash,
    // What is still under way is of no use to anybody.
    close: () => dispatcher.destroy(),
  });
}

function toServer(text: string): URL | undefined {
  // As for kubectl: a server without a scheme is one without TLS.
  const address = URL.parse(text.includes('://') ? text : `http://${text}`);
  if (address === null || !/^https?:$/.test(address.protocol)) return undefined;
  return address;
}

function toProxy(text: string): URL | null {
  const address = URL.parse(text);
  return address !== null && /^https?:$/.test(address.protocol) ? address : null;
}

/** The chain's last certificate, with what this side added to it; one that signed itself is its own root. */
function hashOfRoot(peer: DetailedPeerCertificate): string {
  let certificate = peer;
  for (let depth = 0; depth < 16; depth += 1) {
    const issuer: DetailedPeerCertificate | undefined = certificate.issuerCertificate;
    if (issuer === undefined || issuer.fingerprint256 === certificate.fingerprint256) break;
    certificate = issuer;
  }
  return createHash('sha256').update(certificate.raw).digest('hex');
}

function secure(
  cluster: KubeCluster,
  user: KubeUser | undefined,
  credential: ExecCredential | undefined,
  trusts: ConnectionSettings['trusts'],
): Outcome<SecureContext> {
  const ca = cluster.ca === undefined ? succeed(undefined) : readMaterial(cluster.ca);
  if (!ca.ok) return ca;
  const certificate =
    user?.certificate === undefined ? succeed(credential?.certificate) : readMaterial(user.certificate);
  if (!certificate.ok) return certificate;
  const key = user?.key === undefined ? succeed(credential?.key) : readMaterial(user.key);
  if (!key.ok) return key;
  const isAlone = ca.value !== undefined && trusts === 'kubeconfig';
  const machine = isAlone ? [] : [...new Set([...getCACertificates('default'), ...getCACertificates('system')])];
  try {
    return succeed(
      createSecureContext({
        ca: [...(ca.value === undefined ? [] : [...toCertificates(ca.value)]), ...machine],
        ...(certificate.value !== undefined && { cert: certificate.value }),
        ...(key.value !== undefined && { key: key.value }),
      }),
    );
  } catch (error) {
    return failure('bad-input', `A certificate or key of the kubeconfig can’t be used (${describeError(error)}).`, {
      remedy: 'Fetch the kubeconfig again from whoever runs the cluster.',
    });
  }
}

/** Each certificate of a bundle by itself, and none that is not one: a CA that is quietly passed over is told as untrusted later. */
function toCertificates(bundle: string): readonly string[] {
  const certificates = bundle.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0) throw new Error('the certificate authority is no PEM certificate');
  for (const certificate of certificates) void new X509Certificate(certificate);
  return certificates;
}

function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function toHeaders(user: KubeUser | undefined, credential: ExecCredential | undefined): Outcome<Connection['headers']> {
  const token = toToken(user, credential);
  if (!token.ok) return token;
  const basic = user?.basic;
  const authorization =
    token.value !== undefined
      ? `Bearer ${token.value}`
      : basic === undefined
        ? undefined
        : `Basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}`;
  return succeed({
    ...(authorization !== undefined && { authorization }),
    ...(user?.impersonates !== undefined && toImpersonationHeaders(user.impersonates)),
    'user-agent': `pdp-workbench/${__VERSION__}`,
  });
}

function toToken(user: KubeUser | undefined, credential: ExecCredential | undefined): Outcome<string | undefined> {
  if (user?.token !== undefined) {
    const read = readMaterial(user.token);
    return read.ok ? succeed(read.value.trim()) : read;
  }
  if (user?.authProvider !== undefined) return toProviderToken(user.authProvider);
  return succeed(credential?.token);
}

/**
 * The providers that stood in client-go before exec plugins. Of `oidc` the id token is used while it holds: to renew it would
 * use up the refresh token that kubectl keeps in the kubeconfig, which this program never writes (decision 0080).
 */
function toProviderToken({ name, settings }: NonNullable<KubeUser['authProvider']>): Outcome<string | undefined> {
  const token = settings['id-token'];
  if (name === 'oidc' && typeof token === 'string') return succeed(token);
  return failure(
    'bad-input',
    `The kubeconfig signs in by the auth-provider “${name}”, which kubectl itself knows no longer.`,
    {
      remedy: 'Fetch the kubeconfig again with your cloud’s tool: it now names a command that signs in (exec).',
    },
  );
}

function toImpersonationHeaders({
  user,
  uid,
  groups,
  extra,
}: Impersonation): Record<string, string | readonly string[]> {
  return {
    'impersonate-user': user,
    ...(uid !== undefined && { 'impersonate-uid': uid }),
    ...(groups.length > 0 && { 'impersonate-group': groups }),
    ...Object.fromEntries(
      Object.entries(extra).map(([key, values]) => [`impersonate-extra-${encodeURIComponent(key)}`, values]),
    ),
  };
}
