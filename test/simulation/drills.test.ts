import { describe, expect, it } from 'vitest';
import { runDrill } from '../drill/run-drill.ts';
import { scripts } from '../drill/scripts.ts';

const drill = (id: string, shops = 20) => {
  const script = scripts.find((one) => one.id === id);
  if (script === undefined) throw new Error(`There is no script ${id}.`);
  return runDrill({ script, shops, seed: 1 });
};

describe('a replayed incident', () => {
  it.each(scripts.map(({ id }) => id))(
    '%s: no order is lost, none is stored twice, nobody called while all was held',
    async (id) => {
      const { figures, unexpected } = await drill(id);
      expect(unexpected).toEqual([]);
      expect(figures.orders).toMatchObject({ lost: 0, storedTwice: 0 });
      expect(figures.orders.placed).toBeGreaterThan(200);
      expect(figures.calls.byWorkersWhilePaused).toBe(0);
      expect(figures.calls.first5MinOfRampOverFull).toBeLessThanOrEqual(0.1);
      expect(figures.minutes.toFirstOrderAfterRecovery ?? 0).toBeLessThanOrEqual(2);
      expect(figures.mails.unaffected).toBe(0);
    },
  );

  it('of 2020-02-10 is one incident, detected in three minutes, with two mails to each affected merchant', async () => {
    const { figures } = await drill('2020-02-10');
    expect(figures).toMatchObject({ incidents: 1, mails: { affectedMin: 2, affectedMax: 2 } });
    expect(figures.minutes.toDetect).toBeLessThanOrEqual(3);
    expect(figures.orders.placedByGrey).toBeGreaterThan(50);
    expect(figures.orders.storedDuringGrey).toBeGreaterThanOrEqual(0.8 * figures.orders.fetchableDuringGrey);
  });

  it('of 2025-10-20 never stops the import, and writes only to merchants who push statuses', async () => {
    const { figures, story } = await drill('2025-10-20');
    expect(figures).toMatchObject({ incidents: 1, mails: { affectedMin: 2, affectedMax: 2, unaffected: 0 } });
    expect(story.filter(({ text }) => text.startsWith('import'))).toEqual([]);
  });

  it.each(['2020-05-17', '2024-06-16'])('of %s was planned, so it is no incident', async (id) => {
    const { figures } = await drill(id);
    expect(figures.incidents).toBe(0);
    expect(figures.minutes.toDetect).toBeNull();
  });
});
