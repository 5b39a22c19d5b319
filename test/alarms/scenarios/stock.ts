import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import type { Shop } from '../../../core/model/shop.ts';
import { callForDrift } from '../../../core/stock/call-dirty.ts';
import { openStockWorld } from '../../unit/core/stock/world.ts';
import { openBoard, templateOf } from '../board.ts';
import type { Scenario } from '../proof.ts';

/** 2026-11-25 05:00 in Japan. */
const night = Date.UTC(2026, 10, 24, 20);
const alarm = 'ticket-listings-drifted';

export const stockScenarios: Readonly<Record<string, Scenario>> = {
  async 'listings-drifted'() {
    const world = await openStockWorld({ at: night - hourMs });
    const board = openBoard(templateOf(), world.time.now);
    const items = world.items().slice(0, 3);
    for (const item of items) await world.list(world.one, item);
    for (const sku of new Set(items.map(world.sku))) await world.count(sku, 9);
    await world.pass(minuteMs);
    world.store.driftsById.clear();
    const brokenAt = world.time.now();
    const [manageNumber = '', variantId = ''] = (items[0] ?? '').split('/');
    world.rms.control.setStock(world.one.code, { manageNumber, variantId, quantity: 40 });
    const worker = world.worker({ log: board.logOf('sync-stock') });
    await callForDrift(worker, [...world.store.shopsByKey.values()] as Shop[]);
    await world.look(world.one, worker);
    const passUntil = async (stands: boolean): Promise<number> => {
      for (let minute = 0; board.isTold(alarm) !== stands; minute++) {
        if (minute > 60) throw new Error(`${alarm} was not ${stands ? 'told' : 'over'} within an hour.`);
        await world.pass(minuteMs);
        board.watch.judge(world.time.now());
      }
      return world.time.now();
    };
    const firedAt = await passUntil(true);
    return { alarm, brokenAt, firedAt, mendedAt: firedAt, clearedAt: await passUntil(false) };
  },
};
