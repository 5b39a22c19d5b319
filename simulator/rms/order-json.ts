import { prng, seedOf } from '../prng.ts';
import { composeOrder, type OrderModel } from './order-model.ts';
import type { Order, World } from './state.ts';

/** How many orders' JSON is kept, some 50 MB at most, and for how long after it was read last. */
const KEPT_MAX = 5_000;
const KEPT_MS = 30 * 60_000;

/**
 * An order's JSON, kept until the order changes or nobody reads it any more. A batch is read again and again while nothing changes,
 * and a reading of 100 orders is then the joining of 100 strings.
 */
function keptJson({ orderJson: kept, timeMs }: World, order: Order, version: number): string {
  const found = kept.get(order);
  const isGood = found !== undefined && found.revision === order.revision && found.version === version;
  const json = isGood ? found.json : JSON.stringify(composeOrder(order, version));
  kept.delete(order);
  kept.set(order, { revision: order.revision, version, json, readAt: timeMs });
  for (const [oldest, { readAt }] of kept) {
    if (kept.size <= KEPT_MAX && timeMs - readAt <= KEPT_MS) break;
    kept.delete(oldest);
  }
  return json;
}

/** The JSON of an order as getOrder shows it; that of a spoilt order is unreadable, or wrong, in the way it was spoilt. */
export function orderJson(world: World, orderNumber: string, version: number): string {
  const order = world.orders.get(orderNumber);
  if (!order) return 'null';
  switch (world.spoilt.get(orderNumber)) {
    case undefined:
    case 'server-error':
      return keptJson(world, order, version);
    case 'broken-json':
      return `${keptJson(world, order, version).slice(0, -40)}\u0000"`;
    case 'wrong-type': {
      const wrong = { orderProgress: '三百', PackageModelList: { basketId: 'なし' } };
      return JSON.stringify({ ...composeOrder(order, version), ...wrong });
    }
    case 'missing-field': {
      const { PackageModelList: _, orderDatetime: __, ...rest } = composeOrder(order, version);
      return JSON.stringify(rest);
    }
    case 'huge':
      return JSON.stringify({ ...composeOrder(order, version), remarks: longText() });
    case 'huge-unreadable':
      return JSON.stringify({ ...composeOrder(order, version), remarks: longText(), orderDatetime: null });
    case 'long-sku':
      return withLines(order, version, (item) => [
        { ...item, SkuModelList: [{ variantId: null, merchantDefinedSkuId: 'W-'.repeat(1_500) }] },
      ]);
    case 'absurd-units':
      return withLines(order, version, (item) => [{ ...item, units: 1e300 }]);
    case 'many-lines':
      return withLines(order, version, manyOf);
    case 'future-date': {
      const model = composeOrder(order, version);
      return JSON.stringify({ ...model, orderDatetime: model.orderDatetime.replace(/^\d{4}/, '2099') });
    }
  }
}

type Item = OrderModel['PackageModelList'][number]['ItemModelList'][number];

/** Readable orders that no shop expects: what becomes of the first line of the first destination. */
function withLines(order: Order, version: number, change: (item: Item) => readonly object[]): string {
  const model = composeOrder(order, version);
  const [first, ...others] = model.PackageModelList;
  if (first === undefined) return JSON.stringify(model);
  const [item, ...more] = first.ItemModelList;
  const changed = item === undefined ? [] : change(item);
  return JSON.stringify({
    ...model,
    PackageModelList: [{ ...first, ItemModelList: [...changed, ...more] }, ...others],
  });
}

const LINES = 9_000;

/** The same line many times, each of a SKU of its own. */
function manyOf(item: Item): readonly object[] {
  return Array.from({ length: LINES }, (_, index) => ({
    ...item,
    itemDetailId: 900_000_000 + index,
    SkuModelList: [{ variantId: null, merchantDefinedSkuId: `W-MANY-${index}` }],
  }));
}

/** Digits in no order: however they are packed, they take 450 KB. */
const LONG_TEXT = 900_000;
let longTextMade: string | undefined;

function longText(): string {
  longTextMade ??= prng(seedOf(0, 'long-text')).hex(LONG_TEXT);
  return longTextMade;
}
