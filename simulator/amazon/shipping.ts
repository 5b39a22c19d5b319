import { addressOf } from '../http.ts';
import { enter, isFba, shippedUnits } from './lifecycle.ts';
import { invalidInput, json, notFound, type Operation, type Reply, type ShopCall } from './operation.ts';
import { orderItemId } from './order-model.ts';
import { MARKETPLACE, type Order, type Package, type World } from './state.ts';

/** What the schema of order fulfilment feeds has for Japan and for any marketplace; a carrier that is not here is `Other`, with its name. */
const CARRIERS: ReadonlySet<string> = new Set([
  ...['YAMATO', 'YamatoTransport', 'SAGAWA', 'SagawaExpress', 'Japan Post', 'JP_EXPRESS', 'NITTSU', 'NipponExpress'],
  ...['FEDEX_JP', 'FedEx', 'DHL', 'UPS', 'TNT', 'USPS', 'SF Express', 'Aramex', 'Other'],
]);

/** `POST /orders/v0/orders/{orderId}/shipmentConfirmation`: a package of an order is on its way, or one that is is corrected. */
export const confirmShipment: Operation = {
  name: 'confirmShipment',
  api: 'order',
  write: true,
  method: 'POST',
  perform: (call) => {
    const { world, shop, request } = call;
    const id = decodeURIComponent(addressOf(request).path.split('/').at(-2) ?? '');
    if (!/^\d{3}-\d{7}-\d{7}$/.test(id)) return refused(world, 'orderId is not valid.');
    const asked = readPackage(call);
    if ('problem' in asked) return refused(world, asked.problem);
    const order = world.orders.get(id);
    if (order?.shop !== shop) return notFound();
    return confirmed(world, order, asked);
  },
};

const refused = ({ settings }: World, message: string): Reply => invalidInput(message, settings.shipping.refusalCode);

interface AskedPackage extends Omit<Package, 'items' | 'createdAt'> {
  items: { orderItemId: string; units: number }[];
}

function readPackage({ world, request }: ShopCall): AskedPackage | { problem: string } {
  const body = objectOf(parsed(request.body));
  const detail = objectOf(body.packageDetail);
  const wrong: string[] = [];
  const text = (name: string, isNeeded: boolean): string => {
    const value = detail[name];
    if (typeof value === 'string' && (!isNeeded || value.trim() !== '')) return value;
    if (isNeeded || value !== undefined) wrong.push(`packageDetail.${name}`);
    return '';
  };
  const { numberless, unknownCarrier } = world.settings.shipping;
  if (body.marketplaceId !== MARKETPLACE) wrong.push('marketplaceId');
  if (body.codCollectionMethod !== undefined && body.codCollectionMethod !== 'DirectPayment') {
    wrong.push('codCollectionMethod');
  }
  const reference = text('packageReferenceId', true);
  const carrierCode = text('carrierCode', true);
  const carrierName = text('carrierName', carrierCode === 'Other');
  const shipDate = text('shipDate', true);
  const items = itemsOf(detail.orderItems);
  if (items === null) wrong.push('packageDetail.orderItems');
  if (reference !== '' && !/^[1-9]\d*$/.test(reference)) {
    return { problem: 'PackageReferenceId: is invalid, must be a positive numeric value.' };
  }
  const isKnown = CARRIERS.has(carrierCode) || unknownCarrier === 'take';
  if (carrierCode !== '' && !isKnown) wrong.push('packageDetail.carrierCode');
  const isMoment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(shipDate);
  if (shipDate !== '' && (!isMoment || Number.isNaN(Date.parse(shipDate)))) wrong.push('packageDetail.shipDate');
  const trackingNumber = text('trackingNumber', numberless === 'refuse');
  const shippingMethod = text('shippingMethod', false);
  if (wrong.length > 0 || items === null) {
    const names = [...new Set(wrong)].join(', ');
    return {
      problem: `The input you have submitted is not valid. Please check the fields with invalid type [${names}].`,
    };
  }
  return { reference, carrierCode, carrierName, shippingMethod, trackingNumber, shipTime: Date.parse(shipDate), items };
}

function itemsOf(value: unknown): AskedPackage['items'] | null {
  if (!Array.isArray(value) || value.length === 0) return null;
  const items = value.map(objectOf);
  const areGood = items.every(
    ({ orderItemId: id, quantity }) => typeof id === 'string' && Number.isInteger(quantity) && Number(quantity) > 0,
  );
  return areGood
    ? items.map(({ orderItemId: id, quantity }) => ({ orderItemId: String(id), units: Number(quantity) }))
    : null;
}

/** Whether the order takes the package; what it changes, it changes when the reply is carried out. */
function confirmed(world: World, order: Order, asked: AskedPackage): Reply {
  if (isFba(order)) return refused(world, 'The order is fulfilled by Amazon.');
  if (order.status !== 'UNSHIPPED' && order.status !== 'PARTIALLY_SHIPPED' && order.status !== 'SHIPPED') {
    return refused(world, `The order cannot be shipped in its status ${order.status}.`);
  }
  const { sameReference, surplusUnits, dates, applyAfterMs, successStatus } = world.settings.shipping;
  const before = order.packages.find(({ reference }) => reference === asked.reference);
  if (before && sameReference === 'refuse') return refused(world, 'The package was confirmed already.');
  const isWithin = asked.shipTime >= order.placedAt && asked.shipTime <= world.timeMs;
  if (dates === 'within' && !isWithin) return refused(world, 'shipDate is not valid for the order.');
  const items: Package['items'] = [];
  for (const { orderItemId: id, units } of asked.items) {
    const line = order.lines.find(({ lineId }) => orderItemId(order, lineId) === id);
    if (!line) return refused(world, `The order has no item ${id}.`);
    items.push({ lineId: line.lineId, units });
    const shown = before?.isCancelled === true ? undefined : before;
    const own = shown?.items.find(({ lineId }) => lineId === line.lineId)?.units ?? 0;
    const left = line.units - shippedUnits(order, line) + own;
    if (units <= left || surplusUnits === 'take') continue;
    return refused(
      world,
      order.status === 'SHIPPED' && !before
        ? 'Failed to create package due to not finding a matching package or order already fulfilled. ErrorMessage(errorCode=GeneralError, errorDescription=Unable to find package to update for order (), errorMetric=PackageToUpdateNotFound, packageIndex=null)'
        : `The quantity of item ${id} is more than is left to be shipped.`,
    );
  }
  const { items: _, ...said } = asked;
  const apply = (): void => put(world, order, { ...said, items, createdAt: world.timeMs });
  return {
    ...json(successStatus, {}, applyAfterMs === 0 ? apply : () => world.agenda.at(world.timeMs + applyAfterMs, apply)),
    ...(successStatus === 204 ? { body: '' } : {}),
  };
}

function put(world: World, order: Order, one: Package): void {
  if (order.status === 'CANCELLED') return;
  const at = order.packages.findIndex(({ reference }) => reference === one.reference);
  if (at === -1) order.packages.push(one);
  else order.packages[at] = { ...one, createdAt: order.packages[at]?.createdAt ?? one.createdAt };
  const isWhole = order.lines.every((line) => shippedUnits(order, line) >= line.units);
  enter(world, order, isWhole ? 'SHIPPED' : 'PARTIALLY_SHIPPED');
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

const objectOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
