import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { OrderListing } from '../../../../core/ports/mall.ts';
import { createMemoryStore } from '../../../../proving/memory/index.ts';
import { memoryRests } from '../../../../proving/memory/leases.ts';
import { amazonInProcess, began, shopKey } from './in-process.ts';

const day = { from: began - 24 * hourMs, to: began, page: 1 };

describe('the quota of searchOrders', () => {
  it('is kept without a call: twenty in a row, and then one in three minutes', async () => {
    const { shop, clock, paths } = amazonInProcess({ throttle: { enforce: true } });
    const listing = { from: began - hourMs, to: began, page: 1 };
    for (let call = 0; call < 20; call++) await shop().listOrders(listing);
    const before = paths.length;
    await expect(shop().listOrders(listing)).rejects.toMatchObject({ code: 'mall.throttled', retry: 'later' });
    expect(paths.length).toBe(before);
    clock.at += 3 * minuteMs;
    await shop().listOrders(listing);
    await expect(shop().listOrders(listing)).rejects.toMatchObject({ code: 'mall.throttled' });
  });

  it('is one for all processes of a seller: each began with all of it, and Amazon refused what was beyond', async () => {
    const { shop, clock, paths } = amazonInProcess({ throttle: { enforce: true } }, memoryRests(createMemoryStore()));
    const processes = Array.from({ length: 5 }, () => shop(undefined, true));
    const listAll = () => Promise.allSettled(processes.map((one) => one.listOrders(day)));
    for (let round = 0; round < 4; round++) {
      for (const { status } of await listAll()) expect(status).toBe('fulfilled');
    }
    const before = paths.length;
    for (const outcome of await listAll()) {
      expect(outcome).toMatchObject({
        reason: { code: 'mall.throttled', context: { sent: false, retryAfterMs: 3 * minuteMs } },
      });
    }
    expect(paths.length).toBe(before);
    clock.at += 3 * minuteMs;
    expect((await listAll()).filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(paths.length).toBe(before + 1);
  });

  it('keeps calls for new orders: a scan and the import before stock begin only above a reserve', async () => {
    const { shop, paths } = amazonInProcess({}, memoryRests(createMemoryStore()));
    const own = shop(undefined, true);
    const list = (asked: Partial<OrderListing>) => own.listOrders({ ...day, ...asked });
    const most = async (asked: Partial<OrderListing>): Promise<number> => {
      const before = paths.length;
      for (let call = 0; call < 30; call++) {
        try {
          await list(asked);
        } catch (error) {
          expect(error).toMatchObject({ code: 'mall.throttled', context: { sent: false } });
          return paths.slice(before).filter((path) => path.startsWith('/orders')).length;
        }
      }
      return 30;
    };
    expect(await most({ canWait: true })).toBe(14);
    // A scan has whole orders listed, too.
    expect(await most({ canWait: true, whole: true, by: 'placed' })).toBe(0);
    expect(await most({ canWait: true, whole: true })).toBe(3);
    expect(await most({ whole: true })).toBe(3);
  });

  it('is right again after a process whose clock is a day ahead', async () => {
    const { shop, clock } = amazonInProcess({}, memoryRests(createMemoryStore()));
    clock.aheadMs = 24 * hourMs;
    // Amazon refuses what is asked by such a clock, and has counted it.
    await expect(shop(undefined, true).listOrders(day)).rejects.toMatchObject({ code: 'mall.refusing' });
    clock.aheadMs = 0;
    const right = shop(undefined, true);
    await right.listOrders(day);
    // What it hears with its first answer says that the number is wrong: it counts as none left.
    await right.listOrders(day);
    await expect(right.listOrders(day)).rejects.toMatchObject({ code: 'mall.throttled' });
    clock.at += 3 * minuteMs;
    await right.listOrders(day);
  });

  it('is counted by Amazon’s time: a process whose clock is an hour ahead kept the others from importing for as long as it ran', async () => {
    const { shop, clock } = amazonInProcess({ throttle: { enforce: true } }, memoryRests(createMemoryStore()));
    const right = shop(undefined, true);
    const ahead = shop(undefined, true);
    await right.listOrders(day);
    for (let round = 0; round < 12; round++) {
      clock.aheadMs = 58 * minuteMs;
      // Its first call is refused: Amazon is asked for what is too young.
      await ahead.listOrders(day).catch((error) => expect(error).toMatchObject({ code: 'mall.refusing' }));
      clock.aheadMs = 0;
      await right.listOrders(day);
      clock.at += 6 * minuteMs;
    }
  });

  it('holds an import back for some minutes at most: what stands longer was written by a wrong clock, and Amazon itself is asked', async () => {
    const rests = memoryRests(createMemoryStore());
    const { shop, clock } = amazonInProcess({}, rests);
    const own = shop(undefined, true);
    await own.listOrders(day);
    const row = `quota#${shopKey}`;
    const wrong = async () => rests.moveRest(row, await rests.restOf(row), clock.at + hourMs);
    const polls: string[] = [];
    for (let minute = 0; minute < 30; minute += 5) {
      expect(await wrong()).toBe(true);
      polls.push(
        await own.listOrders(day).then(
          () => 'listed',
          ({ code }) => code,
        ),
      );
      clock.at += 5 * minuteMs;
    }
    expect(polls).toEqual(['mall.throttled', 'mall.throttled', 'listed', 'mall.throttled', 'mall.throttled', 'listed']);
  });

  it('is Amazon’s to enforce for other processes: a 429 without any header is a throttled call', async () => {
    const { shop } = amazonInProcess({ throttle: { enforce: true, searchOrdersBurst: 1 } });
    await shop().listOrders(day);
    await expect(shop(undefined, true).listOrders(day)).rejects.toMatchObject({
      code: 'mall.throttled',
      retry: 'later',
      context: { status: 429, mallCodes: ['QuotaExceeded'] },
    });
  });
});
