import { dayMs, jstDay } from '../../core/kernel/time.ts';
import type { Parcel, PushContent } from '../../core/model/push.ts';
import type { Shop } from '../../core/model/shop.ts';
import { rmsStatus } from '../../malls/rms/status-traits.ts';
import type { BookOrder } from '../../simulator/rms/index.ts';
import type { Draw } from './draws.ts';
import type { World } from './world.ts';

/** The changes that a caller wants of one order, all at once. */
export type Wish = readonly PushContent[];

const carriers = ['1001', '1002', '1003'] as const;

/** Draws a wish that fits how an order stands at the mall; now and then one that does not. */
export function drawWish(world: World, shop: Shop, order: BookOrder, chance: Draw): Wish {
  const ship = (): PushContent => ({ kind: 'ship', parcels: drawParcels(world, order, chance) });
  const memo = (): PushContent => ({ kind: 'memo', text: `熨斗 ${chance.hex(4)}` });
  const cancel = (): PushContent => ({ kind: 'cancel', reason: chance.pick(rmsStatus.cancelReasons) });
  const subStatus = (): PushContent => ({ kind: 'sub-status', subStatusId: drawSubStatus(world, shop, chance) });
  const confirm: PushContent = { kind: 'confirm' };
  switch (order.orderProgress) {
    case 100:
      return chance.pick([
        () => [confirm],
        () => [confirm, ship()],
        () => [ship(), confirm],
        () => [confirm, ship(), memo()],
        () => [ship()],
        () => [confirm, ship()],
        () => [cancel()],
        () => [memo()],
      ])();
    case 200:
      return chance.pick([() => [ship()], () => [ship(), memo()], () => [confirm], () => [cancel()]])();
    case 300:
      return chance.pick([
        () => [ship()],
        () => [ship()],
        () => [ship(), memo()],
        () => [correction(world, shop, order) ?? ship()],
        () => [correction(world, shop, order) ?? ship()],
        () => [subStatus()],
        () => [subStatus(), ship()],
        () => [ship(), cancel()],
        () => [cancel()],
      ])();
    default:
      return chance.pick([() => [memo()], () => [ship()], () => [cancel()], () => [confirm]])();
  }
}

function drawParcels({ time }: World, order: BookOrder, chance: Draw): Parcel[] {
  const baskets = order.model.PackageModelList.filter(({ packageDeleteFlag }) => packageDeleteFlag !== 1);
  // A request that omits the destination of a parcel fails with that reason.
  const names =
    baskets.length === 1 || chance.chance(0.15)
      ? [{}]
      : baskets.map(({ basketId }) => ({ basketId: String(basketId) }));
  const shippedOn = jstDay(time.now() - chance.int(0, 1) * dayMs);
  return names.flatMap((name) => {
    const count = chance.pick([1, 1, 1, 2, 3]);
    // 機種依存文字 are refused by the mall; of parcels without a number two may be alike.
    const form = chance.pick(['numbers', 'numbers', 'numbers', 'numbers', 'numbers', 'none', 'refused']);
    return Array.from({ length: count }, (): Parcel => {
      const digits = `${chance.int(1_000, 9_999)}-${chance.int(1_000, 9_999)}-${chance.int(1_000, 9_999)}`;
      const trackingNumber = form === 'none' ? null : form === 'refused' ? `①${digits}` : digits;
      return { ...name, carrier: form === 'none' ? '1001' : chance.pick(carriers), trackingNumber, shippedOn };
    });
  });
}

/** The same parcels as in a change that was wanted before, by another carrier. */
export function correction({ store, statusWatch }: World, shop: Shop, { orderNumber }: BookOrder): PushContent | null {
  const rows = [...(store.pushesByShop.get(shop.key)?.values() ?? [])];
  const before = rows.findLast((push) => push.orderNumber === orderNumber && push.content.kind === 'ship');
  if (before?.content.kind !== 'ship' || statusWatch === null) return null;
  const parcels = before.content.parcels.map((parcel) => ({
    ...parcel,
    carrier: carriers[(carriers.indexOf(parcel.carrier as (typeof carriers)[number]) + 1) % carriers.length] as string,
  }));
  return parcels.some(({ trackingNumber }) => trackingNumber === null) ? null : { kind: 'ship', parcels };
}

/** One of the shop's own, which may be of another progress; or none. */
function drawSubStatus({ rms }: World, { code }: Shop, chance: Draw): string | null {
  const shopId = rms.control.shops().find(({ shopUrl }) => shopUrl === code)?.shopId ?? 0;
  const index = chance.int(0, 4);
  return index === 0 ? null : String(shopId * 10 + index);
}
