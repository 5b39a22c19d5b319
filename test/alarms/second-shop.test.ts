import { expect, it } from 'vitest';
import { dayMs, hourMs, jstDay, minuteMs } from '../../core/kernel/time.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import { pauseByHand } from '../../core/outage/pauses.ts';
import { requestPushes } from '../../core/status/request.ts';
import { untilMorning } from './scenarios/imports.ts';
import { openStage, type Stage } from './stage.ts';

/** What befalls a shop, whose trouble then stands for good, until it is worth telling. */
interface Trouble {
  readonly alarm: string;
  readonly stage?: Parameters<typeof openStage>[0];
  befalls(stage: Stage, code: string): Promise<void>;
  /** Whether the shop is still in trouble. */
  stands(stage: Stage, code: string): Promise<boolean>;
}

const keyOf = (code: string): ShopKey => `rms#${code}`;
const isPaused = async ({ ports }: Stage, code: string): Promise<boolean> =>
  (await ports.pauses.list()).some(({ scope }) => scope === keyOf(code));

const troubles: readonly Trouble[] = [
  {
    alarm: 'ticket-rms-paused-by-hand',
    async befalls(stage, code) {
      await pauseByHand(stage.ports, { scope: keyOf(code) }, { by: 'tanaka', note: '棚卸し' });
      await stage.leap(dayMs);
    },
    stands: isPaused,
  },
  {
    alarm: 'ticket-rms-key-refused',
    async befalls(stage, code) {
      stage.rms.control.expireKey(code);
      await stage.run(15);
      await stage.leap(dayMs);
    },
    stands: isPaused,
  },
  // Of these two the mall fails for the shops alone: of so many, two are no outage.
  {
    alarm: 'ticket-direct-rms-import-lag',
    stage: { shops: 40, arrivalsPerHour: 1 },
    async befalls({ rms }, code) {
      rms.control.break({ kind: 'server-error-json', api: 'order', shopUrl: code });
    },
    stands: async ({ ports, time }, code) =>
      time.now() - ((await ports.shops.get(keyOf(code)))?.cursor ?? 0) > 3_600_000,
  },
  {
    alarm: 'ticket-direct-rms-audit-overdue',
    stage: { shops: 40, arrivalsPerHour: 1 },
    async befalls(stage, code) {
      await stage.leap(untilHour(stage, 3) + 50 * minuteMs);
      const shop = stage.store.shopsByKey.get(keyOf(code));
      if (shop === undefined) throw new Error(`There is no ${code}.`);
      const rereadDay = jstDay(stage.time.now() - 2 * dayMs);
      stage.store.shopsByKey.set(keyOf(code), { ...shop, rereadDay });
      stage.rms.control.break({ kind: 'server-error-json', api: 'order', shopUrl: code });
    },
    stands: async ({ ports, time }, code) =>
      ((await ports.shops.get(keyOf(code)))?.rereadDay ?? '') < jstDay(time.now() - dayMs),
  },
  {
    alarm: 'ticket-direct-rms-pushes-waiting',
    async befalls(stage, code) {
      const { ports, time } = stage;
      await pauseByHand(ports, { scope: keyOf(code), capability: 'status' }, { by: 'tanaka', note: '棚卸し' });
      const [order] = (await ports.orders.range(keyOf(code), '0', '9', undefined)).rows;
      if (order === undefined) throw new Error(`No order of ${code} came.`);
      const request = { shop: keyOf(code), orderNumber: order.orderNumber, content: { kind: 'confirm' } as const };
      const [asked] = await requestPushes(ports, [request], { by: 'test', now: time.now() });
      if (asked?.kind === 'refused') throw new Error(asked.problems.join(' '));
      await stage.leap(2 * hourMs);
    },
    stands: async ({ ports }, code) => (await ports.changes.undone(keyOf(code), 10)).length > 0,
  },
  {
    alarm: 'ticket-rms-key-expiring',
    stage: { keyDays: [4, 5] },
    befalls: (stage) => stage.leap(untilMorning(stage)),
    stands: async ({ ports, time }, code) =>
      ((await ports.shops.get(keyOf(code)))?.credential.expiresAt ?? 0) - time.now() < 4 * dayMs,
  },
];

/** How long it is until an hour of Japan's day. */
function untilHour({ time }: Stage, hour: number): number {
  return ((((hour - 9) * hourMs - (time.now() % dayMs)) % dayMs) + 2 * dayMs) % dayMs;
}

/** Lets minutes pass until the alarm stands as is asked for. */
async function until(stage: Stage, alarm: string, stands: boolean): Promise<void> {
  for (let minute = 0; stage.board.isTold(alarm) !== stands; minute++) {
    if (minute === 150) throw new Error(`${alarm} was not ${stands ? 'told' : 'over'} within ${minute} minutes.`);
    await stage.run(1);
  }
}

it.each(troubles)('$alarm goes off for a second shop while the first one is still in trouble', async (trouble) => {
  const { alarm } = trouble;
  const stage = await openStage(trouble.stage);
  await stage.run(20);
  for (const code of ['shop-1', 'shop-2']) {
    expect(stage.board.isTold(alarm)).toBe(false);
    await trouble.befalls(stage, code);
    await until(stage, alarm, true);
    expect(await trouble.stands(stage, 'shop-1')).toBe(true);
    expect(await trouble.stands(stage, code)).toBe(true);
    await until(stage, alarm, false);
  }
});
