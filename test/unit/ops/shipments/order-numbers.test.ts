import { describe, expect, it } from 'vitest';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { shopifyTraits } from '../../../../malls/shopify/traits.ts';
import { yahooTraits } from '../../../../malls/yahoo/traits.ts';
import { orderNumberOf } from '../../../../ops/pushes/shipments/read-line.ts';
import { usePushWorld } from '../push-world.ts';

const read = (orderNumber: string, ...malls: readonly (typeof rmsTraits)[]) =>
  orderNumberOf(
    { line: 2, cells: { orderNumber }, all: [] },
    malls.map((mall) => mall.orderNumber),
  );

describe('the order number of a line', () => {
  it.each(['#1001', 'KADO_1001', '1001.JP', '注文1001', '㈱1001', '＃１００１', '10#01', '受注 1001'])(
    '%s is taken as it is written: a shop of Shopify chooses what stands around its numbers',
    (orderNumber) => {
      expect(read(orderNumber, rmsTraits, shopifyTraits)).toEqual({ orderNumber });
    },
  );

  it.each([
    ['370015-20261129-0202707138', '370015-20261129-0202707138'],
    ['３７００１５－２０２６１１２９－０２０２７０７１３８', '370015-20261129-0202707138'],
    // As labels of ours bring them back.
    ['370015-20261129-0202707138-1234', '370015-20261129-0202707138-1234'],
    ['0202707138-00YA', '0202707138-00YA'],
  ])('%s of 楽天 is %s', (written, orderNumber) => {
    expect(read(written, rmsTraits)).toEqual({ orderNumber });
  });

  it('of Yahoo may have what its shop’s name has', () => {
    expect(read('kado_no_mise-10000001', yahooTraits)).toEqual({ orderNumber: 'kado_no_mise-10000001' });
  });

  it.each(['', '10#01', '受注 1001'])('"%s" is none of 楽天 or Yahoo, and it says what is one', (orderNumber) => {
    const found = read(orderNumber, rmsTraits, yahooTraits);
    const { text = '' } = 'problem' in found ? found.problem : {};
    expect(String(text)).toMatch(
      /expected a number of 楽天 such as 370001-20261124-0203456789 or an 注文ID of .* such as kado-no-mise-10000001\.$/,
    );
  });
});

describe('the order number of a line, among the orders of the shops', () => {
  const world = usePushWorld();
  const key = 'shopify#kado-no-mise' as const;

  /** A shop of Shopify that has these orders, of which nothing is known but their names. */
  async function withShopify(...names: readonly string[]): Promise<void> {
    const { ports, shop, orderNumbers, store } = world();
    await ports.shops.add({ ...shop, key, mall: 'shopify' });
    const [row] = [...(store.rowsByShop.get(shop.key)?.values() ?? [])].filter(
      ({ orderNumber }) => orderNumber === orderNumbers[0],
    );
    if (row?.kind !== 'stored') throw new Error('It was imported.');
    const named = names.map((orderNumber) => ({ ...row, shop: key, orderNumber, original: new Uint8Array() }));
    store.rowsByShop.set(key, new Map(named.map((one) => [one.orderNumber, one])));
  }

  async function asked(numbers: readonly string[], ...more: readonly string[]) {
    const { write, ops, pushes } = world();
    const lines = numbers.map((number, index) => `${number},ヤマト運輸,44441375870${index},2026-11-24`);
    const file = write('out.csv', ['受注番号,配送会社,お荷物伝票番号,発送日', ...lines].join('\n'));
    const said = await ops(['push', 'ship', '--file', file, '--by', 'miyu', ...more]);
    return { said, asked: pushes().map(({ shop, orderNumber }) => `${shop} ${orderNumber}`) };
  }

  it('is the one that is stored: with its full-width signs, or else without them', async () => {
    await withShopify('KADO_1001', '㈱1002', '#1003');
    const [rms = ''] = world().orderNumbers;
    const full = rms.replaceAll(/\d/g, (digit) => String.fromCodePoint(digit.charCodeAt(0) + 0xfee0));
    const { said, asked: orders } = await asked(['KADO_1001', '㈱1002', '＃１００３', full]);
    expect(said.code, said.out + said.err).toBe(0);
    expect(orders.sort()).toEqual(
      [`rms#kado-no-mise ${rms}`, ...['#1003', 'KADO_1001', '㈱1002'].map((name) => `${key} ${name}`)].sort(),
    );
  });

  it('of a named shop is asked for as it is written where it is not stored', async () => {
    await withShopify();
    expect((await asked(['㈱1002'], '--shop', key)).asked).toEqual([`${key} ㈱1002`]);
  });
});
