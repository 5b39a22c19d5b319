import { beforeEach, describe, expect, it } from 'vitest';
import { TsunagiError } from '../../../../core/kernel/errors.ts';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { Listing } from '../../../../core/model/listing.ts';
import type { Maintenance } from '../../../../core/model/pause.ts';
import type { Push } from '../../../../proving/memory/push.ts';
import { putChanges } from '../../../../proving/memory/row-of-change.ts';
import { openNoticeWorld, start, subjectsTo } from './world.ts';

const from = start + 12 * hourMs;
const to = from + 6 * hourMs;
const window: Maintenance = {
  ...{ id: 'w', mall: 'rms', from, to, endedAt: to + minuteMs, note: '', by: 'ops' },
  capabilities: ['import', 'status', 'stock'],
};

let world: Awaited<ReturnType<typeof openNoticeWorld>>;
beforeEach(async () => {
  world = await openNoticeWorld({ kado: ['import', 'status', 'stock'], sumi: ['import', 'status', 'stock'] });
  for (const [key, shop] of world.store.shopsByKey) world.store.shopsByKey.set(key, { ...shop, cursor: to + hourMs });
  await world.ports.pauses.plan(window);
  world.pass(20 * hourMs);
});

/** One piece of tea is counted, and two are ordered. */
async function oversell(orderedAt: number, itemName?: string): Promise<void> {
  const tea = { merchant: 'kado', sku: 'tea' };
  const { stock } = world.ports;
  const counted = { id: 'count', kind: 'counted', quantity: 1, by: 'ops:hanako', note: '' } as const;
  await stock.putMovement({ ...tea, ...counted, at: start, writtenAt: start });
  const line = { shop: 'rms#kado', orderNumber: '1-2-3', lineId: '1-1', quantity: 2 } as const;
  await stock.putClaim({ ...tea, ...line, orderedAt, version: 1, writer: 'w' });
  await stock.noteOversold('kado', 'tea', orderedAt, itemName);
}

async function refuse(since: number): Promise<void> {
  const listing: Listing = {
    ...{
      shop: 'rms#kado',
      item: 'tea/red',
      merchant: 'kado',
      sku: 'tea',
      linked: true,
      buffer: 0,
      cap: null,
      floor: null,
    },
    ...{ version: 1, writer: 'w', terms: 1, wait: { kind: 'refused', code: 'no', words: 'no', since } },
  };
  await world.ports.listings.put(listing);
}

async function failPush(): Promise<void> {
  const push: Push = {
    ...{ shop: 'rms#kado', orderNumber: '1-2-3', id: 'confirm-1', content: { kind: 'confirm' }, by: 'warehouse' },
    ...{ requestedAt: from + hourMs, version: 1, writer: 'w', state: { kind: 'requested' } },
    trail: [{ at: from + hourMs, what: 'held', reason: 'maintenance' }],
  };
  const failed = { kind: 'failed', at: to, reason: 'order-cancelled', who: 'merchant' } as const;
  await putChanges(world.ports.targets, { ...push, state: failed });
}

describe('the mail after a planned maintenance', () => {
  it('the mail after a maintenance names goods that were oversold in it, with the orders, and goes to no other merchant', async () => {
    await oversell(from + hourMs);
    await world.send();
    await world.send();
    expect(subjectsTo(world.mails, 'kado')).toEqual([
      '【要確認1件】楽天市場 メンテナンス終了のお知らせ(2/11 3:45〜9:45)',
    ]);
    expect(world.mails[0]?.text).toContain('商品(SKU) tea: 1個不足。対象のご注文: 1-2-3(楽天市場 kado店・1個)');
    expect(subjectsTo(world.mails, 'sumi')).toEqual([]);
  });

  it('the mail after a maintenance names oversold goods as orders do, where a note has that', async () => {
    await oversell(from + hourMs, '宇治抹茶 100g');
    await world.send();
    expect(world.mails[0]?.text).toContain(
      '宇治抹茶 100g(SKU: tea): 1個不足。対象のご注文: 1-2-3(楽天市場 kado店・1個)',
    );
  });

  it('the mail after a maintenance does not name what was oversold before the window', async () => {
    await oversell(from - hourMs);
    await world.send();
    expect(world.mails).toEqual([]);
  });

  it('the mail after a maintenance names listings that the mall has refused since then, and none from before', async () => {
    await refuse(from - 1);
    await world.send();
    expect(world.mails).toEqual([]);
    world = await openNoticeWorld({ kado: ['stock'] });
    await world.ports.pauses.plan(window);
    world.pass(20 * hourMs);
    await refuse(to);
    await world.send();
    expect(world.mails[0]?.text).toContain(
      '在庫の連動: 1件を反映できませんでした(拒否・商品なし・在庫クローズのいずれか)。',
    );
  });

  it('the mail after a maintenance counts failed changes where it is sent anyway; on their own they are left to the digest', async () => {
    await failPush();
    await world.send();
    expect(world.mails).toEqual([]);
    world = await openNoticeWorld({ kado: ['import', 'status', 'stock'] });
    await world.ports.pauses.plan(window);
    world.pass(20 * hourMs);
    await failPush();
    await oversell(from + hourMs);
    await world.send();
    expect(subjectsTo(world.mails, 'kado')[0]).toContain('【要確認2件】');
    expect(world.mails[0]?.text).toContain('件名に「要対応」とある別のメール');
  });

  it('the mail after a maintenance reports orders that are still coming in, where it is sent for another reason', async () => {
    for (const [key, shop] of world.store.shopsByKey) world.store.shopsByKey.set(key, { ...shop, cursor: from });
    await world.send();
    expect(world.mails).toEqual([]);
    world = await openNoticeWorld({ kado: ['import', 'status', 'stock'] });
    await world.ports.pauses.plan(window);
    world.pass(20 * hourMs);
    await oversell(from + hourMs);
    await world.send();
    expect(subjectsTo(world.mails, 'kado')[0]).toContain('【要確認1件】');
    const [tasks = '', underWay = ''] = (world.mails[0]?.text ?? '').split('当社で対応中の件(未完了)');
    expect(tasks).toContain('売り越し: 1商品で在庫が不足しています。');
    expect(tasks).not.toContain('取り込み');
    expect(underWay).toContain('kado店: メンテナンス中のご注文を順次、自動で取り込んでいます(未完了)。');
  });

  it('the mail after a maintenance says what could not be found out', async () => {
    world.ports.stock.oversoldSkus = async () => {
      throw new TsunagiError('store.failing', 'later', 'The table does not answer.');
    };
    await world.send();
    expect(world.mails).toHaveLength(2);
    expect(world.mails[0]?.text).toContain('売り越し: 有無を確認できませんでした。');
  });
});
