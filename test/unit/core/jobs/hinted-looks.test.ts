import { describe, expect, it } from 'vitest';
import { dayMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { Listing } from '../../../../core/model/listing.ts';
import type { AmazonSettingsChange } from '../../../../simulator/amazon/index.ts';
import { began, sellerId, shopKey } from '../../malls/amazon/in-process.ts';
import { openAmazonWorld } from '../import/amazon-world.ts';

/** No message about an order comes, and each about a level. */
const levelsAlone = { silentNewShare: 1, lateShare: 0, lostShare: 0 };

const sku = 'tsya-2201-s-nv';

async function openHinted(settings: AmazonSettingsChange = {}) {
  const notifications = { ...levelsAlone, ...settings.notifications };
  const world = await openAmazonWorld({ ...settings, notifications });
  await world.poll();
  expect((await world.subscribe())?.levels).toMatchObject({ kind: 'subscribed', isNew: true });
  return world;
}

type World = Awaited<ReturnType<typeof openHinted>>;

/** A message that says this of the shop's item, and what else a test wants. */
const message = (level: number, changedAt: number, payload: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({
    NotificationType: 'LISTINGS_ITEM_MFN_QUANTITY_CHANGE',
    EventTime: new Date(changedAt).toISOString(),
    Payload: { SellerId: sellerId, FulfillmentChannelCode: 'DEFAULT', Sku: sku, Quantity: level, ...payload },
  });

/** The item's listing here, to which the mall took this level last. */
function listed(world: World, level: number, more: Partial<Listing> = {}) {
  return world.ports.listings.put({
    ...{ shop: shopKey, item: sku, merchant: 'kado', sku, linked: true, buffer: 0, cap: null, floor: null },
    ...{ version: 1, writer: 'test', terms: 1, acked: { level, fingerprint: 'f', at: began } },
    ...more,
  });
}

/** What waits for sync-stock. */
const asked = (world: World) => world.store.stockMessages.filter(({ kind }) => kind === 'glance');

describe('a message of the mall about a level', () => {
  it('a message about a level has an order without a message of its own stored as soon as the mall lists it', async () => {
    const world = await openHinted();
    const [placed] = world.place(1);
    world.clock.at += 2 * secondMs;
    const placedAt = world.clock.at;
    expect((await world.deliver()).logged).toContainEqual(['hints.look', { looks: 1 }]);
    expect([world.orders(), asked(world)]).toMatchObject([[], [{ glance: { shops: [shopKey], isHinted: true } }]]);
    expect(await world.look()).toMatchObject([{ kind: 'seen', imported: 1, failed: 0 }]);
    expect(world.orders()).toMatchObject([{ orderNumber: placed, revision: 1, unannounced: [] }]);
    expect(world.clock.at - placedAt).toBeLessThan(3 * minuteMs);
  });

  it('a message about a level only says where to look: its content is stored nowhere', async () => {
    const world = await openHinted();
    await world.deliver([message(-7, world.clock.at), message(3, world.clock.at, { Sku: 'made-up' })]);
    const [before, claimed] = [world.orders(), world.claimed()];
    expect(await world.look()).toMatchObject([{ kind: 'seen', imported: 0 }]);
    expect([world.orders(), world.claimed()]).toEqual([before, claimed]);
    expect(await world.ports.listings.rows([{ shop: shopKey, item: 'made-up' }])).toEqual([]);
  });

  it('a message about a level that we set, or a higher one, costs no look', async () => {
    const world = await openHinted();
    await listed(world, 40);
    await world.deliver([40, 41, 55].map((level) => message(level, world.clock.at)));
    expect(asked(world)).toEqual([]);
    await world.deliver([message(39, world.clock.at)]);
    expect(asked(world)).toHaveLength(1);
  });

  it('a message about a level costs no look while a batch with its listing is under way', async () => {
    const world = await openHinted();
    const batch = { since: began, ticket: 'feed-1' };
    await listed(world, 40, { claim: { run: 'r', until: began + dayMs, batch } });
    await world.deliver([message(12, world.clock.at)]);
    expect(asked(world)).toEqual([]);
  });

  it('a thousand messages about levels ask for one look, and that look makes one listing', async () => {
    const world = await openHinted();
    const searches = world.searches();
    for (let round = 0; round < 100; round++) {
      await world.deliver(Array.from({ length: 10 }, () => message(5, world.clock.at)));
    }
    expect(asked(world)).toHaveLength(1);
    await world.look();
    expect(world.searches() - searches).toBe(1);
  });

  it('a message about a level asks once more where a second process gets it, and that look is dropped', async () => {
    const world = await openHinted();
    await world.deliver([message(5, world.clock.at)]);
    const [first] = asked(world);
    world.store.stockMessages.push(first as NonNullable<typeof first>);
    expect(await world.look()).toMatchObject([{ kind: 'seen' }, { kind: 'dropped', why: 'seen' }]);
  });

  it('messages about levels leave the quota to listings that matter more, however many come', async () => {
    const world = await openHinted();
    const searches = world.searches();
    for (let half = 0; half < 40; half++) {
      await world.deliver([message(5, world.clock.at)]);
      world.clock.at += 30 * secondMs;
    }
    expect(asked(world)).toHaveLength(40);
    world.clock.at -= 20 * minuteMs;
    await world.look();
    // Of the 20 it leaves nine, and seven come back within these minutes; the poll had one.
    expect(world.searches() - searches).toBeGreaterThan(9);
    expect(world.searches() - searches).toBeLessThanOrEqual(18);
    expect(world.tooMany()).toBe(0);
  });

  it('a message about a level is dropped where it is late, of an unknown shop, or of what Amazon sends', async () => {
    const world = await openHinted();
    const now = world.clock.at;
    await world.deliver([
      message(5, now - dayMs),
      message(5, now, { SellerId: 'A0NOBODY' }),
      message(5, now, { FulfillmentChannelCode: 'AMAZON_JP' }),
      message(5, now).slice(0, 90),
    ]);
    expect(asked(world)).toEqual([]);
  });

  it('a message about a level that comes before its order is listed leaves it to the poll, and to it alone', async () => {
    const visible = { visibilityDelayMinMs: 4 * minuteMs, visibilityDelayMaxMs: 4 * minuteMs };
    const world = await openHinted({ orders: visible });
    world.place(1);
    world.clock.at += 2 * secondMs;
    await world.deliver();
    expect(await world.look()).toMatchObject([{ kind: 'seen', imported: 0 }]);
    await world.poll(12);
    expect(world.orders()).toMatchObject([{ revision: 1 }]);
  });

  it('a message about a level makes no call into a mall that failed within the last minute', async () => {
    const world = await openHinted();
    await world.deliver([message(5, world.clock.at)]);
    const at = (asked(world)[0] as { glance: { at: number } }).glance.at;
    const evidence = { mall: 'amazon', capability: 'import', at: at - 30 * secondMs, writer: 'poll' } as const;
    await world.ports.health.record({ ...evidence, answered: 0, failed: 1, throttled: 0 });
    const searches = world.searches();
    await world.look();
    expect(world.searches()).toBe(searches);
  });

  it('a lost, doubled or forged message about a level changes nothing that is stored', async () => {
    const faults = { silentNewShare: 0.5, lostShare: 0.3, doubledShare: 0.5, forgedShare: 1, delayMaxMs: 60_000 };
    const world = await openHinted({ notifications: faults });
    for (let round = 0; round < 8; round++) {
      world.place(2);
      world.clock.at += 20 * secondMs;
      expect((await world.deliver()).failed).toEqual([]);
      await world.look();
    }
    await world.poll(12);
    const { shops } = world.amazon.control.books();
    expect(
      world
        .orders()
        .map(({ orderNumber }) => orderNumber)
        .sort(),
    ).toEqual(shops[0]?.orders.map(({ orderId }) => orderId).sort());
    expect(world.orders().every(({ revision }) => revision === 1)).toBe(true);
  });
});
