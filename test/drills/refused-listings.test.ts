import { afterAll, describe, expect, it } from 'vitest';
import { recount } from '../../journal/index.ts';
import { drill, forgetDays, journalPath } from './drilled-days.ts';

afterAll(forgetDays);

const sizes = [1, 10] as const;

describe.each(sizes)(
  'the day of 2026-08-26 with %i shops, on which Amazon refuses listings with what is in the orders',
  (shops) => {
    const day = () => drill('2026-08-26', shops);

    it('a few shops whose listings are refused are no outage: orders come as before, the mall is named within three minutes, no merchant gets a mail', async () => {
      const { figures, day: counted, unexpected } = await day();
      expect(unexpected).toEqual([]);
      expect(figures).toMatchObject({ orders: { lost: 0, storedTwice: 0 }, incidents: 0 });
      expect(figures.minutes).toMatchObject({ toDetect: null });
      expect(figures.minutes.toNameTheRefused).toBeLessThanOrEqual(3);
      const { during, slower } = figures.lag.amazon ?? {};
      expect(during?.orders).toBeGreaterThan(5);
      expect(during?.max).toBeLessThanOrEqual(8);
      expect(slower).toBe(0);
      expect(figures.mails.total).toBe(figures.mails.digests);
      const named = counted.healths.filter(({ capability }) => capability === 'import').map(({ state }) => state.kind);
      expect(named).toEqual(['degraded', 'healthy']);
      // Two an hour and shop find out whether it still is so.
      expect(figures.calls.refused).toBeLessThanOrEqual(shops * (2 * 12 + 2));
    });
  },
);

describe.each(sizes)('the same hours with %i shops, and every listing refused', (shops) => {
  const day = () => drill('listings-refused', shops);

  it('listings refused at every shop are one outage, known in three minutes, with two mails to each affected merchant', async () => {
    const { figures, unexpected } = await day();
    expect(unexpected).toEqual([]);
    expect(figures).toMatchObject({
      orders: { lost: 0, storedTwice: 0 },
      calls: { byWorkersWhilePaused: 0 },
      mails: { affectedMin: 2, affectedMax: 2, unaffected: 0, corrections: 0 },
      incidents: 1,
    });
    expect(figures.minutes.toNameTheRefused).toBeLessThanOrEqual(3);
    expect(figures.minutes.toCaughtUp).toBeLessThanOrEqual(8);
    expect(figures.calls.refused).toBeLessThanOrEqual(6 * shops);
  });

  it('hours with every listing refused are counted again from the journal alone', async () => {
    const { figures: counted } = await day();
    const { figures, findings } = await recount(journalPath('listings-refused', shops));
    expect(figures).toEqual(counted);
    expect(findings).toEqual([]);
  });
});
