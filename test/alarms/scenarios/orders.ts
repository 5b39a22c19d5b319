import { dayMs, hourMs } from '../../../core/kernel/time.ts';
import { story } from '../play.ts';
import type { Scenario } from '../proof.ts';
import type { Stage } from '../stage.ts';

/** 2026-11-24 00:30 in Japan: the night batch is about to begin. */
const beforeTheNight = Date.UTC(2026, 10, 23, 15, 30);

/** What audits find, and what orders cost. */
export const orderScenarios: Readonly<Record<string, Scenario>> = {
  // The role of the functions may not put events any more.
  'bus-refused': story({
    alarm: 'page-rms-bus-refused',
    breaks(stage) {
      stage.busError = 'AccessDeniedException';
    },
    mends(stage) {
      stage.busError = null;
    },
  }),

  // Older than the scan looks back, and shipped, where the scan has nothing to look after: only the audit of the night finds it.
  'audit-found': story({
    alarm: 'ticket-audit-found',
    stage: { at: beforeTheNight },
    calm: 5,
    async breaks(stage) {
      const { rms, time, store, ports, shops } = stage;
      const [shop] = shops;
      if (shop === undefined) throw new Error('The stage has no shop.');
      const at = { from: time.now() - 5 * dayMs, to: time.now() - 4 * dayMs };
      const [lost = ''] = rms.control.addOrders(shop.code, { count: 5, at, kind: 'plain' });
      rms.control.moveOrder(shop.code, lost, 700);
      await ports.shops.rewind(shop, at.from, time.now());
      await stage.run(5);
      if (!store.rowsByShop.get(shop.key)?.delete(lost)) throw new Error('The order had not come.');
    },
    firesWithin: 240,
    mends: () => undefined,
  }),

  // Runs are ended before they come to a shop.
  'audit-overdue': story({
    alarm: 'ticket-direct-rms-audit-overdue',
    stage: { at: beforeTheNight, arrivalsPerHour: 0 },
    calm: 180,
    async breaks(stage) {
      stage.limits.set('reconcile', 30);
      await stage.leap(2 * dayMs);
      await stage.run(5);
    },
    firesWithin: 120,
    mends: ({ limits }) => limits.clear(),
    clearsWithin: 120,
  }),

  'orders-unread': story({
    alarm: 'ticket-orders-unread',
    stage: { arrivalsPerHour: 20 },
    breaks: addUnreadable,
    firesWithin: 130,
    mends: ({ rms, store }) => {
      for (const row of store.rowsByShop.get('rms#shop-1')?.values() ?? []) {
        if (row.kind === 'quarantined') rms.control.mendOrder(row.orderNumber);
      }
    },
    clearsWithin: 240,
  }),

  // A shop with an order an hour: ten in an hour never come, and nothing that comes can be read.
  'quarantine-rising': story({
    alarm: 'ticket-quarantine-rising',
    stage: { shops: 1, arrivalsPerHour: 6 },
    breaks: ({ rms }) => void rms.control.arrivals('shop-1', null),
    inBetween({ rms }, minute) {
      if (minute % 60 !== 0) return;
      for (const orderNumber of rms.control.addOrders('shop-1', { count: 1, kind: 'plain' })) {
        rms.control.spoilOrder(orderNumber, 'wrong-type');
      }
    },
    firesWithin: 200,
    mends: ({ rms }) => rms.control.arrivals('shop-1', { perHour: 6 }),
    clearsWithin: 400,
  }),

  'cost-guard': story({
    alarm: 'ticket-cost-guard',
    stage: { shops: 1, arrivalsPerHour: 0 },
    breaks: () => undefined,
    inBetween: (stage, minute) => {
      if (minute % 10 === 0) addMostlyUnreadable(stage);
    },
    firesWithin: 180,
    mends: ({ rms }) => rms.control.arrivals('shop-1', { perHour: 30 }),
    clearsWithin: (4 * hourMs) / 60_000,
  }),
};

/** Twelve orders, none of which can be read, of a shop whose others can. */
function addUnreadable({ rms }: Stage): void {
  for (const orderNumber of rms.control.addOrders('shop-1', { count: 12, kind: 'plain' })) {
    rms.control.spoilOrder(orderNumber, 'wrong-type');
  }
}

/** Nine orders of which eight cannot be read: they spoil each other's call, and are read in halves of halves. */
function addMostlyUnreadable({ rms }: Stage): void {
  const [, ...bad] = rms.control.addOrders('shop-1', { count: 9, kind: 'plain' });
  for (const orderNumber of bad) rms.control.spoilOrder(orderNumber, 'server-error');
}
