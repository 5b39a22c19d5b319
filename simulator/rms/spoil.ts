import { prng, seedOf } from '../prng.ts';
import { composeOrder } from './model/compose-order.ts';
import { orderJsonKeeper } from './model/order-json.ts';
import type { Call } from './operation.ts';
import type { Order } from './state.ts';
import type { World } from './world.ts';

/** The JSON of an order as getOrder shows it; that of a spoilt order is unreadable, or wrong, in the way it was spoilt. */
export function createOrderJson(world: World): Call['orderJson'] {
  const keep = orderJsonKeeper();
  return (orderNumber, version) => {
    const order = world.orders.get(orderNumber);
    if (!order) return 'null';
    const how = world.spoilt.get(orderNumber);
    switch (how) {
      case undefined:
      case 'server-error':
        return keep(order, version);
      case 'broken-json':
        return `${keep(order, version).slice(0, -40)}\u0000"`;
      case 'wrong-type':
        return withWrongTypes(order, version);
      case 'missing-field':
        return withoutPackages(order, version);
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
      case 'future-date':
        return datedIn2099(order, version);
    }
  };
}

function withWrongTypes(order: Order, version: number): string {
  return JSON.stringify({
    ...composeOrder(order, version),
    orderProgress: '三百',
    PackageModelList: { basketId: 'なし' },
  });
}

function datedIn2099(order: Order, version: number): string {
  const model = composeOrder(order, version);
  return JSON.stringify({ ...model, orderDatetime: model.orderDatetime.replace(/^\d{4}/, '2099') });
}

function withoutPackages(order: Order, version: number): string {
  const { PackageModelList: _, orderDatetime: __, ...rest } = composeOrder(order, version);
  return JSON.stringify(rest);
}

type Model = ReturnType<typeof composeOrder>;
type Item = Model['PackageModelList'][number]['ItemModelList'][number];

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
