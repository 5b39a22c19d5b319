import { byKind, exactly, list, object, oneOf, optional, orNull, text, whole } from '../kernel/index.ts';
import { cancelReasons } from './push.ts';
import type { MallName, ShopKey } from './shop.ts';

const forms = {
  orderNumber: {
    // Keys of rows have "#" behind the name.
    pattern: /^#?[A-Za-z0-9-]{1,60}$/,
    wanted: 'an order number: up to 60 letters, digits and "-"',
  },
  by: { pattern: /^[^\p{Cc}\p{Cs}]{1,100}$/u, wanted: 'who asks, in up to 100 characters' },
  code: { pattern: /^[A-Za-z0-9_-]{1,20}$/, wanted: 'up to 20 letters, digits, "-" and "_"' },
  lineId: { pattern: /^[A-Za-z0-9_-]{1,60}$/, wanted: "the mall's id of a line of the order" },
  trackingNumber: {
    pattern: /^[^\p{Cc}\p{Cs}]{1,120}$/u,
    wanted: 'a tracking number of up to 120 characters, or null',
  },
  day: { pattern: /^\d{4}-\d{2}-\d{2}$/, wanted: 'a day such as "2026-11-24"' },
} as const;

/** Limits of an event: orders of one call, and RMS's parcels of a destination. */
const ordersMax = 100;
const parcelsMax = 20;
const linesMax = 100;

const day = text(forms.day, (one) => (isRealDay(one) ? null : 'there is no such day.'));

const parcel = object({
  basketId: optional(text(forms.code)),
  carrier: text(forms.code),
  trackingNumber: orNull(text(forms.trackingNumber)),
  corrects: optional(text({ ...forms.trackingNumber, wanted: 'a tracking number of up to 120 characters' })),
  shippedOn: day,
  contents: optional(list(object({ lineId: text(forms.lineId), quantity: whole({ from: 1, to: 999_999 }) }), linesMax)),
});

function isRealDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(day);
}

/** Changes that events may request. No memo, since personal data travel in no event. */
const change = byKind(
  {
    confirm: object({ kind: exactly('confirm') }),
    ship: object({ kind: exactly('ship'), parcels: list(parcel, parcelsMax), another: optional(exactly(true)) }),
    pay: object({ kind: exactly('pay'), paidOn: day }),
    complete: object({ kind: exactly('complete') }),
    cancel: object({ kind: exactly('cancel'), reason: oneOf(cancelReasons) }),
    'sub-status': object({ kind: exactly('sub-status'), subStatusId: orNull(text(forms.code)) }),
  },
  { memo: 'a memo is asked for with ops, because events carry no texts.' },
);

/** Shape of `StatusPushRequested` for shops of these malls. Malls without status changes are refused later. */
export const statusRequest = (malls: readonly MallName[]) =>
  object(
    {
      format: exactly(1),
      shop: text<ShopKey>({
        pattern: new RegExp(`^(?:${malls.join('|')})#[A-Za-z0-9_-]{1,60}$`),
        wanted: `a shop's key such as "rms#shop-1", of one of: ${malls.join(', ')}`,
      }),
      by: text(forms.by),
      orders: list(object({ orderNumber: text(forms.orderNumber), change }), ordersMax),
    },
    ['format', 'shop', 'orders', 'by'],
  );
