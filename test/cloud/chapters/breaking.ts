import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'vitest';
import { minuteMs } from '../../../core/kernel/time.ts';
import type { Deployment } from '../deployment.ts';
import type { Step } from '../story.ts';
import { shopUrls, shopVariables } from './onboarding.ts';

/** How long the mall is broken, in real time: an outage is found within three minutes, whenever it begins (docs/concepts/outages.md). */
const breakMs = 3.5 * minuteMs;

/** The break, shared by the chapters. */
export interface Break {
  /** When it began, by the mall's clock. */
  since: number;
  /** Resolves when the mall is mended, whatever is done in between. */
  over: Promise<void>;
}

/** The mall answers with an error page at first, and then with nothing at all. */
export function breaking(the: () => Deployment, step: Step, broken: Break): void {
  step('begins while buyers go on buying, and cancelling', async () => {
    const { mall } = the().place;
    broken.since = await mall.nowMs();
    await mall.break({ kind: 'server-error-html', until: broken.since + breakMs / 2 });
    await mall.break({ kind: 'refuse', from: broken.since + breakMs / 2 });
    broken.over = pause(breakMs).then(() => mall.mend());
    // It is awaited in a later chapter, and none may come.
    broken.over.catch(() => undefined);
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
