import { once } from 'node:events';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import path from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/fetch';
import { os, type } from '@orpc/server';
import type { RouterClient } from '@orpc/server';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '#electron/adapters/testing/temporaryFolder.ts';
import { startBrowserHost } from '#electron/hosts/browser/browserHost.ts';
import type { BrowserHostLimits } from '#electron/hosts/browser/browserHost.ts';
import { pageKeyHeader, sessionPath } from '#shared/contract/browserSession.ts';
import type { SessionAnswer } from '#shared/contract/browserSession.ts';
import { noncePlaceholder } from '#shared/contract/contentSecurityPolicy.ts';

/** Operations that tell what became of them. */
function makeOperations() {
  const seen = { startedUnary: false, stoppedUnary: false, stoppedStream: false, produced: 0 };
  const router = {
    echo: os.input(type<{ readonly text: string }>()).handler(({ input }) => input),
    nothing: os.handler(() => 'nothing was asked'),
    mistaken: os.handler(() => {
      throw new Error('inner-secret');
    }),
    wait: os.handler(async ({ signal }) => {
      seen.startedUnary = true;
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
      seen.stoppedUnary = true;
      return null;
    }),
    count: os.handler(async function* ({ signal }) {
      try {
        for (;;) {
          if (signal?.aborted === true) return;
          seen.produced += 1;
          yield seen.produced;
          await delay(5);
        }
      } finally {
        seen.stoppedStream = true;
      }
    }),
  };
  return { router, seen };
}

type Operations = RouterClient<ReturnType<typeof makeOperations>['router']>;

const page = `<!doctype html><html><head><meta property="csp-nonce" nonce="${noncePlaceholder}"><title>PDP</title></head></html>`;
const script = 'console.log("page")';

/** A built page beside a file that is none of the page's. */
function builtPage(): string {
  const folder = temporaryFolder();
  const renderer = path.join(folder, 'renderer');
  mkdirSync(path.join(renderer, 'assets'), { recursive: true });
  writeFileSync(path.join(renderer, 'index.html'), page);
  writeFileSync(path.join(renderer, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  writeFileSync(path.join(renderer, 'assets', 'index-Ab3_x9Zq.js'), script);
  writeFileSync(path.join(folder, 'secret.txt'), 'outside-secret');
  symlinkSync(path.join(folder, 'secret.txt'), path.join(renderer, 'linked.txt'));
  symlinkSync(folder, path.join(renderer, 'folder'));
  return renderer;
}

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly text: string;
}

interface Ask {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body?: string;
}

async function startHost(limits: Partial<BrowserHostLimits> = {}) {
  const { router, seen } = makeOperations();
  const reported: unknown[] = [];
  const started = await startBrowserHost({
    router,
    port: 0,
    rendererFolder: builtPage(),
    report: (error) => reported.push(error),
    limits,
  });
  if (!started.ok) throw new Error(started.failure.message);
  onTestFinished(() => started.value.close());
  const { origin, port, hash } = new URL(started.value.url);
  const token = hash.replace('#token=', '');

  /** Sends exactly what it is told, as no browser's fetch would. */
  function ask({ method = 'GET', path: urlPath = '/', headers = {}, body }: Ask = {}): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          host: '127.0.0.1',
          port,
          method,
          path: urlPath,
          headers: { host: new URL(origin).host, ...headers },
          agent: false,
        },
        (response) => {
          let text = '';
          response.setEncoding('utf8');
          response.on('data', (part: string) => (text += part));
          response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
          response.on('error', reject);
        },
      );
      request.on('error', reject);
      request.end(body);
    });
  }

  function swap(shown: string, headers: http.OutgoingHttpHeaders = {}): Promise<Answer> {
    return ask({
      method: 'POST',
      path: sessionPath,
      headers: { origin, 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ token: shown }),
    });
  }

  /** What a page that was let in sends along. */
  async function enter(): Promise<{ readonly cookie: string; readonly [pageKeyHeader]: string }> {
    const answer = await swap(token);
    if (answer.status !== 200) throw new Error(answer.text);
    const cookie = String(answer.headers['set-cookie']?.[0]?.split(';')[0]);
    return { cookie, [pageKeyHeader]: (JSON.parse(answer.text) as SessionAnswer).pageKey };
  }

  function call(operation: string, headers: http.OutgoingHttpHeaders, body = '{}'): Promise<Answer> {
    return ask({
      method: 'POST',
      path: `/rpc/${operation}`,
      headers: { origin, 'content-type': 'application/json', ...headers },
      body,
    });
  }

  async function connect(): Promise<Operations> {
    const credentials = await enter();
    return createORPCClient(new RPCLink({ url: `${origin}/rpc`, headers: { origin, ...credentials } }));
  }

  return { host: started.value, origin, port, token, seen, reported, ask, swap, enter, call, connect };
}

describe('being let in', () => {
  it('swaps the token of the address for a cookie that scripts and other sites can’t use, and a page key', async () => {
    const { swap, token, port } = await startHost();
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    const answer = await swap(token);
    expect(answer.status).toBe(200);
    const [pair, ...attributes] = String(answer.headers['set-cookie']).split('; ');
    expect(pair).toMatch(new RegExp(`^pdp-workbench-${port}=[\\w-]{43}$`));
    expect(attributes.toSorted()).toStrictEqual(['HttpOnly', 'Path=/', 'SameSite=Strict']);
    expect((JSON.parse(answer.text) as SessionAnswer).pageKey).toMatch(/^[\w-]{43}$/);
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  it('takes the token once, also when two come at the same time', async () => {
    const { swap, token } = await startHost();
    const answers = await Promise.all([swap(token), swap(token)]);
    expect(answers.map(({ status }) => status).toSorted()).toStrictEqual([200, 403]);
    expect((await swap(token)).status).toBe(403);
  });

  it('takes the token for a while only', async () => {
    const { swap, token } = await startHost({ tokenGoodForMs: 30 });
    await delay(40);
    const answer = await swap(token);
    expect(answer.status).toBe(403);
    expect(answer.headers['set-cookie']).toBeUndefined();
  });

  it.each([
    ['a wrong token', JSON.stringify({ token: 'x'.repeat(43) })],
    ['an empty token', JSON.stringify({ token: '' })],
    ['no token', '{}'],
    ['something else', '[1]'],
  ])('does not let in %s, and leaves the right one good', async (_what, body) => {
    const { ask, swap, token, origin } = await startHost();
    const headers = { origin, 'content-type': 'application/json' };
    expect((await ask({ method: 'POST', path: sessionPath, headers, body })).status).toBe(403);
    expect((await swap(token)).status).toBe(200);
  });

  it.each([
    ['no JSON', 'application/json', 'token', 400],
    ['a form, which any page may send anywhere', 'application/x-www-form-urlencoded', 'token=x', 415],
    ['plain text, which any page may send anywhere', 'text/plain', '{}', 415],
    ['a long body', 'application/json', JSON.stringify({ token: 'x'.repeat(2_000) }), 413],
  ])('does not take %s for a token', async (_what, contentType, body, status) => {
    const { ask, origin } = await startHost();
    const headers = { origin, 'content-type': contentType };
    expect((await ask({ method: 'POST', path: sessionPath, headers, body })).status).toBe(status);
  });

  it('has another token and another session each time', async () => {
    const [one, other] = [await startHost(), await startHost()];
    expect(one.token).not.toBe(other.token);
    expect((await one.call('nothing', await other.enter())).status).toBe(401);
  });
});

describe('without a session', () => {
  it('shows the entry page in place of the page, and says how to get in', async () => {
    const { ask } = await startHost();
    const answer = await ask();
    expect(answer.status).toBe(401);
    expect(answer.text).toContain('pdp serve');
    expect(answer.text).not.toContain(noncePlaceholder);
  });

  it.each(['/index.html', '/assets/index-Ab3_x9Zq.js', '/icon.svg', '/nothing'])(
    'does not send %s',
    async (urlPath) => {
      const { ask } = await startHost();
      const answer = await ask({ path: urlPath });
      expect(answer.status).toBe(401);
      expect(answer.text).toContain('Open the address');
    },
  );

  it('does nothing that is asked', async () => {
    const { call, enter, port } = await startHost();
    expect((await call('nothing', {})).status).toBe(401);
    const credentials = await enter();
    const { cookie } = credentials;
    const others: http.OutgoingHttpHeaders[] = [
      {},
      { cookie },
      { [pageKeyHeader]: credentials[pageKeyHeader] },
      { ...credentials, cookie: cookie.replace(/=.*/, '=') },
      { ...credentials, cookie: `${cookie}x` },
      { ...credentials, cookie: `other-${cookie}` },
      { ...credentials, cookie: `pdp-workbench-${port}` },
      { ...credentials, [pageKeyHeader]: `${credentials[pageKeyHeader]}x` },
      { ...credentials, [pageKeyHeader]: '' },
    ];
    for (const headers of others) expect((await call('nothing', headers)).status).toBe(401);
    // A form is what a page of another origin may send unasked.
    const form = '--a\r\ncontent-disposition: form-data; name="data"\r\n\r\n{}\r\n--a--\r\n';
    const asForm = { 'content-type': 'multipart/form-data; boundary=a' };
    for (const headers of others) {
      expect((await call('nothing', { ...headers, ...asForm }, form)).status).toBe(401);
    }
    expect((await call('nothing', { ...credentials, ...asForm }, form)).status).not.toBe(401);
    expect((await call('nothing', credentials)).status).toBe(200);
  });

  it('knows its cookie among those that other ports have set, also under its own name', async () => {
    const { call, enter, port } = await startHost();
    const credentials = await enter();
    const cookie = `a=1; pdp-workbench-${port}=forged; ${credentials.cookie}`;
    expect((await call('nothing', { ...credentials, cookie })).status).toBe(200);
  });

  it('does not read what it would not do', async () => {
    const { port, origin } = await startHost();
    const socket = net.connect(Number(port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const text = readAll(socket);
    socket.write(headOfCall(origin, {}, 'Content-Length: 1000000') + '{');
    expect(await text).toMatch(/^HTTP\/1\.1 401 [^]*connection: close/i);
  });
});

describe('requests from elsewhere', () => {
  it.each([
    ['a name that points here', () => 'attacker.example'],
    ['a name that points here, with the port', (port: string) => `attacker.example:${port}`],
    ['localhost, which is another origin', (port: string) => `localhost:${port}`],
    ['another loopback address', (port: string) => `127.0.0.2:${port}`],
    ['the address without its port', () => '127.0.0.1'],
    ['another port', () => '127.0.0.1:1'],
  ])('answers nothing under %s in Host', async (_what, toHost) => {
    const { ask, call, enter, port } = await startHost();
    const credentials = await enter();
    const host = toHost(port);
    for (const answer of [
      await ask({ headers: { ...credentials, host } }),
      await call('nothing', { ...credentials, host }),
    ]) {
      expect(answer.status).toBe(421);
      expect(answer.text).not.toContain('PDP</title>');
    }
  });

  it.each([
    ['an empty Host', 'GET / HTTP/1.1\r\nHost:\r\n\r\n'],
    ['no Host', 'GET / HTTP/1.0\r\n\r\n'],
    ['two Hosts, the first a foreign one', 'GET / HTTP/1.1\r\nHost: attacker.example\r\nHost: HERE\r\n\r\n'],
    ['a foreign Host behind a proxied address', 'GET http://HERE/ HTTP/1.1\r\nHost: attacker.example\r\n\r\n'],
  ])('answers nothing under %s', async (_what, text) => {
    const { port, origin } = await startHost();
    const socket = net.connect(Number(port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const answer = readAll(socket);
    socket.write(text.replaceAll('HERE', new URL(origin).host));
    expect(await answer).toMatch(/^HTTP\/1\.1 4(?:21|00) /);
  });

  it.each(['http://attacker.example', 'https://127.0.0.1', 'http://127.0.0.1:1', 'null', ''])(
    'answers nothing to a page of %j',
    async (foreign) => {
      const { ask, call, swap, enter, token } = await startHost();
      expect((await swap(token, { origin: foreign })).status).toBe(403);
      const credentials = await enter();
      expect((await call('nothing', { ...credentials, origin: foreign })).status).toBe(403);
      expect((await ask({ headers: { ...credentials, origin: foreign } })).status).toBe(403);
    },
  );

  it('does nothing for a request that hides its origin', async () => {
    const { ask, enter } = await startHost();
    const headers = { ...(await enter()), 'content-type': 'application/json' };
    expect((await ask({ method: 'POST', path: '/rpc/nothing', headers, body: '{}' })).status).toBe(403);
  });

  it('allows no other origin to read an answer', async () => {
    const { ask, call, enter, origin } = await startHost();
    const credentials = await enter();
    const preflight = {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': pageKeyHeader,
    };
    const answers = [
      await ask({ method: 'OPTIONS', path: '/rpc/nothing', headers: { ...credentials, ...preflight } }),
      await ask({ headers: credentials }),
      await call('nothing', credentials),
    ];
    expect(answers.map(({ status }) => status)).toStrictEqual([405, 200, 200]);
    for (const { headers } of answers) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toStrictEqual([]);
    }
  });

  it('listens on 127.0.0.1 alone', async () => {
    const { port } = await startHost();
    await expect(connects('127.0.0.1', port)).resolves.toBe(true);
    await expect(connects('127.0.0.2', port)).resolves.toBe(false);
    await expect(connects('::1', port)).resolves.toBe(false);
  });
});

describe('the page', () => {
  it('comes with a policy whose nonce it carries, another one each time, and is never kept', async () => {
    const { ask, enter } = await startHost();
    const headers = await enter();
    const answers = [await ask({ headers }), await ask({ headers, path: '/index.html' }), await ask()];
    const nonces = answers.map(({ headers: sent, text }) => {
      const policy = String(sent['content-security-policy']);
      const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
      expect(nonce.length).toBeGreaterThanOrEqual(22);
      expect(text).toContain(`nonce="${nonce}"`);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe-');
      expect(sent['cache-control']).toBe('no-store');
      return nonce;
    });
    expect(new Set(nonces).size).toBe(3);
    expect(answers[0]?.text).toContain('<meta property="csp-nonce"');
  });

  it('sends the same defences with everything', async () => {
    const { ask, call, enter, origin } = await startHost();
    const headers = await enter();
    const answers = [
      await ask(),
      await ask({ headers }),
      await ask({ headers, path: '/assets/index-Ab3_x9Zq.js' }),
      await ask({ headers, path: '/nothing' }),
      await ask({ headers: { host: 'attacker.example' } }),
      await ask({ headers: { ...headers, origin }, method: 'PUT' }),
      await call('nothing', headers),
      await call('mistaken', headers),
    ];
    expect(answers.map(({ status }) => status)).toStrictEqual([401, 200, 200, 404, 421, 405, 200, 500]);
    for (const answer of answers) {
      expect(answer.headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
    }
  });

  it('lets the browser keep what has a hash in its name, for ever, and nothing else', async () => {
    const { ask, enter } = await startHost();
    const headers = await enter();
    const asset = await ask({ headers, path: '/assets/index-Ab3_x9Zq.js' });
    expect(asset.text).toBe(script);
    expect(asset.headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'private, max-age=31536000, immutable',
    });
    const icon = await ask({ headers, path: '/icon.svg?v=2' });
    expect(icon.headers).toMatchObject({ 'content-type': 'image/svg+xml', 'cache-control': 'no-cache' });
  });

  it.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/%252e%252e%252fsecret.txt',
    '/..\\secret.txt',
    '/%5c..%5csecret.txt',
    '//secret.txt',
    '/./../secret.txt',
    '/assets/%00/../../../secret.txt',
    '/linked.txt',
    '/folder/secret.txt',
    '/etc/passwd',
    '/assets',
    '/assets/',
    '/__proto__',
  ])('serves nothing at %s', async (urlPath) => {
    const { ask, enter } = await startHost();
    const answer = await ask({ headers: await enter(), path: urlPath });
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain('outside-secret');
  });

  it('answers HEAD without a body', async () => {
    const { ask, enter } = await startHost();
    const answer = await ask({ method: 'HEAD', headers: await enter() });
    expect(answer).toMatchObject({ status: 200, text: '' });
    expect(Number(answer.headers['content-length'])).toBeGreaterThan(0);
  });
});

describe('operations', () => {
  it('answer a client of the contract, with and without input', async () => {
    const { connect } = await startHost();
    const client = await connect();
    expect(await client.echo({ text: 'Zürich 🏔' })).toStrictEqual({ text: 'Zürich 🏔' });
    expect(await client.nothing()).toBe('nothing was asked');
  });

  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('are not done by %s', async (method) => {
    const { ask, enter, origin } = await startHost();
    const answer = await ask({ method, path: '/rpc/nothing', headers: { ...(await enter()), origin } });
    expect(answer.status).toBe(405);
    expect(answer.headers.allow).toBe('POST');
  });

  it('that are not there are not found', async () => {
    const { call, enter } = await startHost();
    expect((await call('unheard-of', await enter())).status).toBe(404);
    expect((await call('', await enter().catch(() => ({})))).status).toBe(401);
  });

  it('tell the page nothing of a mistake of ours, and the terminal all', async () => {
    const { call, enter, reported } = await startHost();
    const answer = await call('mistaken', await enter());
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('inner-secret');
    expect(reported).toMatchObject([{ message: 'inner-secret' }]);
  });

  it('take no more than the limit, whether the length was told or not', async () => {
    const { call, enter, port, origin } = await startHost({ bodyBytes: 1_000 });
    const credentials = await enter();
    const fitting = JSON.stringify({ json: { text: 'x'.repeat(900) } });
    const excessive = JSON.stringify({ json: { text: 'x'.repeat(1_000) } });
    expect((await call('echo', credentials, fitting)).status).toBe(200);
    expect((await call('echo', credentials, excessive)).status).toBe(413);

    const socket = net.connect(Number(port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const text = readAll(socket);
    socket.write(`${headOfCall(origin, credentials, 'Transfer-Encoding: chunked')}3e9\r\n${'x'.repeat(1_001)}\r\n`);
    expect(await text).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('that announce too long a body are refused before it comes', async () => {
    const { port, origin, enter } = await startHost({ bodyBytes: 1_000 });
    const credentials = await enter();
    const socket = net.connect(Number(port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const text = readAll(socket);
    socket.write(headOfCall(origin, credentials, 'Content-Length: 1001'));
    expect(await text).toMatch(/^HTTP\/1\.1 413 /);
  }, 5_000);

  it('do not wait for a body that does not come', async () => {
    const { port, origin, enter } = await startHost({ requestMs: 300 });
    const credentials = await enter();
    const socket = net.connect(Number(port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const text = readAll(socket);
    socket.write(headOfCall(origin, credentials, 'Content-Length: 100') + '{');
    expect(await text).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('that a page leaves in the middle of asking are no fault of ours', async () => {
    const { port, origin, enter, ask, reported } = await startHost();
    const credentials = await enter();
    const socket = net.connect(Number(port), '127.0.0.1');
    socket.write(headOfCall(origin, credentials, 'Content-Length: 100') + '{');
    await delay(50);
    socket.destroy();
    await delay(50);
    expect((await ask({ headers: credentials })).status).toBe(200);
    expect(reported).toStrictEqual([]);
  });

  it('end when the page goes away', async () => {
    const { connect, seen } = await startHost();
    const client = await connect();
    const abort = new AbortController();
    const waiting = client.wait(undefined, { signal: abort.signal }).catch((error: unknown) => error);
    await expect.poll(() => seen.startedUnary).toBe(true);
    expect(seen.stoppedUnary).toBe(false);
    abort.abort();
    expect(await waiting).toBeInstanceOf(Error);
    await expect.poll(() => seen.stoppedUnary).toBe(true);
  });

  it('stream what they find, and end when nobody listens any more', async () => {
    const { connect, seen, reported } = await startHost();
    const client = await connect();
    const abort = new AbortController();
    const received: number[] = [];
    try {
      for await (const count of await client.count(undefined, { signal: abort.signal })) {
        received.push(count);
        if (count === 5) abort.abort();
      }
    } catch (error) {
      if (!abort.signal.aborted) throw error;
    }
    expect(received.slice(0, 5)).toStrictEqual([1, 2, 3, 4, 5]);
    await expect.poll(() => seen.stoppedStream).toBe(true);
    const { produced } = seen;
    await delay(50);
    expect(seen.produced).toBe(produced);
    expect(reported).toStrictEqual([]);
  });
});

describe('the host', () => {
  it('ends with all that it is still answering', async () => {
    const { host, connect, seen, port } = await startHost();
    const client = await connect();
    const waiting = client.wait().catch((error: unknown) => error);
    await expect.poll(() => seen.startedUnary).toBe(true);
    await host.close();
    expect(await waiting).toBeInstanceOf(Error);
    await expect.poll(() => seen.stoppedUnary).toBe(true);
    await expect(connects('127.0.0.1', port)).resolves.toBe(false);
  });

  it('says that a port is taken, and what to do', async () => {
    const { port } = await startHost();
    const { router } = makeOperations();
    const second = await startBrowserHost({
      router,
      port: Number(port),
      rendererFolder: builtPage(),
      report: () => undefined,
    });
    expect(second).toMatchObject({ ok: false, failure: { kind: 'incomplete', message: `Port ${port} is in use.` } });
  });

  it('says that the page is not built', async () => {
    const { router } = makeOperations();
    const started = await startBrowserHost({
      router,
      port: 0,
      rendererFolder: temporaryFolder(),
      report: () => undefined,
    });
    expect(started).toMatchObject({ ok: false, failure: { kind: 'incomplete', remedy: 'Run `npm run build`.' } });
  });

  it('takes no more connections than its limit', async () => {
    const { port } = await startHost({ connections: 2 });
    const sockets = Array.from({ length: 6 }, () => net.connect(Number(port), '127.0.0.1'));
    onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
    let dropped = 0;
    for (const socket of sockets)
      socket
        .on('error', () => undefined)
        .on('close', () => (dropped += 1))
        .resume();
    await expect.poll(() => dropped).toBe(4);
  });

  it('lets its owner in while another user of the machine holds connections and says nothing', async () => {
    const { port, ask, enter } = await startHost({ connections: 4 });
    await crowd(port, 12);
    const headers = await enter();
    expect((await ask({ headers })).status).toBe(200);
  });

  it('keeps the connection of a browser that was let in, however many come after it', async () => {
    const { port, origin, enter } = await startHost({ connections: 4 });
    const socket = net.connect(Number(port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const { cookie } = await enter();
    const head = `GET / HTTP/1.1\r\nHost: ${new URL(origin).host}\r\nCookie: ${cookie}\r\n`;
    let text = '';
    socket.setEncoding('utf8').on('data', (part: string) => (text += part));
    socket.write(`${head}\r\n`);
    await expect.poll(() => text).toMatch(/^HTTP\/1\.1 200 /);
    await crowd(port, 12);
    text = '';
    socket.write(`${head}\r\n`);
    await expect.poll(() => text).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('does not wait for headers that do not come', async () => {
    const { port } = await startHost({ headersMs: 200 });
    const socket = net.connect(Number(port), '127.0.0.1');
    onTestFinished(() => void socket.destroy());
    const text = readAll(socket);
    socket.write('GET / HTTP/1.1\r\n');
    expect(await text).toMatch(/^HTTP\/1\.1 408 /);
  }, 3_000);
});

/** The head of a request for an operation, as it goes over the wire. */
function headOfCall(origin: string, credentials: Readonly<Record<string, string>>, ...lines: string[]): string {
  return [
    'POST /rpc/echo HTTP/1.1',
    `Host: ${new URL(origin).host}`,
    `Origin: ${origin}`,
    'Content-Type: application/json',
    ...Object.entries(credentials).map(([name, value]) => `${name}: ${value}`),
    ...lines,
    '',
    '',
  ].join('\r\n');
}

/** Connections of somebody who begins to ask and never ends. */
async function crowd(port: string, count: number): Promise<void> {
  const sockets = Array.from({ length: count }, () => net.connect(Number(port), '127.0.0.1'));
  onTestFinished(() => sockets.forEach((socket) => socket.destroy()));
  for (const socket of sockets) socket.on('error', () => undefined).resume();
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  for (const socket of sockets) socket.write('GET / HTTP/1.1\r\n');
  await delay(50);
}

function readAll(socket: net.Socket): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (part: string) => (text += part));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(text));
  });
}

function connects(host: string, port: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(Number(port), host);
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}
