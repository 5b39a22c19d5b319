import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { SimRequest } from '../../../../simulator/index.ts';
import { calledFor, openStockWorld } from '../stock/world.ts';

const isSet = ({ path }: SimRequest): boolean => path.includes(calledFor.set);

async function shown() {
  const world = await openStockWorld();
  const [item = ''] = world.items();
  await world.list(world.one, item);
  await world.count(world.sku(item), 7);
  await world.pass(minuteMs);
  world.exchanges.length = 0;
  return { world, item, sku: world.sku(item) };
}

describe('while a pause holds a shop', () => {
  it('each due listing says so once, nothing is called, and a hundred changes are one push afterwards', async () => {
    const { world, item, sku } = await shown();
    const { ports } = world.worker();
    const pause = { cause: 'manual', scope: world.one.key, since: world.time.now(), by: 'ops', note: 'x' } as const;
    await ports.pauses.set(pause);
    await world.idle(minuteMs);
    for (let change = 1; change <= 100; change++) {
      await world.count(sku, 100 + change);
      await world.pass(5 * secondMs);
    }
    const held = world.listing(world.one, item);
    expect(held).toMatchObject({ wait: { kind: 'held', cause: 'manual' } });
    expect(world.exchanges).toEqual([]);
    await world.look(world.one);
    await world.pass(30 * minuteMs);
    // Nothing is written again and again.
    expect(world.listing(world.one, item).version).toBe(held.version);
    await ports.pauses.lift(pause);
    await world.pass(6 * minuteMs);
    expect(world.level(world.one, item)).toBe(200);
    expect(world.calls(calledFor.set)).toHaveLength(1);
    expect(world.failures).toEqual([]);
  });

  it('a run that is under way makes no further call', async () => {
    const { world, item, sku } = await shown();
    const { ports } = world.worker();
    world.meddler = () => {
      void ports.pauses.set({ cause: 'manual', scope: 'rms', since: world.time.now(), by: 'ops', note: 'x' });
      return null;
    };
    await world.idle(minuteMs);
    await world.count(sku, 3);
    // The first call is the import's; by the next one what was read of the pauses is old.
    const slow = world.worker();
    slow.cache.pacer.turn = async () => world.time.sleep(11 * secondMs);
    world.store.stockMessages.length = 0;
    await world.run([{ kind: 'skus', merchant: 'hanamori', skus: [sku] }], slow);
    expect(world.calls().filter(({ request }) => isSet(request))).toEqual([]);
    expect(world.level(world.one, item)).toBe(7);
    expect(world.listing(world.one, item)).toMatchObject({ wait: { kind: 'held', cause: 'manual' } });
  });
});

describe('a shop whose key is refused', () => {
  it('is paused for it, and goes on with the next key', async () => {
    const { world, item, sku } = await shown();
    world.rms.control.expireKey(world.one.code);
    await world.count(sku, 3);
    await world.pass(minuteMs);
    expect([...world.store.pausesById.values()]).toMatchObject([{ cause: 'credentials', scope: world.one.key }]);
    expect(world.listing(world.one, item)).toMatchObject({ wait: { kind: 'held', cause: 'credentials' } });
    const { ports } = world.worker();
    const { serviceSecret } = world.rms.control.shops().find(({ shopUrl }) => shopUrl === world.one.code) ?? {
      serviceSecret: '',
    };
    const licenseKey = world.rms.control.rotateKey(world.one.code);
    const { shard } = world.one;
    const credential = await ports.vault.seal(world.one.key, shard, 2, { serviceSecret, licenseKey });
    await ports.shops.replaceCredential(world.one.key, credential);
    await world.pass(6 * minuteMs);
    expect(world.level(world.one, item)).toBe(3);
    expect(world.failures).toEqual([]);
  });
});

describe('a mall that is silent', () => {
  it('ends the run of its shop after two calls, however many listings are due', async () => {
    const world = await openStockWorld();
    const items = world.items().slice(0, 12);
    for (const item of items) await world.list(world.one, item);
    for (const sku of new Set(items.map(world.sku))) await world.count(sku, 3);
    const { ports } = world.worker();
    const malls: typeof ports.malls = {
      ...ports.malls,
      async shop(shop) {
        const mall = await ports.malls.shop(shop);
        const stock = { ...mall.traits.stock, setBatch: 1, readBatch: 1 };
        return { ...mall, traits: { ...mall.traits, stock } };
      },
    };
    world.meddler = ({ path }) => (path.includes('/order/') ? null : { outcome: { ending: 'hang' }, when: 'instead' });
    await world.look(world.one, world.worker({ malls }));
    expect(world.exchanges.filter(({ request }) => !request.path.includes('/order/'))).toHaveLength(2);
    expect(world.failures).toEqual([]);
  });
});

describe('a shop whose calls hang', () => {
  it('does not keep another one waiting', async () => {
    const world = await openStockWorld();
    const [item = ''] = world.items();
    for (const shop of [world.one, world.other]) await world.list(shop, item);
    await world.count(world.sku(item), 3);
    // The first shop's calls are those of its key.
    let keyOfOne = '';
    world.meddler = ({ headers }) => {
      keyOfOne ||= String(headers.authorization);
      return headers.authorization === keyOfOne ? { outcome: { ending: 'hang' }, when: 'instead' } : null;
    };
    const running = world.run([{ kind: 'skus', merchant: 'hanamori', skus: [world.sku(item)] }]);
    const begun = world.time.now();
    await running;
    expect(world.time.now() - begun).toBeGreaterThan(40 * secondMs);
    const [hung, quick] = [world.one, world.other].sort((one) => (world.level(one, item) === 3 ? 1 : -1)) as [
      typeof world.one,
      typeof world.one,
    ];
    expect(world.level(hung, item)).not.toBe(3);
    expect((world.listing(quick, item).acked?.at ?? 0) - begun).toBeLessThan(15 * secondMs);
  });
});

describe('a mall that cannot be reached', () => {
  it('ends the run of its shop after two calls, is evidence, and the rest waits', async () => {
    const { world, item, sku } = await shown();
    world.meddler = () => ({ outcome: { ending: 'refuse' }, when: 'instead' });
    await world.count(sku, 3);
    await world.run([{ kind: 'skus', merchant: 'hanamori', skus: [sku] }]);
    // One for the import, and one for the stock: what failed is not asked again in this run.
    expect(world.exchanges.length).toBe(2);
    expect(world.listing(world.one, item)).toMatchObject({ wait: { kind: 'retrying', code: 'mall.unreachable' } });
    expect([...world.store.evidenceById.values()].map(({ capability }) => capability).sort()).toEqual([
      'import',
      'stock',
    ]);
    world.meddler = null;
    await world.pass(hourMs);
    expect(world.level(world.one, item)).toBe(3);
    expect(world.failures).toEqual([]);
  });
});
