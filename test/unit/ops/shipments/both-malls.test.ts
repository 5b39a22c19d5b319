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
  expect(said.out.replaceAll(/\s+/g, ' ')).toContain('expected digits and hyphens, as ヤマト運輸 has them');
  expect(pushes()).toEqual([]);
});
