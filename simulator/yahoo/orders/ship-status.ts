import { isAuthorised, ship } from '../flow/life.ts';
import type { Order, Shipment, ShipStatus } from '../state.ts';
import { isCompactDate } from '../times.ts';
import type { World } from '../world.ts';
import { type Element, textAt } from '../xml/read-xml.ts';
import { parameterError } from './order-errors.ts';
import { orderFunction } from './order-function.ts';
import { changeableOrder, changed, transitionRefusal } from './own-order.ts';
import { isCard } from './pay-methods.ts';
import { readPointFix } from './point-fix.ts';
import { captureWarnings } from './status.ts';

const YAMATO = '1001';
const JAPAN_POST = '1003';
const EMPTY_REASONS = ['101', '102', '103', '104', '105'];

/** 出荷ステータス変更, with carrier and numbers. IsPointFix has to be true, whatever the status. */
export const orderShipStatusChange = orderFunction('orderShipStatusChange', { write: true }, (call) => {
  const { world, req } = call;
  const found = changeableOrder(call);
  if (found.refusal) return found.refusal;
  const { order } = found;
  const status = textAt(req, 'Order/Ship/ShipStatus');
  const problems: string[] = [];
  if (status === null || !/^[0-4]$/.test(status)) problems.push('ShipStatus is required.');
  if (readPointFix(req) !== true) problems.push('IsPointFix is required to be true.');
  const shipment = readShipment(world, req, order, problems);
  if (problems.length > 0) return parameterError(world, problems.join(' '));
  const refusal = transitionRefusal(world, order, 'ShipStatus');
  if (refusal) return refusal;
  const next = Number(status) as ShipStatus;
  const warnings = next === 3 ? captureWarnings(isCard(order), order.captured, isAuthorised(world, order)) : [];
  return changed(warnings, () => ship(world, order, next, shipment));
});

/** The shipment as it will be: what is not sent stays. */
function readShipment(world: World, req: Element, { shipment }: Order, problems: string[]): Shipment {
  const given = (name: string, present: string): string => textAt(req, `Order/Ship/${name}`) ?? present;
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

/** Letters, digits and hyphens; Yamato takes no letters, Japan Post 11 to 13 characters beside the hyphens in the first. */
function isInvoiceNumber(world: World, companyCode: string, number: string, isFirst: boolean): boolean {
  if (number === '') return true;
  if (!/^[A-Za-z0-9-]{1,30}$/.test(number)) return false;
  if (companyCode === YAMATO) return /^[\d-]+$/.test(number) && number.length <= world.settings.status.yamatoLength;
  const length = number.replaceAll('-', '').length;
  return companyCode !== JAPAN_POST || !isFirst || (length >= 11 && length <= 13);
}
