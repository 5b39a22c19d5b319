import type { FaultAnswers } from '../exchange.ts';
import type { GeneralFaultKind } from '../faults.ts';
import { DAY_MS, parseJstDatetime } from '../jst.ts';
import { unauthorised } from './auth.ts';
import { enter } from './lifecycle.ts';
import { errors, json, messagesOf, type Reply, type RoutedCall } from './operation.ts';
import { placeOrder } from './place-order.ts';
import type { OrderProgress, World } from './state.ts';

const MAINTENANCE_HTML =
  '<html><head><title>メンテナンス中</title></head><body><h1>ただいまシステムメンテナンス中です</h1></body></html>';

const html = (status: number): Reply => ({ status, body: MAINTENANCE_HTML, contentType: 'text/html;charset=UTF-8' });

/** 503 サービスが一時的に過負荷やメンテナンスで使用不可能. The status is documented, the bodies are not. */
const overloaded = { Results: { errorCode: 'ES99-99', message: 'Service Unavailable' } };

const conflict = {
  code: 'CE0001',
  message: 'There was a conflict with another process. Please try again after a short while.',
};

const replies = {
  'server-error-json': () => json(503, overloaded),
  'server-error-html': () => html(503),
  // A page where JSON was to be, under a status that says all is well.
  'html-200': () => html(200),
  // What answers in place of the API says of itself that it is well.
  'all-well': () => json(200, { status: 'ok', message: '全てのサービスは正常に稼働しています' }),
  'system-error-200': (call) => systemError(call, 200),
  'system-error-500': (call) => systemError(call, 500),
  refusal,
  throttle: ({ world }) => throttled(world),
  'auth-flap': ({ world }) => unauthorised(world),
  // Two writes of the same stock at once.
  conflict: () => errors(409, conflict),
  // The inventory API could not find out how the shop is set up.
  'shop-status': () => errors(500, { code: 'GE0019', message: 'Failed to get the shop status.' }),
} satisfies Readonly<Record<string, (call: RoutedCall) => Reply | null>>;

/** Every way this mall can be broken. What each does is in `docs/malls/rms-simulator.md`. */
export type FaultKind = GeneralFaultKind | keyof typeof replies;

export const faults: FaultAnswers<RoutedCall, string> = { replies, grey: [() => html(503)], shiftPages };

/** No public record of the real body was found. */
export function throttled({ settings }: World): Reply {
  return json(settings.throttle.status, { errors: [{ code: 'GA0004', message: 'Too many requests.' }] });
}

/** An error that says so only inside its body (status 200), or with 500. */
function systemError({ world, operation }: RoutedCall, status: 200 | 500): Reply | null {
  if (operation === null) return null;
  const { messageCode, name } = operation;
  if (messageCode === undefined) return errors(status, { code: 'X0000', message: 'An unexpected error has occurred' });
  const text = 'システムエラーが発生しました。';
  const MessageModelList = [messagesOf(messageCode).error(world.settings.assumed.systemError, text)];
  switch (name) {
    case 'searchOrder':
    case 'searchOrderItem':
      return json(status, { MessageModelList, orderNumberList: null, PaginationResponseModel: null });
    case 'getOrder':
    case 'getOrderItem':
      return json(status, { MessageModelList, OrderModelList: [] });
    default:
      return json(status, { MessageModelList });
  }
}

/** 400 that refuses the call by name, whatever it asks for: as after a change of what the function takes. */
function refusal({ operation }: RoutedCall): Reply | null {
  if (operation === null) return null;
  const { messageCode } = operation;
  if (messageCode === undefined) return errors(400, { code: 'IE0002', message: 'The request is invalid.' });
  const MessageModelList = [messagesOf(messageCode).error('009', '必須項目が設定されていません。')];
  return json(400, { MessageModelList });
}

const HIDDEN_MS = 60_000;
/** How late the order that appears is at the most; nothing says that RMS shows any later than this. */
const LATE_MS = DAY_MS;

const NEXT: Partial<Record<OrderProgress, OrderProgress>> = {
  100: 200,
  200: 300,
  300: 500,
  500: 600,
  600: 700,
  800: 900,
};

/**
 * Shifts the rows of a search between two of its pages: called when a page after the first is asked for.
 * `appear`: an order becomes visible that is older than the first row, but at most a day old. `vanish`: a row leaves the
 * status filter, or, where there is none, one at most a day old is out of sight for a minute; the rows behind it move
 * forward by one. Tells whether anything was shifted.
 */
function shiftPages({ world, shop, operation, request }: RoutedCall, shift: 'appear' | 'vanish'): boolean {
  if (shop === null || operation?.name !== 'searchOrder') return false;
  const asked = askedOf(request.body);
  if (asked === null || asked.page < 2) return false;
  const listed = shop.orders.filter(
    (order) =>
      order.placedAt >= asked.start &&
      order.placedAt <= asked.end &&
      order.visibleAt <= world.timeMs &&
      (asked.progresses === null || asked.progresses.includes(order.progress)),
  );
  const first = listed[0];
  if (!first) return false;
  if (shift === 'appear') {
    const placedAt = Math.max(asked.start, first.placedAt - 1000, world.timeMs - LATE_MS);
    placeOrder(world, shop, { placedAt, visibleAfterMs: world.timeMs - placedAt });
    return true;
  }
  if (asked.progresses === null) {
    const read = listed.slice(0, (asked.page - 1) * asked.rows);
    const recent = read.findLast((order) => order.placedAt >= world.timeMs - LATE_MS);
    if (!recent) return false;
    recent.visibleAt = world.timeMs + HIDDEN_MS;
    return true;
  }
  const next = NEXT[first.progress];
  if (next === undefined) return false;
  enter(world, first, next);
  return true;
}

/** What a search asks for; null where it cannot be read. */
function askedOf(body: string) {
  try {
    const asked = JSON.parse(body) as {
      startDatetime?: string;
      endDatetime?: string;
      orderProgressList?: number[] | null;
      PaginationRequestModel?: { requestPage?: number; requestRecordsAmount?: number } | null;
    };
    const start = parseJstDatetime(asked.startDatetime ?? '');
    const end = parseJstDatetime(asked.endDatetime ?? '');
    if (start === null || end === null) return null;
    const page = Number(asked.PaginationRequestModel?.requestPage ?? 1);
    const rows = Number(asked.PaginationRequestModel?.requestRecordsAmount ?? 30);
    return { page, rows, start, end, progresses: asked.orderProgressList ?? null };
  } catch {
    return null;
  }
}
