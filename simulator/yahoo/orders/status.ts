import { cancel, complete, enter, isAuthorised, later } from '../flow/life.ts';
import type { Order, OrderStatus } from '../state.ts';
import { textAt } from '../xml/read-xml.ts';
import { readCancelReason } from './cancel-reason.ts';
import { orderError, parameterError } from './order-errors.ts';
import { type OrderCall, orderFunction } from './order-function.ts';
import { changeableOrder, changed, transitionRefusal, type Warning } from './own-order.ts';
import { isCard, isRefunded } from './pay-methods.ts';
import { readPointFix } from './point-fix.ts';

/** 注文ステータス変更: 1 予約中 to 5 完了. A warning means that the change has been made. */
export const orderStatusChange = orderFunction('orderStatusChange', { write: true }, (call) => {
  const { world, req } = call;
  const found = changeableOrder(call);
  if (found.refusal) return found.refusal;
  const { order } = found;
  const status = Number(textAt(req, 'Order/OrderStatus'));
  if (![1, 2, 3, 4, 5].includes(status)) return parameterError(world, 'OrderStatus is required.');
  const pointFix = readPointFix(req);
  if (pointFix === null) return parameterError(world, 'IsPointFix is required.');
  if (status === order.orderStatus) return changed([{ code: 'od91705', detail: '' }], () => {});
  const refusal = transitionRefusal(world, order, 'OrderStatus');
  if (refusal) return refusal;
  switch (status) {
    case 4:
      return cancelled(call, order);
    case 5:
      return pointFix ? completed(call, order) : parameterError(world, 'IsPointFix is invalid.');
    default:
      return changed([], () => enter(world, order, status as OrderStatus));
  }
});

/** Final, and the buyer gets a mail. Without a reason, it counts as 欠品. */
function cancelled(call: OrderCall, order: Order) {
  const { world } = call;
  const { reason, detail, problem } = readCancelReason(call);
  if (problem) return parameterError(world, problem);
  const warnings: Warning[] = [];
  if (isCard(order) && !isAuthorised(world, order)) warnings.push({ code: 'od91115', detail: '' });
  if (isRefunded(order)) warnings.push({ code: 'od91123', detail: '' });
  const carryOut = (restores: boolean) => cancel(world, order, { reason, detail, restores, mails: true });
  switch (world.mishap?.kind) {
    case 'cancel-later': {
      const { laterMs } = world.mishap;
      const reply = changed([{ code: 'od91704', detail: '' }], () =>
        later(world, order, laterMs, () => carryOut(true)),
      );
      return { ...reply, twisted: true };
    }
    case 'stock-link-error': {
      const detail = order.lines.map((line) => line.lineId).join(',');
      return { ...changed([...warnings, { code: 'od91130', detail }], () => carryOut(false)), twisted: true };
    }
    default:
      return changed(warnings, () => carryOut(true));
  }
}

function completed({ world }: OrderCall, order: Order) {
  const readyAt = (order.shippedAt ?? Number.NEGATIVE_INFINITY) + world.settings.flow.completeAfterShipMs;
  if (world.timeMs < readyAt) {
    return orderError(world, 500, world.settings.assumed.tooSoon, 'Cannot Be Operated : OrderStatus');
  }
  return changed(captureWarnings(isCard(order), order.captured, isAuthorised(world, order)), () =>
    complete(world, order),
  );
}

/** What becomes of the money of a card when an order is sent or completed. */
export function captureWarnings(card: boolean, captured: boolean, authorised: boolean): Warning[] {
  if (!card) return [];
  if (captured) return [{ code: 'od91113', detail: '' }];
  return authorised ? [] : [{ code: 'od91115', detail: '' }];
}
