import { beforeEach, describe, expect, it } from 'vitest';
import { pollShard } from '../../../../core/jobs/poll-orders.ts';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { type MallName, type Shop, type ShopKey, shopKey } from '../../../../core/model/shop.ts';
import type { MallShop, OrderPage } from '../../../../core/ports/mall.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { createProcessCache } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import type { RunContext } from '../../../../core/session/visit-shops.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { createMemoryStore, memoryPorts } from '../../../../proving/memory/index.ts';
import { noon, shop } from '../../../contract/fixtures.ts';

const { failuresInARowMax } = defaultImportSettings;

let now: number;
let ports: Ports;
let context: RunContext;
/** What the mall answers a shop with instead of a page. */
let answers: Map<ShopKey, TsunagiError>;
/** The shops that were listed in this minute. */
let listed: Set<ShopKey>;
/** How many shops a run has time for. */
let visitsMax: number;

beforeEach(() => {
  now = noon;
  answers = new Map();
  listed = new Set();
  visitsMax = Number.POSITIVE_INFINITY;
  const clock = { now: () => now, sleep: async () => {} };
  const mallOf = ({ key }: Pick<Shop, 'key'>): MallShop => {
    const listOrders = async (): Promise<OrderPage> => {
      listed.add(key);
      const error = answers.get(key);
      if (error !== undefined) throw error;
      return { orderNumbers: [], pages: 1, total: 0, mallTime: now };
    };
    return { traits: rmsTraits, listOrders, keyExpiry: async () => null } as unknown as MallShop;
  };
  ports = {
    ...memoryPorts(createMemoryStore()),
    clock,
    random: { next: () => 0.5, id: () => 'word' },
    malls: { names: ['rms', 'yahoo'], traits: () => rmsTraits, shop: async (one) => mallOf(one), shopWith: mallOf },
  };
  context = {
    ports,
    settings: { ...defaultImportSettings, shopsAtOnce: 5 },
    cache: createProcessCache(clock),
    budget: { remainingMs: () => (listed.size < visitsMax ? 10 * minuteMs : 0) },
    runId: 'run',
    share: 'import',
  };
});

async function addShops(mall: MallName, count: number): Promise<ShopKey[]> {
  const keys = Array.from({ length: count }, (_, index) => shopKey(mall, `shop-${index}`));
  for (const key of keys) await ports.shops.add({ ...shop({ key, mall, cursor: noon - minuteMs }), shard: 0 });
  return keys;
}

async function pollAt(minute: number) {
  now = noon + minute * minuteMs;
  listed.clear();
  const polled = await pollShard(context, 0, 1);
  return polled.kind === 'polled' ? polled.report : null;
}

describe('a mall that fails shop after shop', () => {
  it.each(['mall.throttled', 'mall.failing', 'mall.unreachable'] as const)(
    'keeps no shop of another waiting (%s)',
    async (code) => {
      const failing = await addShops('rms', failuresInARowMax + 30);
      const well = await addShops('yahoo', 10);
      for (const key of failing) answers.set(key, new TsunagiError(code, 'later', 'Not now.'));
      for (const minute of [1, 2, 3]) {
        expect(await pollAt(minute)).toMatchObject({ visited: well.length, cutShort: true });
        expect(well.filter((key) => !listed.has(key))).toEqual([]);
      }
    },
  );

  it('a failing mall is called again for shops that it did not fail before those that it did', async () => {
    const keys = await addShops('rms', 2 * failuresInARowMax + 20);
    const failing = keys.slice(0, failuresInARowMax + 5);
    for (const key of failing) answers.set(key, new TsunagiError('mall.failing', 'later', 'Not now.'));
    expect(await pollAt(1)).toMatchObject({ cutShort: true });
    const report = await pollAt(2);
    const well = keys.slice(failing.length);
    expect(well.filter((key) => !listed.has(key))).toEqual([]);
    expect(report).toMatchObject({ visited: well.length });
    for (const key of failing) answers.delete(key);
    await pollAt(3);
    expect(await pollAt(4)).toMatchObject({ visited: keys.length, failed: 0, cutShort: false });
  });

  it('shops that a mall failed come after the others once: where no run has time for all, the cursor decides again', async () => {
    const [failing] = await addShops('rms', 4);
    if (failing === undefined) throw new Error('There is no shop.');
    context = { ...context, settings: { ...context.settings, shopsAtOnce: 1 } };
    answers.set(failing, new TsunagiError('mall.failing', 'later', 'Not now.'));
    await pollAt(1);
    answers.clear();
    visitsMax = 2;
    await pollAt(2);
    expect(listed).not.toContain(failing);
    await pollAt(3);
    expect(listed).toContain(failing);
  });
});
