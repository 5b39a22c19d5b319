import { expect } from 'vitest';
import { minuteMs, secondMs } from '../../../core/kernel/time.ts';
import { type Deployment, stage } from '../deployment.ts';
import { tell } from '../progress.ts';
import { logs } from '../signed-call.ts';
import type { Step } from '../story.ts';
import { until } from '../until.ts';
import type { Break } from './breaking.ts';
import { shopUrls } from './onboarding.ts';

/** Orders placed this shortly before the break may have come after the last good listing. */
const overlookedMs = 30 * secondMs;

/** The break is met by the schedules, is noticed, and costs nothing but time. */
export function enduring(the: () => Deployment, step: Step, broken: Break): void {
  step(
    'is noticed, and announced on the bus',
    async () => {
      const news = await until('the news of an incident', 4 * minuteMs, async () =>
        (await the().consumer().events()).find(({ detailType }) => detailType === 'IncidentOpened'),
      );
      expect(news.detail).toMatchObject({ mall: 'rms', stage: 'open' });
      expect(await the().place.mall.struck()).toBeGreaterThan(0);
    },
    5 * minuteMs,
  );

  step('was met by a run of the poll, which lost nothing and made nothing double', async () => {
    expect(await pollsSince(the(), broken.since)).toBeGreaterThan(0);
    const { notStored, books, recount } = await the().takeStock();
    expect(recount.figures.orders.duplicates, recount.findings.join('\n')).toBe(0);
    expect(recount.notes).toEqual([]);
    const lost = notStored.filter(({ orderDatetimeMs }) => orderDatetimeMs < broken.since - overlookedMs);
    expect(lost.map(({ orderNumber }) => orderNumber)).toEqual([]);
    expect(notStored.length).toBeGreaterThanOrEqual(5 * shopUrls.length);
    tell(`${notStored.length} of ${books.length} orders wait at the mall`);
  });
}

/** Runs of poll-orders that began since then, by the log that they left. */
async function pollsSince({ place }: Deployment, startTime: number): Promise<number> {
  const { events } = await logs(place.account.endpoint, 'FilterLogEvents', {
    logGroupName: `/aws/lambda/tsunagi-${stage}-poll-orders`,
    filterPattern: 'START',
    startTime,
  });
  return (events as object[]).length;
}
