import { type EpochMs, minuteMs } from '../../core/kernel/index.ts';
import type { OrderStage, OrderState, ParcelRow } from '../../core/model/index.ts';
import { readBody } from '../body.ts';
import { progress, progressOf } from './progress.ts';
import { parseYahooMoment } from './times.ts';
import { orderStateModel } from './wire.generated.js';
import type { OrderStateModel } from './wire.ts';

/** An order of this mall has one destination. */
const destination = '1';

/** 出荷ステータス and 伝票番号なし理由, as they stand: a change of the shipment depends on both. */
type Kept = readonly [shipStatus: string, emptyReason: string];

/** What `OrderState.kept` holds. */
export const keptIn = (kept: string | undefined): Kept => (kept === undefined ? ['', ''] : (JSON.parse(kept) as Kept));

/** 完了 is refused in the seconds after a change of the shipment: so long after the last change of an order it is not asked for. */
const settlesMs = minuteMs;

/** How an order stands, as orderInfo shows it at a moment of Yahoo's clock; null where it cannot be understood. */
export function stateOf(model: unknown, mallTime: EpochMs): OrderState | null {
  if (!orderStateModel.matches(model)) return null;
  const changedAt = parseYahooMoment(model.LastUpdateTime);
  const isSettling = changedAt !== null && mallTime < changedAt + settlesMs;
  return stateIs(model, isSettling);
}

/** How an order stood when its original was read; null where the original is none that tells. */
export function stateIn(original: string): OrderState | null {
  const body = readBody(original);
  const model: unknown = body.kind === 'json' ? body.value : undefined;
  return orderStateModel.matches(model) ? stateIs(model, false) : null;
}

function stateIs(model: OrderStateModel, isSettling: boolean): OrderState {
  const shipStatus = textOf(model.Ship, 'ShipStatus');
  const isShipped = shipStatus === '3' || shipStatus === '4';
  const isReadOnly = model.IsReadOnly === '1';
  return {
    orderNumber: model.OrderId,
    progress: progressOf({ orderStatus: model.OrderStatus, shipStatus, isReadOnly }),
    stage: stageOf(model.OrderStatus, { isReadOnly, isShipped }),
    confirmed: model.IsSeen === 'true',
    paid: textOf(model.Pay, 'PayStatus') === '1',
    ...(isSettling ? { isSettling } : {}),
    kept: JSON.stringify([shipStatus, textOf(model.Ship, 'ShipInvoiceNumberEmptyReason')] satisfies Kept),
    subStatusId: null,
    memo: model.Notes || null,
    baskets: [{ basketId: destination, rows: rowsOf(model.Ship, isShipped) }],
  };
}

function stageOf(
  orderStatus: string,
  { isReadOnly, isShipped }: { readonly isReadOnly: boolean; readonly isShipped: boolean },
): OrderStage {
  if (orderStatus === progress.cancelled) return 'cancelled';
  if (orderStatus === progress.completed) return 'completed';
  if (isReadOnly) return 'buyer-may-cancel';
  switch (orderStatus) {
    case progress.reserved:
    case progress.processing:
    case progress.onHold:
      return isShipped ? 'shipped' : 'to-ship';
    // 未入力, 繰上げ同意待ち.
    case '0':
    case '8':
      return 'processing';
    default:
      return 'unknown';
  }
}

/**
 * The parcels of an order: its two numbers, of one carrier and one day. A day counts from 出荷済み on; before that a person may have entered
 * it with a number. A shipment without a number is a row of its own.
 */
function rowsOf(ship: unknown, isShipped: boolean): ParcelRow[] {
  const carrier = textOf(ship, 'ShipCompanyCode') || null;
  const date = textOf(ship, 'ShipDate').replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
  const shippedOn = isShipped && date !== '' ? date : null;
  const rows = ['1', '2'].flatMap((rowId): ParcelRow[] => {
    const trackingNumber = textOf(ship, `ShipInvoiceNumber${rowId}`);
    return trackingNumber === '' ? [] : [{ rowId, carrier, trackingNumber, shippedOn }];
  });
  return rows.length === 0 && isShipped ? [{ rowId: '1', carrier, trackingNumber: null, shippedOn }] : rows;
}

function textOf(part: unknown, name: string): string {
  const value = typeof part === 'object' && part !== null ? (part as Readonly<Record<string, unknown>>)[name] : '';
  return typeof value === 'string' ? value : '';
}
