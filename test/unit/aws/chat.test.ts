import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { chatPoster, isPublic } from '../../../aws/chat.ts';
import type { ChatMessage } from '../../../core/ports/system.ts';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const secret = '/0a1b2c3d4e5f/services/T0/B0/secret';
const message: ChatMessage = {
  title: '【対応不要】楽天市場 接続障害のお知らせ(2/10 15:45〜)',
  parts: [{ heading: '影響', lines: ['・受注の取込: 角の店 <本店> & *支店*', '・2行目'] }],
};

/** A chat on this machine, as `npm start` plays one. */
async function chat(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const bodies: string[] = [];
  const paths: string[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => {
      body += part;
    });
    request.on('end', () => {
      bodies.push(body);
      paths.push(request.url ?? '');
      answer(request, response);
    });
  });
  const url = await listening(server);
  const post = (kind: 'slack' | 'teams' = 'slack', limitMs = 2_000) =>
    chatPoster({ desk: `${url}/`, limitMs }).post(url + secret, kind, message);
  return { url, bodies, paths, post };
}

async function listening(server: Pick<Server, 'listen' | 'address' | 'close'>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const answers = (status: number, body = '', headers: Record<string, string> = {}) =>
  chat((_, response) => void response.writeHead(status, headers).end(body));

describe('a notice to a chat', () => {
  it('is a text for Slack, with its three signs escaped and bold headings', async () => {
    const { post, bodies } = await answers(200, 'ok', { 'content-type': 'text/html' });
    expect(await post()).toEqual({ kind: 'accepted' });
    expect(JSON.parse(bodies[0] ?? '')).toEqual({
      text: '*【対応不要】楽天市場 接続障害のお知らせ(2/10 15:45〜)*\n\n*影響*\n・受注の取込: 角の店 &lt;本店&gt; &amp; *支店*\n・2行目',
    });
  });

  it('is an adaptive card for a workflow of Teams, in which nothing is read as Markdown', async () => {
    const { post, bodies } = await answers(202);
    expect(await post('teams')).toEqual({ kind: 'accepted' });
    const [{ contentType, content }] = JSON.parse(bodies[0] ?? '').attachments;
    expect(contentType).toBe('application/vnd.microsoft.card.adaptive');
    const blocks = content.body as { type: string; inlines: { type: string; text: string }[] }[];
    expect(new Set(blocks.map(({ type }) => type))).toEqual(new Set(['RichTextBlock']));
    expect(blocks.map(({ inlines }) => inlines[0]?.text)).toEqual([
      message.title,
      '影響',
      '・受注の取込: 角の店 <本店> & *支店*',
      '・2行目',
    ]);
  });

  it.each([
    [404, 'no_service', 'HTTP 404 (no_service)'],
    [403, 'invalid_token', 'HTTP 403 (invalid_token)'],
    [410, 'channel_is_archived', 'HTTP 410 (channel_is_archived)'],
    [400, '{"error":{"code":"WorkflowTriggerIsNotEnabled"}}', 'HTTP 400'],
    [302, '', 'HTTP 302'],
  ])('that is answered %i is refused for good', async (status, body, reason) => {
    const { post, paths } = await answers(status, body, { location: '/elsewhere' });
    expect(await post()).toEqual({ kind: 'refused', reason });
    expect(paths).toEqual([secret]);
  });

  it('that is answered with a web page and 200 is refused: a sign-in page takes nothing', async () => {
    const { post } = await answers(200, ' <!doctype html><title>Sign in</title>', {
      'content-type': 'text/html; charset=utf-8',
    });
    expect(await post()).toEqual({ kind: 'refused', reason: 'web page' });
  });

  it.each([
    [429, { 'retry-after': '30' }, 30_000],
    [429, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, null],
    [503, {}, null],
  ])('that is answered %i may be taken later: %j', async (status, headers, retryAfterMs) => {
    const { post } = await answers(status, '', headers as Record<string, string>);
    expect(await post()).toEqual({ kind: 'later', reason: `HTTP ${status}`, retryAfterMs, isOpen: false });
  });

  it('that hangs may have been posted, and is given up in time', async () => {
    const { post } = await chat(() => undefined);
    expect(await post('slack', 150)).toMatchObject({ kind: 'later', reason: 'timeout', isOpen: true });
  });

  it('whose connection is reset after it was taken may have been posted', async () => {
    const { post } = await chat((request) => void request.socket.resetAndDestroy());
    expect(await post()).toMatchObject({ kind: 'later', isOpen: true });
  });

  it('whose chat is not there was not posted', async () => {
    const { url, post } = await chat(() => undefined);
    for (const close of closing.splice(0)) close();
    expect(url).toContain('127.0.0.1');
    expect(await post()).toMatchObject({ kind: 'later', isOpen: false, reason: 'ECONNREFUSED' });
  });

  it('reads no more than the beginning of an answer that never ends', async () => {
    const { post } = await chat((_, response) => {
      response.writeHead(200, { 'content-type': 'text/html' });
      const write = (): void => void (response.destroyed || response.write('x'.repeat(65_536), write));
      write();
    });
    expect(await post()).toEqual({ kind: 'accepted' });
  });
});

describe('the address of a chat', () => {
  /** A server that would notice any connection, and a name that leads to it. */
  async function inner() {
    let connections = 0;
    const server = createSocketServer((socket) => {
      connections += 1;
      socket.destroy();
    });
    await listening(server as unknown as Server);
    return { port: (server.address() as AddressInfo).port, connections: () => connections };
  }

  it.each([
    [[{ address: '127.0.0.1', family: 4 }]],
    [
      [
        { address: '8.8.8.8', family: 4 },
        { address: '127.0.0.1', family: 4 },
      ],
    ],
    [[{ address: '::1', family: 6 }]],
    [[{ address: '::ffff:127.0.0.1', family: 6 }]],
    [[]],
  ])('is not connected to where its name leads to %j', async (found) => {
    const { port, connections } = await inner();
    const find = ((_: string, __: object, done: (error: null, all: object[]) => void) => done(null, found)) as never;
    const poster = chatPoster({ find, limitMs: 2_000 });
    expect(await poster.post(`https://hooks.example.com:${port}${secret}`, 'slack', message)).toEqual({
      kind: 'refused',
      reason: 'address not public',
    });
    expect(connections()).toBe(0);
  });

  it.each([
    'http://hooks.slack.com',
    'https://127.0.0.1',
    'https://[::1]',
    'https://localhost',
    'https://me:pw@hooks.slack.com',
  ])('is refused before anything is asked: %s', async (origin) => {
    const find = (() => {
      throw new Error('A name was looked up.');
    }) as never;
    expect(await chatPoster({ find }).post(origin + secret, 'slack', message)).toEqual({
      kind: 'refused',
      reason: 'address not allowed',
    });
  });

  it('on this machine is allowed under the secret of the desk alone', async () => {
    const { url, bodies } = await answers(200, 'ok');
    const poster = chatPoster({ desk: `${url}/0a1b2c3d4e5f/` });
    expect(await poster.post(`${url}/other/services/T0/B0/secret`, 'slack', message)).toMatchObject({
      kind: 'refused',
    });
    expect(await poster.post(url + secret, 'slack', message)).toEqual({ kind: 'accepted' });
    expect(bodies).toHaveLength(1);
  });

  it.each([
    ...['10.0.0.1', '172.31.0.1', '192.168.1.1', '169.254.169.254', '127.0.0.2', '100.64.0.1', '0.0.0.0', '224.0.0.1'],
    ...[
      '255.255.255.255',
      '198.18.0.1',
      '::',
      '::1',
      'fe80::1',
      'fc00::1',
      'fd00:ec2::254',
      'ff02::1',
      '64:ff9b::a00:1',
    ],
    ...['::ffff:10.0.0.1', '2002:a00:1::', '2001:0:1::', '2001:db8::1', 'hooks.slack.com', ''],
  ])('%s is not public', (address) => expect(isPublic(address)).toBe(false));

  it.each(['8.8.8.8', '54.178.1.2', '172.32.0.1', '2606:4700::1111', '2404:6800:4004::1'])('%s is public', (address) =>
    expect(isPublic(address)).toBe(true),
  );
});
