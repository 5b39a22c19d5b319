import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../core/kernel/time.ts';
import { newMerchant } from '../../../core/model/merchant.ts';
import { type Shop, shopKey } from '../../../core/model/shop.ts';
import { allPushes } from './pushes-stored.ts';
import { settings } from './shipments/label-world.ts';
import { type OpsWorld, openWorld, start } from './world.ts';

const code = 'kado-no-mise';
const key = shopKey('shopify', code);
let world: OpsWorld;
let folder: string;

/** A shop of Shopify with three orders: of the first one the money is gone, of the second one all of it was refunded. */
beforeEach(async () => {
  world = openWorld();
  folder = mkdtempSync(join(tmpdir(), 'tsunagi-money-'));
  const facts = { name: '角', contacts: [], features: ['import', 'status'] as const };
  await world.ports.merchants.put(newMerchant('kado', facts, start));
  const { clientId, clientSecret, locationId } = world.shopify.control.addShop({ shop: code });
  const shop: Shop = {
    ...{ key, mall: 'shopify', code, name: '角の店', merchant: 'kado', shard: 0 },
    ...{ importFrom: start - hourMs, cursor: start - hourMs, scannedAt: 0, rereadDay: '', rereadAfter: '' },
    callsPerSecond: 1,
    credential: await world.ports.vault.seal(key, 0, 1, { mall: 'shopify', clientId, clientSecret, locationId }),
  };
  await world.ports.shops.add(shop);
  const { control } = world.shopify;
  const [voided = '', refunded = ''] = control.addOrders(code, { count: 3, at: start - 40 * minuteMs });
  control.loseMoney(code, voided, 'VOIDED');
  control.refundOrder(code, refunded);
  world.pass(minuteMs);
  await world.poll(shop);
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: string): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** What a person reads, without the ends of lines. */
const plain = (text: string): string => text.replaceAll(/\s+/g, ' ');
const words = 'Its money is not there any more (支払い無効)';

describe('an order of Shopify whose money is gone', () => {
  it('is not in the list of what is not shipped, and its status says why', async () => {
    const { orders } = await world.json('orders list --unshipped');
    expect(orders.map(({ orderNumber }: { orderNumber: string }) => orderNumber)).toEqual(['#1003']);
    const list = plain((await world.ops('orders list')).out);
    expect(list).toContain('支払い無効');
    expect(list).toContain('発送不要');
    const { orders: voided } = await world.json(['orders', 'list', '--state', '支払い無効']);
    expect(voided).toMatchObject([{ orderNumber: '#1001', progress: 'PAYMENT_VOIDED' }]);
    expect(plain((await world.ops(['orders', 'show', '#1001'])).out)).toContain(`look ${words}`);
    expect((await world.ops(['orders', 'show', '#1003'])).out).not.toContain('look ');
  });

  it('has no label, as little as one of which nothing is left', async () => {
    const file = join(folder, 'yupri.csv');
    const label = write('labels.json', JSON.stringify({ ...settings, orderNumberIn: 'フリー項目０１' }));
    const said = await world.ops(`orders export --shop ${key} --format yupri --settings ${label} --output ${file}`);
    expect(plain(said.err)).toContain('1 label of 1 order');
    expect(plain(said.err)).toContain('2 open orders more in a status that is not to be shipped');
    expect(readFileSync(file, 'latin1')).not.toContain('#1001');
  });

  it('is shipped with a warning, by number and by file, and sent all the same', async () => {
    const one = await world.ops([
      'push',
      'ship',
      '#1001',
      '--carrier',
      'YAMATO',
      '--number',
      '444413758703',
      '--dry-run',
    ]);
    expect(one).toMatchObject({ code: 0, out: expect.stringContaining('would be requested') });
    expect(plain(one.err)).toContain(`warning: #1001: ${words}`);
    const file = write(
      'shipped.csv',
      [
        'order_number,carrier,tracking_number,shipped_on',
        '#1003,YAMATO,444413758714,2026-11-24',
        '#1001,YAMATO,444413758703,2026-11-24',
      ].join('\n'),
    );
    const both = await world.ops(`push ship --file ${file} --by miyu`);
    expect(both.code).toBe(0);
    expect(plain(both.out)).toContain(`look at this 3 order_number ${words}`);
    expect(plain(both.out).match(/before it is shipped/g)).toHaveLength(1);
    expect(
      allPushes(world.store)
        .map(({ orderNumber }) => orderNumber)
        .sort(),
    ).toEqual(['#1001', '#1003']);
  });
});
