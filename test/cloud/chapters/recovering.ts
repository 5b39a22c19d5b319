import { expect } from 'vitest';
import { minuteMs } from '../../../core/kernel/time.ts';
import type { Deployment } from '../deployment.ts';
import { tell } from '../progress.ts';
import type { Step } from '../story.ts';
import { until } from '../until.ts';
import type { Break } from './breaking.ts';
import { shopUrls } from './onboarding.ts';

/** The mall comes back, and the stage recovers without intervention. */
export function recovering(the: () => Deployment, step: Step, broken: Break): void {
  step(
    'ends after three minutes and a half, with the last orders for today',
    async () => {
      const { mall } = the().place;
      await broken.over;
      for (const shopUrl of shopUrls) {
        await mall.addOrders(shopUrl, 3);
        await mall.arrivals(shopUrl, null);
      }
    },
    4 * minuteMs,
  );

  step(
    'is followed by the import of everything that waited, by the schedules alone',
    async () => {
      await until(
        'the import of everything',
        6 * minuteMs,
        async () => (await the().takeStock()).notStored.length === 0,
      );
    },
    7 * minuteMs,
  );

  step(
    'has left nothing missing and nothing double',
    async () => {
      const { books } = await the().takeStock();
      await until(
        'the announcement of every order',
        minuteMs,
        async () => (await imported(the())).size >= books.length,
      );
      const { recount } = await the().takeStock();
      expect(recount.findings).toEqual([]);
      expect(recount.notes).toEqual([]);
      const atMall = books.length;
      expect(recount.figures.orders).toEqual({ atMall, stored: atMall, missing: 0, duplicates: 0 });
      const { p50, max } = recount.figures.lagSeconds;
      tell(`${atMall} orders, 0 missing, 0 double; stored after ${p50} s in the middle, ${max} s at most`);
    },
    2 * minuteMs,
  );
}

/** The orders that were announced as imported. */
async function imported(deployment: Deployment): Promise<ReadonlySet<string>> {
  const events = await deployment.consumer().events();
  return new Set(
    events
      .filter(({ detailType }) => detailType === 'OrderImported')
      .map(({ detail }) => (detail as { orderNumber: string }).orderNumber),
  );
}
