import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dynamoOrders } from '../../aws/dynamodb/orders.ts';
import { scanItems } from '../../aws/dynamodb/query.ts';
import { ordersOfSameBuyer, redactOrder } from '../../core/import/personal-data.ts';
import { pack, unpack } from '../../core/model/packing.ts';
import { rmsTraits } from '../../malls/rms/traits.ts';
import { type DynamoEmulator, startDynalite } from '../../proving/dynalite.ts';
import { personalDataOf } from '../../proving/privacy/planted.ts';
import { createSearch } from '../../proving/privacy/search.ts';
import { writtenOut } from '../../proving/privacy/written.ts';
import { createRms } from '../../simulator/rms/index.ts';
import { freshTables } from './dynamo-subject.ts';
import { noon, storedOrder } from './fixtures.ts';

describe('a buyer in real tables', () => {
  let emulator: DynamoEmulator;
  beforeAll(async () => {
    emulator = await startDynalite();
  });
  afterAll(() => emulator.stop());

  it('a removed buyer is in no item of real tables any more, over all pages, and no other buyer is touched', async () => {
    const { tables } = await freshTables(emulator.endpoint);
    const orders = dynamoOrders({ orders: tables.Orders, revisions: tables.Revisions });
    const rms = createRms({ now: () => noon, seed: 3 });
    rms.control.addShop({ shopUrl: 'kado' });
    rms.control.addOrders('kado', { count: 40, at: noon, kind: 'plain' });
    const models = rms.control.books().shops[0]?.orders.map(({ model }) => model) ?? [];
    const shop = 'rms#kado';
    const buyer = models[0];
    for (const [index, model] of models.entries()) {
      const own =
        index === 30 ? { ...model, OrdererModel: { ...buyer?.OrdererModel, emailAddress: 'x@y.example' } } : model;
      const row = storedOrder({
        shop,
        orderNumber: model.orderNumber,
        original: pack(JSON.stringify(own)),
        version: noon,
      });
      await orders.put(row, null);
      await orders.keepRevision({ ...row, revision: 1, supersededAt: noon });
    }
    const named = buyer?.orderNumber ?? '';
    const items = async () => {
      const scanned = await Promise.all([tables.Orders, tables.Revisions].map((table) => scanItems(table)));
      return writtenOut(scanned);
    };
    const search = createSearch(
      personalDataOf(buyer).filter(({ what }) => ['telephone', 'mail', 'card'].includes(what)),
    );
    expect((await items()).length).toBeGreaterThan(50_000);
    expect(search('items', await items()).length).toBeGreaterThan(0);

    const others = await ordersOfSameBuyer({ orders, traits: rmsTraits }, shop, [named], () => {});
    expect(others).toMatchObject([
      { orderNumber: models[30]?.orderNumber, sameAs: named, mark: { kind: 'name-and-phone' } },
    ]);
    for (const orderNumber of [named, models[30]?.orderNumber ?? '']) {
      const ports = { orders, traits: rmsTraits, now: () => noon };
      expect(await redactOrder(ports, { shop, orderNumber }, 'ops')).toBe('redacted');
      expect(await redactOrder(ports, { shop, orderNumber }, 'ops')).toBe('already');
      expect(await orders.revisions({ shop, orderNumber })).toEqual([]);
    }
    expect(search('items', await items())).toEqual([]);

    const bystander = models[5]?.orderNumber ?? '';
    const row = (await orders.rows(shop, [bystander])).get(bystander);
    expect(row?.kind === 'stored' && unpack(row.original)).toBe(JSON.stringify(models[5]));
    expect(await orders.revisions({ shop, orderNumber: bystander })).toHaveLength(1);
  });
});
