import { once } from 'node:events';
import { createServer, request } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toKubeconfig } from '../kubeApiServer.ts';
import type { KubeAccess } from '../kubeApiServer.ts';
import type { Certificate } from './makeCertificate.ts';

export interface ProxyBefore {
  /** Of the administrator, by way of the proxy. */
  readonly kubeconfig: unknown;
  close(): void;
}

/** A proxy before a server, with a certificate of its own, that answers itself what it is given an answer for. */
export async function standBefore(
  { server, token, caFile }: KubeAccess,
  own: Certificate,
  answerTo: (path: string, response: ServerResponse) => boolean,
): Promise<ProxyBefore> {
  const { port } = new URL(server);
  const proxy = createServer(own, (question: IncomingMessage, response: ServerResponse) => {
    const { method, url = '', headers } = question;
    if (answerTo(url, response)) return;
    const options = { host: '127.0.0.1', port, method, path: url, headers, rejectUnauthorized: false };
    const onward = request(options, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    question.pipe(onward);
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    kubeconfig: toKubeconfig(
      { server, caFile },
      { token },
      {
        server: `https://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
        'certificate-authority-data': Buffer.from(own.cert).toString('base64'),
      },
    ),
    close: () => {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}
