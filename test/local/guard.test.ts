import { createServer, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearing, guardServer, isSecret, newSecret, signedBy } from '../../local/wire/guard.ts';
import { listen } from '../../local/wire/listen.ts';

const secret = newSecret();
/** What stood behind the guard was given. */
const seen: { readonly origin: string | undefined; readonly body: string }[] = [];
let serving: Awaited<ReturnType<typeof listen>>;
beforeAll(async () => {
  const server = createServer((incoming, response) => {
    let body = '';
    incoming.on('data', (part) => {
      body += part;
    });
    incoming.on('end', () => {
      seen.push({ origin: incoming.headers.origin, body });
      response.setHeader('access-control-allow-origin', incoming.headers.origin ?? '').end('served');
    });
  });
  guardServer(server, signedBy(secret));
  serving = await listen(server);
});
afterAll(() => serving.stop());

const credential = (accessKeyId: string): string =>
  `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20260101/x/x/aws4_request`;

function ask(headers: Record<string, string | string[]>, body = ''): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(serving.url, { method: 'POST', headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    outgoing.on('error', reject).end(body);
  });
}

describe('the guard of a service', () => {
  it('the guard of a service hands on whole what is signed with the access key id of the start, and refuses every other request', async () => {
    expect(await ask({ authorization: credential(secret) }, 'a body')).toEqual({ status: 200, text: 'served' });
    expect(seen.at(-1)).toEqual({ origin: undefined, body: 'a body' });
    const served = seen.length;
    const others = ['', credential('local'), credential(''), credential(secret.slice(0, -1)), credential(`${secret}x`)];
    for (const authorization of [...others, secret, `Bearer ${secret}`, `AWS4-HMAC-SHA256 Credential=${secret}`]) {
      expect((await ask({ authorization })).status, authorization).toBe(403);
    }
    expect(seen).toHaveLength(served);
  });

  it('the guard of a service refuses in the words of AWS, and says where the access key id is found', async () => {
    const { text } = await ask({});
    expect(JSON.parse(text)).toEqual({
      __type: 'UnrecognizedClientException',
      message: expect.stringContaining('AWS_ACCESS_KEY_ID in run.json of the data folder'),
    });
  });

  it('the guard of a service lets in a page of its own, and shows its origin to nothing behind it', async () => {
    const headers = { authorization: credential(secret), origin: serving.url };
    expect((await ask(headers)).status).toBe(200);
    expect(seen.at(-1)?.origin).toBeUndefined();
    expect((await ask({ ...headers, origin: `${serving.url}.evil.example` })).status).toBe(403);
  });

  it('the guard of a service takes the names of this machine with its own port, and no other', async () => {
    const at = async (host: string) => (await ask({ authorization: credential(secret), host })).status;
    expect(await at(`localhost:${serving.port}`)).toBe(200);
    for (const host of [
      'localhost',
      `localhost:${serving.port + 1}`,
      `evil.localhost:${serving.port}`,
      `[::1]:${serving.port}`,
    ]) {
      expect(await at(host), host).toBe(403);
    }
  });

  it('the guard of a service refuses before it has read the body, and goes on serving', async () => {
    const large = 'x'.repeat(5_000_000);
    const refused = await ask({}, large).catch(() => ({ status: 403 }));
    expect(refused.status).toBe(403);
    expect((await ask({ authorization: credential(secret) })).status).toBe(200);
  });

  it('the guard of a service takes a token only as a bearer', () => {
    const guard = bearing('token', 'nowhere');
    const socket = { localPort: 80 };
    const given = (authorization: string) => guard({ headers: { host: '127.0.0.1', authorization }, socket } as never);
    expect(given('Bearer token')).toBeNull();
    for (const wrong of ['token', 'Bearer tokem', 'Bearer token token', 'Basic token', ''])
      expect(given(wrong)).not.toBeNull();
  });

  it('the guard of a service costs some microseconds a request', () => {
    const guard = signedBy(secret);
    const headers = { host: '127.0.0.1:8000', authorization: credential(secret) };
    const one = { headers, socket: { localPort: 8000 } } as never;
    for (let count = 0; count < 10_000; count += 1) guard(one);
    const cpu = process.cpuUsage();
    for (let count = 0; count < 10_000; count += 1) expect(guard(one)).toBeNull();
    const { user } = process.cpuUsage(cpu);
    expect(user / 10_000).toBeLessThan(100);
  });
});

it('a secret is long, and another one at each start', () => {
  const secrets = Array.from({ length: 100 }, newSecret);
  expect(new Set(secrets).size).toBe(100);
  expect(secrets.filter((one) => !/^[\w-]{32}$/.test(one))).toEqual([]);
  expect([isSecret('a', 'a'), isSecret('a', 'b'), isSecret('', 'a'), isSecret('é', 'a')]).toEqual([
    true,
    false,
    false,
    false,
  ]);
});
