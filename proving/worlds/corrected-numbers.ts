import { minuteMs } from '../../core/kernel/time.ts';
import type { Parcel } from '../../core/model/push.ts';
import type { Draw } from './draws.ts';
import { drawsOf } from './edition.ts';
import { applyLater, ask, type ByHand, drawParcel, latestStart, someOrder, takeBack } from './late-calls.ts';
import { bookRows, isSo, numbersByParcel } from './status-books.ts';
import type { World } from './world.ts';

/** How often it happens in a world that has it. */
const timesInAWorld = [8, 12] as const;

/**
 * Tracking numbers that a person corrects, before they are at the mall, while they are sent, or after that; corrections that are corrected,
 * corrected back or taken back; and the file with the wrong number, read once more. From the fourth edition on, in one of the three
 * seeds of ten in which changes are wanted: the others stay as they were, with the planted bugs that they catch.
 */
export function scheduleCorrectedNumbers(world: World, stormEnd: number, byHand: ByHand): void {
  const { statuses, statusWatch, edition, start, seed, time } = world;
  if (edition < 4 || seed % 10 !== 6 || statuses === null || statusWatch === null) return;
  const draws = drawsOf(edition, seed, 'corrected-numbers');
  const count = draws.of('times').int(...timesInAWorld);
  for (let index = 0; index < count; index++) {
    const chance = draws.of('number', index);
    time.at(chance.int(start + 5 * minuteMs, latestStart(world, stormEnd)), () => correctOne(world, chance, byHand));
  }
}

function correctOne(world: World, chance: Draw, byHand: ByHand): void {
  const found = someOrder(world, chance);
  if (found === null) return;
  const { shop, order } = found;
  const { time, counts } = world;
  const later = (afterMs: number, work: () => void): void => time.at(time.now() + afterMs, work);
  const breakNow = (): void => applyLater(world, shop, 1, chance.int(3, 12) * minuteMs);
  const inPlaceOf = (wrong: Parcel): Parcel => ({
    ...drawParcel(world, chance, order),
    carrier: chance.pick(['1001', '1002']),
    ...(wrong.trackingNumber === null ? {} : { corrects: wrong.trackingNumber }),
  });
  const first = drawParcel(world, chance, order);
  const second = inPlaceOf(first);
  const late = chance.pick(['first', 'second', 'neither', 'neither'] as const);
  if (late === 'first') breakNow();
  ask(world, shop, order, first, byHand, chance.of('first'));
  counts['number-corrected']++;
  later(chance.pick([chance.int(0, 5_000), chance.int(5_000, 4 * minuteMs), chance.int(4, 15) * minuteMs]), () => {
    if (late === 'second') breakNow();
    ask(world, shop, order, second, byHand, chance.of('second'));
    const act = chance.of('then');
    const then = chance.pick([
      () => takeBack(world, shop, order, second, byHand, act),
      () => ask(world, shop, order, first, byHand, act),
      () => ask(world, shop, order, inPlaceOf(second), byHand, act),
      () => ask(world, shop, order, { ...first, corrects: second.trackingNumber ?? '' }, byHand, act),
      () => undefined,
    ]);
    later(chance.pick([chance.int(0, 5_000), chance.int(5_000, 15 * minuteMs)]), then);
  });
}

/**
 * Numbers of which one corrects the other are those of one parcel: an order has no more than one row of them. Late
 * calls may bring several once a parcel was taken back under each of its numbers; then each is reported.
 */
export function correctedParcelsAreThereOnce({ store, rms }: World): string[] {
  const ships = [...store.pushesByShop.values()]
    .flatMap((rows) => [...rows.values()])
    .flatMap(({ orderNumber, content, state }) => {
      const isReported = state.kind === 'failed' && state.reason === 'done-after-withdrawal';
      return content.kind === 'ship' ? content.parcels.map((parcel) => ({ orderNumber, parcel, isReported })) : [];
    });
  return [...Map.groupBy(ships, ({ orderNumber }) => orderNumber)].flatMap(([orderNumber, all]) => {
    const order = rms.control.order(orderNumber);
    // The mall refuses changes of a cancelled order.
    if (order === null || isSo(order, { kind: 'cancel', reason: 'shop-other' })) return [];
    const rows = bookRows(order);
    const reported = new Set(all.filter((one) => one.isReported).map(({ parcel }) => parcel.trackingNumber));
    return numbersByParcel(all.map(({ parcel }) => parcel)).flatMap((numbers) => {
      const there = rows.filter(({ number }) => number !== null && numbers.has(number));
      return there.length > 1 && there.some(({ number }) => !reported.has(number))
        ? [`${orderNumber} has ${there.map(({ number }) => number).join(' and ')}, numbers of one parcel`]
        : [];
    });
  });
}
