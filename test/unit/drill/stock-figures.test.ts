import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../journal/index.ts';
import { at, claim, figuresOf, health, rowIn } from './small-day.ts';
import { counted, goods, line, listing, sets, shows, smallLevels, smallStock } from './small-stock.ts';

const count = (change: Parameters<typeof smallStock>[0] = {}, more: readonly JournalEntry[] = []) =>
  figuresOf([...smallStock(change), ...more]).stock;

describe('a listing is diverged', () => {
  const first = shows(-60, 10);

  it('when its mall shows in the end what it should not, by the books and what people reported', () => {
    expect(count()).toMatchObject({ listings: 1, diverged: 0 });
    expect(count({ lines: [line({ units: 3 })] }).diverged).toBe(1);
    expect(count({ movements: [counted(-60, 10), counted(30, 10)] }).diverged).toBe(1);
    expect(count({ levels: [first] }).diverged).toBe(1);
  });

  it('but not when it was not counted, or it is not linked', () => {
    expect(count({ movements: [] })).toMatchObject({ listings: 1, diverged: 0 });
    expect(count({ listings: [listing({ linked: false })], levels: [first] })).toMatchObject({
      listings: 0,
      diverged: 0,
    });
  });

  it('by its terms: less both buffers, 0 below its floor, its cap at most', () => {
    const eight = (change: object) => count({ listings: [listing(change)] }).diverged;
    expect([eight({ buffer: 1 }), eight({ cap: 7 }), eight({ floor: 9 })]).toEqual([1, 1, 1]);
    expect([eight({ cap: 8 }), eight({ floor: 8 })]).toEqual([0, 0]);
    expect(count({ goods: [goods('CUP', 1)] }).diverged).toBe(1);
  });

  it('of a set when it shows more than its parts make', () => {
    const asBox = (level: number) =>
      count({
        goods: [goods('CUP', 0), goods('BOX', 0, [{ sku: 'CUP', needed: 3 }])],
        listings: [listing(), listing({ item: 'box/box', sku: 'BOX' })],
        levels: [...smallLevels, shows(12, level, { item: 'box/box' })],
      });
    expect([asBox(2).diverged, asBox(3).diverged]).toEqual([0, 1]);
  });

  it('not by an order that was written down before it was counted, or first after', () => {
    const written = (moment: number) => claim({ orderedAt: at(-70), trail: [[moment, 2]] });
    const before = line({ placedAt: at(-70) });
    expect(count({ lines: [before], claims: [written(at(-65))], levels: [first] }).diverged).toBe(0);
    expect(count({ lines: [before], claims: [written(at(11))], levels: [first] }).diverged).toBe(0);
    const gone = line({ placedAt: at(-70), units: 0 });
    const cancelled = { lines: [gone], claims: [written(at(11))], levels: [first] };
    expect(count(cancelled).diverged).toBe(1);
  });
});

describe('an older state after a newer one', () => {
  it('is a call that the mall carries out last, though another that came later was taken before', () => {
    const late = [shows(-60, 10), shows(12, 8), shows(13, 10, { askedAt: at(5) })];
    expect(count({ sets: [sets(-60, 10), sets(12, 8)], levels: late }).staleAfterNewer).toBe(1);
    expect(count({ sets: [sets(12, 8, 500)], levels: late }).staleAfterNewer).toBe(0);
  });

  it('is none once a newer level is brought after it', () => {
    const healed = [shows(12, 8), shows(13, 10, { askedAt: at(5) }), shows(14, 8)];
    expect(count({ sets: [sets(12, 8), sets(14, 8)], levels: healed }).staleAfterNewer).toBe(0);
  });

  it('is also what a queue sends again of a level that the ledger says no more', () => {
    const replayed = [shows(12, 8), shows(20, 10)];
    expect(count({ sets: [sets(12, 8), sets(20, 10)], levels: replayed }).staleAfterNewer).toBe(1);
  });

  it('is none where a piece that came back was read before the call, and written down after it', () => {
    const told = (...writtenAt: readonly (readonly number[])[]) => {
      const [back, sold] = writtenAt.map((moments) => ({ writtenAt: moments.map(at) }));
      const claims = [
        claim({
          trail: [
            [at(11), 1],
            [at(20), 0],
          ],
          ...back,
        }),
        claim({ lineId: '2', orderedAt: at(19), trail: [[at(20.1), 1]], ...sold }),
      ];
      const levels = [shows(-60, 10), shows(12, 9), shows(20.3, 8)];
      return count({ claims, levels, sets: [sets(-60, 10), sets(12, 9), sets(20.3, 8)] }).staleAfterNewer;
    };
    expect(told([11, 20.4], [20.2])).toBe(0);
    expect(told([11, 20], [20.1])).toBe(1);
    expect(told()).toBe(1);
  });

  it('is found where calls name items in another way than listings: an answer before has told both names', () => {
    const shop = 'shopify#b';
    const path = '/b/admin/api/2026-10/graphql.json';
    const ask = (minutes: number, body: object, answer: object): JournalEntry => ({
      ...{ kind: 'exchange', mall: 'shopify', shopUrl: 'b', caller: 'worker', at: at(minutes), startedAt: at(minutes) },
      request: { method: 'POST', path, headers: {}, body: JSON.stringify(body) },
      outcome: { ending: 'answer', status: 200, headers: {}, body: JSON.stringify(answer), delayMs: 0 },
    });
    const inventoryItemId = 'gid://shopify/InventoryItem/7';
    const known = ask(-61, { query: 'inventoryItems' }, { data: { nodes: [{ id: inventoryItemId, sku: 'cup' }] } });
    const query = 'inventorySetQuantities';
    const set = ask(12, { query, variables: { quantities: [{ inventoryItemId, quantity: 8 }] } }, { data: {} });
    const there = { shop, item: 'cup' } as const;
    const levels = [shows(12, 8, there), shows(13, 10, { ...there, askedAt: at(5) })];
    const figures = (...sets: JournalEntry[]) => count({ listings: [listing(there)], levels, sets: [] }, sets);
    expect(figures(known, set)).toMatchObject({ pushes: 1, staleAfterNewer: 1 });
    expect(figures(set)).toMatchObject({ pushes: 1, staleAfterNewer: 0 });
  });
});

describe('pushes', () => {
  const down = [health(20, 'down', 'stock'), health(40, 'healthy', 'stock')];
  const pushed = (...minutes: number[]) =>
    count({ sets: minutes.map((one) => sets(one, 8)) }, down).pushesPerListingWhileHeld;

  it('are levels that the mall took', () => {
    expect(count({ sets: [sets(1, 10), sets(2, 9, 500)] }).pushes).toBe(1);
  });

  it('for a pause are those in it, and after it until something changes', () => {
    expect([pushed(10), pushed(30), pushed(41), pushed(41, 42, 43)]).toEqual([0, 1, 1, 3]);
    const changed = { claims: [claim(), claim({ lineId: '2', trail: [[at(42), 1]] })] };
    const sent = { sets: [sets(41, 8), sets(43, 7)] };
    expect(count({ ...changed, ...sent }, down).pushesPerListingWhileHeld).toBe(1);
  });
});

describe('oversold', () => {
  it('is a SKU of which more is ordered than there is, and is reported where it is noted', () => {
    const over = { lines: [line({ units: 12 })] };
    expect(count(over)).toMatchObject({ oversoldTrue: 1, oversoldReported: 0 });
    expect(count({ others: [rowIn('Stock', { merchant: 'two', sku: 'CUP', oversoldSince: at(20) })] })).toMatchObject({
      oversoldTrue: 0,
      oversoldReported: 1,
    });
  });

  it('by a push of ours are orders of what it had put back: sold there before, and not known when it was asked', () => {
    const sold = (minutes: number, number: string, known: number, units = 1) => ({
      lines: line({ orderNumber: number, placedAt: at(minutes), units }),
      claims: claim({ orderNumber: number, orderedAt: at(minutes), trail: [[at(known), units]] }),
    });
    const orders = [sold(10, 'A-1', 11, 9), sold(14, 'A-2', 20), sold(17, 'A-3', 20)];
    const stock = { lines: orders.map((one) => one.lines), claims: orders.map((one) => one.claims) };
    const own = { by: 'order', askedAt: null } as const;
    const raised = [shows(-60, 10), shows(10, 1, own), shows(14, 0, own), shows(15, 1), shows(17, 0, own)];
    expect(count({ ...stock, levels: raised }).oversoldByOwnPushes).toBe(1);
    // Where a buyer comes although it is sold out again, the push has not brought that order.
    const late = sold(18, 'A-4', 20);
    const four = { lines: [...stock.lines, late.lines], claims: [...stock.claims, late.claims] };
    expect(count({ ...four, levels: [...raised, shows(18, 0, own)] }).oversoldByOwnPushes).toBe(1);
    // Where the mall showed it all the while, nothing was put back.
    const kept = [shows(-60, 10), shows(10, 2, own), shows(14, 1, own), shows(15, 1), shows(17, 0, own)];
    expect(count({ ...stock, levels: kept }).oversoldByOwnPushes).toBe(0);
  });
});

describe('levels are right after the end', () => {
  const converged = (change: Parameters<typeof count>[0]) => count(change).lastConvergedMinutesAfterEnd;
  const late = claim({ lineId: '2', shop: 'yahoo#b', trail: [[at(50), 1]] });

  it('when the last listing has shown what the ledger said', () => {
    expect(converged({})).toBe(0);
    expect(converged({ claims: [claim(), late], levels: [...smallLevels, shows(66, 7)] })).toBe(6);
    expect(converged({ claims: [claim(), late] })).toBeNull();
  });

  it('whatever the mall itself gave back since', () => {
    const back = shows(55, 9, { by: 'order', askedAt: null });
    expect(converged({ levels: [...smallLevels, back] })).toBe(0);
  });
});
