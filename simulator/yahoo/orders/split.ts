import { type Part, splitIds, splitOrder } from '../flow/split-order.ts';
import { xml } from '../reply.ts';
import type { Charges, Order } from '../state.ts';
import { allAt, type Element, textAt } from '../xml/read-xml.ts';
import { leaf, tree } from '../xml/tree.ts';
import { counts, parameterError } from './order-errors.ts';
import { orderFunction } from './order-function.ts';
import { changeableOrder, transitionRefusal } from './own-order.ts';

/** 注文分割: two orders with new numbers take an order's lines; the order itself stays, marked as split. */
export const orderSplit = orderFunction('orderSplit', { write: true }, (call) => {
  const { world, req } = call;
  const found = changeableOrder(call);
  if (found.refusal) return found.refusal;
  const { order } = found;
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
