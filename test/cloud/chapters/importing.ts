import { expect } from 'vitest';
import { minuteMs } from '../../../core/units.ts';
import type { Deployment } from '../deployment.ts';
import { tell } from '../progress.ts';
import { storedNumbers } from '../stored.ts';
import type { Step } from '../story.ts';
import { until } from '../until.ts';
import { firstShops } from './onboarding.ts';

/** The first run of the deployed schedule. Nobody starts it. */
export function importing(the: () => Deployment, step: Step): void {
  const placedBefore: string[] = [];

  step(
    'imports what is at the mall within the first minutes',
    async () => {
      const { mall } = the().place;
      for (const shopUrl of firstShops) {
        placedBefore.push(...(await mall.addOrders(shopUrl, 5)));
        await mall.arrivals(shopUrl, 600);
      }
      tell('waiting for the schedule, which fires a minute after it was made');
      const { Orders } = await the().tables();
      await until('the import of the first orders', 3 * minuteMs, async () => {
        const stored = await storedNumbers(the().place.account.dynamodb, Orders);
        return placedBefore.every((orderNumber) => stored.has(orderNumber));
      });
    },
    4 * minuteMs,
  );

  step('has stored each of them once, claimed each line once, and announced each once', async () => {
    const { recount, books } = await the().takeStock();
    expect(books.length).toBeGreaterThan(placedBefore.length);
    expect(recount.findings.filter((finding) => placedBefore.some((number) => finding.includes(number)))).toEqual([]);
    expect(recount.figures.orders.duplicates).toBe(0);
  });
}
