import { beforeEach, describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { apiKeyId } from '../../../core/model/api-key.ts';
import { endApiKey } from '../../../core/tenants/api-keys.ts';
import { type ApiWorld, openApiWorld } from './api-world.ts';

let world: ApiWorld;
beforeEach(async () => {
  world = await openApiWorld();
});

const statusOf = async (key: string): Promise<number> => (await world.call(key, '/v1/shops')).status;

/** Counts what is read of keys. */
function countReads(): () => number {
  const { apiKeysById } = world.store;
  let reads = 0;
  const get = apiKeysById.get.bind(apiKeysById);
  apiKeysById.get = (id) => {
    reads++;
    return get(id);
  };
  return () => reads;
}

describe('a request', () => {
  it('a request without a key, or with a mistyped one, is refused with what to do, and reads nothing', async () => {
    const text = await world.key(['orders:read']);
    const reads = countReads();
    const mistyped = `${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`;
    for (const wrong of ['', 'tsu_', mistyped]) {
      const answer = await world.call(wrong, '/v1/shops');
      expect([answer.status, answer.headers.get('content-type'), answer.headers.get('www-authenticate')]).toEqual([
        ...[401, 'application/problem+json', 'Bearer'],
      ]);
      expect(await answer.json()).toMatchObject({
        type: 'urn:tsunagi:problem:no-key',
        todo: expect.stringContaining('ops api-keys add'),
      });
    }
    expect(reads()).toBe(0);
  });

  it('10,000 requests with mistyped keys read no row', async () => {
    const text = await world.key(['orders:read']);
    const reads = countReads();
    for (let index = 0; index < 10_000; index++) {
      const wrong = `tsu_${index.toString(16).padStart(52, '0')}${text.slice(-8)}`;
      expect(await statusOf(wrong)).toBe(401);
    }
    expect(reads()).toBe(0);
  });

  it('a request with the id of a key and another secret is refused', async () => {
    const text = await world.key(['orders:read']);
    const [key] = await world.apiKeys.list();
    if (key === undefined) throw new Error('There is no key.');
    await world.apiKeys.put({ ...key, hashed: 'another', version: 2 });
    expect(await statusOf(text)).toBe(401);
  });

  it('a request reads its key once a minute, and the end of the key counts within that', async () => {
    const text = await world.key(['orders:read']);
    const reads = countReads();
    for (let index = 0; index < 50; index++) expect(await statusOf(text)).toBe(200);
    // One to know it, one to note its use.
    expect(reads()).toBe(2);
    await endApiKey(world, apiKeyId(text) ?? '', { by: 'sakura', now: world.now() });
    world.pass(minuteMs);
    expect(await statusOf(text)).toBe(401);
  });

  it('a request notes the last use of its key once an hour', async () => {
    const text = await world.key(['orders:read']);
    const used: (number | undefined)[] = [];
    for (const passed of [0, 30 * minuteMs, 30 * minuteMs]) {
      world.pass(passed);
      await statusOf(text);
      used.push((await world.apiKeys.list())[0]?.lastUsedAt);
    }
    expect(used.map((at) => world.now() - (at ?? 0))).toEqual([hourMs, hourMs, 0]);
  });

  it('a request is refused once the time of its key is over', async () => {
    const text = await world.key(['orders:read']);
    world.pass(dayMs);
    expect(await statusOf(text)).toBe(401);
  });

  it('a request without the scope of the address is refused, and the scope is named', async () => {
    const answer = await world.call(await world.key(['stock:write']), '/v1/shops');
    expect([answer.status, await answer.json()]).toEqual([
      403,
      expect.objectContaining({ detail: 'The key has not the scope orders:read; it has stock:write.' }),
    ]);
  });

  it('a request beyond the rate of its key waits, and requests of other keys do not', async () => {
    world = await openApiWorld({ perSecond: 2, burst: 3 });
    const [text, other] = [await world.key(['orders:read']), await world.key(['orders:read'])];
    expect([await statusOf(text), await statusOf(text), await statusOf(text)]).toEqual([200, 200, 200]);
    const refused = await world.call(text, '/v1/shops');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect(await statusOf(other)).toBe(200);
    world.pass(1_000);
    expect([await statusOf(text), await statusOf(text), await statusOf(text)]).toEqual([200, 200, 429]);
  });
});
