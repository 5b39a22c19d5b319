import { type JournalMall, type Lines, objectIn } from './mall.ts';

/** 注文ステータス 900: キャンセル確定 (`docs/malls/rms.md`). */
const cancelled = 900;

interface OrderModel {
  readonly orderNumber?: unknown;
  readonly orderProgress?: unknown;
  readonly PackageModelList?: unknown;
}

interface Upsert {
  readonly mode?: unknown;
  readonly manageNumber?: unknown;
  readonly variantId?: unknown;
  readonly quantity?: unknown;
}

/** 楽天市場 (`docs/malls/rms.md`): orders by getOrder, levels by inventories.bulk.upsert. */
export const rms: JournalMall = {
  title: 'RMS',
  storedWithinMinutes: 2,
  cancelled,
  levelMax: 99_999,
  takesLevels: ({ status }) => status === 204,
  // Reading orders is import's, whatever else the order API does is for statuses, the inventory API is stock's.
  capabilityOf(path) {
    const [, , , api = '', operation = ''] = path.split(/[/?]/);
    if (api.startsWith('inventor')) return 'stock';
    if (api !== 'order') return 'none';
    return operation.startsWith('search') || operation.startsWith('get') ? 'import' : 'status';
  },
  ordersIn(path, body) {
    if (!/\/order\/getOrder\/?(\?|$)/.test(path)) return [];
    const { OrderModelList } = objectIn(body);
    const orders = Array.isArray(OrderModelList) ? (OrderModelList as (OrderModel | null)[]) : [];
    return orders.flatMap((order) => {
      const lines = linesOf(order);
      if (lines === null || typeof order?.orderNumber !== 'string') return [];
      return [{ orderNumber: order.orderNumber, lines }];
    });
  },
  levelsIn(path, body) {
    if (!/\/inventories\/bulk-upsert(\?|$)/.test(path)) return [];
    const { inventories } = objectIn(body);
    return (Array.isArray(inventories) ? (inventories as (Upsert | null)[]) : [])
      .filter((row) => row?.mode === 'ABSOLUTE')
      .map((row) => ({
        item: `${String(row?.manageNumber).toLowerCase()}/${String(row?.variantId)}`,
        level: Number(row?.quantity),
      }));
  },
};

function linesOf(order: OrderModel | null): Lines | null {
  if (!Array.isArray(order?.PackageModelList) || typeof order.orderProgress !== 'number') return null;
  const lines = new Map<string, number>();
  for (const parcel of order.PackageModelList) {
    if (!Array.isArray(parcel?.ItemModelList)) return null;
    for (const item of parcel.ItemModelList) {
      if (typeof item?.itemDetailId !== 'number' || typeof item.units !== 'number') return null;
      const taken = parcel.packageDeleteFlag === 1 || item.deleteItemFlag === 1 || order.orderProgress === cancelled;
      const lineId = String(item.itemDetailId);
      lines.set(lineId, (lines.get(lineId) ?? 0) + (taken ? 0 : item.units));
    }
  }
  return lines;
}
