import { expect, it } from 'vitest';
import type { ShopKey } from '../../core/merchants/shop.ts';
import { pauseByHand } from '../../core/pause/manual.ts';
import { dayMs } from '../../core/units.ts';
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
  // The mall fails for them alone: of so many shops, two are no outage.
  {
    alarm: 'ticket-rms-import-lag',
    stage: { shops: 40, arrivalsPerHour: 1 },
    async befalls({ rms }, code) {
      rms.control.break({ kind: 'server-error-json', api: 'order', shopUrl: code });
    },
    stands: async ({ ports, time }, code) =>
      time.now() - ((await ports.shops.get(keyOf(code)))?.cursor ?? 0) > 3_600_000,
  },
  {
    alarm: 'ticket-rms-key-expiring',
    stage: { keyDays: [4, 5] },
    befalls: (stage) => stage.leap(untilMorning(stage)),
    stands: async ({ ports, time }, code) =>
      ((await ports.shops.get(keyOf(code)))?.credential.expiresAt ?? 0) - time.now() < 4 * dayMs,
  },
];

/** Lets minutes pass until the alarm stands as is asked for. */
async function until(stage: Stage, alarm: string, stands: boolean): Promise<void> {
  for (let minute = 0; stage.board.isTold(alarm) !== stands; minute++) {
    if (minute === 150) throw new Error(`${alarm} was not ${stands ? 'told' : 'over'} within ${minute} minutes.`);
    await stage.run(1);
  }
}

it.each(troubles)('$alarm tells of a second shop while the first one is still in trouble', async (trouble) => {
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
