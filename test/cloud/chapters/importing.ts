import { expect } from 'vitest';
import { minuteMs } from '../../../core/kernel/time.ts';
import type { Deployment } from '../deployment.ts';
import { storedNumbers } from '../stored.ts';
import type { Step } from '../story.ts';
import { until } from '../until.ts';
import { shopUrls } from './onboarding.ts';

/** New orders an hour in each shop. */
const perHour = 600;

/** The first run of the deployed schedule. It starts by itself. */
export function importing(the: () => Deployment, step: Step): void {
  const placed: string[] = [];

  step('has orders at the mall to begin with, and more coming', async () => {
    const { mall } = the().place;
    for (const shopUrl of shopUrls) {
      placed.push(...(await mall.addOrders(shopUrl, 10)));
      await mall.arrivals(shopUrl, perHour);
    }
  });

  step(
    'imports them when its minute comes',
    async () => {
      const { Orders } = await the().tables();
      await until('the import of the first orders', 3 * minuteMs, async () => {
        const stored = await storedNumbers(the().place.account.dynamodb, Orders);
        return placed.every((orderNumber) => stored.has(orderNumber));
      });
    },
    4 * minuteMs,
  );

  step('has stored each order once, claimed each line once, and announced each revision once', async () => {
    const { notStored, recount } = await the().takeStock();
    expect(recount.figures.shops).toBe(shopUrls.length);
    expect(recount.figures.orders.duplicates, recount.findings.join('\n')).toBe(0);
    expect(recount.notes).toEqual([]);
    expect(notStored.filter(({ orderNumber }) => placed.includes(orderNumber))).toEqual([]);
  });
}
