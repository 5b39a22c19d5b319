import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newMerchant } from '../../core/model/merchant.ts';
import { shopKey } from '../../core/model/shop.ts';
import type { Desk } from '../../local/desk/desk.ts';
import type { DeskRms } from '../local/fixture/malls.ts';
import { isInSchema, openStockedDesk, type StockedDesk } from '../local/fixture/stocked-desk.ts';
import { until } from '../local/fixture/until.ts';

let stocked: StockedDesk;
let desk: Desk;
let mall: DeskRms;
const merchant = 'hanamori';

beforeAll(async () => {
  stocked = await openStockedDesk({ shops: 2, speed: 60 });
  ({ desk, mall } = stocked);
  const now = desk.clock.now();
  const facts = { name: '花森茶舗', contacts: [], features: ['import', 'stock'] } as const;
  await desk.ports.merchants.put(newMerchant(merchant, facts, now));
  for (const { shopUrl, serviceSecret, licenseKey } of mall.control.shops()) {
    mall.act('arrivals', { shopUrl, perHour: null });
    const key = shopKey('rms', shopUrl);
    await desk.ports.shops.add({
      key,
      mall: 'rms',
      code: shopUrl,
      name: shopUrl,
      merchant,
      shard: 0,
      importFrom: now,
      cursor: now,
      scannedAt: 0,
      rereadDay: '',
      rereadAfter: '',
      callsPerSecond: 1,
      credential: await desk.ports.vault.seal(key, 0, 1, { serviceSecret, licenseKey }),
    });
    for (const { item, sku } of itemsOf(shopUrl)) {
      await desk.ports.listings.put({
        shop: key,
        item,
        merchant,
        sku,
        version: 1,
        writer: 'test',
        terms: 1,
        linked: true,
        buffer: 0,
        cap: null,
        floor: null,
        dueAt: now,
      });
    }
  }
  desk.cloud.startSchedules();
});
afterAll(() => stocked.close());

function itemsOf(of: string): readonly { readonly item: string; readonly sku: string; readonly level: number }[] {
  const shop = mall.control.books().shops.find(({ shopUrl }) => shopUrl === of);
  return (shop?.inventory ?? []).map(({ manageNumber, variantId, merchantDefinedSkuId, quantity }) => ({
    item: `${manageNumber}/${variantId}`,
    sku: merchantDefinedSkuId ?? (variantId === manageNumber ? manageNumber : `${manageNumber}/${variantId}`),
    level: quantity,
  }));
}

const levelsOf = (shopUrl: string) => new Map(itemsOf(shopUrl).map(({ item, level }) => [item, level]));
const urls = (): [string, string] => mall.control.shops().map(({ shopUrl }) => shopUrl) as [string, string];

/** Reports movements of goods, as a warehouse's program would. */
const report = (detailType: string, items: readonly object[], of = merchant): Promise<void> =>
  stocked.putEvent(detailType, { format: 1, merchant: of, by: 'warehouse-1', items });

/** The first item of the mall, whose count the tests change. */
function firstItem() {
  const [one, other] = urls();
  const [first = { item: '', sku: '' }] = itemsOf(one);
  return { ...first, one, other };
}

const hasLevel = (shopUrl: string, item: string, level: number) => () => levelsOf(shopUrl).get(item) === level;

describe('sync-stock on one machine, as it is deployed', () => {
  it('sync-stock shows at every shop what a warehouse counts', async () => {
    const [one, other] = urls();
    const skus = [...new Set([...itemsOf(one), ...itemsOf(other)].map(({ sku }) => sku))];
    for (let from = 0; from < skus.length; from += 100) {
      await report(
        'StockCounted',
        skus.slice(from, from + 100).map((sku) => ({ sku, quantity: 500 })),
      );
    }
    // An order that was on its way when the stream of orders ended may have come since.
    const isShown = (shopUrl: string) => [...levelsOf(shopUrl).values()].every((level) => level > 480 && level <= 500);
    expect(skus.length).toBeGreaterThan(10);
    await until('all levels of both', () => isShown(one) && isShown(other));
  });

  it('sync-stock lowers the listing of one shop by an order at the other', async () => {
    const [one, other] = urls();
    const before = levelsOf(one);
    mall.act('add-orders', { shopUrl: one, count: 1, kind: 'plain' });
    const sold = [...levelsOf(one)].filter(([item, level]) => level !== before.get(item));
    expect(sold.length).toBeGreaterThan(0);
    for (const [item, level] of sold) await until(`${item} at ${other}`, hasLevel(other, item, level));
    for (const [item, level] of sold) expect(levelsOf(one).get(item)).toBe(level);
  });

  it('sync-stock rejects an event that cannot be used, keeps it with all reasons, and announces it', async () => {
    await report('StockCounted', [{ sku: 'W-TEA', quantity: -3, 宛名: '花森' }], 'unknown');
    const told = await until('the news', () =>
      stocked.events.find((one) => one['detail-type'] === 'StockMovementRejected'),
    );
    expect(isInSchema('StockMovementRejected', told.detail)).toBe(true);
    expect(JSON.stringify(told.detail)).not.toContain('花森');
    await until('the message', async () => (await stocked.waitingIn('stock-rejected')) === 1);
  });

  it('sync-stock takes up a push that was killed during the call', async () => {
    const { item, sku, one, other } = firstItem();
    // The mall applies it at once, and takes minutes to say so.
    mall.act('break', {
      kind: 'slow',
      shopUrl: one,
      operations: ['inventory.bulk.upsert'],
      delayMs: 300_000,
      times: 1,
    });
    await report('StockCounted', [{ sku, quantity: 31 }]);
    await until('the call', hasLevel(one, item, 31));
    for (const pid of desk.cloud.pids) process.kill(pid, 'SIGKILL');
    await until('the end of the run that was killed', () =>
      stocked.runs.some(
        ({ functionName, outcome }) => functionName.endsWith('sync-stock') && outcome.kind !== 'returned',
      ),
    );
    await until('the acknowledged level', async () => {
      const [listing] = await desk.ports.listings.rows([{ shop: shopKey('rms', one), item }]);
      return listing?.acked?.level === 31 && listing.claim === undefined;
    });
    expect(levelsOf(other).get(item)).toBe(31);
  });

  it('sync-stock gives up an unreadable message at once, says what is wrong, and works on', async () => {
    await desk.cloud.call('sqs', 'AmazonSQS.SendMessage', {
      QueueUrl: stocked.queueUrl('stock'),
      MessageBody: '{"order":"1"}',
      MessageGroupId: 'unknown',
    });
    const letter = (await until('the dead letter', async () => {
      const { Messages } = await desk.cloud.call('sqs', 'AmazonSQS.ReceiveMessage', {
        QueueUrl: stocked.queueUrl('stock-dead'),
        MessageAttributeNames: ['All'],
      });
      return Messages ? (Messages as object[])[0] : false;
    })) as { readonly Body: string; readonly MessageAttributes: object };
    expect(letter).toMatchObject({
      Body: '{"order":"1"}',
      MessageAttributes: {
        Failure: { StringValue: expect.stringMatching(/^input\.invalid: A message of the stock queue/) },
      },
    });
    expect(await stocked.waitingIn('stock-intake-dead')).toBe(0);
    const { item, sku, one } = firstItem();
    await report('StockCounted', [{ sku, quantity: 17 }]);
    await until('the level', hasLevel(one, item, 17));
  });
});
