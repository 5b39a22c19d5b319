import { expect, it } from 'vitest';
import { usePushWorld } from '../push-world.ts';

const world = usePushWorld();

it('a file of shipments has orders of both malls, and each takes the carriers of its own', async () => {
  const { ports, shop, orderNumbers, write, ops, pushes, store } = world();
  const [one = '', two = ''] = orderNumbers;
  const yahoo = { ...shop, key: 'yahoo#kado-no-mise', mall: 'yahoo', name: '角の店 ヤフー店' } as const;
  await ports.shops.add(yahoo);
  const row = [...(store.rowsByShop.get(shop.key)?.values() ?? [])].find(({ orderNumber }) => orderNumber === one);
  for (const orderNumber of ['kado-no-mise-10000001', 'kado-no-mise-10000002']) {
    const rows = store.rowsByShop.get(yahoo.key) ?? new Map();
    store.rowsByShop.set(
      yahoo.key,
      rows.set(orderNumber, { ...row, shop: yahoo.key, orderNumber, original: new Uint8Array() }),
    );
  }
  const lines = [
    '受注番号,配送会社,お荷物伝票番号,発送日',
    // Known at Yahoo alone.
    `${one},ヤマト運輸,444413758703,2026-11-24`,
    'kado-no-mise-10000001,ヤマト運輸,444413758714,2026-11-24',
    'kado-no-mise-10000002,JPロジ,444413758725,2026-11-24',
    `${two},佐川急便,444413758736,2026-11-24`,
  ];
  const said = await ops(['push', 'ship', '--file', write('both.csv', lines.join('\n')), '--by', 'miyu']);
  expect(said).toMatchObject({ code: 0 });
  expect(
    pushes()
      .map(({ shop: of, content }) => [of, content.kind === 'ship' && content.parcels[0]?.carrier])
      .sort(),
  ).toEqual([
    ['rms#kado-no-mise', '1001'],
    ['rms#kado-no-mise', '1002'],
    ['yahoo#kado-no-mise', '1001'],
    ['yahoo#kado-no-mise', '1028'],
  ]);
});

it('a line that the mall of its order refuses is named with the others, and nothing is requested', async () => {
  const { ports, shop, orderNumbers, write, ops, pushes } = world();
  const [one = ''] = orderNumbers;
  await ports.shops.add({ ...shop, key: 'yahoo#kado-no-mise', mall: 'yahoo' });
  const lines = [
    '受注番号,配送会社,お荷物伝票番号,発送日',
    `${one},ヤマト運輸,444413758703,2026-11-24`,
    'kado-no-mise-10000001,ヤマト運輸,AB1,2026-11-24',
  ];
  const file = write('both.csv', lines.join('\n'));
  const said = await ops(['push', 'ship', '--file', file, '--shop', 'yahoo#kado-no-mise', '--by', 'miyu']);
  expect(said.code).toBe(1);
  expect(said.out.replaceAll(/\s+/g, ' ')).toContain(
    '3 お荷物伝票番号 expected digits and hyphens, as ヤマト運輸 has them',
  );
  expect(pushes()).toEqual([]);
});

/** Orders of Amazon of which nothing is known but their numbers. */
async function withAmazon(numbers: readonly string[]): Promise<void> {
  const { ports, shop, orderNumbers, store } = world();
  const amazon = { ...shop, key: 'amazon#A3KADONOMISE', mall: 'amazon', code: 'A3KADONOMISE' } as const;
  await ports.shops.add(amazon);
  const row = [...(store.rowsByShop.get(shop.key)?.values() ?? [])].find(
    ({ orderNumber }) => orderNumber === orderNumbers[0],
  );
  const rows = store.rowsByShop.get(amazon.key) ?? new Map();
  for (const orderNumber of numbers) {
    rows.set(orderNumber, { ...row, shop: amazon.key, orderNumber, original: new Uint8Array() });
  }
  store.rowsByShop.set(amazon.key, rows);
}

const wholeOrder = '250-1234567-8901234';
const inParts = '250-1234567-8901235';

it('a file of shipments has orders of 楽天, Yahoo and Amazon, and what is in each parcel where Amazon keeps it', async () => {
  const { ports, shop, orderNumbers, write, ops, pushes, store } = world();
  const [one = ''] = orderNumbers;
  await withAmazon([wholeOrder, inParts]);
  const yahoo = { ...shop, key: 'yahoo#kado-no-mise', mall: 'yahoo' } as const;
  await ports.shops.add(yahoo);
  const row = [...(store.rowsByShop.get(shop.key)?.values() ?? [])][0];
  const orderNumber = 'kado-no-mise-10000001';
  const stored = { ...row, shop: yahoo.key, orderNumber, original: new Uint8Array() };
  store.rowsByShop.set(yahoo.key, new Map([[orderNumber, stored as never]]));
  const lines = [
    '受注番号,配送会社,お荷物伝票番号,発送日,注文商品番号,個数',
    `${one},ヤマト運輸,444413758703,2026-11-24,,2`,
    `${orderNumber},ヤマト運輸,444413758714,2026-11-24,1,1`,
    `${wholeOrder},日本郵便,444413758725,2026-11-24,,`,
    `${inParts},佐川急便,444413758736,2026-11-24,12345678901001,1`,
    `${inParts},佐川急便,444413758736,2026-11-24,12345678901002,2`,
    `${inParts},佐川急便,444413758740,2026-11-24,12345678901001,1`,
  ];
  const said = await ops(['push', 'ship', '--file', write('all.csv', lines.join('\n')), '--by', 'miyu', '--another']);
  expect(said).toMatchObject({ code: 0 });
  const asked = new Map(pushes().map((push) => [push.orderNumber, push.content]));
  const parcel = { shippedOn: '2026-11-24' };
  expect(asked.get(one)).toMatchObject({ parcels: [{ carrier: '1001', trackingNumber: '444413758703' }] });
  expect(asked.get(orderNumber)).toEqual({
    kind: 'ship',
    parcels: [{ ...parcel, carrier: '1001', trackingNumber: '444413758714' }],
    another: true,
  });
  expect(asked.get(wholeOrder)).toEqual({
    kind: 'ship',
    parcels: [{ ...parcel, carrier: 'JAPAN_POST', trackingNumber: '444413758725' }],
    another: true,
  });
  expect(asked.get(inParts)).toEqual({
    another: true,
    kind: 'ship',
    parcels: [
      {
        ...{ ...parcel, carrier: 'SAGAWA', trackingNumber: '444413758736' },
        contents: [
          { lineId: '12345678901001', quantity: 1 },
          { lineId: '12345678901002', quantity: 2 },
        ],
      },
      {
        ...{ ...parcel, carrier: 'SAGAWA', trackingNumber: '444413758740' },
        contents: [{ lineId: '12345678901001', quantity: 1 }],
      },
    ],
  });
});

it('two parcels of an order of Amazon that do not say what is in them are refused in words', async () => {
  const { write, ops, pushes } = world();
  await withAmazon([inParts]);
  const lines = [
    '受注番号,配送会社,お荷物伝票番号,発送日',
    `${inParts},佐川急便,444413758736,2026-11-24`,
    `${inParts},佐川急便,444413758740,2026-11-24`,
  ];
  const said = await ops(['push', 'ship', '--file', write('two.csv', lines.join('\n')), '--by', 'miyu']);
  expect(said.code).toBe(1);
  expect(said.out.replaceAll(/\s+/g, ' ')).toContain('expected the lines and pieces of each');
  expect(pushes()).toEqual([]);
});

it('a part of an order of Amazon is shipped by one command, and no other change is taken', async () => {
  const { ops, pushes } = world();
  await withAmazon([inParts]);
  const words = ['push', 'ship', inParts, '--carrier', 'ヤマト運輸', '--number', '444413758703', '--by', 'miyu'];
  expect(await ops([...words, '--items', '12345678901001'])).toMatchObject({ code: 2 });
  const said = await ops([...words, '--items', '12345678901001=1']);
  expect(said).toMatchObject({ code: 0 });
  expect(pushes()[0]?.content).toMatchObject({
    parcels: [{ carrier: 'YAMATO', contents: [{ lineId: '12345678901001', quantity: 1 }] }],
  });
  const cancel = await ops(['push', 'cancel', inParts, '--reason', 'out-of-stock', '--yes', '--by', 'miyu']);
  expect(cancel.code).toBe(2);
  expect(cancel.err.replaceAll(/\s+/g, ' ')).toContain(
    'cancel: amazon has no such change here; it has ship. Cancel it on its page in セラーセントラル → 注文 → 注文管理 → 注文をキャンセル. The order is then imported as cancelled, and its pieces are free again.',
  );
});
