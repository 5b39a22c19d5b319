import type { FailureReason, Parcel, PushContent } from '../../core/model/push.ts';
import { isDone } from '../../core/model/push-row.ts';
import type { BookOrder, RmsSimulator } from '../../simulator/rms/index.ts';
import type { Push } from '../memory/push.ts';
import { lossesAt, mayBeOverwritten } from './status-watch.ts';
import type { World } from './world.ts';

/** A parcel row of the mall's books. */
export interface BookRow {
  readonly basketId: string;
  readonly carrier: string;
  readonly number: string | null;
  readonly date: string | null;
}

/** The parcel rows of an order, those of deleted destinations left out. */
export function bookRows({ model }: BookOrder): BookRow[] {
  return model.PackageModelList.filter(({ packageDeleteFlag }) => packageDeleteFlag !== 1).flatMap(
    ({ basketId, ShippingModelList }) =>
      ShippingModelList.map(({ deliveryCompany, shippingNumber, shippingDate }) => ({
        basketId: String(basketId),
        carrier: deliveryCompany,
        number: shippingNumber || null,
        date: shippingDate || null,
      })),
  );
}

export function isRowOf(row: BookRow, { basketId, carrier, trackingNumber, shippedOn }: Parcel): boolean {
  return (
    (basketId === undefined || basketId === row.basketId) &&
    row.carrier === carrier &&
    row.number === trackingNumber &&
    row.date === shippedOn
  );
}

/** True when the mall has what is wanted of an order. */
export function isSo(order: BookOrder | null, content: PushContent): boolean {
  if (order === null) return false;
  switch (content.kind) {
    case 'confirm':
      return order.orderProgress !== 100;
    case 'cancel':
      return order.orderProgress === 800 || order.orderProgress === 900;
    case 'sub-status':
      return String(order.model.subStatusId ?? '') === (content.subStatusId ?? '');
    case 'memo':
      return (order.model.memo ?? '') === content.text;
    case 'pay':
    case 'complete':
      return false;
    case 'ship': {
      const rows = bookRows(order);
      return content.parcels.every(
        (parcel) =>
          rows.filter((row) => isRowOf(row, parcel)).length >=
          content.parcels.filter((one) => isSame(one, parcel)).length,
      );
    }
  }
}

/** True when the mall has it, or one of its parcels: of several that were taken back, each that was made is reported. */
function isSoInPart(order: BookOrder | null, content: PushContent): boolean {
  if (content.kind !== 'ship') return isSo(order, content);
  return content.parcels.some((parcel) => isSo(order, { kind: 'ship', parcels: [parcel] }));
}

function isSame(one: Parcel, other: Parcel): boolean {
  return (
    one.basketId === other.basketId &&
    one.carrier === other.carrier &&
    one.trackingNumber === other.trackingNumber &&
    one.shippedOn === other.shippedOn
  );
}

/** Looks at a row of a change at the moment it is written: an end that the mall's books do not bear out is broken. */
export function untrueEnd(world: World, push: Push, before: Push | undefined): string[] {
  const { state, content, shop, orderNumber, id } = push;
  if (before?.state.kind === state.kind) return [];
  const order = world.rms.control.order(orderNumber);
  const what = `${shop}#${orderNumber}#${id}`;
  if (state.kind === 'confirmed') {
    if (isSo(order, content) || isOverridden(world, push)) return [];
    return [`${what} was confirmed at ${new Date(world.time.now()).toISOString()}, and the mall has it not`];
  }
  if (state.kind !== 'failed') return [];
  const isBorne = isBorneOut(world, push, order);
  return isBorne ? [] : [`${what} failed for ${state.reason} (${state.mallCode ?? '-'}), and the mall is not so`];
}

/** Another memo was written at the mall, maybe between our reading and the row that says what was read. */
function isEdited({ statusWatch }: Pick<World, 'statusWatch'>, push: Push): boolean {
  return statusWatch !== null && mayBeOverwritten(statusWatch, push);
}

/**
 * Something else was wanted of the same, or a person changed it at the mall. `byThoseThatStand`: at the end only a later request that
 * neither failed nor was taken back is a reason for a confirmed change not to be so.
 */
export function isOverridden(
  world: World,
  push: Push,
  { byThoseThatStand = false }: { readonly byThoseThatStand?: boolean } = {},
): boolean {
  if (isEdited(world, push)) return true;
  const { shop, orderNumber, id, content, requestedAt } = push;
  const rows = [...(world.store.pushesByShop.get(shop)?.values() ?? [])];
  const linked = numbersByParcel(
    rows.flatMap((row) => (row.orderNumber === orderNumber && row.content.kind === 'ship' ? row.content.parcels : [])),
  );
  return rows.some((other) => {
    if (other.orderNumber !== orderNumber || other.id === id || other.content.kind !== content.kind) return false;
    const { state } = other;
    // What was withdrawn and is so all the same fails, so that the operator looks at the order.
    const isReported = state.kind === 'failed' && state.reason === 'done-after-withdrawal';
    const isMeant = isReported || (state.kind !== 'failed' && state.kind !== 'withdrawn');
    if (byThoseThatStand && (!isMeant || other.requestedAt < requestedAt)) return false;
    if (content.kind !== 'ship' || other.content.kind !== 'ship') return true;
    const numbers = new Set(content.parcels.map(({ trackingNumber }) => trackingNumber));
    const corrected = linked.filter((all) => [...numbers].some((number) => number !== null && all.has(number)));
    return other.content.parcels.some(
      ({ trackingNumber }) =>
        numbers.has(trackingNumber) || (trackingNumber !== null && corrected.some((all) => all.has(trackingNumber))),
    );
  });
}

type Books = ReturnType<RmsSimulator['control']['order']>;

function isBorneOut(world: World, push: Push, order: Books): boolean {
  const { content, state } = push;
  if (state.kind !== 'failed') return true;
  if (order === null) return state.reason === 'order-unknown';
  const progress = order.orderProgress;
  const rows = bookRows(order);
  const { reason }: { reason: FailureReason } = state;
  switch (reason) {
    case 'order-unknown':
      return false;
    case 'order-cancelled':
      return progress === 800 || progress === 900;
    case 'not-confirmed-yet':
      // It may have been confirmed at the mall since it was read.
      return !isConfirmWanted(world, push);
    case 'amount-unset':
      return ['unpriced', 'social-gift', 'cod', 'several-destinations'].includes(order.kind);
    case 'wrong-progress':
      return content.kind === 'sub-status' || (content.kind === 'cancel' && ![100, 200, 300].includes(progress));
    case 'shipping-date-set':
      return rows.some(({ date }) => date !== null);
    case 'basket-ambiguous':
      return order.model.PackageModelList.filter(({ packageDeleteFlag }) => packageDeleteFlag !== 1).length > 1;
    case 'content-refused':
      return content.kind === 'ship' && content.parcels.some(({ trackingNumber }) => trackingNumber?.includes('①'));
    case 'done-after-withdrawal':
      return isSoInPart(order, content) || isEdited(world, push);
    case 'parcel-beside': {
      const known = numbersRequested(world, push);
      return rows.some(({ number }) => number !== null && number !== '' && !known.has(number));
    }
    case 'basket-unknown':
    case 'function-off':
    case 'not-ready-for-too-long':
      return false;
    case 'refused-otherwise':
      return world.statusWatch !== null && lossesAt(world.statusWatch, 'rms').isReasonFor(push);
  }
}

/** The tracking numbers that requests of a push's order gave, or named as wrong. */
function numbersRequested({ store }: World, { shop, orderNumber }: Push): Set<string> {
  const rows = [...(store.pushesByShop.get(shop)?.values() ?? [])].filter((one) => one.orderNumber === orderNumber);
  const parcels = rows.flatMap(({ content }) => (content.kind === 'ship' ? content.parcels : []));
  return new Set(parcels.flatMap(({ trackingNumber, corrects }) => [trackingNumber ?? '', corrects ?? '']));
}

/** A confirm of the order that was wanted with the push or before it, and is on its way still. */
function isConfirmWanted({ store }: World, { shop, orderNumber, requestedAt }: Push): boolean {
  const rows = [...(store.pushesByShop.get(shop)?.values() ?? [])];
  return rows.some(
    (other) =>
      other.orderNumber === orderNumber &&
      other.content.kind === 'confirm' &&
      other.requestedAt <= requestedAt &&
      !isDone(other),
  );
}

/** Numbers of which one corrects the other, maybe over others: those of one parcel each. */
export function numbersByParcel(parcels: readonly Parcel[]): Set<string>[] {
  const linked: Set<string>[] = [];
  for (const { trackingNumber, corrects } of parcels) {
    if (trackingNumber === null || corrects === undefined) continue;
    const own = new Set([trackingNumber, corrects]);
    for (const other of linked.filter((numbers) => numbers.has(trackingNumber) || numbers.has(corrects))) {
      for (const number of other) own.add(number);
      linked.splice(linked.indexOf(other), 1);
    }
    linked.push(own);
  }
  return linked;
}
