import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Compile } from 'typebox/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openWarehouse } from '../../local/desk/warehouse.ts';
import { type DeskRms, openRms } from './fixture/malls.ts';

const folder = mkdtempSync(join(tmpdir(), 'tsunagi-warehouse-'));
const start = Date.UTC(2026, 10, 24);
let mall: DeskRms;
beforeAll(async () => {
  mall = await openRms({ folder, now: () => start, speed: 1, seed: 1, port: 0, token: 'token', onExchange: () => {} });
  mall.act('add-shop', { shopUrl: 'midori-an', autoConfirm: false });
  mall.act('add-orders', { shopUrl: 'midori-an', count: 12, kind: 'plain' });
  mall.act('add-orders', { shopUrl: 'midori-an', count: 2, kind: 'unpriced' });
  const [first] = mall.control.books().shops[0]?.orders ?? [];
  mall.act('move-order', { shopUrl: 'midori-an', orderNumber: first?.orderNumber, orderProgress: 300 });
});
afterAll(async () => {
  await mall.stop();
  rmSync(folder, { recursive: true });
});

describe('the warehouse of the simulated shops', () => {
  it('asks as its event has to be, for each order that is stored, once, and leaves unsettled ones alone', () => {
    const isRequest = Compile(JSON.parse(readFileSync('docs/events/StatusPushRequested.schema.json', 'utf8')));
    const ask = openWarehouse([mall], () => true);
    const asked: string[] = [];
    for (let event = ask(); event !== null; event = ask()) {
      expect(event['detail-type']).toBe('StatusPushRequested');
      expect(isRequest.Check(event.detail)).toBe(true);
      const { orders } = event.detail as { orders: { orderNumber: string; change: { kind: string } }[] };
      asked.push(...orders.map(({ orderNumber, change }) => `${orderNumber} ${change.kind}`));
    }
    expect(asked).toHaveLength(12);
    expect(new Set(asked).size).toBe(12);
    expect(asked.filter((one) => one.endsWith(' ship'))).toHaveLength(1);
  });

  it('knows no order that is not stored yet', () => {
    expect(openWarehouse([mall], () => false)()).toBeNull();
  });
});
