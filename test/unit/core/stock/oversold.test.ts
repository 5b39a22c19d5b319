import { describe, expect, it } from 'vitest';
import { hourMs } from '../../../../core/kernel/time.ts';
import { noteOversoldSkus, oversoldIn } from '../../../../core/stock/oversold.ts';
import { defaultSyncSettings } from '../../../../core/stock/settings.ts';
import { createMemoryStore, memoryPorts } from '../../../../proving/memory/index.ts';
import { movement } from '../../../contract/fixtures.ts';
import { begin } from './scripts.ts';
import { merchant, rakuten, shelf, yahoo } from './shelf.ts';

const at = (hours: number): number => begin + hours * hourMs;

async function counted(pieces: number) {
  const stock = shelf();
  await stock.set('box', { tea: 2 }, at(0));
  await stock.counted('tea', pieces, at(0));
  const oversold = () => oversoldIn(stock.ledger)(merchant, 'tea');
  return { ...stock, oversold };
}

describe('a note that a SKU is oversold', () => {
  it('is taken back by the run that wrote it where the ledger knows better by then, and no mark is to come', async () => {
    const ports = memoryPorts(createMemoryStore());
    await ports.stock.putMovement(movement({ merchant, sku: 'tea', at: at(0), kind: 'counted', quantity: 3 }));
    const quiet = { warn: () => {} };
    const work = {
      ports: { ...ports, clock: { now: () => at(1), sleep: async () => {} }, log: quiet },
      settings: defaultSyncSettings,
    };
    const before = new Map([['tea', { sku: 'tea', free: -1, buffer: 0, fingerprint: 'old' }]]);
    expect(await noteOversoldSkus(work as unknown as Parameters<typeof noteOversoldSkus>[0], merchant, before)).toBe(1);
    expect(await ports.stock.oversoldSkus(merchant)).toEqual([]);
  });
});

describe('orders that cannot be met', () => {
  it('are none while nothing is lacking', async () => {
    const { ordered, oversold } = await counted(3);
    await ordered({ sku: 'tea', quantity: 3, order: 'R1', orderedAt: at(1) });
    expect(await oversold()).toEqual([]);
  });

  it('are those placed last, on whatever mall, by what each lacks', async () => {
    const { ordered, oversold } = await counted(4);
    await ordered({ sku: 'tea', quantity: 3, order: 'R1', orderedAt: at(1) });
    await ordered({ sku: 'tea', quantity: 1, shop: yahoo, order: 'Y1', orderedAt: at(3) });
    await ordered({ sku: 'tea', quantity: 3, order: 'R2', orderedAt: at(2) });
    expect(await oversold()).toEqual([
      { shop: yahoo, orderNumber: 'Y1', lineId: '1-1', sku: 'tea', quantity: 1, lacking: 1, orderedAt: at(3) },
      { shop: rakuten, orderNumber: 'R2', lineId: '1-1', sku: 'tea', quantity: 3, lacking: 2, orderedAt: at(2) },
    ]);
  });

  it('are those of sets, too, by the pieces that they draw', async () => {
    const { ordered, oversold } = await counted(1);
    await ordered({ sku: 'box', quantity: 2, order: 'R1', orderedAt: at(1) });
    expect(await oversold()).toMatchObject([{ orderNumber: 'R1', sku: 'box', quantity: 2, lacking: 3 }]);
  });

  it('are neither cancelled nor counted already', async () => {
    const { counted: count, ordered, oversold } = await counted(5);
    await ordered({ sku: 'tea', quantity: 5, order: 'R1', orderedAt: at(1) });
    await count('tea', 0, at(2));
    await ordered({ sku: 'tea', quantity: 2, order: 'R2', orderedAt: at(3) });
    await ordered({ sku: 'tea', quantity: 0, order: 'R3', orderedAt: at(4) });
    expect(await oversold()).toMatchObject([{ orderNumber: 'R2', lacking: 2 }]);
  });

  it('cover less than is lacking where people took away what orders do not explain', async () => {
    const { adjusted, ordered, oversold } = await counted(1);
    await ordered({ sku: 'tea', quantity: 1, order: 'R1', orderedAt: at(1) });
    await adjusted('tea', -3, at(2));
    expect(await oversold()).toMatchObject([{ orderNumber: 'R1', lacking: 1 }]);
  });

  it('are none of a SKU that was not counted, and none of a set by itself', async () => {
    const { ledger, ordered } = await counted(0);
    await ordered({ sku: 'cup', quantity: 1, order: 'R1', orderedAt: at(1) });
    await ordered({ sku: 'box', quantity: 1, order: 'R2', orderedAt: at(1) });
    expect(await oversoldIn(ledger)(merchant, 'cup')).toEqual([]);
    expect(await oversoldIn(ledger)(merchant, 'box')).toEqual([]);
  });
});
