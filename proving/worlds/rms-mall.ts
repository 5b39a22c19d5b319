import type { RmsSimulator } from '../../simulator/rms/index.ts';
import { saysYes, type Ware, type WorldMall } from './world-mall.ts';

const goneCode = 'gone-0001';

/** RMS as people and buyers meet it in a world. */
export function atRms({ control }: RmsSimulator): WorldMall {
  const itemOf = ({ manageNumber, variantId }: Ware): string => `${manageNumber.toLowerCase()}/${variantId}`;
  const named = (item: string): Ware => {
    const [manageNumber = '', variantId = ''] = item.split('/');
    return { manageNumber, variantId };
  };
  return {
    mall: 'rms',
    control,
    highest: 99_999,
    sellsBelowZero: false,
    settlesMs: 0,
    hasTaken: saysYes,
    refusesByName: () => false,
    listsOrders: ({ path }) => /\/searchOrder\/?$/.test(path),
    itemOf,
    goneItem: `${goneCode}/${goneCode}`,
    shown: (code) => new Map(control.inventory(code).map((row) => [itemOf(row), row.quantity])),
    level: (code, item) => control.level(code, named(item)),
    sell: (code, item, units) =>
      void control.addOrders(code, { count: 1, kind: 'plain', lines: [{ ...named(item), units }] }),
    setLevel: (code, item, quantity) => control.setStock(code, { ...named(item), quantity }),
    orders(code, from) {
      const now = control.nowMs();
      const orders = control.placedBetween(code, from, Number.POSITIVE_INFINITY);
      return orders.map(({ orderNumber, orderDatetimeMs, orderProgress, visibleAtMs, lines }) => ({
        orderNumber,
        orderedAt: orderDatetimeMs,
        isShown: visibleAtMs <= now,
        lines: lines.map((line) => ({
          lineId: String(line.itemDetailId),
          item: itemOf(line),
          units: orderProgress === 900 || line.deleted ? 0 : line.units,
          sku: line.merchantDefinedSkuId ?? line.manageNumber,
        })),
      }));
    },
    taken: (number) => (control.order(number)?.lines ?? []).map((line) => ({ item: itemOf(line), units: line.units })),
  };
}
