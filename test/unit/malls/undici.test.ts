import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type HttpRequest, TransportFailure } from '../../../malls/http.ts';
import { createUndiciTransport, type UndiciTransport } from '../../../malls/undici.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(listener: RequestListener): Promise<{ url: string; server: Server }> {
  const server = createServer(listener);
  return { url: `http://127.0.0.1:${await listen(server)}`, server };
}

async function listen(server: TcpServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => new Promise((resolve) => server.close(() => resolve())));
  if ('closeAllConnections' in server) closers.push(() => (server as Server).closeAllConnections());
  return (server.address() as AddressInfo).port;
}

function transport(options: Parameters<typeof createUndiciTransport>[0] = {}): UndiciTransport {
  const made = createUndiciTransport(options);
  closers.push(() => made.close());
  return made;
}

const call = (url: string, change: Partial<HttpRequest> = {}): HttpRequest => ({
  method: 'GET',
  url,
  headers: {},
  timeoutMs: 20_000,
  maxBytes: 1_000,
  ...change,
});

async function failureOf(promise: Promise<unknown>): Promise<TransportFailure> {
  const error = await promise.then(
    () => new Error('the call was answered'),
    (failure: unknown) => failure,
  );
  expect(error).toBeInstanceOf(TransportFailure);
  return error as TransportFailure;
}

describe('the undici transport', () => {
  it('carries method, path, query, headers and body there, and status, lower-case headers and body back', async () => {
    let seen: Pick<IncomingMessage, 'method' | 'url' | 'headers'> | undefined;
    let body = '';
    const { url } = await serve(async (request, response) => {
      seen = request;
      body = await text(request);
      response.writeHead(418, { 'X-Answer': 'yes', 'Set-Cookie': ['a=1', 'b=2'] }).end('茶');
    });
    const answer = await transport()(
      call(`${url}/es/2.0/order/?q=%E8%8C%B6`, {
        method: 'POST',
        headers: { authorization: 'ESA eA==' },
        body: '受注',
      }),
    );
    expect(seen).toMatchObject({ method: 'POST', url: '/es/2.0/order/?q=%E8%8C%B6' });
    expect(seen?.headers).toMatchObject({ authorization: 'ESA eA==', 'content-length': '6' });
    expect(body).toBe('受注');
    expect(answer.status).toBe(418);
    expect(answer.headers).toMatchObject({ 'x-answer': 'yes', 'set-cookie': 'a=1, b=2' });
    expect(answer.body.toString()).toBe('茶');
  });

  it('keeps connections for later calls when the far side keeps them', async () => {
    const ports = new Set<number | undefined>();
    const { url } = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.end('{}');
    });
    const send = transport();
    for (let index = 0; index < 10; index++) expect((await send(call(url))).status).toBe(200);
    // A second one is opened when the next call starts before the answered connection is free again.
    expect(ports.size).toBeLessThanOrEqual(2);
  });

  it('works as well when the far side closes after every answer', async () => {
    const ports = new Set<number | undefined>();
    const { url } = await serve((request, response) => {
      ports.add(request.socket.remotePort);
      response.setHeader('Connection', 'close').end('{}');
    });
    const send = transport();
    for (let index = 0; index < 5; index++) expect((await send(call(url))).body.toString()).toBe('{}');
    expect(ports.size).toBe(5);
  });

  it('fails as connect when nothing listens', async () => {
    const server = createTcpServer();
    const port = await listen(server);
    await closers.pop()?.();
    expect(await failureOf(transport()(call(`http://127.0.0.1:${port}`)))).toMatchObject({ kind: 'connect' });
  });

  it('fails as connect when the connection is not made in time', async () => {
    const sockets: { destroy(): void }[] = [];
    const port = await listen(createTcpServer((socket) => sockets.push(socket)));
    closers.push(() => {
      for (const socket of sockets) socket.destroy();
    });
    const send = transport({ clockSpeed: 200 });
    const failure = await failureOf(send(call(`https://127.0.0.1:${port}`, { timeoutMs: 10_000 })));
    expect(failure).toMatchObject({ kind: 'connect', message: expect.stringContaining('10000 ms') });
  });

  it('never sends a call that it gave up while the call waited for a connection', async () => {
    const seen: (string | undefined)[] = [];
    let answerFirst = (): void => {};
    const { url } = await serve((request, response) => {
      seen.push(request.url);
      if (request.url === '/first') answerFirst = () => response.end('first');
      else response.end('other');
    });
    const send = transport({ connections: 1 });
    const first = send(call(`${url}/first`));
    await expect.poll(() => seen).toEqual(['/first']);
    const second = await failureOf(send(call(`${url}/second`, { timeoutMs: 50 })));
    answerFirst();
    expect((await first).body.toString()).toBe('first');
    expect((await send(call(`${url}/third`))).status).toBe(200);
    expect(second.kind).toBe('connect');
    expect(seen).toEqual(['/first', '/third']);
  });

  it('fails as timeout when no answer comes, after the time-out of a faster clock', async () => {
    const { url } = await serve(() => {});
    const send = transport({ clockSpeed: 600 });
    expect(await failureOf(send(call(url, { timeoutMs: 30_000 })))).toMatchObject({ kind: 'timeout' });
  });

  it('gives a busy machine the least time there is, however fast the clock', async () => {
    const { url } = await serve((_request, response) => setTimeout(() => response.end('late'), 120));
    const send = transport({ clockSpeed: 600, deadlineRealMsMin: 5_000 });
    expect((await send(call(url, { timeoutMs: 30_000 }))).body.toString()).toBe('late');
  });

  it('fails as timeout when the body trickles in without end: the deadline is for the whole call', async () => {
    let trickle: NodeJS.Timeout | undefined;
    closers.push(() => clearInterval(trickle));
    const { url } = await serve((_request, response) => {
      trickle = setInterval(() => response.write(' '), 5);
    });
    expect(await failureOf(transport()(call(url, { timeoutMs: 100 })))).toMatchObject({ kind: 'timeout' });
  });

  it('fails as reset when the connection breaks before any answer', async () => {
    const { url } = await serve((request) => request.socket.destroy());
    expect(await failureOf(transport()(call(url)))).toMatchObject({ kind: 'reset' });
  });

  it.each([
    ['with its length announced', { 'content-length': '500' }],
    ['in chunks', {}],
  ])('fails as reset when the connection breaks within a body %s', async (_name, headers) => {
    const { url } = await serve((request, response) => {
      response.writeHead(200, headers);
      response.write('{"half":', () => request.socket.destroy());
    });
    expect(await failureOf(transport()(call(url)))).toMatchObject({ kind: 'reset' });
  });

  it.each([
    ['by the length it announces', { 'content-length': '1001' }],
    ['while it is read', {}],
  ])('fails as too-large %s, and gives the connection up', async (_name, headers) => {
    let closed = false;
    const { url } = await serve((request, response) => {
      request.socket.on('close', () => {
        closed = true;
      });
      response.writeHead(200, headers);
      response.write('x'.repeat(1_001));
    });
    expect(await failureOf(transport()(call(url)))).toMatchObject({ kind: 'too-large' });
    await expect.poll(() => closed).toBe(true);
  });

  it('does not unpack an answer that was packed unasked: a few kilobytes may be gigabytes', async () => {
    const packed = gzipSync(Buffer.alloc(1_000_000));
    const seen: IncomingMessage[] = [];
    const { url } = await serve((request, response) => {
      seen.push(request);
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed);
    });
    const { body } = await transport()(call(url, { maxBytes: 2_000 }));
    expect(seen[0]?.headers['accept-encoding']).toBeUndefined();
    expect(body.length).toBeLessThanOrEqual(packed.length);
  });

  it('follows no redirect: the key would go along', async () => {
    const asked: (string | undefined)[] = [];
    const { url } = await serve((request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    expect(await transport()(call(`${url}/here`, { headers: { authorization: 'ESA x' } }))).toMatchObject({
      status: 302,
    });
    expect(asked).toEqual(['/here']);
  });

  it('takes an answer of exactly the size allowed', async () => {
    const { url } = await serve((_request, response) => {
      response.write('x'.repeat(400));
      response.end('x'.repeat(600));
    });
    expect((await transport()(call(url))).body).toHaveLength(1_000);
  });

  it('names neither address nor key in a failure', async () => {
    const { url } = await serve((request) => request.socket.destroy());
    const failure = await failureOf(transport()(call(`${url}/?licenseKey=SL000_secret`)));
    expect(failure.message).not.toMatch(/SL000|127\.0\.0\.1/);
  });
});
