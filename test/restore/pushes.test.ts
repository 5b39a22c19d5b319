import { afterEach, beforeEach, expect, it } from 'vitest';
import { pushShops } from '../../core/jobs/push-status.ts';
import { minuteMs } from '../../core/kernel/time.ts';
import { newMerchant } from '../../core/model/merchant.ts';
import type { Shop } from '../../core/model/shop.ts';
import { createProcessCache } from '../../core/session/import-session.ts';
import { requestPushes } from '../../core/status/request.ts';
import { defaultStatusSettings } from '../../core/status/settings.ts';
import { holdGround } from '../../proving/trial/ground.ts';
import { openTrial, type Trial } from '../../proving/trial/trial.ts';
import { copyOf, placeOrders } from './life.ts';

const ground = holdGround();

let trial: Trial;
let shop: Shop;
let orderNumbers: readonly string[];
beforeEach(async () => {
  trial = await openTrial(ground.services, ground.present);
  shop = await trial.addShop('kado-no-mise');
  const { ports } = trial.open();
  const facts = { name: '角の店', contacts: [], features: ['import', 'status'] } as const;
  await ports.merchants.put(newMerchant(shop.merchant, facts, trial.clock.now()));
  orderNumbers = placeOrders(trial, shop, 3);
});
afterEach(() => trial.stop());

const ask = (numbers: readonly string[]) => {
  const requests = numbers.map((orderNumber) => ({
    shop: shop.key,
    orderNumber,
    content: { kind: 'confirm' } as const,
  }));
  return requestPushes(trial.open().ports, requests, { by: 'warehouse-1', now: trial.clock.now() });
};

/** What the sweep has a worker do, some minutes later. */
async function work(): Promise<void> {
  trial.clock.jump(6 * minuteMs);
  const { ports } = trial.open();
  const round = {
    ports: { ...ports, orderList: { summaries: async () => [] } },
    settings: defaultStatusSettings,
    cache: createProcessCache(ports.clock),
    budget: { remainingMs: () => 3 * minuteMs },
    runId: ports.random.id(),
  };
  expect((await pushShops(round, [shop.key])).internalErrors).toEqual(new Map());
}

const calls = (): number => trial.rms.books().shops[0]?.calls.confirmOrder ?? 0;
const stateOf = async (orderNumber: string | undefined) =>
  (await trial.open().ports.changes.ofOrder({ shop: shop.key, orderNumber: orderNumber ?? '' })).map(
    ({ state }) => state.kind,
  );

it('the table Pushes, restored alone, makes nothing a second time, and takes again what was asked for since', async () => {
  const [first, second, since] = orderNumbers;
  await ask(orderNumbers.slice(0, 2));
  const copy = await copyOf(trial);
  await work();
  await ask(orderNumbers.slice(2));
  await work();
  const made = calls();
  expect(made).toBe(2);
  expect(orderNumbers.map((number) => trial.rms.order(number)?.orderProgress !== 100)).toEqual([true, true, true]);

  await trial.restore('Pushes', copy.items.Pushes);
  expect([await stateOf(first), await stateOf(second), await stateOf(since)]).toEqual([
    ['requested'],
    ['requested'],
    [],
  ]);
  await work();
  await ask(orderNumbers.slice(2));
  await work();
  for (const number of orderNumbers) expect(await stateOf(number)).toEqual(['confirmed']);
  expect(calls()).toBe(made);
});
