import { expect, it } from 'vitest';
import type { OrderStore } from '../../../../core/ports/orders.ts';
import { createKnownOrders } from '../../../../core/session/remembered.ts';

/** A store that has some numbers, and records which ones are requested. */
function storeWith(...stored: string[]): OrderStore & { asked: string[][] } {
  const asked: string[][] = [];
  const known: OrderStore['known'] = async (_shop, numbers) => {
    asked.push([...numbers]);
    return new Set(numbers.filter((number) => stored.includes(number)));
  };
  return { known, asked } as OrderStore & { asked: string[][] };
}

it('asks for a number once while it is remembered, and always for one that has no row', async () => {
  const known = createKnownOrders();
  const store = storeWith('a', 'b');
  expect(await known.unknown(store, 'rms#s', ['a', 'b', 'c'])).toEqual(['c']);
  expect(await known.unknown(store, 'rms#s', ['a', 'b', 'c'])).toEqual(['c']);
  expect(store.asked).toEqual([['a', 'b', 'c'], ['c']]);
});

it('keeps shops apart', async () => {
  const known = createKnownOrders();
  known.remember('rms#s', ['a']);
  expect(await known.unknown(storeWith(), 'rms#t', ['a'])).toEqual(['a']);
});

it('forgets the oldest numbers of a shop, and the shops that were quiet for longest', async () => {
  const known = createKnownOrders(undefined, { perShop: 3, inAll: 5 });
  known.remember('rms#quiet', ['q1', 'q2']);
  known.remember('rms#busy', ['b1', 'b2', 'b3', 'b4']);
  const store = storeWith();
  expect(await known.unknown(store, 'rms#busy', ['b1', 'b2', 'b3', 'b4'])).toEqual(['b1']);
  expect(await known.unknown(store, 'rms#quiet', ['q1', 'q2'])).toEqual([]);
  known.remember('rms#third', ['t1', 't2', 't3']);
  expect(await known.unknown(store, 'rms#quiet', ['q1'])).toEqual(['q1']);
  expect(await known.unknown(store, 'rms#third', ['t1'])).toEqual([]);
});

it('takes nothing of a shop for known once it was asked to forget it', async () => {
  const known = createKnownOrders(undefined, { perShop: 3, inAll: 3 });
  known.remember('rms#s', ['a', 'b']);
  known.forget('rms#s');
  expect(await known.unknown(storeWith(), 'rms#s', ['a'])).toEqual(['a']);
  known.remember('rms#t', ['c', 'd', 'e']);
  expect(await known.unknown(storeWith(), 'rms#t', ['c'])).toEqual([]);
});
