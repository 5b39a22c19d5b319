import { minuteMs } from '../../core/kernel/index.ts';
import { jstStamp } from '../../malls/jst.ts';
import { createRms, type OrderModel } from '../../simulator/rms/index.ts';
import { numbersFrom, randomTexts } from './japanese.ts';
import { type OrderTexts, writtenTexts } from './written.ts';

/** A dense order is this long in JSON, in bytes, and at most 300 more or less. */
export const denseBytes = 6_000;

/**
 * Where an order's texts come from. `written`: put together as people write them, of long lists that no packer knows.
 * `random`: character after character, none of which tells anything of the next.
 */
export type TextKind = 'written' | 'random';

/**
 * Orders of RMS of about 6 KB of JSON, each of whose texts and codes is its own: names, addresses, goods, numbers, choices and
 * remarks. Everything else is as the simulated mall composes it, with all kinds of orders mixed, and those kept that are as
 * long as wanted. The same orders for the same seed.
 */
export function denseOrders(count: number, kind: TextKind = 'written', seed = 7): OrderModel[] {
  const next = numbersFrom(seed);
  const texts = kind === 'written' ? writtenTexts(next) : randomTexts(next);
  const found: OrderModel[] = [];
  for (let round = 0; found.length < count; round++) {
    for (const model of simulatedOrders(seed + round)) {
      const dense = withTexts(model, texts, next);
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

function withTexts(model: OrderModel, texts: OrderTexts, next: () => number): OrderModel {
  const dense = structuredClone(model);
  const buyer = texts.person();
  Object.assign(dense.OrdererModel, buyer);
  dense.remarks = `${dense.remarks.split(remarksHead)[0]}${remarksHead}${texts.remark()}\n`;
  for (const parcel of dense.PackageModelList) {
    if (parcel.SenderModel) Object.assign(parcel.SenderModel, dense.equalSenderFlag === 1 ? buyer : texts.person());
    for (const item of parcel.ItemModelList) {
      const code = codeOf(next, 4, 8);
      Object.assign(item, { itemName: texts.goods(), selectedChoice: texts.choice() });
      Object.assign(item, { itemNumber: code.toUpperCase(), manageNumber: code });
      for (const sku of item.SkuModelList ?? []) {
        const variantId = codeOf(next, 2, 4);
        const merchantDefinedSkuId = `${code}-${variantId}`.toUpperCase();
        Object.assign(sku, { variantId, merchantDefinedSkuId, skuInfo: `${texts.choice()}\n${texts.choice()}` });
      }
    }
  }
  return dense;
}

/** Beneath it lies what the buyer wrote; above it, what was chosen of days and hours. */
const remarksHead = '[備考:]\n';

const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A code as shops give to their goods. */
function codeOf(next: () => number, shortest: number, longest: number): string {
  const length = shortest + Math.floor(next() * (longest - shortest + 1));
  return Array.from({ length }, () => letters[Math.floor(next() * letters.length)]).join('');
}
