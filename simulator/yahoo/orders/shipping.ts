import { isCompactDate } from '../../jst.ts';
import { isAuthorised, isCard, type Part, ship, splitIds, splitOrder } from '../lifecycle.ts';
import { xml } from '../operation.ts';
import type { Charges, Order, Shipment, ShipStatus, World } from '../state.ts';
import { allAt, type Element, leaf, textAt, tree } from '../xml.ts';
import { cannotBeOperated, changed, changeFunction, counts, parameterError, transitionRefusal } from './request.ts';
import { captureWarnings, readPointFix } from './status.ts';

const YAMATO = '1001';
const JAPAN_POST = '1003';
const EMPTY_REASONS = ['101', '102', '103', '104', '105'];

/** 出荷ステータス変更, with carrier and numbers. IsPointFix has to be true, whatever the status. */
export const orderShipStatusChange = changeFunction('orderShipStatusChange', ({ world, req }, order) => {
  const status = textAt(req, 'Order/Ship/ShipStatus');
  const problems: string[] = [];
  if (status === null || !/^[0-4]$/.test(status)) problems.push('ShipStatus is required.');
  if (readPointFix(req) !== true) problems.push('IsPointFix is required to be true.');
  const shipment = readShipment(world, req, order, problems);
  const isNumberless = `${shipment.invoiceNumber1}${shipment.invoiceNumber2}${shipment.emptyReason}` === '';
  if (status === '3' && isNumberless && world.settings.status.numberless === 'refused') {
    problems.push('ShipInvoiceNumberEmptyReason is required.');
  }
  if (problems.length > 0) return parameterError(world, problems.join(' '));
  const refusal = transitionRefusal(world, order, 'ShipStatus');
  if (refusal) return refusal;
  const next = Number(status) as ShipStatus;
  if (next >= 3 && order.shipStatus === 0 && world.settings.status.shipUnable === 'refused') {
    return cannotBeOperated(world, 'ShipStatus');
  }
  const warnings = next === 3 ? captureWarnings(isCard(order), order.captured, isAuthorised(world, order)) : [];
  return changed(warnings, () => ship(world, order, next, shipment));
});

/** The shipment as it will be: what is not sent stays. */
function readShipment(world: World, req: Element, { shipment }: Order, problems: string[]): Shipment {
  const given = (name: string, present: string): string => {
    const isSent = allAt(req, `Order/Ship/${name}`).length > 0;
    const none = isSent && world.settings.status.emptied === 'cleared' ? '' : present;
    return textAt(req, `Order/Ship/${name}`) ?? none;
  };
  const next: Shipment = {
    method: given('ShipMethod', shipment.method),
    notes: given('ShipNotes', shipment.notes),
    companyCode: given('ShipCompanyCode', shipment.companyCode),
    invoiceNumber1: given('ShipInvoiceNumber1', shipment.invoiceNumber1),
    invoiceNumber2: given('ShipInvoiceNumber2', shipment.invoiceNumber2),
    emptyReason: given('ShipInvoiceNumberEmptyReason', shipment.emptyReason),
    url: given('ShipUrl', shipment.url),
    shipDate: given('ShipDate', shipment.shipDate),
    arrivalDate: given('ArrivalDate', shipment.arrivalDate),
  };
  const check = (name: string, isRight: boolean): void => {
    if (!isRight) problems.push(`${name} is invalid.`);
  };
  if (isBoth(world, shipment, next)) problems.push('ShipInvoiceNumberEmptyReason is exclusive with ShipInvoiceNumber.');
  check('ShipMethod', /^postage([1-9]|1[0-4]|16)$/.test(next.method));
  check('ShipNotes', [...next.notes].length <= 500);
  check('ShipCompanyCode', next.companyCode === '' || /^\d{4}$/.test(next.companyCode));
  check('ShipInvoiceNumber1', isInvoiceNumber(world, next.companyCode, next.invoiceNumber1, true));
  check('ShipInvoiceNumber2', isInvoiceNumber(world, next.companyCode, next.invoiceNumber2, false));
  check('ShipInvoiceNumberEmptyReason', next.emptyReason === '' || EMPTY_REASONS.includes(next.emptyReason));
  check('ShipUrl', [...next.url].length <= 100);
  check('ShipDate', next.shipDate === '' || isCompactDate(next.shipDate));
  check('ArrivalDate', next.arrivalDate === '' || isCompactDate(next.arrivalDate));
  return next;
}

/** 伝票番号 and 伝票番号なし理由 exclude each other: neither is set while the other stands. */
function isBoth(world: World, present: Shipment, next: Shipment): boolean {
  const { exclusive } = world.settings.status;
  if (exclusive === 'accepted') return false;
  const stands = exclusive === 'together' ? next : present;
  const hasNumber = (one: Shipment): boolean => `${one.invoiceNumber1}${one.invoiceNumber2}` !== '';
  const isReasonIn = stands.emptyReason !== '' || next.emptyReason !== '';
  const isNumberIn = hasNumber(stands) || hasNumber(next);
  return (hasNumber(next) && isReasonIn) || (next.emptyReason !== '' && isNumberIn);
}

/** Letters, digits and hyphens; Yamato takes no letters, Japan Post 11 to 13 characters beside the hyphens in the first. */
function isInvoiceNumber(world: World, companyCode: string, number: string, isFirst: boolean): boolean {
  if (number === '') return true;
  if (!/^[A-Za-z0-9-]{1,30}$/.test(number)) return false;
  if (companyCode === YAMATO) return /^[\d-]+$/.test(number) && number.length <= world.settings.status.yamatoLength;
  const length = number.replaceAll('-', '').length;
  return companyCode !== JAPAN_POST || !isFirst || (length >= 11 && length <= 13);
}

/** 注文分割: two orders with new numbers take an order's lines; the order itself stays, marked as split. */
export const orderSplit = changeFunction('orderSplit', ({ world, req }, order) => {
  const problems: string[] = [];
  if (textAt(req, 'Target/OperationUser') === null) problems.push('OperationUser is required.');
  const parts = allAt(req, 'Order').map((one) => readPart(one, problems));
  const ids = parts.map((part) => part.splitId).join();
  if (ids !== '1,2') problems.push('SplitId is required to be 1 and 2.');
  if (order.childIds.length > 0) problems.push('The order is split already.');
  if (problems.length === 0) checkUnits(order, parts, problems);
  if (problems.length > 0) return parameterError(world, problems.join(' '));
  const refusal = transitionRefusal(world, order, 'Split');
  if (refusal) return refusal;
  const numbered = splitIds(order.shop, parts);
  const shown = numbered.map(({ splitId, orderId }) =>
    tree('OrderInfo', [leaf('SplitId', splitId), leaf('OrderId', orderId)]),
  );
  const body = tree('ResultSet', [tree('Result', [leaf('Status', 'OK'), ...shown])], counts(1));
  return xml(200, body, () => splitOrder(world, order, numbered));
});

const CHARGES: Readonly<Record<keyof Charges, string>> = {
  pay: 'PayCharge',
  ship: 'ShipCharge',
  giftWrap: 'GiftWrapCharge',
  discount: 'Discount',
  usePoint: 'UsePoint',
};

function readPart(from: Element, problems: string[]): Part {
  const number = (element: Element, path: string): number => {
    const text = textAt(element, path);
    if (text !== null && /^\d{1,9}$/.test(text)) return Number(text);
    problems.push(`${path} is required.`);
    return 0;
  };
  const charges = Object.entries(CHARGES).map(([name, path]) => [name, number(from, `Detail/${path}`)]);
  return {
    splitId: number(from, 'SplitId'),
    charges: Object.fromEntries(charges) as Charges,
    units: new Map(allAt(from, 'Item').map((item) => [number(item, 'LineId'), number(item, 'Quantity')])),
  };
}

/** Every unit of every line has to be in one of the two, and each of the two has to hold something. */
function checkUnits(order: Order, parts: readonly Part[], problems: string[]): void {
  const unknown = parts.some((part) => [...part.units.keys()].some((id) => !order.lines.some((l) => l.lineId === id)));
  if (unknown) problems.push('LineId is invalid.');
  for (const { lineId, units } of order.lines) {
    const given = parts.reduce((sum, part) => sum + (part.units.get(lineId) ?? 0), 0);
    if (given !== units) problems.push(`Quantity of LineId ${lineId} is invalid.`);
  }
  const isEmpty = (part: Part): boolean => ![...part.units.values()].some((units) => units > 0);
  if (parts.some(isEmpty)) problems.push('Item is required.');
}
