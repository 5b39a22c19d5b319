import { isCompactDate } from '../../jst.ts';
import { later } from '../../world.ts';
import { cancel, complete, enter, isAuthorised, isCard, isRefunded, pay, payMethod, SHORTAGE } from '../lifecycle.ts';
import type { Order, OrderStatus, PayStatus, World } from '../state.ts';
import { type Element, textAt } from '../xml.ts';
import {
  cannotBeOperated,
  changed,
  changeFunction,
  type OrderCall,
  orderError,
  parameterError,
  transitionRefusal,
  type Warning,
} from './request.ts';

/** 注文ステータス変更: 1 予約中 to 5 完了. A warning means that the change has been made. */
export const orderStatusChange = changeFunction('orderStatusChange', (call, order) => {
  const { world, req } = call;
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
      return { ...reply, hasMishap: true };
    }
    case 'stock-link-error': {
      const detail = order.lines.map((line) => line.lineId).join(',');
      return { ...changed([...warnings, { code: 'od91130', detail }], () => carryOut(false)), hasMishap: true };
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

/** 100 to 180 注文者都合, 200 to 230 ストア都合. */
const REASONS = [100, 110, 120, 130, 140, 150, 160, 170, 180, 200, 210, 220, 230];
const OTHER = 230;

/** The reason of a cancel and its words, or what is wrong with them. */
function readCancelReason({ world, req }: OrderCall): {
  reason: number;
  detail: string;
  problem: string | null;
} {
  const text = textAt(req, 'Order/CancelReason');
  const reason = text === null || text === 'null' ? SHORTAGE : Number(text);
  const detail = paths(world).flatMap((path) => textAt(req, path) ?? [])[0] ?? '';
  return { reason, detail, problem: problemOf(reason, detail) };
}

function problemOf(reason: number, detail: string): string | null {
  if (!REASONS.includes(reason)) return 'CancelReason is invalid.';
  const length = [...detail].length;
  if (reason === OTHER && length === 0) return 'CancelReasonDetail is required.';
  return length === 0 || (length >= 10 && length <= 200) ? null : 'CancelReasonDetail is invalid.';
}

/** The mall's page spells the path `/Req/Oeder/CancelReasonDetail`. */
function paths({ settings }: World): string[] {
  const { detailPath } = settings.status;
  return (detailPath === 'both' ? ['Order', 'Oeder'] : [detailPath]).map((parent) => `${parent}/CancelReasonDetail`);
}

/** 入金ステータス変更. An order that waited for its money can be sent from here on. */
export const orderPayStatusChange = changeFunction('orderPayStatusChange', ({ world, req }, order) => {
  const status = textAt(req, 'Order/Pay/PayStatus');
  const date = textAt(req, 'Order/Pay/PayDate');
  if (status !== '0' && status !== '1') return parameterError(world, 'PayStatus is required.');
  if (date !== null && !isCompactDate(date)) return parameterError(world, 'PayDate is invalid.');
  const refusal = transitionRefusal(world, order, 'PayStatus');
  if (refusal) return refusal;
  const isUnasked = !payMethod(order.payMethod).waits && status === '1' && order.payStatus === 0;
  if (isUnasked && world.settings.status.payUnasked === 'refused') return cannotBeOperated(world, 'PayStatus');
  return changed([], () => pay(world, order, Number(status) as PayStatus, date ?? order.payDate));
});

/** ポイント確定要否; null where it is missing or no boolean. */
export function readPointFix(req: Element): boolean | null {
  const text = textAt(req, 'Target/IsPointFix');
  return text === 'true' ? true : text === 'false' ? false : null;
}
