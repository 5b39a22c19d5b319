import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourMs } from '../../../../core/kernel/time.ts';
import { movementKinds } from '../../../../core/model/sku.ts';
import { begin } from './scripts.ts';
import { type Shelf, shelf } from './shelf.ts';

/** All that is written of one thing, in the order in which it is: an order's readings, or a movement. */
type Thing = readonly ((stock: Shelf) => Promise<unknown>)[];

const hour = fc.integer({ min: 0, max: 30 }).map((hours) => begin + hours * hourMs);
const sku = fc.constantFrom('tea', 'cup', 'box');

const orders = fc
  .array(
    fc.record({ sku, orderedAt: hour, held: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 3 }) }),
  )
  .map((lines) =>
    lines.map(
      ({ sku: of, orderedAt, held }, index): Thing =>
        held.map((quantity, reading) => (stock) => {
          const readAt = orderedAt + reading * 5 * hourMs;
          return stock.ordered({ sku: of, quantity, order: `R${index}`, orderedAt, readAt });
        }),
    ),
  );

const movements = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...movementKinds),
      at: hour,
      quantity: fc.nat({ max: 20 }),
      times: fc.integer({ min: 1, max: 3 }),
    }),
  )
  .map((moves) =>
    moves.map(({ kind, at, quantity, times }, index): Thing => {
      const write = (stock: Shelf) => stock.move(kind, 'tea', quantity, at, { id: `${index}`, writtenAt: at + index });
      return Array.from({ length: times }, () => write);
    }),
  );

/** Writes of several things in sequence, and the same writes interleaved: the writes of each thing keep their order. */
const written = fc.tuple(orders, movements).chain(([ofOrders, ofMovements]) => {
  const things = [...ofOrders, ...ofMovements];
  const turns = things.flatMap((thing, index) => thing.map(() => index));
  return fc.record({
    things: fc.constant(things),
    turns: fc.shuffledSubarray(turns, { minLength: turns.length, maxLength: turns.length }),
  });
});

async function freshShelf(): Promise<Shelf> {
  const stock = shelf();
  await stock.set('box', { tea: 2, cup: 1 }, begin + 10 * hourMs);
  await stock.counted('cup', 9, begin);
  return stock;
}

describe('the order of writes', () => {
  it('does not matter, and a movement that is reported again is one movement', async () => {
    await fc.assert(
      fc.asyncProperty(written, async ({ things, turns }) => {
        const inOrder = await freshShelf();
        // Each movement once, however often it is among the turns.
        for (const thing of things) for (const write of new Set(thing)) await write(inOrder);
        const mixed = await freshShelf();
        const next = things.map(() => 0);
        for (const turn of turns) {
          const nth = next[turn] ?? 0;
          next[turn] = nth + 1;
          await things[turn]?.[nth]?.(mixed);
        }
        expect(await mixed.free('tea', 'cup', 'box')).toEqual(await inOrder.free('tea', 'cup', 'box'));
      }),
      { numRuns: 300 },
    );
  });
});
