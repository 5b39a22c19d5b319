import { describe, expect, it } from 'vitest';
import { InputError } from '../../../../core/kernel/errors.ts';
import { dayMs, hourMs } from '../../../../core/kernel/time.ts';
import type { Movement } from '../../../../core/model/sku.ts';
import { movementProblems, writeMovement } from '../../../../core/stock/move.ts';
import { begin } from './scripts.ts';
import { merchant, shelf } from './shelf.ts';

const report: Movement = {
  merchant,
  sku: 'tea',
  at: begin,
  id: 'wms-1',
  kind: 'received',
  quantity: 5,
  by: 'event:wms',
  note: '',
  writtenAt: begin,
};

/** The row after a movement was stored. */
async function taken(movement: Movement, stock = shelf()) {
  const clock = { now: () => begin, sleep: async () => {} };
  const ports = { stock: stock.ledger, clock } as unknown as Parameters<typeof writeMovement>[0];
  const outcome = await writeMovement(ports, movement);
  const [row] = await stock.ledger.skuRows(merchant, [movement.sku]);
  return { outcome, mark: row?.mark, epoch: row?.epoch };
}

describe('a movement', () => {
  it('is written and marks its SKU', async () => {
    expect(await taken(report)).toEqual({ outcome: 'written', mark: 1, epoch: 0 });
  });

  it('marks deep as a count, and when it speaks of long ago', async () => {
    expect(await taken({ ...report, kind: 'counted' })).toMatchObject({ epoch: 1 });
    expect(await taken({ ...report, at: begin - 70 * dayMs })).toMatchObject({ epoch: 1 });
  });

  it('that is reported again is the same one, and is marked again: the first mark may be missing', async () => {
    const stock = shelf();
    await stock.ledger.putMovement(report);
    const again = { ...report, by: 'ops:sato', writtenAt: begin + hourMs };
    expect(await taken(again, stock)).toMatchObject({ outcome: 'written', mark: 1 });
    expect(await stock.ledger.entries(merchant, 'tea')).toEqual([{ kind: 'movement', movement: report }]);
  });

  it('of other content under the same id is refused, and changes nothing', async () => {
    const stock = shelf();
    await taken(report, stock);
    const other = { ...report, quantity: 6 };
    expect(await taken(other, stock)).toEqual({
      outcome: 'refused',
      mark: 1,
      epoch: 0,
    });
  });

  it('that cannot be true is not taken, and everything wrong with it is said', async () => {
    const wrong = { ...report, sku: '', id: '', quantity: -1, at: begin + 2 * hourMs };
    expect(movementProblems(wrong, begin)).toHaveLength(4);
    const stock = shelf();
    await expect(taken(wrong, stock)).rejects.toThrow(InputError);
    expect(await stock.ledger.entries(merchant, '')).toEqual([]);
    expect(movementProblems({ ...report, quantity: 0.5, at: Number.NaN }, begin)).toHaveLength(2);
    expect(movementProblems({ ...report, kind: 'adjusted', quantity: -1 }, begin)).toEqual([]);
  });

  it('that makes no key of the ledger is not taken', () => {
    const wrong = { ...report, id: 'x'.repeat(501), at: Date.parse('0000-01-01T00:00:00+09:00') };
    expect(movementProblems(wrong, begin).map(String)).toEqual([
      'The id has 501 bytes. Give one of up to 500: it is part of a key.',
      'Its moment lies before 1970. Give the moment at which it was so.',
    ]);
  });
});
