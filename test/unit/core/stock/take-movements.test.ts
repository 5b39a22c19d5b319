import { readFileSync } from 'node:fs';
import { Compile } from 'typebox/schema';
import { describe, expect, it } from 'vitest';
import { readWhole } from '../../../../core/kernel/shape.ts';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { movementReports } from '../../../../core/model/event-schemas.ts';
import type { RejectedRequest } from '../../../../core/ports/queues.ts';
import {
  type MovementEvent,
  movementEvents,
  type TakeMovementsPorts,
  takeMovements,
} from '../../../../core/stock/take-movements.ts';
import { merchant, openStockWorld, type StockWorld, start } from './world.ts';

const schemaOf = (name: string) => JSON.parse(readFileSync(`docs/events/${name}.schema.json`, 'utf8'));
const types = Object.keys(movementEvents) as MovementEvent[];
const item = { sku: 'W-TEA-100', quantity: 5 };
const detailOf = (more: object = {}) => ({ format: 1, merchant, by: '第二倉庫', items: [item], ...more });
const event = (detail: unknown = detailOf(), id = 'event-1') => ({
  id,
  source: 'warehouse',
  time: new Date(start).toISOString(),
  detail,
});

async function opened(features?: readonly ('import' | 'stock')[]) {
  const world: StockWorld = await openStockWorld(features ? { features } : {});
  const kept: RejectedRequest[] = [];
  const ports: TakeMovementsPorts = {
    ...world.worker().ports,
    rejected: { keep: async (rejected) => void kept.push(rejected) },
  };
  return { world, kept, ports };
}

describe('an event that reports stock', () => {
  it.each(types)('%s is read as its schema says', (type) => {
    const inSchema = Compile(schemaOf(type));
    const at = '2026-11-24T12:00:00+09:00';
    for (const detail of [
      detailOf(),
      detailOf({
        items: [
          { ...item, at },
          { sku: '茶・煎茶', quantity: 0 },
        ],
      }),
    ]) {
      const problems: string[] = [];
      expect(readWhole(movementReports[type], detail, problems)?.items).toHaveLength(detail.items.length);
      expect(problems).toEqual([]);
      expect(inSchema.Check(detail)).toBe(true);
    }
  });

  const wrong: [string, unknown, string][] = [
    ['no object', 7, 'the top level: expected an object, got a number.'],
    ['another format', detailOf({ format: 2 }), 'format: expected 1, got a number.'],
    ['no merchant', detailOf({ merchant: undefined }), 'merchant: expected the id of a merchant'],
    [
      'no reporter',
      detailOf({ by: '' }),
      'by: expected who reports it, in up to 100 characters, got a text of 0 characters.',
    ],
    ['no item', detailOf({ items: [] }), 'items: expected a list of 1 to 100, got a list of 0.'],
    ['too many', detailOf({ items: Array(101).fill(item) }), 'got a list of 101.'],
    ['half a piece', detailOf({ items: [{ ...item, quantity: 0.5 }] }), 'items[0].quantity: expected a whole number'],
    ['a text', detailOf({ items: [{ ...item, quantity: '5' }] }), 'items[0].quantity: expected a whole number'],
    [
      'fewer than none',
      detailOf({ items: [{ ...item, quantity: -1 }] }),
      'items[0].quantity: expected a whole number from 0',
    ],
    [
      'half of a character in a SKU, which would be stored as another one',
      detailOf({ items: [{ sku: 'tea\ud83c', quantity: 5 }] }),
      'items[0].sku: has half of a character in it',
    ],
    ['half of a character in who reports it', detailOf({ by: 'wms\udf75' }), 'by: has half of a character in it'],
    ['no SKU', detailOf({ items: [{ quantity: 5 }] }), 'items[0].sku: expected a SKU'],
    ['a day', detailOf({ items: [{ ...item, at: '2026-11-24' }] }), 'items[0].at: expected a moment with its offset'],
    ['a buyer', detailOf({ items: [{ ...item, buyer: '花森' }] }), 'items[0]: has "buyer" beside'],
  ];
  it.each(wrong)('with %s is not, and neither is it in the schema', (_, detail, problem) => {
    const problems: string[] = [];
    expect(readWhole(movementReports.StockCounted, detail, problems)).toBeNull();
    expect(problems.join('\n')).toContain(problem);
    expect(Compile(schemaOf('StockCounted')).Check(detail)).toBe(false);
  });

  it('is a movement for each item, at its own moment or that of the event, and one when it comes twice', async () => {
    const { world, ports } = await opened();
    const at = '2026-11-24T12:00:00+09:00';
    const detail = detailOf({ items: [item, { sku: 'W-CUP', quantity: 3, at }] });
    await takeMovements(ports, 'StockCounted', event(detail));
    await world.idle(minuteMs);
    expect(await takeMovements(ports, 'StockCounted', event(detail))).toEqual({
      kind: 'taken-in',
      moved: { merchant, skus: ['W-TEA-100', 'W-CUP'] },
    });
    expect(await ports.stock.entries(merchant, 'W-TEA-100')).toMatchObject([
      { kind: 'movement', movement: { kind: 'counted', quantity: 5, at: start, by: 'event:第二倉庫' } },
    ]);
    expect(await ports.stock.entries(merchant, 'W-CUP')).toMatchObject([{ movement: { at: Date.parse(at) } }]);
  });

  it('takes pieces away only as an adjustment', async () => {
    const { ports, kept } = await opened();
    const less = detailOf({ items: [{ ...item, quantity: -2 }] });
    expect(await takeMovements(ports, 'StockAdjusted', event(less))).toMatchObject({ kind: 'taken-in' });
    expect(await takeMovements(ports, 'StockReceived', event(less, 'event-2'))).toMatchObject({ kind: 'rejected' });
    expect(kept).toHaveLength(1);
  });

  it('is rejected as a whole, with every reason at once, kept without what was not asked for, and reported on the bus', async () => {
    const { world, ports, kept } = await opened();
    const later = new Date(start + 3 * hourMs).toISOString();
    const detail = { ...detailOf({ merchant: 'unknown', items: [item, { ...item, at: later }] }) };
    const taken = await takeMovements(ports, 'StockCounted', event(detail));
    expect(taken).toMatchObject({ kind: 'rejected' });
    const [only] = kept;
    expect(only?.reasons).toHaveLength(2);
    expect(only?.reasons[0]).toContain('there is no such merchant');
    expect(only?.reasons[1]).toContain('items[1]: Its moment');
    expect(world.store.rejectedMovements).toHaveLength(1);
    expect(await ports.stock.entries('unknown', item.sku)).toEqual([]);
    await takeMovements(ports, 'StockCounted', event({ ...detailOf(), name: '花森 花子', format: 3 }));
    expect(JSON.stringify(kept)).not.toContain('花子');
  });

  it('of a merchant without stock is rejected', async () => {
    const { ports, kept } = await opened(['import']);
    await takeMovements(ports, 'StockCounted', event());
    expect(kept[0]?.reasons).toEqual([expect.stringContaining('has no stock with us')]);
  });

  it('comes again where the bus does not take the news of its rejection', async () => {
    const { ports, kept } = await opened();
    const refusing = { ...ports, bus: { ...ports.bus, tellRejected: async () => false } };
    await expect(takeMovements(refusing, 'StockCounted', event(7))).rejects.toMatchObject({ code: 'bus.failing' });
    expect(kept).toEqual([]);
  });
});

describe('StockMovementRejected', () => {
  it('is documented as it is sent', () => {
    const told = { id: 'rejected#event-1', event: { id: 'event-1', source: 'w', time: 't' }, reasons: ['x'] };
    expect(Compile(schemaOf('StockMovementRejected')).Check(told)).toBe(true);
  });
});
