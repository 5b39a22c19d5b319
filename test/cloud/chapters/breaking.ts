import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { minuteMs } from '../../../core/units.ts';
import type { Deployment } from '../deployment.ts';
import { tell } from '../progress.ts';
import type { Step } from '../story.ts';
import { until } from '../until.ts';
import { shopUrls, shopVariables } from './onboarding.ts';

/** How long the mall is broken, in real time. */
export const breakMs = 2 * minuteMs;

/** When the mall broke, by its own clock. */
export interface Break {
  since: number;
}

/** The mall answers with an error page for a minute, and with nothing at all for another. */
export function breaking(the: () => Deployment, step: Step, broken: Break): void {
  step('begins while buyers go on buying, and cancelling', async () => {
    const { mall } = the().place;
    broken.since = await mall.nowMs();
    await mall.break({ kind: 'server-error-html', api: 'order', until: broken.since + breakMs / 2 });
    await mall.break({ kind: 'refuse', from: broken.since + breakMs / 2 });
    tell('the mall is broken');
    for (const shopUrl of shopUrls) {
      const [cancelled = ''] = await mall.addOrders(shopUrl, 5);
      await mall.cancelOrder(shopUrl, cancelled);
    }
  });

  step('leaves the command line working: state, list, and what is stored as a file', async () => {
    const variables = shopVariables(the(), shopUrls[0]);
    const told = await the().walk('npm run ops -- status', variables);
    for (const shopUrl of shopUrls) expect(told).toContain(`rms#${shopUrl}`);
    await the().walk('mkdir -p -m 700 $ORDERS', variables);
    const [header, ...rows] = readFileSync(join(the().place.home, 'orders', 'week.csv'), 'utf8')
      .trim()
      .split('\r\n');
    expect(header).toContain('受注番号');
    expect(rows.length).toBeGreaterThanOrEqual(10);
  });
}

/** Runs of the schedule fell into the break. Nothing was lost and nothing is double; what is missing was placed since. */
export function enduring(the: () => Deployment, step: Step, broken: Break): void {
  step(
    'meets runs of the schedule, which lose nothing',
    async () => {
      await until('a run that the mall refused', 2 * minuteMs, async () => (await the().place.mall.struck()) > 0);
      const { notStored, books, recount } = await the().takeStock();
      expect(recount.figures.orders.duplicates, recount.findings.join('\n')).toBe(0);
      const lost = notStored.filter(({ orderDatetimeMs }) => orderDatetimeMs < broken.since - overlookedMs);
      expect(lost.map(({ orderNumber }) => orderNumber)).toEqual([]);
      tell(`${notStored.length} of ${books.length} orders wait at the mall`);
      expect(notStored.length).toBeGreaterThanOrEqual(2 * shopUrls.length);
    },
    3 * minuteMs,
  );
}

/** Orders placed this shortly before the break came after the last good listing. */
const overlookedMs = 30_000;

/** The mall comes back. Nobody does anything. */
export function recovering(the: () => Deployment, step: Step, broken: Break): void {
  step(
    'ends two minutes after it began',
    async () => {
      const { mall } = the().place;
      await until(
        'the end of the two minutes',
        3 * minuteMs,
        async () => (await mall.nowMs()) >= broken.since + breakMs,
      );
      await mall.mend();
      tell('the mall is mended');
      for (const shopUrl of shopUrls) {
        await mall.addOrders(shopUrl, 3);
        await mall.arrivals(shopUrl, null);
      }
    },
    4 * minuteMs,
  );

  step(
    'is followed by the import of everything that waited, by the schedule alone',
    async () => {
      await until('the import of everything', 6 * minuteMs, async () => {
        const { figures } = (await the().takeStock()).recount;
        return figures.orders.missing === 0 && figures.orders.stored === figures.orders.atMall;
      });
    },
    7 * minuteMs,
  );

  step(
    'leaves nothing missing and nothing double',
    async () => {
      const announced = () => the().consumer().events();
      const imported = async () => {
        const events = (await announced()).filter(({ detailType }) => detailType === 'OrderImported');
        return new Set(events.map(({ detail }) => (detail as { orderNumber: string }).orderNumber));
      };
      const { books } = await the().takeStock();
      await until('the announcement of every order', minuteMs, async () => (await imported()).size >= books.length);
      const { recount } = await the().takeStock();
      expect(recount.findings).toEqual([]);
      expect(recount.notes).toEqual([]);
      expect(recount.figures.orders).toEqual({
        atMall: books.length,
        stored: books.length,
        missing: 0,
        duplicates: 0,
      });
      tell(`${books.length} orders, 0 missing, 0 double`);
    },
    2 * minuteMs,
  );
}
