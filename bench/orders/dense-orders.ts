import { minuteMs } from '../../core/units.ts';
import { jstStamp } from '../../malls/jst.ts';
import { createRms, type OrderModel } from '../../simulator/rms/index.ts';
import { numbersFrom, randomReading, randomText } from './japanese.ts';

/** A dense order is this long in JSON, in bytes, and at most 300 more or less. */
export const denseBytes = 6_000;

/**
 * Orders of RMS of about 6 KB of JSON, all of whose Japanese text is random: names, addresses, names of goods, choices and
 * remarks, each as long as such texts are. Everything else is as the simulated mall composes it, with all kinds of orders
 * mixed, and those kept that are as long as wanted. The same orders for the same seed.
 */
export function denseOrders(count: number, seed = 7): OrderModel[] {
  const next = numbersFrom(seed);
  const found: OrderModel[] = [];
  for (let round = 0; found.length < count; round++) {
    for (const model of simulatedOrders(seed + round)) {
      const dense = withRandomTexts(model, next);
      const bytes = Buffer.byteLength(JSON.stringify(dense));
      if (Math.abs(bytes - denseBytes) <= 300) found.push(dense);
    }
  }
  return found.slice(0, count);
}

/** The same order, placed at another moment. Its number stays. */
export function placedAt(model: OrderModel, atMs: number): OrderModel {
  return { ...model, orderDatetime: jstStamp(atMs) };
}

function simulatedOrders(seed: number): OrderModel[] {
  const now = Date.parse('2026-11-24T12:00:00+09:00');
  const { control } = createRms({ now: () => now, seed });
  control.addShop({ shopUrl: 'bench' });
  control.addOrders('bench', { count: 400, at: { from: now - 60 * minuteMs, to: now }, kind: 'random' });
  return control.books().shops.flatMap(({ orders }) => orders.map(({ model }) => model));
}

function withRandomTexts(model: OrderModel, next: () => number): OrderModel {
  const dense = structuredClone(model);
  const texts = () => ({
    city: randomText(next, 5),
    subAddress: `${randomText(next, 8)}${Math.floor(next() * 9_000)}`,
    familyName: randomText(next, 2),
    firstName: randomText(next, 2),
    familyNameKana: randomReading(next, 4),
    firstNameKana: randomReading(next, 4),
  });
  const buyer = texts();
  Object.assign(dense.OrdererModel, buyer);
  dense.remarks += randomText(next, 30);
  for (const parcel of dense.PackageModelList) {
    if (parcel.SenderModel) Object.assign(parcel.SenderModel, dense.equalSenderFlag === 1 ? buyer : texts());
    for (const item of parcel.ItemModelList) {
      Object.assign(item, { itemName: randomText(next, 40), selectedChoice: randomText(next, 12) });
    }
  }
  return dense;
}
