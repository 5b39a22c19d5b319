import { type EpochMs, type Fields, type Form, fieldReader, knownFieldsOf, TsunagiError } from '../kernel/index.ts';
import {
  type CancelReason,
  cancelReasons,
  type MallName,
  type Parcel,
  type PushContent,
  type ShopKey,
} from '../model/index.ts';
import { type Clock, momentOf, type Ports, type RejectedRequests, type RequestEvent } from '../ports/index.ts';
import { checkPushes, type PushRequest, type RequestPorts, requestPushes } from './request.ts';

/** The outcome of an event. */
export type TakenIn =
  | { readonly kind: 'taken-in'; readonly pushes: number }
  | { readonly kind: 'rejected'; readonly reasons: readonly string[] };

/** What taking in needs. */
export type IntakePorts = RequestPorts &
  Pick<Ports, 'bus'> & { readonly clock: Clock; readonly rejected: RejectedRequests };

/** A rejection lists at most this many reasons; more would not help. */
const reasonsMax = 100;

/**
 * Accepts everything that an event requests, or nothing if any part is wrong. A wrong event is rejected with all reasons at
 * once, and the rejection is published on the bus. The same event may arrive any number of times. `arrivedAt` is when our queue
 * received it, the same for every receipt; the default is now. Throws `store.failing`, `queue.failing` and `bus.failing`, after
 * which the event must be delivered again.
 */
export async function takeIn(ports: IntakePorts, event: RequestEvent, arrivedAt?: EpochMs): Promise<TakenIn> {
  const problems: string[] = [];
  const request = readRequest(event.detail, ports.malls.names, problems);
  if (request === null) return reject(ports, event, problems);

  const { shop, by, orders } = request;
  const received = ports.clock.now();
  const now = momentOf(event, Math.min(arrivedAt ?? received, received));
  const requests = orders.map((order): PushRequest => ({ shop, ...order }));
  const found = reasonsOf(await checkPushes(ports, requests, now));
  if (found.length > 0) return reject(ports, event, found);

  // A sender on the bus can write any name here. The prefix keeps it apart from a person who used a command.
  const requested = await requestPushes(ports, requests, { by: `event:${by}`, now });
  // The shop may have gone in between.
  const refused = reasonsOf(requested.map((one) => (one.kind === 'refused' ? one.problems : [])));
  return refused.length > 0 ? reject(ports, event, refused) : { kind: 'taken-in', pushes: requests.length };
}

/** Problems of the orders, in their order. A problem of the shop concerns all of them, and is reported once. */
function reasonsOf(problems: readonly (readonly string[])[]): string[] {
  const all = problems.flatMap((found, index) =>
    found.map((problem) => (problem.startsWith('shop: ') ? problem : `orders[${index}], ${problem}`)),
  );
  return [...new Set(all)];
}

async function reject(ports: IntakePorts, event: RequestEvent, all: readonly string[]): Promise<TakenIn> {
  const more = all.length - reasonsMax;
  const reasons = more > 0 ? [...all.slice(0, reasonsMax), `… and ${more} more.`] : all;
  const { id, source, time, detail } = event;
  const rejected = { event: { id, source, time }, reasons, detail: knownFieldsOf(detail) };
  // The bus first: repeated news keeps its id, while a second message in the queue would be a separate one.
  if (!(await ports.bus.tellRejected(rejected))) {
    throw new TsunagiError(
      'bus.failing',
      'later',
      'The bus did not take the news of a rejected request. The event comes again.',
    );
  }
  await ports.rejected.keep(rejected);
  ports.log.warn('push.request-rejected', { eventId: id, source, reasons: all.length, first: reasons[0] ?? '' });
  return { kind: 'rejected', reasons };
}

/** The content of an event of type `StatusPushRequested`. Its JSON Schema is `docs/events/StatusPushRequested.schema.json`. */
interface StatusRequest {
  readonly shop: ShopKey;
  readonly by: string;
  readonly orders: readonly { readonly orderNumber: string; readonly content: PushContent }[];
}

/** The changes an event may ask for. A memo may hold personal data, which travel in no event. */
const eventKinds = ['confirm', 'ship', 'cancel', 'sub-status'] as const;

const requestFormat = 1;
/** What one event may hold: one call's worth of orders, and RMS's parcels of one destination. */
const ordersMax = 100;
const parcelsMax = 20;

const forms = {
  orderNumber: { pattern: /^[A-Za-z0-9-]{1,60}$/, wanted: 'an order number: up to 60 letters, digits and "-"' },
  by: { pattern: /^[^\p{Cc}]{1,100}$/u, wanted: 'who asks, in up to 100 characters' },
  code: { pattern: /^[A-Za-z0-9_-]{1,20}$/, wanted: 'up to 20 letters, digits, "-" and "_"' },
  trackingNumber: { pattern: /^[^\p{Cc}]{1,120}$/u, wanted: 'a tracking number of up to 120 characters, or null' },
  day: { pattern: /^\d{4}-\d{2}-\d{2}$/, wanted: 'a day such as "2026-11-24"' },
} as const satisfies Record<string, Form>;

/** A shop's key, of one of these malls. */
const shopForm = (malls: readonly MallName[]): Form => ({
  pattern: new RegExp(`^(?:${malls.join('|')})#[A-Za-z0-9_-]{1,60}$`),
  wanted: `a shop's key such as "rms#shop-1", of one of: ${malls.join(', ')}`,
});

/**
 * Reads an event's request, and collects all its problems: places and what was expected, never what was
 * there. Null when there is anything wrong.
 */
export function readRequest(detail: unknown, malls: readonly MallName[], problems: string[]): StatusRequest | null {
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
    shop: text(given.shop, 'shop', shopForm(malls)) as ShopKey,
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
