import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, secondMs } from '../../../../core/kernel/time.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { type AmazonSettingsChange, createAmazon } from '../../../../simulator/amazon/index.ts';
import { began, sellerId, shopKey } from '../../malls/amazon/in-process.ts';
import { openAmazonWorld } from './amazon-world.ts';

const down = { kind: 'down', since: began, detectedAt: began } as const;

/** A message of every change, in time; by default the mall leaves some out, and others come a day late. */
const eachInTime = { silentNewShare: 0, lateShare: 0, lostShare: 0 };

/** A world whose shop is subscribed and in step. */
async function openHinted(settings: AmazonSettingsChange = {}, importFrom?: number) {
  const notifications = { ...eachInTime, ...settings.notifications };
  const world = await openAmazonWorld({ ...settings, notifications }, importFrom);
  await world.poll();
  expect((await world.subscribe())?.orders).toEqual({ kind: 'subscribed', isNew: true });
  return world;
}

/** The bodies of the messages about orders that arrive within two seconds. */
async function sent(world: Awaited<ReturnType<typeof openAmazonWorld>>): Promise<string[]> {
  world.clock.at += 2 * secondMs;
  return world.amazon.control.takeNotifications().flatMap((sent) => ('queueArn' in sent ? [sent.body] : []));
}

const edited = (body: string, edit: (notice: Record<string, unknown>, summary: Record<string, unknown>) => void) => {
  const message = JSON.parse(body);
  const notice = message.Payload.OrderChangeNotification;
  edit(notice, notice.Summary);
  return JSON.stringify(message);
};

describe('a message of the mall about an order', () => {
  it('a message of the mall has a new order stored as soon as it comes, by one call, and moves no cursor', async () => {
    const world = await openHinted();
    const { cursor } = await world.shop();
    const [searches, readings] = [world.searches(), world.readings()];
    const [placed] = world.place(1);
    const { logged, failed } = await world.deliver(await sent(world));
    expect(failed).toEqual([]);
    expect(world.orders()).toMatchObject([
      { orderNumber: placed, revision: 1, progress: 'UNSHIPPED', unannounced: [] },
    ]);
    expect(world.claimed()).toBeGreaterThan(0);
    expect([world.searches() - searches, world.readings() - readings]).toEqual([0, 1]);
    expect((await world.shop()).cursor).toBe(cursor);
    expect(logged).toContainEqual(['hints.done', expect.objectContaining({ imported: 1 })]);
  });

  it('a message of the mall imports nothing of a shop whose import begins later', async () => {
    const world = await openHinted({}, began + hourMs);
    world.place(1);
    const { logged } = await world.deliver(await sent(world));
    expect(logged).toContainEqual(['hints.done', expect.objectContaining({ imported: 0, same: 1 })]);
    expect([world.orders(), world.claimed()]).toEqual([[], 0]);
  });

  it('a message of the mall has a change and a cancel stored as revisions, and the claims given back', async () => {
    const world = await openHinted();
    const [shipped = '', cancelled = ''] = world.place(2);
    await world.deliver(await sent(world));
    world.amazon.control.moveOrder(sellerId, shipped, 'SHIPPED');
    world.amazon.control.cancelOrder(sellerId, cancelled);
    await world.deliver(await sent(world));
    const rows = new Map(world.orders().map((row) => [row.orderNumber, row]));
    expect(rows.get(shipped)).toMatchObject({ revision: 2, progress: 'SHIPPED' });
    expect(rows.get(cancelled)).toMatchObject({ revision: 2, progress: 'CANCELLED' });
  });

  it('a message of the mall leaves nothing to do for the poll that lists the same order', async () => {
    const world = await openHinted();
    world.place(3);
    await world.deliver(await sent(world));
    const [before, readings] = [world.orders(), world.readings()];
    await world.poll(10);
    expect(world.orders()).toEqual(before);
    expect(world.readings()).toBe(readings);
  });

  it('a message of the mall makes no second order when it comes before, after and during the poll', async () => {
    const world = await openHinted();
    world.place(5);
    const bodies = await sent(world);
    await Promise.all([world.deliver(bodies), world.poll(9), world.deliver(bodies)]);
    await world.deliver(bodies);
    expect(world.orders()).toHaveLength(5);
    expect(world.orders().every(({ revision }) => revision === 1)).toBe(true);
  });

  it('a message of the mall makes no call when it comes twice, or later than a newer one', async () => {
    const world = await openHinted();
    const [placed = ''] = world.place(1);
    const first = await sent(world);
    world.clock.at += 5 * secondMs;
    world.amazon.control.moveOrder(sellerId, placed, 'SHIPPED');
    const second = await sent(world);
    await world.deliver([...second, ...second]);
    const readings = world.readings();
    await world.deliver([...first, ...second]);
    expect(world.readings()).toBe(readings);
    expect(world.orders()).toMatchObject([{ orderNumber: placed, revision: 1, progress: 'SHIPPED' }]);
  });

  it('a lost message of the mall comes with the poll', async () => {
    const world = await openHinted({ notifications: { lostShare: 1 } });
    world.place(1);
    expect(await sent(world)).toEqual([]);
    await world.poll(9);
    expect(world.orders()).toHaveLength(1);
  });

  it.each([
    ['of no new order', { silentNewShare: 1 }],
    ['a day late', { lateShare: 1 }],
  ])('the poll has every order where the messages of the mall come %s', async (_, notifications) => {
    const world = await openHinted({ notifications });
    const [placed = ''] = world.place(1);
    expect(await sent(world)).toEqual([]);
    await world.poll(9);
    expect(world.orders()).toMatchObject([{ orderNumber: placed, revision: 1 }]);
    world.amazon.control.moveOrder(sellerId, placed, 'SHIPPED');
    await world.poll(9);
    const stored = world.orders();
    expect(stored).toMatchObject([{ revision: 2, progress: 'SHIPPED' }]);
    // What comes then is older than what is stored: it costs no call.
    world.clock.at += dayMs;
    const readings = world.readings();
    await world.deliver();
    expect([world.orders(), world.readings()]).toEqual([stored, readings]);
  });

  it('comes of most orders alone, by default: some new ones have none, and some come a day late', async () => {
    const { silentNewShare, lateShare } = createAmazon({ now: () => began, seed: 1 }).control.settings().notifications;
    expect([silentNewShare > 0, lateShare > 0]).toEqual([true, true]);
    const world = await openHinted({ notifications: { silentNewShare, lateShare } });
    world.place(200);
    const bodies = await sent(world);
    expect(bodies.length).toBeGreaterThan(100);
    expect(bodies.length).toBeLessThan(200);
  });

  it('a message of the mall wakes no paused shop, not even one whose refused key is due to be tried again', async () => {
    const noted = { since: began, by: 'test', note: 'Held.' };
    const refused = { cause: 'credentials', credentialVersion: 1, retryAt: began } as const;
    for (const hold of [
      ({ pauses }: Ports) => pauses.set({ ...noted, cause: 'manual', scope: shopKey }),
      ({ pauses }: Ports) => pauses.set({ ...noted, ...refused, scope: shopKey }),
      ({ health }: Ports) => health.put({ mall: 'amazon', capability: 'import', version: 1, state: down }),
    ]) {
      const world = await openHinted();
      await hold(world.ports);
      world.clock.at += 30 * secondMs;
      world.place(1);
      const readings = world.readings();
      const { failed, logged } = await world.deliver(await sent(world));
      expect([failed, world.readings() - readings, world.orders()]).toEqual([[], 0, []]);
      expect(logged).toContainEqual(['hints.done', expect.objectContaining({ dropped: 1 })]);
    }
  });

  it('a message is dropped where the mall throttles, refuses or does not answer, and the poll has the order', async () => {
    for (const kind of ['throttle', 'overloaded', 'timeout-before', 'auth-flap', 'html-200'] as const) {
      const world = await openHinted();
      world.place(1);
      const bodies = await sent(world);
      world.amazon.control.break({ kind, operations: ['getOrder'] });
      const { failed, logged } = await world.deliver(bodies);
      expect([failed, world.orders()], kind).toEqual([[], []]);
      expect(logged, kind).toContainEqual(['hints.done', expect.objectContaining({ left: 1 })]);
      expect(await world.ports.pauses.list(), kind).toEqual([]);
      world.amazon.control.mend();
      await world.poll(9);
      expect(world.orders(), kind).toHaveLength(1);
    }
  });

  it('a message of the mall leaves to the poll what a run has no time or calls for', async () => {
    const world = await openHinted();
    world.place(60);
    const { failed, logged } = await world.deliver(await sent(world));
    expect(failed).toEqual([]);
    const read = world.orders().length;
    expect(read).toBeGreaterThan(5);
    expect(read).toBeLessThanOrEqual(20);
    expect(logged).toContainEqual(['hints.done', expect.objectContaining({ imported: read, left: 60 - read })]);
    await world.poll(9);
    expect(world.orders()).toHaveLength(60);
  });

  it('a message of the mall comes again after a failure of our own, and only then', async () => {
    const world = await openHinted();
    world.place(1);
    const bodies = await sent(world);
    const { rows } = world.ports.orders;
    world.ports.orders.rows = async () => Promise.reject(new Error('the store is away'));
    const { failed, logged } = await world.deliver(bodies);
    expect(failed).toEqual(['message-0']);
    expect(logged.map(([event]) => event)).toContain('hint.broke');
    world.ports.orders.rows = rows;
    const { put } = world.ports.orders;
    world.ports.orders.put = async () => Promise.reject(new Error('the store is away'));
    expect((await world.deliver(bodies)).failed).toEqual(['message-0']);
    world.ports.orders.put = put;
    expect((await world.deliver(bodies)).failed).toEqual([]);
    expect(world.orders()).toHaveLength(1);
  });
});

describe('a message that is none of ours', () => {
  it('a message about an order that is not there does nothing, and stores no row for it', async () => {
    const world = await openHinted();
    world.place(1);
    const [body = ''] = await sent(world);
    const forged = edited(body, (notice) => {
      notice.AmazonOrderId = '999-0000000-0000000';
    });
    const { failed, logged } = await world.deliver([forged]);
    expect([failed, world.orders()]).toEqual([[], []]);
    expect(await world.ports.orders.rows(shopKey, ['999-0000000-0000000'])).toEqual(new Map());
    expect(logged).toContainEqual(['hints.done', expect.objectContaining({ absent: 1 })]);
  });

  it('a message for a seller that is no shop, another marketplace, or what Amazon sends makes no call', async () => {
    const world = await openHinted();
    world.place(1);
    const [body = ''] = await sent(world);
    const readings = world.readings();
    const { failed } = await world.deliver([
      edited(body, (notice) => {
        notice.SellerId = 'A0NOBODY';
      }),
      edited(body, (_, summary) => {
        summary.MarketplaceId = 'A39IBJ37TRP1C6';
      }),
      edited(body, (_, summary) => {
        summary.FulfillmentType = 'AFN';
      }),
    ]);
    expect([failed, world.readings() - readings, world.orders()]).toEqual([[], 0, []]);
  });

  it('a foreign message is logged by its id and never by what it says', async () => {
    const world = await openHinted();
    world.place(1);
    const [body = ''] = await sent(world);
    const bodies = [
      '',
      'null',
      '[]',
      '"太郎"',
      body.slice(0, 200),
      JSON.stringify({ ...JSON.parse(body), NotificationType: 'ANY_OFFER_CHANGED', secret: '鈴木 花子' }),
      JSON.stringify({ ...JSON.parse(body), padding: 'あ'.repeat(70_000) }),
      edited(body, (notice) => {
        notice.AmazonOrderId = '鈴木 花子';
      }),
      edited(body, (notice) => {
        notice.SellerId = 'shop#with "quotes"';
      }),
    ];
    const { failed, logged } = await world.deliver(bodies);
    expect(failed).toEqual([]);
    expect(logged.filter(([event]) => event === 'hint.unusable')).toHaveLength(bodies.length);
    expect(JSON.stringify(logged)).not.toMatch(/太郎|鈴木|花子|あ|quotes/);
    expect(world.orders()).toEqual([]);
  });

  it('is told from the true ones among it', async () => {
    const world = await openHinted({
      notifications: { doubledShare: 0.5, lostShare: 0.2, forgedShare: 1, delayMinMs: 0, delayMaxMs: 60_000 },
    });
    for (let round = 0; round < 5; round++) {
      const [placed = ''] = world.place(2);
      world.clock.at += 10 * secondMs;
      world.amazon.control.moveOrder(sellerId, placed, 'SHIPPED');
      expect((await world.deliver()).failed).toEqual([]);
    }
    await world.poll(12);
    expect((await world.deliver()).failed).toEqual([]);
    const { shops } = world.amazon.control.books();
    const truth = new Map(shops[0]?.orders.map((order) => [order.orderId, order.fulfillmentStatus]));
    expect(new Map(world.orders().map((row) => [row.orderNumber, row.progress]))).toEqual(truth);
  });
});
