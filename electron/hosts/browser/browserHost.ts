import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { AnyRouter } from '@orpc/server';
import { RPCHandler } from '@orpc/server/node';
import { pageKeyHeader, rpcPath, sessionPath, tokenParameter } from '#shared/contract/browserSession.ts';
import { mostBytesOfRequest } from '#shared/contract/requestLimit.ts';
import type { SessionAnswer } from '#shared/contract/browserSession.ts';
import { failure } from '#shared/contract/failure.ts';
import type { Outcome } from '#shared/contract/failure.ts';
import { succeed } from '#shared/kernel/result.ts';
import { defensiveHeaders, makePageFiles, toPage } from '../../pageFiles.ts';
import type { PageAnswer } from '../../pageFiles.ts';
import { entryPage } from './entryPage.ts';
import { limitConnections } from './limitConnections.ts';
import type { ConnectionLimit } from './limitConnections.ts';
import { readBody } from './readBody.ts';
import { refuseSender } from './refuseSender.ts';
import type { Refusal } from './refuseSender.ts';
import { makeSessionGate } from './sessionGate.ts';
import type { SessionGate } from './sessionGate.ts';

const address = '127.0.0.1';

/** Where the build puts the page, seen from the bundle that this file becomes part of. */
const builtRendererFolder = path.join(import.meta.dirname, '..', 'renderer');

export interface BrowserHostOptions {
  readonly router: AnyRouter;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly rendererFolder?: string | undefined;
  /** Told of what went wrong on our side; the page only learns that something did. */
  readonly report: (error: unknown) => void;
  readonly limits?: Partial<BrowserHostLimits>;
}

export interface BrowserHostLimits {
  /** How long the printed address lets a browser in. */
  readonly tokenGoodForMs: number;
  /** How long a connection may take until a request's headers are there; they come from this machine. */
  readonly headersMs: number;
  /** How long a request may take to arrive, its body included. */
  readonly requestMs: number;
  /** Dropped files come in one request. */
  readonly bodyBytes: number;
  readonly connections: number;
}

const defaultLimits: BrowserHostLimits = {
  tokenGoodForMs: 60_000,
  headersMs: 2_000,
  requestMs: 60_000,
  bodyBytes: mostBytesOfRequest,
  connections: 128,
};

/** No token is nearly as long. */
const sessionBodyBytes = 1024;

export interface BrowserHost {
  /** To be opened once, within the time that the token is good for. */
  readonly url: string;
  /** Ends it, with all that it is still answering. */
  close(): Promise<void>;
}

/**
 * The program in a browser, on this machine alone. Against the other users of the machine, and against pages from elsewhere,
 * nothing is answered but the entry page until the token of the printed address was swapped for a session.
 */
export async function startBrowserHost(options: BrowserHostOptions): Promise<Outcome<BrowserHost>> {
  const limits = { ...defaultLimits, ...options.limits };
  const rendererFolder = options.rendererFolder ?? builtRendererFolder;
  if (!existsSync(path.join(rendererFolder, 'index.html'))) {
    return failure('incomplete', `The page is not built: there is no index.html in ${rendererFolder}.`, {
      remedy: 'Run `npm run build`.',
    });
  }
  const server = createServer({
    requestTimeout: limits.requestMs,
    headersTimeout: Math.min(limits.requestMs, limits.headersMs),
    connectionsCheckingInterval: Math.min(limits.requestMs, limits.headersMs, 1_000),
  });
  const connections = limitConnections(server, limits.connections);

  const listening = await listen(server, options.port);
  if (!listening.ok) return listening;
  const { port } = listening.value;
  const origin = `http://${address}:${port}`;
  const gate = makeSessionGate({ port, tokenGoodForMs: limits.tokenGoodForMs, now: () => performance.now() });
  const answer = makeAnswer({ ...options, limits, rendererFolder, origin, gate, connections });
  server.on('request', (request, response) => void answer(request, response));
  return succeed({
    url: `${origin}/#${tokenParameter}=${gate.token}`,
    close: () => close(server),
  });
}

function listen(server: Server, port: number): Promise<Outcome<AddressInfo>> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const remedy = { remedy: 'Name another --port, or none to take any that is free.' };
      if (error.code === 'EADDRINUSE') resolve(failure('incomplete', `Port ${port} is in use.`, remedy));
      else if (error.code === 'EACCES') resolve(failure('forbidden', `Port ${port} may not be opened.`, remedy));
      else reject(error);
    });
    // Without `exclusive`, a cluster would share the port among its processes.
    server.listen({ host: address, port, exclusive: true }, () => resolve(succeed(server.address() as AddressInfo)));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

interface AnswerParts {
  readonly router: AnyRouter;
  readonly report: (error: unknown) => void;
  readonly limits: BrowserHostLimits;
  readonly rendererFolder: string;
  readonly origin: string;
  readonly gate: SessionGate;
  readonly connections: ConnectionLimit;
}

function makeAnswer(parts: AnswerParts): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { connections, gate, limits, origin, report } = parts;
  const pageFiles = makePageFiles(parts.rendererFolder);
  const operations = new RPCHandler(parts.router, { interceptors: [reportErrors(report)] });

  async function answerSafely(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await answer(request, response);
    } catch (error) {
      // A browser that goes away in the middle is no fault of ours.
      if (error !== request.errored && error !== response.errored) report(error);
      if (!response.headersSent) refuse(response, { status: 500, sentence: 'Something went wrong here.' });
      response.destroy();
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? '';
    const refusal = refuseSender(method, request.headers, origin);
    if (refusal !== undefined) return refuse(response, refusal);
    if (gate.knowsBrowser(request.headers.cookie)) connections.keep(request.socket);
    const urlPath = (request.url ?? '').replace(/\?.*$/s, '');
    if (urlPath === sessionPath)
      return method === 'POST' ? openSession(request, response) : refuseMethod(response, 'POST');
    if (urlPath.startsWith(`${rpcPath}/`)) {
      return method === 'POST' ? operate(request, response) : refuseMethod(response, 'POST');
    }
    return method === 'GET' || method === 'HEAD'
      ? sendFile(urlPath, request, response)
      : refuseMethod(response, 'GET, HEAD');
  }

  async function openSession(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request, { bytes: sessionBodyBytes, takesFiles: false });
    if (!body.ok) return refuse(response, body.failure);
    const session = gate.open(readToken(body.value));
    if (session === undefined) {
      return refuse(response, { status: 403, sentence: 'This token is wrong, was used already, or is too old.' });
    }
    connections.keep(request.socket);
    const opened: SessionAnswer = { pageKey: session.pageKey };
    send(response, 200, {
      headers: {
        ...defensiveHeaders,
        'content-type': 'application/json',
        'cache-control': 'no-store',
        'set-cookie': session.setCookie,
      },
      body: JSON.stringify(opened),
    });
  }

  async function operate(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pageKey = request.headers[pageKeyHeader];
    const credentials = {
      cookieHeader: request.headers.cookie,
      pageKey: typeof pageKey === 'string' ? pageKey : undefined,
    };
    if (!gate.knowsPage(credentials)) return refuse(response, notLetIn);
    const body = await readBody(request, { bytes: limits.bodyBytes, takesFiles: true });
    if (!body.ok) return refuse(response, body.failure);
    for (const [name, value] of Object.entries(defensiveHeaders)) response.setHeader(name, value);
    response.setHeader('cache-control', 'no-store');
    const withBody = Object.assign(request, { body: body.value ?? {} });
    const { matched } = await operations.handle(withBody, response, { prefix: rpcPath });
    if (!matched) refuse(response, notThere);
  }

  function sendFile(urlPath: string, request: IncomingMessage, response: ServerResponse): void {
    if (!gate.knowsBrowser(request.headers.cookie)) {
      return urlPath === '/' ? send(response, notLetIn.status, toPage(entryPage)) : refuse(response, notLetIn);
    }
    const file = pageFiles(urlPath);
    if (file === undefined) return refuse(response, notThere);
    send(response, 200, file);
  }

  return answerSafely;
}

const notLetIn: Refusal = {
  status: 401,
  sentence: 'Open the address that pdp serve has printed. It lets one browser in, within one minute.',
};

const notThere: Refusal = { status: 404, sentence: 'There is nothing at this address.' };

function readToken(body: unknown): string {
  if (typeof body !== 'object' || body === null || !('token' in body)) return '';
  return typeof body.token === 'string' ? body.token : '';
}

function reportErrors(report: (error: unknown) => void) {
  return async <Value>({ next }: { next(): Promise<Value> }): Promise<Value> => {
    try {
      return await next();
    } catch (error) {
      report(error);
      throw error;
    }
  };
}

function send(response: ServerResponse, status: number, { headers, body }: PageAnswer): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
  response.end(body);
}

/** Ends the connection as well: what is still to come of the request is not read. */
function refuse(response: ServerResponse, { status, sentence }: Refusal): void {
  const headers = { ...defensiveHeaders, 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' };
  send(response, status, { headers: { ...headers, connection: 'close' }, body: `${sentence}\n` });
}

function refuseMethod(response: ServerResponse, allowed: string): void {
  response.setHeader('allow', allowed);
  refuse(response, { status: 405, sentence: `Here only ${allowed} is answered.` });
}
