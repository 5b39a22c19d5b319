import { dayMs, hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { nextTarget, withChange } from '../../../core/model/order-target.ts';
import type { Shop, ShopKey } from '../../../core/model/shop.ts';
import { pauseByHand, resumeByHand } from '../../../core/outage/pauses.ts';
import { withdrawPush } from '../../../core/status/by-hand.ts';
import { requestPushes } from '../../../core/status/request.ts';
import { story } from '../play.ts';
import type { Scenario } from '../proof.ts';
import type { Stage } from '../stage.ts';

/** The mall fails for one shop alone: that is not an outage. */
const failsForOne = ({ rms }: Stage): void =>
  void rms.control.break({ kind: 'server-error-json', api: 'order', shopUrl: 'shop-1' });
const mend = ({ rms }: Stage): void => rms.control.mend();

const atShopify = 'shopify#kado' as ShopKey;

const firstShop = ({ shops }: Stage): Shop => {
  const [shop] = shops;
  if (shop === undefined) throw new Error('The stage has no shop.');
  return shop;
};

/** What is wrong with the import of some shops, or stands still there. */
export const importScenarios: Readonly<Record<string, Scenario>> = {
  'shops-not-polled': story({
    alarm: 'page-direct-rms-shops-not-polled',
    breaks: failsForOne,
    firesWithin: 90,
    mends: mend,
  }),

  'import-lag': story({ alarm: 'ticket-direct-rms-import-lag', breaks: failsForOne, firesWithin: 120, mends: mend }),

  'import-stopped': story({
    alarm: 'ticket-direct-rms-import-stopped',
    breaks: ({ rms }) => void rms.control.break({ kind: 'refusal', operations: ['getOrder'], shopUrl: 'shop-1' }),
    firesWithin: 90,
    mends: mend,
    clearsWithin: 120,
  }),

  // Four shards take turns: each of them waits for sixteen minutes, as where there are too few.
  'orders-late': story({
    alarm: 'ticket-direct-rms-orders-late',
    stage: { shops: 4, shards: 4, arrivalsPerHour: 120 },
    breaks: ({ off }) => void off.add('poll-orders'),
    inBetween: ({ fire }, minute) => {
      if (minute % 4 === 0) fire('poll-orders', (minute / 4) % 4);
    },
    mends: ({ off }) => off.clear(),
  }),

  'paused-by-hand': story({
    alarm: 'ticket-rms-paused-by-hand',
    async breaks(stage) {
      await pauseByHand(stage.ports, { scope: firstShop(stage).key }, { by: 'tanaka', note: '棚卸し' });
      await stage.leap(dayMs);
    },
    mends: async (stage) => void (await resumeByHand(stage.ports, { scope: firstShop(stage).key })),
  }),

  'pushes-waiting': story({
    alarm: 'ticket-direct-rms-pushes-waiting',
    async breaks(stage) {
      const { key } = firstShop(stage);
      await pauseByHand(stage.ports, { scope: key, capability: 'status' }, { by: 'tanaka', note: '棚卸し' });
      const request = { shop: key, orderNumber: await someOrder(stage), content: { kind: 'confirm' } as const };
      const [asked] = await requestPushes(stage.ports, [request], { by: 'test', now: stage.time.now() });
      if (asked?.kind === 'refused') throw new Error(asked.problems.join(' '));
      await stage.leap(2 * hourMs);
    },
    async mends(stage) {
      const { targets } = stage.ports;
      for (const { shop, orderNumber, requests } of await targets.undone(firstShop(stage).key, 10)) {
        for (const { id } of requests) await withdrawPush(stage.ports, { shop, orderNumber, id }, { by: 'tanaka' });
        // A worker has announced the result to the caller.
        const ended = await targets.get({ shop, orderNumber });
        if (ended === null) throw new Error(`Order ${orderNumber} has no row.`);
        const told = requests.reduce((row, _, request) => withChange(row, request, { untold: undefined }), ended);
        await targets.put(nextTarget(told, 'a-worker'));
      }
    },
  }),

  'key-refused': story({
    alarm: 'ticket-rms-key-refused',
    async breaks(stage) {
      stage.rms.control.expireKey('shop-1');
      await stage.run(15);
      await stage.leap(dayMs);
    },
    mends: giveNewKey,
  }),

  'api-version-ending': story({
    alarm: 'ticket-shopify-api-version-ending',
    // Ten weeks before the version ends that is asked for.
    stage: { at: Date.UTC(2027, 6, 20, 5), parameters: { malls: 'rms,shopify' } },
    async breaks(stage) {
      const { ports } = stage;
      const { key: _, ...rest } = firstShop(stage);
      await ports.shops.add({ ...rest, key: atShopify, mall: 'shopify', code: 'kado' });
      // The stage has no Shopify to call: what its pages say of the version is known without.
      await pauseByHand(ports, { scope: atShopify }, { by: 'tanaka', note: '棚卸し' });
    },
    mends: async ({ ports }) => {
      const shop = await ports.shops.get(atShopify);
      await ports.shops.remove(atShopify, shop?.credential.version ?? 0);
    },
  }),

  'key-expiring': story({
    alarm: 'ticket-rms-key-expiring',
    stage: { keyDays: [4, 30, 30, 30] },
    breaks: (stage) => stage.leap(untilMorning(stage)),
    mends: giveNewKey,
  }),
};

/** Until ten minutes before nine in Japan. */
export function untilMorning({ time }: Stage): number {
  const morning = 24 * hourMs - 10 * minuteMs;
  return (morning - (time.now() % dayMs) + dayMs) % dayMs;
}

/** The number of an order of the first shop that is here. */
export async function someOrder(stage: Stage): Promise<string> {
  const [order] = (await stage.ports.orders.range(firstShop(stage).key, '0', '9', undefined)).rows;
  if (order === undefined) throw new Error('No order came in the calm.');
  return order.orderNumber;
}

/** The merchant has issued another key, and an operator sets it. */
async function giveNewKey(stage: Stage): Promise<void> {
  const { ports, rms, time } = stage;
  const { key } = firstShop(stage);
  const licenseKey = rms.control.rotateKey('shop-1');
  const serviceSecret = rms.control.shops().find(({ shopUrl }) => shopUrl === 'shop-1')?.serviceSecret ?? '';
  const sealed = await ports.vault.seal(key, 0, 2, { serviceSecret, licenseKey });
  await ports.shops.replaceCredential(key, { ...sealed, expiresAt: time.now() + 90 * dayMs });
}
