import { afterAll, describe, expect, it } from 'vitest';
import { recount } from '../../journal/index.ts';
import { mallsBeside } from '../../proving/drill/malls-beside.ts';
import { drill, forgetDays, journalPath, small } from './drilled-days.ts';

afterAll(forgetDays);

describe.each([
  ['', { malls: mallsBeside, throttled: false }],
  [', Amazon throttled to its sustained rate', { malls: mallsBeside, throttled: true }],
] as const)('the day of 2020-02-10 with four malls%s', (_, malls) => {
  const day = () => drill('2020-02-10', small.shops, malls);

  it('an outage of RMS beside three malls loses no order and stores none twice, and is one incident', async () => {
    const { figures, unexpected, day: counted } = await day();
    expect(unexpected).toEqual([]);
    expect(figures).toMatchObject({
      orders: { lost: 0, storedTwice: 0 },
      calls: { byWorkersWhilePaused: 0 },
      incidents: 1,
    });
    expect(figures.mails).toMatchObject({ affectedMin: 2, affectedMax: 2, unaffected: 0, corrections: 0 });
    for (const mall of mallsBeside) {
      expect(counted.orders.filter(({ shop }) => shop.startsWith(`${mall}#`)).length).toBeGreaterThan(50);
    }
  });

  it('an outage of RMS slows no other mall, during it or after it', async () => {
    const { lag } = (await day()).figures;
    expect(Object.keys(lag)).toEqual(mallsBeside);
    for (const [mall, { before, during, after, slower }] of Object.entries(lag)) {
      expect(before.orders).toBeGreaterThan(2);
      expect(during.orders).toBeGreaterThan(20);
      if (malls.throttled && mall === 'amazon') {
        // One call in three minutes more than where there are some in a row.
        expect(Math.max(during.max ?? 99, after.max ?? 99)).toBeLessThanOrEqual(8 + 3);
        continue;
      }
      expect(slower).toBe(0);
      expect(Math.max(during.max ?? 99, after.max ?? 99)).toBeLessThanOrEqual(mall === 'amazon' ? 8 : 2);
    }
  });

  it('after an outage of RMS every listing of all malls shows what it should, and all that is oversold is noted', async () => {
    const { stock } = (await day()).figures;
    expect(stock).toMatchObject({ listings: 370, diverged: 0, staleAfterNewer: 0 });
    expect(stock.oversoldTrue).toBeGreaterThan(3);
    expect(stock.oversoldReported).toBe(stock.oversoldTrue);
  });

  it('the journal of four malls alone gives the same figures', async () => {
    const { figures: counted } = await day();
    const { figures, findings } = await recount(journalPath('2020-02-10', small.shops, malls));
    expect(figures).toEqual(counted);
    expect(findings).toEqual([]);
  });
});
