import { get } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { mallGuard } from '../../../local/wire/mall-guard.ts';
import { type ServeGuard, type Serving, type SimOutcome, serve } from '../../../simulator/index.ts';
import type { Fault } from '../../../simulator/rms/index.ts';
import { type Answer, around, NOON, openMall } from './mall.ts';

const servings: Serving[] = [];
afterEach(async () => {
  await Promise.all(servings.splice(0).map((one) => one.stop()));
});

async function served(
  options: { fault?: Fault; speed?: number; connection?: 'close' | 'keep-alive'; guard?: ServeGuard } = {},
) {
  const mall = openMall({ settings: { transport: { connection: options.connection ?? 'close' } } });
  if (options.fault) mall.rms.control.break(options.fault);
  const outcomes: SimOutcome[] = [];
  const serving = await serve(mall.rms, {
    port: 0,
    ...(options.speed !== undefined && { speed: options.speed }),
    ...(options.guard && { guard: options.guard }),
    onExchange: ({ outcome }) => outcomes.push(outcome),
  });
  servings.push(serving);
  const search = (signal?: AbortSignal) =>
    fetch(`${serving.url}/es/2.0/order/searchOrder/`, {
      method: 'POST',
      headers: { authorization: mall.authorization(), 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify(around(NOON)),
      ...(signal && { signal }),
    });
  return { mall, serving, search, outcomes };
}

describe('a served mall', () => {
  it('sends nothing with a 204', async () => {
    const { mall, serving } = await served();
    const entry = { manageNumber: 'kome-0005', variantId: 'kome-0005', mode: 'ABSOLUTE', quantity: 1 };
    const response = await fetch(`${serving.url}/es/2.0/inventories/bulk-upsert`, {
      method: 'POST',
      headers: { authorization: mall.authorization(), 'content-type': 'application/json' },
      body: JSON.stringify({ inventories: [entry] }),
    });
    expect([response.status, await response.text()]).toEqual([204, '']);
  });

  it.each(['close', 'keep-alive'] as const)('really lives with Connection: %s', async (connection) => {
    const { mall, serving } = await served({ connection });
    const body = JSON.stringify(around(NOON));
    const request = [
      'POST /es/2.0/order/searchOrder/ HTTP/1.1',
      'Host: rms',
      `Authorization: ${mall.authorization()}`,
      'Content-Type: application/json; charset=utf-8',
      `Content-Length: ${Buffer.byteLength(body)}`,
      '',
      body,
    ].join('\r\n');
    const answers = await new Promise<number>((resolve, reject) => {
      const socket = connect(serving.port, '127.0.0.1', () => socket.write(request));
      let text = '';
      socket.on('data', (part) => {
        text += part;
        const count = text.split('HTTP/1.1 200').length - 1;
        if (!text.endsWith('0\r\n\r\n')) return;
        if (count === 2) socket.destroy();
        else socket.write(request);
      });
      socket.on('close', () => resolve(text.split('HTTP/1.1 200').length - 1));
      socket.on('error', reject);
    });
    expect(answers).toBe(connection === 'close' ? 1 : 2);
  });

  it('lets no request hang once it comes to its end: who waits would wait for the time-out of every call', async () => {
    const { serving, search, outcomes } = await served({ fault: { kind: 'timeout-before' } });
    const hanging = search();
    await expect.poll(() => outcomes.length).toBe(1);
    serving.endHanging();
    await expect(hanging).rejects.toThrow('fetch failed');
    await expect(search()).rejects.toThrow('fetch failed');
    expect(outcomes.map(({ ending }) => ending)).toEqual(['hang', 'hang']);
  });

  it('refuses before any byte', async () => {
    const { search } = await served({ fault: { kind: 'refuse' } });
    await expect(search()).rejects.toThrow('fetch failed');
  });

  it('hangs until its caller gives up', async () => {
    const { mall, search, outcomes } = await served({ fault: { kind: 'timeout-after', times: 1 } });
    const giveUp = new AbortController();
    const hanging = search(giveUp.signal);
    await expect.poll(() => outcomes.length).toBe(1);
    expect((await search()).status).toBe(200);
    giveUp.abort();
    await expect(hanging).rejects.toThrow('aborted');
    expect(mall.rms.control.books().shops[0]?.calls.searchOrder).toBe(2);
  });

  it('divides its delays by its speed', async () => {
    const { search } = await served({ fault: { kind: 'slow', delayMs: 60_000 }, speed: 1_000_000 });
    expect((await search()).status).toBe(200);
  });

  it('gives its control to the token alone', async () => {
    const { mall, serving } = await served({ guard: mallGuard('the-token', 'here') });
    const ask = (name: string, token: string, body?: object) =>
      fetch(`${serving.url}/control/${name}`, {
        headers: { authorization: `Bearer ${token}` },
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
      });
    const added = await ask('add-orders', 'the-token', { shopUrl: mall.shopUrl, count: 2 });
    expect(((await added.json()) as Answer).orderNumbers).toHaveLength(2);
    expect((await ask('add-orders', 'the-tokem', { shopUrl: mall.shopUrl, count: 2 })).status).toBe(403);
    const strange = await fetch(`${serving.url}/control/shops`);
    expect([strange.status, await strange.json()]).toEqual([
      403,
      { error: 'The request needs the header "Authorization: Bearer <token>". The token is here.' },
    ]);
    const summary = (await (await ask('summary', 'the-token')).json()) as Answer;
    expect(summary.shops[0].orders).toBe(2);
  });

  it('keeps its control closed, and its API open, where it is not set who may call', async () => {
    const { serving, search } = await served();
    const strange = await fetch(`${serving.url}/control/shops`);
    expect([strange.status, await strange.text()]).toEqual([403, expect.stringContaining('The control API is closed')]);
    expect((await search()).status).toBe(200);
  });

  it('requires no token at its API, but refuses pages of others and names that are not its own', async () => {
    const { serving, search, outcomes } = await served({ guard: mallGuard('the-token', 'here') });
    expect((await search()).status).toBe(200);
    const asked = (headers: Record<string, string>) =>
      new Promise<number | undefined>((resolve) => {
        get(`${serving.url}/es/2.0/order/getOrder/`, { headers }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode));
        });
      });
    expect(await asked({ origin: 'https://evil.example' })).toBe(403);
    expect(await asked({ host: `evil.example:${serving.port}` })).toBe(403);
    expect(await asked({ host: `localhost:${serving.port}` })).not.toBe(403);
    // What is refused never gets to the mall.
    expect(outcomes).toHaveLength(2);
  });

  it('says that its port is taken, and what to do', async () => {
    const { mall, serving } = await served();
    await expect(serve(mall.rms, { port: serving.port })).rejects.toThrow(
      `Port ${serving.port} on 127.0.0.1 is taken by another program. Give another port`,
    );
  });
});
