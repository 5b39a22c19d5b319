import { mallNames, type ShopKey } from '../merchants/shop.ts';
import { type Fields, type Form, fieldReader } from '../text/read-fields.ts';
import type { Parcel } from './parcel.ts';
import { type CancelReason, cancelReasons, type PushContent } from './push.ts';

/** What an event of type `StatusPushRequested` asks for. Its JSON Schema is `docs/events/StatusPushRequested.schema.json`. */
export interface StatusRequest {
  readonly shop: ShopKey;
  readonly by: string;
  readonly orders: readonly { readonly orderNumber: string; readonly content: PushContent }[];
}

/** The changes an event may ask for. A memo may hold personal data, which travel in no event. */
export const eventKinds = ['confirm', 'ship', 'cancel', 'sub-status'] as const;

export const requestFormat = 1;
/** What one event may hold: one call's worth of orders, and RMS's parcels of one destination. */
export const ordersMax = 100;
export const parcelsMax = 20;

const forms = {
  shop: {
    pattern: new RegExp(`^(?:${mallNames.join('|')})#[A-Za-z0-9_-]{1,60}$`),
    wanted: `a shop's key such as "rms#shop-1", of one of: ${mallNames.join(', ')}`,
  },
  orderNumber: { pattern: /^[A-Za-z0-9-]{1,60}$/, wanted: 'an order number: up to 60 letters, digits and "-"' },
  by: { pattern: /^[^\p{Cc}]{1,100}$/u, wanted: 'who asks, in up to 100 characters' },
  code: { pattern: /^[A-Za-z0-9_-]{1,20}$/, wanted: 'up to 20 letters, digits, "-" and "_"' },
  trackingNumber: { pattern: /^[^\p{Cc}]{1,120}$/u, wanted: 'a tracking number of up to 120 characters, or null' },
  day: { pattern: /^\d{4}-\d{2}-\d{2}$/, wanted: 'a day such as "2026-11-24"' },
} as const satisfies Record<string, Form>;

/**
 * Reads what an event asks for, and collects everything that is wrong with it: places and what was expected, never what was
 * there. Null when there is anything wrong.
 */
export function readRequest(detail: unknown, problems: string[]): StatusRequest | null {
  const before = problems.length;
  const { wrong, object, text, list, oneOf } = fieldReader(problems);
  const parcel = (value: unknown, path: string): Parcel => {
    const given = object(value, path, ['basketId', 'carrier', 'trackingNumber', 'shippedOn']);
    const shippedOn = text(given.shippedOn, `${path}.shippedOn`, forms.day);
    if (shippedOn !== '' && !isRealDay(shippedOn)) problems.push(`${path}.shippedOn: there is no such day.`);
    return {
      ...(given.basketId === undefined ? {} : { basketId: text(given.basketId, `${path}.basketId`, forms.code) }),
      carrier: text(given.carrier, `${path}.carrier`, forms.code),
      trackingNumber:
        given.trackingNumber === null
          ? null
          : text(given.trackingNumber, `${path}.trackingNumber`, forms.trackingNumber),
      shippedOn,
    };
  };
  const content = (value: unknown, path: string): PushContent => {
    const asked = (value as Fields | null | undefined)?.kind;
    if (asked === 'memo') problems.push(`${path}.kind: a memo is asked for with ops, because events carry no texts.`);
    const kind = oneOf(asked, `${path}.kind`, eventKinds);
    switch (kind) {
      case 'ship': {
        const { parcels } = object(value, path, ['kind', 'parcels']);
        const places = list(parcels, `${path}.parcels`, parcelsMax);
        return { kind, parcels: places.map((one, index) => parcel(one, `${path}.parcels[${index}]`)) };
      }
      case 'cancel': {
        const { reason } = object(value, path, ['kind', 'reason']);
        return { kind, reason: oneOf(reason, `${path}.reason`, cancelReasons) as CancelReason };
      }
      case 'sub-status': {
        const { subStatusId: id } = object(value, path, ['kind', 'subStatusId']);
        return { kind, subStatusId: id === null ? null : text(id, `${path}.subStatusId`, forms.code) };
      }
      case 'confirm':
        object(value, path, ['kind']);
        return { kind };
      case null:
        return { kind: 'confirm' };
    }
  };

  const given = object(detail, '', ['format', 'shop', 'orders', 'by']);
  if (given.format !== requestFormat) wrong('format', String(requestFormat), given.format);
  const request: StatusRequest = {
    shop: text(given.shop, 'shop', forms.shop) as ShopKey,
    by: text(given.by, 'by', forms.by),
    orders: list(given.orders, 'orders', ordersMax).map((one, index) => {
      const order = object(one, `orders[${index}]`, ['orderNumber', 'change']);
      return {
        orderNumber: text(order.orderNumber, `orders[${index}].orderNumber`, forms.orderNumber),
        content: content(order.change, `orders[${index}].change`),
      };
    }),
  };
  return problems.length > before ? null : request;
}

/** True for a day that the calendar has. */
function isRealDay(day: string): boolean {
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isFinite(at) && new Date(at).toISOString().startsWith(day);
}
