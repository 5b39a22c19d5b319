import { expect, it } from 'vitest';
import { minuteMs } from '../../core/units.ts';
import { story } from './play.ts';

it('cost-guard goes off for orders of which none can be read, whose shop’s visits fail, and is over with them', async () => {
  const bad: string[] = [];
  const proof = await story({
    alarm: 'ticket-cost-guard',
    stage: { arrivalsPerHour: 0 },
    async breaks({ rms, run }) {
      // The others have orders as ever; and none of this shop can be read beside the bad ones.
      for (const code of ['shop-2', 'shop-3', 'shop-4']) rms.control.arrivals(code, { perHour: 10 });
      await run(40);
      bad.push(...rms.control.addOrders('shop-1', { count: 9, kind: 'plain' }));
      for (const orderNumber of bad) rms.control.spoilOrder(orderNumber, 'server-error');
    },
    firesWithin: 180,
    mends({ rms, store }) {
      const rows = store.rowsByShop.get('rms#shop-1');
      if (bad.some((orderNumber) => rows?.has(orderNumber))) throw new Error('An order came though none can be read.');
      for (const orderNumber of bad) rms.control.mendOrder(orderNumber);
    },
    clearsWithin: 240,
  })();
  expect((proof.firedAt - proof.brokenAt) / minuteMs).toBeGreaterThan(60);
});
