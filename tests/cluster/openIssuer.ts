import { generateKeyPairSync, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

/** An OpenID Connect issuer on this machine: enough of one for a real API server to believe its tokens. */
export interface Issuer {
  readonly url: string;
  /** An id token for this client that holds for so many seconds from now; fewer than none: it has expired. */
  tokenFor(subject: string, holdsForSeconds: number): string;
  close(): void;
}

const client = 'pdp-workbench-tests';

export async function openIssuer(tls: { readonly cert: string; readonly key: string }): Promise<Issuer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const server = createServer(tls, ({ url: asked }, response) => {
    const answer =
      asked === '/keys'
        ? { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' }] }
        : { issuer: url, jwks_uri: `${url}/keys`, id_token_signing_alg_values_supported: ['RS256'] };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    tokenFor(subject, holdsForSeconds) {
      const now = Math.floor(Date.now() / 1000);
      const claims = { iss: url, aud: client, sub: subject, iat: now - 3600, exp: now + holdsForSeconds };
      const signed = [{ alg: 'RS256', kid: 'one' }, claims]
        .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
        .join('.');
      return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** What makes an API server believe this issuer. */
export function flagsFor({ url }: Issuer, caFile: string): readonly string[] {
  return [
    `--oidc-issuer-url=${url}`,
    `--oidc-client-id=${client}`,
    `--oidc-ca-file=${caFile}`,
    '--oidc-username-claim=sub',
    '--oidc-username-prefix=oidc:',
  ];
}
