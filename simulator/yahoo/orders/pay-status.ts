import { pay } from '../flow/life.ts';
import type { PayStatus } from '../state.ts';
import { isCompactDate } from '../times.ts';
import { textAt } from '../xml/read-xml.ts';
import { parameterError } from './order-errors.ts';
import { orderFunction } from './order-function.ts';
import { changeableOrder, changed, transitionRefusal } from './own-order.ts';

/** 入金ステータス変更. An order that waited for its money can be sent from here on. */
export const orderPayStatusChange = orderFunction('orderPayStatusChange', { write: true }, (call) => {
  const { world, req } = call;
  const found = changeableOrder(call);
  if (found.refusal) return found.refusal;
  const { order } = found;
  const status = textAt(req, 'Order/Pay/PayStatus');
  const date = textAt(req, 'Order/Pay/PayDate');
  if (status !== '0' && status !== '1') return parameterError(world, 'PayStatus is required.');
  if (date !== null && !isCompactDate(date)) return parameterError(world, 'PayDate is invalid.');
  const refusal = transitionRefusal(world, order, 'PayStatus');
  return refusal ?? changed([], () => pay(world, order, Number(status) as PayStatus, date ?? order.payDate));
});
